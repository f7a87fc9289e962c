"""The inner loops of UNLOCK: labels (node, set of levers) settled in the order of their sets.

A node keeps an antichain: the labels of which none is part of another. A label is settled in the order of
what it costs *and must still pay* (`coverbounds`), which never falls along a way, so that a label is settled
exactly if its set is minimal at its node, and sets at the goal come in their order.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from thalweg.solve.coversets import (
    NONE,
    ONE,
    Flags,
    Ints,
    Longs,
    Words,
    extended,
    longer,
    precedes,
    put,
    signatures,
    take,
    within,
)


@njit(cache=True, nogil=True)
def settle(
    first: Ints, head: Ints, of: Ints, lever: Ints, cost: Longs, ties: Longs, origin: int, goal: Flags, everyone: bool,
    useful: Flags, most: int, front: bool, limit: int, hits: Words, valid: Words, sums: Longs, budget: int,
) -> tuple[Ints, Longs, Ints, Longs, Longs, Longs, bool]:  # fmt: skip
    """Settle labels in their order.

    Parameters
    ----------
    first, head, of, lever
        Options in CSR form (`levers.Options`).
    cost, ties
        What each lever costs, (levers, criteria), and what decides between equal costs, (levers,).
    origin, goal, everyone
        The node to start from; a flag for each node that is the goal; whether the first set of every
        node is asked for instead.
    useful
        A flag for each node from which the goal can be reached.
    most, front
        Sets to find at the goal, and whether one is wanted only if no other costs as little by every criterion.
    limit
        Labels that cost more than this by the first criterion are needless.
    hits, valid, sums
        Bounds by cuts (`coverbounds`): for each lever and criterion the cuts that it hits, for each node and
        criterion the cuts that it has before it, and for each criterion what each octet of cuts weighs,
        (criteria, 8, 256).
    budget
        Labels that may be made.

    Returns
    -------
    where
        The node of each set found. If the budget ran out, the last may be a set that opens the goal and was
        not settled; of every node, the sets that were settled come first.
    begin, members
        Levers `begin[i]:begin[i + 1]` of `members` are those of set i; a node without a set has none.
    spent
        What each costs, (sets, criteria).
    bound
        If the budget ran out, what any set that was not found costs at least, (criteria,).
    work
        Labels settled, made, dominated; sets found that are certain.
    finished
        Whether the budget sufficed.
    """
    levers, criteria = cost.shape
    nodes = len(first) - 1
    exact = levers <= 64
    option_sig = signatures(of, lever)
    node = np.empty(budget, dtype=np.int32)
    sig = np.empty(budget, dtype=np.uint64)
    at = np.empty(budget, dtype=np.int64)
    size = np.empty(budget, dtype=np.int64)
    paid = np.empty((budget, criteria), dtype=np.int64)
    due = np.empty((budget, criteria), dtype=np.int64)
    hit = np.empty((budget, criteria), dtype=np.uint64)
    tie = np.empty(budget, dtype=np.int64)
    dead = np.zeros(budget, dtype=np.uint8)
    heap = np.empty(budget, dtype=np.int64)
    stack = np.empty(nodes + 1, dtype=np.int64)
    pool = np.empty(1024, dtype=np.int32)
    pooled = 0
    chain_at = np.full(nodes, -1, dtype=np.int64)  # the antichain of each node: a block of two stores
    chain_size = np.zeros(nodes, dtype=np.int64)
    chain_room = np.zeros(nodes, dtype=np.int64)
    chain_sig = np.empty(1024, dtype=np.uint64)
    chain_label = np.empty(1024, dtype=np.int64)
    chained = 0
    first_of = np.full(nodes, -1, dtype=np.int64)
    found = np.empty(min(most, budget) + 1, dtype=np.int64)
    got = 0
    left = reachable(first, head, origin) if everyone else 0
    made = settled = dominated = waiting = stacked = 0
    finished = True
    bound = np.zeros(criteria, dtype=np.int64)
    new_paid = np.empty(criteria, dtype=np.int64)
    new_due = np.empty(criteria, dtype=np.int64)
    new_hit = np.empty(criteria, dtype=np.uint64)
    longest = 0
    for o in range(len(head)):
        longest = max(longest, of[o + 1] - of[o])
    i = -1
    if (everyone or useful[origin]) and budget > 0:
        node[0], sig[0], at[0], size[0], tie[0] = origin, NONE, 0, 0, 0
        for c in range(criteria):
            paid[0, c] = 0
            hit[0, c] = NONE
            due[0, c] = weigh(valid[origin, c], sums, c)
        put(heap, waiting, made, due, tie, sig, exact, pool, at, size)
        made = waiting = 1
    elif budget == 0:
        finished = False
    while waiting + stacked > 0:
        if stacked > 0:
            stacked -= 1
            i = stack[stacked]
        else:
            i = take(heap, waiting, due, tie, sig, exact, pool, at, size)
            waiting -= 1
        if dead[i]:
            continue
        u = node[i]
        if not everyone and beaten(due[i], sig[i], pool, at[i], size[i], found, got, front, paid, sig, at, size, exact):
            continue
        settled += 1
        if everyone:
            if first_of[u] < 0:
                first_of[u] = i
                left -= 1
                if left == 0:
                    break
        elif goal[u]:
            found[got] = i
            dead[i] = 1
            got += 1
            if got == most:
                break
            continue
        for o in range(first[u], first[u + 1]):
            v = head[o]
            if not useful[v]:
                continue
            # the set with what the option adds
            if made == budget:
                finished = False
                break
            if pooled + size[i] + longest > len(pool):
                pool = longer(pool, pooled + size[i] + longest)
            new_sig = sig[i] | option_sig[o]
            for c in range(criteria):
                new_paid[c] = paid[i, c]
                new_hit[c] = hit[i, c]
            new_at, new_size, new_tie = extended(
                sig[i], at[i], size[i], tie[i], lever, of[o], of[o + 1], cost, ties, hits, exact, pool, pooled,
                new_paid, new_hit,
            )  # fmt: skip
            same = new_size == size[i]
            for c in range(criteria):
                new_due[c] = new_paid[c] + weigh(valid[v, c] & ~new_hit[c], sums, c)
                same = same and new_due[c] == due[i, c]
            if new_due[0] > limit:
                continue
            if not everyone and beaten(
                new_due, new_sig, pool, new_at, new_size, found, got, front, paid, sig, at, size, exact
            ):
                dominated += 1
                continue
            # the antichain of the node
            begin = chain_at[v]
            end = begin + chain_size[v]
            worse = False
            for k in range(begin, end):
                if chain_sig[k] & ~new_sig == NONE:
                    y = chain_label[k]
                    if exact or within(pool, at[y], at[y] + size[y], pool, new_at, new_at + new_size):
                        worse = True
                        break
            if worse:
                dominated += 1
                continue
            kept = begin
            for k in range(begin, end):
                y = chain_label[k]
                if new_sig & ~chain_sig[k] == NONE and (
                    exact or within(pool, new_at, new_at + new_size, pool, at[y], at[y] + size[y])
                ):
                    dead[y] = 1
                else:
                    chain_sig[kept] = chain_sig[k]
                    chain_label[kept] = y
                    kept += 1
            chain_size[v] = kept - begin
            if chain_size[v] == chain_room[v]:
                room = max(4, 2 * chain_room[v])
                if chained + room > len(chain_sig):
                    chain_sig = longer(chain_sig, chained + room)
                    chain_label = longer(chain_label, chained + room)
                for k in range(chain_size[v]):
                    chain_sig[chained + k] = chain_sig[begin + k]
                    chain_label[chained + k] = chain_label[begin + k]
                chain_at[v] = chained
                chain_room[v] = room
                chained += room
            # the label
            n = made
            made += 1
            k = chain_at[v] + chain_size[v]
            chain_sig[k] = new_sig
            chain_label[k] = n
            chain_size[v] += 1
            if new_at == pooled and not exact:
                pooled += new_size
            node[n], sig[n], at[n], size[n], tie[n] = v, new_sig, new_at, new_size, new_tie
            for c in range(criteria):
                paid[n, c] = new_paid[c]
                due[n, c] = new_due[c]
                hit[n, c] = new_hit[c]
            if most == 1 and goal[v]:
                limit = min(limit, new_due[0])
            if same and stacked < len(stack):
                stack[stacked] = n  # it is next in any case
                stacked += 1
            else:
                put(heap, waiting, n, due, tie, sig, exact, pool, at, size)
                waiting += 1
        if not finished:
            break
    if not finished and i >= 0:
        for c in range(criteria):
            bound[c] = due[i, c]
        if front:
            for k in range(waiting):
                for c in range(criteria):
                    bound[c] = min(bound[c], due[heap[k], c])
    certain = got
    if not finished and not everyone and not front:
        other = -1
        for v in range(nodes):
            if goal[v]:
                for k in range(chain_at[v], chain_at[v] + chain_size[v]):
                    y = chain_label[k]
                    if beaten(due[y], sig[y], pool, at[y], size[y], found, got, front, paid, sig, at, size, exact):
                        dead[y] = 1
                other = foremost(
                    other, chain_label, chain_at[v], chain_size[v], dead, due, tie, sig, exact, pool, at, size
                )
        if other >= 0:
            found[got] = other
            got += 1
    if everyone:
        found = np.empty(nodes, dtype=np.int64)
        got = 0
        certain = 0
        for v in range(nodes):
            if first_of[v] >= 0:
                certain += 1
                found[got] = first_of[v]
                got += 1
        for v in range(nodes):
            if first_of[v] < 0 and chain_size[v] > 0:
                found[got] = foremost(
                    -1, chain_label, chain_at[v], chain_size[v], dead, due, tie, sig, exact, pool, at, size
                )
                got += 1
    begins, members = listed(found, got, levers, sig, at, size, exact, pool)
    where = np.empty(got, dtype=np.int32)
    spent = np.empty((got, criteria), dtype=np.int64)
    for k in range(got):
        where[k] = node[found[k]]
        for c in range(criteria):
            spent[k, c] = paid[found[k], c]
    work = np.empty(4, dtype=np.int64)
    work[0], work[1], work[2], work[3] = settled, made, dominated, certain
    return where, begins, members, spent, bound, work, finished


@njit(cache=True, nogil=True)
def listed(
    labels: Longs, count: int, levers: int, sig: Words, at: Longs, size: Longs, exact: bool, pool: Ints
) -> tuple[Longs, Ints]:
    """Return the levers of some labels, in CSR form."""
    begins = np.zeros(count + 1, dtype=np.int64)
    for k in range(count):
        begins[k + 1] = begins[k] + size[labels[k]]
    members = np.empty(begins[count], dtype=np.int32)
    for k in range(count):
        n = labels[k]
        j = begins[k]
        if exact:
            for x in range(levers):
                if (sig[n] >> np.uint64(x)) & ONE != NONE:
                    members[j] = x
                    j += 1
        else:
            for x in range(size[n]):
                members[j + x] = pool[at[n] + x]
    return begins, members


@njit(cache=True, nogil=True)
def beaten(
    due_i: Longs, sig_i: int, pool: Ints, at_i: int, size_i: int, found: Longs, got: int, front: bool,
    paid: Longs, sig: Words, at: Longs, size: Longs, exact: bool,
) -> bool:  # fmt: skip
    """Tell whether what was found at the goal makes a label needless everywhere."""
    for k in range(got):
        j = found[k]
        if front:
            less = True
            for c in range(len(due_i)):
                if paid[j, c] > due_i[c]:
                    less = False
                    break
            if less:
                return True
        elif sig[j] & ~sig_i == NONE and (exact or within(pool, at[j], at[j] + size[j], pool, at_i, at_i + size_i)):
            return True
    return False


@njit(cache=True, nogil=True)
def foremost(
    best: int, chain: Longs, begin: int, count: int, dead: Flags, due: Longs, tie: Longs, sig: Words, exact: bool,
    pool: Ints, at: Longs, size: Longs,
) -> int:  # fmt: skip
    """Return the first of a label, if it is not -1, and the living labels of an antichain."""
    for k in range(begin, begin + count):
        y = chain[k]
        if not dead[y] and (best < 0 or precedes(y, best, due, tie, sig, exact, pool, at, size)):
            best = y
    return best


@njit(cache=True, nogil=True)
def weigh(cuts: np.uint64, sums: Longs, c: int) -> int:
    """Return what some cuts weigh together by a criterion."""
    total = 0
    k = 0
    while cuts != NONE:
        total += sums[c, k, cuts & np.uint64(255)]
        cuts = cuts >> np.uint64(8)
        k += 1
    return total


@njit(cache=True, nogil=True)
def reachable(first: Ints, head: Ints, origin: int) -> int:
    """Return how many nodes some set opens."""
    nodes = len(first) - 1
    seen = np.zeros(nodes, dtype=np.uint8)
    stack = np.empty(nodes, dtype=np.int32)
    stack[0] = origin
    seen[origin] = 1
    count = left = 1
    while left > 0:
        left -= 1
        u = stack[left]
        for o in range(first[u], first[u + 1]):
            v = head[o]
            if not seen[v]:
                seen[v] = 1
                stack[left] = v
                left += 1
                count += 1
    return count
