"""Queues at gates: who waits how long. Arrays in, arrays out, nothing drawn at random.

Four kinds of gate: lanes that serve one at a time, a way that two directions use by turns, chambers that carry
several at once from side to side, and departures that take so many. Times are hours from any origin, arrivals in
order. Windows are when it is open, as an (n, 2) array; None is always. `thalweg.solve.gates` has the same gates
as processes of SimPy, slower and open to change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from thalweg.solve.openhours import Floats, OpenClock, as_windows

CLOSINGS = ("pause", "finish", "fit")
"""At closing, work pauses until it opens again, is finished, or is not begun unless it ends before."""


class Passed(NamedTuple):
    """What became of each arrival, in the order of arrival."""

    start: Floats
    """When its service began, in h; infinite if it never does, nan if it was turned away."""
    end: Floats
    """When it was through."""
    wait: Floats
    """From arrival to start."""
    server: NDArray[np.int64]
    """The lane, chamber or departure that served it; -1 for none."""


def lanes(
    arrive: ArrayLike,
    service: ArrayLike,
    servers: int = 1,
    *,
    room: int | None = None,
    windows: ArrayLike | None = None,
    closing: str = "pause",
) -> Passed:
    """Serve one at a time in each of several lanes, in the order of arrival.

    Parameters
    ----------
    arrive, service
        When each comes, and how long it takes to serve it, in h.
    servers
        How many lanes, crews or berths there are.
    room
        How many may wait; who finds no room is turned away. None is no limit, 0 is a loss system.
    windows
        When it is open.
    closing
        One of `CLOSINGS`. A vehicle stands in its lane while it is closed.
    """
    from thalweg.solve.queuerooms import serve

    came, lasts = _customers(arrive, service)
    _at_least("servers", servers, 1)
    open_, most = _open(windows, closing), -1 if room is None else room
    if closing != "pause" or not len(open_):
        return _passed(came, *serve(came, lasts, servers, most, open_, closing == "fit"))
    clock = OpenClock.of(open_)
    shown, always = clock.shown(came), np.empty((0, 2))
    begun, done, server = serve(shown, lasts, servers, most, always, False)
    start = np.maximum(clock.starts(begun), came)
    end = np.maximum(clock.ends(done), start)
    server[np.isinf(start)] = -1
    return _passed(came, start, end, server)


def shared_way(
    arrive: ArrayLike,
    service: ArrayLike,
    direction: ArrayLike,
    *,
    follow_h: float = 0.0,
    change_h: float = 0.0,
    most: int = 1,
    windows: ArrayLike | None = None,
    closing: str = "finish",
) -> Passed:
    """Let two directions use one way by turns, as an alternating one-way bridge.

    Parameters
    ----------
    arrive, service, direction
        When each comes, how long it is on the way, and its direction, 0 or 1.
    follow_h
        Time after which the next of the same direction follows.
    change_h
        Time between the last of one direction, when it is off, and the first of the other.
    most
        How many of one direction go ahead of one who waits at the other end.
    windows, closing
        As in `lanes`; nobody pauses on the way.
    """
    from thalweg.solve.queuerooms import alternate

    came, lasts = _customers(arrive, service)
    _at_least("most", most, 1)
    open_ = _open(windows, closing, pauses=False)
    return _passed(
        came, *alternate(came, lasts, _sides(direction, came), follow_h, change_h, most, open_, closing == "fit")
    )


def chambers(
    arrive: ArrayLike,
    direction: ArrayLike,
    lockage_h: float,
    *,
    size: float,
    need: ArrayLike = 1.0,
    service: ArrayLike = 0.0,
    count: int = 1,
    least: float | None = None,
    patience_h: float = 0.0,
    turn_h: float | None = None,
    windows: ArrayLike | None = None,
    closing: str = "finish",
) -> Passed:
    """Carry two directions through lock chambers, or by ferries, several at once.

    Parameters
    ----------
    arrive, direction
        When each comes, and its direction, 0 or 1. All chambers stand on the side of 0 at first.
    lockage_h
        Time from side to side, without what each vessel adds.
    size, need
        Room of a chamber, and what each vessel takes of it: vessels, metres or square metres.
    service
        Time that each vessel adds to its lockage, to sail in and out.
    count
        How many chambers there are.
    least
        Load with which a chamber leaves; the whole of `size` if not given.
    patience_h
        It leaves with less when the first one has waited for so long.
    turn_h
        Time in which a chamber is turned empty; as `lockage_h` if not given.
    windows, closing
        As in `lanes`; nobody pauses in a chamber.
    """
    from thalweg.solve.queuerooms import lock

    came, adds = _customers(arrive, service)
    needs = np.broadcast_to(np.asarray(need, dtype=np.float64), came.shape).copy()
    _at_least("count", count, 1)
    if (needs > size).any() or not (needs > 0).all():
        raise ValueError("a vessel takes more of a chamber than there is, or nothing")
    open_ = _open(windows, closing, pauses=False)
    found = lock(
        came, adds, _sides(direction, came), needs, count, size, size if least is None else least, patience_h,
        lockage_h, lockage_h if turn_h is None else turn_h, open_, closing == "fit",
    )  # fmt: skip
    return _passed(came, *found)


def convoys(arrive: ArrayLike, departures: ArrayLike, most: ArrayLike, service: ArrayLike = 0.0) -> Passed:
    """Let each join the first departure with room, in the order of arrival.

    Parameters
    ----------
    arrive
        When each comes.
    departures, most
        When convoys leave, in order, and how many each takes. What is closed has no departures.
    service
        Time on the way.
    """
    from thalweg.solve.queuerooms import depart

    came, lasts = _customers(arrive, service)
    leave = np.asarray(departures, dtype=np.float64)
    if (np.diff(leave) < 0).any():
        raise ValueError("departures are not in order")
    caps = np.broadcast_to(np.asarray(most, dtype=np.int64), leave.shape).copy()
    return _passed(came, *depart(came, lasts, leave, caps))


def waiting_at(arrive: Floats, start: Floats, times: Floats) -> NDArray[np.int64]:
    """Return how many wait at times: come and not begun. Who was turned away never waits."""
    let_in = ~np.isnan(start)
    came = np.searchsorted(np.sort(arrive[let_in]), times, side="right")
    return np.asarray(came - np.searchsorted(np.sort(start[let_in]), times, side="right"))


def _passed(arrive: Floats, start: Floats, end: Floats, server: NDArray[np.int64]) -> Passed:
    return Passed(start, end, start - arrive, server)


def _customers(arrive: ArrayLike, service: ArrayLike) -> tuple[Floats, Floats]:
    """Check arrivals and times of service."""
    from thalweg.solve.queuerooms import are_customers

    came = np.ascontiguousarray(arrive, dtype=np.float64)
    lasts = np.ascontiguousarray(np.broadcast_to(np.asarray(service, dtype=np.float64), came.shape))
    if came.ndim != 1 or not are_customers(came, lasts):
        raise ValueError("arrivals are not in order, or a time is not finite, or a service is below 0")
    return came, lasts


def _sides(direction: ArrayLike, arrive: Floats) -> NDArray[np.int64]:
    found = np.broadcast_to(np.asarray(direction, dtype=np.int64), arrive.shape).copy()
    if not np.isin(found, (0, 1)).all():
        raise ValueError("a direction is 0 or 1")
    return found


def _open(windows: ArrayLike | None, closing: str, *, pauses: bool = True) -> Floats:
    if closing not in (CLOSINGS if pauses else CLOSINGS[1:]):
        raise ValueError(f"no closing {closing!r} at such a gate")
    return as_windows(windows)


def _at_least(name: str, value: float, least: float) -> None:
    if value < least:
        raise ValueError(f"{name} is {value}, below {least}")
