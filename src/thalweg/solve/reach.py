"""The inner loops of ACCESS: sets of movers spread over a network until nothing changes.

`grow` is the fixpoint: each node has the set of movers that have reached it and the set that it
has still to pass on; a node passes on, over each of its arcs, those whom the link admits and who
have not been there. Nodes are taken tile by tile, so that the sets of a tile stay in the cache
until the tile is at rest (Morton order of the nodes makes tiles compact).

A scenario is solved on top of what all scenarios share, in the same array: the nodes that it
touches are logged with what stood there, so that `leave` can take the scenario back. Nothing is
copied that does not change.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

TILE = 1024
"""Nodes in a tile: with 16 words a set, the sets of a tile are 128 KiB, which a level-2 cache holds."""
BLOCK = 256
"""Links whose words are made together."""
Words = NDArray[np.uint64]
Ints = NDArray[np.int32]
Flags = NDArray[np.uint8]
Index = int | np.uintp
"""Unsigned indices spare the compiled code the question whether they count from the end."""


@njit(cache=True, nogil=True, inline="always")
def _row(tables: Words, rows: Ints, e: Index, out: Words, at: Index) -> None:
    """Write the set that all rows of a link admit."""
    kinds = rows.shape[0]
    words = out.shape[1]
    begun = False
    for k in range(kinds):
        r = np.uintp(rows[k, e])
        if r != 0:  # row 0 is everyone
            if begun:
                for w in range(words):
                    out[at, w] &= tables[r, w]
            else:
                for w in range(words):
                    out[at, w] = tables[r, w]
                begun = True
    if not begun:
        for w in range(words):
            out[at, w] = tables[0, w]


@njit(cache=True, nogil=True)
def no_worse(worth: Flags, levels: int) -> Words:
    """Return the movers of each link no worse than each level: (movers, links) becomes (levels, links, words)."""
    movers, links = worth.shape
    words = (movers + 63) // 64
    out = np.empty((levels, links, words), dtype=np.uint64)
    octets = np.empty((8, BLOCK), dtype=np.uint8)
    for low in range(0, links, BLOCK):
        size = min(BLOCK, links - low)
        for w in range(words):
            for v in range(levels):
                for i in range(8):
                    octet = octets[i]
                    octet[:] = 0
                    begin = w * 64 + i * 8
                    for m in range(begin, min(movers, begin + 8)):
                        row = worth[m, low : low + size]
                        bit = np.uint8(m - begin)
                        for e in range(size):
                            octet[e] |= np.uint8(np.uint8(row[e] <= v) << bit)
                for e in range(size):
                    x = np.uint64(0)
                    for i in range(8):
                        x |= np.uint64(octets[i, e]) << np.uint64(8 * i)
                    out[v, low + e, w] = x
    return out


@njit(cache=True, nogil=True)
def admitted(tables: Words, rows: Ints, out: Words) -> None:
    """Write for each link the set that all of its rows admit: `rows` is (kinds, links), `out` (links, words)."""
    for e in range(rows.shape[1]):
        _row(tables, rows, e, out, np.uintp(e))


@njit(cache=True, nogil=True)
def shared(tables: Words, rows: NDArray[np.int32], changed: Ints, sets: Words, apart: Flags) -> None:
    """Write for each changed link the set that every scenario admits, and which scenarios admit more.

    `rows` is (scenarios, kinds, changed), `apart` (scenarios, changed).
    """
    scenarios, kinds, count = rows.shape
    words = sets.shape[1]
    own = np.empty((1, words), dtype=np.uint64)
    for i in range(count):
        e = np.uintp(changed[i])
        _row(tables, rows[0], i, sets, e)
        for s in range(1, scenarios):
            for k in range(kinds):
                r = np.uintp(rows[s, k, i])
                if r != 0 and rows[s, k, i] != rows[s - 1, k, i]:
                    for w in range(words):
                        sets[e, w] &= tables[r, w]
        for s in range(scenarios):
            like = s - 1 if s > 0 and _alike(rows, s, s - 1, i) else 0 if s > 0 and _alike(rows, s, 0, i) else -1
            if like >= 0:
                apart[s, i] = apart[like, i]
                continue
            _row(tables, rows[s], i, own, np.uintp(0))
            more = np.uint64(0)
            for w in range(words):
                more |= own[0, w] ^ sets[e, w]
            apart[s, i] = more != 0


@njit(cache=True, nogil=True, inline="always")
def _alike(rows: NDArray[np.int32], s: int, t: int, i: int) -> bool:
    """Return whether two scenarios have the same rows for a link."""
    same = True
    for k in range(rows.shape[1]):
        same &= rows[s, k, i] == rows[t, k, i]
    return same


@njit(cache=True, nogil=True)
def grow(
    first: Ints, head: Ints, link: Ints, sets: Words, reached: Words, waiting: Words, queued: Flags, tiles: Ints,
    left: int, log: bool, mark: Flags, touched: Ints, before: Words, count: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Spread until nothing changes; return how many nodes are logged, passed on, and how many arcs were looked at.

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
    log, mark, touched, before, count
        Whether nodes that change are logged; which are; their list, what stood there, and their number.
    """
    nodes, words = reached.shape
    tile_count = len(tiles)
    delta = np.empty(words, dtype=np.uint64)
    passed = 0
    looked = 0
    upwards = True
    while left > 0:
        for i in range(tile_count):
            t = i if upwards else tile_count - 1 - i
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
                    looked += first[u + 1] - first[u]
                    for a in range(first[u], first[u + 1]):
                        v = np.uintp(head[a])
                        e = np.uintp(link[a])
                        new = np.uint64(0)
                        for w in range(words):
                            new |= delta[w] & sets[e, w] & ~reached[v, w]
                        if new != 0:
                            if log and mark[v] == 0:
                                mark[v] = 1
                                touched[count] = v
                                for w in range(words):
                                    before[count, w] = reached[v, w]
                                count += 1
                            for w in range(words):
                                x = delta[w] & sets[e, w] & ~reached[v, w]
                                reached[v, w] |= x
                                waiting[v, w] |= x
                            if queued[v] == 0:
                                queued[v] = 1
                                tiles[v // np.uintp(TILE)] += 1
                                left += 1
                ahead = not ahead
        upwards = not upwards
    return count, passed, looked


@njit(cache=True, nogil=True)
def reopen(
    changed: Ints, some: int, ends: Ints, both: Flags, sets: Words, reached: Words, waiting: Words, queued: Flags,
    tiles: Ints, log: bool, mark: Flags, touched: Ints, before: Words,
) -> tuple[int, int, int]:  # fmt: skip
    """Pass whoever may go there now over the first `some` changed links, `both` ways or from the first end.

    Return how many nodes wait after it, how many are logged, and how many arcs were looked at.
    """
    words = reached.shape[1]
    left = 0
    count = 0
    looked = 0
    for i in range(some):
        e = np.uintp(changed[i])
        for way in range(1 + both[e]):
            u = np.uintp(ends[e, way])
            v = np.uintp(ends[e, 1 - way])
            looked += 1
            new = np.uint64(0)
            for w in range(words):
                new |= reached[u, w] & sets[e, w] & ~reached[v, w]
            if new != 0:
                if log and mark[v] == 0:
                    mark[v] = 1
                    touched[count] = v
                    for w in range(words):
                        before[count, w] = reached[v, w]
                    count += 1
                for w in range(words):
                    x = reached[u, w] & sets[e, w] & ~reached[v, w]
                    reached[v, w] |= x
                    waiting[v, w] |= x
                if queued[v] == 0:
                    queued[v] = 1
                    tiles[v // np.uintp(TILE)] += 1
                    left += 1
    return left, count, looked


@njit(cache=True, nogil=True)
def enter(
    tables: Words, rows: Ints, changed: Ints, apart: Flags, sets: Words, moved: Ints, usual: Words
) -> int:  # fmt: skip
    """Give the changed links the sets of a scenario; log those that differ with their usual set; return how many.

    `rows` is (kinds, changed), `apart` (changed), `moved` the numbers of the links, `usual` (links, words).
    """
    words = sets.shape[1]
    count = np.uintp(0)
    for i in range(len(changed)):
        if apart[i] != 0:
            e = np.uintp(changed[i])
            for w in range(words):
                usual[count, w] = sets[e, w]
            _row(tables, rows, i, sets, e)
            moved[count] = changed[i]
            count += np.uintp(1)
    return int(count)


@njit(cache=True, nogil=True)
def leave(
    reached: Words, mark: Flags, touched: Ints, before: Words, out: Words, sets: Words, moved: Ints, links: int,
    usual: Words,
) -> None:  # fmt: skip
    """Take a scenario back: copy what it reached at the nodes that it touched to `out`, and put back what stood."""
    words = reached.shape[1]
    for i in range(len(out)):
        v = np.uintp(touched[i])
        mark[v] = 0
        for w in range(words):
            out[i, w] = reached[v, w]
            reached[v, w] = before[i, w]
    for i in range(links):
        e = np.uintp(moved[i])
        for w in range(words):
            sets[e, w] = usual[i, w]


@njit(cache=True, nogil=True, inline="always")
def _stopped(
    e: Index, ends: Ints, both: Flags, sets: Words, reached: Words, usual: Words, at: Index, out: Words, to: Index
) -> bool:  # fmt: skip
    """Write whom a link stops, at either end if it goes both ways; return whether they are others than usual."""
    words = reached.shape[1]
    u = np.uintp(ends[e, 0])
    v = np.uintp(ends[e, 1])
    more = np.uint64(0)
    if both[e] != 0:
        for w in range(words):
            x = (reached[u, w] ^ reached[v, w]) & ~sets[e, w]
            out[to, w] = x
            more |= x ^ usual[at, w]
    else:
        for w in range(words):
            x = reached[u, w] & ~reached[v, w] & ~sets[e, w]
            out[to, w] = x
            more |= x ^ usual[at, w]
    return bool(more != 0)


@njit(cache=True, nogil=True)
def frontier(
    ends: Ints, both: Flags, sets: Words, reached: Words, stops: Words, place: Ints, found: Ints
) -> int:  # fmt: skip
    """List the links that stop someone, with whom in `stops` from row 1 on; row 0 is nobody; return how many do.

    `place` is the row of each link, `found` the links; `stops` has room for every link and two more.
    """
    count = np.uintp(1)
    stops[0] = 0
    for i in range(len(sets)):
        e = np.uintp(i)
        place[e] = 0
        if _stopped(e, ends, both, sets, reached, stops, np.uintp(0), stops, count):
            found[count - np.uintp(1)] = i
            place[e] = count
            count += np.uintp(1)
    return int(count) - 1


@njit(cache=True, nogil=True)
def frontier_again(
    ends: Ints, both: Flags, sets: Words, reached: Words, stops: Words, place: Ints, touched: Ints, nodes: int,
    met: Ints, meets: Ints, moved: Ints, links: int, seen: Flags, found: Ints, out: Words,
) -> tuple[int, int]:  # fmt: skip
    """List the links that stop others than usual, with whom: only links that changed, or at nodes that were touched.

    `met[node]` begins the links of a node in `meets`; `stops` and `place` are whom each link stops usually.
    Return how many links are listed, and how many were looked at.
    """
    listed = 0
    for i in range(links):
        found[listed] = moved[i]
        seen[np.uintp(moved[i])] = 1
        listed += 1
    for i in range(nodes):
        v = np.uintp(touched[i])
        for j in range(met[v], met[v + np.uintp(1)]):
            e = np.uintp(meets[j])
            if seen[e] == 0:
                seen[e] = 1
                found[listed] = e
                listed += 1
    count = np.uintp(0)
    for i in range(listed):
        e = np.uintp(found[i])
        seen[e] = 0
        if _stopped(e, ends, both, sets, reached, stops, np.uintp(place[e]), out, count):
            found[count] = e
            count += np.uintp(1)
    return int(count), listed
