"""Search on small graphs against a plain oracle that lists every simple path."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from thalweg.solve.paths import best_levels, cheapest_path
from thalweg.solve.trees import Trees

NODES, LEVELS = 6, 4
Arc = tuple[int, int, int, int]
"""Tail, head, level, cost."""
ARCS = st.lists(
    st.tuples(
        st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.sampled_from([0, 1, 2, 3, 255]), st.integers(0, 9)
    ),
    max_size=14,
)
NODE = st.integers(0, NODES - 1)


def csr(arcs: list[Arc]) -> tuple[NDArray[np.int32], list[Arc]]:
    """Sort arcs by tail."""
    rows = sorted(arcs)
    counts = np.bincount([a[0] for a in rows], minlength=NODES) if rows else np.zeros(NODES, dtype=np.int64)
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int32), rows


def simple_paths(arcs: list[Arc], origin: int, destination: int) -> Iterator[tuple[int, ...]]:
    """Yield every path without repeated nodes, as arc numbers."""
    stack: list[tuple[int, tuple[int, ...], frozenset[int]]] = [(origin, (), frozenset({origin}))]
    while stack:
        node, path, seen = stack.pop()
        if node == destination:
            yield path
            continue
        for i, (tail, head, _, _) in enumerate(arcs):
            if tail == node and head not in seen:
                stack.append((head, (*path, i), seen | {head}))


LARGE = st.sampled_from([0, 1000])
"""Arcs beyond which the compiled searches are used: always, or never."""


@given(ARCS, NODE, LARGE)
def test_best_level_is_the_best_worst_arc_of_any_path(arcs: list[Arc], origin: int, large: int) -> None:
    first, rows = csr(arcs)
    head = np.array([a[1] for a in rows], dtype=np.int32)
    level = np.array([a[2] for a in rows], dtype=np.uint8)
    found = best_levels(first, head, level, origin, LEVELS, large)
    for node in range(NODES):
        worst = [max((rows[i][2] for i in path), default=0) for path in simple_paths(rows, origin, node)]
        assert found[node] == min(min(worst, default=LEVELS), LEVELS)


@given(ARCS, NODE, NODE, LARGE)
def test_cheapest_path_is_the_cheapest_of_all_open_paths(
    arcs: list[Arc], origin: int, destination: int, large: int
) -> None:
    first, rows = csr(arcs)
    head = np.array([a[1] for a in rows], dtype=np.int32)
    open_arcs = np.array([a[2] <= 1 for a in rows], dtype=np.bool_)
    cost = np.array([a[3] for a in rows], dtype=np.float64)
    found = cheapest_path(first, head, open_arcs, cost, origin, destination, large)
    paths = [p for p in simple_paths(rows, origin, destination) if all(open_arcs[i] for i in p)]
    if not paths:
        assert found is None
        return
    assert found is not None
    assert sum(rows[i][3] for i in found) == min(sum(rows[i][3] for i in p) for p in paths)
    ends = [origin, *(rows[i][1] for i in found)]
    assert [rows[i][0] for i in found] == ends[:-1], "the arcs follow each other"
    assert ends[-1] == destination
    assert all(open_arcs[i] for i in found)


def test_weights_tell_which_arcs_were_taken() -> None:
    """Costs 1, 2, 4, 8: the sum names the path."""
    arcs: list[Arc] = [(0, 1, 0, 1), (1, 3, 0, 2), (0, 2, 0, 4), (2, 3, 0, 8)]
    first, rows = csr(arcs)
    head = np.array([a[1] for a in rows], dtype=np.int32)
    cost = np.array([a[3] for a in rows], dtype=np.float64)
    path = cheapest_path(first, head, np.ones(4, dtype=np.bool_), cost, 0, 3)
    assert path is not None
    assert cost[path].sum() == 3
    closed = np.array([a[:2] != (1, 3) for a in rows], dtype=np.bool_)
    around = cheapest_path(first, head, closed, cost, 0, 3)
    assert around is not None
    assert cost[around].sum() == 12


def test_from_a_place_to_itself() -> None:
    first, _ = csr([])
    nothing = np.array([], dtype=np.int32)
    assert cheapest_path(first, nothing, nothing.astype(np.bool_), nothing.astype(np.float64), 2, 2) == []
    assert best_levels(first, nothing, nothing.astype(np.uint8), 2, LEVELS).tolist() == [4, 4, 0, 4, 4, 4]


@given(ARCS, NODE, st.lists(st.booleans(), min_size=14, max_size=14))
def test_a_tree_has_the_cheapest_path_to_every_node_by_either_search(
    arcs: list[Arc], origin: int, is_open: list[bool]
) -> None:
    first, rows = csr(arcs)
    head = np.array([a[1] for a in rows], dtype=np.int32)
    cost = np.array([a[3] for a in rows], dtype=np.float64)
    open_arcs = np.array(is_open[: len(rows)], dtype=np.bool_)
    trees = Trees(first, head, cost, origin)
    for tree in (trees.plain(open_arcs), trees.compiled(open_arcs)):
        for node in range(NODES):
            path = tree.path(node)
            best = cheapest_path(first, head, open_arcs, cost, origin, node)
            assert (path is None) is (best is None)
            if path is not None and best is not None:
                assert cost[path].sum() == cost[best].sum()
                assert open_arcs[path].all()
                ends = [(rows[a][0], rows[a][1]) for a in path]
                assert [origin, *(h for _, h in ends)] == [*(t for t, _ in ends), node]
