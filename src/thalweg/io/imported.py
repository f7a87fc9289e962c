"""Import measured values into `levels/STATION.csv` of a case, whole or not at all.

What a case has already stays; a value that differs from it is told, and nothing is written.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from thalweg.attributes import Attribute
from thalweg.errors import CaseError, bad_question
from thalweg.facts.series import Series
from thalweg.io.case import CLIMATOLOGY, Case, read_case
from thalweg.io.claims import SOURCE_COLUMNS, Terms, is_number
from thalweg.io.files import Report, write_whole
from thalweg.io.levels import DEFAULT_ATTRIBUTE, LEVEL_NEEDED, measured, read_number, read_series
from thalweg.io.observed import Observed, Reading, choose, field_of, read_observed
from thalweg.io.times import Times
from thalweg.io.units import UnitError, convert

_FLOAT = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?", re.ASCII)
_NOTHING = ("", "nan")
"""What is written, in small letters, where nothing was measured."""
_UNITS = {"[ft_i]": "ft", "[in_i]": "in", "metre": "m", "meter": "m", "centimetre": "cm", "centimeter": "cm"}
"""Units that services write and Thalweg writes otherwise; the first two are of UCUM."""
_TOLD = 10
"""How many problems of a file are told at most."""
_SAME = 1e-9
CLOCKS = "where clocks go back an hour stands twice: import times with an offset"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is imported, and as what; an empty text leaves it to the file or the case."""

    station: str
    attribute: str = DEFAULT_ATTRIBUTE
    unit: str = ""
    source: str = ""
    utc_offset: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was done."""

    file: str
    values: int
    first: str
    last: str
    utc_offset: str
    """Offset from UTC of the times that were written; empty if the file has none."""
    known: int
    """Values that the case had already."""
    without: int
    """Times at which nothing was measured."""

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "file": self.file,
            "values": self.values,
            "first": self.first or None,
            "last": self.last or None,
            "utc_offset": self.utc_offset or None,
            "known": self.known,
            "without_value": self.without,
        }

    def sentence(self) -> str:
        """Return it as one line."""
        span = f", {self.first} to {self.last}" if self.values else ""
        at = f" at UTC{self.utc_offset}" if self.utc_offset and self.values else ""
        known = f"; already there: {self.known}" if self.known else ""
        without = f"; left out, without a value: {self.without}" if self.without else ""
        return f"{self.file}: {self.values} values{span}{at}{known}{without}"


def import_levels(file: Path, root: Path, wanted: Wanted) -> Imported:
    """Add the values of a file to a case.

    Raises
    ------
    BadInput
        If the file, the case or what is wanted cannot be used; then nothing is written.
    """
    case = _case(root)
    there = Report(root)
    terms = Terms(case.attributes, case.kinds, {})
    attribute = measured(there, "", 0, wanted.station, wanted.attribute, terms)
    if attribute is None:
        raise CaseError(there.problems)
    if not re.fullmatch(r"\w[\w.-]*", wanted.station) or f"{wanted.station}.csv".endswith(CLIMATOLOGY):
        raise bad_question("station", repr(wanted.station), "an id that can be the name of a file")
    before = _before(case, terms, wanted)
    source = _source(case, wanted, before)
    report = Report(file.parent)
    found = read_observed(report, file.name)
    _stop(report)
    chosen = choose(report, file.name, found, wanted.station, wanted.series, lambda u: _measures(u, attribute))
    if chosen is None:
        raise CaseError(report.problems)
    follows = before is not None and not before.daily
    times = Times(report, file.name, wanted.utc_offset, follows)
    rows = list(_rows(report, file.name, chosen, wanted, attribute, times))
    _stop(report)
    new = list(_new(report, file.name, rows, before, "" if times.told else CLOCKS))
    _stop(report)
    target = root / "levels" / f"{wanted.station}.csv"
    if new:
        try:
            write_whole(target, _text(target, wanted, source, new))
        except OSError as error:
            expected = "a folder that can be written"
            raise bad_question("into", f"cannot write {target}: {error.strerror}", expected) from None
    values = sum(1 for r in rows if r.text)
    ends = (new[0].when, new[-1].when) if new else ("", "")
    return Imported(str(target), len(new), *ends, times.told, values - len(new), len(rows) - values)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    field: str
    minute: int
    daily: bool
    text: str
    unit: str
    value: float
    """In the unit of the attribute."""

    @property
    def when(self) -> str:
        return str(np.datetime64(self.minute, "m").astype("datetime64[D]" if self.daily else "datetime64[m]"))


def _stop(report: Report) -> None:
    if report.problems:
        raise CaseError(report.problems[:_TOLD])


# The case


def _case(root: Path) -> Case:
    if not (root / "case.yaml").is_file():
        raise bad_question("into", f"{root} is no case folder", "a folder with case.yaml, as `thalweg new` makes")
    case, problems = read_case(root)
    if problems or case is None:
        raise CaseError(problems)
    return case


def _before(case: Case, terms: Terms, wanted: Wanted) -> Series | None:
    """Return the series that the case has; one of a case that it uses cannot be added to."""
    key = (wanted.station, wanted.attribute)
    known = case.facts.series.get(key)
    files = sorted(f"levels/{p.name}" for p in (case.root / "levels").glob("*.csv") if not p.name.endswith(CLIMATOLOGY))
    own = read_series(Report(case.root), files, terms, case.facts.sources) if known is not None else []
    if known is not None and not any((s.subject, s.attribute) == key for s in own):
        used = ", ".join(case.about.uses)
        raise bad_question("station", f"the series of {wanted.station} is of a case used here ({used})", "that case")
    return known


def _source(case: Case, wanted: Wanted, before: Series | None) -> str:
    source = wanted.source or (before.source if before is not None else f"levels-{wanted.station}")
    if before is not None and source != before.source:
        expected = f"{before.source}, as the series in the case: a series has one source"
        raise bad_question("source", repr(source), expected)
    if source not in case.facts.sources:
        example = {"id": source, "kind": "official", "title": "Title of what was read"}
        row = ",".join(example.get(c, "") for c in SOURCE_COLUMNS)
        raise bad_question("source", f"no source {source!r}", "an id of sources.csv", f"add a row such as {row}")
    return source


# Values


def _rows(
    report: Report, file: str, series: Observed, wanted: Wanted, attribute: Attribute, times: Times
) -> Iterator[_Row]:
    """Yield the values of a series, converted; a row without a text is a time at which nothing was measured."""
    if series.stands_before:
        what, expected = f"values of {series.stands_before}", "values of their moment, or of the time after it"
        report.add(file, 0, "interpolationType", "bad-value", what, expected)
        return
    units: dict[str, str] = {}
    for reading in series.readings:
        when = times.read(reading)
        said = reading.unit or series.unit
        if said not in units:
            units[said] = _unit(said, wanted.unit, attribute)
        unit = units[said]
        if when is None:
            continue
        if reading.value.lower() in _NOTHING:
            yield _Row(reading.line, reading.field, *when, "", unit, 0.0)
            continue
        text = _plain(reading.value)
        number = read_number(report, file, reading.line, field_of(reading, "value"), text)
        if number is not None:
            yield _Row(reading.line, reading.field, *when, text, unit, convert(number, unit, attribute.unit))


def _plain(text: str) -> str:
    """Return a number without an exponent or a plus sign; anything else as it is."""
    if is_number(text) or not _FLOAT.fullmatch(text):
        return text
    return np.format_float_positional(float(text), trim="-")


def _measures(unit: str, attribute: Attribute) -> bool:
    try:
        convert(1.0, _UNITS.get(unit, unit), attribute.unit)
    except UnitError:
        return False
    return True


def _unit(said: str, given: str, attribute: Attribute) -> str:
    """Return the unit of values: what the file says, or what is given where it does not say or is not understood."""
    said = _UNITS.get(said, said)
    chosen = given or said
    if not chosen and attribute.unit:
        raise bad_question("unit", "the file does not say its unit", f"--unit, as --unit {attribute.unit}")
    if not _measures(chosen, attribute):
        expected = f"a unit like {attribute.unit or 'none at all'}"
        raise bad_question("unit", f"no unit {chosen!r} of {attribute.name}", expected, "say it with --unit")
    if given and _measures(said, attribute) and convert(1, said, attribute.unit) != convert(1, given, attribute.unit):
        raise bad_question("unit", f"{given!r}, but the file says {said!r}", f"{said}, or no --unit")
    return chosen


# What is new


def _new(report: Report, file: str, rows: Sequence[_Row], before: Series | None, hint: str) -> Iterator[_Row]:
    """Yield the values that the case does not have, in order of time; note those that differ."""
    known: dict[int, tuple[float, str]] = {}
    if before is not None:
        known = {int(m): (float(v), "") for m, v in zip(before.minutes, before.values, strict=True)}
    for row in sorted((r for r in rows if r.text), key=lambda r: r.minute):
        if before is not None and row.daily != before.daily:
            expected = f"a {'day' if before.daily else 'minute'}, as in the series of the case"
            report.add(file, row.line, _where(row), "bad-value", row.when, expected)
            return
        if row.minute not in known:
            known[row.minute] = (row.value, row.field or f"line {row.line}")
            yield row
            continue
        value, at = known[row.minute]
        if abs(value - row.value) > _SAME:
            what, expected = f"{row.value:g} at {row.when}", f"{value:g}, as in {at or 'the case'}: each moment once"
            report.add(file, row.line, _where(row), "duplicate-id", what, expected, hint if at else "")


def _where(row: _Row) -> str:
    return field_of(Reading(row.line, row.field, "", ""), "time")


def _text(target: Path, wanted: Wanted, source: str, rows: Sequence[_Row]) -> str:
    """Return the file with the rows below those that it has."""
    default = wanted.attribute == DEFAULT_ATTRIBUTE
    table = [list(LEVEL_NEEDED)]
    if target.is_file():
        table = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    header = [c.strip() for c in table[0]]
    if not default and "attribute" not in header:
        header.append("attribute")
        table = [[*cells, ""] if cells else cells for cells in table]
    same = {"station": wanted.station, "source": source, "attribute": wanted.attribute}
    table[0] = header
    table += ([_cell(name, row, same) for name in header] for row in rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()


def _cell(name: str, row: _Row, same: Mapping[str, str]) -> str:
    return same.get(name) or {"when": row.when, "value": row.text, "unit": row.unit}[name]
