"""Best path: the best worst link first, then the least cost. Arrays in, arrays out.

A plain search, correct before fast, serves small networks and is the oracle for fast ones; beyond
`LARGE` arcs compiled ones take over.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.trees import Trees

LARGE = 200_000
"""Arcs beyond which a plain search is slower than loading a compiled one."""


def best_levels(
    first: NDArray[np.int32],
    head: NDArray[np.int32],
    level: NDArray[np.uint8],
    origin: int,
    levels: int,
    large: int = LARGE,
) -> NDArray[np.uint8]:
    """Return for each node the best worst level of any path from the origin.

    Parameters
    ----------
    first, head
        Arcs in CSR form: arcs `first[v]:first[v + 1]` leave node v towards `head`.
    level
        Level of each arc, shape (arcs,); arcs of a level >= `levels` are closed.
    origin
        The node to start from; it has level 0 itself.
    levels
        Number of levels. Nodes that cannot be reached get this value.
    large
        Arcs beyond which the compiled search of scipy is used.

    Notes
    -----
    Levels are few, so the widest-path problem is solved by one search per level, each
    continuing from what the better levels reached.
    """
    best = np.full(len(first) - 1, levels, dtype=np.uint8)
    best[origin] = 0
    if len(head) > large:
        for limit in reversed(range(levels)):
            best[_reached(first, head, level <= limit, origin)] = limit
        return best
    reached = [origin]
    for limit in range(levels):
        stack = list(reached)
        while stack:
            node = stack.pop()
            for arc in range(first[node], first[node + 1]):
                if level[arc] <= limit and best[head[arc]] == levels:
                    best[head[arc]] = limit
                    reached.append(int(head[arc]))
                    stack.append(int(head[arc]))
    return best


def _reached(
    first: NDArray[np.int32], head: NDArray[np.int32], open_arcs: NDArray[np.bool_], origin: int
) -> NDArray[np.int32]:
    """Return the nodes that are reached over open arcs."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import breadth_first_order

    nodes = len(first) - 1
    kept = np.concatenate(([0], np.cumsum(open_arcs)))[first]
    matrix = csr_array((np.ones(int(kept[-1]), dtype=np.int8), head[open_arcs], kept), shape=(nodes, nodes))
    found: NDArray[np.int32] = breadth_first_order(matrix, origin, return_predecessors=False)
    return found


def cheapest_path(
    first: NDArray[np.int32],
    head: NDArray[np.int32],
    open_arcs: NDArray[np.bool_],
    cost: NDArray[np.float64],
    origin: int,
    destination: int,
    large: int = LARGE,
) -> list[int] | None:
    """Return the arcs of the cheapest path over open arcs (Dijkstra), or None if there is none.

    Parameters
    ----------
    first, head
        Arcs in CSR form.
    open_arcs, cost
        Which arcs may be used, and their costs (>= 0), shape (arcs,).
    origin, destination
        Nodes.
    large
        Arcs beyond which the compiled search is used.
    """
    if len(head) > large:
        from thalweg.solve.landmarks import prepare

        arcs = np.arange(len(head), dtype=np.int32)
        caps, sizes = open_arcs[:, None].astype(np.uint8), np.ones(1, dtype=np.uint8)
        found = prepare(first, head, arcs, cost, 0).search(origin, destination, caps, sizes)
        return found.arcs.tolist() if np.isfinite(found.cost) else None
    return Trees(first, head, cost, origin).plain(open_arcs, destination).path(destination)
