"""How much each lever matters: the share of combinations of the others in which it decides.

A table has a bit for every one of the 2^L sets: lever i is in set s if bit i of s is set. The table of the sets
that open the goal is what holds a minimal one, if these are few. Otherwise all sets are tried at once: the table
of a node tells which sets open it, and an arc passes on the sets that hold one of its alternatives, until
nothing changes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import factorial

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.covers import SMALL_ARCS, all_minimal
from thalweg.solve.levers import Levered

MOST_LEVERS = 20
"""Levers on the way between two places, beyond which there are too many sets."""
BLOCK_LEVERS = 14
"""Levers within a table, 3 or more; the others are tried one set at a time."""
LABELS = 20_000


@dataclass(frozen=True, slots=True)
class Power:
    """How much each lever matters for opening the goal, (levers,)."""

    banzhaf: NDArray[np.float64]
    """The share of the sets of the other levers that do not open the goal and with this one do (J. F. Banzhaf,
    *Weighted voting doesn't work*, 1965, as a share of all sets)."""
    shapley: NDArray[np.float64]
    """The share of all orders of the levers in which the goal opens when this one comes (L. S. Shapley and
    M. Shubik, 1954); they add up to 1 if the levers can open the goal and are needed."""
    opening: float
    """The share of all sets that open the goal."""


def power(net: Levered, origin: int, destinations: Sequence[int], labels: int = LABELS) -> Power:
    """Return how much each lever matters.

    Parameters
    ----------
    net, origin, destinations
        The question (`covers`).
    labels
        Labels that may be made to find all minimal sets; if there are too many sets, all are tried.

    Raises
    ------
    ValueError
        If more than `MOST_LEVERS` levers lie between the origin and the destinations.
    """
    options = net.options if len(net.head) <= SMALL_ARCS else net.joined
    tail, head = options.tail.tolist(), options.head.tolist()
    start, goal = int(options.node[origin]), set(options.node[list(destinations)].tolist())
    onwards = _reached(zip(tail, head, strict=True), options.nodes, [start])
    back = _reached(zip(head, tail, strict=True), options.nodes, list(goal))
    between = [o for o in range(len(head)) if tail[o] in onwards and head[o] in back]
    of, lever = options.of.tolist(), options.used[options.lever].tolist()
    sets = [lever[of[o] : of[o + 1]] for o in between]
    some = sorted({x for s in sets for x in s})
    if len(some) > MOST_LEVERS:
        raise ValueError(f"{len(some)} levers lie between these places; at most {MOST_LEVERS} can be weighed")
    bit = {x: 1 << i for i, x in enumerate(some)}
    few = all_minimal(net, origin, destinations, 1 << len(some), labels)
    if few.complete:
        opened = _above([sum(bit[x] for x in s) for s in few.sets], len(some))
    else:
        leaving: dict[int, list[tuple[int, int]]] = {}
        for o, members in zip(between, sets, strict=True):
            leaving.setdefault(tail[o], []).append((head[o], sum(bit[x] for x in members)))
        opened = _opened(leaving, start, goal, len(some))
    banzhaf, shapley = np.zeros(net.levers), np.zeros(net.levers)
    for x, by_size in zip(some, _swings(opened, len(some)), strict=True):
        count = len(some)
        banzhaf[x] = sum(by_size) / 2 ** (count - 1)
        orders = sum(factorial(s) * factorial(count - 1 - s) * n for s, n in enumerate(by_size))
        shapley[x] = float(Fraction(orders, factorial(count)))
    return Power(banzhaf, shapley, opened.bit_count() / 2 ** len(some))


def _above(sets: Sequence[int], levers: int) -> int:
    """Return the table of the sets that hold one of some sets."""
    octets = bytearray((1 << levers) + 7 >> 3)
    for s in sets:
        octets[s >> 3] |= 1 << (s & 7)
    table = int.from_bytes(octets, "little")
    for i in range(levers):
        table |= (table & ~_holding(i, levers)) << (1 << i)
    return table


def _reached(links: Iterable[tuple[int, int]], nodes: int, start: Sequence[int]) -> set[int]:
    """Return the nodes that are reached from some."""
    after: list[list[int]] = [[] for _ in range(nodes)]
    for a, b in links:
        after[a].append(b)
    seen, stack = set(start), list(start)
    while stack:
        for v in after[stack.pop()]:
            if v not in seen:
                seen.add(v)
                stack.append(v)
    return seen


def _opened(leaving: dict[int, list[tuple[int, int]]], origin: int, goal: set[int], levers: int) -> int:
    """Return which sets open the goal, found table by table: of the low levers for each set of the high ones."""
    low = min(levers, BLOCK_LEVERS)
    everything = (1 << (1 << low)) - 1
    holds = [_holding(i, low) for i in range(low)]
    below = (1 << low) - 1
    masks = {m for rows in leaving.values() for _, m in rows}
    tables = {m: reduce(int.__and__, (holds[i] for i in range(low) if m >> i & 1), everything) for m in masks}
    found = bytearray()
    octets = (1 << low) + 7 >> 3
    for high in range(1 << (levers - low)):
        now = {m: t for m, t in tables.items() if not (m & ~below) & ~(high << low)}
        at, waiting = {origin: everything}, {origin: everything}
        queue = deque([origin])
        while queue:
            u = queue.popleft()
            fresh = waiting.pop(u)
            if u in goal:
                continue
            for v, m in leaving.get(u, ()):
                new = fresh & now.get(m, 0) & ~at.get(v, 0)
                if new:
                    at[v] = at.get(v, 0) | new
                    if v not in waiting:
                        queue.append(v)
                    waiting[v] = waiting.get(v, 0) | new
        opened = reduce(int.__or__, (at.get(v, 0) for v in goal), 0)
        found += opened.to_bytes(octets, "little")
    return int.from_bytes(found, "little")


def _holding(i: int, levers: int) -> int:
    """Return the table of the sets that hold lever i."""
    table = ((1 << (1 << i)) - 1) << (1 << i)
    width = 2 << i
    while width < 1 << levers:
        table |= table << width
        width *= 2
    return table


def _of_size(levers: int) -> list[int]:
    """Return for each size the table of the sets of that size."""
    tables = [1]
    for i in range(levers):
        shifted = [0, *(t << (1 << i) for t in tables)]
        tables = [a | b for a, b in zip([*tables, 0], shifted, strict=True)]
    return tables


def _swings(opened: int, levers: int) -> list[list[int]]:
    """Return for each lever how many sets of each size without it fail, and open the goal with it."""
    sizes = _of_size(levers)
    out = []
    for i in range(levers):
        swing = (opened >> (1 << i)) & ~opened & ~_holding(i, levers)
        out.append([(swing & of_size).bit_count() for of_size in sizes[:levers]])
    return out
