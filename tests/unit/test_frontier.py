"""Frontiers of boxes on nets drawn by hand: what is largest, what is joint, and what a budget leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.solve.frontier import BUDGET, SMALL, UNLIMITED, Caps, Frontiers, Unions, frontiers, holds, maximal, meet

Arc = tuple[int, int, list[Caps]]
"""Tail, head, and the boxes that it admits."""
ANY = (UNLIMITED, UNLIMITED)


def solved(
    nodes: int, arcs: Sequence[Arc], origin: int = 0, budget: int = BUDGET, small: int = SMALL, dimensions: int = 2
) -> Frontiers:
    """Return the frontiers of a net whose arcs are links of their own."""
    rows = sorted(arcs, key=lambda a: a[0])
    counts = np.bincount([t for t, _, _ in rows], minlength=nodes)
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    head = np.array([h for _, h, _ in rows], dtype=np.int32)
    link = np.arange(len(rows), dtype=np.int32)
    return frontiers(first, head, link, Unions.of([b for _, _, b in rows], dimensions), origin, budget, small)


def at(found: Frontiers, node: int) -> set[Caps]:
    """Return the boxes of a node."""
    return set(found.at(node))


def reached(nodes: int, arcs: Sequence[Arc], size: Caps) -> set[int]:
    """Return the nodes that something of a size gets to, by plain search."""
    seen, stack = {0}, [0]
    while stack:
        here = stack.pop()
        for tail, head, boxes in arcs:
            if tail == here and head not in seen and any(holds(b, size) for b in boxes):
                seen.add(head)
                stack.append(head)
    return seen


# Boxes


@pytest.mark.parametrize(
    ("large", "small", "is_held"),
    [((3, 3), (3, 3), True), ((3, 3), (2, 3), True), ((3, 3), (4, 1), False), (ANY, (9, 9), True), ((), (), True)],
)
def test_a_box_holds_what_is_no_larger_in_any_dimension(large: Caps, small: Caps, is_held: bool) -> None:
    assert holds(large, small) is is_held


@pytest.mark.parametrize(
    ("boxes", "kept"),
    [
        ([], []),
        ([(1, 1)], [(1, 1)]),
        ([(1, 1), (1, 1)], [(1, 1)]),
        ([(1, 1), (2, 2)], [(2, 2)]),
        ([(1, 3), (2, 2), (3, 1)], [(3, 1), (2, 2), (1, 3)]),
        ([(1, 3), (2, 3)], [(2, 3)]),
        ([(1, UNLIMITED), (UNLIMITED, 1), (1, 1)], [(UNLIMITED, 1), (1, UNLIMITED)]),
    ],
)
def test_only_what_no_other_holds_is_kept(boxes: list[Caps], kept: list[Caps]) -> None:
    assert maximal(boxes) == kept
    assert maximal(boxes[::-1]) == kept


def test_what_two_unions_have_in_common() -> None:
    assert meet([(5, 2), (2, 5)], [(4, 4)]) == [(4, 2), (2, 4)]
    assert meet([(5, 2), (2, 5)], [(3, 9), (9, 3)]) == [(5, 2), (2, 5)]
    assert meet([(5, 5)], []) == []
    assert meet([ANY], [(3, 4), (4, 3)]) == [(4, 3), (3, 4)]


boxes_of = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=4)
SIZES = list(product(range(7), repeat=2))


@given(boxes_of, boxes_of)
def test_meet_and_maximal_admit_the_same_sizes(a: list[Caps], b: list[Caps]) -> None:
    for size in SIZES:
        one, other = (any(holds(x, size) for x in boxes) for boxes in (a, b))
        assert any(holds(x, size) for x in maximal(a)) is one
        assert any(holds(x, size) for x in meet(a, b)) is (one and other)
    assert meet(a, b) == meet(b, a)


@given(st.lists(boxes_of, max_size=5), st.data())
def test_unions_are_their_lists(lists: list[list[Caps]], data: st.DataObject) -> None:
    unions = Unions.of(lists, 2)
    assert unions.lists() == lists
    some = data.draw(st.lists(st.sampled_from(range(len(lists))), max_size=6)) if lists else []
    assert unions.of_links(np.array(some, dtype=np.intp)).lists() == [lists[i] for i in some]
    for size in [*SIZES, ANY]:
        assert unions.admitting(size).tolist() == [any(holds(b, size) for b in boxes) for boxes in lists]


# Nets


def test_at_the_origin_is_everything() -> None:
    found = solved(2, [(0, 1, [(3, 3)]), (1, 0, [(3, 3)])])
    assert found.at(0) == [ANY]


def test_a_chain_admits_what_each_of_its_arcs_does() -> None:
    found = solved(3, [(0, 1, [(5, 9)]), (1, 2, [(7, 4)])])
    assert at(found, 1) == {(5, 9)}
    assert at(found, 2) == {(5, 4)}


def test_two_ways_of_which_neither_holds_the_other_both_stay() -> None:
    found = solved(4, [(0, 1, [(5, 2)]), (0, 2, [(2, 5)]), (1, 3, [ANY]), (2, 3, [ANY])])
    assert found.at(3) == [(5, 2), (2, 5)]


def test_a_better_way_drives_out_a_worse_whichever_comes_first() -> None:
    direct: Arc = (0, 2, [(3, 3)])
    around: list[Arc] = [(0, 1, [(4, 4)]), (1, 2, [(4, 4)])]
    assert at(solved(3, [direct, *around]), 2) == {(4, 4)}
    assert at(solved(3, [*around, direct]), 2) == {(4, 4)}


def test_of_two_ways_that_tie_one_is_kept() -> None:
    found = solved(3, [(0, 2, [(4, 4)]), (0, 1, [(4, 4)]), (1, 2, [(4, 4)]), (0, 2, [(4, 4)])])
    assert found.at(2) == [(4, 4)]


def test_an_arc_without_boxes_is_closed() -> None:
    found = solved(3, [(0, 1, []), (1, 2, [ANY])])
    assert at(found, 1) == set()
    assert at(found, 2) == set()
    assert (found.finished, found.settled) == (True, 1)


def test_nothing_passes_a_cap_below_zero_and_something_of_no_size_one_of_zero() -> None:
    assert at(solved(2, [(0, 1, [(-1, 5)])]), 1) == set()
    assert at(solved(2, [(0, 1, [(0, 5)])]), 1) == {(0, 5)}


def test_a_node_that_nothing_joins_has_no_frontier() -> None:
    found = solved(3, [(1, 0, [ANY])])
    assert at(found, 1) == set()
    assert at(found, 2) == set()


def test_an_arc_may_admit_several_boxes() -> None:
    found = solved(3, [(0, 1, [(9, 2), (4, 6)]), (1, 2, [(5, 5)])])
    assert at(found, 2) == {(5, 2), (4, 5)}


def test_a_circle_ends() -> None:
    arcs: list[Arc] = [(0, 1, [(9, 9)]), (1, 2, [(8, 8)]), (2, 0, [(7, 7)]), (2, 1, [(6, 6)])]
    found = solved(3, arcs)
    assert found.finished
    assert at(found, 2) == {(8, 8)}


def test_a_long_chain_needs_no_deep_stack() -> None:
    found = solved(5001, [(i, i + 1, [(9000 - i, i)]) for i in range(5000)])
    assert at(found, 5000) == {(4001, 0)}


# Budget


def staircase(steps: int) -> list[Arc]:
    """Return a net of ways of which none holds another, from 0 to 1."""
    return [(0, 1, [(i, steps - i)]) for i in range(steps + 1)]


def test_a_budget_that_suffices_finishes() -> None:
    arcs: list[Arc] = [*staircase(5), (1, 2, [ANY])]
    whole = solved(3, arcs)
    assert (whole.finished, whole.settled) == (True, 13)
    exact = solved(3, arcs, budget=13)
    assert exact.finished
    assert at(exact, 2) == at(whole, 2)


def test_a_budget_that_runs_out_says_so_and_invents_nothing() -> None:
    arcs: list[Arc] = [*staircase(5), (1, 2, [ANY])]
    whole = at(solved(3, arcs), 2)
    for budget in range(13):
        short = solved(3, arcs, budget=budget)
        assert (short.finished, short.settled) == (False, budget)
        assert at(short, 2) <= whole


def test_what_is_too_much_for_the_plain_search_the_compiled_one_finishes() -> None:
    arcs: list[Arc] = [*staircase(5), (1, 2, [ANY])]
    whole = solved(3, arcs)
    assert np.array_equal(whole.node, [0, 1, 2])
    for small in (2, 3, 12):  # fewer labels than nodes, or than are wanted
        found = solved(3, arcs, small=small)
        assert (found.finished, [found.at(v) for v in range(3)]) == (True, [whole.at(v) for v in range(3)])
        assert solved(3, arcs, budget=6, small=small).finished is False


arcs_of = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 4),
        st.lists(st.tuples(st.integers(-1, 5), st.one_of(st.integers(0, 5), st.just(UNLIMITED))), max_size=3),
    ),
    max_size=12,
)


@given(arcs_of)
def test_a_size_gets_there_if_and_only_if_the_frontier_holds_it(arcs: list[Arc]) -> None:
    found = solved(5, arcs)
    assert found.finished
    for size in [*SIZES, (3, UNLIMITED), ANY]:
        there = reached(5, arcs, size)
        for node in range(5):
            assert any(holds(x, size) for x in found.at(node)) is (node in there)


@given(arcs_of)
def test_no_box_of_a_frontier_holds_another(arcs: list[Arc]) -> None:
    found = solved(5, arcs)
    for node in range(5):
        assert maximal(found.at(node)) == found.at(node)


@given(arcs_of, st.integers(0, 30), st.integers(0, 30))
def test_a_larger_budget_never_shrinks_a_frontier(arcs: list[Arc], a: int, b: int) -> None:
    small, large = (solved(5, arcs, budget=x) for x in sorted((a, b)))
    for node in range(5):
        assert at(small, node) <= at(large, node)
    assert large.finished or not small.finished
