"""What is still to be paid at least, at every node: cuts of levers that share the costs between them.

A cut is a set of levers of which every way from one side of it to the goal needs one. Cuts are given weights
that add up to no more than the cost of a lever over the cuts that it hits: then the weights of the cuts that
a set has not hit are a lower bound of what it still has to pay (a feasible dual of the hitting set; the
landmark cuts of M. Helmert and C. Domshlak, *Landmarks, critical paths and abstractions*, 2009). Every cut
lies between nodes that reach the goal for what is already shared out and nodes that do not, so that the
bound never falls by more than what a step pays.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from thalweg.solve.coversets import ONE, Flags, Ints, Longs, Words

CUTS = 64
"""Cuts by criterion: one word."""


@njit(cache=True, nogil=True)
def leads(tail: Ints, back: Longs, order: Longs, goal: Flags) -> Flags:
    """Return a flag for each node from which some set opens a way to the goal."""
    nodes = len(goal)
    seen = goal.copy()
    stack = np.empty(nodes, dtype=np.int32)
    left = 0
    for v in range(nodes):
        if goal[v]:
            stack[left] = v
            left += 1
    while left > 0:
        left -= 1
        v = stack[left]
        for k in range(back[v], back[v + 1]):
            u = tail[order[k]]
            if not seen[u]:
                seen[u] = 1
                stack[left] = u
                left += 1
    return seen


@njit(cache=True, nogil=True)
def share(
    first: Ints, head: Ints, tail: Ints, of: Ints, lever: Ints, back: Longs, order: Longs, by_lever: Longs,
    options: Longs, cost: Longs, origin: int, goal: Flags, useful: Flags, hits: Words, valid: Words, sums: Longs,
) -> int:  # fmt: skip
    """Make cuts for one criterion and share its cost between them; return how many.

    Parameters
    ----------
    first, head, tail, of, lever
        Options in CSR form, with their tails.
    back, order
        Options `order[back[v]:back[v + 1]]` come to node v.
    by_lever, options
        Options `options[by_lever[l]:by_lever[l + 1]]` need lever l.
    cost
        (levers,).
    origin, goal, useful
        Nodes and flags of nodes.
    hits, valid, sums
        To be written: the cuts that each lever hits, those that each node has before it, and the weight of
        each octet of cuts, (8, 256).
    """
    nodes = len(first) - 1
    rest = cost.copy()
    lacking = np.zeros(len(head), dtype=np.int32)  # levers of each option that still cost something
    for o in range(len(head)):
        for j in range(of[o], of[o + 1]):
            if rest[lever[j]] > 0:
                lacking[o] += 1
    near = goal.copy()  # nodes that reach the goal for nothing more
    stack = np.empty(nodes, dtype=np.int32)
    left = 0
    for v in range(nodes):
        if near[v]:
            stack[left] = v
            left += 1
    side = useful.copy()
    chosen = np.zeros(len(cost), dtype=np.uint8)
    crossing = np.empty(len(head), dtype=np.int64)
    weights = np.zeros(CUTS, dtype=np.int64)
    cuts = 0
    while cuts < CUTS:
        while left > 0:
            left -= 1
            v = stack[left]
            for k in range(back[v], back[v + 1]):
                u = tail[order[k]]
                if lacking[order[k]] == 0 and not near[u]:
                    near[u] = 1
                    stack[left] = u
                    left += 1
        if near[origin]:
            break
        # the side of the origin, and the options that leave it
        far = np.zeros(nodes, dtype=np.uint8)
        far[origin] = 1
        stack[0] = origin
        left = 1
        crossed = 0
        while left > 0:
            left -= 1
            u = stack[left]
            for o in range(first[u], first[u + 1]):
                v = head[o]
                if near[v]:
                    crossing[crossed] = o
                    crossed += 1
                elif side[v] and not far[v]:
                    far[v] = 1
                    stack[left] = v
                    left += 1
        side = far
        if crossed == 0:
            break
        # a lever of each of them: those that leave no choice first
        chosen[:] = 0
        for lone in (True, False):
            for k in range(crossed):
                o = crossing[k]
                if (lacking[o] == 1) != lone:
                    continue
                dearest = -1
                for j in range(of[o], of[o + 1]):
                    x = lever[j]
                    if chosen[x]:
                        dearest = -1
                        break
                    if rest[x] > 0 and (dearest < 0 or rest[x] > rest[dearest]):
                        dearest = x
                if dearest >= 0:
                    chosen[dearest] = 1
        weight = np.int64(0)
        for x in range(len(cost)):
            if chosen[x] and (weight == 0 or rest[x] < weight):
                weight = rest[x]
        bit = ONE << np.uint64(cuts)
        weights[cuts] = weight
        cuts += 1
        for u in range(nodes):
            if far[u]:
                valid[u] |= bit
        left = 0
        for x in range(len(cost)):
            if not chosen[x]:
                continue
            hits[x] |= bit
            rest[x] -= weight
            if rest[x] > 0:
                continue
            for k in range(by_lever[x], by_lever[x + 1]):
                o = options[k]
                lacking[o] -= 1
                u = tail[o]
                if lacking[o] == 0 and near[head[o]] and not near[u]:
                    near[u] = 1
                    stack[left] = u
                    left += 1
    for k in range(CUTS // 8):
        for octet in range(256):
            total = np.int64(0)
            for b in range(8):
                if octet >> b & 1:
                    total += weights[8 * k + b]
            sums[k, octet] = total
    return cuts


@njit(cache=True, nogil=True)
def bounds(
    first: Ints, head: Ints, tail: Ints, of: Ints, lever: Ints, cost: Longs, origin: int, goal: Flags, with_cuts: bool,
) -> tuple[Flags, Words, Words, Longs]:  # fmt: skip
    """Return which nodes lead to the goal, and bounds of what is still to be paid (`coverlabels.settle`)."""
    nodes, options = len(first) - 1, len(head)
    levers, criteria = cost.shape
    back, order = rows_of(head, nodes)
    useful = leads(tail, back, order, goal)
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
        for c in range(criteria):
            share(
                first, head, tail, of, lever, back, order, by_lever, at, cost[:, c].copy(), origin, goal, useful,
                hits[:, c], valid[:, c], sums[c],
            )  # fmt: skip
    return useful, hits, valid, sums


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
