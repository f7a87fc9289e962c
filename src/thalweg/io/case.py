"""A case: a folder of plain files, read whole, with every problem told at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from thalweg.apps.levers import Lever
from thalweg.attributes import Attributes
from thalweg.errors import BadInput, CaseError, Problem, nearest, unknown_name
from thalweg.facts.claim import Claim, Source
from thalweg.facts.series import Climatology, Series
from thalweg.facts.store import FactBase
from thalweg.io.case_models import CaseFile
from thalweg.io.changes import read_levers, read_scenarios
from thalweg.io.checked import read_model
from thalweg.io.claims import Terms, attribute_table, read_claims, read_sources
from thalweg.io.climatology import read_climatologies
from thalweg.io.expected import TestModel
from thalweg.io.files import Report
from thalweg.io.law import check_facts, read_law
from thalweg.io.levels import read_series
from thalweg.io.marked import Lines
from thalweg.io.sea import SeaRead, read_sea
from thalweg.io.tables import TableRead, read_tables
from thalweg.io.used import Used, read_used, united_law, united_networks
from thalweg.io.vector import GATES, LINKS, PLACES, read_network
from thalweg.movers import MOVER_KINDS, Mover
from thalweg.network import Network
from thalweg.rules.rule import Lawbook
from thalweg.scenario import Scenario

MOVER_COLUMNS = ("id", "name", "kind", "flag", "class", "loading", "cargo", "note")
TOPIC_COLUMNS = ("id", "name", "kind")
TOPIC_KINDS = ("topic", "water_station")
"""Kinds of subject in `subjects.csv`; a water station is a topic with a level that others follow."""
FILE_OF = {
    "place": PLACES,
    "link": LINKS,
    "gate": GATES,
    "mover": "movers.csv",
    "waters": "rules",
    "instrument": "rules",
    "topic": "subjects.csv",
}
"""Where subjects of each kind are defined."""
CLIMATOLOGY = ".climatology.csv"
"""How the file of a climatology ends; the other files of `levels` are series."""
Kinds = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """Everything a case folder says."""

    name: str
    root: Path
    about: CaseFile
    network: Network
    movers: Mapping[str, Mover]
    attributes: Attributes
    facts: FactBase
    lawbook: Lawbook
    scenarios: Mapping[str, Scenario]
    topics: Mapping[str, str] = field(default_factory=dict)
    tests: tuple[TestModel, ...] = ()
    kinds: Kinds = field(default_factory=dict)
    """For each subject of which something may be claimed its kinds, as (`gate`, `gate:bridge`)."""
    stations: frozenset[str] = frozenset()
    """The water stations among the topics."""
    tables: tuple[TableRead, ...] = ()
    """What was read of its bulk tables."""
    sea: SeaRead | None = None
    """What was read of the sea."""
    levers: tuple[Lever, ...] = ()
    """What could be changed, as the case declares it."""

    @property
    def terms(self) -> Terms:
        """What claims and changes may speak of."""
        return Terms(self.attributes, self.kinds, _ids(self.lawbook, self.stations))


def _ids(law: Lawbook, stations: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the ids of a case that are values of attributes."""
    return {"jurisdiction": tuple(law.places), "water_station": tuple(sorted(stations))}


def bundled() -> tuple[str, ...]:
    """Return the names of the cases that come with Thalweg."""
    root = Path(str(resources.files("thalweg").joinpath("cases")))
    return tuple(sorted(p.parent.name for p in root.glob("*/case.yaml")))


def find_case(name: str | Path) -> Path:
    """Return the folder of a case: a path, or the name of a bundled one.

    Raises
    ------
    UnknownName
        If there is neither.
    """
    path = Path(name)
    if path.is_dir():
        return path
    if str(name) in bundled():
        return Path(str(resources.files("thalweg").joinpath("cases"))) / str(name)
    problem = Problem(
        "", 0, "case", "unknown-name", f"no case {str(name)!r}", "a case folder or the name of a bundled case",
        nearest(str(name), bundled()),
    )  # fmt: skip
    raise BadInput(problem)


def load_case(name: str | Path) -> Case:
    """Read a case folder.

    Raises
    ------
    CaseError
        If anything in it cannot be used; the error has every problem.
    """
    case, problems = read_case(find_case(name))
    if problems or case is None:
        raise CaseError(problems)
    return case


def read_case(root: Path, within: tuple[str, ...] = ()) -> tuple[Case | None, tuple[Problem, ...]]:
    """Read a case folder; return what could be read, and every problem, in order of place.

    `within` names the cases that use this one, so that a circle ends.
    """
    report = Report(root)
    got = read_model(report, "case.yaml", CaseFile)
    about, marks = got if got is not None else (None, {})
    attributes = attribute_table()
    used = Used()
    if about is not None:
        used = read_used(report, about, marks, (*within, root.resolve().name), bundled(), _read_found)
    sources = {s.id: s for u in used.law for s in u.facts.sources.values()} | read_sources(report)
    movers = {k: m for u in used.movers for k, m in u.movers.items()} | _movers(report, not used.movers)
    topics = {k: v for u in used.law for k, v in u.topics.items()}
    stations = {k for u in used.law for k in u.stations}
    for name, kind, title in _topics(report):
        topics[name] = title
        stations |= {name} if kind == "water_station" else set()
    law_files = _files(root, "rules/*.yaml")
    lawbook = read_law(report, law_files, sources, attributes, united_law(report, [u.lawbook for u in used.law]))
    ids = _ids(lawbook, stations)
    tables = read_tables(report, _files(root, "tables/*.yaml"), Terms(attributes, {}, ids), sources)
    network, sea = _network(report, got, used, tables, sources, lawbook)
    kinds = _kinds(report, network, movers, topics, lawbook)
    check_facts(report, law_files, lawbook, kinds, attributes)
    terms = Terms(attributes, kinds, ids)
    rows = [
        (file, *row)
        for file in _files(root, "claims.csv", "claims/*.csv")
        for row in read_claims(report, file, terms, sources)
    ]
    in_tables = [claim for table in tables for claim in table.claims]
    _check_claims(report, rows, {claim.id for claim in in_tables})
    series, climatologies = _levels(report, used.law, terms, sources)
    scenarios = read_scenarios(report, _files(root, "scenarios/*.yaml"), terms, lawbook)
    levers = read_levers(report, terms, lawbook)
    tests = read_model(report, "tests.yaml", list[TestModel], required=False)
    problems = tuple(sorted(report.problems))
    if about is None:
        return None, problems
    claims = (*used.claims(), *(claim for _, _, claim in rows), *in_tables, *(sea.claims if sea else ()))
    bulks = (*used.bulks(), *(sea.bulks if sea else ()))
    case = Case(
        root.resolve().name,
        root,
        about,
        network,
        movers,
        attributes,
        FactBase(claims, sources.values(), series, climatologies, bulks),
        lawbook,
        scenarios,
        topics,
        tuple(tests[0]) if tests else (),
        kinds,
        frozenset(stations),
        tuple(tables),
        sea,
        tuple({x.id: x for x in (*used.levers(kinds), *levers)}.values()),
    )
    return case, problems


def _network(
    report: Report,
    got: tuple[CaseFile, Lines] | None,
    used: Used,
    tables: Sequence[TableRead],
    sources: Mapping[str, Source],
    law: Lawbook,
) -> tuple[Network, SeaRead | None]:
    """Put together the network of a case: of others, of its tables, of the sea, and of its own files."""
    sea = None
    if got is not None and got[0].sea is not None:
        sea = read_sea(report, got[0].sea, got[1], sources, law.places)
    others = [
        *(("networks", u.name, u.network) for u in used.networks),
        *(("tables", t.file, t.network) for t in tables),
        *([("sea", "sea", sea.network)] if sea is not None else []),
    ]
    alone = not _files(report.root, "tables/*.yaml") and (got is None or not (got[0].networks or got[0].sea))
    network = read_network(report, united_networks(report, others), alone)
    return (network, None) if sea is None else sea.joined(network, sources)


def _read_found(path: Path, within: tuple[str, ...]) -> tuple[Case | None, tuple[Problem, ...]]:
    return read_case(find_case(path), within)


def _levels(
    report: Report, used: Sequence[Case], terms: Terms, sources: Mapping[str, Source]
) -> tuple[list[Series], list[Climatology]]:
    """Read the series and climatologies of a case, beside those of the cases that it uses."""
    series = {k: s for u in used for k, s in u.facts.series.items()}
    usual = {k: c for u in used for k, c in u.facts.climatologies.items()}
    files = _files(report.root, "levels/*.csv")
    yearly = [f for f in files if f.endswith(CLIMATOLOGY)]
    own = read_series(report, [f for f in files if f not in yearly], terms, sources, series)
    return (
        [*series.values(), *own],
        [*usual.values(), *read_climatologies(report, yearly, terms, sources, usual)],
    )


def _files(root: Path, *patterns: str) -> list[str]:
    return sorted(str(p.relative_to(root)) for pattern in patterns for p in root.glob(pattern) if p.is_file())


def _topics(report: Report) -> list[tuple[str, str, str]]:
    """Read the topics and water stations of a case: id, kind and name of each."""
    found = []
    for line, row in report.rows("subjects.csv", TOPIC_COLUMNS, ("id", "name"), False):
        kind = row["kind"] or "topic"
        if kind not in TOPIC_KINDS:
            hint = nearest(kind, TOPIC_KINDS)
            report.add("subjects.csv", line, "kind", "bad-value", repr(kind), f"one of {', '.join(TOPIC_KINDS)}", hint)
        found.append((row["id"], kind, row["name"]))
    return found


def is_country(text: str) -> bool:
    """Tell whether a text has the form of an ISO 3166 alpha-2 code."""
    return re.fullmatch(r"[A-Z]{2}", text) is not None


def _movers(report: Report, required: bool) -> dict[str, Mover]:
    found: dict[str, Mover] = {}
    file = "movers.csv"
    for line, row in report.rows(file, MOVER_COLUMNS, ("id", "name", "kind"), required):
        if row["kind"] not in MOVER_KINDS:
            report.add(
                file,
                line,
                "kind",
                "bad-value",
                repr(row["kind"]),
                f"one of {', '.join(MOVER_KINDS)}",
                nearest(row["kind"], MOVER_KINDS),
            )
        elif row["id"] in found:
            report.add(file, line, "id", "duplicate-id", f"mover {row['id']!r} again", "each id once")
        elif row["flag"] and not is_country(row["flag"]):
            report.add(file, line, "flag", "bad-value", repr(row["flag"]), "an ISO 3166 code of two capital letters")
        else:
            cargo = tuple(c.strip() for c in row["cargo"].split(";") if c.strip())
            found[row["id"]] = Mover(
                row["id"], row["name"], row["kind"], row["flag"], row["class"], row["loading"], cargo, row["note"]
            )
    return found


def _kinds(
    report: Report, network: Network, movers: Mapping[str, Mover], topics: Iterable[str], law: Lawbook
) -> dict[str, tuple[str, ...]]:
    """Return every subject with its kinds; one id must not name two things."""
    found: dict[str, tuple[str, ...]] = {}
    groups: list[Iterable[tuple[str, tuple[str, ...]]]] = [
        ((p.id, ("place",)) for p in network.places),
        ((x.id, ("link", f"link:{x.mode}")) for x in network.links),
        ((g.id, ("gate", f"gate:{g.kind}")) for g in network.gates),
        ((m.id, ("mover", f"mover:{m.kind}")) for m in movers.values()),
        ((w, ("waters",)) for w in law.places),
        ((i, ("instrument",)) for i in law.instruments),
        ((r, ("rule",)) for r in law.rules),
        ((t, ("topic",)) for t in topics),
    ]
    for group in groups:
        for name, kinds in group:
            if name in found:
                what = f"{name!r} is both a {found[name][-1]} and a {kinds[-1]}"
                file = FILE_OF.get(kinds[0], "")
                report.add(file, report.line_of(file, name), "id", "duplicate-id", what, "each id names one thing")
            found[name] = kinds
    return found


def _check_claims(report: Report, rows: Sequence[tuple[str, int, Claim]], in_tables: Collection[str]) -> None:
    """Refuse two rows that say the same, and replacements of nothing."""
    first: dict[str, tuple[str, int]] = {}
    for file, line, claim in rows:
        if claim.id in first:
            earlier = ":".join(map(str, first[claim.id]))
            report.add(file, line, "", "duplicate-id", f"the same claim as {earlier}", "each claim once")
        first.setdefault(claim.id, (file, line))
    for file, line, claim in rows:
        if claim.replaces and claim.replaces not in first and claim.replaces not in in_tables:
            report.unknown_id(file, line, "replaces", claim.replaces, "claim", first)


def find_mover(case: Case, name: str) -> Mover:
    """Return a mover of the case, in the loading state written after @ if there is one.

    Raises
    ------
    UnknownName
        If the case has no such mover, or no claim speaks of it in that loading state.
    """
    key, at, loading = name.partition("@")
    if key not in case.movers:
        raise unknown_name("mover", key, case.movers)
    if not at:
        return case.movers[key]
    known = _loadings(case, key)
    if loading not in known:
        raise unknown_name("loading", loading, known)
    return case.movers[key].loaded(loading)


def _loadings(case: Case, key: str) -> frozenset[str]:
    """Return the loading states of a mover of which something is claimed."""
    return frozenset(c.qualifier("loading") for c in case.facts.single if c.subject == key) - {""}


def loading_states(case: Case, name: str) -> tuple[str, ...]:
    """Return a mover in each of its loading states, as `rsd44@ballast`."""
    key = name.partition("@")[0]
    return tuple(f"{key}@{state}" for state in sorted(_loadings(case, key)))
