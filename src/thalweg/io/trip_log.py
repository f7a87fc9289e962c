"""Logs of trips: a CSV file with one activity a row."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import TextIO

from thalweg.apps.trips import ACTIVITIES, Activity
from thalweg.errors import CaseError, nearest
from thalweg.io.files import Report, given_rows

COLUMNS = ("trip", "activity", "at", "side", "direction", "distance_km", "start", "end", "hours", "cost_usd", "load_t")
NEEDED = ("trip", "activity")
_NUMBERS = ("distance_km", "hours", "cost_usd", "load_t")


def read_log(log: str | Path | TextIO) -> tuple[Activity, ...]:
    """Read a log: the path of a file, or an open text file.

    Raises
    ------
    BadInput
        If there is no such file.
    CaseError
        If anything in it cannot be used; the error has every problem.
    """
    report, file, rows = given_rows(log, "log", COLUMNS, NEEDED, "a CSV file of activities")
    found = tuple(_activity(report, file, line, row) for line, row in rows)
    if not rows and not report.problems:
        report.add(file, 0, "", "missing-field", "no rows", "one row for each activity")
    _one_load(report, file, rows)
    if report.problems:
        raise CaseError(sorted(report.problems))
    return found


def _activity(report: Report, file: str, line: int, row: dict[str, str]) -> Activity:
    """Read one row, and note what is wrong with it."""
    kind = row["activity"]
    if kind not in ACTIVITIES:
        hint = nearest(kind, ACTIVITIES)
        report.add(file, line, "activity", "bad-value", repr(kind), f"one of {', '.join(ACTIVITIES)}", hint)
    numbers = {name: positive(report, file, line, name, row[name]) for name in _NUMBERS}
    if kind == "border" and not row["at"]:
        report.add(file, line, "at", "missing-field", "an empty cell", "the border post")
    if kind == "drive" and math.isnan(numbers["distance_km"]) and not row["distance_km"]:
        report.add(file, line, "distance_km", "missing-field", "an empty cell", "the distance that was driven, in km")
    if kind in ("border", "stop") and numbers["distance_km"] > 0:
        report.add(file, line, "distance_km", "bad-value", row["distance_km"], f"no distance of a {kind}")
    km = numbers["distance_km"]
    return Activity(
        row["trip"], kind, row["at"], row["side"], row["direction"], km if math.isfinite(km) else 0.0,
        _hours(report, file, line, row, numbers["hours"]), numbers["cost_usd"], numbers["load_t"],
    )  # fmt: skip


def _hours(report: Report, file: str, line: int, row: dict[str, str], stated: float) -> float:
    """Return how long it took: as stated, or from start to end."""
    ends = [_moment(report, file, line, name, row[name]) for name in ("start", "end")]
    if row["hours"] and (row["start"] or row["end"]):
        report.add(file, line, "hours", "bad-value", "hours beside start or end", "the one or the other")
    if bool(row["start"]) != bool(row["end"]):
        empty = "end" if row["start"] else "start"
        report.add(file, line, empty, "missing-field", "an empty cell", "start and end, or neither")
    start, end = ends
    if start is None or end is None:
        return stated
    if (start.tzinfo is None) != (end.tzinfo is None):
        report.add(file, line, "end", "bad-value", repr(row["end"]), "an offset from UTC at both times, or at neither")
        return stated
    if end < start:
        report.add(file, line, "end", "bad-value", repr(row["end"]), f"a time not before the start, {row['start']}")
    return (end - start).total_seconds() / 3600


def _moment(report: Report, file: str, line: int, name: str, text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        report.add(file, line, name, "bad-value", repr(text), "a time, as 2026-01-05T08:30")
        return None


def positive(report: Report, file: str, line: int, name: str, text: str) -> float:
    """Read a number of 0 or more, or note why not; an empty cell is not a number."""
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        report.add(file, line, name, "bad-value", repr(text), "a number, 0 or more")
        return math.nan
    return value


def _one_load(report: Report, file: str, rows: list[tuple[int, dict[str, str]]]) -> None:
    """Note a trip that states two loads."""
    loads: dict[str, str] = {}
    for line, row in rows:
        if row["load_t"] and loads.setdefault(row["trip"], row["load_t"]) != row["load_t"]:
            found = f"{row['load_t']} t, and {loads[row['trip']]} t before"
            report.add(file, line, "load_t", "bad-value", found, "one load for each trip")
