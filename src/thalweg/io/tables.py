"""Bulk networks: tables that stay as they are, and specs that say how they are read.

A spec of `tables/*.yaml` names the files of a network and its source. Each feature becomes a
place or a link, each cell that is not null a claim of that source. A claim that a case makes
itself, and that may decide, stands over what a table says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from thalweg.errors import nearest
from thalweg.facts.claim import Claim, Source
from thalweg.io.checked import read_model
from thalweg.io.claims import Terms
from thalweg.io.files import Report
from thalweg.io.table_files import Table, read_table
from thalweg.io.table_making import Making, Silence
from thalweg.io.table_models import TableFile
from thalweg.io.table_spec import Spec, check_links, check_places, readers_of_gates, readers_of_links
from thalweg.network import Network
from thalweg.period import ALWAYS, parse

SUFFIXES = (".geojson", ".json", ".csv")


@dataclass(frozen=True)
class TableRead:
    """What was read of one spec."""

    file: str
    source: str
    network: Network
    claims: tuple[Claim, ...]
    silences: tuple[Silence, ...]

    def lines(self) -> Iterator[str]:
        """Say what was read, and of how many elements nothing is said."""
        it = self.network
        counts = f"{len(it.places)} places, {len(it.links)} links, {len(it.gates)} gates, {len(self.claims)} claims"
        yield f"{self.file}: {counts} of {self.source}"
        for s in self.silences:
            if not (s.count or s.outside):
                continue
            left_out = f", {s.outside} numbers out of range" if s.outside else ""
            yield f"  no {s.attribute} for {s.count} of {s.total} {s.of}{left_out}"

    def as_dict(self) -> dict[str, object]:
        """Return the counts as plain data."""
        it = self.network
        return {
            "file": self.file,
            "source": self.source,
            "places": len(it.places),
            "links": len(it.links),
            "gates": len(it.gates),
            "claims": len(self.claims),
            "no_value": [
                {"of": s.of, "attribute": s.attribute, "count": s.count, "total": s.total, "outside": s.outside}
                for s in self.silences
            ],
        }


def read_tables(report: Report, files: Sequence[str], terms: Terms, sources: Mapping[str, Source]) -> list[TableRead]:
    """Read every spec of a case with the tables that it names; note every problem.

    `terms` knows the vocabulary and the ids of the case; its subjects are not asked for.
    """
    found: list[TableRead] = []
    taken: dict[str, str] = {}
    for file in files:
        got = read_model(report, file, TableFile)
        if got is None:
            continue
        spec = Spec(report, file, got[1], terms)
        read = _read(spec, got[0], sources)
        if read is None:
            continue
        ids = _ids(read.network)
        if again := [i for i in ids if i in taken]:
            told = f"{again[0]} and {len(again) - 1} more ids again, as in {taken[again[0]]}"
            spec.tell(("prefix",), "duplicate-id", told, "each id once; another prefix")
        else:
            found.append(read)
            taken |= dict.fromkeys(ids, file)
    return found


def _ids(network: Network) -> list[str]:
    return [*network.place_index, *network.element_index]


def _read(spec: Spec, model: TableFile, sources: Mapping[str, Source]) -> TableRead | None:
    before = len(spec.report.problems)
    if model.source not in sources:
        hint = nearest(model.source, sources)
        spec.tell(("source",), "missing-source", f"no source {model.source!r}", "an id of sources.csv", hint)
    legal = spec.terms.codes["jurisdiction"]
    if model.jurisdiction is not None and model.jurisdiction not in legal:
        hint = nearest(model.jurisdiction, legal)
        found = f"no legal place {model.jurisdiction!r}"
        spec.tell(("jurisdiction",), "unknown-id", found, "the id of a legal place", hint)
    valid = ALWAYS
    try:
        valid = parse(model.valid or "")
    except ValueError as error:
        spec.tell(("valid",), "bad-date", str(error), "an EDTF date or interval such as 2024-07 or 2014/..")
    nodes = None if model.nodes is None else _table(spec, "nodes", model.nodes.file, model.nodes.geometry)
    links = _table(spec, "links", model.links.file, model.links.geometry)
    if len(spec.report.problems) > before or links is None:
        return None
    recorded = date.max if model.recorded is None else date.fromisoformat(model.recorded)
    if nodes is not None and model.nodes is not None:
        check_places(spec, model.nodes, nodes)
    check_links(spec, model, links)
    of_links = readers_of_links(spec, model.links, links)
    of_gates = [readers_of_gates(spec, i, block, links) for i, block in enumerate(model.links.gates)]
    if len(spec.report.problems) > before:
        return None
    making = Making(spec, model, sources[model.source], valid, recorded)
    if nodes is not None and model.nodes is not None:
        making.read_places(nodes, model.nodes)
        nodes.close()
    making.read_links(links, of_links)
    for i, readers in enumerate(of_gates):
        making.read_gates(links, i, readers)
    links.close()
    return TableRead(spec.file, model.source, making.network(), tuple(making.claims.values()), making.silences())


def _table(spec: Spec, part: str, file: str, geometry: str) -> Table | None:
    """Read a file that a spec names; it lies in the case folder."""
    path = PurePosixPath(file)
    expected = f"a file in the case folder: {' or '.join(SUFFIXES)}"
    if path.is_absolute() or ".." in path.parts or "\\" in file or path.suffix.lower() not in SUFFIXES:
        spec.tell((part, "file"), "bad-value", repr(file), expected)
        return None
    try:
        there = (spec.report.root / file).is_file()
    except (OSError, ValueError):  # no name that a file can have
        there = False
    if not there:
        folder = spec.report.root / path.parent
        beside = [str(path.parent / p.name) for s in SUFFIXES for p in folder.glob(f"*{s}")]
        spec.tell((part, "file"), "file-missing", f"no file {file!r}"[:80], expected, nearest(file, beside))
        return None
    table = read_table(spec.report, file, geometry)
    if table is not None and table.columns and geometry not in table.columns:
        where, hint = (part, "geometry"), nearest(geometry, table.columns)
        spec.tell(where, "unknown-field", f"no column {geometry!r}", "the column with the geometry as WKT", hint)
    return table
