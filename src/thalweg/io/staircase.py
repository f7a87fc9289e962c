"""Templates of corridors: one row for each leg and step, written to be filled and read when filled."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from thalweg.apps.corridor import KINDS, NOT_KNOWN, Stage, Staircase, Three
from thalweg.errors import CaseError, nearest
from thalweg.io.files import Report, given_rows
from thalweg.io.trip_log import positive
from thalweg.network import MODES

_TIMES = ("time_min_h", "time_avg_h", "time_max_h")
_COSTS = ("cost_min_usd", "cost_avg_usd", "cost_max_usd")
COLUMNS = ("way", "kind", "from", "to", "mode", "distance_km", *_TIMES, *_COSTS, "note")
NEEDED = ("way", "kind", "from")


def template(ways: Iterable[Staircase]) -> str:
    """Return a template as CSV: what is known of each way, and empty cells for the rest."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for way in ways:
        for s in way.stages:
            mode, km = (s.mode, _cell(s.km)) if s.moves else ("", "")
            numbers = (*_cells(s.time_h), *_cells(s.cost_usd))
            writer.writerow([way.name, s.kind, s.origin, s.destination, mode, km, *numbers, s.name])
    return out.getvalue()


def _cells(x: Three) -> tuple[str, ...]:
    return tuple(map(_cell, (x.low, x.mid, x.high))) if x.known else ("", "", "")


def _cell(x: float) -> str:
    return f"{round(x, 4):.10g}"


def read_staircases(file: str | Path | TextIO) -> tuple[Staircase, ...]:
    """Read a filled template: the path of a file, or an open text file.

    Raises
    ------
    BadInput
        If there is no such file.
    CaseError
        If anything in it cannot be used; the error has every problem.
    """
    report, name, rows = given_rows(file, "observed", COLUMNS, NEEDED, "a CSV file as --template writes it")
    ways: dict[str, list[Stage]] = {}
    for line, row in rows:
        stage = _stage(report, name, line, row)
        before = [s for s in ways.get(row["way"], []) if s.moves]
        if stage.moves and before and before[-1].destination != stage.origin:
            report.add(
                name, line, "from", "bad-value", repr(stage.origin),
                f"{before[-1].destination!r}, where the leg before ends",
            )  # fmt: skip
        ways.setdefault(row["way"], []).append(stage)
    if not rows and not report.problems:
        report.add(name, 0, "", "missing-field", "no rows", "one row for each leg and step")
    if report.problems:
        raise CaseError(sorted(report.problems))
    return tuple(Staircase(way, tuple(stages)) for way, stages in ways.items())


def _stage(report: Report, file: str, line: int, row: dict[str, str]) -> Stage:
    """Read one row, and note what is wrong with it."""
    kind = row["kind"]
    if kind not in KINDS:
        report.add(file, line, "kind", "bad-value", repr(kind), f"one of {', '.join(KINDS)}", nearest(kind, KINDS))
    km = positive(report, file, line, "distance_km", row["distance_km"])
    if kind == "leg":
        if row["mode"] not in MODES:
            found = repr(row["mode"]) if row["mode"] else "an empty cell"
            hint = nearest(row["mode"], MODES)
            report.add(file, line, "mode", "bad-value", found, f"one of {', '.join(MODES)}", hint)
        for name in ("to", "distance_km"):
            if not row[name]:
                report.add(file, line, name, "missing-field", "an empty cell", f"a value for {name} of a leg")
    elif kind in KINDS and row["distance_km"] and km:
        report.add(file, line, "distance_km", "bad-value", row["distance_km"], f"no distance of a {kind}")
    time, cost = (_three(report, file, line, names, row) for names in (_TIMES, _COSTS))
    name = f"{row['from']} - {row['to']}" if kind == "leg" else row["from"]
    return Stage(
        kind, row["note"] or name, row["from"], row["to"], row["mode"], km if math.isfinite(km) else 0.0, time,
        cost, "observed" if time.known else "",
    )  # fmt: skip


def _three(report: Report, file: str, line: int, names: tuple[str, ...], row: dict[str, str]) -> Three:
    """Read least, average and most: an average alone stands for all three, two ends for their middle."""
    low, mid, high = (positive(report, file, line, name, row[name]) for name in names)
    given = [bool(row[name]) for name in names]
    if not any(given):
        return NOT_KNOWN
    if given == [False, True, False]:
        return Three(mid, mid, mid)
    if not (given[0] and given[2]):
        empty = names[0] if not given[0] else names[2]
        report.add(file, line, empty, "missing-field", "an empty cell", "the average alone, or least and most")
        return NOT_KNOWN
    mid = mid if given[1] else (low + high) / 2
    if not low <= mid <= high and not any(map(math.isnan, (low, mid, high))):
        found = f"{row[names[0]]}, {row[names[1]]}, {row[names[2]]}"
        report.add(file, line, names[0], "bad-value", found, "least, average and most in this order")
    return Three(low, mid, high)
