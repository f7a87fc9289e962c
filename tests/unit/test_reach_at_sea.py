"""How far vessels get at sea: ways as if admitted, the verdict that holds, other bases, bands of hours."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import DAY, authority, law, tiny
from thalweg.admission import admit
from thalweg.apps.bands import part, stretches
from thalweg.apps.reach import Aim, Reached, ReachResult, reach
from thalweg.network import draw, line_length_km
from thalweg.question import Question, Trip
from thalweg.rules.rule import Verdict

# H lies up a river; D is another base; P and Q are points at sea.
SEA = draw("H---M~~~P~~~D\nP~~~Q")
KM = "HM length_km 100 km\nMP length_km 200 km\nPD length_km 700 km\nPQ length_km 50 km\n"
SMALL = "v draught_m 1 m\nv air_draught_m 1 m\nv beam_m 3 m\nv length_m 20 m\nHM depth_m 5 m | survey | datum=low\n"
KN = 1.852


def ask(
    more: str = "", bases: Sequence[str] = ("H", "D"), points: Sequence[str] = ("P", "Q"),
    hours: Sequence[float] = (10, 20), speed: float | None = 10.0, shut: bool = True,
    accept: Verdict = Verdict.CONDITIONAL,
) -> ReachResult:  # fmt: skip
    closed = "HM jurisdiction w\n" if shut else ""
    case = tiny(SEA, f"{KM}{SMALL}{closed}{more}", lawbook=law(authorities=[authority()]))
    admission = admit(case.snapshot(), case.lawbook, (case.movers["v"],), Trip())
    speeds = {} if speed is None else {"river": speed * KN, "sea": speed * KN}
    question = Question("tiny", "v", bases[0], points[0], DAY)
    return reach(admission, question, Aim(tuple(bases), tuple(points), tuple(hours), speeds, accept))


def row(found: ReachResult, base: str, point: str) -> Reached:
    (it,) = [r for r in found.rows if (r.base, r.point) == (base, point)]
    return it


def test_distance_and_time_from_each_base() -> None:
    found = ask(shut=False)
    assert [(r.point, r.base, r.km) for r in found.rows] == [("P", "H", 300), ("P", "D", 700), ("Q", "H", 350),
                                                             ("Q", "D", 750)]  # fmt: skip
    near = row(found, "H", "P")
    assert near.high_h == pytest.approx(300 / 18.52)
    assert near.admitted
    assert near.other == "D"
    assert near.saved_h == pytest.approx((400 / 18.52, 400 / 18.52))
    assert row(found, "D", "P").saved_km == -400


def test_what_is_not_admitted_is_computed_as_if_and_says_what_holds() -> None:
    found = ask()
    river = row(found, "H", "Q")
    assert (river.verdict, river.km, river.admitted) == (Verdict.UNKNOWN, 350, False)
    assert river.barred == ("HM",)
    assert river.by == ("H to M (not admitted)", "sea")
    assert river.saved_km == 400
    assert row(found, "D", "Q").other == ""  # the other base is not admitted
    assert found.reasons
    assert any(a.about == "admission" for a in found.assumptions)
    assert row(ask(accept=Verdict.UNKNOWN), "H", "Q").admitted


def test_fewest_links_that_are_not_admitted_come_before_distance() -> None:
    found = ask("MP jurisdiction w\nPQ jurisdiction w\nPQ length_km 1 km", bases=("D",), points=("Q",))
    assert len(row(found, "D", "Q").barred) == 1


def test_without_a_speed_distance_is_told_and_hours_are_not_known() -> None:
    found = ask(speed=None)
    near = row(found, "H", "P")
    assert (near.km, near.saved_km) == (300, 400)
    assert math.isinf(near.high_h)
    assert math.isnan(near.saved_h[0])
    assert found.within(0, "H", 1e9) == ()
    assert found.unsure(0, "H", 1e9) == ("P", "Q")
    assert any("No speed is known" in a.sentence for a in found.assumptions)


def test_a_speed_that_is_claimed_counts_and_a_range_is_a_range() -> None:
    near = row(ask("v speed_kn 5..10 kn", speed=None, shut=False), "H", "P")
    assert (near.low_h, near.high_h) == pytest.approx((300 / 18.52, 600 / 18.52))
    assert near.saved_h == pytest.approx((400 / 18.52, 800 / 18.52))


def test_locks_on_the_way_take_their_time() -> None:
    near = row(ask("HM transit_h 3 h", shut=False), "H", "P")
    assert near.high_h == pytest.approx(300 / 18.52 + 3)


def test_a_base_on_the_way_is_no_other_base() -> None:
    found = ask(bases=("H", "M", "D"), shut=False)
    assert row(found, "H", "P").other == "D"
    assert row(found, "D", "P").other == "M"


def test_what_is_within_the_hours_and_only_from_one_base() -> None:
    found = ask(hours=(17, 20))
    assert found.within(0, "H", 17) == ("P",)
    assert found.within(0, "H", 20) == ("P", "Q")
    assert found.within(0, "D", 20) == ()
    assert found.only(0, "H", 20) == ("P", "Q")
    assert found.unsure(0, "H", 20) == ()


def test_what_takes_longer_than_the_hours_is_not_within_them_though_its_time_is_not_known() -> None:
    found = ask("HM transit_h 3 h\nPQ transit_h unknown\n", shut=False)
    assert row(found, "H", "Q").low_h == pytest.approx(350 / 18.52 + 3)
    assert (found.within(0, "H", 22), found.unsure(0, "H", 22)) == (("P",), ("Q",))
    assert (found.within(0, "H", 21), found.unsure(0, "H", 21)) == (("P",), ())


def test_what_another_base_may_reach_is_not_only_from_there() -> None:
    found = ask("v speed_kn 5..10 kn", speed=None, shut=False, hours=(40,))
    assert found.within(0, "H", 40) == ("P", "Q")
    assert found.within(0, "D", 40) == ()
    assert found.only(0, "H", 40) == ("Q",)
    assert found.only(0, "H", 33) == ("P",)


def test_no_way_is_told() -> None:
    case = tiny(draw("H~~~P\nD~~~Q"), SMALL.replace("HM depth_m 5 m | survey | datum=low\n", ""))
    admission = admit(case.snapshot(), case.lawbook, (case.movers["v"],), Trip())
    found = reach(admission, Question("tiny", "v", "H", "Q", DAY), Aim(("H",), ("Q",), (6,), {"sea": 10.0}))
    assert not row(found, "H", "Q").there


def test_bands_cut_links_where_the_hours_end() -> None:
    found = ask(hours=(10, 20), shut=False)
    field = next(f for f in found.fields if f.base == "H")
    network = found.admission.snapshot.network
    reached = dict.fromkeys((10, 20), 0.0)
    for s in stretches(network, field, (10, 20)):
        share = line_length_km(s.line) / network.geometric_length_km[s.link]
        reached[int(s.within_h)] += share * float(found.admission.snapshot.length_km[s.link])
    assert reached[10] == pytest.approx(185.2, rel=1e-3)  # all on one way from H
    assert reached[20] == pytest.approx(300 + 70.4 + 50 - 185.2, rel=1e-3)  # beyond P along PD and PQ


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_part_of_a_line_has_its_share_of_the_length(a: float, b: float) -> None:
    line = ((130.0, 42.0), (130.5, 42.2), (131.5, 42.1), (131.6, 43.0))
    low, high = sorted((a, b))
    found = part(line, low, high)
    assert line_length_km(found) == pytest.approx((high - low) * line_length_km(line), rel=0.01, abs=0.01)
