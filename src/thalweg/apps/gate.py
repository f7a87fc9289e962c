"""A gate as a queue: what is known of how it serves, what the question gives, and what nobody says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from thalweg.apps.timing import Times
from thalweg.facts.claim import Claim
from thalweg.movers import Mover
from thalweg.network import LAND
from thalweg.rules.pace import at_gates
from thalweg.snapshot import Snapshot
from thalweg.solve.openhours import NEVER_OPEN, as_windows, open_h, without
from thalweg.solve.overload import longest_h, passes

DAY_H = 24.0
Opens = Callable[[str, datetime, float, tuple[float, float]], Times | None]
"""From opening hours as text, a start, a number of hours and a position (latitude, longitude), to when it is open."""
Range = tuple[float, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number by which a gate serves."""

    words: str
    unit: str
    attribute: str = ""
    """The property that claims speak of; empty where none does, and only the question can say."""
    factor: float = 1.0
    """From the unit of the property to this one."""
    more: bool = False
    """Whether more of it lets more through."""
    whole: bool = False
    """Whether it counts things."""


FIGURES: Mapping[str, Figure] = {
    "lanes": Figure("lanes that serve one at a time", "", "lanes", more=True, whole=True),
    "service": Figure("time that serving one takes", "min", "transit_h", 60.0),
    "chambers": Figure("lock chambers", "", "chambers", more=True, whole=True),
    "chamber_vessels": Figure("vessels that a chamber takes at once", "", "chamber_vessels", more=True, whole=True),
    "turn": Figure("time in which an empty chamber is turned", "min"),
    "patience": Figure("longest wait for a chamber to fill", "min"),
    "follow": Figure("time after which the next of the same direction follows", "min"),
    "in_a_row": Figure("vehicles of one direction that go ahead of one who waits", "", more=True, whole=True),
    "convoy": Figure("vessels that a convoy takes", "", "convoy_vessels", more=True, whole=True),
}


def term(name: str) -> str:
    """Return what a question calls a figure: its name and its unit."""
    unit = FIGURES[name].unit if name in FIGURES else ""
    return f"{name}_{unit}" if unit else name


NEEDS: Mapping[str, tuple[str, ...]] = {
    "lanes": ("lanes", "service"),
    "shared": ("service", "follow", "in_a_row"),
    "chambers": ("chambers", "chamber_vessels", "service", "turn", "patience"),
    "convoys": ("convoy",),
}
"""For each kind of gate the figures without which nothing can be simulated."""
TWO_WAY = ("shared", "chambers")
CAPACITIES = {"truck": "vehicles", "person": "persons", "vessel": "vessels", "train": "trains"}
"""What is counted of movers of a kind, as in `capacity_vehicles_per_day`."""


@dataclass(frozen=True, slots=True)
class Given:
    """How a gate serves, as far as the question says it."""

    figures: Mapping[str, Range] = field(default_factory=dict)
    kind: str = ""
    per_day: float | None = None
    split: float | None = None
    """Share of those who come that go in the first direction."""
    hours: str = ""
    """Opening hours, in the notation of OpenStreetMap."""
    closing: str = ""
    closed: tuple[tuple[datetime, datetime], ...] = ()
    departures: tuple[float, ...] = ()
    """Hours of the day at which convoys leave."""


@dataclass(frozen=True, slots=True)
class Known:
    """A figure with where it comes from."""

    name: str
    range: Range
    from_: str
    """`claims`, or `question` for what the user assumes."""
    claims: tuple[Claim, ...] = ()

    @property
    def figure(self) -> Figure:
        """What it is a figure of."""
        return FIGURES[self.name]

    @property
    def best(self) -> float:
        """The end of the range that lets more through."""
        return self.range[1] if self.figure.more else self.range[0]

    @property
    def worst(self) -> float:
        """The end of the range that lets less through."""
        return self.range[0] if self.figure.more else self.range[1]


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that no claim has and the question does not give."""

    name: str
    words: str
    attribute: str
    weak: str = ""
    """What only weak sources say of it, if anything."""

    @property
    def term(self) -> str:
        """What the question calls it."""
        return term(self.name)


@dataclass(frozen=True)
class Served:
    """A gate as a queue, as far as it is known."""

    at: str
    name: str
    kind: str
    """`lanes`, `shared`, `chambers` or `convoys`."""
    counted: str
    """What passes, as `vehicles`."""
    known: Mapping[str, Known]
    missing: tuple[Missing, ...]
    windows: Floats
    """When it is open, in hours from the start; none at all is always."""
    until_h: float
    """How far its opening hours are known."""
    closing: str
    hours: str
    """Its opening hours in words."""
    departures: tuple[float, ...]
    split: float | None
    per_day: float | None
    status: tuple[str, tuple[Claim, ...]]
    """Its state on the day, as far as is claimed."""
    capacity: tuple[Range, tuple[Claim, ...]] | None
    """What it is said to handle in a day."""
    assumed: tuple[str, ...]

    def open_h_per_day(self, days: int) -> float:
        """Return for how many hours it is open on an average day."""
        return open_h(self.windows, 0.0, days * DAY_H) / days

    def shuts(self, days: int) -> bool:
        """Tell whether it closes in these days, and work does not pause then."""
        return self.closing != "pause" and self.open_h_per_day(days) < DAY_H

    def per_day_at_most(self, values: Mapping[str, float], days: int, varies: bool) -> float:
        """Return how many a day it lets through if somebody always waits; nan where that cannot be told.

        That is where times of service vary, and who is let in last before it closes matters.
        """
        if self.kind == "convoys":
            return len(self.leaving(days * DAY_H)) / days * values["convoy"]
        if varies and self.shuts(days):
            return math.nan
        beside, row, follow_h = self._ways(values)
        service_h = values["service"] / 60
        return beside / days * passes(
            self.windows, days * DAY_H, service_h, closing=self.closing, row=row, follow_h=follow_h
        )  # fmt: skip

    def longest_min(self, days: int, best: bool, varies: bool) -> float | None:
        """Return the time of service from which on more come than can be served; None if that is not known.

        It is 0 if more come however short it is.
        """
        have = {n: k.best if best else k.worst for n, k in self.known.items()}
        told = set(NEEDS[self.kind]) & {"lanes", "chambers", "chamber_vessels", "follow", "in_a_row"}
        unsplit = self.kind == "shared" and self.split is None
        if not self.per_day or self.kind == "convoys" or not told <= have.keys() or unsplit:
            return None
        if varies and self.shuts(days):
            return None
        beside, row, follow_h = self._ways(have)
        found = longest_h(
            self.windows, days * DAY_H, self.per_day * days / beside, closing=self.closing, row=row, follow_h=follow_h
        )
        return round(found * 60, 6) if math.isfinite(found) else None

    def _ways(self, values: Mapping[str, float]) -> tuple[float, float, float]:
        """Return how many are served beside each other, how many go in a row, and the h between two of a row.

        On a shared way a row ends only while somebody waits at the other end. Where fewer come from there, rows are
        longer: on average at most by so much that the lesser direction goes in full rows.
        """
        if self.kind == "shared":
            lesser = min(self.split or 0.0, 1 - (self.split or 0.0))
            row = math.ceil(values["in_a_row"] / (2 * lesser) - 1e-9) if lesser else math.inf
            return 1.0, row, values["follow"] / 60
        if self.kind == "chambers":
            return values["chambers"] * values["chamber_vessels"], 1.0, 0.0
        return values["lanes"], 1.0, 0.0

    def leaving(self, until_h: float) -> Floats:
        """Return when convoys leave, up to a time; none while it is closed."""
        days = np.arange(math.ceil(until_h / DAY_H))[:, None] * DAY_H
        found = np.sort((days + np.array(self.departures, dtype=np.float64)[None, :]).ravel())
        found = found[found < until_h]
        if not len(self.windows):
            return np.asarray(found)
        at = np.maximum(np.searchsorted(self.windows[:, 0], found, side="right") - 1, 0)
        return np.asarray(found[(found >= self.windows[at, 0]) & (found < self.windows[at, 1])])


def looked_up_h(days: int) -> float:
    """Return for how long opening hours are looked up, in h: twice the days that are simulated, and a fortnight."""
    return (2 * days + 14) * DAY_H


def gate_of(snapshot: Snapshot, at: str, mover: Mover | None, given: Given, days: int, opens: Opens) -> Served:
    """Gather what is known of a gate, or of a link, as a queue.

    Parameters
    ----------
    snapshot
        The facts of the first day.
    at
        Id of a gate or link.
    mover
        Who passes; what is counted, and how gauges are changed, follows from it, if there is a link for its kind.
    given
        What the question says; it stands over claims.
    days
        Days that are simulated.
    opens
        Reads opening hours.
    """
    element = snapshot.network.element_index[at]
    mover = mover if mover and mover.modes & modes_at(snapshot, element) else None
    assumed: list[str] = []
    kind = given.kind or _kind(snapshot, element, given)
    found = {n: _figure(snapshot, element, mover, n, given) for n in NEEDS[kind]}
    missing = [x for x in found.values() if isinstance(x, Missing)]
    if kind == "convoys" and not given.departures:
        missing.append(Missing("departures", "hours of the day at which convoys leave", ""))
    if kind in TWO_WAY and given.split is None:
        missing.append(Missing("direction_split", "share of those who come that go in the first direction", ""))
    until = looked_up_h(days)
    windows, hours = _windows(snapshot, element, given, until, opens, assumed)
    counted = CAPACITIES.get(mover.kind if mover else _usual(snapshot, element), "movers")
    status = snapshot.resolve(at, "status")
    capacity = snapshot.resolve(at, f"capacity_{counted}_per_day") if counted in CAPACITIES.values() else None
    known = {n: x for n, x in found.items() if isinstance(x, Known)}
    return Served(
        at, snapshot.network.element_names[element], kind, counted, known, tuple(missing), windows, until,
        given.closing or ("pause" if kind == "lanes" else "finish"), hours, given.departures, given.split,
        given.per_day, (status.value.code if status.decided and status.value else "not known", status.claims),
        (capacity.interval, capacity.claims) if capacity and capacity.decided else None, tuple(assumed),
    )  # fmt: skip


def _kind(snapshot: Snapshot, element: int, given: Given) -> str:
    """Return the kind of queue that a gate is by its nature."""
    if given.departures:
        return "convoys"
    if snapshot.network.element_kinds[element][1] == "gate:lock":
        return "chambers"
    one_way = snapshot.elements("one_way").codes[element] == frozenset({"yes"})
    return "shared" if one_way else "lanes"


def _usual(snapshot: Snapshot, element: int) -> str:
    """Return the kind of mover that passes a gate, by the mode of its links."""
    modes = modes_at(snapshot, element)
    if modes == {"rail"}:
        return "train"
    return "truck" if modes == {"road"} else "vessel" if modes and not modes & LAND else ""


def links_at(snapshot: Snapshot, element: int) -> list[int]:
    """Return the links whose traffic passes a gate, or the link itself."""
    links, elements, sides = snapshot.network.uses
    return [int(x) for x, e, s in zip(links, elements, sides, strict=True) if e == element and s != "under"]


def modes_at(snapshot: Snapshot, element: int) -> frozenset[str]:
    """Return the modes of the links whose traffic passes a gate, or of the link itself."""
    return frozenset(snapshot.network.links[x].mode for x in links_at(snapshot, element))


def _figure(snapshot: Snapshot, element: int, mover: Mover | None, name: str, given: Given) -> Known | Missing:
    """Return a figure as the question gives it, or as it is claimed, or say that it is missing."""
    row, subject = FIGURES[name], snapshot.network.element_ids[element]
    if name in given.figures:
        return Known(name, given.figures[name], "question")
    if not row.attribute or (name == "lanes" and snapshot.network.element_kinds[element][1] != "gate:border_post"):
        return Missing(name, row.words, "")  # the lanes of a road or a bridge serve nobody
    found = snapshot.resolve(subject, row.attribute)
    low, high = found.interval
    if found.decided and 0 < low <= high < math.inf:
        return Known(name, (low * row.factor, high * row.factor), "claims", found.claims)
    if name == "service" and mover is not None:
        changes = [g for x in links_at(snapshot, element) for g in at_gates(snapshot, mover, x) if g.element == element]
        took = [(g.low_h * 60, g.high_h * 60) for g in changes if g.what == "change of gauge"]
        if took and math.isfinite(took[0][1]) and took[0][0] > 0:
            return Known(name, took[0], "claims", snapshot.resolve(subject, "gauge_change_min").claims)
    weak = ", ".join(dict.fromkeys(c.stated for c in found.claims))
    return Missing(name, row.words, row.attribute, weak)


def _windows(
    snapshot: Snapshot, element: int, given: Given, until: float, opens: Opens, assumed: list[str]
) -> tuple[Floats, str]:
    """Return when a gate is open, and its hours in words."""
    subject = snapshot.network.element_ids[element]
    on = snapshot.moment.on or date.min
    start = datetime.combine(on, time())
    hours, by = given.hours, " (as the question says)"
    if not hours:
        claimed = snapshot.resolve(subject, "opening_hours")
        hours = claimed.value.code if claimed.decided and claimed.value is not None else ""
        by = ""
        if not hours:
            assumed.append(f"Nothing is claimed of its opening hours{_unsettled(claimed.silent)}: open day and night.")
    if not hours and snapshot.elements("daylight_only").codes[element] == frozenset({"yes"}):
        hours, by = "sunrise-sunset", " (passage is by day only)"
        assumed.pop()
    times = opens(hours, start, until, _position(snapshot, element)) if hours else None
    if hours and times is None:
        assumed.append(f"Its opening hours cannot be read ({hours}): taken as open day and night.")
    windows = as_windows(NEVER_OPEN if times == () else times)
    if given.closed:
        shut = [tuple((t - start).total_seconds() / 3600 for t in pair) for pair in given.closed]
        windows = without(windows, shut, until)
        told = ", ".join(" to ".join(t.isoformat(" ", "minutes") for t in pair) for pair in given.closed)
        return windows, f"{hours or 'day and night'}{by}, closed {told}"
    return windows, f"{hours or 'day and night'}{by}"


def _position(snapshot: Snapshot, element: int) -> tuple[float, float]:
    """Return where a gate stands, or the middle of a link: latitude and longitude."""
    network = snapshot.network
    if element >= len(network.links):
        gate = network.gates[element - len(network.links)]
        return gate.lat, gate.lon
    line = network.links[element].line
    lon, lat = line[len(line) // 2] if line else (0.0, 0.0)
    return lat, lon


def _unsettled(silent: bool) -> str:
    return "" if silent else " that decides"
