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
    per_day = _number(report, file, line, "per_day", row["per_day"], "a number of movers a day, 0 or more")
    elasticity = None
    if row["elasticity"]:
        elasticity = _number(report, file, line, "elasticity", row["elasticity"], "a number below 0")
    return Row(row["mover"], row["origin"], row["destination"], per_day, elasticity, row["source"])


def _number(report: Report, file: str, line: int, field: str, text: str, expected: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    good = math.isfinite(found) and (found < 0 if field == "elasticity" else found >= 0)
    if not good:
        report.add(file, line, field, "bad-value", repr(text), expected)
    return found
