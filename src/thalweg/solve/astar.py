"""The inner loop of ROUTE: A* with landmarks, exact under every restriction. Arrays in, arrays out.

Landmarks are prepared once, on the network without any restriction and with every link open both
ways. What a mover, a day or a scenario changes only takes links away or makes them dearer, so that
the distance left in that network never exceeds the distance left in the restricted one
(Goldberg and Harrelson, Computing the shortest path: A* search meets graph theory, SODA 2005).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.solve.heap import pop, push

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@njit(inline="always", fastmath=True)
def _left(marks: NDArray[np.float32], aims: NDArray[np.float32], slack: float, node: int) -> float:
    """Return a distance that is certainly left from a node, by the distances of the destination from all landmarks."""
    most = np.float32(0.0)
    for m in range(marks.shape[1]):
        most = max(most, abs(aims[m] - marks[node, m]))
    return max(np.float64(most) - slack, 0.0)


@njit(cache=True, nogil=True)
def _way(tail: Ints, came: Ints, destination: int) -> Ints:
    """Return the arcs of a path from the arc by which each node was reached."""
    count = 0
    v = destination
    while came[v] >= 0:
        count += 1
        v = tail[came[v]]
    path = np.empty(count, dtype=np.int32)
    v = destination
    while came[v] >= 0:
        count -= 1
        path[count] = came[v]
        v = tail[came[v]]
    return path


@njit(cache=True, nogil=True)
def search(
    first: Ints, tail: Ints, head: Ints, link: Ints, cost: Floats, caps: NDArray[Any], sizes: NDArray[Any],
    needs: NDArray[np.uint32], lacks: np.uint32, marks: NDArray[np.float32], slack: float, scale: float, origin: int,
    destination: int,
) -> tuple[float, Ints, int, int]:  # fmt: skip
    """Return the least cost, the arcs of a path that has it, the nodes settled and the arcs looked at.

    Parameters
    ----------
    first, tail, head, link
        Arcs in CSR form with the node that each leaves and its link.
    cost
        Cost of each link, >= 0.
    caps, sizes
        A link admits if `sizes[k] <= caps[link, k]` for every kind k; (links, kinds) and (kinds,).
    needs, lacks
        What each link asks for and what is lacking, as bits; a link that asks for what is lacking is closed.
    marks
        Distances between nodes and landmarks, (nodes, landmarks); no landmarks make it Dijkstra's search.
    slack
        What is taken off every bound, since distances in `marks` are rounded.
    scale
        The least cost of a unit of the distances in `marks`, over all links.

    Notes
    -----
    Without a path the cost is infinite and there are no arcs. Nodes are taken up again when a cheaper way
    to them is found, so that bounds need not be consistent.
    """
    nodes = len(first) - 1
    kinds = len(sizes)
    best = np.empty(nodes, dtype=np.float64)
    came = np.empty(nodes, dtype=np.int32)
    seen = np.zeros(nodes, dtype=np.uint8)  # 1: reached, 2: settled at its best so far
    keys = np.empty(len(head) + 1, dtype=np.float64)
    items = np.empty(len(head) + 1, dtype=np.int32)
    led = marks.shape[1] > 0
    aims = marks[destination].copy()
    best[origin] = 0.0
    came[origin] = -1
    seen[origin] = 1
    push(keys, items, 0, 0.0, origin)
    size = 1
    settled = 0
    looked = 0
    while size > 0:
        u = items[0]
        size = pop(keys, items, size)
        if seen[u] == 2:
            continue
        seen[u] = 2
        if u == destination:
            break
        settled += 1
        so_far = best[u]
        for arc in range(first[u], first[u + 1]):
            looked += 1
            v = head[arc]
            e = link[arc]
            there = so_far + cost[e]
            if seen[v] != 0 and there >= best[v]:
                continue
            admitted = (lacks == 0) or (needs[e] & lacks) == 0
            for k in range(kinds):
                admitted = admitted and sizes[k] <= caps[e, k]
            if not admitted:
                continue
            best[v] = there
            came[v] = arc
            seen[v] = 1
            bound = scale * _left(marks, aims, slack, v) if led else 0.0
            push(keys, items, size, there + bound, v)
            size += 1
    if seen[destination] == 0:
        return np.inf, np.empty(0, dtype=np.int32), settled, looked
    return best[destination], _way(tail, came, destination), settled, looked
