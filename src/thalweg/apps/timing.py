"""What a way takes: travel, gates, changes of mode, and the wait until something opens."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission
from thalweg.apps.passage import Step, step
from thalweg.apps.states import Arcs
from thalweg.rules.pace import at_gates, pace
from thalweg.solve.ways import Stop, passed

HORIZON_H = 24.0 * 30
"""How long after the departure it is looked at when something is open."""
Times = tuple[tuple[float, float], ...]
"""When something is open, from and to, in hours from the departure."""
Opens = Callable[[str, datetime, float], Times | None]
"""From opening hours as text, a departure, and a number of hours, to when it is open; None if it cannot be read."""
ALWAYS: Times = ()
SHUT: Times = ((math.inf, math.inf),)


def cannot_read(text: str, depart: datetime, hours: float) -> Times | None:
    """Read no opening hours."""
    return None


@dataclass(frozen=True, slots=True)
class Clock:
    """When a way begins, and how fast one travels, as far as the question says it."""

    depart: datetime | None = None
    speeds_kmh: Mapping[str, float] = field(default_factory=dict)
    """By mode; they stand over what is claimed."""
    transfer_h: float | None = None
    """What a change of mode takes where nothing is claimed; None for not known."""
    opens: Opens = cannot_read


@dataclass(frozen=True, slots=True)
class Halt:
    """Time on a leg that is not travel: a gate, a change of mode, or the wait until something opens."""

    at: str
    name: str
    what: str
    low_h: float
    high_h: float
    """Infinite where it is not known."""
    waits_h: float = 0.0
    """How long one waits until it opens, where a departure is given."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One link of a route, with the time that it takes."""

    step: Step
    low_h: float
    high_h: float
    """Hours of travel; infinite where the time is not known."""
    speed_kmh: float | None
    """The speed that was taken; None where the time comes from no speed."""
    halts: tuple[Halt, ...] = ()
    """What one meets before or on it."""


@dataclass(frozen=True, slots=True)
class _Met:
    """Something on an arc that takes time or may be shut."""

    share: float
    at: str
    name: str
    what: str
    low_h: float
    high_h: float
    times: Times

    def stop(self, high: bool) -> Stop:
        hours = self.high_h if high else self.low_h
        return Stop(self.share, hours, tuple(t[0] for t in self.times), tuple(t[1] for t in self.times))


class Timing:
    """What each arc of a mover takes, at best and at worst."""

    def __init__(self, admission: Admission, row: NDArray[np.intp], arcs: Arcs, clock: Clock) -> None:
        self._admission, self._row, self._arcs, self._clock = admission, row, arcs, clock
        self._snapshot = admission.snapshot
        self._pace = pace(self._snapshot, admission.movers, row, clock.speeds_kmh)
        self.unread: dict[int, str] = {}
        """Elements with opening hours that are not counted, and why."""
        self._open: dict[int, Times] = self._opening()
        self._met: dict[int, tuple[_Met, ...]] = {}
        self.low_h, self.high_h = self._travel()

    @property
    def shuts(self) -> tuple[int, ...]:
        """The elements that are shut at times."""
        return tuple(sorted(self._open))

    def met(self, arc: int) -> tuple[_Met, ...]:
        """Return what takes time on an arc, in the order in which it is met."""
        if arc not in self._met:
            self._met[arc] = self._look(arc)
        return self._met[arc]

    def known(self) -> NDArray[np.bool_]:
        """Return which arcs have a time that is known to its upper end."""
        gates = [all(math.isfinite(m.high_h) for m in self.met(a)) for a in range(len(self._arcs.head))]
        return np.isfinite(self.high_h) & np.array(gates, dtype=np.bool_)

    def stops(self, arcs: Sequence[int]) -> dict[int, tuple[Stop, ...]]:
        """Return what holds one up on arcs, at worst."""
        return {a: tuple(m.stop(True) for m in self.met(a)) for a in arcs if self.met(a)}

    def legs(self, way: Sequence[int]) -> tuple[tuple[Leg, ...], float, float]:
        """Return the legs of a way, and the hours from its departure to its arrival at best and at worst."""
        arcs, network = self._arcs, self._snapshot.network
        legs: list[Leg] = []
        halts: list[Halt] = []
        low = high = 0.0
        for arc in way:
            link = int(arcs.link[arc])
            if arc in arcs.changes:
                place = network.places[arcs.ends[arc][0]]
                ends = float(self.low_h[arc]), float(self.high_h[arc])
                halts.append(Halt(place.id, place.name, f"change {arcs.changes[arc]}", *ends))
                low, high = low + ends[0], high + ends[1]
            if link < 0:
                continue
            low, _ = self._pass(arc, low, False)
            high, met = self._pass(arc, high, True)
            halts += met
            told = step(self._admission, *arcs.ends[arc], link, int(self._row[link]))
            hours = float(self.low_h[arc]), float(self.high_h[arc])
            speed = float(self._pace.speed_kmh[link])
            legs.append(Leg(told, *hours, None if math.isnan(speed) else speed, tuple(halts)))
            halts = []
        return tuple(legs), low, high

    def _pass(self, arc: int, at: float, high: bool) -> tuple[float, list[Halt]]:
        """Return when one that sets out on an arc is at its end, and the halts on it."""
        hours = float((self.high_h if high else self.low_h)[arc])
        on = self.met(arc)
        end, waits = passed(hours, [m.stop(high) for m in on], at)
        told = [(m, w) for m, w in zip(on, waits, strict=True) if w or m.high_h]
        return end, [Halt(m.at, m.name, m.what, m.low_h, m.high_h, w) for m, w in told]

    def _travel(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the hours of travel of each arc, gates aside; changes of mode take what is claimed of the place."""
        link = self._arcs.link
        low, high = np.zeros(len(link)), np.zeros(len(link))
        on = link >= 0
        low[on], high[on] = self._pace.low_h[link[on]], self._pace.high_h[link[on]]
        for arc in self._arcs.changes:
            low[arc], high[arc] = self._transfer(self._arcs.ends[arc][0])
        return low, high

    def _transfer(self, place: int) -> tuple[float, float]:
        found = self._snapshot.resolve(self._snapshot.network.places[place].id, "transfer_h")
        if not found.silent:
            return max(found.interval[0], 0.0), found.interval[1]
        given = self._clock.transfer_h
        return (0.0, math.inf) if given is None else (given, given)

    def _opening(self) -> dict[int, Times]:
        """Read the opening hours of everything that has some."""
        hours = self._snapshot.elements("opening_hours")
        found: dict[int, Times] = {}
        for element in np.flatnonzero(~hours.silent).tolist():
            value = hours.resolved[element]
            text = value.value.code if value.decided and value.value is not None else ""
            if not text:
                self.unread[element] = "are not settled"
            elif self._clock.depart is None:
                self.unread[element] = f"are not counted, as no departure is given ({text})"
            else:
                times = self._clock.opens(text, self._clock.depart, HORIZON_H)
                if times is None:
                    self.unread[element] = f"cannot be read ({text})"
                else:
                    found[element] = times or SHUT
        return found

    def _look(self, arc: int) -> tuple[_Met, ...]:
        """Read what takes time on an arc; opening hours count at the first thing of an element."""
        link = int(self._arcs.link[arc])
        if link < 0:
            return ()
        network = self._snapshot.network
        found = []
        opened: set[int] = set()
        gates = at_gates(self._snapshot, self._admission.movers[0], link)
        for gate in gates:
            times = self._open.get(gate.element, ALWAYS) if gate.element not in opened else ALWAYS
            opened.add(gate.element)
            at = network.element_ids[gate.element], network.element_names[gate.element]
            share = self._share(arc, gate.element)
            found.append(_Met(share, *at, gate.what, gate.low_h, gate.high_h, times))
        for element, side in network.met[link]:
            if element in self._open and element not in opened and side != "under":
                at = network.element_ids[element], network.element_names[element]
                found.append(_Met(self._share(arc, element), *at, "opening", 0.0, 0.0, self._open[element]))
        return tuple(sorted(found, key=lambda m: m.share))

    def _share(self, arc: int, element: int) -> float:
        """Return the share of an arc that lies before a gate; what has no position stands at its start."""
        network = self._snapshot.network
        link = int(self._arcs.link[arc])
        length = float(self._snapshot.length_km[link])
        if element < len(network.links) or not length:
            return 0.0
        gate = network.gates[element - len(network.links)]
        at = next((u.at_km for u in gate.on if u.link == network.links[link].id), None)
        if at is None:
            return 0.0
        share = min(max(at / length, 0.0), 1.0)
        return share if self._arcs.forward[arc] else 1.0 - share
