"""What is usual at a time of year: `levels/*.climatology.csv` of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thalweg.facts.claim import Source
from thalweg.facts.series import Climatology
from thalweg.facts.store import Property
from thalweg.io.claims import Terms
from thalweg.io.files import Report
from thalweg.io.levels import DEFAULT_ATTRIBUTE, fits, known_source, measured, read_number
from thalweg.io.units import convert
from thalweg.period import Season, parse_season

CLIMATOLOGY_COLUMNS = ("station", "attribute", "season", "low", "high", "unit", "source", "what")
_NEEDED = ("station", "season", "low", "high", "unit", "source")
_DAYS = tuple(date(2000, 1, 1) + timedelta(days=n) for n in range(366))
"""The days of a leap year."""


@dataclass(frozen=True)
class _Row:
    file: str
    line: int
    season: Season
    low: float
    high: float
    source: str
    what: str


def read_climatologies(
    report: Report, files: Iterable[str], terms: Terms, sources: Mapping[str, Source], known: Iterable[Property] = ()
) -> list[Climatology]:
    """Read the climatologies of a case, and note every problem.

    `known` are those of other cases that the case uses, of which there must be no second.
    """
    found: dict[Property, list[_Row]] = {}
    for file in files:
        for line, row in report.rows(file, CLIMATOLOGY_COLUMNS, _NEEDED):
            read = _row(report, file, line, row, terms, sources)
            if read is not None:
                found.setdefault((row["station"], row["attribute"] or DEFAULT_ATTRIBUTE), []).append(read)
    for key in known:
        for again in found.get(key, ())[:1]:
            what = f"a second climatology of {key[1]} of {key[0]}"
            report.add(again.file, again.line, "station", "duplicate-id", what, "one, here or in `uses`")
    return [_climatology(report, key, rows, terms.attributes[key[1]].unit) for key, rows in found.items()]


def _row(
    report: Report, file: str, line: int, row: Mapping[str, str], terms: Terms, sources: Mapping[str, Source]
) -> _Row | None:
    """Read one row, or note everything that is wrong with it."""
    before = len(report.problems)
    attribute = measured(report, file, line, row["station"], row["attribute"] or DEFAULT_ATTRIBUTE, terms)
    known_source(report, file, line, row["source"], sources)
    low, high = (read_number(report, file, line, end, row[end]) for end in ("low", "high"))
    if attribute is not None:
        fits(report, file, line, row["unit"], attribute)
    season = None
    try:
        season = parse_season(row["season"])
    except ValueError as error:
        report.add(file, line, "season", "bad-date", str(error), "months or days such as 12/03 or 12-01/03-31")
    if low is not None and high is not None and high < low:
        report.add(file, line, "high", "bad-value", f"{row['high']} below {row['low']}", "a high not below the low")
    if attribute is None or low is None or high is None or season is None or len(report.problems) > before:
        return None
    low, high = (convert(x, row["unit"], attribute.unit) for x in (low, high))
    return _Row(file, line, season, low, high, row["source"], row["what"])


def _climatology(report: Report, key: Property, rows: Sequence[_Row], unit: str) -> Climatology:
    """Put the rows of a climatology together; refuse seasons that overlap, and a second source or meaning."""
    first = rows[0]
    what = next((r.what for r in rows if r.what), "")
    whose: dict[date, _Row] = {}
    for row in rows:
        if row.source != first.source:
            expected = f"{first.source}, as in {first.file}:{first.line}: a climatology has one source"
            report.add(row.file, row.line, "source", "bad-value", repr(row.source), expected)
        if row.what and row.what != what:
            expected = f"{what!r}, or nothing: a climatology has one meaning"
            report.add(row.file, row.line, "what", "bad-value", repr(row.what), expected)
        days = [d for d in _DAYS if d in row.season]
        other = next((whose[d] for d in days if d in whose), None)
        if other is not None:
            expected = f"a season apart from that of {other.file}:{other.line}"
            report.add(row.file, row.line, "season", "duplicate-id", f"{row.season} overlaps {other.season}", expected)
        whose |= dict.fromkeys(days, row)
    return Climatology(*key, unit, first.source, tuple((r.season, r.low, r.high) for r in rows), what)
