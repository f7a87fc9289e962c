"""The most that can flow, and what bounds it. Arrays in, arrays out.

Capacities are whole numbers, so that a cut is found and not guessed: a caller that has fractions takes small
units. One search serves networks of every size; beyond `LARGE` arcs it is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
UNBOUNDED = 1 << 60
"""Capacity of what bounds nothing; and a flow that nothing bounds."""
LARGE = 2_000
"""Arcs beyond which a plain search is slower than loading a compiled one."""
Room = Any
"""Lists or arrays of whole numbers; a list is quicker where nothing is compiled."""


@dataclass(frozen=True)
class Flow:
    """The most that flows from a source to a sink."""

    value: int
    """`UNBOUNDED` if a way is there on which nothing has a capacity."""
    of: Longs
    """What flows on each arc, (arcs,)."""
    near: NDArray[np.bool_]
    """The nodes on the source's side of the minimum cut that is nearest to the source, (nodes,)."""
    far: NDArray[np.bool_]
    """The nodes on the source's side of the minimum cut that is nearest to the sink, (nodes,)."""

    def cut(self, tail: NDArray[np.integer], head: NDArray[np.integer], far: bool = False) -> NDArray[np.intp]:
        """Return the arcs of a minimum cut: of that nearest to the source, or of that nearest to the sink."""
        side = self.far if far else self.near
        return np.flatnonzero(side[tail] & ~side[head])


def max_flow(
    tail: NDArray[np.integer],
    head: NDArray[np.integer],
    capacity: Longs,
    nodes: int,
    source: int,
    sink: int,
    large: int = LARGE,
) -> Flow:
    """Return the most that flows from a source to a sink.

    Parameters
    ----------
    tail, head
        Arcs, in any order; several may join the same nodes.
    capacity
        Whole numbers from 0; `UNBOUNDED` or more where nothing bounds. What is bounded must sum to less.
    nodes
        Number of nodes.
    source, sink
        Two nodes that differ.
    large
        Arcs beyond which the search is compiled.

    Notes
    -----
    Dinic, Algorithm for solution of a problem of maximum flow in networks with power estimation, Soviet
    Mathematics Doklady 11 (1970), with levels counted from the sink and one sweep of advance and retreat a
    phase. The two cuts are those of the residual network; if they have the same arcs, no other cut is minimal.
    """
    capacity = np.minimum(np.asarray(capacity, dtype=np.int64), UNBOUNDED)
    arcs = len(capacity)
    if int(capacity[capacity < UNBOUNDED].sum()) >= UNBOUNDED:
        raise ValueError("capacities are too great to be added up")
    compiled = arcs > large
    first, to, mate, place = _laid(np.asarray(tail, dtype=np.int32), np.asarray(head, dtype=np.int32), nodes, compiled)
    left = np.zeros(2 * arcs, dtype=np.int64)
    left[place] = capacity
    if (capacity >= UNBOUNDED).any():
        free = _reached(first, to, (left >= UNBOUNDED).astype(np.int64), source, compiled)
        if free[sink]:
            return Flow(UNBOUNDED, np.zeros(arcs, dtype=np.int64), free, free)
    value, left, far = _pushed(first, to, mate, left, nodes, source, sink, compiled)
    near = _reached(first, to, left, source, compiled)
    return Flow(value, capacity - left[place], near, far)


def lay(tail: Room, head: Room, first: Room, to: Room, mate: Room, place: Room, at: Room) -> None:
    """Lay out the residual network by tails: each arc and its opposite; `place` has where each arc went."""
    for a in range(len(tail)):
        first[tail[a] + 1] += 1
        first[head[a] + 1] += 1
    for v in range(len(first) - 1):
        first[v + 1] += first[v]
        at[v] = first[v]
    for a in range(len(tail)):
        u, v = tail[a], head[a]
        there = at[u]
        at[u] += 1
        back = at[v]
        at[v] += 1
        to[there], to[back] = v, u
        mate[there], mate[back] = back, there
        place[a] = there


def _laid(tail: Ints, head: Ints, nodes: int, compiled: bool) -> tuple[Ints, Ints, Ints, Ints]:
    """Return where the arcs of each node begin, their heads, the opposite of each, and the place of each arc."""
    arcs = len(tail)
    room = [np.zeros(n, dtype=np.int32) for n in (nodes + 1, 2 * arcs, 2 * arcs, arcs, nodes)]
    if compiled:
        _compiled(lay)(tail, head, *room)
        first, to, mate, place, _ = room
        return first, to, mate, place
    lists = [x.tolist() for x in room]
    lay(tail.tolist(), head.tolist(), *lists)
    first, to, mate, place, _ = (np.array(x, dtype=np.int32) for x in lists)
    return first, to, mate, place


def _pushed(
    first: Ints, to: Ints, mate: Ints, left: Longs, nodes: int, source: int, sink: int, compiled: bool
) -> tuple[int, Longs, NDArray[np.bool_]]:
    """Return the flow, what is left of each arc of the residual network, and the nodes that do not reach the sink."""
    room = [np.empty(nodes + 1, dtype=np.int32) for _ in range(4)]
    if compiled:
        value = int(_compiled(push)(first, to, mate, left, source, sink, *room))
        return value, left, room[0][:nodes] < 0
    lists, level, *others = left.tolist(), *(x.tolist() for x in room)
    value = push(first.tolist(), to.tolist(), mate.tolist(), lists, source, sink, level, *others)
    return value, np.array(lists, dtype=np.int64), np.array(level[:nodes], dtype=np.int64) < 0


def push(
    first: Room, to: Room, mate: Room, left: Room, source: int, sink: int, level: Room, next_: Room, queue: Room,
    way: Room,
) -> int:  # fmt: skip
    """Push what goes from source to sink, `left` being what each arc still takes; return how much it is.

    In the end `level` is -1 at the nodes from which the sink is not reached any more.
    """
    nodes = len(level) - 1
    total = 0
    while True:
        for v in range(nodes):
            level[v] = -1
            next_[v] = first[v]
        level[sink] = 0
        queue[0] = sink
        done, count = 0, 1
        while done < count and level[source] < 0:
            v = queue[done]
            done += 1
            for e in range(first[v], first[v + 1]):
                u = to[e]
                if level[u] < 0 and left[mate[e]] > 0:
                    level[u] = level[v] + 1
                    queue[count] = u
                    count += 1
        if level[source] < 0:
            return total
        depth, v = 0, source
        while True:
            if v == sink:
                much = left[way[0]]
                for i in range(1, depth):
                    much = min(much, left[way[i]])
                full = 0
                for i in range(depth - 1, -1, -1):
                    e = way[i]
                    left[e] -= much
                    left[mate[e]] += much
                    if left[e] == 0:
                        full = i
                total += much
                v = to[mate[way[full]]]
                depth = full
                continue
            advanced = False
            while next_[v] < first[v + 1]:
                e = next_[v]
                if left[e] > 0 and level[to[e]] == level[v] - 1:
                    way[depth] = e
                    depth += 1
                    v = to[e]
                    advanced = True
                    break
                next_[v] += 1
            if advanced:
                continue
            if depth == 0:
                break
            depth -= 1
            v = to[mate[way[depth]]]
            next_[v] += 1


def reach(first: Room, to: Room, left: Room, start: int, seen: Room, queue: Room) -> None:
    """Mark the nodes that are reached over arcs with something left."""
    seen[start] = 1
    queue[0] = start
    done, count = 0, 1
    while done < count:
        v = queue[done]
        done += 1
        for e in range(first[v], first[v + 1]):
            u = to[e]
            if left[e] > 0 and seen[u] == 0:
                seen[u] = 1
                queue[count] = u
                count += 1


def _reached(first: Ints, to: Ints, left: Longs, start: int, compiled: bool) -> NDArray[np.bool_]:
    """Return the nodes that are reached over arcs with something left."""
    nodes = len(first) - 1
    seen, queue = np.zeros(nodes, dtype=np.uint8), np.empty(nodes, dtype=np.int32)
    if compiled:
        _compiled(reach)(first, to, left, start, seen, queue)
        return seen.astype(np.bool_)
    marks = seen.tolist()
    reach(first.tolist(), to.tolist(), left.tolist(), start, marks, queue.tolist())
    return np.array(marks, dtype=np.bool_)


@cache
def _compiled(search: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit

    made: Callable[..., Any] = njit(cache=True, nogil=True)(search)
    return made


def shared_flow(
    tail: NDArray[np.integer],
    head: NDArray[np.integer],
    nodes: int,
    source: int,
    sink: int,
    users: Sequence[NDArray[np.integer]],
    capacity: NDArray[np.float64],
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return the most that flows where arcs share capacities, what flows on each arc, and what each capacity is worth.

    Parameters
    ----------
    tail, head, nodes, source, sink
        As in `max_flow`.
    users
        For each capacity the arcs whose flows together must not exceed it.
    capacity
        Finite, (capacities,).

    Notes
    -----
    A linear programme (HiGHS). A capacity is worth what one more unit of it adds to the flow; worths times
    capacities add up to the flow, as a cut does where nothing is shared.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    arcs = len(tail)
    if not arcs:
        return 0.0, np.zeros(0), np.zeros(len(users))
    index = np.arange(arcs)
    signs, rows = np.repeat([1.0, -1.0], arcs), np.concatenate([tail, head])
    balance = csr_array((signs, (rows, np.tile(index, 2))), shape=(nodes, arcs))
    inner = np.setdiff1d(np.arange(nodes), [source, sink])
    gain = np.zeros(arcs)
    gain[np.asarray(tail) == source] -= 1.0
    gain[np.asarray(head) == source] += 1.0
    who = np.repeat(np.arange(len(users)), [len(u) for u in users])
    which = np.concatenate([*users, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    shares = csr_array((np.ones(len(who)), (who, which)), shape=(len(users), arcs))
    found = linprog(
        gain, A_ub=shares if len(users) else None, b_ub=capacity if len(users) else None,
        A_eq=balance[inner] if len(inner) else None, b_eq=np.zeros(len(inner)) if len(inner) else None,
        bounds=(0, None), method="highs",
    )  # fmt: skip
    if found.status in (3, 4) or found.x is None:  # unbounded, or found to be while it is simplified
        return np.inf, np.zeros(arcs), np.zeros(len(users))
    worth = -found.ineqlin.marginals if len(users) else np.zeros(0)
    return float(-found.fun), np.asarray(found.x), np.asarray(worth)
