"""Programme: the changes that open a passage to a share of a fleet, each rung asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.helpers import Tiny, tiny
from thalweg.apps.levers import Lever, number_change, pulled
from thalweg.apps.programme import ProgrammeResult, programme
from thalweg.network import draw
from thalweg.rules.rule import Verdict
from thalweg.scenario import Scenario
from thalweg.solve.programmes import choose

FLEET = ("a vessel CN merchant", "b vessel CN merchant", "c vessel CN merchant")
SIZES = "a draught_m 2 m\nb draught_m 3 m\nc draught_m 4 m\na beam_m 9 m\nb beam_m 9 m\nc beam_m 20 m\n"


def fleet(
    lines: str = "AB depth_m 1 m | survey", *declared: Lever, share: float = 1, by: str = "count"
) -> ProgrammeResult:
    """Ask for a programme of three ships on a river of one link."""
    case = tiny(draw("A---B"), SIZES + lines, FLEET)
    return ask(case, declared, share, by)


def ask(case: Tiny, declared: Sequence[Lever] = (), share: float = 1, by: str = "count") -> ProgrammeResult:
    """Ask for a programme from A to B."""
    names = tuple(case.movers)
    found = [case.unlock(m, "A", "B", *declared, by=by, mover=False, count=10) for m in names]

    def verify(levers: Sequence[Lever]) -> list[Verdict]:
        scenario = pulled(Scenario("baseline"), levers, "p").scenario
        return [case.check(m, "A", "B", scenario=scenario).verdict for m in names]

    return programme(names, found, share, by == "cost", verify)


def test_one_lever_is_as_large_as_the_largest_needs() -> None:
    found = fleet()
    assert found.chosen is not None
    assert [(x.id, x.changes[0].stated) for x in found.chosen.levers] == [("depth_m:AB", "4 m")]
    assert found.chosen.opened == ("a", "b", "c")
    assert [len(r.opened) for r in found.ladder] == [0, 3]
    assert [(x.id, n) for x, n in found.uses] == [("depth_m:AB", 3)]


def test_each_further_change_opens_to_more() -> None:
    found = fleet("AB depth_m 1 m | survey\nAB max_beam_m 10 m\n")
    assert [({x.id for x in r.levers}, r.opened) for r in found.ladder] == [
        (set(), ()), ({"depth_m:AB"}, ("a", "b")), ({"depth_m:AB", "max_beam_m:AB"}, ("a", "b", "c")),
    ]  # fmt: skip
    assert found.ladder[1].levers[0].changes[0].stated == "3 m"


@pytest.mark.parametrize(("share", "levers"), [(0.3, 1), (0.6, 1), (0.7, 2), (1, 2)])
def test_a_share_of_the_fleet_needs_fewer_changes(share: float, levers: int) -> None:
    found = fleet("AB depth_m 1 m | survey\nAB max_beam_m 10 m\n", share=share)
    assert found.chosen is not None
    assert len(found.chosen.levers) == levers


def test_who_passes_already_needs_nothing() -> None:
    found = fleet("AB depth_m 9 m | survey")
    assert (found.ladder[0].opened, found.chosen and found.chosen.levers, found.uses) == (("a", "b", "c"), (), ())
    assert len(found.ladder) == 1


def test_where_nothing_opens_none_is_chosen() -> None:
    found = fleet("AB depth_m 9 m | survey\nAB ice_season 06/08")
    assert (found.chosen, [r.opened for r in found.ladder]) == (None, [()])


def test_the_least_cost_may_be_more_changes() -> None:
    lines = "AB depth_m 1 m | survey\nAC depth_m 1 m | survey\nCB depth_m 1 m | survey\n"
    lines += "dear cost_usd 100 USD\ncheap cost_usd 10 USD\n"
    case = tiny(draw("A---B\nA---C---B"), SIZES + lines, FLEET)
    declared = [
        Lever(n, n, "declared", (number_change(x, "depth_m", 9, "m"),), cost_of=(cost, "cost_usd"))
        for n, x, cost in (("dear", "AB", "dear"), ("c1", "AC", "cheap"), ("c2", "CB", "cheap"))
    ]
    chosen = {by: ask(case, declared, by=by).chosen for by in ("count", "cost")}
    assert {by: {x.id for x in c.levers} for by, c in chosen.items() if c} == {"count": {"dear"}, "cost": {"c1", "c2"}}


def test_what_one_trip_says_is_no_change_for_a_fleet() -> None:
    case = tiny(draw("A---B"), f"{SIZES}AB depth_m 1 m | survey", FLEET)
    found = [case.unlock(m, "A", "B") for m in case.movers]
    one = found[0].openings[0]
    said = [
        replace(f, openings=(replace(one, levers=(Lever("s", "s", "trip", said=(("purpose", "x"),)),)),)) for f in found
    ]
    result = programme(tuple(case.movers), said, 1, False, lambda levers: [Verdict.BLOCKED] * 3)
    assert (result.chosen, result.uses) == (None, ())


# The choice, by trying everything


@pytest.mark.parametrize("seed", range(6))
def test_the_choice_is_the_best_of_all(seed: int) -> None:
    draws = np.random.default_rng(seed)
    levers, served = 5, 4
    options = [
        [sorted(draws.choice(levers, size=draws.integers(1, 4), replace=False).tolist()) for _ in range(2)]
        for _ in range(served)
    ]
    cost = draws.integers(1, 9, levers).astype(float)
    every = [frozenset(i for i in range(levers) if mask >> i & 1) for mask in range(1 << levers)]

    def serves(chosen: frozenset[int]) -> int:
        return sum(any(chosen.issuperset(one) for one in sets) for sets in options)

    for least in range(served + 1):
        found = choose(options, cost, least)
        assert found is not None
        assert serves(frozenset(found)) >= least
        assert sum(cost[list(found)]) == min(sum(cost[list(c)]) for c in every if serves(c) >= least)
    for most in range(levers + 1):
        found = choose(options, cost, None, most)
        assert found is not None
        assert len(found) <= most
        assert serves(frozenset(found)) == max(serves(c) for c in every if len(c) <= most)


def test_too_few_can_be_served() -> None:
    assert choose([[], [[0]]], np.ones(1), 2) is None
