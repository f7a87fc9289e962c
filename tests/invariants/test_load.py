"""What a vessel can load is what `check` finds draught by draught, and more room never loads less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import DAY, Tiny, facts, series, tiny
from tests.invariants.waters import NAMED, waters
from thalweg.admission import admit
from thalweg.apps.check import check
from thalweg.apps.load import LoadDay, Loaded
from thalweg.network import draw
from thalweg.question import Question
from thalweg.rules.rule import Verdict

TOP_M = 9.0
"""From keel to top: a vessel of 2.40 m draught stands 6.60 m above the water."""
VESSEL = f"""
v keel_to_top_m {TOP_M} m
v beam_m 9.5 m
v length_m 85 m
v deadweight_t 0 t | draught=2.40
v deadweight_t 1200 t | draught=3.10
"""
TRIED = [round(2.4 + i / 100, 2) for i in range(71)]
"""Every centimetre from empty to full."""


def loaded(case: Tiny, destination: str = "b") -> LoadDay:
    """Return what the vessel can load on the day."""
    return case.load("v", "a", destination).days[0]


def with_vessel(case: Tiny) -> Tiny:
    """Return a case with the sizes and the table of its vessel."""
    return case.plus(*facts(VESSEL))


def deepest(rows: Sequence[Loaded], worst: Verdict) -> float:
    """Return the deepest draught of a verdict or better; less than nothing if there is none."""
    return max((r.draught_m for r in rows if r.verdict <= worst), default=-1.0)


@settings(max_examples=12)
@given(waters())
def test_each_row_is_the_deepest_that_check_finds_so(case: Tiny) -> None:
    there = with_vessel(case)
    snapshot, question = there.snapshot(), Question("tiny", "v", "a", "b", DAY)
    by_check = []
    for draught_m in TRIED:
        vessel = there.movers["v"].with_given({"draught_m": draught_m, "air_draught_m": round(TOP_M - draught_m, 6)})
        by_check.append(check(admit(snapshot, there.lawbook, [vessel]), question, 0).verdict)
    expected = {v: max(d for d, found in zip(TRIED, by_check, strict=True) if found is v) for v in set(by_check)}
    found = loaded(there)
    assert {r.verdict: r.draught_m for r in found.rows} == {v: d for v, d in expected.items() if v < Verdict.BLOCKED}
    assert [r.verdict for r in found.rows] == sorted(r.verdict for r in found.rows)


@given(waters())
def test_one_step_deeper_than_the_best_does_not_pass_unless_it_is_full(case: Tiny) -> None:
    there = with_vessel(case)
    found = loaded(there)
    if found.best is None:
        return
    deeper = round(found.best.draught_m + 0.01, 2)
    if found.best.full:
        assert (found.best.draught_m, found.binding) == (3.1, ())
        return
    again = there.asking({"draught_m": deeper, "air_draught_m": round(TOP_M - deeper, 6)}).check("v", "a", "b")
    assert again.verdict > Verdict.CONDITIONAL
    assert found.binding
    assert {r.verdict for r in found.binding} == {again.verdict}


@given(waters())
def test_what_is_carried_is_that_of_the_table(case: Tiny) -> None:
    for row in loaded(with_vessel(case)).rows:
        assert row.payload_t == pytest.approx((row.draught_m - 2.4) / 0.7 * 1200, abs=1e-6)
        assert row.share_percent == pytest.approx(row.payload_t / 12)
        assert row.full == (row.draught_m == 3.1)


@given(waters())
def test_no_reason_binds_a_day_on_which_the_vessel_lies_full(case: Tiny) -> None:
    found = loaded(with_vessel(case))
    if found.best is not None and found.best.full:
        assert found.binding == ()
    elif found.rows:
        assert found.binding


BETTER = "| definition | rank=preferred | rank_why=so"


def never_less(less: Tiny, more: Tiny) -> None:
    """Check that one case loads no less than another, for sure and perhaps."""
    for few, many in zip(less.load("v", "a", "b").days, more.load("v", "a", "b").days, strict=True):
        for worst in (Verdict.CONDITIONAL, Verdict.UNKNOWN):
            assert deepest(few.rows, worst) <= deepest(many.rows, worst)


@given(waters(), st.data())
def test_more_depth_never_loads_less(case: Tiny, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from(case.network.element_ids))
    depths = sorted(data.draw(st.tuples(st.integers(150, 400), st.integers(150, 400))))
    less, more = (with_vessel(case).plus(f"{element} depth_m {d / 100} m {BETTER}") for d in depths)
    never_less(less, more)


@given(waters(), st.sampled_from(("ukc_m", "ukc_percent", "set_up_m", "heel_deg")), st.data())
def test_more_kept_under_the_keel_never_loads_more(case: Tiny, policy: str, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from(case.network.element_ids))
    unit = {"ukc_percent": "%", "heel_deg": "deg"}.get(policy, "m")
    kept = sorted(data.draw(st.tuples(st.integers(0, 60), st.integers(0, 60))))
    less, more = (with_vessel(case).plus(f"{element} {policy} {k / 100 * 20} {unit} {BETTER}") for k in kept)
    never_less(more, less)


@given(waters(), st.data())
def test_a_lower_top_never_loads_less(case: Tiny, data: st.DataObject) -> None:
    tops = sorted(data.draw(st.tuples(st.integers(500, 1200), st.integers(500, 1200))))
    high, low = (with_vessel(case).plus(f"v keel_to_top_m {t / 100} m {BETTER}") for t in reversed(tops))
    never_less(high, low)


@given(
    st.lists(st.integers(-300, 500), min_size=1, max_size=6, unique=True),
    st.sampled_from(NAMED["draught_m"]),
    st.integers(0, 40),
)
def test_on_a_river_the_load_rises_with_the_level_centimetre_by_centimetre(
    levels_cm: list[int], depth_m: float, kept_cm: int
) -> None:
    days = [f"2024-07-{n + 1:02d}" for n in range(len(levels_cm))]
    lines = (
        f"ab water_station s\nab depth_m {depth_m} m | survey | datum=low\ns datum_level_m 1 m | survey | datum=low\n"
    )
    measured = series("s", {d: x / 100 for d, x in zip(days, levels_cm, strict=True)})
    case = tiny(draw("a---b"), lines + VESSEL + f"ab ukc_m {kept_cm / 100} m", measured=(measured,))
    found = case.load("v", "a", "b", *days).days
    for day, level_cm in zip(found, levels_cm, strict=True):
        there_cm = int(round(depth_m * 1000) + level_cm * 10 - 1000 - kept_cm * 10) // 10
        expected = None if there_cm < 240 else min(there_cm, 310) / 100
        assert (day.best.draught_m if day.best else None) == expected
        assert bool(day.levels)
    assert replace(case, measured=()).load("v", "a", "b", *days).days[0].best is None
