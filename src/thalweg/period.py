"""Half-open periods of days, read from and written as EDTF dates.

Implements the part of EDTF (ISO 8601-2:2019, levels 0 and 1) that dated facts need: years,
months, days, seasons (2026-22 is summer 2026), approximate and uncertain marks (~ ? %),
and intervals with open or unknown ends (`2014/`, `../2024-06`, `2022/2023`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[~?%]?$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_SEASON = re.compile(r"^(\d{2})(?:-(\d{2}))?$")
_ONE_DAY = timedelta(days=1)
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}  # first month; winter runs into the next year


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to and without `end`; None is unbounded."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    @property
    def last(self) -> date | None:
        """The last day inside, or None if the period has no end."""
        return None if self.end is None else self.end - _ONE_DAY

    def holds(self, other: Period) -> bool:
        """Tell whether every day of `other` lies in this period."""
        starts = self.start is None or (other.start is not None and self.start <= other.start)
        ends = self.end is None or (other.end is not None and other.end <= self.end)
        return starts and ends

    def overlaps(self, other: Period) -> bool:
        """Tell whether some day lies in both."""
        starts = self.end is None or other.start is None or other.start < self.end
        return starts and (other.end is None or self.start is None or self.start < other.end)

    def shared(self, other: Period) -> Period | None:
        """Return the days that lie in both, or None if there are none."""
        if not self.overlaps(other):
            return None
        starts = [s for s in (self.start, other.start) if s is not None]
        ends = [e for e in (self.end, other.end) if e is not None]
        return Period(max(starts, default=None), min(ends, default=None))

    def __str__(self) -> str:
        if self.start is None and self.end is None:
            return "always"
        for length in (4, 7, 10):  # a year, a month, a day
            left = self.start.isoformat()[:length] if self.start else ".."
            right = self.last.isoformat()[:length] if self.last else ".."
            text = left if left == right else f"{left}/{right}"
            if parse(text) == self:
                return text
        raise AssertionError("every period of whole days can be written")


ALWAYS = Period()


def parse(text: str) -> Period:
    """Read an EDTF date or interval.

    Raises
    ------
    ValueError
        If the text is no such date, or an interval ends before it begins.
    """
    text = text.strip()
    if not text:
        return ALWAYS
    if "/" not in text:
        return _single(text)
    left, _, right = text.partition("/")
    start = None if left in ("", "..") else _single(left).start
    end = None if right in ("", "..") else _single(right).end
    if start is not None and end is not None and end <= start:
        raise ValueError(f"{text!r} ends before it begins")
    return Period(start, end)


def parse_day(text: str) -> date:
    """Read one calendar day, written YYYY-MM-DD.

    Raises
    ------
    ValueError
        If the text is not one existing day.
    """
    if not _DAY.match(text):
        raise ValueError(f"{text!r} is not a day")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day") from None


def _single(text: str) -> Period:
    match = _DATE.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not an EDTF date")
    year = int(match[1])
    month = int(match[2]) if match[2] else None
    day = int(match[3]) if match[3] else None
    try:
        if month is None:
            return Period(date(year, 1, 1), date(year + 1, 1, 1))
        if month in _SEASONS and day is None:
            first = _SEASONS[month]
            return Period(date(year, first, 1), _month_after(year, first + 2))
        if day is None:
            return Period(date(year, month, 1), _month_after(year, month))
        return Period(date(year, month, day), date(year, month, day) + _ONE_DAY)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not a day of the calendar") from None


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Season:
    """Part of every year, from one month and day to another, both inside; it may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __contains__(self, day: date) -> bool:
        now = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= now <= self.last
        return now >= self.first or now <= self.last

    def turns(self, year: int) -> tuple[date, date]:
        """Return the first day of the season in a year, and the first day after its end in that year."""
        return _day_of(year, self.first), _day_of(year, self.last) + _ONE_DAY

    def __str__(self) -> str:
        return f"{self.first[0]:02d}-{self.first[1]:02d}/{self.last[0]:02d}-{self.last[1]:02d}"


def _day_of(year: int, day: tuple[int, int]) -> date:
    """Return a day of a year; 29 February is the last of that month."""
    month, number = day
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 28 if day == (2, 29) and not leap else number)


def parse_season(text: str) -> Season:
    """Read `MM/MM` or `MM-DD/MM-DD`.

    Raises
    ------
    ValueError
        If the text is not of that form or names no such day.
    """
    left, slash, right = text.strip().partition("/")
    ends: list[tuple[int, int]] = []
    for part, whole_month in ((left, 1), (right, 0)):
        match = _SEASON.match(part)
        if not slash or match is None:
            raise ValueError(f"{text!r} is not a season")
        month = int(match[1])
        try:
            longest = (_month_after(2000, month) - _ONE_DAY).day if 1 <= month <= 12 else 0
            day = int(match[2]) if match[2] else (1 if whole_month else longest)
            date(2000, month, day)
        except ValueError:
            raise ValueError(f"{text!r} is not a season") from None
        ends.append((month, day))
    return Season(ends[0], ends[1])
