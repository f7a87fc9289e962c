"""Measured series and climatologies: many values of one property, from one source a table.

A series gives one claim a day, made when it is asked for. Single claims stand beside it; over a
series of several values a day only a preferred claim, or that of a scenario, does. A climatology
says what is usual at a time of year, and is used, and reported, only where nothing else is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from thalweg.facts.claim import Claim, Value
from thalweg.period import Period, Season

DAY_MIN = 1440
_EPOCH = date(1970, 1, 1)
_GAP_MIN = 180
"""Between values farther apart than this nothing is interpolated."""


def minute_of(day: date, minute: int = 0) -> int:
    """Return the minutes from 1970-01-01 to a minute of a day."""
    return (day - _EPOCH).days * DAY_MIN + minute


@dataclass(frozen=True, eq=False)
class Series:
    """Measured values of one attribute of one subject."""

    subject: str
    attribute: str
    unit: str
    source: str
    minutes: NDArray[np.int64]
    """When, in minutes from 1970-01-01, in the station's own time; rising."""
    values: NDArray[np.float64]
    """What was measured, in the unit of the attribute."""
    daily: bool
    """Whether each value stands for its whole day, and not for its minute."""

    def samples(self, day: date) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the minutes of the day and the values of one day."""
        start = minute_of(day)
        a, b = np.searchsorted(self.minutes, [start, start + DAY_MIN])
        return self.minutes[a:b] - start, self.values[a:b]

    def on(self, day: date) -> tuple[float, float] | None:
        """Return the lowest and the highest value of a day, or None if there is none."""
        _, values = self.samples(day)
        return (float(values.min()), float(values.max())) if len(values) else None

    def covers(self, day: date) -> bool:
        """Tell whether the values of a day follow each other closely enough to know its lowest and highest."""
        minutes, _ = self.samples(day)
        gaps = np.diff(np.concatenate(([0], minutes, [DAY_MIN])))
        return bool(len(minutes)) and bool((gaps <= _GAP_MIN).all())

    def at(self, day: date, minute: int) -> float | None:
        """Return the value at a minute of a day, interpolated between neighbours, or None."""
        if self.daily:
            found = self.on(day)
            return None if found is None else found[0]
        now = minute_of(day, minute)
        after = int(np.searchsorted(self.minutes, now))
        if after < len(self.minutes) and self.minutes[after] == now:
            return float(self.values[after])
        if after in (0, len(self.minutes)) or self.minutes[after] - self.minutes[after - 1] > _GAP_MIN:
            return None
        pair = slice(after - 1, after + 1)
        return round(float(np.interp(now, self.minutes[pair], self.values[pair])), 3)

    def claim(self, day: date) -> Claim | None:
        """Return what the series says of a day, as a claim; over a day it may be a range."""
        found = self.on(day)
        return None if found is None else _claim(self, found, _only(day))


@dataclass(frozen=True)
class Climatology:
    """What is usual of one attribute of one subject by time of year."""

    subject: str
    attribute: str
    unit: str
    source: str
    rows: Sequence[tuple[Season, float, float]]
    """Seasons with the lowest and highest value that is usual then, in the attribute's unit."""
    what: str = ""
    """What `usual` means, as `5 to 95 % of the days of 1991-2020`."""

    def claim(self, day: date) -> Claim | None:
        """Return what is usual on a day, as a claim, or None if no season holds it."""
        for season, low, high in self.rows:
            if day in season:
                return _claim(self, (low, high), _only(day))
        return None


def _only(day: date) -> Period:
    """Return a day as a period."""
    return Period(day, day + timedelta(days=1) if day < date.max else None)


def _claim(of: Series | Climatology, found: tuple[float, float], day: Period) -> Claim:
    """Make a claim: what is measured is known from its day, what is usual at all times."""
    low, high = found
    text = f"{low:g}" if low == high else f"{low:g}..{high:g}"
    value, stated = Value("number", low, high), f"{text} {of.unit}".strip()
    if isinstance(of, Series):
        return Claim(of.subject, of.attribute, value, of.source, stated, valid=day, published=day)
    return Claim(of.subject, of.attribute, value, of.source, stated, valid=day, recorded=date.min)
