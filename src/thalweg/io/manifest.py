"""A manifest: a CSV file of consignments, one a row, to be screened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from thalweg.attributes import Attributes
from thalweg.errors import CaseError, nearest
from thalweg.io.case import is_country
from thalweg.io.claims import is_number
from thalweg.io.files import Report, given_rows
from thalweg.movers import MOVER_KINDS, Mover

FIELDS = ("id", "name", "kind", "flag", "class", "hs")


@dataclass(frozen=True, slots=True)
class Row:
    """One consignment, and what the manifest says of it."""

    line: int
    mover: Mover
    said: dict[str, str]


def read_manifest(manifest: str | Path | TextIO, attributes: Attributes, classes: Collection[str]) -> list[Row]:
    """Read a manifest: its columns are `id` and any of name, kind, flag, class, hs, and attributes.

    It is the path of a file, or an open text file. A class is one of `classes`.

    Raises
    ------
    BadInput
        If there is no such file.
    CaseError
        If anything in it cannot be used; the error has every problem.
    """
    asked = [a for a, r in attributes.items() if any(k.split(":")[0] in ("mover", "trip") for k in r.subjects)]
    columns = (*FIELDS, *(a for a in asked if a not in FIELDS))
    found = []
    seen: set[str] = set()
    report, file, rows = given_rows(manifest, "manifest", columns, ("id",), "a CSV file with a column id")
    for line, row in rows:
        kind = row["kind"] or "consignment"
        if kind not in MOVER_KINDS:
            report.add(
                file,
                line,
                "kind",
                "bad-value",
                repr(kind),
                f"one of {', '.join(MOVER_KINDS)}",
                nearest(kind, MOVER_KINDS),
            )
        if row["flag"] and not is_country(row["flag"]):
            report.add(file, line, "flag", "bad-value", repr(row["flag"]), "an ISO 3166 code of two capital letters")
        if row["class"] and row["class"] not in classes:
            report.unknown_id(file, line, "class", row["class"], "class", classes)
        if row["id"] in seen:
            report.add(file, line, "id", "duplicate-id", f"{row['id']!r} again", "each id once")
        seen.add(row["id"])
        said = {a: row[a] for a in asked if a not in FIELDS and row[a]}
        for name, value in said.items():
            _check(report, file, line, name, value, attributes)
        cargo = tuple(c.strip() for c in row["hs"].split(";") if c.strip())
        mover = Mover(row["id"], row["name"] or row["id"], kind, row["flag"], row["class"], "", cargo)
        found.append(Row(line, mover, said))
    if report.problems:
        raise CaseError(sorted(report.problems))
    return found


def _check(report: Report, file: str, line: int, name: str, value: str, attributes: Attributes) -> None:
    row = attributes[name]
    if row.numeric:
        if not is_number(value):
            report.add(file, line, name, "bad-value", repr(value), f"a number of {row.unit or 'units'}")
    elif row.values and value not in row.values:
        report.add(
            file, line, name, "bad-value", repr(value), f"one of {', '.join(row.values)}", nearest(value, row.values)
        )
