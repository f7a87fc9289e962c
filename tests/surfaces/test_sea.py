"""The sea: the package's lines as they are, joined to a case; distances as the package itself gives them."""

from __future__ import annotations

import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import searoute
from searoute.searoute import setup_M

from tests.surfaces.mutants import loaded
from tests.surfaces.spoil import CLAIMS, make
from tests.surfaces.spoilt_sea import ADDED
from thalweg.io.case import load_case
from thalweg.io.sea_lanes import Box, components, lanes_of
from thalweg.io.searoute import read_marnet, read_ports
from thalweg.network import line_length_km
from thalweg.rules.rule import Verdict
from thalweg.study import Study
from thalweg.tables import Check

ON = "2024-07-01"


@cache
def study() -> Study:
    """Open the case once."""
    return Study(loaded("sea"))


def check(mover: str, origin: str, destination: str) -> Check:
    """Ask the case."""
    return study().check(mover, origin, destination, ON)


# What is read


def test_every_line_of_the_package_is_read_once_and_nothing_else() -> None:
    graph = setup_M(None)
    theirs = {frozenset((a, b)): (d["weight"], d.get("passage") or "") for a, b, d in graph.edges(data=True)}
    ours = {frozenset((a, b)): (km, label) for a, b, km, label in read_marnet().lines}
    assert ours == theirs
    assert len(read_marnet().lines) == len(theirs)
    assert set(read_marnet().positions) == set(graph.nodes())
    assert set(components((str(a), str(b)) for a, b, *_ in read_marnet().lines).values()) == {0}, "all in one piece"


def test_reading_leaves_the_package_as_it_was() -> None:
    script = (
        "import sys; from thalweg.io.searoute import read_marnet, read_ports; read_marnet(); read_ports();"
        "print(*(m for m in ('searoute', 'networkx') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_every_line_is_drawn_short_and_as_long_as_the_package_says() -> None:
    lanes = lanes_of(read_marnet(), None, (), ())
    assert len({x.id for x in lanes.lanes}) == len(lanes.lanes) == len(read_marnet().lines)
    assert len({p.id for p in lanes.places}) == len(lanes.places)
    for lane in lanes.lanes:
        assert all(-180 <= lon <= 180 for lon, _ in lane.line), lane
        assert abs(lane.line[0][0] - lane.line[1][0]) < 180
        assert line_length_km(lane.line) == pytest.approx(lane.km, abs=0.051)
    assert all(-180 <= p.lon <= 180 and -90 <= p.lat <= 90 for p in lanes.places)


def test_ids_stay_what_they_are() -> None:
    lanes = lanes_of(read_marnet(), None, (), ())
    malacca = next(x for x in lanes.lanes if x.label == "malacca")
    assert malacca.ends == ("sea-4-084523n-99-763807e", "sea-3-2n-100-6e")
    assert malacca.id == "sea-30b33f1d4e"
    few = lanes_of(read_marnet(), Box(90, -10, 110, 10), (), ())
    assert malacca in few.lanes
    assert len(few.lanes) < 500


def test_a_box_may_cross_the_antimeridian() -> None:
    box = Box(170, -60, -170, 60)
    assert box.sound
    assert box.has(180, 0)
    assert box.has(-180, 0)
    assert box.has(182.8, 0)
    assert not box.has(0, 0)
    assert not box.has(180, 61)
    assert not Box(10, 5, 10, 6).sound
    inside = lanes_of(read_marnet(), box, (), ()).lanes
    assert {1, -1} == {int(np.sign(lon)) for x in inside for lon, _ in x.line}


def test_what_is_left_out_is_left_out() -> None:
    all_, few = (lanes_of(read_marnet(), None, w, ()) for w in ((), ("suez",)))
    assert {x.label for x in all_.lanes} - {x.label for x in few.lanes} == {"suez"}
    holed = lanes_of(read_marnet(), None, (), (Box(32.3, 29.9, 32.6, 30.8),))
    assert len(all_.lanes) - len(holed.lanes) == 3
    assert len(read_ports()["NLRTM"]) == 1


# Distances


PAIRS = [
    ("dalian", "niigata"), ("yokohama", "los-angeles"), ("sydney", "callao"), ("new-york", "rotterdam"),
    ("santos", "cape-town"), ("colombo", "jeddah"), ("vladivostok", "busan"), ("piraeus", "constanta"),
    ("shanghai", "singapore"), ("bergen", "algeciras"),
]  # fmt: skip


@pytest.mark.parametrize(("origin", "destination"), PAIRS, ids=" ".join)
def test_distances_are_those_of_the_package_where_nothing_refuses(origin: str, destination: str) -> None:
    """Asked between the ends of lines at which our places join: on its own it joins some places elsewhere."""
    answer = check("coaster-100m", origin, destination)
    ends = [answer.path[0].line[-1], answer.path[-1].line[0]]
    route = searoute.searoute(*map(list, ends))
    joins = [answer.path[0].length_km, answer.path[-1].length_km]
    assert answer.verdict is Verdict.CLEAR
    assert answer.length_km - sum(joins) == pytest.approx(route.properties["length"], abs=0.05 * len(answer.path))
    assert all(s.link.startswith("sea-") for s in answer.path)


def test_by_suez_the_canal_of_the_case_is_about_as_long_as_the_lines_that_it_replaces() -> None:
    answer = study().check("panamax", "rotterdam", "singapore", ON, trip={"loaded": "yes", "first_passage": "no"})
    assert "suez-canal" in {s.link for s in answer.path}
    ends = [read_ports()[c][0] for c in ("NLRTM", "SGSIN")]
    route = searoute.searoute(*([p.lon, p.lat] for p in ends))
    assert answer.length_km == pytest.approx(route.properties["length"], rel=0.01)


def test_where_the_package_answers_nothing_we_say_why() -> None:
    """A route that is closed is one of length 0 to the package; to us it is refused, with the reasons."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        closed = searoute.searoute([23.62, 37.92], [28.69, 44.17], restrictions=["bosporus", "northwest"])
        searoute.searoute([0, 0], [1, 1], restrictions=["northwest"])  # it keeps the restrictions of the last call
    assert closed.properties["length"] == 0
    answer = check("scarabeo-9", "piraeus", "constanta")
    assert answer.verdict is Verdict.BLOCKED
    assert {r.rule for r in answer.binding} == {"ts-height"}
    assert answer.length_km > 1000


# What is told


def test_every_answer_tells_what_is_taken_for_granted() -> None:
    told = [a.sentence for a in check("capesize", "dalian", "niigata").assumptions]
    assert "Niigata joins the lines of searoute 10.9 km away, at 38.0 N 139.1 E." in told
    assert any("territorial seas are not drawn" in t for t in told)
    drawn = next(t for t in told if "drawn line" in t)
    assert "sea-join-dalian" in drawn
    assert " 18 links" in repr(check("capesize", "dalian", "niigata"))


def test_what_is_said_of_a_line_is_a_claim_of_its_source() -> None:
    case = loaded("sea")
    link = next(x.id for x in case.network.links if x.group == "Strait of Malacca")
    found = study().facts(link, "length_km", ON)
    assert [(c.source, c.stated, c.rank) for c in found.resolved.claims] == [("searoute", "135.2 km", "table")]
    assert study().facts(link, "jurisdiction", ON).as_dict()["value"] == "transit-straits"
    assert study().attributes_of("niigata") == ("coordinates", "un_locode")


def test_a_claim_of_the_case_stands_over_the_sea(tmp_path: Path) -> None:
    row = "sea-join-sea,jurisdiction,open-waters,,,,,chart,,,,,,,,,\n"
    places = ("rules/local.yaml", "places:\n", "places:\n  open-waters: {name: Open waters}\n")
    chart = ("sources.csv", "+", "chart,law,A chart,,,2024-01-01,,,\n")
    case = load_case(make(tmp_path / "own", (ADDED, places, chart, (CLAIMS, "+", row))))
    assert Study(case).facts("sea-join-sea", "jurisdiction", ON).as_dict()["value"] == "open-waters"
    assert case.sea is not None
    assert set(case.sea.joins) == {"kiel", "sea"}


def test_the_network_of_another_case_comes_with_its_claims_and_law() -> None:
    case, suez = loaded("sea"), loaded("suez")
    assert case.facts.of("suez-canal", "jurisdiction") == suez.facts.of("suez-canal", "jurisdiction")
    assert set(suez.lawbook.rules) <= set(case.lawbook.rules)
    assert "ship-a" not in case.movers, "of a case whose network alone is taken, movers stay where they are"
    assert "ever-given" in case.movers


def test_the_tumen_needs_no_package() -> None:
    assert python("check", "tumen").returncode == 0
    done = python("check", "sea")
    assert done.returncode == 2
    assert "pip install 'thalweg[sea]'" in done.stderr
    assert "case.yaml:" in done.stderr
    assert "Traceback" not in done.stderr


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, in which searoute is not installed."""
    script = f"import sys; sys.modules['searoute'] = None\nfrom thalweg.cli import main\nmain({list(words)!r})"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
