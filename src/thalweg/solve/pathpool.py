"""Paths that are kept while demand is assigned: lists of links, last link first, in one long row. Compiled.

Arrays grow by being copied, so that whatever may grow returns the pool anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
USED, FREE, FILLED, LOST = 0, 1, 2, 3
"""Slots that were ever used; how many of them are free; cells of the row that are filled; filled for nothing."""


class Pool(NamedTuple):
    """Paths of all pairs."""

    head: Ints
    """For each pair its first path; -1 for none."""
    after: Ints
    """For each path the next one of its pair; -1 for none."""
    start: Ints
    size: Ints
    flow: Floats
    """Movers on each path."""
    fixed: Floats
    """What each path costs without delays."""
    row: NDArray[np.int32]
    free: Ints
    tally: Ints


@njit(cache=True, error_model="numpy")
def empty(pairs: int) -> Pool:
    """Return a pool of no path."""
    n = 2 * pairs + 16
    head = np.empty(pairs, np.int64)
    head[:] = -1
    return Pool(
        head, np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n), np.empty(n),
        np.empty(16 * n, np.int32), np.empty(n, np.int64), np.zeros(4, np.int64),
    )  # fmt: skip


@njit(cache=True, error_model="numpy")
def _longer(pool: Pool, slots: int, cells: int) -> Pool:
    """Copy a pool into longer arrays, the row without what is filled for nothing."""
    new = Pool(
        pool.head, np.empty(slots, np.int64), np.empty(slots, np.int64), np.empty(slots, np.int64), np.empty(slots),
        np.empty(slots), np.empty(cells, np.int32), np.empty(slots, np.int64), pool.tally,
    )  # fmt: skip
    for p in range(len(pool.after)):
        new.after[p], new.size[p], new.free[p] = pool.after[p], pool.size[p], pool.free[p]
        new.flow[p], new.fixed[p] = pool.flow[p], pool.fixed[p]
    at = 0
    for j in range(len(pool.head)):
        p = pool.head[j]
        while p >= 0:
            new.start[p] = at
            for i in range(pool.start[p], pool.start[p] + pool.size[p]):
                new.row[at] = pool.row[i]
                at += 1
            p = pool.after[p]
    pool.tally[FILLED], pool.tally[LOST] = at, 0
    return new


@njit(cache=True, error_model="numpy")
def known(pool: Pool, pair: int, links: NDArray[np.int32], length: int) -> bool:
    """Return whether a pair has a path already."""
    p = pool.head[pair]
    while p >= 0:
        if pool.size[p] == length:
            at = pool.start[p]
            same = True
            for i in range(length):
                if pool.row[at + i] != links[i]:
                    same = False
                    break
            if same:
                return True
        p = pool.after[p]
    return False


@njit(cache=True, error_model="numpy")
def add(pool: Pool, pair: int, links: NDArray[np.int32], length: int, flow: float, fixed: float) -> Pool:
    """Put a path before the others of its pair."""
    tally = pool.tally
    slots, cells = len(pool.after), len(pool.row)
    full = tally[FREE] == 0 and tally[USED] == slots
    if full or tally[FILLED] + length > cells:
        kept = tally[FILLED] - tally[LOST]
        pool = _longer(pool, 2 * slots if full else slots, max(cells, 2 * (kept + length)))
    if tally[FREE] > 0:
        tally[FREE] -= 1
        p = pool.free[tally[FREE]]
    else:
        p = tally[USED]
        tally[USED] += 1
    at = tally[FILLED]
    for i in range(length):
        pool.row[at + i] = links[i]
    pool.start[p], pool.size[p], pool.flow[p], pool.fixed[p] = at, length, flow, fixed
    pool.after[p] = pool.head[pair]
    pool.head[pair] = p
    tally[FILLED] += length
    return pool


@njit(cache=True, error_model="numpy")
def prune(pool: Pool) -> None:
    """Drop the paths that nobody uses."""
    tally = pool.tally
    for pair in range(len(pool.head)):
        before = -1
        p = pool.head[pair]
        while p >= 0:
            after = pool.after[p]
            if pool.flow[p] > 0.0:
                before = p
            else:
                if before < 0:
                    pool.head[pair] = after
                else:
                    pool.after[before] = after
                pool.free[tally[FREE]] = p
                tally[FREE] += 1
                tally[LOST] += pool.size[p]
            p = after


@njit(cache=True, error_model="numpy")
def collected(pool: Pool, delay: Floats, value: Floats) -> tuple[Ints, Floats, Floats, Ints, Ints]:
    """Return the paths that are used: their pairs, movers and costs, where the links of each begin, and all links.

    `delay` is by link, `value` what an hour of it costs each pair.
    """
    count = cells = 0
    for first in pool.head:
        p = first
        while p >= 0:
            if pool.flow[p] > 0.0:
                count += 1
                cells += pool.size[p]
            p = pool.after[p]
    pair, flow, cost = np.zeros(count, np.int64), np.zeros(count), np.zeros(count)
    start, row = np.zeros(count + 1, np.int64), np.zeros(cells, np.int64)
    i = at = 0
    for j in range(len(pool.head)):
        p = pool.head[j]
        while p >= 0:
            if pool.flow[p] > 0.0:
                hours = 0.0
                for n in range(pool.start[p] + pool.size[p] - 1, pool.start[p] - 1, -1):
                    row[at] = pool.row[n]
                    hours += delay[row[at]]
                    at += 1
                pair[i], flow[i], cost[i], start[i + 1] = j, pool.flow[p], pool.fixed[p] + value[j] * hours, at
                i += 1
            p = pool.after[p]
    return pair, flow, cost, start, row
