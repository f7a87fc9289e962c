"""The smallest sets that open a way: against every set tried, a MIP, and each way of finding them another."""

from __future__ import annotations

from itertools import permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.invariants.levered import Case, Set, draw, grid
from thalweg.solve import covers
from thalweg.solve.coveranswers import Covers
from thalweg.solve.power import power

seeds = st.integers(0, 2**32 - 1)
SMALL = [covers.SMALL_LABELS, 0]
"""A plain search, and the compiled one, whatever the size of the question."""


def check_budget(case: Case, found: Covers, wanted: list[Set]) -> None:
    """Check an answer to a question of the first sets, proved or not."""
    assert list(found.sets[: found.certain]) == wanted[: found.certain]
    assert set(found.sets) <= set(wanted)
    assert len(set(found.sets)) == len(found.sets)
    assert list(found.costs) == [case.order(s)[0] for s in found.sets]
    if found.proved:
        assert found.certain == len(found.sets)
    elif len(wanted) > found.certain:
        assert found.bound is not None
        assert found.bound <= case.order(wanted[found.certain])[0]


def front_of(case: Case, wanted: list[Set]) -> list[Set]:
    """Return the sets of which none costs as little by every criterion."""
    front: list[Set] = []
    for levers in wanted:
        cost = case.order(levers)[0]
        if not any(all(a <= b for a, b in zip(case.order(f)[0], cost, strict=True)) for f in front):
            front.append(levers)
    return front


def check(case: Case, rng: Random, small: int) -> None:
    """Check every question of a case."""
    minimal = case.minimal()
    wanted = minimal[-1]
    asked = (case.net, case.origin, case.goal)
    k = rng.randint(2, 5)
    for first, labels in ((1, True), (k, True), (k, False)):
        found = covers.cheapest(*asked, first, labels=labels, small=small)
        assert found.proved
        assert list(found.sets) == wanted[:first]
        check_budget(case, found, wanted)
    if wanted:  # labels may be kept from costing more than what is known
        limit = case.order(wanted[0])[0][0]
        assert list(covers._by_labels(*asked, 1, False, covers.BUDGET, 0, limit).sets) == wanted[:1]
    every = covers.all_minimal(*asked, small=small)
    assert (every.proved, every.complete, every.bound) == (True, True, None)
    assert list(every.sets) == wanted
    part = covers.all_minimal(*asked, most=2, small=small)
    assert (list(part.sets), part.complete) == (wanted[:2], len(wanted) <= 2)
    front = covers.pareto(*asked, small=small)
    assert front.proved
    assert list(front.sets) == front_of(case, wanted)
    everywhere = covers.everywhere(case.net, case.origin, small=small)
    assert everywhere.proved
    assert [everywhere.at(v) for v in range(case.net.nodes)] == [
        minimal[v][0] if minimal[v] else None for v in range(case.net.nodes)
    ]
    proof = covers.prove(*asked, small=small)
    assert proof.proved
    assert proof.cover == (wanted[0] if wanted else None)
    assert proof.bound == (case.order(wanted[0])[0] if wanted else (0,) * case.net.cost.shape[1])
    assert all(set(cut) & set(levers) for cut in proof.cuts for levers in wanted)
    assert wanted or proof.cuts == ((),)
    assert set(covers.vetoes(*asked, small=small)) == (set.intersection(*map(set, wanted)) if wanted else set())


def check_budgets(case: Case, rng: Random, small: int) -> None:
    """Check that what is answered on a budget is true."""
    minimal = case.minimal()
    wanted = minimal[-1]
    front = front_of(case, wanted)
    asked = (case.net, case.origin, case.goal)
    budget, k = rng.randint(0, 8), rng.randint(1, 4)
    check_budget(case, covers.cheapest(*asked, k, budget, small), wanted)
    check_budget(case, covers.cheapest(*asked, k, budget, small, labels=False), wanted)
    check_budget(case, covers.all_minimal(*asked, budget=budget, small=small), wanted)
    part = covers.pareto(*asked, budget, small)
    assert list(part.sets) == [f for f in front if f in part.sets]
    assert part.proved or part.bound is not None
    for levers in set(front) - set(part.sets):
        assert all(a <= b for a, b in zip(part.bound or (), case.order(levers)[0], strict=True))
    everywhere = covers.everywhere(case.net, case.origin, budget, small)
    for v in range(case.net.nodes):
        row = int(everywhere.row[everywhere.node[v]])
        found = everywhere.at(v)
        if found is not None:
            assert v in case.opened(found)
            assert tuple(everywhere.costs[v]) == case.order(found)[0]
        if 0 <= row < everywhere.certain:
            assert found == minimal[v][0]
        elif minimal[v]:
            assert everywhere.bound is not None
            assert everywhere.bound <= case.order(minimal[v][0])[0]
    proof = covers.prove(*asked, budget=budget, small=small)
    assert all(set(cut) & set(levers) for cut in proof.cuts for levers in wanted)
    if wanted:
        assert proof.bound <= case.order(wanted[0])[0]
        assert proof.cover in [None, *wanted]


@pytest.mark.parametrize("small", SMALL)
@given(seeds)
def test_all_questions_are_answered_as_by_trying_every_set(small: int, seed: int) -> None:
    rng = Random(seed)
    for _ in range(30):
        check(draw(rng, rng.randint(1, 5), rng.choice((1, 1, 2))), rng, small)


@pytest.mark.parametrize("small", SMALL)
@given(seeds)
def test_what_a_budget_leaves_is_true(small: int, seed: int) -> None:
    rng = Random(seed)
    for _ in range(20):
        check_budgets(draw(rng, rng.randint(1, 5), rng.choice((1, 1, 2))), rng, small)


@settings(max_examples=5)
@given(seeds, st.sampled_from(SMALL))
def test_ten_levers(seed: int, small: int) -> None:
    rng = Random(seed)
    check(draw(rng, 10), rng, small)


@given(seeds, st.sampled_from([(6, 20), (7, 50), (9, 150)]), st.sampled_from([1, 4, 20]))
def test_plain_compiled_and_hitting_sets_agree(seed: int, size: tuple[int, int], k: int) -> None:
    case = grid(Random(seed), *size)
    asked = (case.net, case.origin, case.goal, k)
    plain, compiled = (covers.cheapest(*asked, small=small) for small in (covers.BUDGET, 0))
    assert (plain.sets, plain.costs, plain.bound) == (compiled.sets, compiled.costs, compiled.bound)
    assert plain.proved
    assert compiled.proved
    assert k > 4 or covers.cheapest(*asked, labels=False).sets == plain.sets
    here, there = (covers.everywhere(case.net, case.origin, small=small) for small in (covers.BUDGET, 0))
    assert here.proved
    assert [here.at(v) for v in range(case.net.nodes)] == [there.at(v) for v in range(case.net.nodes)]
    assert np.array_equal(here.costs, there.costs)


def by_mip(case: Case) -> int | None:
    """Return what the cheapest set costs by integer programming: a flow whose arcs need their levers."""
    net = case.net
    options = [(a, b, s) for (a, b), sets in zip(case.arcs, case.alternatives, strict=True) for s in sets]
    columns = net.levers + len(options)
    balance = np.zeros((net.nodes + 1, columns))
    rows = []
    for i, (a, b, levers) in enumerate(options):
        balance[a, net.levers + i] += 1
        balance[b, net.levers + i] -= 1
        for x in levers:
            row = np.zeros(columns)
            row[x], row[net.levers + i] = 1, -1
            rows.append(row)
    out = np.zeros(net.nodes + 1)
    out[case.origin] += 1
    out[case.goal[0]] -= 1
    limits = [LinearConstraint(balance, out, out)] + ([LinearConstraint(np.array(rows), 0, np.inf)] if rows else [])
    cost = np.concatenate([net.cost[:, 0], np.zeros(len(options))])
    whole = np.concatenate([np.ones(net.levers), np.zeros(len(options))])
    found = milp(cost, constraints=limits, integrality=whole, bounds=Bounds(0, 1))
    return round(found.fun) if found.success else None


@settings(max_examples=10)
@given(seeds)
def test_the_cheapest_set_costs_what_a_mip_finds(seed: int) -> None:
    rng = Random(seed)
    for case in (draw(rng, 8), grid(rng, 4, 12)):
        one = Case(case.net, case.arcs, case.alternatives, case.origin, case.goal[:1])
        found = covers.cheapest(one.net, one.origin, one.goal)
        assert (found.costs[0][0] if found.costs else None) == by_mip(one)


@pytest.mark.parametrize("labels", [1, 20_000])
@given(seeds)
def test_power_is_counted_over_all_sets_and_all_orders(labels: int, seed: int) -> None:
    rng = Random(seed)
    for _ in range(5):
        levers = rng.randint(1, 5)
        case = draw(rng, levers)
        found = power(case.net, case.origin, case.goal, labels)
        opens = [
            bool(case.opened({x for x in range(levers) if s >> x & 1}) & set(case.goal)) for s in range(1 << levers)
        ]
        assert found.opening == sum(opens) / 2**levers
        swings = [sum(opens[s | 1 << x] and not opens[s] for s in range(1 << levers)) for x in range(levers)]
        assert found.banzhaf.tolist() == [n / 2 ** (levers - 1) for n in swings]
        pivots = [0] * levers
        orders = list(permutations(range(levers)))
        for order in orders:
            held = 0
            for x in order:
                pivots[x] += opens[held | 1 << x] and not opens[held]
                held |= 1 << x
        assert found.shapley == pytest.approx([n / len(orders) for n in pivots])
