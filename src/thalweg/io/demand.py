"""A demand: a CSV file of who would travel from where to where, and how many a day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from thalweg.apps.assign import Row
from thalweg.errors import CaseError
from thalweg.io.case import Case, find_mover
from thalweg.io.files import Report, given_rows

FILE = "demand.csv"
COLUMNS = ("origin", "destination", "mover", "per_day", "elasticity", "source")
NEEDED = ("origin", "destination", "mover", "per_day")
MOST_A_DAY = 1e9
"""Movers a day that are taken at most."""
ELASTIC = (-100.0, -1e-6)
"""From and to which elasticity is taken; a demand nearer to 0 hardly moves, and is better given without one."""


def read_demand(case: Case, demand: str | Path | TextIO | None) -> tuple[Row, ...]:
    """Read a demand: of a file, of an open text file, or of the case's own `demand.csv`.

    Raises
    ------
    BadInput
        If there is no such file.
    CaseError
        If anything in it cannot be used; the error has every problem.
    """
    source = case.root / FILE if demand is None else demand
    wanted, found = f"a CSV file with columns {', '.join(NEEDED)}", f"the case has no {FILE}" if demand is None else ""
    report, file, given = given_rows(source, "demand", COLUMNS, NEEDED, wanted, found)
    rows = [_row(report, file, line, row, case) for line, row in given]
    if not rows and not report.problems:
        report.add(file, 0, "per_day", "missing-field", "no rows", "one row for each origin, destination and mover")
    if report.problems:
        raise CaseError(sorted(report.problems))
    return tuple(rows)


def _row(report: Report, file: str, line: int, row: Mapping[str, str], case: Case) -> Row:
    for end in ("origin", "destination"):
        if row[end] not in case.network.place_index:
            report.unknown_id(file, line, end, row[end], "place", case.network.place_index)
    if row["mover"].partition("@")[0] not in case.movers:
        report.unknown_id(file, line, "mover", row["mover"], "mover", case.movers)
    elif "@" in row["mover"]:
        find_mover(case, row["mover"])
    if row["origin"] == row["destination"]:
        report.add(file, line, "destination", "bad-value", repr(row["destination"]), "a place other than the origin")
    told = f"a number of movers a day, 0 or more, at most {MOST_A_DAY:,.0f}"
    per_day = _number(report, file, line, "per_day", row["per_day"], (0.0, MOST_A_DAY), told)
    elasticity = None
    if row["elasticity"]:
        told = f"a number from {ELASTIC[0]:g} to {ELASTIC[1]:f}, or nothing for a demand that stays"
        elasticity = _number(report, file, line, "elasticity", row["elasticity"], ELASTIC, told)
    return Row(row["mover"], row["origin"], row["destination"], per_day, elasticity, row["source"])


def _number(
    report: Report, file: str, line: int, field: str, text: str, bounds: tuple[float, float], expected: str
) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not bounds[0] <= found <= bounds[1]:
        report.add(file, line, field, "bad-value", repr(text), expected)
    return found
