"""What lies between two nodes: the arcs of ways that come to no node twice. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.paths import best_levels

Marks = NDArray[np.bool_]


def between(tail: NDArray[np.integer], head: NDArray[np.integer], nodes: int, origin: int, destination: int) -> Marks:
    """Return the arcs that may lie on a way between two nodes that comes to no node twice, (arcs,).

    An arc must be reached from the origin, and reach the destination, and lie in one block (a part that stays in
    one piece whichever node is taken out of it) with an edge that joins the two. Where all links go both ways these
    are just the arcs of such ways; with links of one direction there may be more.

    Notes
    -----
    Blocks by depth-first search: Hopcroft and Tarjan, Algorithm 447, Communications of the ACM 16 (1973).
    """
    there = _reached(tail, head, nodes, origin)
    back = _reached(head, tail, nodes, destination)
    found: Marks = there[tail] & back[head]
    if origin == destination or not found.any():
        return np.zeros(len(tail), dtype=np.bool_)
    kept = np.flatnonzero(found)
    block = _block(tail[kept], head[kept], nodes, origin, destination)
    found[kept] = block
    return found


def _reached(tail: NDArray[np.integer], head: NDArray[np.integer], nodes: int, start: int) -> Marks:
    """Return the nodes that are reached from one."""
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(nodes + 1)).astype(np.int32)
    level = np.zeros(len(order), dtype=np.uint8)
    return np.asarray(best_levels(first, head[order].astype(np.int32), level, start, 1) == 0)


def _block(tail: NDArray[np.integer], head: NDArray[np.integer], nodes: int, origin: int, destination: int) -> Marks:
    """Return the arcs in the block of an edge that is added between two nodes.

    The search begins at the destination with that edge, so that its block is what is left when all others are
    done: each block is closed when the search leaves the node by which it hangs on the rest.
    """
    arcs = len(tail)
    both = np.concatenate([tail, head]).astype(np.int64)
    order = np.argsort(both, kind="stable")
    first = np.searchsorted(both[order], np.arange(nodes + 1)).tolist()
    to = np.concatenate([head, tail])[order].tolist()
    of = np.tile(np.arange(arcs), 2)[order].tolist()
    seen, low, cursor = [0] * nodes, [0] * nodes, list(first[:-1])
    taken, closed = [False] * arcs, [False] * arcs
    stack: list[int] = []
    seen[destination], seen[origin] = 1, 2
    low[destination], low[origin] = 1, 1  # by the edge that is added
    count, path, begins = 2, [origin], [0]
    while path:
        v = path[-1]
        if cursor[v] < first[v + 1]:
            e = cursor[v]
            cursor[v] += 1
            if taken[of[e]]:
                continue
            taken[of[e]] = True
            u = to[e]
            if seen[u]:
                stack.append(of[e])
                low[v] = min(low[v], seen[u])
            else:
                count += 1
                seen[u] = low[u] = count
                begins.append(len(stack))
                path.append(u)
                stack.append(of[e])
            continue
        path.pop()
        start = begins.pop()
        if path:
            parent = path[-1]
            low[parent] = min(low[parent], low[v])
            if low[v] >= seen[parent]:
                for a in stack[start:]:
                    closed[a] = True
                del stack[start:]
    return np.array([t and not c for t, c in zip(taken, closed, strict=True)], dtype=np.bool_)
