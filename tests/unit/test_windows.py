"""At what times of a day a passage is open while the water moves."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.helpers import Tiny, gate, series, tiny
from thalweg.apps.windows import DAY_MIN, WindowsResult
from thalweg.network import draw
from thalweg.question import Trip
from thalweg.rules.rule import Verdict

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
LEVELLED = "AB water_station kaub\nAB depth_m 2 m | survey | datum=low\nkaub datum_level_m 0 m | survey | datum=low\n"
VESSEL = "v draught_m 3 m\nv air_draught_m 5 m\nv beam_m 9 m\nv length_m 80 m\n"
SPAN = gate("span", "bridge", ("AB", "under"))


def tide(**at: float) -> Tiny:
    """Return a river whose water stands so at these hours, as `h06=1.0`, and between them in straight lines."""
    levels = series(
        "kaub", {f"2024-07-{1 + int(k[1:]) // 24:02d}T{int(k[1:]) % 24:02d}:00": v for k, v in at.items()}, held=False
    )
    return tiny(draw("A---B"), f"{LEVELLED}{VESSEL}", measured=(levels,))


FLOOD = {"h00": 0.0, "h03": 0.5, "h06": 2.0, "h09": 0.5, "h12": 0.0, "h15": 0.5, "h18": 1.0, "h21": 0.5, "h24": 0.0}
"""Two high waters: 2.0 m at six, and 1.0 m at eighteen, just enough."""


def told(found: WindowsResult) -> list[tuple[str, Verdict]]:
    """Return hours and verdicts."""
    return [(w.hours, w.verdict) for w in found.windows]


def test_a_day_is_open_about_high_water() -> None:
    found = tide(**FLOOD).windows("v", "A", "B", 60)
    assert told(found) == [
        ("00:00-04:00", BLOCKED),
        ("04:00-08:00", CLEAR),
        ("08:00-24:00", BLOCKED),
    ]
    assert found.open_min == 4 * 60


def test_to_be_exactly_deep_enough_is_enough() -> None:
    """At four, and at eight, the water stands at 1.0 m."""
    found = tide(**FLOOD).windows("v", "A", "B", 1)
    hours = [w.hours for w in found.windows if w.verdict is CLEAR]
    assert hours == ["04:00-08:00"]  # at 18:00 it is right for a moment, and for no minute


@pytest.mark.parametrize("step_min", [7, 10, 50, 60, 479, 720, 1439, 1440])
def test_windows_cover_the_day_without_a_gap_and_no_two_alike_touch(step_min: int) -> None:
    found = tide(**FLOOD).windows("v", "A", "B", step_min)
    assert (found.windows[0].start_min, found.windows[-1].end_min) == (0, DAY_MIN)
    for one, after in pairwise(found.windows):
        assert one.end_min == after.start_min
        assert one.verdict != after.verdict
        assert one.end_min % step_min == 0
    assert found.step_min == step_min


def test_each_window_says_why_and_at_what_level() -> None:
    found = tide(**FLOOD).windows("v", "A", "B", 60)
    first, second = found.windows[:2]
    assert [(r.rule, r.at) for r in first.binding] == [("fit.draught", "AB")]
    assert first.levels == ("0 m on kaub",)
    assert (second.binding, second.levels) == ((), ("1 m on kaub",))


def test_where_no_water_moves_the_day_is_one_window() -> None:
    found = tiny(draw("A---B"), f"{VESSEL}AB depth_m 3 m | survey").windows("v", "A", "B")
    assert told(found) == [("00:00-24:00", CLEAR)]
    assert (found.open_min, found.windows[0].levels) == (DAY_MIN, ())


def test_a_daily_level_stands_all_day() -> None:
    case = tiny(draw("A---B"), f"{LEVELLED}{VESSEL}", measured=(series("kaub", {"2024-07-01": 0.99}),))
    assert told(case.windows("v", "A", "B")) == [("00:00-24:00", BLOCKED)]


def test_a_level_that_is_not_known_leaves_the_day_open() -> None:
    case = tiny(draw("A---B"), f"{LEVELLED}{VESSEL}")
    found = case.windows("v", "A", "B")
    assert told(found) == [("00:00-24:00", UNKNOWN)]
    assert found.open_min == 0


def test_between_values_that_lie_far_apart_nothing_is_known() -> None:
    found = tide(h00=2.0, h03=2.0, h10=2.0, h13=0.0).windows("v", "A", "B", 60)
    assert told(found) == [
        ("00:00-03:00", CLEAR),
        ("03:00-10:00", UNKNOWN),
        ("10:00-11:00", CLEAR),
        ("11:00-14:00", BLOCKED),
        ("14:00-24:00", UNKNOWN),
    ]


def test_a_bridge_is_low_at_high_water_and_both_must_do() -> None:
    lines = f"{LEVELLED}{VESSEL}span status open\nspan water_station kaub\n"
    lines += "span vertical_clearance_m 6.5 m | law | datum=low\n"
    with_bridge = tiny(draw("A---B"), lines, gates=[SPAN], measured=tide(**FLOOD).measured)
    assert told(with_bridge.windows("v", "A", "B", 60)) == [
        ("00:00-04:00", BLOCKED),
        ("04:00-05:00", CLEAR),
        ("05:00-07:00", BLOCKED),
        ("07:00-08:00", CLEAR),
        ("08:00-24:00", BLOCKED),
    ]


def test_conditions_make_an_open_window_conditional() -> None:
    case = tide(**FLOOD).plus("AB daylight_only yes")
    found = case.windows("v", "A", "B", 60)
    assert {w.verdict for w in found.windows} == {BLOCKED, CONDITIONAL}
    assert found.open_min == 4 * 60
    (reason,) = found.windows[1].binding
    assert reason.rule == "fit.daylight"
    planned = case.windows("v", "A", "B", 60, trip=Trip(meets=frozenset({"daylight"})))
    assert {w.verdict for w in planned.windows} == {BLOCKED, CLEAR}


def test_no_way_is_no_window() -> None:
    found = tiny(draw("A===B"), VESSEL).windows("v", "A", "B")
    assert told(found) == [("00:00-24:00", BLOCKED)]
    assert found.windows[0].binding == ()


def test_what_is_open_at_some_minute_is_open_on_the_day_on_condition_of_the_tide() -> None:
    case = tide(**FLOOD)
    assert case.check("v", "A", "B").verdict is CONDITIONAL
    never = tide(h00=0.0, h03=0.9, h06=0.99, h09=0.0, h12=0.0, h15=0.0, h18=0.0, h21=0.0)
    assert never.check("v", "A", "B").verdict is BLOCKED
    assert never.windows("v", "A", "B", 30).open_min == 0


def test_a_day_that_is_measured_in_part_is_not_known_whole() -> None:
    """At ten and eleven there is water enough; what the night brings nobody measured."""
    part = tide(h10=2.0, h11=2.0)
    assert part.check("v", "A", "B").verdict is CONDITIONAL
    assert {v for _, v in told(part.windows("v", "A", "B", 60))} == {CLEAR, UNKNOWN}
    low = tide(h10=0.0, h11=0.0)
    assert low.check("v", "A", "B").verdict is UNKNOWN


def test_a_level_that_is_told_from_one_side_is_told_so() -> None:
    case = tiny(draw("A---B"), f"{LEVELLED}{VESSEL}kaub water_level_m >1.5 m")
    found = case.check("v", "A", "B")
    assert found.admission.water_words() == ("more than 1.5 m on kaub",)


def test_a_preferred_level_stands_over_a_series() -> None:
    case = tide(**FLOOD).plus("kaub water_level_m 2 m | rank=preferred | rank_why=the gauge was stuck")
    assert case.check("v", "A", "B").verdict is CLEAR
