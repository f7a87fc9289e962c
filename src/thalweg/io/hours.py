"""Opening hours in the notation of OpenStreetMap, as `Mo-Fr 08:00-18:00; Sa 09:00-12:00`."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST = datetime(1900, 1, 1)
"""Opening hours cannot be reckoned before; nor after the year 9999."""


def reckoned(depart: datetime, hours: float) -> bool:
    """Tell whether opening hours can be reckoned for so long after a departure."""
    return depart >= FIRST and hours <= (datetime.max - depart) / timedelta(hours=1)


def open_times(
    text: str, depart: datetime, hours: float, at: tuple[float, float] | None = None
) -> tuple[tuple[float, float], ...] | None:
    """Return when something is open after a departure, from and to, in hours; None if that cannot be read.

    It cannot where the text is no opening hours, nor outside of the years 1900 to 9999.
    Public and school holidays are not known to it, and count as ordinary days. `at` is where it stands, latitude and
    longitude, for sunrise and sunset; without it the sun rises at 7 and sets at 19. All times are local.
    """
    if not reckoned(depart, hours):
        return None
    from opening_hours import OpeningHours, State
    from opening_hours import ParserError as Unreadable  # type: ignore[attr-defined]  # its stub lacks it

    try:
        read = OpeningHours(text, coords=at, auto_country=False) if at else OpeningHours(text)
    except Unreadable:
        return None
    end = depart + timedelta(hours=hours)
    found: list[tuple[float, float]] = []
    for start, stop, state, _ in read.intervals(depart, end):
        if state == State.OPEN:
            ends = ((t.replace(tzinfo=None) - depart) / timedelta(hours=1) for t in (start, stop))
            low, high = (min(max(e, 0.0), hours) for e in ends)
            if found and found[-1][1] == low:
                low = found.pop()[0]
            found.append((low, high))
        elif state == State.UNKNOWN:
            return None
    return tuple(found)
