"""Sets of levers, and heaps of labels by the order of their sets, for compiled searches.

The levers of a set stand in a pool, rising. The signature of a set is a word: bit l % 64 for each lever l. With
no more than 64 levers it is the set, and nothing stands in the pool.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.uint8]
NONE = np.uint64(0)
ONE = np.uint64(1)


@njit(cache=True, nogil=True)
def needless(tail: Ints, head: Ints, of: Ints, lever: Ints) -> NDArray[np.bool_]:
    """Tell which options are no better than another between the same nodes, or join a node to itself.

    Options are in order of tail, head and number of levers.
    """
    options = len(tail)
    out = np.zeros(options, dtype=np.bool_)
    begin = 0
    while begin < options:
        end = begin + 1
        while end < options and tail[end] == tail[begin] and head[end] == head[begin]:
            end += 1
        for b in range(begin, end):
            for a in range(begin, b):
                if not out[a] and within(lever, of[a], of[a + 1], lever, of[b], of[b + 1]):
                    out[b] = True
                    break
        begin = end
    return out


@njit(cache=True, nogil=True)
def within(a: Ints, i: int, i_end: int, b: Ints, j: int, j_end: int) -> bool:
    """Tell whether the rising numbers `a[i:i_end]` are all among the rising numbers `b[j:j_end]`."""
    if i_end - i > j_end - j:
        return False
    while i < i_end:
        while j < j_end and b[j] < a[i]:
            j += 1
        if j == j_end or b[j] != a[i]:
            return False
        i += 1
        j += 1
    return True


@njit(cache=True, nogil=True)
def signatures(of: Ints, lever: Ints) -> Words:
    """Return the signature of each set."""
    out = np.zeros(len(of) - 1, dtype=np.uint64)
    for o in range(len(of) - 1):
        for j in range(of[o], of[o + 1]):
            out[o] |= ONE << np.uint64(lever[j] & 63)
    return out


@njit(cache=True, nogil=True)
def precedes(
    i: int, j: int, due: Longs, tie: Longs, sig: Words, exact: bool, pool: Ints, at: Longs, size: Longs
) -> bool:
    """Tell whether label i comes before label j."""
    for c in range(due.shape[1]):
        if due[i, c] != due[j, c]:
            return bool(due[i, c] < due[j, c])
    if tie[i] != tie[j]:
        return bool(tie[i] < tie[j])
    if exact:
        x = sig[i] ^ sig[j]
        return bool((sig[i] & x & (~x + ONE)) != NONE)  # the lowest lever in which they differ is one of i
    for k in range(min(size[i], size[j])):
        if pool[at[i] + k] != pool[at[j] + k]:
            return bool(pool[at[i] + k] < pool[at[j] + k])
    return False


@njit(cache=True, nogil=True)
def put(
    heap: Longs, count: int, i: int, due: Longs, tie: Longs, sig: Words, exact: bool, pool: Ints, at: Longs, size: Longs
) -> None:
    """Put label i into a heap of `count` labels."""
    k = count
    while k > 0:
        up = (k - 1) >> 1
        if not precedes(i, heap[up], due, tie, sig, exact, pool, at, size):
            break
        heap[k] = heap[up]
        k = up
    heap[k] = i


@njit(cache=True, nogil=True)
def take(
    heap: Longs, count: int, due: Longs, tie: Longs, sig: Words, exact: bool, pool: Ints, at: Longs, size: Longs
) -> int:
    """Take the first label out of a heap of `count` labels."""
    first = heap[0]
    count -= 1
    i = heap[count]
    k = 0
    while True:
        down = 2 * k + 1
        if down >= count:
            break
        if down + 1 < count and precedes(heap[down + 1], heap[down], due, tie, sig, exact, pool, at, size):
            down += 1
        if not precedes(heap[down], i, due, tie, sig, exact, pool, at, size):
            break
        heap[k] = heap[down]
        k = down
    heap[k] = i
    return int(first)


@njit(cache=True, nogil=True)
def extended(
    sig_i: int, at_i: int, size_i: int, tie_i: int, lever: Ints, k: int, k_end: int, cost: Longs, ties: Longs,
    hits: Words, exact: bool, pool: Ints, pooled: int, paid: Longs, hit: Words,
) -> tuple[int, int, int]:  # fmt: skip
    """Return the place, the size and the tie of a set with the levers `lever[k:k_end]`; add to what is paid and hit.

    The levers are written behind the `pooled` that the pool has, if there are new ones and the signature is
    not the set.
    """
    if exact:
        for j in range(k, k_end):
            x = lever[j]
            if (sig_i >> np.uint64(x)) & ONE == NONE:
                size_i += 1
                tie_i += ties[x]
                for c in range(len(paid)):
                    paid[c] += cost[x, c]
                    hit[c] |= hits[x, c]
        return at_i, size_i, tie_i
    if within(lever, k, k_end, pool, at_i, at_i + size_i):
        return at_i, size_i, tie_i
    j = at_i
    j_end = at_i + size_i
    n = pooled
    while j < j_end or k < k_end:
        if k == k_end or (j < j_end and pool[j] < lever[k]):
            pool[n] = pool[j]
            j += 1
        else:
            x = lever[k]
            if j < j_end and pool[j] == x:
                j += 1
            else:
                tie_i += ties[x]
                for c in range(len(paid)):
                    paid[c] += cost[x, c]
                    hit[c] |= hits[x, c]
            pool[n] = x
            k += 1
        n += 1
    return pooled, n - pooled, tie_i


@njit(cache=True, nogil=True)
def longer(a: NDArray[Any], least: int) -> NDArray[Any]:
    """Return a longer copy."""
    out = np.empty(max(2 * len(a), least), dtype=a.dtype)
    for k in range(len(a)):
        out[k] = a[k]
    return out
