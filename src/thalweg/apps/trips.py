"""TRIPS: what drivers' logs say of a corridor, by the indicators of CAREC CPMM."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from thalweg.physics.corridor import Spread, delay_ratio, section_cost_usd, speed_kmh, spread

ACTIVITIES = ("drive", "border", "stop")


@dataclass(frozen=True, slots=True)
class Activity:
    """One row of a log: something that took a trip time, money or both."""

    trip: str
    kind: str
    """`drive`, `border`, or `stop` for any other halt."""
    at: str = ""
    """The border post, or where one stopped."""
    side: str = ""
    """The country whose post it is."""
    direction: str = ""
    distance_km: float = 0.0
    hours: float = math.nan
    cost_usd: float = math.nan
    load_t: float = math.nan


@dataclass(frozen=True, slots=True)
class Post:
    """One side of one border post in one direction."""

    at: str
    side: str
    direction: str
    hours: Spread
    """TFI1: from entry to exit of the post."""
    cost_usd: Spread
    """TFI2: all that is paid there."""


@dataclass(frozen=True)
class TripsResult:
    """The indicators of a log."""

    trips: int
    activities: tuple[Activity, ...]
    posts: tuple[Post, ...]
    hours: Spread
    """TFI1 over all posts, sides and directions."""
    cost_usd: Spread
    """TFI2 over all of them."""
    section_usd: Spread
    """TFI3 by trip: USD for 500 km and 20 t."""
    with_kmh: float
    """TFI4, the speed with delay, over all trips together."""
    without_kmh: float
    """The speed without delay, over all trips together."""
    with_spread: Spread
    """The speed with delay by trip."""
    without_spread: Spread

    @property
    def delay_ratio(self) -> float:
        """The share of the time that is lost in delays."""
        return float(delay_ratio(self.with_kmh, self.without_kmh))


def trips(activities: Sequence[Activity]) -> TripsResult:
    """Return the indicators of a log.

    Notes
    -----
    A trip counts in a speed if all its hours are known, and in the cost of a section if its cost, load and distance
    are. What is not known of a row is left out of the mean of its post, and the numbers say how many are in it.
    """
    borders = [a for a in activities if a.kind == "border"]
    keys = sorted({(a.at, a.side, a.direction) for a in borders})
    posts = []
    for key in keys:
        here = [a for a in borders if (a.at, a.side, a.direction) == key]
        posts.append(Post(*key, _known(a.hours for a in here), _known(a.cost_usd for a in here)))
    by_trip: dict[str, list[Activity]] = {}
    for a in activities:
        by_trip.setdefault(a.trip, []).append(a)
    timed = [t for t in (_times(rows) for rows in by_trip.values()) if t is not None]
    km, all_h, drive_h = ([t[k] for t in timed] for k in range(3))
    return TripsResult(
        len(by_trip),
        tuple(activities),
        tuple(posts),
        _known(a.hours for a in borders),
        _known(a.cost_usd for a in borders),
        _known(_section(rows) for rows in by_trip.values()),
        float(speed_kmh(km, all_h)),
        float(speed_kmh(km, drive_h)),
        _known(float(speed_kmh(d, h)) for d, h in zip(km, all_h, strict=True)),
        _known(float(speed_kmh(d, h)) for d, h in zip(km, drive_h, strict=True)),
    )


def _known(values: Iterable[float]) -> Spread:
    """Return how the values that are known lie."""
    return spread([x for x in values if math.isfinite(x)])


def _times(rows: Sequence[Activity]) -> tuple[float, float, float] | None:
    """Return km, hours in all and hours of driving of a trip; None if some are not known or it does not move."""
    km = sum(a.distance_km for a in rows if a.kind == "drive")
    hours = sum(a.hours for a in rows)
    drive = sum(a.hours for a in rows if a.kind == "drive")
    return (km, hours, drive) if km > 0 and math.isfinite(hours) and drive > 0 else None


def _section(rows: Sequence[Activity]) -> float:
    """Return the cost of a trip for 500 km and 20 t; not a number where it is not known."""
    loads = {a.load_t for a in rows if math.isfinite(a.load_t)}
    paid = [a.cost_usd for a in rows if math.isfinite(a.cost_usd)]
    km = sum(a.distance_km for a in rows if a.kind == "drive")
    if len(loads) != 1 or not paid or not km:
        return math.nan
    return float(section_cost_usd(sum(paid), km, loads.pop()))
