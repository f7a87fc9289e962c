"""Compiled recursions of queues. Times are hours; no window at all is always open."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.solve.openhours import TOLERANCE_H, Floats

Ints = NDArray[np.int64]
NEVER = np.inf
Told = tuple[Floats, Floats, Ints]
"""Start, end and server of each."""


@njit(cache=True, nogil=True)
def opens(time: float, lasts: float, windows: Floats) -> float:
    """Return the first time from which on it is open for so long; it is never open for no time at all."""
    if len(windows) == 0:
        return time
    at = np.searchsorted(windows[:, 1], time + TOLERANCE_H, side="right")
    for k in range(at, len(windows)):
        begin: float = max(time, windows[k, 0])
        if begin + lasts <= windows[k, 1] + TOLERANCE_H:
            return begin
    return NEVER


@njit(cache=True, nogil=True)
def are_customers(arrive: Floats, service: Floats) -> bool:
    """Tell whether arrivals are in order, and all times finite and those of service not below 0."""
    before = -np.inf
    for i in range(len(arrive)):
        if not (before <= arrive[i] < np.inf and arrive[i] > -np.inf and 0 <= service[i] < np.inf):
            return False
        before = arrive[i]
    return True


@njit(cache=True, nogil=True)
def sink(free: Floats, lane: Ints, time: float) -> None:
    """Put off the first of a heap until a time; of equal times the lowest lane is first."""
    at, moved, count = 0, lane[0], len(free)
    while True:
        k = 2 * at + 1
        if k >= count:
            break
        if k + 1 < count and (free[k + 1] < free[k] or (free[k + 1] == free[k] and lane[k + 1] < lane[k])):
            k += 1
        if free[k] > time or (free[k] == time and lane[k] > moved):
            break
        free[at], lane[at] = free[k], lane[k]
        at = k
    free[at], lane[at] = time, moved


@njit(cache=True, nogil=True)
def serve(arrive: Floats, service: Floats, servers: int, room: int, windows: Floats, fits: bool) -> Told:
    """Serve in the order of arrival; whoever reaches a server holds it.

    The recursion of J. Kiefer and J. Wolfowitz (*On the theory of queues with many servers*, 1955): the next
    one takes the server that is free first, the lowest of several. With `room` 0 or more, those are turned away
    who find as many waiting. `fits` starts only what ends before closing.
    """
    count = len(arrive)
    start, end = np.empty(count), np.empty(count)
    server = np.full(count, -1, dtype=np.int64)
    free, lane = np.full(servers, -np.inf), np.arange(servers)  # a heap: the one that is free first on top
    held = np.empty(count)  # when each that was let in reached its server; never falls
    let_in = served = 0
    for i in range(count):
        reached = max(arrive[i], free[0])
        if room >= 0 and reached > arrive[i]:
            while served < let_in and held[served] <= arrive[i]:
                served += 1
            if let_in - served >= room:
                start[i] = end[i] = np.nan
                continue
        held[let_in] = reached
        let_in += 1
        start[i] = opens(reached, service[i] if fits else 0.0, windows)
        end[i] = start[i] + service[i]
        if start[i] < NEVER:
            server[i] = lane[0]
            sink(free, lane, end[i])
        else:
            sink(free, lane, reached)  # what can never start holds nobody up
    return start, end, server


@njit(cache=True, nogil=True)
def depart(arrive: Floats, service: Floats, departures: Floats, caps: Ints) -> Told:
    """Let each join the first departure with room, in the order of arrival; the server is the departure."""
    count = len(arrive)
    start, end = np.full(count, NEVER), np.full(count, NEVER)
    server = np.full(count, -1, dtype=np.int64)
    at = used = 0
    for i in range(count):
        while at < len(departures) and (departures[at] < arrive[i] - TOLERANCE_H or used >= caps[at]):
            at, used = at + 1, 0
        if at == len(departures):
            break
        start[i], server[i] = departures[at], at
        end[i] = start[i] + service[i]
        used += 1
    return start, end, server


@njit(cache=True, nogil=True)
def alternate(
    arrive: Floats,
    service: Floats,
    direction: Ints,
    follow: float,
    change: float,
    most: int,
    windows: Floats,
    fits: bool,
) -> Told:
    """Let two directions use one way by turns.

    Whoever passes is followed after `follow` by the next of its direction; the other direction begins when the way
    is clear, `change` later. At most `most` go ahead of one who waits at the other end. Nobody overtakes.
    """
    count = len(arrive)
    start, end = np.full(count, NEVER), np.full(count, NEVER)
    server = np.full(count, -1, dtype=np.int64)
    lines = (np.flatnonzero(direction == 0), np.flatnonzero(direction == 1))
    head = np.zeros(2, dtype=np.int64)
    now = clear = -np.inf
    ahead, side = 0, -1
    comes = np.empty(2)
    while True:
        for d in range(2):
            comes[d] = arrive[lines[d][head[d]]] if head[d] < len(lines[d]) else NEVER
        if min(comes[0], comes[1]) == NEVER:
            return start, end, server
        now = max(now, min(comes[0], comes[1]))
        if side < 0:
            side = 0 if comes[0] <= comes[1] else 1
        own, other = comes[side] <= now, comes[1 - side] <= now
        goes = side if own and (ahead < most or not other) else 1 - side
        i = lines[goes][head[goes]]
        head[goes] += 1
        begin = now if goes == side else max(now, clear) + change
        begin = opens(begin, service[i] if fits else 0.0, windows)
        if begin == NEVER:
            continue
        ahead = (ahead if goes == side else 0) + (1 if comes[1 - goes] <= now else 0)
        side = goes
        start[i], server[i] = begin, 0
        end[i] = clear = max(begin + service[i], clear)
        now = begin + follow


@njit(cache=True, nogil=True)
def fill(line: Ints, first: int, last: int, need: Floats, size: float) -> tuple[int, float]:
    """Return how many of a line fit together, the first ones, and how much they take."""
    taken, full = 0, 0.0
    for k in range(first, last):
        if full + need[line[k]] > size + TOLERANCE_H:
            break
        full += need[line[k]]
        taken += 1
    return taken, full


@njit(cache=True, nogil=True)
def chamber_for(d: int, now: float, free: Floats, side: Ints, empty: NDArray[np.bool_]) -> tuple[int, int, bool]:
    """Return the first idle chamber on a side and the first on the other, and whether one is being turned to it."""
    here = there = -1
    coming = False
    for k in range(len(free)):
        coming = coming or (empty[k] and side[k] == d and free[k] > now)
        if free[k] <= now and side[k] == d and here < 0:
            here = k
        elif free[k] <= now and side[k] != d and there < 0:
            there = k
    return here, there, coming


@njit(cache=True, nogil=True)
def look(
    arrive: Floats,
    line: Ints,
    head: int,
    come: int,
    now: float,
    need: Floats,
    size: float,
    least: float,
    patience: float,
) -> tuple[int, bool, float]:
    """Return how many of a line fit into a chamber, whether it is to go, and when to look at it again."""
    taken, load = fill(line, head, come, need, size)
    again = arrive[line[come]] if come < len(line) else NEVER
    if taken == 0:
        return 0, False, again
    due = arrive[line[head]] + patience
    if load >= least - TOLERANCE_H or taken < come - head or due <= now:
        return taken, True, again
    return taken, False, min(again, due)


@njit(cache=True, nogil=True)
def lock(
    arrive: Floats, service: Floats, direction: Ints, need: Floats, chambers: int, size: float, least: float,
    patience: float, lockage: float, turn: float, windows: Floats, fits: bool,
) -> Told:  # fmt: skip
    """Carry two directions through chambers that are turned from one side to the other.

    A side is ready if what fits into a chamber takes `least` of it, if somebody does not fit any more, or if the
    first one has waited for `patience`. Of ready sides the one with the longest wait goes first, in the lowest
    chamber that stands there; else one is turned empty that its own side does not want, unless one is on its way.
    """
    count = len(arrive)
    start, end = np.full(count, NEVER), np.full(count, NEVER)
    server = np.full(count, -1, dtype=np.int64)
    lines = (np.flatnonzero(direction == 0), np.flatnonzero(direction == 1))
    head, come = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    free, side = np.full(chambers, -np.inf), np.zeros(chambers, dtype=np.int64)
    empty = np.zeros(chambers, dtype=np.bool_)  # turned without load at its last move
    taken, ready, since = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.bool_), np.zeros(2)
    now = -np.inf
    while True:
        ahead = NEVER  # when something happens next
        for d in range(2):
            while come[d] < len(lines[d]) and arrive[lines[d][come[d]]] <= now:
                come[d] += 1
            taken[d], ready[d], again = look(
                arrive, lines[d], head[d], come[d], now, need, size, least, patience
            )  # fmt: skip
            since[d] = arrive[lines[d][head[d]]] if taken[d] else NEVER
            ahead = min(ahead, again)
        acted = False
        older = 0 if since[0] <= since[1] else 1
        for d in (older, 1 - older):
            here, there, coming = chamber_for(d, now, free, side, empty)
            if not ready[d] or acted or (here < 0 and (there < 0 or ready[1 - d] or coming)):
                continue
            last = head[d] + taken[d] if here >= 0 else head[d]
            lasts = lockage if here >= 0 else turn
            for j in range(head[d], last):
                lasts += service[lines[d][j]]
            begin = opens(now, lasts if fits else 0.0, windows)
            if begin > now:
                ahead = min(ahead, begin)
                continue
            moved = here if here >= 0 else there
            for j in range(head[d], last):
                i = lines[d][j]
                start[i], end[i], server[i] = now, now + lasts, moved
            head[d] = last
            free[moved], side[moved], empty[moved], acted = now + lasts, 1 - side[moved], here < 0, True
        soonest, idle = NEVER, False
        for k in range(chambers):
            if free[k] > now:
                soonest = min(soonest, free[k])
            else:
                idle = True
        if idle and acted:
            continue
        now = min(ahead, soonest) if idle else soonest  # while none is idle nothing can be decided
        if now == NEVER:
            return start, end, server
