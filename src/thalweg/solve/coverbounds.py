"""What is still to be paid at least, at every node: cuts of levers that share the costs between them.

A cut is a set of levers of which every way from one side of it to the goal needs one. Cuts are given weights
that add up to no more than the cost of a lever over the cuts that it hits: then the weights of the cuts that
a set has not hit are a lower bound of what it still has to pay (a feasible dual of the hitting set; the
landmark cuts of M. Helmert and C. Domshlak, *Landmarks, critical paths and abstractions*, 2009). Every cut
lies between nodes that reach the goal for what is already shared out and nodes that do not, so that the
bound never falls by more than what a step pays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from thalweg.solve.coversets import ONE, Flags, Ints, Longs, Words

CUTS = 64
"""Cuts by criterion: one word."""


@njit(cache=True, nogil=True)
def bounds(
    first: Ints, head: Ints, of: Ints, lever: Ints, tail: Ints, cost: Longs, origin: int, goal: Flags, with_cuts: bool
) -> tuple[Flags, Words, Words, Longs]:
    """Return which nodes lead to the goal, and bounds of what is still to be paid.

    Returns
    -------
    useful
        A flag for each node from which some set opens a way to the goal.
    hits, valid, sums
        For each lever and criterion the cuts that it hits; for each node and criterion the cuts that it has
        before it; and for each criterion what each octet of cuts weighs, (criteria, 8, 256).
    """
    nodes, options = len(first) - 1, len(head)
    levers, criteria = cost.shape
    back, order = rows_of(head, nodes)
    useful = goal.copy()
    flood(useful, tail, back, order, np.zeros(options, dtype=np.int32), np.flatnonzero(goal))
    hits = np.zeros((levers, criteria), dtype=np.uint64)
    valid = np.zeros((nodes, criteria), dtype=np.uint64)
    sums = np.zeros((criteria, CUTS // 8, 256), dtype=np.int64)
    if with_cuts and useful[origin]:
        by_lever, at = rows_of(lever, levers)
        of_option = np.empty(len(lever), dtype=np.int64)
        for o in range(options):
            for j in range(of[o], of[o + 1]):
                of_option[j] = o
        for k in range(len(at)):
            at[k] = of_option[at[k]]
        graph = Graph(first, head, of, lever, tail, back, order, by_lever, at)
        for c in range(criteria):
            weights = share(graph, cost[:, c].copy(), origin, goal, useful, hits[:, c], valid[:, c])
            octets(weights, sums[c])
    return useful, hits, valid, sums


class Graph(NamedTuple):
    """Options in CSR form, with what leads back."""

    first: Ints
    head: Ints
    of: Ints
    lever: Ints
    tail: Ints
    back: Longs
    """Options `order[back[v]:back[v + 1]]` come to node v."""
    order: Longs
    by_lever: Longs
    """Options `options[by_lever[l]:by_lever[l + 1]]` need lever l."""
    options: Longs


@njit(cache=True, nogil=True)
def flood(seen: Flags, tail: Ints, back: Longs, order: Longs, lacking: Ints, start: Longs) -> None:
    """Flag the nodes from which options that lack nothing lead to some nodes, which are flagged."""
    stack = np.empty(len(seen), dtype=np.int64)
    left = 0
    for v in start:
        stack[left] = v
        left += 1
    while left > 0:
        left -= 1
        v = stack[left]
        for k in range(back[v], back[v + 1]):
            u = tail[order[k]]
            if lacking[order[k]] == 0 and not seen[u]:
                seen[u] = 1
                stack[left] = u
                left += 1


@njit(cache=True, nogil=True)
def share(g: Graph, rest: Longs, origin: int, goal: Flags, useful: Flags, hits: Words, valid: Words) -> Longs:
    """Make cuts for one criterion and share its costs between them; return their weights.

    Parameters
    ----------
    g, origin, goal, useful
        The question; flags of nodes.
    rest
        What each lever costs; counted down.
    hits, valid
        To be written: the cuts that each lever hits, and those that each node has before it.
    """
    lacking = np.zeros(len(g.head), dtype=np.int32)  # levers of each option that still cost something
    for o in range(len(g.head)):
        for j in range(g.of[o], g.of[o + 1]):
            if rest[g.lever[j]] > 0:
                lacking[o] += 1
    near = goal.copy()  # nodes that reach the goal for nothing more
    flood(near, g.tail, g.back, g.order, lacking, np.flatnonzero(goal))
    side = useful.copy()
    crossing = np.empty(len(g.head), dtype=np.int64)
    chosen = np.zeros(len(rest), dtype=np.uint8)
    weights = np.zeros(CUTS, dtype=np.int64)
    for cut in range(CUTS):
        if near[origin]:
            break
        side, crossed = beyond(g, origin, near, side, crossing)
        if crossed == 0:
            break
        weights[cut] = choose(g, crossing[:crossed], lacking, rest, chosen)
        bit = ONE << np.uint64(cut)
        for u in range(len(side)):
            if side[u]:
                valid[u] |= bit
        for x in range(len(rest)):
            if chosen[x]:
                hits[x] |= bit
                rest[x] -= weights[cut]
                if rest[x] == 0:
                    release(g, x, lacking, near)
    return weights


@njit(cache=True, nogil=True)
def beyond(g: Graph, origin: int, near: Flags, within: Flags, crossing: Longs) -> tuple[Flags, int]:
    """Return the side of the origin that the goal is not near, and how many options cross from it to nodes that are.

    The options are written to `crossing`; the side is sought within another one.
    """
    side = np.zeros(len(near), dtype=np.uint8)
    side[origin] = 1
    stack = np.empty(len(near), dtype=np.int64)
    stack[0] = origin
    left, crossed = 1, 0
    while left > 0:
        left -= 1
        u = stack[left]
        for o in range(g.first[u], g.first[u + 1]):
            v = g.head[o]
            if near[v]:
                crossing[crossed] = o
                crossed += 1
            elif within[v] and not side[v]:
                side[v] = 1
                stack[left] = v
                left += 1
    return side, crossed


@njit(cache=True, nogil=True)
def choose(g: Graph, crossing: Longs, lacking: Ints, rest: Longs, chosen: Flags) -> int:
    """Choose a lever of each option, first of those that leave no choice; return the least that is left of one."""
    chosen[:] = 0
    for lone in (True, False):
        for o in crossing:
            if (lacking[o] == 1) != lone:
                continue
            dearest = -1
            for j in range(g.of[o], g.of[o + 1]):
                x = g.lever[j]
                if chosen[x]:
                    dearest = -1
                    break
                if rest[x] > 0 and (dearest < 0 or rest[x] > rest[dearest]):
                    dearest = x
            if dearest >= 0:
                chosen[dearest] = 1
    weight = 0
    for x in range(len(rest)):
        if chosen[x] and (weight == 0 or rest[x] < weight):
            weight = int(rest[x])
    return weight


@njit(cache=True, nogil=True)
def release(g: Graph, x: int, lacking: Ints, near: Flags) -> None:
    """Count a lever of which nothing is left as no longer lacking, and flag the nodes that are near by that."""
    for k in range(g.by_lever[x], g.by_lever[x + 1]):
        o = g.options[k]
        lacking[o] -= 1
        u = g.tail[o]
        if lacking[o] == 0 and near[g.head[o]] and not near[u]:
            near[u] = 1
            flood(near, g.tail, g.back, g.order, lacking, np.array([u], dtype=np.int64))


@njit(cache=True, nogil=True)
def octets(weights: Longs, sums: Longs) -> None:
    """Write what each octet of cuts weighs, (8, 256)."""
    for k in range(CUTS // 8):
        for octet in range(256):
            for b in range(8):
                if octet >> b & 1:
                    sums[k, octet] += weights[8 * k + b]


@njit(cache=True, nogil=True)
def rows_of(values: Ints, rows: int) -> tuple[Longs, Longs]:
    """Return where in an array each value stands, in CSR form."""
    begin = np.zeros(rows + 1, dtype=np.int64)
    for x in values:
        begin[x + 1] += 1
    for x in range(rows):
        begin[x + 1] += begin[x]
    next_ = begin[:-1].copy()
    at = np.empty(len(values), dtype=np.int64)
    for k in range(len(values)):
        at[next_[values[k]]] = k
        next_[values[k]] += 1
    return begin, at
