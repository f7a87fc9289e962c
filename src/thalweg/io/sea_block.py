"""What the block `sea` of a case says, checked against the package's data and the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from thalweg.errors import nearest
from thalweg.facts.claim import Source
from thalweg.io.case_models import SeaModel, WatersModel
from thalweg.io.files import Report
from thalweg.io.marked import Lines, Path, line_of
from thalweg.io.sea_lanes import Box, drawn_of, middle
from thalweg.io.searoute import Marnet, Port
from thalweg.rules.rule import LegalPlace

FILE = "case.yaml"
Ports = Mapping[str, tuple[Port, ...]]


@dataclass(frozen=True)
class Block:
    """The block with the places of its parts."""

    report: Report
    model: SeaModel
    marks: Lines

    def add(self, path: Path, code: str, found: str, expected: str, hint: str = "") -> None:
        """Note a problem of a part."""
        where = ("sea", *path)
        self.report.add(FILE, line_of(self.marks, where), ".".join(map(str, where)), code, found, expected, hint)

    def unknown(self, path: Path, name: str, kind: str, valid: Iterable[str]) -> None:
        """Note a reference to something that is not there."""
        self.add(path, "unknown-id", f"no {kind} {name!r}", f"the id of a {kind}", nearest(name, valid))

    @property
    def recorded(self) -> date:
        """Day from which undated figures are known."""
        return date.max if self.model.recorded is None else date.fromisoformat(self.model.recorded)

    @cached_property
    def within(self) -> Box | None:
        """The box to which the lines are confined."""
        return None if self.model.within is None else Box(*map(float, self.model.within))

    @cached_property
    def gaps(self) -> Mapping[str, Box]:
        """The stretches whose lines are left out."""
        return {name: Box(*map(float, box)) for name, box in self.model.gaps.items()}


def read_block(
    block: Block, marnet: Marnet, ports: Ports, sources: Mapping[str, Source], legal: Mapping[str, LegalPlace]
) -> Mapping[str, Port]:
    """Note every name and box that is wrong; return the ports that become places, by the id of the place."""
    _check_boxes(block, marnet)
    model = block.model
    labels: list[tuple[Path, str]] = [(("without", i), x) for i, x in enumerate(model.without)]
    labels += [(("passages", x), x) for x in model.passages]
    for path, label in labels:
        if label not in marnet.labels:
            hint = nearest(label, marnet.labels)
            block.add(path, "unknown-id", f"no passage {label!r}", f"a label of lines of {model.network}", hint)
    named: list[tuple[Path, WatersModel]] = [(("jurisdiction",), model.jurisdiction)]
    named += [(("passages", x), w) for x, w in model.passages.items()]
    for path, waters in named:
        if waters.place not in legal:
            block.unknown((*path, "place"), waters.place, "legal place", legal)
    cited: list[tuple[Path, str]] = [(("source",), model.source), *(((*p, "source"), w.source) for p, w in named)]
    for path, source in cited:
        if source not in sources:
            hint = nearest(source, sources)
            block.add(path, "missing-source", f"no source {source!r}", "an id of sources.csv", hint)
    for name, it in model.joins.items():
        if it.port is not None:
            port_of(block, ("joins", name, "port"), it.port, ports)
        if it.at is not None and not (-180 <= it.at[0] <= 180 and -90 <= it.at[1] <= 90):
            block.add(("joins", name, "at"), "bad-geometry", str(it.at), "longitude and latitude in degrees")
        if name in model.ports:
            block.add(("joins", name), "duplicate-id", f"{name!r} is one of the ports", "each place once")
    found = {n: port_of(block, ("ports", n, "port"), it.port, ports) for n, it in model.ports.items()}
    return {n: p for n, p in found.items() if p is not None}


def port_of(block: Block, path: Path, code: str, ports: Ports) -> Port | None:
    """Return a port of the list, or note why not: some codes stand there for two positions."""
    found = ports.get(code, ())
    if len(found) == 1:
        return found[0]
    if found:
        where = " and ".join(_told(p) for p in found)
        block.add(path, "bad-value", f"{code} stands twice in the list, at {where}", "a port that stands there once")
        return None
    hint = nearest(code, ports)
    like = nearest(str(path[1]), {p.name.lower().replace(" ", "-"): p for x in ports.values() for p in x}, most=1)
    called = like.removeprefix("did you mean ").removesuffix("?")
    codes = sorted(c for c, x in ports.items() if any(p.name.lower().replace(" ", "-") == called for p in x))
    if codes:
        hint = f"{hint} {called} is {' or '.join(codes[:3])}".strip()
    block.add(path, "unknown-id", f"no port {code!r}", f"a UN/LOCODE of the list of {block.model.network}", hint)
    return None


def _check_boxes(block: Block, marnet: Marnet) -> None:
    boxes: list[tuple[Path, Box]] = [(("gaps", name), box) for name, box in block.gaps.items()]
    if block.within is not None:
        boxes.append((("within",), block.within))
    middles = [middle(d) for d in drawn_of(marnet)] if boxes else []
    for path, box in boxes:
        if not box.sound:
            found = f"[{box.west:g}, {box.south:g}, {box.east:g}, {box.north:g}]"
            block.add(path, "bad-geometry", found, "west, south, east, north in degrees, south below north")
        elif not any(box.has(*m) for m in middles):
            block.add(path, "bad-geometry", "no line has its middle in this box", "a box with lines of the sea")


def _told(port: Port) -> str:
    return f"{port.lat:g} N {port.lon:g} E"
