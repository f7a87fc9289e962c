"""Flow: how much gets there in a day, what bounds it, and what relieving it buys."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from tests.helpers import DAY, Tiny, authority, gate, law, tiny
from thalweg.admission import admit
from thalweg.apps.flow import Aim, FlowResult, flow
from thalweg.movers import Mover
from thalweg.network import Network, Place, draw, with_gates
from thalweg.question import Question, Trip
from thalweg.rules.rule import Verdict

TRUCK, TRAIN, GOODS = Mover("v", "Truck", "truck"), Mover("v", "Train", "train"), Mover("v", "Goods", "consignment")
OPEN = "AX status open\nXB status open\nAY status open\nYB status open\n"
SQUARE = draw("A___X___B\nA___Y___B")
POSTS = with_gates(SQUARE, [gate("px", "border_post", ("AX", "through")), gate("py", "border_post", ("AY", "through"))])
CAN = "px status open\npy status open\n"


def ask(
    network: Network, facts: str, measure: str = "vehicles", mover: Mover = TRUCK,
    accept: Verdict = Verdict.CONDITIONAL, relieve: int = 0, **how: object,
) -> FlowResult:  # fmt: skip
    case: Tiny = tiny(network, facts, **how)  # type: ignore[arg-type]
    admission = admit(case.snapshot(), case.lawbook, (mover,), Trip())
    return flow(admission, Question("tiny", "v", "A", "B", DAY), Aim(measure, accept, relieve))


def roads(more: str, **how: object) -> FlowResult:
    return ask(POSTS, OPEN + CAN + more, **how)  # type: ignore[arg-type]


def names(found: Sequence[object]) -> list[str]:
    return sorted(getattr(x, "at", None) or x.capacity.at for x in found)  # type: ignore[attr-defined]


FULL = "AX {0} 90\nXB {0} 90\nAY {0} 90\nYB {0} 90\n".format("capacity_vehicles_per_day")


def test_flow_and_cut_over_two_ways() -> None:
    found = roads(f"{FULL}px capacity_vehicles_per_day 30\npy capacity_vehicles_per_day 20")
    assert (found.low, found.least, found.best, found.high) == (50, 50, 50, 50)
    assert found.sure
    assert names(found.cut) == ["px", "py"]
    assert [b.alone for b in found.cut] == [110, 120]
    assert found.unique
    assert dict(found.passing) == {"AX": 30, "XB": 30, "AY": 20, "YB": 20}
    assert found.amount == "50 vehicles a day"


def test_what_is_not_known_bounds_nothing_above_and_everything_below() -> None:
    found = roads("px capacity_vehicles_per_day 30\npy capacity_vehicles_per_day 20")
    assert (found.low, found.best, found.sure) == (0, 50, False)
    assert names(found.unknown) == ["AX", "AY", "XB", "YB"]
    assert found.amount == "at most 50 vehicles a day"
    assert "whether less is not known, as 4 capacities on the way are not" in found.sentence


def test_where_nothing_known_bounds_there_is_no_figure() -> None:
    found = roads("px capacity_vehicles_per_day 30")
    assert math.isinf(found.best)
    assert found.cut == ()
    assert found.amount == "no known capacity bounds it"


def test_a_contested_capacity_is_a_range() -> None:
    said = "px capacity_vehicles_per_day 30 | official\npx capacity_vehicles_per_day 10 | news\n"
    found = roads(f"{FULL}{said}py capacity_vehicles_per_day 20")
    assert (found.low, found.least, found.best, found.high) == (30, 30, 50, 50)
    assert found.amount == "30 to 50, 50 by the figures chosen vehicles a day"


def test_a_weak_figure_does_not_decide_and_is_told() -> None:
    found = roads(f"{FULL}px capacity_vehicles_per_day 30 | blog\npy capacity_vehicles_per_day 20")
    assert (found.low, found.best) == (20, 110)
    (px,) = found.unknown
    assert (px.at, px.unclear[0].status) == ("px", "weak")


def test_a_year_has_365_days_and_tonnes_count_by_what_one_carries() -> None:
    year = roads(f"{FULL}px capacity_vehicles_per_year 3650\npy capacity_vehicles_per_day 20")
    assert year.best == 30
    tonnes = "px capacity_t_per_year 73000 t/yr\npy capacity_vehicles_per_day 20"
    assert roads(f"{FULL}{tonnes}").best == 110
    assert any("cargo_t" in a.sentence for a in roads(f"{FULL}{tonnes}").assumptions)
    assert roads(f"{FULL}{tonnes}\nv cargo_t 20 t").best == 30
    assert roads(f"{FULL}{tonnes}\nv cargo_t 20 t", measure="t").best == 200 + 400
    (bound,) = [b.capacity for b in roads(f"{FULL}{tonnes}\nv cargo_t 20 t").cut if b.capacity.at == "px"]
    assert [c.attribute for c in bound.claims] == ["capacity_t_per_year", "cargo_t"]
    loads = roads(f"{FULL}{tonnes}\nv cargo_t 20..25 t")
    assert (loads.least, loads.high) == (28, 30)


def test_of_several_figures_of_one_thing_the_least_counts() -> None:
    both = "px capacity_vehicles_per_day 30\npx capacity_vehicles_per_year 730\npy capacity_vehicles_per_day 20"
    assert roads(f"{FULL}{both}").best == 22


def test_a_figure_for_trucks_counts_for_trucks() -> None:
    said = "".join(
        f"px capacity_vehicles_per_day {n} | official | part={who}\n" for n, who in ((30, "trucks"), (5, "cars"))
    )
    found = roads(f"{FULL}{said}py capacity_vehicles_per_day 20")
    assert found.best == 50


def test_known_absence_bounds_nothing_and_is_known() -> None:
    found = roads(f"{FULL}px capacity_vehicles_per_day none\npy capacity_vehicles_per_day 20")
    assert (found.low, found.best, found.unknown) == (110, 110, ())


def test_one_gate_on_two_links_has_one_capacity() -> None:
    shared = with_gates(SQUARE, [gate("p", "border_post", ("AX", "through"), ("YB", "through"))])
    facts = f"{OPEN}{FULL}p status open\np capacity_vehicles_per_day 30"
    found = ask(shared, facts)
    assert found.best == pytest.approx(30)
    assert names(found.cut) == ["p"]
    assert found.cut[0].alone == pytest.approx(180)
    assert found.unique
    assert found.sure


def test_traffic_under_a_bridge_does_not_use_it() -> None:
    chain = with_gates(draw("A___X___B"), [gate("g", "bridge", ("AX", "under"))])
    facts = "AX status open\nXB status open\nAX capacity_vehicles_per_day 9\nXB capacity_vehicles_per_day 9\n"
    assert ask(chain, f"{facts}g capacity_vehicles_per_day 1").best == 9


def test_relieving_one_after_another_until_nothing_known_binds() -> None:
    facts = "px capacity_vehicles_per_day 30\nXB capacity_vehicles_per_day 50\nAY capacity_vehicles_per_day 0"
    found = roads(facts, relieve=5)
    assert [(names(r.relieved), r.flow, r.gain, names(r.binds)) for r in found.rungs] == [
        (["AY", "px"], math.inf, math.inf, []),
    ]
    shut = roads(f"{facts}\nYB capacity_vehicles_per_day 5", relieve=5)
    assert [(names(r.relieved), r.flow) for r in shut.rungs] == [(["AY", "px"], 55), (["XB", "YB"], math.inf)]


def test_two_cuts_as_tight_are_told() -> None:
    found = roads("px capacity_vehicles_per_day 30\nXB capacity_vehicles_per_day 30\npy capacity_vehicles_per_day 0")
    assert names(found.cut) == ["px", "py"]
    assert names(found.last) == ["XB", "py"]
    assert not found.unique
    assert found.cut[0].alone == 30


def test_only_links_of_the_verdict_accepted_are_used() -> None:
    facts = f"{FULL}px capacity_vehicles_per_day 30\npy capacity_vehicles_per_day 20\nAY jurisdiction w"
    book = law(authorities=[authority()])
    assert roads(facts, lawbook=book).best == 30
    barred = roads(f"{facts}\nAX jurisdiction w", lawbook=book)
    assert (barred.verdict, barred.low, barred.open, barred.cut) == (Verdict.UNKNOWN, 0, False, ())
    assert not barred.sure
    assert barred.amount == "it is not known whether anything gets there"
    assert barred.reasons
    assert barred.reasons[0].sentence in barred.sentence
    assert roads(f"{facts}\nAX jurisdiction w", lawbook=book, accept=barred.verdict).best == 50


def test_no_way_at_all() -> None:
    found = ask(draw("A___X\nB___Y"), OPEN)
    assert (found.verdict, found.best, found.open) == (Verdict.BLOCKED, 0, False)


def test_branches_that_lead_nowhere_are_not_told() -> None:
    found = ask(draw("A___X___B\nX___D___E"), f"{OPEN}XD status open\nDE status open\nAX capacity_vehicles_per_day 9")
    assert names(found.unknown) == ["XB"]


def test_a_port_bounds_what_changes_from_water_to_land() -> None:
    port = draw("A~~~X___B")
    network = Network(tuple(Place(p.id, p.name, "port", p.lon, p.lat) for p in port.places), port.links)
    facts = "XB status open\nXB capacity_t_per_year 730 t/yr\n"
    sea = ask(network, facts, "t", GOODS)
    assert (sea.low, sea.best, sea.unknown) == (2, 2, ())
    assert any("The sea is taken to bound nothing" in a.sentence for a in sea.assumptions)
    assert ask(network, f"{facts}AX capacity_t_per_year 365 t/yr", "t", GOODS).best == 1
    found = ask(network, f"{facts}X capacity_t_per_year 365 t/yr", "t", GOODS)
    assert (found.best, names(found.cut)) == (1, ["X"])


def test_trains_by_trains_and_by_tonnes() -> None:
    line = draw("A===B")
    facts = "AB status open\nAB track_gauge_mm 1435\nv track_gauge_mm 1435\nAB capacity_trains_per_day 12\n"
    assert ask(line, facts, "trains", TRAIN).best == 12
    assert ask(line, f"{facts}v cargo_t 1000 t", "t", TRAIN).best == 12000
