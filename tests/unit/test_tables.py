"""Bulk tables: what a spec makes of features, what stands over it, and each mistake with its place."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import yaml

from tests.shared import ROOT
from thalweg.errors import CaseError
from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Moment, Resolved, resolve
from thalweg.io.case import Case, load_case
from thalweg.io.lint import lint_case
from thalweg.io.schemas import json_schemas
from thalweg.io.table_files import MOST_TOLD, wkt
from thalweg.io.table_models import GateKind, Mode, PlaceKind, Side
from thalweg.network import GATE_KINDS, MODES, PLACE_KINDS, SIDES

EXAMPLE = ROOT / "docs" / "examples" / "register"
SPEC, ROWS, SINGLE = "tables/canal.yaml", "tables/canal.csv", "claims/single.csv"
SEA = "tables/sea.yaml"
Edit = tuple[str, str, str]
"""File, what is replaced, by what; `+` appends, `=` writes the whole file."""


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """Make the register of the documentation, edited."""

    def make(*edits: Edit) -> Path:
        folder = tmp_path / "register"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(EXAMPLE, folder)
        for file, old, new in edits:
            path = folder / file
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            assert old in ("+", "=") or old in text, (file, old)
            changed = text + new if old == "+" else new if old == "=" else text.replace(old, new, 1)
            path.parent.mkdir(exist_ok=True)
            path.write_text(changed, encoding="utf-8")
        return folder

    return make


def claims(case: Case, subject: str, attribute: str) -> list[Claim]:
    """Return what is claimed of a property."""
    return list(case.facts.of(subject, attribute))


def value(case: Case, subject: str, attribute: str, **moment: Any) -> Resolved:
    """Resolve a property on 2024-07-01."""
    return resolve(case.facts, case.attributes[attribute], subject, Moment(date(2024, 7, 1), **moment))


# What is made


def test_places_are_made_where_lines_end(made: Callable[..., Path]) -> None:
    case = load_case(made())
    places = {p.id: (p.name, p.kind, p.lon, p.lat) for p in case.network.places}
    assert places["reg-low-mill"] == ("Low Mill", "river", 5.01, 51.995)
    assert list(places) == ["reg-northport", "reg-mill", "reg-low-mill", "reg-southport", "reg-old-town"]


def test_links_have_id_name_mode_and_ends(made: Callable[..., Path]) -> None:
    link = load_case(made()).network.links[0]
    assert (link.id, link.name, link.mode, link.origin, link.destination, link.oneway) == (
        "reg-n1", "North reach", "canal", "reg-northport", "reg-mill", False,
    )  # fmt: skip
    assert link.line == ((5.0, 52.1), (5.02, 52.05), (5.01, 52.0))


def test_a_cell_becomes_a_claim_of_the_source_of_the_table(made: Callable[..., Path]) -> None:
    case = load_case(made((SINGLE, "=", "subject,attribute,value,unit,source\n")))
    (claim,) = claims(case, "reg-s2", "depth_m")
    assert (claim.value.low, claim.value.high, claim.stated) == (1.7, 1.7, "170 cm")
    assert (claim.source, claim.rank, claim.ref) == ("register", "table", "tables/canal.csv line 4")
    assert claim.note == "water_cm less bed_cm"
    assert (str(claim.valid), str(claim.published), claim.known_from) == ("2024/..", "2024-01-15", date(2024, 1, 15))


def test_codes_mean_what_the_spec_says(made: Callable[..., Path]) -> None:
    case = load_case(made())
    assert claims(case, "reg-n1", "max_length_m")[0].value.high == 85
    assert claims(case, "reg-n1", "max_length_m")[0].note == "vessel_class is IV"
    assert claims(case, "reg-s1", "status")[0].value.code == "open"


def test_a_gate_stands_on_the_links_that_are_meant(made: Callable[..., Path]) -> None:
    case = load_case(made())
    (gate,) = case.network.gates
    assert (gate.id, gate.name, gate.kind) == ("reg-s1-lock", "lock S1 lock", "lock")
    assert [(u.link, u.side) for u in gate.on] == [("reg-s1", "through")]
    assert (gate.lon, gate.lat) == pytest.approx((5.01, 51.9975))
    assert claims(case, gate.id, "max_beam_m")[0].value.low == 7.2
    assert not claims(case, "reg-s1", "max_beam_m"), "what is claimed of the gate is not claimed of the link"


def test_a_null_says_nothing_and_is_counted(made: Callable[..., Path]) -> None:
    folder = made()
    case = load_case(folder)
    assert not claims(case, "reg-w1", "depth_m")
    assert value(case, "reg-w1", "depth_m").status == "unknown"
    (table,) = lint_case(folder).tables
    assert {(s.of, s.attribute): (s.count, s.total) for s in table.silences} == {
        ("links", "status"): (0, 4),
        ("links", "depth_m"): (1, 4),
        ("links", "max_length_m"): (2, 4),
        ("lock gates", "status"): (0, 1),
        ("lock gates", "max_beam_m"): (0, 1),
        ("lock gates", "max_length_m"): (0, 1),
    }
    assert list(table.lines()) == [
        "tables/canal.yaml: 5 places, 4 links, 1 gates, 16 claims of register",
        "  no depth_m for 1 of 4 links",
        "  no max_length_m for 2 of 4 links",
    ]


def test_all_links_lie_in_the_legal_place(made: Callable[..., Path]) -> None:
    case = load_case(made())
    assert {claims(case, x.id, "jurisdiction")[0].value.code for x in case.network.links} == {"canal"}


# What stands over a table


def test_a_single_claim_stands_over_the_table(made: Callable[..., Path]) -> None:
    case = load_case(made())
    found = value(case, "reg-s2", "depth_m")
    assert (found.status, found.interval) == ("settled", (2.4, 2.4))
    assert [(d.claim.source, d.why) for d in found.dropped] == [
        ("register", "a single claim stands over what a table says")
    ]


def test_until_the_single_claim_is_known_the_table_stands(made: Callable[..., Path]) -> None:
    found = value(load_case(made()), "reg-s2", "depth_m", known_on=date(2024, 3, 1))
    assert found.interval == (1.7, 1.7)


@pytest.mark.parametrize(
    "row",
    [
        "reg-s2,depth_m,unknown,,sounding,asserts",
        "reg-s2,depth_m,2.4,m,sounding,speculates",
        "reg-s2,depth_m,2.4,m,rumour,asserts",
    ],
)
def test_what_may_not_decide_does_not_stand_over_the_table(made: Callable[..., Path], row: str) -> None:
    header = "subject,attribute,value,unit,source,stance\n"
    sources: Edit = ("sources.csv", "+", "rumour,blog,A rumour,,2024-05-02\n")
    found = value(load_case(made((SINGLE, "=", header + row + "\n"), sources)), "reg-s2", "depth_m")
    assert (found.status, found.interval) == ("settled", (1.7, 1.7))


def test_a_single_claim_may_name_the_claim_of_the_table_that_it_replaces(made: Callable[..., Path]) -> None:
    old = claims(load_case(made()), "reg-n1", "depth_m")[0].id
    text = f"subject,attribute,value,unit,source,replaces\nreg-n1,depth_m,2.5,m,sounding,{old}\n"
    found = value(load_case(made((SINGLE, "=", text))), "reg-n1", "depth_m")
    assert found.interval == (2.5, 2.5)
    assert found.dropped[0].why.startswith("replaced by")


def test_what_is_drawn_joins_what_tables_hold(made: Callable[..., Path]) -> None:
    link = {
        "type": "Feature",
        "properties": {"id": "quay", "name": "Quay", "mode": "road", "from": "reg-mill", "to": "town"},
        "geometry": {"type": "LineString", "coordinates": [[5.01, 52.0], [5.02, 52.0]]},
    }
    town = {
        "type": "Feature",
        "properties": {"id": "town", "name": "Town", "kind": "city"},
        "geometry": {"type": "Point", "coordinates": [5.02, 52.0]},
    }
    bar = {
        "type": "Feature",
        "properties": {"id": "bar", "name": "Bar", "kind": "bar", "on": [{"link": "reg-s2", "side": "through"}]},
        "geometry": {"type": "Point", "coordinates": [5.02, 51.98]},
    }
    drawn = {"links": link, "places": town, "gates": bar}
    edits = [(f"network/{k}.geojson", "=", collection(f)) for k, f in drawn.items()]
    edits.append((SINGLE, "+", "quay,jurisdiction,canal,,example\n"))
    network = load_case(made(*edits)).network
    assert [x.id for x in network.links] == ["reg-n1", "reg-s1", "reg-s2", "reg-w1", "quay"]
    assert [g.id for g in network.gates] == ["reg-s1-lock", "bar"]
    twice = collection({**town, "properties": {**town["properties"], "id": "reg-mill"}})  # type: ignore[dict-item]
    assert [(p.code, p.file) for p in lint_case(made(("network/places.geojson", "=", twice))).problems] == [
        ("duplicate-id", "network/places.geojson")
    ]


# GeoJSON, and all that a spec can say


def collection(*features: object) -> str:
    """Return the text of a GeoJSON file."""
    return json.dumps({"type": "FeatureCollection", "features": features})


def node(name: object, lon: float, lat: float, **properties: object) -> dict[str, Any]:
    """Return a feature of a place."""
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": {"n": name, **properties}, "geometry": geometry}


def edge(a: object, b: object, line: list[list[float]], **properties: object) -> dict[str, Any]:
    """Return a feature of a link."""
    geometry = {"type": "LineString", "coordinates": line}
    return {"type": "Feature", "properties": {"a": a, "b": b, **properties}, "geometry": geometry}


NODES = [node("X_1", 0, 0, is_a="port"), node(17, 0.1, 0, is_a="sea"), node("Köln", 0.2, 0, is_a="sea")]
EDGES = [
    edge(
        "X_1", 17, [[0, 0], [0.1, 0]], km=11, levels={"1000": 3.5, "2000": 5.25}, bed=-1.25, way="deep", dir="yes",
        bridge="B 1", moves=True, deck=9.5, title=None,
    ),
    edge(
        17, "Köln", [[0.1, 0], [0.2, 0]], km=None, levels=None, bed=-2, way="shallow", dir=None, deep=4,
        bridge="B 1", moves=None, deck=9.5, title="Second",
    ),
    edge(
        "Köln", "X_1", [[0.2, 0], [0.1, 0.1], [0, 0]], km=40.5, levels={"1000": 1}, bed=2, way="deep", dir="no",
        bridge=None, moves=False, title="Third",
    ),
]  # fmt: skip
SPEC_OF_SEA = """\
source: register
prefix: sea
recorded: 2024-02-01
nodes: {file: tables/nodes.geojson, id: n, kind: {property: is_a, values: {port: port, sea: sea}}}
links:
  file: tables/edges.geojson
  id: [a, b]
  name: title
  from: a
  to: b
  mode: {property: way, values: {deep: sea, shallow: strait}}
  oneway: {property: dir, values: {'yes': true, 'no': false}}
  length: {property: km, unit: km}
  attributes:
    - attribute: depth_m
      property: levels
      key: 1000
      minus: {property: bed}
      unit: m
      between: [0, 30]
      qualifiers: {datum: low}
      otherwise: {property: deep, unit: m}
  gates:
    - when: {bridge: [B 1, B 2]}
      kind: bridge
      side: under
      id: bridge
      name: title
      attributes:
        - {attribute: vertical_clearance_m, property: deck, unit: m, qualifiers: {datum: low}}
        - {attribute: vertical_clearance_open_m, property: moves, values: {true: none, false: null}}
"""
GEOJSON: tuple[Edit, ...] = (
    (SEA, "=", SPEC_OF_SEA),
    ("tables/nodes.geojson", "=", collection(*NODES)),
    ("tables/edges.geojson", "=", collection(*EDGES)),
)


def test_all_that_a_spec_can_say(made: Callable[..., Path]) -> None:
    folder = made(*GEOJSON)
    case = load_case(folder)
    net = case.network
    kinds = {p.id: (p.name, p.kind) for p in net.places if p.id.startswith("sea")}
    assert kinds == {"sea-x-1": ("X_1", "port"), "sea-17": ("17", "sea"), "sea-koln": ("Köln", "sea")}
    links = {x.id: (x.name, x.mode, x.oneway, x.origin) for x in net.links if x.id.startswith("sea")}
    assert links == {
        "sea-x-1-17": ("X_1 - 17", "sea", True, "sea-x-1"),
        "sea-17-koln": ("Second", "strait", False, "sea-17"),
        "sea-koln-x-1": ("Third", "sea", False, "sea-koln"),
    }
    assert [claims(case, x, "length_km")[0].value.low for x in ("sea-x-1-17", "sea-koln-x-1")] == [11, 40.5]
    assert not claims(case, "sea-17-koln", "length_km")
    (first,) = claims(case, "sea-x-1-17", "depth_m")
    assert (first.value.low, first.qualifiers, first.note) == (4.75, (("datum", "low"),), "levels at 1000 less bed")
    (second,) = claims(case, "sea-17-koln", "depth_m")
    assert (second.value.low, second.qualifiers, second.note) == (4, (), "deep")
    assert not claims(case, "sea-koln-x-1", "depth_m"), "1 - 2 lies outside the range"
    table = next(t for t in lint_case(folder).tables if t.file == SEA)
    assert "  no depth_m for 1 of 3 links, 1 numbers out of range" in list(table.lines())
    assert table.as_dict()["claims"] == len(table.claims)


def test_features_with_one_id_share_a_gate(made: Callable[..., Path]) -> None:
    case = load_case(made(*GEOJSON))
    gate = next(g for g in case.network.gates if g.id == "sea-b-1")
    assert (gate.name, [u.link for u in gate.on]) == ("Second", ["sea-x-1-17", "sea-17-koln"])
    assert [c.value.low for c in claims(case, gate.id, "vertical_clearance_m")] == [9.5], "said twice, claimed once"
    assert value(case, gate.id, "vertical_clearance_open_m").status == "absent"


def test_without_ends_places_are_made_of_positions(made: Callable[..., Path]) -> None:
    spec = "source: register\nprefix: osm\nlinks: {file: tables/w.geojson, id: i, mode: road, ends: city}\n"
    ways = [
        edge(0, 0, [[-1.0, -2.5], [3.0, 4.0]], i=1.0),
        edge(0, 0, [[3.000001, 4.0], [5.0, 4.0]], i=2.0),
    ]
    case = load_case(made(("tables/osm.yaml", "=", spec), ("tables/w.geojson", "=", collection(*ways))))
    ends = {x.id: (x.origin, x.destination) for x in case.network.links if x.id.startswith("osm")}
    middle = "osm-4-00000-n-3-00000-e"
    assert ends == {
        "osm-1": ("osm-2-50000-s-1-00000-w", middle),
        "osm-2": (middle, "osm-4-00000-n-5-00000-e"),
    }
    assert {p.kind for p in case.network.places if p.id.startswith("osm")} == {"city"}


def test_a_place_may_be_joined_to_itself(made: Callable[..., Path]) -> None:
    loop = (ROWS, "+", 'L1,Mill,Mill,Loop,reach,in use,250,-40,,,,"LINESTRING (5.01 52.00, 5.01 52.00)"\n')
    assert len(load_case(made(loop)).network.links) == 5


@pytest.mark.parametrize(
    ("text", "geometry"),
    [
        ("POINT (5.5 52)", {"type": "Point", "coordinates": [5.5, 52.0]}),
        ("linestring z(1 2 3, 4 5 6)", {"type": "LineString", "coordinates": [[1, 2, 3], [4, 5, 6]]}),
        ("POLYGON ((1 2, 3 4, 1 2))", {"type": "text", "coordinates": "POLYGON ((1 2, 3 4, 1 2))"}),
        ("POINT (a b)", {"type": "text", "coordinates": "POINT (a b)"}),
        ("", None),
    ],
)
def test_well_known_text(text: str, geometry: object) -> None:
    assert wkt(text) == geometry


# Mistakes


def told(folder: Path) -> list[tuple[str, str, int, str]]:
    """Return code, file, line and field of every problem."""
    return [(p.code, p.file, p.line, p.field) for p in lint_case(folder).problems]


ALONE: Edit = (SINGLE, "=", "subject,attribute,value,unit,source\n")
"""Without claims about what a spoilt table would have."""
OF_SPEC = [
    ("no such source", "missing-source", 2, "source", "source: register", "source: regster", "register"),
    ("a prefix that is none", "bad-value", 3, "prefix", "prefix: reg", "prefix: Reg", ""),
    ("no such legal place", "unknown-id", 4, "jurisdiction", "jurisdiction: canal", "jurisdiction: canl", "canal"),
    ("a date that is none", "bad-date", 5, "valid", "valid: 2024/..", "valid: last year", ""),
    ("a day that is none", "bad-date", 5, "recorded", "valid: 2024/..", "recorded: 2024-02-30", ""),
    ("an unknown field", "unknown-field", 9, "links.nam", "name: title", "nam: title", "name"),
    ("no such file", "file-missing", 7, "links.file", "canal.csv", "canall.csv", "tables/canal.csv"),
    ("a file elsewhere", "bad-value", 7, "links.file", "tables/canal.csv", "../canal.csv", ""),
    ("an absolute file", "bad-value", 7, "links.file", "tables/canal.csv", "/canal.csv", ""),
    ("another kind of file", "bad-value", 7, "links.file", "canal.csv", "canal.shp", ""),
    ("no property for the id", "unknown-field", 8, "links.id", "id: section", "id: sektion", "section"),
    ("no property for the name", "unknown-field", 9, "links.name", "name: title", "name: tittle", "title?"),
    ("from without to", "missing-field", 6, "links", "  to: end\n", "", ""),
    ("an unknown mode", "bad-value", 12, "links.mode", "mode: canal", "mode: cannal", ""),
    ("a mode of no property", "unknown-field", 12, "links.mode.property", "mode: canal",
     "mode: {property: knd, values: {reach: canal, lock: canal}}", "kind"),
    ("an unknown mode of a code", "bad-value", 12, "links.mode.values.reach", "mode: canal",
     "mode: {property: kind, values: {reach: cannal}}", ""),
    ("no column of geometry", "unknown-field", 13, "links.geometry", "geometry: line", "geometry: lin", "line"),
    ("an unknown attribute", "unknown-attribute", 18, "links.attributes.1.attribute", "depth_m", "dept_m", "depth_m"),
    ("an attribute of movers", "not-applicable", 18, "links.attributes.1.attribute", "depth_m", "draught_m", ""),
    ("an unknown property", "unknown-field", 19, "links.attributes.1.property", "property: water_cm",
     "property: water_m", "did you mean water_cm? (4 of 4 features have it)"),
    ("an unknown property to take away", "unknown-field", 20, "links.attributes.1.minus.property", "bed_cm", "bd_cm",
     "bed_cm? (3 of 4 features have it)"),
    ("a key of a text", "unknown-field", 20, "links.attributes.1.key", "water_cm\n", "water_cm\n      key: low\n", ""),
    ("an unknown unit", "bad-unit", 21, "links.attributes.1.unit", "unit: cm", "unit: cmm", ""),
    ("a unit of mass", "bad-unit", 21, "links.attributes.1.unit", "unit: cm", "unit: kg", ""),
    ("no unit", "bad-unit", 18, "links.attributes.1.unit", "      unit: cm\n", "", ""),
    ("a unit of a code", "bad-unit", 17, "links.attributes.0.unit", "      values: {in",
     "      unit: m\n      values: {in", ""),
    ("an unknown qualifier", "unknown-id", 22, "links.attributes.1.qualifiers.datm", "unit: cm\n",
     "unit: cm\n      qualifiers: {datm: low}\n", "datum"),
    ("a range that is none", "bad-value", 22, "links.attributes.1.between", "unit: cm\n",
     "unit: cm\n      between: [3, 1]\n", ""),
    ("a range of a code", "bad-value", 17, "links.attributes.0.between", "property: state\n",
     "property: state\n      between: [1, 3]\n", ""),
    ("a meaning that is none", "bad-value", 17, "links.attributes.0.values.in use", "in use: open",
     "in use: opn", "open"),
    ("a mistake further on", "unknown-field", 22, "links.attributes.1.otherwise.property", "unit: cm\n",
     "unit: cm\n      otherwise: {property: dept, unit: m}\n", ""),
    ("no property for the gate", "unknown-field", 27, "links.gates.0.when.knd", "when: {kind", "when: {knd", "kind"),
    ("no feature with the gate", "bad-value", 27, "links.gates.0.when.kind", "when: {kind: lock", "when: {kind: look",
     "lock"),
    ("an unknown kind of gate", "bad-value", 28, "links.gates.0.kind", "      kind: lock", "      kind: loch", ""),
    ("an attribute of a gate of another kind", "not-applicable", 32, "links.gates.0.attributes.1.attribute",
     "attribute: max_beam_m", "attribute: water_level_m", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "line", "field", "old", "new", "hint"), OF_SPEC, ids=[r[0] for r in OF_SPEC])
def test_a_mistake_in_the_spec_is_told_once_at_its_line(
    made: Callable[..., Path], name: str, code: str, line: int, field: str, old: str, new: str, hint: str
) -> None:
    folder = made(ALONE, (SPEC, old, new))
    problems = lint_case(folder).problems
    found = [(p.code, p.file, p.field) for p in problems]
    assert found == [(code, SPEC, field)]
    (it,) = problems
    assert it.line == line
    assert hint in it.hint
    assert it.expected


OF_ROWS = [
    ("no id", "missing-field", 2, "section", "N1,North", ",North"),
    ("an id twice", "duplicate-id", 3, "section", "S1,Mill", "N1,Mill"),
    ("ids that become one", "duplicate-id", 3, "section", "S1,Mill", "n1,Mill"),
    ("an id of signs", "bad-value", 2, "section", "N1,North", "--,North"),
    ("no end", "missing-field", 2, "start", "N1,Northport", "N1,"),
    ("a line that is none", "bad-geometry", 2, "geometry", "LINESTRING (5.00", "LINSTRING (5.00"),
    ("a point off the globe", "bad-geometry", 2, "geometry", "5.00 52.10", "5.00 152.10"),
    ("an end far from its place", "bad-geometry", 3, "from", "(5.01 52.00, 5.01 51.995)", "(5.91 52.00, 5.01 51.995)"),
    ("a text for a number", "bad-value", 2, "water_cm", "250,-40", "deep,-40"),
    ("a text for what is taken away", "bad-value", 2, "bed_cm", "250,-40", "250,flat"),
    ("a code that is not explained", "bad-value", 2, "vessel_class", ",IV,", ",VI,"),
    ("too few cells", "bad-csv", 2, "", "N1,", ""),
    ("a column twice", "bad-csv", 1, "kind", "title,kind", "kind,kind"),
]


@pytest.mark.parametrize(("name", "code", "line", "field", "old", "new"), OF_ROWS, ids=[r[0] for r in OF_ROWS])
def test_a_mistake_in_a_row_is_told_once_at_its_line(
    made: Callable[..., Path], name: str, code: str, line: int, field: str, old: str, new: str
) -> None:
    assert told(made(ALONE, (ROWS, old, new))) == [(code, ROWS, line, field)]


NODES_FILE, EDGES_FILE = "tables/nodes.geojson", "tables/edges.geojson"
OF_FEATURES = [
    ("no such node", "unknown-id", EDGES_FILE, "features[1].a", '"a": 17', '"a": 18'),
    ("a node twice", "duplicate-id", NODES_FILE, "features[1].n", '"n": 17', '"n": "x-1"'),
    ("a kind that is not explained", "bad-value", NODES_FILE, "features[0].is_a", '"port"', '"prt"'),
    ("no kind", "bad-value", NODES_FILE, "features[0].is_a", '"port"', "null"),
    ("a mode that is not explained", "bad-value", EDGES_FILE, "features[1].way", '"shallow"', '"shalow"'),
    ("a direction that is not explained", "bad-value", EDGES_FILE, "features[2].dir", '"no"', '"nay"'),
    ("a negative length", "bad-value", EDGES_FILE, "features[0].km", '"km": 11', '"km": -11'),
    ("a list for a number", "bad-value", EDGES_FILE, "features[0].bed", "-1.25", "[-1.25]"),
    ("a number for a mapping", "bad-value", EDGES_FILE, "features[2].levels", '{"1000": 1}', "1"),
    ("a huge number", "bad-value", EDGES_FILE, "features[0].km", '"km": 11', f'"km": {"9" * 400}'),
    ("infinity", "bad-value", EDGES_FILE, "features[0].km", '"km": 11', '"km": 1e999'),
    ("a yes that is not explained", "bad-value", EDGES_FILE, "features[0].moves", '"moves": true', '"moves": "yes"'),
    ("no properties", "bad-json", NODES_FILE, "features[0].properties", '"properties"', '"propertys"'),
    ("a point for a line", "bad-geometry", EDGES_FILE, "features[0].geometry", '"LineString"', '"Point"'),
    ("no JSON", "bad-json", NODES_FILE, "", '"type"', '"type'),
    ("no features", "bad-json", NODES_FILE, "features", '"features"', '"fetures"'),
]


@pytest.mark.parametrize(("name", "code", "file", "field", "old", "new"), OF_FEATURES, ids=[r[0] for r in OF_FEATURES])
def test_a_mistake_in_a_feature_is_told_with_its_number(
    made: Callable[..., Path], name: str, code: str, file: str, field: str, old: str, new: str
) -> None:
    problems = lint_case(made(*GEOJSON, (file, old, new))).problems
    mine = [(p.code, p.file, p.field) for p in problems]
    assert (code, file, field) in mine
    if code != "bad-json" and file == EDGES_FILE:
        assert len(mine) == 1


def test_of_many_mistakes_of_one_kind_some_are_told_and_all_are_counted(made: Callable[..., Path]) -> None:
    row = '{0},Mill,Old Town,Branch,reach,in use,deep,1,,,,"LINESTRING (5.01 52.00, 4.95 52.01)"\n'
    problems = lint_case(made(ALONE, (ROWS, "+", "".join(row.format(f"Z{i}") for i in range(30))))).problems
    assert len(problems) == MOST_TOLD + 1
    assert (problems[0].line, problems[0].field, problems[0].found) == (0, "water_cm", "and 10 more")
    assert [p.line for p in problems[1:]] == list(range(6, 6 + MOST_TOLD))


def test_ids_of_two_tables_must_differ(made: Callable[..., Path]) -> None:
    again: Edit = ("tables/again.yaml", "=", (EXAMPLE / SPEC).read_text(encoding="utf-8"))
    assert told(made(again)) == [("duplicate-id", SPEC, 3, "prefix")]


def test_a_file_that_is_too_large_is_not_read(made: Callable[..., Path]) -> None:
    folder = made(ALONE)
    with (folder / ROWS).open("wb") as sparse:
        sparse.truncate(70_000_000)
    assert told(folder) == [("file-too-large", ROWS, 0, "")]


def test_a_case_with_problems_in_a_table_is_not_opened(made: Callable[..., Path]) -> None:
    with pytest.raises(CaseError, match="no source 'regster'"):
        load_case(made(ALONE, (SPEC, "source: register", "source: regster")))


BITS: tuple[Any, ...] = (None, True, 3, 1e300, "", "x", [], {}, [[]], [None], {"a": 1}, [1, 2])


@pytest.mark.parametrize("file", [NODES_FILE, EDGES_FILE, SEA])
def test_any_part_may_be_anything(made: Callable[..., Path], file: str) -> None:
    folder = made(*GEOJSON)
    text = (folder / file).read_text(encoding="utf-8")
    whole = yaml.safe_load(text.replace("key: 1000", "key: '1000'").replace("2024-02-01", "'2024-02-01'"))
    chance = random.Random(2)
    for path in _parts(whole):
        for bit in chance.sample(BITS, 4):
            data = json.loads(json.dumps(whole))
            at = data
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = bit
            (folder / file).write_text(json.dumps(data), encoding="utf-8")
            lint_case(folder)


def _parts(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = list(data.items()) if isinstance(data, dict) else list(enumerate(data)) if isinstance(data, list) else []
    return [p for key, inner in inside for p in ((*path, key), *_parts(inner, (*path, key)))]


# The schema


def test_the_words_of_the_spec_are_those_of_the_network() -> None:
    pairs = ((Mode, MODES), (PlaceKind, PLACE_KINDS), (GateKind, GATE_KINDS), (Side, SIDES[1:]))
    assert all(get_args(literal) == words for literal, words in pairs)


@pytest.mark.parametrize("spec", sorted((ROOT / "docs" / "examples").glob("*/tables/*.yaml")), ids=lambda p: p.stem)
def test_documented_specs_keep_to_the_schema(spec: Path) -> None:
    data = yaml.safe_load(spec.read_text(encoding="utf-8"))
    for way in data["links"]["gates"][0]["attributes"]:
        if True in way.get("values", {}):
            way["values"] = {str(k).lower(): v for k, v in way["values"].items()}
    jsonschema.validate(data, json_schemas()["table"])
