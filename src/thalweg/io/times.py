"""Times as other programs write them, put into one standard time of the station."""

from __future__ import annotations

import re
from datetime import date

from thalweg.errors import bad_question
from thalweg.facts.series import minute_of
from thalweg.io.files import Report
from thalweg.io.observed import Reading, field_of

_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<hour>\d{2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?\s?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_OFFSET = re.compile(r"(Z)|([+-])(\d{2}):?(\d{2})", re.ASCII)
_WIDEST = 14 * 60
"""No standard time is farther from UTC, in minutes."""
_FIRST = minute_of(date.min)
_LAST = minute_of(date.max)
"""Of the last day of the calendar nobody can say when it ends."""


class Times:
    """Reads times, and puts those with an offset into one standard time."""

    def __init__(self, report: Report, file: str, offset: str, follows: bool) -> None:
        self._report, self._file, self._follows = report, file, follows
        self._given = _minutes(offset) if offset else None
        if offset and (self._given is None or abs(self._given) > _WIDEST):
            raise bad_question("utc-offset", repr(offset), "an offset from UTC such as +01:00 or Z")
        self._base: int | None = None
        self._kind: tuple[bool, bool] | None = None

    @property
    def told(self) -> str:
        """The offset of the times, if they have one."""
        if self._base is None:
            return ""
        return f"{'-' if self._base < 0 else '+'}{abs(self._base) // 60:02d}:{abs(self._base) % 60:02d}"

    def read(self, reading: Reading) -> tuple[int, bool] | None:
        """Return the minute from 1970 and whether it is a whole day, or note what is wrong."""
        moment = _moment(reading.time)
        if moment is None:
            return self._refuse(reading, "a time such as 2024-07-01T06:15:00+01:00, or a day")
        minute, daily, offset = moment
        kind = (daily, offset is not None)
        if self._kind is None:
            self._kind = kind
            self._base = self._standard(offset)
        if kind != self._kind:
            return self._refuse(reading, "all days, all times, or all times with an offset")
        if self._base is not None and offset is not None:
            minute += self._base - offset
        if not _FIRST <= minute < _LAST:
            return self._refuse(reading, "a day of the calendar")
        return minute, daily

    def _standard(self, first: int | None) -> int | None:
        """Return the offset in which all times are written; times without one stand as they are."""
        if first is None:
            if self._given is not None:
                raise bad_question("utc-offset", "times without an offset", "no --utc-offset: they stand as they are")
            return None
        if self._given is None and self._follows:
            found, expected = "times with an offset, beside those of the case", "--utc-offset, that of the case"
            raise bad_question("utc-offset", found, expected, "the standard time of the station, as +01:00")
        return first if self._given is None else self._given

    def _refuse(self, reading: Reading, expected: str) -> tuple[int, bool] | None:
        """Note that a time cannot be used; return that there is none."""
        found = repr(reading.time[:40])
        self._report.add(self._file, reading.line, field_of(reading, "time"), "bad-date", found, expected)
        return None


def _moment(text: str) -> tuple[int, bool, int | None] | None:
    """Return the minute from 1970, whether it is a whole day, and the offset from UTC; None if it is no time."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    offset = _minutes(match["offset"]) if match["offset"] else None
    if hour > 23 or minute > 59 or (match["offset"] and offset is None):
        return None
    try:
        return minute_of(date.fromisoformat(match["day"]), hour * 60 + minute), match["hour"] is None, offset
    except ValueError:
        return None


def _minutes(offset: str) -> int | None:
    match = _OFFSET.fullmatch(offset)
    if match is None or int(match[4] or 0) > 59:
        return None
    return 0 if match[1] else int(f"{match[2]}1") * (int(match[3]) * 60 + int(match[4]))
