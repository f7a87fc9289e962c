"""The inner loops of UNLOCK: labels (node, set of levers) settled in the order of their sets.

A node keeps an antichain: the labels of which none is part of another. A label is settled in the order of
what it costs *and must still pay* (`coverbounds`), which never falls along a way, so that a label is settled
exactly if its set is minimal at its node, and sets at the goal come in their order.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from thalweg.solve.coversets import (
    AT,
    CHAIN,
    COUNT,
    DEAD,
    DOMINATED,
    DUE,
    GOT,
    HEAP,
    HIT,
    LEFT,
    LIMIT,
    MADE,
    NODE,
    NONE,
    NOW,
    ONE,
    POOL,
    ROOM,
    SETTLED,
    SIG,
    SIZE,
    STACK,
    START,
    TIE,
    WANT_CHAIN,
    WANT_LABELS,
    WANT_POOL,
    Flags,
    Ints,
    Labels,
    Longs,
    Question,
    Words,
    part,
    precedes,
    put,
    take,
    within,
)

DONE, OUT, FULL = 0, 1, 2
"""Why `settle` returns: the question is answered, the budget ran out, or there is no room to go on."""


@njit(cache=True, nogil=True)
def begin(q: Question, s: Labels, origin: int) -> None:
    """Make the first label: at the origin, without levers."""
    s.counts[LEFT] = reachable(q.first, q.head, origin) if q.everyone else 0
    if not q.useful[origin]:
        return
    label = s.counts[MADE]
    s.counts[MADE] += 1
    s.rows[label, NODE] = origin
    for c in range(q.cost.shape[1]):
        s.rows[label, DUE + c] = weigh(q.valid[origin, c], q.sums, c)
    put(label, q.exact, s.counts, s.heap, s.rows, s.words, s.pool)


@njit(cache=True, nogil=True)
def settle(q: Question, s: Labels, budget: int) -> int:
    """Settle labels until the question is answered, `budget` labels are made, or room is wanted; return which.

    Labels are made for all options of a node or none, so that there may be some more. If the budget ran
    out, no label is left that is due before the one to go on with.
    """
    first, head, of, lever, option_sig, cost, ties, goal, useful, hits, valid, sums, exact, everyone, front, most = q
    counts, rows, words, heap, stack, pool, chains, chain_sig, chain_label, found, first_of = s
    criteria = cost.shape[1]
    while True:
        if counts[NOW] < 0:
            if counts[STACK] + counts[HEAP] == 0:
                return DONE
            if counts[STACK] > 0:
                counts[STACK] -= 1
                counts[NOW] = stack[counts[STACK]]
            else:
                counts[NOW] = take(exact, counts, heap, rows, words, pool)
        i = counts[NOW]
        u = rows[i, NODE]
        if rows[i, DEAD] or (not everyone and beaten(i, found, counts[GOT], front, exact, rows, words, pool)):
            counts[NOW] = -1
            continue
        if arrived(i, u, everyone, goal, counts, rows, found, first_of):
            if counts[GOT] == most or (everyone and counts[LEFT] == 0):
                return DONE
            if not everyone:
                continue
        if counts[MADE] >= budget:
            return OUT
        if not roomy(u, rows[i, SIZE], first, head, of, counts, chains, rows, pool, chain_sig):
            return FULL
        counts[SETTLED] += 1
        counts[NOW] = -1
        for o in range(first[u], first[u + 1]):
            if not useful[head[o]]:
                continue
            n = counts[MADE]
            rows[n, NODE] = head[o]
            words[n, SIG] = words[i, SIG] | option_sig[o]
            same = extend(i, n, of[o], of[o + 1], exact, lever, cost, ties, hits, counts, rows, words, pool)
            for c in range(criteria):
                left = weigh(valid[head[o], c] & ~words[n, HIT + c], sums, c)
                rows[n, DUE + c] = rows[n, DUE + criteria + c] + left
                same = same and rows[n, DUE + c] == rows[i, DUE + c]
            if rows[n, DUE] > counts[LIMIT]:
                continue
            if (not everyone and beaten(n, found, counts[GOT], front, exact, rows, words, pool)) or not admitted(
                n, exact, counts, rows, words, pool, chains, chain_sig, chain_label
            ):
                counts[DOMINATED] += 1
                continue
            counts[MADE] += 1
            if not exact and rows[n, AT] == counts[POOL]:
                counts[POOL] += rows[n, SIZE]
            if most == 1 and goal[head[o]]:
                counts[LIMIT] = min(counts[LIMIT], rows[n, DUE])
            if same and counts[STACK] < len(stack):
                stack[counts[STACK]] = n
                counts[STACK] += 1
            else:
                put(n, exact, counts, heap, rows, words, pool)


@njit(cache=True, nogil=True)
def arrived(
    i: int, u: int, everyone: bool, goal: Flags, counts: Longs, rows: Longs, found: Longs, first_of: Longs
) -> bool:
    """Tell whether a label is the first of its node, if that is asked for, or else at the goal; note it if so."""
    if everyone:
        if first_of[u] >= 0:
            return False
        first_of[u] = i
        counts[LEFT] -= 1
        counts[SETTLED] += counts[LEFT] == 0  # the last goes no further
        return True
    if not goal[u]:
        return False
    found[counts[GOT]] = i
    rows[i, DEAD] = 1
    counts[GOT] += 1
    counts[SETTLED] += 1
    counts[NOW] = -1
    return True


@njit(cache=True, nogil=True)
def roomy(
    u: int, size: int, first: Ints, head: Ints, of: Ints, counts: Longs, chains: Longs, rows: Longs, pool: Ints,
    chain_sig: Words,
) -> bool:  # fmt: skip
    """Tell whether there is room for whatever a label of a node may lead to."""
    pooled = counts[POOL]
    chained = counts[CHAIN]
    for o in range(first[u], first[u + 1]):
        pooled += size + of[o + 1] - of[o]
        chained += 4 * chains[head[o], ROOM] + 12  # though several come to one node, and its block doubles as often
    counts[WANT_LABELS] = counts[MADE] + first[u + 1] - first[u] + 1
    counts[WANT_POOL] = pooled
    counts[WANT_CHAIN] = chained
    return bool(counts[WANT_LABELS] <= len(rows) and pooled <= len(pool) and chained <= len(chain_sig))


@njit(cache=True, nogil=True)
def extend(
    i: int, n: int, k: int, k_end: int, exact: bool, lever: Ints, cost: Longs, ties: Longs, hits: Words, counts: Longs,
    rows: Longs, words: Words, pool: Ints,
) -> bool:  # fmt: skip
    """Write into label n the set of label i with the levers `lever[k:k_end]`; tell whether that is the same set."""
    j, j_end = rows[i, AT], rows[i, AT] + rows[i, SIZE]
    rows[n, AT], rows[n, SIZE], rows[n, TIE], rows[n, DEAD] = j, rows[i, SIZE], rows[i, TIE], 0
    for c in range(cost.shape[1]):
        rows[n, DUE + cost.shape[1] + c] = rows[i, DUE + cost.shape[1] + c]
        words[n, HIT + c] = words[i, HIT + c]
    if exact:
        for at in range(k, k_end):
            if (words[i, SIG] >> np.uint64(lever[at])) & ONE == NONE:
                rows[n, SIZE] += 1
                pay(n, lever[at], cost, ties, hits, rows, words)
        return bool(rows[n, SIZE] == rows[i, SIZE])
    if within(lever, k, k_end, pool, j, j_end):
        return True
    end = counts[POOL]
    rows[n, AT] = end
    while j < j_end or k < k_end:
        if k == k_end or (j < j_end and pool[j] <= lever[k]):
            if k < k_end and pool[j] == lever[k]:
                k += 1
            pool[end] = pool[j]
            j += 1
        else:
            pay(n, lever[k], cost, ties, hits, rows, words)
            pool[end] = lever[k]
            k += 1
        end += 1
    rows[n, SIZE] = end - rows[n, AT]
    return False


@njit(cache=True, nogil=True)
def pay(n: int, x: int, cost: Longs, ties: Longs, hits: Words, rows: Longs, words: Words) -> None:
    """Add a lever to what a label costs and hits."""
    rows[n, TIE] += ties[x]
    for c in range(cost.shape[1]):
        rows[n, DUE + cost.shape[1] + c] += cost[x, c]
        words[n, HIT + c] |= hits[x, c]


@njit(cache=True, nogil=True)
def beaten(i: int, found: Longs, got: int, front: bool, exact: bool, rows: Longs, words: Words, pool: Ints) -> bool:
    """Tell whether what was found at the goal makes a label needless everywhere."""
    criteria = words.shape[1] - HIT
    for k in range(got):
        j = found[k]
        if not front:
            if part(j, i, exact, rows, words, pool):
                return True
            continue
        less = True
        for c in range(DUE, DUE + criteria):
            if rows[j, c] > rows[i, c]:  # at the goal nothing is due but what was paid
                less = False
                break
        if less:
            return True
    return False


@njit(cache=True, nogil=True)
def admitted(
    n: int, exact: bool, counts: Longs, rows: Longs, words: Words, pool: Ints, chains: Longs, chain_sig: Words,
    chain_label: Longs,
) -> bool:  # fmt: skip
    """Put label n into the antichain of its node, without those that it is part of; or tell that one is part of it."""
    v = rows[n, NODE]
    start = chains[v, START]
    end = start + chains[v, COUNT]
    sig = words[n, SIG]
    for k in range(start, end):
        if chain_sig[k] & ~sig == NONE and (exact or part(chain_label[k], n, exact, rows, words, pool)):
            return False
    kept = start
    for k in range(start, end):
        y = chain_label[k]
        if sig & ~chain_sig[k] == NONE and (exact or part(n, y, exact, rows, words, pool)):
            rows[y, DEAD] = 1
        else:
            chain_sig[kept] = chain_sig[k]
            chain_label[kept] = y
            kept += 1
    count = kept - start
    if count == chains[v, ROOM]:
        block = counts[CHAIN]
        for k in range(count):
            chain_sig[block + k] = chain_sig[start + k]
            chain_label[block + k] = chain_label[start + k]
        chains[v, START] = block
        chains[v, ROOM] = max(4, 2 * count)
        counts[CHAIN] += chains[v, ROOM]
        kept = block + count
    chain_sig[kept] = sig
    chain_label[kept] = n
    chains[v, COUNT] = count + 1
    return True


@njit(cache=True, nogil=True)
def foremost(q: Question, s: Labels, v: int) -> int:
    """Return the first label in the antichain of a node that may be minimal at the goal, or -1."""
    best = -1
    for k in range(s.chains[v, START], s.chains[v, START] + s.chains[v, COUNT]):
        y = s.chain_label[k]
        if s.rows[y, DEAD] or beaten(y, s.found, s.counts[GOT], q.front, q.exact, s.rows, s.words, s.pool):
            continue
        if best < 0 or precedes(y, best, q.exact, s.rows, s.words, s.pool):
            best = y
    return best


@njit(cache=True, nogil=True)
def listed(q: Question, s: Labels, labels: Longs) -> tuple[Longs, Ints]:
    """Return the levers of some labels, in CSR form."""
    begins = np.zeros(len(labels) + 1, dtype=np.int64)
    for k in range(len(labels)):
        begins[k + 1] = begins[k] + s.rows[labels[k], SIZE]
    members = np.empty(begins[len(labels)], dtype=np.int32)
    for k in range(len(labels)):
        n = labels[k]
        j = begins[k]
        for x in range(len(q.cost) if q.exact else s.rows[n, SIZE]):
            if not q.exact:
                members[j] = s.pool[s.rows[n, AT] + x]
                j += 1
            elif (s.words[n, SIG] >> np.uint64(x)) & ONE != NONE:
                members[j] = x
                j += 1
    return begins, members


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
