"""A list of arrivals at a gate: a CSV file, one row a vehicle."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from thalweg.errors import CaseError
from thalweg.io.claims import is_number
from thalweg.io.files import given_rows

COLUMNS = ("arrive", "direction", "service_min")
Listed = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]


def read_arrivals(arrivals: str | Path | TextIO, start: datetime, days: int) -> tuple[Listed, tuple[str, ...]]:
    """Read arrivals: when, in h from the start, the direction and the time of service in min, nan where not given.

    The column `arrive` holds times, as 2026-01-05T08:30, or hours from the start. There may be columns `direction`,
    of two values at most, and `service_min`. The second part of what is returned names the directions.

    Raises
    ------
    BadInput
        If there is no such file, or anything in it cannot be used; the error has every problem.
    """
    report, file, rows = given_rows(arrivals, "arrivals", COLUMNS, ("arrive",), "a CSV file with a column arrive")
    sides: list[str] = []
    found: list[tuple[float, int, float]] = []
    for line, row in rows:
        hours = _hours(row["arrive"], start)
        if hours is None:
            report.add(file, line, "arrive", "bad-value", repr(row["arrive"]), "a time, or hours from the start")
        elif not 0 <= hours < days * 24:
            told = f"{row['arrive']!r}, {hours:g} h from the start"
            report.add(file, line, "arrive", "bad-value", told, f"a time within {days} days from {start:%Y-%m-%d}")
        service = row["service_min"]
        if service and (not is_number(service) or float(service) < 0):
            report.add(file, line, "service_min", "bad-value", repr(service), "a number of minutes, 0 or more")
            service = ""
        if row["direction"] not in sides and len(sides) == 2:
            expected = f"one of {sides[0]!r} and {sides[1]!r}"
            report.add(file, line, "direction", "bad-value", repr(row["direction"]), expected)
        elif row["direction"] not in sides:
            sides.append(row["direction"])
        side = sides.index(row["direction"]) if row["direction"] in sides else 0
        found.append((hours or 0.0, side, float(service) if service else np.nan))
    if not found and not report.problems:
        report.add(file, 1, "", "bad-csv", "no rows", "one row a vehicle")
    if report.problems:
        raise CaseError(sorted(report.problems))
    found.sort(key=lambda x: x[0])
    arrive, side_of, own = (np.array(x) for x in zip(*found, strict=True))
    return (arrive.astype(np.float64), side_of.astype(np.int64), own.astype(np.float64)), tuple(sides)


def _hours(text: str, start: datetime) -> float | None:
    """Return hours from the start."""
    if is_number(text):
        return float(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if at.tzinfo else (at - start) / timedelta(hours=1)
