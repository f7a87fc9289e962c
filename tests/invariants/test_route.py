"""A way by distance is the path of `check`; any plan keeps the verdict, and asking twice gives the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import Tiny
from tests.invariants.waters import DIMENSIONS, NAMED, PLACES, waters
from thalweg.apps.route import Plan
from thalweg.apps.timing import Clock
from thalweg.rules.rule import Verdict

SIZES = st.tuples(*(st.sampled_from(NAMED[d]) for d in DIMENSIONS))


def sized(case: Tiny, size: tuple[float, ...]) -> Tiny:
    return case.asking(dict(zip(DIMENSIONS, size, strict=True)))


@given(waters(), SIZES, st.sampled_from(PLACES[1:]))
def test_by_distance_it_is_the_path_of_check(case: Tiny, size: tuple[float, ...], to: str) -> None:
    case = sized(case, size)
    found, checked = case.route("v", "a", to), case.check("v", "a", to)
    assert (found.verdict, found.reasons) == (checked.verdict, checked.reasons)
    if found.routes:
        assert found.routes[0].length_km == pytest.approx(checked.length_km)


@given(waters(), SIZES, st.sampled_from(PLACES[1:]), st.integers(1, 4))
def test_several_ways_differ_grow_longer_and_keep_the_verdict(
    case: Tiny, size: tuple[float, ...], to: str, count: int
) -> None:
    case = sized(case, size)
    verdict = case.check("v", "a", to).verdict
    clock = Clock(speeds_kmh={"river": 10.0})
    for plan in (Plan(count=count), Plan("time", clock, count=count), Plan("cost", clock, 1.0, 2.0, count)):
        found = case.route("v", "a", to, plan)
        assert found.verdict is verdict
        ways = [tuple(leg.step.link for leg in r.legs) for r in found.routes]
        assert len(set(ways)) == len(ways) <= count
        assert all(r.verdict is verdict for r in found.routes)
        lengths = [r.length_km for r in found.routes]
        if verdict <= Verdict.CONDITIONAL:  # else what stands in the way comes before the length
            assert lengths == pytest.approx(sorted(lengths))
        again = case.route("v", "a", to, plan)
        assert replace(again, admission=found.admission) == found


@given(waters(), SIZES, st.sampled_from(PLACES[1:]))
def test_of_the_ways_none_is_as_good_as_another(case: Tiny, size: tuple[float, ...], to: str) -> None:
    case = sized(case, size)
    found = case.route("v", "a", to, Plan(pareto=True, clock=Clock(speeds_kmh={"river": 10.0})))
    judged = [(r.high_h, frozenset((c.by, c.place) for c in r.consents)) for r in found.routes]
    for i, (hours, asks) in enumerate(judged):
        assert not any(h <= hours and a <= asks for j, (h, a) in enumerate(judged) if j != i)
