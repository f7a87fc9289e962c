"""The gates of `thalweg.solve.queues` as processes of SimPy: one class a kind, to be read, checked and changed.

They give the same times as the compiled recursions for the same arrivals and services. A class of your own
overrides one method: how long a vehicle is served, which lane it takes, who goes next. Needs the `simulate` extra.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy
from numpy.typing import ArrayLike

from thalweg.solve.openhours import TOLERANCE_H, as_windows
from thalweg.solve.queues import Passed

Doing = Generator[Any, Any, Any]


@dataclass(eq=False)
class Vehicle:
    """One that comes to a gate, and what becomes of it."""

    number: int
    arrive: float
    service: float
    direction: int = 0
    need: float = 1.0
    start: float = np.inf
    end: float = np.inf
    server: int = -1


class Gate:
    """What all gates share: a clock, windows, and vehicles that come one after another."""

    def __init__(self, *, windows: ArrayLike | None = None, closing: str = "finish") -> None:
        self.env = simpy.Environment()
        self.windows: list[tuple[float, float]] = [(a, b) for a, b in as_windows(windows).tolist()]
        self.closing = closing
        self.vehicles: list[Vehicle] = []

    def run(
        self, arrive: ArrayLike, service: ArrayLike = 0.0, direction: ArrayLike = 0, need: ArrayLike = 1.0
    ) -> Passed:
        """Let vehicles come, and return what became of each."""
        came = np.asarray(arrive, dtype=np.float64)
        columns = [np.broadcast_to(np.asarray(x), came.shape).tolist() for x in (service, direction, need)]
        self.vehicles = [Vehicle(i, a, *rest) for i, (a, *rest) in enumerate(zip(came.tolist(), *columns, strict=True))]
        self.env = simpy.Environment(initial_time=min([0.0, *came.tolist()]))
        self.open()
        self.env.process(self.coming())
        self.env.run()
        start, end = (np.array([getattr(v, x) for v in self.vehicles], dtype=np.float64) for x in ("start", "end"))
        server = np.array([v.server for v in self.vehicles], dtype=np.int64)
        return Passed(start, end, start - came, server)

    def open(self) -> None:
        """Set up what the gate has, before anybody comes."""

    def come(self, vehicle: Vehicle) -> None:
        """Take in a vehicle that has come."""
        raise NotImplementedError

    def coming(self) -> Doing:
        """Let the vehicles come, all of one moment together."""
        for vehicle in self.vehicles:
            if vehicle.arrive > self.env.now:
                yield self.until(vehicle.arrive)
            self.come(vehicle)

    def until(self, time: float) -> simpy.Event:
        """Return an event at a time."""
        return self.env.timeout(max(time - self.env.now, 0.0))

    def opens(self, time: float, lasts: float = 0.0) -> float:
        """Return when it is open, from a time on, for so long."""
        if not self.windows:
            return time
        for start, end in self.windows:
            begin = max(start, time)
            if end > time + TOLERANCE_H and begin + lasts <= end + TOLERANCE_H:
                return begin
        return np.inf

    def may_begin(self, time: float, lasts: float) -> float:
        """Return when something may begin from a time on that lasts so long, by the rule of closing."""
        return self.opens(time, lasts if self.closing == "fit" else 0.0)

    def closes(self) -> float:
        """Return when the window of now ends."""
        return next((end for start, end in self.windows if start <= self.env.now < end - TOLERANCE_H), np.inf)


class Lanes(Gate):
    """Several lanes, each of which serves one vehicle at a time."""

    def __init__(
        self, servers: int = 1, *, room: int | None = None, windows: ArrayLike | None = None, closing: str = "pause"
    ) -> None:
        super().__init__(windows=windows, closing=closing)
        self.servers, self.room = servers, room
        self.free: deque[int] = deque()
        self.line: deque[Vehicle] = deque()

    def open(self) -> None:
        """All lanes are free."""
        self.free, self.line = deque(range(self.servers)), deque()

    def coming(self) -> Doing:
        """Let the vehicles come, after those who leave at the same moment."""
        for vehicle in self.vehicles:
            if vehicle.arrive > self.env.now:
                yield self.until(vehicle.arrive)
                yield self.env.timeout(0.0)
            self.come(vehicle)

    def come(self, vehicle: Vehicle) -> None:
        """Take a free lane, wait, or be turned away."""
        if self.free:
            self.env.process(self.pass_(vehicle, self.free.popleft()))
        elif self.room is not None and len(self.line) >= self.room:
            vehicle.start = vehicle.end = np.nan
        else:
            self.line.append(vehicle)

    def pass_(self, vehicle: Vehicle, lane: int) -> Doing:
        """Serve a vehicle in its lane, and call the next."""
        begin = self.may_begin(self.env.now, self.lasts(vehicle))
        if begin < np.inf:
            yield self.until(begin)
            vehicle.start, vehicle.server = begin, lane
            yield from self.work(self.lasts(vehicle))
            vehicle.end = self.env.now
        elif self.closing == "pause":
            yield self.env.event()  # it stands in its lane for ever
        if self.line:
            self.env.process(self.pass_(self.next(), lane))
        else:
            self.free.append(lane)

    def work(self, left: float) -> Doing:
        """Spend working hours; at closing they pause, if that is the rule."""
        while self.closing == "pause" and self.env.now + left > self.closes() + TOLERANCE_H:
            left -= self.closes() - self.env.now
            yield self.until(self.closes())
            begin = self.opens(self.env.now)
            if begin == np.inf:
                yield self.env.event()  # it never opens again
            yield self.until(begin)
        yield self.env.timeout(left)

    def lasts(self, vehicle: Vehicle) -> float:
        """Return how long a vehicle is served."""
        return vehicle.service

    def next(self) -> Vehicle:
        """Take the one who goes next out of the line."""
        return self.line.popleft()


class Master(Gate):
    """A gate with somebody who decides, whenever something has happened, what is done next."""

    def __init__(self, *, windows: ArrayLike | None = None, closing: str = "finish") -> None:
        super().__init__(windows=windows, closing=closing)
        self.lines: tuple[deque[Vehicle], deque[Vehicle]] = (deque(), deque())
        self.happened = self.env.event()

    def open(self) -> None:
        """Nobody waits; the master begins."""
        self.lines = (deque(), deque())
        self.happened = self.env.event()
        self.env.process(self.deciding())

    def come(self, vehicle: Vehicle) -> None:
        """Join the line of its direction."""
        self.lines[vehicle.direction].append(vehicle)
        self.wake()

    def wake(self) -> None:
        """Tell the master that something has happened."""
        if not self.happened.triggered:
            self.happened.succeed()

    def deciding(self) -> Doing:
        """Decide again and again."""
        raise NotImplementedError

    def sleep(self, until: float = np.inf) -> Doing:
        """Wait until something happens, or until a time; all that happens at one moment is waited for."""
        waits = [self.happened] if until == np.inf else [self.happened, self.until(until)]
        yield self.env.any_of(waits)
        yield self.env.timeout(0.0)
        self.happened = self.env.event()


class SharedWay(Master):
    """One way that two directions use by turns."""

    def __init__(
        self, *, follow_h: float = 0.0, change_h: float = 0.0, most: int = 1, windows: ArrayLike | None = None,
        closing: str = "finish",
    ) -> None:  # fmt: skip
        super().__init__(windows=windows, closing=closing)
        self.follow_h, self.change_h, self.most = follow_h, change_h, most

    def deciding(self) -> Doing:
        """Let one after another onto the way."""
        side, ahead, clear = -1, 0, -np.inf
        while True:
            while not any(self.lines):
                yield from self.sleep()
            if side < 0:
                side = self.first()
            goes = side if self.keeps(side, ahead) else 1 - side
            vehicle = self.lines[goes].popleft()
            free = self.env.now if goes == side else max(self.env.now, clear) + self.change_h
            begin = self.may_begin(free, vehicle.service)
            if begin == np.inf:
                continue  # what can never pass holds nobody up
            ahead = (ahead if goes == side else 0) + bool(self.lines[1 - goes])
            side = goes
            yield self.until(begin)
            vehicle.start, vehicle.server = begin, 0
            vehicle.end = clear = max(begin + vehicle.service, clear)
            yield self.until(begin + self.follow_h)
            yield self.env.timeout(0.0)

    def first(self) -> int:
        """Return the direction that begins."""
        return 0 if self.lines[0] else 1

    def keeps(self, side: int, ahead: int) -> bool:
        """Tell whether the direction on the way goes on."""
        return bool(self.lines[side]) and (ahead < self.most or not self.lines[1 - side])


class Chambers(Master):
    """Lock chambers, or ferries, that carry several at once from side to side."""

    def __init__(
        self, lockage_h: float, *, size: float, count: int = 1, least: float | None = None, patience_h: float = 0.0,
        turn_h: float | None = None, windows: ArrayLike | None = None, closing: str = "finish",
    ) -> None:  # fmt: skip
        super().__init__(windows=windows, closing=closing)
        self.lockage_h, self.size, self.patience_h = lockage_h, size, patience_h
        self.least = size if least is None else least
        self.turn_h = lockage_h if turn_h is None else turn_h
        self.count = count
        self.side: list[int] = []
        self.idle: list[bool] = []
        self.turning: list[bool] = []

    def open(self) -> None:
        """All chambers stand on the side of 0."""
        self.side, self.idle, self.turning = [0] * self.count, [True] * self.count, [False] * self.count
        super().open()

    def deciding(self) -> Doing:
        """Move chambers while any is to be moved; then wait."""
        while True:
            again = self.act()
            if again is not None:
                yield from self.sleep(again)

    def act(self) -> float | None:
        """Move one chamber; if there is none to move, return when to look again."""
        again = np.inf
        loads = [self.load(d) for d in (0, 1)]
        since = [line[0].arrive if line else np.inf for line in self.lines]
        ready = [self.ready(d, loads[d]) for d in (0, 1)]
        for d in sorted((0, 1), key=lambda d: (since[d], d)):
            if not ready[d]:
                if self.lines[d]:
                    again = min(again, since[d] + self.patience_h)
                continue
            here = [k for k in range(self.count) if self.idle[k] and self.side[k] == d]
            there = [k for k in range(self.count) if self.idle[k] and self.side[k] != d]
            coming = any(t and s == d for t, s in zip(self.turning, self.side, strict=True))
            if here:
                lasts = self.lockage_h + sum(v.service for v in loads[d])
            elif there and not ready[1 - d] and not coming:
                lasts = self.turn_h
            else:
                continue
            begin = self.may_begin(self.env.now, lasts)
            if begin > self.env.now:
                again = min(again, begin)
                continue
            if here:
                for vehicle in loads[d]:
                    self.lines[d].remove(vehicle)
                    vehicle.start, vehicle.end, vehicle.server = self.env.now, self.env.now + lasts, here[0]
            chamber = here[0] if here else there[0]
            self.side[chamber], self.idle[chamber], self.turning[chamber] = 1 - self.side[chamber], False, not here
            self.env.process(self.moving(chamber, lasts))
            return None
        return again

    def moving(self, chamber: int, lasts: float) -> Doing:
        """Wait until a chamber is on its other side."""
        yield self.env.timeout(lasts)
        self.idle[chamber], self.turning[chamber] = True, False
        self.wake()

    def load(self, direction: int) -> list[Vehicle]:
        """Return those of a line that fit together, the first ones."""
        found: list[Vehicle] = []
        for vehicle in self.lines[direction]:
            if sum(v.need for v in found) + vehicle.need > self.size + TOLERANCE_H:
                break
            found.append(vehicle)
        return found

    def ready(self, direction: int, load: list[Vehicle]) -> bool:
        """Tell whether a side has enough for a chamber, or has waited long enough."""
        line = self.lines[direction]
        if not load:
            return False
        full = sum(v.need for v in load) >= self.least - TOLERANCE_H or len(load) < len(line)
        return full or line[0].arrive + self.patience_h <= self.env.now


class Convoys(Gate):
    """Departures that take so many each."""

    def __init__(self, departures: ArrayLike, most: ArrayLike) -> None:
        super().__init__()
        leave = np.asarray(departures, dtype=np.float64)
        self.departures: list[float] = leave.tolist()
        self.most: list[int] = np.broadcast_to(np.asarray(most), leave.shape).tolist()
        self.line: deque[Vehicle] = deque()

    def open(self) -> None:
        """Nobody waits; convoys leave."""
        self.line = deque()
        self.env.process(self.leaving())

    def come(self, vehicle: Vehicle) -> None:
        """Wait for a convoy."""
        self.line.append(vehicle)

    def leaving(self) -> Doing:
        """Let one convoy after another leave."""
        for number, (departure, most) in enumerate(zip(self.departures, self.most, strict=True)):
            yield self.until(departure)
            yield self.env.timeout(0.0)
            for _ in range(min(most, len(self.line))):
                vehicle = self.line.popleft()
                vehicle.start, vehicle.end, vehicle.server = departure, departure + vehicle.service, number
