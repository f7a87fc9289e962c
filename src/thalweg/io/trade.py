"""A table of trade: a CSV file of who sells to whom, and for how much."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TextIO

import numpy as np

from thalweg.apps.trade import Trade
from thalweg.errors import CaseError
from thalweg.io.files import Report, given_rows

COLUMNS = ("origin", "destination", "value", "takes_way", "source")
NEEDED = ("origin", "destination", "value")
MOST = 250
"""Most countries that are solved; the world has fewer."""
HIGHEST = 1e18


def read_trade(source: str | Path | TextIO) -> Trade:
    """Read a table of trade: of a file, or of an open text file.

    Raises
    ------
    BadInput
        If there is no such file.
    CaseError
        If anything in it cannot be used; the error has every problem.
    """
    wanted = f"a CSV file with columns {', '.join((*NEEDED, 'takes_way'))}"
    report, file, given = given_rows(source, "trade", COLUMNS, NEEDED, wanted)
    countries = tuple(dict.fromkeys(row[end] for _, row in given for end in ("origin", "destination")))
    if len(countries) > MOST:
        report.add(file, 0, "origin", "over-limit", f"{len(countries):,} countries", f"at most {MOST}")
        raise CaseError(sorted(report.problems))
    index = {name: i for i, name in enumerate(countries)}
    flows = np.full((len(countries), len(countries)), np.nan)
    takes = np.zeros(flows.shape, dtype=bool)
    for line, row in given:
        at = index[row["origin"]], index[row["destination"]]
        if not math.isnan(flows[at]):
            pair = f"{row['origin']} to {row['destination']} again"
            report.add(file, line, "destination", "bad-value", pair, "each pair once")
        flows[at] = _value(report, file, line, row["value"], at[0] == at[1] or row["takes_way"] == "yes")
        takes[at] = _takes(report, file, line, row["takes_way"], at[0] == at[1])
    for name, i in index.items():
        if math.isnan(flows[i, i]) and not report.problems:
            expected = f"a row {name},{name}: what is sold at home is part of what gives way"
            report.add(file, 0, "value", "missing-field", f"no sales of {name} at home", expected)
    if not takes.any() and not report.problems:
        report.add(file, 0, "takes_way", "missing-field", "no pair", "yes in the rows whose goods take the way")
    if report.problems:
        raise CaseError(sorted(report.problems))
    sources = dict.fromkeys(row["source"] for _, row in given if row["source"])
    return Trade(countries, np.nan_to_num(flows), takes, tuple(sources))


def _value(report: Report, file: str, line: int, text: str, above: bool) -> float:
    """Read a value; one that has to be there for an answer is above 0."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not (found <= HIGHEST and (found > 0 if above else found >= 0)):
        told = "a value above 0, as no trade grows from nothing" if above else f"a value from 0 to {HIGHEST:g}"
        report.add(file, line, "value", "bad-value", repr(text), told)
        return 0.0
    return found


def _takes(report: Report, file: str, line: int, text: str, home: bool) -> bool:
    if text not in ("", "yes", "no"):
        report.add(file, line, "takes_way", "bad-value", repr(text), "yes or no")
    if text == "yes" and home:
        report.add(file, line, "takes_way", "bad-value", "yes for sales at home", "a pair of two countries")
    return text == "yes"
