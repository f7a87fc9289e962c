"""The Tumen case: it lints, its tests pass and are needed, and it says what it must say honestly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import thalweg
from tests.surfaces.mutants import first_red, loaded, own_rules
from thalweg.casetests import run_test
from thalweg.facts.claim import Claim
from thalweg.io import expected
from thalweg.io.case import Case, find_case
from thalweg.io.lint import lint_case
from thalweg.network import Gate, Link, Network, Place
from thalweg.rules.rule import Verdict
from thalweg.study import Study

ON = "2024-07-01"
CASE = loaded("tumen")
SOURCE = Path(thalweg.__file__).parent


@pytest.fixture(scope="module")
def study() -> Study:
    """Open the case once."""
    return Study(CASE)


def test_lint_finds_nothing() -> None:
    problems, counts, *_ = lint_case(find_case("tumen"))
    assert problems == ()
    assert counts["claims"] >= 504
    assert counts["rules"] == len(CASE.lawbook.rules)


@pytest.mark.parametrize("entry", CASE.tests, ids=lambda t: t.id)
def test_entry(study: Study, entry: expected.TestModel) -> None:
    outcome = run_test(study, entry)
    assert outcome.passed, outcome.told


@pytest.mark.parametrize("rule", own_rules("tumen"))
def test_no_rule_of_its_own_can_be_deleted_unseen(rule: str) -> None:
    assert first_red("tumen", rule)


@pytest.mark.parametrize("known_on", [None, "2024-07-31"])
def test_exactly_one_crossing_of_russia_and_the_dprk(study: Study, known_on: str | None) -> None:
    found = study.crossings("RU-KP", ON, known_on=known_on)
    assert [c.gate.id for c in found.crossings] == ["friendship-bridge"]
    assert "tumen-road-bridge" in {c.gate.id for c in found.others}


@pytest.mark.parametrize("mover", ["ccg-1000t", "ccg-type-818", "ccg-zhaotou", "haixun-0736", "cn-fishing-boat"])
def test_under_both_consents_nobody_knows(study: Study, mover: str) -> None:
    found = study.check(mover, "hunchun", "sea-of-japan", ON, scenario="both-consents")
    assert found.verdict is Verdict.UNKNOWN
    binding = {r.rule for r in found.binding}
    assert {"fit.draught", "fit.air_draught"} <= binding
    told = {r.rule: r.sentence for r in found.binding}
    assert "depth" in told["fit.draught"]
    assert "clearance" in told["fit.air_draught"]
    assert any(r.have.status == "weak" and r.at == "tumen-lower" for r in found.binding if r.rule == "fit.draught")


def test_a_blog_alone_gives_the_depth(study: Study) -> None:
    """The one depth in print does not decide; trusted, it does."""
    found = study.facts("tumen-lower", "depth_m", ON)
    assert found.resolved.status == "weak"
    assert {study.case.facts.sources[c.source].kind for c in found.resolved.claims} <= {"blog", "farm"}
    assert np.isinf(found.resolved.interval).all()


def test_the_length_of_the_last_reach(study: Study) -> None:
    """324 miles is the whole river; 17.3 km runs along the channel and 14.74 km is straight."""
    found = study.facts("tumen-lower", "length_km", ON)
    assert found.as_dict()["value"] == 17.3
    whys = {d.claim.stated: d.why for d in found.resolved.dropped}
    whole = [why for stated, why in whys.items() if stated.startswith("324 ")]
    assert len(whole) == 1
    assert whole[0].startswith("deprecated: ")
    assert len(whole[0]) > 30
    straight = study.facts("tumen-lower", "length_km", ON, where={"measure": "straight"})
    assert straight.as_dict()["value"] == 14.74


# Whose waters a link lies in is never computed


def moved(network: Network, lon: float, lat: float) -> Network:
    """Return the network with every coordinate shifted."""

    def place(p: Place) -> Place:
        return replace(p, lon=p.lon + lon, lat=p.lat + lat)

    def link(x: Link) -> Link:
        return replace(x, line=tuple((a + lon, b + lat) for a, b in x.line))

    def gate(g: Gate) -> Gate:
        return replace(g, lon=g.lon + lon, lat=g.lat + lat)

    return Network(tuple(map(place, network.places)), tuple(map(link, network.links)), tuple(map(gate, network.gates)))


def answers(case: Case) -> tuple[list[object], list[list[str]]]:
    """Return every jurisdiction, and the verdict of every mover on every link."""
    study = Study(case)
    snapshot = study.snapshot(ON)
    whose = [r.value and r.value.code for r in snapshot.elements("jurisdiction").resolved]
    found = study.access("hunchun", "all", ON, mover="all", scenario=["baseline", "both-consents"])
    return [*whose, found.verdicts.tolist()], [a.levels.tolist() for a in found.admissions.values()]


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 5.0), (-7.0, 0.0), (12.0, -30.0)])
def test_geometry_decides_no_law(lon: float, lat: float) -> None:
    assert answers(replace(CASE, network=moved(CASE.network, lon, lat))) == answers(CASE)


def test_every_jurisdiction_is_the_word_of_a_claim(study: Study) -> None:
    column = study.snapshot(ON).elements("jurisdiction")
    for link, found in zip(CASE.network.links, column.resolved, strict=False):
        assert found.claim is not None, link.id
        assert study.case.facts.sources[found.claim.source].kind != "scenario"
    bare = [c for c in CASE.facts if c.attribute != "jurisdiction"]
    nothing = replace(CASE, facts=type(CASE.facts)(bare, CASE.facts.sources.values()))
    assert all(r.value is None for r in Study(nothing).snapshot(ON).elements("jurisdiction").resolved)


BASEMAPS = re.compile(
    r"shapely|geopandas|natural[ _-]?earth|polygon|naturalearth|cartopy|admin_0|point_in", re.IGNORECASE
)


def test_no_module_reads_a_basemap() -> None:
    modules = sorted(SOURCE.rglob("*.py"))
    assert modules
    writes = SOURCE / "io" / "written.py"  # it makes shapes of what it writes, and reads none
    assert not re.search(r"read_(?!bytes)|sjoin", writes.read_text(encoding="utf-8"))
    eye = SOURCE / "server" / "coast.py"  # a coast to look at, which nothing but the page asks for
    users = [m for m in modules if re.search(r"server\.coast|import coast", m.read_text(encoding="utf-8"))]
    assert users == [SOURCE / "server" / "app.py"]
    for path in [m for m in modules if m not in (writes, eye)]:
        assert not BASEMAPS.search(path.read_text(encoding="utf-8")), path.name
    data = [p for p in (SOURCE / "cases").rglob("*") if p.suffix in (".geojson", ".json", ".gpkg", ".shp")]
    for path in data:
        kinds = {f["geometry"]["type"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]}
        assert kinds <= {"Point", "LineString"}, path.name


# Provenance


def claims() -> Iterator[Claim]:
    """Yield every claim of the case."""
    yield from CASE.facts


def test_every_claim_has_a_source_that_can_be_found_again() -> None:
    for claim in claims():
        source = CASE.facts.sources[claim.source]
        assert source.publisher or source.title, claim.ref or claim.id
        assert source.kind != "scenario"


def test_every_source_is_used() -> None:
    cited = {c.source for c in claims()} | {s.derives_from for s in CASE.facts.sources.values()}
    law = CASE.lawbook
    cited |= {i.source for i in law.instruments.values()} | {r.source for r in law.rules.values()}
    cited |= {a.source for p in law.places.values() for a in p.authorities}
    taken = {s for used in CASE.about.uses for s in loaded(used).facts.sources}
    unused = set(CASE.facts.sources) - cited - taken
    assert not unused


def test_every_entry_of_the_dossier_is_a_claim() -> None:
    refs = {ref for c in claims() for ref in re.findall(r"T\d{4}", c.ref)}
    wanted = {f"T{n:04d}" for n in range(1, 505)}
    assert not wanted - refs
    assert not refs - wanted


def test_every_change_of_a_scenario_says_that_it_is_assumed() -> None:
    for scenario in CASE.scenarios.values():
        for change in scenario.changes:
            assert change.source == f"scenario:{scenario.id}"
            assert change.note, (scenario.id, change.attribute)


@pytest.mark.parametrize(
    "place",
    [
        "hunchun", "quanhe", "fangchuan", "tripoint", "tumen-mouth", "sea-of-japan", "rajin", "sonbong", "chongjin",
        "zarubino", "posyet", "slavyanka", "vladivostok", "nakhodka", "niigata", "sakata", "maizuru", "sokcho",
        "donghae", "busan", "dandong", "dalian", "qingdao", "shanghai", "yanji", "khasan", "kraskino", "sinuiju",
        "pyongyang",
    ],
)  # fmt: skip
def test_the_places_of_the_question_are_there(place: str) -> None:
    assert any(p == place or p.startswith(f"{place}-") for p in CASE.network.place_index)
