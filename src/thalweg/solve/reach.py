"""The inner loops of ACCESS: sets of movers spread over a network until nothing changes.

`grow` is the fixpoint: each node has the set of movers that have reached it and the set that it
has still to pass on; a node passes on, over each of its arcs, those whom the link admits and who
have not been there. Nodes are taken tile by tile, so that the sets of a tile stay in the cache
until the tile is at rest (Morton order of the nodes makes tiles compact).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

TILE = 1024
"""Nodes in a tile: with 16 words a set, the sets of a tile are 128 KiB, which a level-2 cache holds."""
Words = NDArray[np.uint64]
Ints = NDArray[np.int32]


@njit(cache=True, nogil=True)
def admitted(tables: Words, rows: Ints, out: Words) -> None:
    """Write for each link the set that all of its rows admit: `rows` is (kinds, links), `out` (links, words)."""
    kinds, links = rows.shape
    words = out.shape[1]
    for e in range(links):
        for w in range(words):
            out[e, w] = tables[rows[0, e], w]
        for k in range(1, kinds):
            r = rows[k, e]
            if r != 0:  # row 0 is everyone
                for w in range(words):
                    out[e, w] &= tables[r, w]


@njit(cache=True, nogil=True)
def grow(
    first: Ints, head: Ints, link: Ints, sets: Words, reached: Words, waiting: Words, queued: NDArray[np.uint8],
    tiles: Ints, left: int,
) -> tuple[int, int]:  # fmt: skip
    """Spread until nothing changes; return how often a node passed on, and how many arcs were looked at.

    Parameters
    ----------
    first, head, link
        Arcs in CSR form with the link of each.
    sets
        Who is admitted on each link, (links, words).
    reached, waiting
        Who has reached each node, and who of them has not been passed on, (nodes, words).
    queued, tiles, left
        Which nodes wait, how many of each tile, and how many in all.
    """
    nodes, words = reached.shape
    count = len(tiles)
    delta = np.empty(words, dtype=np.uint64)
    passed = 0
    looked = 0
    upwards = True
    while left > 0:
        for i in range(count):
            t = i if upwards else count - 1 - i
            if tiles[t] == 0:
                continue
            low = t * TILE
            high = min(nodes, low + TILE)
            ahead = upwards
            while tiles[t] > 0:
                for j in range(high - low):
                    u = low + j if ahead else high - 1 - j
                    if queued[u] == 0:
                        continue
                    queued[u] = 0
                    tiles[t] -= 1
                    left -= 1
                    passed += 1
                    for w in range(words):
                        delta[w] = waiting[u, w]
                        waiting[u, w] = 0
                    for a in range(first[u], first[u + 1]):
                        looked += 1
                        v = head[a]
                        e = link[a]
                        new = np.uint64(0)
                        for w in range(words):
                            new |= delta[w] & sets[e, w] & ~reached[v, w]
                        if new != 0:
                            for w in range(words):
                                x = delta[w] & sets[e, w] & ~reached[v, w]
                                reached[v, w] |= x
                                waiting[v, w] |= x
                            if queued[v] == 0:
                                queued[v] = 1
                                tiles[v // TILE] += 1
                                left += 1
                ahead = not ahead
        upwards = not upwards
    return passed, looked


@njit(cache=True, nogil=True)
def reopen(
    changed: Ints, of_link: Ints, arcs: Ints, tail: Ints, head: Ints, sets: Words, reached: Words, waiting: Words,
    queued: NDArray[np.uint8], tiles: Ints,
) -> int:  # fmt: skip
    """Pass over the arcs of changed links whoever may go there now; return how many nodes wait after it."""
    words = reached.shape[1]
    left = 0
    for i in range(len(changed)):
        e = changed[i]
        for j in range(of_link[e], of_link[e + 1]):
            a = arcs[j]
            u = tail[a]
            v = head[a]
            new = np.uint64(0)
            for w in range(words):
                new |= reached[u, w] & sets[e, w] & ~reached[v, w]
            if new != 0:
                for w in range(words):
                    x = reached[u, w] & sets[e, w] & ~reached[v, w]
                    reached[v, w] |= x
                    waiting[v, w] |= x
                if queued[v] == 0:
                    queued[v] = 1
                    tiles[v // TILE] += 1
                    left += 1
    return left


@njit(cache=True, nogil=True)
def one_day(
    first: Ints, head: Ints, tail: Ints, link: Ints, of_link: Ints, arcs: Ints, tables: Words, rows: Ints,
    changed: Ints, changed_rows: Ints, origin: int, all_movers: Words, out: Words, stops: Words,
) -> tuple[int, int]:  # fmt: skip
    """Solve all scenarios and verdict levels of one day.

    What all scenarios admit at the strictest level is solved once; each scenario goes on from there with
    the links that differ, and each laxer level goes on from the stricter one.

    Parameters
    ----------
    tables, rows
        Sets of movers, (rows, words), row 0 being everyone, and for each kind of limit the row of each
        link, (kinds, links).
    changed, changed_rows
        Links whose set is not the same in every scenario and level, and their rows,
        (scenarios, levels, kinds, changed).
    out
        Who reaches each node, (scenarios, levels, nodes, words); also the room in which it is found.
    stops
        Whom each link stops at the frontier, (scenarios, levels, links, words); no links to leave it out.
    """
    scenarios, levels, _, count = changed_rows.shape
    words = tables.shape[1]
    links = rows.shape[1]
    nodes = len(first) - 1
    sets = np.empty((links, words), dtype=np.uint64)
    admitted(tables, rows, sets)
    each = np.empty((scenarios, levels, count, words), dtype=np.uint64)
    for s in range(scenarios):
        for v in range(levels):
            admitted(tables, changed_rows[s, v], each[s, v])
    for i in range(count):
        for w in range(words):
            x = each[0, 0, i, w]
            for s in range(1, scenarios):
                x &= each[s, 0, i, w]
            sets[changed[i], w] = x
    core = np.zeros((nodes, words), dtype=np.uint64)
    waiting = np.zeros((nodes, words), dtype=np.uint64)
    queued = np.zeros(nodes, dtype=np.uint8)
    tiles = np.zeros((nodes + TILE - 1) // TILE, dtype=np.int32)
    for w in range(words):
        core[origin, w] = all_movers[w]
        waiting[origin, w] = all_movers[w]
    queued[origin] = 1
    tiles[origin // TILE] = 1
    passed, looked = grow(first, head, link, sets, core, waiting, queued, tiles, 1)
    for s in range(scenarios):
        for v in range(levels):
            reached = out[s, v]
            reached[:] = core if v == 0 else out[s, v - 1]
            for i in range(count):
                for w in range(words):
                    sets[changed[i], w] = each[s, v, i, w]
            left = reopen(changed, of_link, arcs, tail, head, sets, reached, waiting, queued, tiles)
            p, q = grow(first, head, link, sets, reached, waiting, queued, tiles, left)
            passed += p
            looked += q
            if stops.shape[2] > 0:
                for e in range(links):
                    for j in range(of_link[e], of_link[e + 1]):
                        u = tail[arcs[j]]
                        x = head[arcs[j]]
                        for w in range(words):
                            stopped = reached[u, w] & ~sets[e, w] & ~reached[x, w]
                            if j == of_link[e]:
                                stops[s, v, e, w] = stopped
                            else:
                                stops[s, v, e, w] |= stopped
    return passed, looked
