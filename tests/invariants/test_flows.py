"""The flow kernel against a plain search, scipy and a linear programme; what lies between against all ways."""

from __future__ import annotations

from collections import deque

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from thalweg.solve.blocks import between
from thalweg.solve.flows import UNBOUNDED, max_flow, shared_flow

Arcs = tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@st.composite
def nets(draw: st.DrawFn, most: int = 9, unbounded: bool = False) -> Arcs:
    """Return nodes, tails, heads and capacities; the source is 0 and the sink the last node."""
    nodes = draw(st.integers(2, most))
    ends = st.integers(0, nodes - 1)
    caps = st.integers(0, 12) | st.just(UNBOUNDED) if unbounded else st.integers(0, 12)
    rows = draw(st.lists(st.tuples(ends, ends, caps), max_size=24))
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return nodes, table[:, 0], table[:, 1], table[:, 2]


def plain_flow(nodes: int, tail: NDArray[np.int64], head: NDArray[np.int64], capacity: NDArray[np.int64]) -> int:
    """Edmonds and Karp on a matrix."""
    left = [[0] * nodes for _ in range(nodes)]
    for a, b, c in zip(tail.tolist(), head.tolist(), capacity.tolist(), strict=True):
        left[a][b] += c
    total = 0
    while True:
        before = {0: 0}
        queue = deque([0])
        while queue and nodes - 1 not in before:
            v = queue.popleft()
            for u in range(nodes):
                if left[v][u] > 0 and u not in before:
                    before[u] = v
                    queue.append(u)
        if nodes - 1 not in before:
            return total
        way, v = [], nodes - 1
        while v:
            way.append((before[v], v))
            v = before[v]
        much = min(left[a][b] for a, b in way)
        for a, b in way:
            left[a][b] -= much
            left[b][a] += much
        total += much


@given(nets(), st.booleans())
def test_flow_is_that_of_a_plain_search_and_of_scipy(net: Arcs, compiled: bool) -> None:
    nodes, tail, head, capacity = net
    found = max_flow(tail, head, capacity, nodes, 0, nodes - 1, large=-1 if compiled else 100)
    loops = tail != head
    matrix = csr_array((capacity[loops].astype(np.int32), (tail[loops], head[loops])), shape=(nodes, nodes))
    assert found.value == plain_flow(nodes, tail, head, capacity)
    assert found.value == maximum_flow(matrix, 0, nodes - 1).flow_value


@given(nets(), st.booleans())
def test_a_flow_is_kept_at_nodes_and_its_cuts_are_as_great(net: Arcs, compiled: bool) -> None:
    nodes, tail, head, capacity = net
    found = max_flow(tail, head, capacity, nodes, 0, nodes - 1, large=-1 if compiled else 100)
    assert ((found.of >= 0) & (found.of <= capacity)).all()
    gain = np.bincount(head, found.of, nodes) - np.bincount(tail, found.of, nodes)
    assert (gain[1:-1] == 0).all()
    assert gain[-1] == found.value
    for far in (False, True):
        assert capacity[found.cut(tail, head, far)].sum() == found.value
    assert (found.near <= found.far).all()
    assert found.near[0]
    assert not found.far[-1]


@given(nets(most=6))
def test_no_minimum_cut_is_nearer_than_the_two(net: Arcs) -> None:
    nodes, tail, head, capacity = net
    found = max_flow(tail, head, capacity, nodes, 0, nodes - 1)
    for mask in range(2 ** (nodes - 2)):
        side = np.array([True, *(bool(mask >> k & 1) for k in range(nodes - 2)), False])
        if capacity[side[tail] & ~side[head]].sum() == found.value:
            assert (found.near <= side).all()
            assert (side <= found.far).all()


@given(nets(unbounded=True))
def test_a_way_that_nothing_bounds_is_told(net: Arcs) -> None:
    nodes, tail, head, capacity = net
    found = max_flow(tail, head, capacity, nodes, 0, nodes - 1)
    free = capacity >= UNBOUNDED
    ways = plain_flow(nodes, tail[free], head[free], np.ones(int(free.sum()), dtype=np.int64))
    assert (found.value >= UNBOUNDED) == (ways > 0)
    if not ways:
        assert found.value == plain_flow(nodes, tail, head, np.minimum(capacity, 10_000))


@given(nets())
def test_what_shares_nothing_flows_as_in_a_linear_programme(net: Arcs) -> None:
    nodes, tail, head, capacity = net
    users = [np.array([i]) for i in range(len(tail))]
    value, of, worth = shared_flow(tail, head, nodes, 0, nodes - 1, users, capacity.astype(np.float64))
    assert abs(value - max_flow(tail, head, capacity, nodes, 0, nodes - 1).value) < 1e-6
    assert (of <= capacity + 1e-6).all()
    assert abs(float(worth @ capacity) - value) < 1e-6


@given(nets(), st.lists(st.tuples(st.sets(st.integers(0, 23), min_size=2, max_size=4), st.integers(0, 12)), max_size=3))
def test_shared_capacities_are_kept_and_their_worth_adds_up(net: Arcs, shared: list[tuple[set[int], int]]) -> None:
    nodes, tail, head, capacity = net
    users = [np.array([i]) for i in range(len(tail))]
    limits = capacity.astype(np.float64).tolist()
    for arcs, limit in shared:
        here = sorted(a for a in arcs if a < len(tail))
        if here:
            users.append(np.array(here))
            limits.append(float(limit))
    value, of, worth = shared_flow(tail, head, nodes, 0, nodes - 1, users, np.array(limits))
    assert all(of[u].sum() <= c + 1e-6 for u, c in zip(users, limits, strict=True))
    assert abs(float(worth @ np.array(limits)) - value) < 1e-6
    assert value <= max_flow(tail, head, capacity, nodes, 0, nodes - 1).value + 1e-6


@st.composite
def links(draw: st.DrawFn) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Return nodes and links of both directions."""
    nodes = draw(st.integers(2, 7))
    pairs = draw(st.lists(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)), max_size=11))
    rows = np.array([p for p in pairs if p[0] != p[1]], dtype=np.int64).reshape(-1, 2)
    return nodes, np.concatenate([rows[:, 0], rows[:, 1]]), np.concatenate([rows[:, 1], rows[:, 0]])


@given(links())
def test_what_lies_between_is_what_simple_ways_use(net: tuple[int, NDArray[np.int64], NDArray[np.int64]]) -> None:
    nodes, tail, head = net
    count = len(tail) // 2
    used: set[int] = set()

    def walk(v: int, seen: list[int], way: list[int]) -> None:
        if v == nodes - 1:
            used.update(a % count for a in way)
            return
        for a in np.flatnonzero(tail == v).tolist():
            if int(head[a]) not in seen:
                walk(int(head[a]), [*seen, int(head[a])], [*way, a])

    walk(0, [0], [])
    found = np.flatnonzero(between(tail, head, nodes, 0, nodes - 1))
    assert {int(a) % count for a in found} == used
