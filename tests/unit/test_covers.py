"""The smallest sets that open a way, on nets drawn by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.solve import covers, hitting
from thalweg.solve.levers import COUNT, Keys, Levered, masks
from thalweg.solve.power import power

Arc = tuple[int, int, list[tuple[int, ...]]]
"""Tail, head, and the sets of levers that open it."""


def net(
    nodes: int, arcs: Sequence[Arc], cost: Sequence[int] | Sequence[Sequence[int]], counts: Sequence[int] | None = None
) -> Levered:
    """Return a net from its arcs."""
    rows = sorted(arcs, key=lambda a: a[0])
    first = [sum(t < v for t, _, _ in rows) for v in range(nodes + 1)]
    return Levered.of(first, [h for _, h, _ in rows], [s for _, _, s in rows], cost, counts)


OPEN: list[tuple[int, ...]] = [()]
TWO_WAYS = net(4, [(0, 1, [(0,)]), (1, 3, [(1,)]), (0, 2, [(2,)]), (2, 3, [(3,)])], [5, 5, 4, 7])


# Sets


def test_an_open_way_needs_nothing() -> None:
    found = covers.cheapest(net(3, [(0, 1, OPEN), (1, 2, OPEN)], [1]), 0, [2])
    assert (found.sets, found.costs, found.proved, found.bound) == (((),), ((0,),), True, (0,))
    assert covers.cheapest(TWO_WAYS, 0, [0]).sets == ((),)


def test_where_nothing_opens_there_is_no_set_and_that_is_proved() -> None:
    closed = net(3, [(0, 1, [(0,)]), (1, 2, [])], [1])
    found = covers.cheapest(closed, 0, [2])
    assert (found.sets, found.proved, found.complete, found.bound) == ((), True, True, None)
    assert covers.prove(closed, 0, [2]).cuts == ((),)
    assert covers.prove(closed, 0, [2]).cover is None
    assert covers.vetoes(closed, 0, [2]) == ()
    assert covers.cheapest(TWO_WAYS, 3, [0]).sets == ()  # the arcs lead one way


def test_the_cheaper_of_two_ways_then_the_other() -> None:
    found = covers.cheapest(TWO_WAYS, 0, [3], k=3)
    assert (found.sets, found.costs) == (((0, 1), (2, 3)), ((10,), (11,)))
    assert (found.proved, found.complete, found.bound) == (True, True, None)
    one = covers.cheapest(TWO_WAYS, 0, [3])
    assert (one.sets, one.complete, one.bound) == (((0, 1),), False, (10,))


def test_a_lever_is_paid_once_however_many_arcs_it_frees() -> None:
    chain = net(4, [(0, 1, [(0,)]), (1, 2, [(0,)]), (2, 3, [(0,)]), (0, 3, [(1,)])], [5, 9])
    assert covers.cheapest(chain, 0, [3]).costs == ((5,),)


def test_the_first_part_of_the_cheapest_way_need_not_be_the_cheapest() -> None:
    detour = net(3, [(0, 1, [(0,), (1,)]), (1, 2, [(1,)])], [1, 3])
    assert covers.cheapest(detour, 0, [1]).sets == ((0,),)
    assert covers.cheapest(detour, 0, [2]).sets == ((1,),)
    everywhere = covers.everywhere(detour, 0)
    assert [everywhere.at(v) for v in range(3)] == [(), (0,), (1,)]
    assert everywhere.costs.tolist() == [[0], [1], [3]]


def test_only_minimal_sets_are_listed() -> None:
    arcs: list[Arc] = [(0, 1, [(0,)]), (0, 1, [(0, 1)]), (0, 2, [(1,)]), (2, 1, [(0,)])]
    assert covers.all_minimal(net(3, arcs, [1, 0]), 0, [1]).sets == ((0,),)


@pytest.mark.parametrize(
    ("alternatives", "cost", "counts", "order"),
    [
        ([(1,), (0,)], [3, 3], None, ((0,), (1,))),  # lever by lever
        ([(0, 1), (2,)], [1, 2, 3], None, ((2,), (0, 1))),  # fewer changes
        ([(0, 1), (2,)], [0, 0, 0], None, ((2,), (0, 1))),
        ([(0, 1), (2, 3)], [0, 0, 0, 0], [1, 0, 1, 1], ((0, 1), (2, 3))),  # a further step is no further change
        ([(1, 2), (0, 3)], [2, 2, 2, 2], None, ((0, 3), (1, 2))),
    ],
)
def test_ties_are_broken_by_changes_then_levers(
    alternatives: list[tuple[int, ...]], cost: list[int], counts: list[int] | None, order: tuple[tuple[int, ...], ...]
) -> None:
    for sets in (alternatives, alternatives[::-1]):
        world = net(2, [(0, 1, sets)], cost, counts)
        assert covers.all_minimal(world, 0, [1]).sets == order
        assert covers.cheapest(world, 0, [1], labels=False).sets == order[:1]


def test_levels_of_a_chain_share_what_they_cost() -> None:
    """A draught to 3.5 m is lever 0; to 3.0 m, levers 0 and 1."""
    river = net(3, [(0, 1, [(0,)]), (1, 2, [(0, 1), (2,)])], [10, 6, 7], [1, 0, 1])
    found = covers.cheapest(river, 0, [2], k=5)
    assert (found.sets, found.costs) == (((0, 1), (0, 2)), ((16,), (17,)))


def test_any_of_the_destinations_will_do() -> None:
    assert covers.cheapest(TWO_WAYS, 0, [1, 2]).sets == ((2,),)
    assert covers.all_minimal(TWO_WAYS, 0, [1, 3]).sets == ((0,), (2, 3))


def test_the_front_has_a_set_for_each_cost_that_none_beats() -> None:
    arcs: list[Arc] = [(0, 1, [(0,), (1,), (2,), (3,), (4,)])]
    world = net(2, arcs, [[9, 1], [1, 9], [5, 5], [5, 5], [6, 5]])
    found = covers.pareto(world, 0, [1])
    assert (found.sets, found.proved) == (((1,), (2,), (0,)), True)
    assert found.costs == ((1, 9), (5, 5), (9, 1))
    assert covers.cheapest(world, 0, [1]).sets == ((1,),)  # the first criterion first


# Proofs


def test_a_proof_hits_no_more_than_it_must() -> None:
    proof = covers.prove(TWO_WAYS, 0, [3])
    assert (proof.bound, proof.cover, proof.proved) == ((10,), (0, 1), True)
    assert all(set(cut) & {0, 1} and set(cut) & {2, 3} for cut in proof.cuts)
    for start in ((2, 3), (3,)):  # one that is not the cheapest, and one that opens nothing
        again = covers.prove(TWO_WAYS, 0, [3], cover=start)
        assert (again.bound, again.cover, again.proved) == ((10,), (0, 1), True)


def test_a_veto_is_in_every_set() -> None:
    gate = net(4, [(0, 1, [(0,), (1,)]), (1, 3, [(2,)]), (0, 3, [(2, 3)])], [1, 1, 1, 1])
    assert covers.vetoes(gate, 0, [3]) == (2,)
    assert covers.opens(gate, 0, [3], (2, 3))
    assert not covers.opens(gate, 0, [3], (0, 1, 3))


def test_power_of_a_veto_and_of_two_that_stand_in_for_each_other() -> None:
    world = net(3, [(0, 1, [(0,)]), (1, 2, [(1,), (2,)]), (2, 0, [(3,)])], [1, 1, 1, 1, 1])
    found = power(world, 0, [2])
    assert found.banzhaf.tolist() == [0.75, 0.25, 0.25, 0, 0]
    assert found.shapley == pytest.approx([2 / 3, 1 / 6, 1 / 6, 0, 0])
    assert found.opening == 3 / 8


def test_power_over_too_many_levers_is_refused() -> None:
    world = net(2, [(0, 1, [(x,) for x in range(21)])], [1] * 21)
    with pytest.raises(ValueError, match="21 levers lie between these places; at most 20 can be weighed"):
        power(world, 0, [1])


# Budgets


@pytest.mark.parametrize("small", [covers.SMALL_LABELS, 0])
def test_a_budget_that_runs_out_leaves_a_true_bound_and_the_best_set_found(small: int) -> None:
    arcs: list[Arc] = [(i, i + 1, [(2 * i,), (2 * i + 1,)]) for i in range(8)]
    world = net(9, arcs, [3, 4] * 8)
    short = covers.all_minimal(world, 0, [8], budget=400, small=small)
    assert not short.proved
    assert short.bound is not None
    assert short.bound[0] <= 32
    whole = covers.all_minimal(world, 0, [8], small=small)
    assert (len(whole.sets), whole.complete, whole.work.settled > 256) == (256, True, True)
    assert short.sets[: short.certain] == whole.sets[: short.certain]
    nothing = covers.cheapest(world, 0, [8], budget=1, small=small)
    assert nothing.sets == whole.sets[:1]  # by cuts
    assert nothing.work.rounds > 0


def test_work_is_counted() -> None:
    work = covers.cheapest(TWO_WAYS, 0, [3]).work
    assert (work.settled, work.pushed, work.rounds) == (4, 4, 0)
    assert covers.cheapest(TWO_WAYS, 0, [3], labels=False).work.rounds > 0


def test_small_questions_compile_nothing() -> None:
    code = (
        "import sys; from thalweg.solve import covers; from thalweg.solve.levers import Levered\n"
        "from thalweg.solve.power import power\n"
        "net = Levered.of([0, 1, 1], [1], [[[0], [1]]], [1, 2])\n"
        "assert covers.cheapest(net, 0, [1]).sets == ((0,),)\n"
        "covers.pareto(net, 0, [1]); covers.everywhere(net, 0); covers.prove(net, 0, [1]); power(net, 0, [1])\n"
        "print('numba' in sys.modules, 'scipy' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False", "False"]


# Mistakes


@pytest.mark.parametrize(
    ("lever", "cost", "counts", "said"),
    [
        (1, [1], None, "a lever is one of 0 to 0"),
        (-1, [1], None, "a lever is one of 0 to 0"),
        (0, [-1], None, "a lever costs 0 or more"),
        (0, [1], [-1], "counts as 0 or more"),
        (0, [1], [1, 1], "cost is \\(levers, criteria\\)"),
    ],
)
def test_levers_that_cannot_be_are_refused(lever: int, cost: list[int], counts: list[int] | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        net(2, [(0, 1, [(lever,)])], cost, counts)


def test_no_set_is_no_question() -> None:
    with pytest.raises(ValueError, match="k is 1 or more"):
        covers.cheapest(TWO_WAYS, 0, [3], k=0)


# Parts


def test_keys_are_in_the_order_of_sets() -> None:
    world = net(2, [(0, 1, [(0, 1, 2, 3)])], [[2, 1], [0, 0], [2, 1], [1, 5]], [1, 0, 1, 2])
    keys = Keys(world.cost, world.ties)
    every = [s for n in range(5) for s in combinations(range(4), n)]

    def order(s: tuple[int, ...]) -> tuple[object, ...]:
        rows = list(s)
        return (*world.cost[rows].sum(axis=0).tolist(), int(world.counts[rows].sum()), len(s), s)

    assert sorted(every, key=lambda s: keys.key(keys.mask(s))) == sorted(every, key=order)
    assert all(tuple(keys.members(keys.mask(s))) == s for s in every)
    assert all(keys.cost(keys.key(keys.mask(s))) == order(s)[:2] for s in every)
    assert world.ties.tolist() == [COUNT + 1, 1, COUNT + 1, 2 * COUNT + 1]


def test_masks_of_few_and_of_many_levers_are_the_same_sets() -> None:
    few = net(2, [(0, 1, [(0, 2), (), (1,)])], [1] * 3)
    many = net(2, [(0, 1, [(0, 2), (), (1,), tuple(range(70))])], [1] * 70)
    assert masks(few.options) == [0b101, 0, 0b010]
    assert masks(many.options) == [0b101 << 67, 0, 0b010 << 67, (1 << 70) - 1]


def test_what_is_open_is_joined_and_what_is_needless_dropped() -> None:
    arcs: list[Arc] = [(0, 1, OPEN), (1, 0, OPEN), (0, 2, [(5, 7), (5,), (5,)]), (1, 2, [(7, 5)]), (2, 3, [])]
    joined = net(4, arcs, [1] * 9).joined
    assert (joined.nodes, len(joined.head), joined.used.tolist()) == (3, 1, [5])
    assert joined.node[0] == joined.node[1]


sets_of = st.lists(st.integers(1, 63), max_size=8)


@given(sets_of, st.lists(st.integers(1, 9), min_size=6, max_size=6), st.lists(st.integers(1, 63), max_size=2))
def test_the_least_hitting_set(sets: list[int], weight: list[int], barred: list[int]) -> None:
    wanted = [s for s in range(64) if all(s & x for x in sets) and not any(s & b == b for b in barred)]
    least = min((sum(weight[i] for i in hitting.bits(s)) for s in wanted), default=None)
    found = hitting.minimum(hitting.minimal(sets), weight, barred, 10_000)
    assert found.finished
    assert (found.members is None) is (least is None)
    if found.members is not None:
        assert found.members in wanted
        assert found.weight == least
    short = hitting.minimum(hitting.minimal(sets), weight, barred, 1)
    assert least is None or short.weight <= least
