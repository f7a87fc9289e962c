"""Series and climatologies: `levels/*.csv` and `levels/*.climatology.csv` of a case.

A column is checked as a whole; only a file in which something is amiss is read row by row, to say
where. Both ways refuse the same rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from thalweg.attributes import Attribute
from thalweg.errors import nearest
from thalweg.facts.claim import Source
from thalweg.facts.series import Series, minute_of
from thalweg.facts.store import Property
from thalweg.io.claims import Terms
from thalweg.io.files import Report
from thalweg.io.units import UnitError, convert

LEVEL_COLUMNS = ("station", "attribute", "when", "value", "unit", "source")
LEVEL_NEEDED = ("station", "when", "value", "unit", "source")
DEFAULT_ATTRIBUTE = "water_level_m"
"""What a row speaks of that names no attribute."""
WHEN = "a day such as 2024-07-01, or a minute such as 2024-07-01T06:15"
OWN_TIME = "times are in the station's own standard time, without an offset"
_WHEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?")
_OFFSET = re.compile(r".*[T ]\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_NUMBERS = re.compile(rf"(?:{_NUMBER.pattern}\n)*")
_LAST_DAY = minute_of(date.max)
"""Of the last day of the calendar nobody can say when it ends."""
_DASHES = (4, 7)
_MOST = 1e12
"""No number is this large: beyond it, units could not be converted."""

Words = tuple[str, str, str, str]
"""Station, attribute, unit and source of a row."""


@dataclass(frozen=True)
class Rows:
    """The rows of one file whose cells can be read."""

    file: str
    lines: NDArray[np.int64]
    words: Sequence[Words]
    minutes: NDArray[np.int64]
    """Minutes from 1970-01-01."""
    daily: NDArray[np.bool_]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class _Part:
    """The rows of one file that belong to one series."""

    file: str
    lines: NDArray[np.int64]
    sources: Sequence[str]
    minutes: NDArray[np.int64]
    daily: NDArray[np.bool_]
    values: NDArray[np.float64]
    """In the unit of the attribute."""


def read_series(
    report: Report, files: Iterable[str], terms: Terms, sources: Mapping[str, Source], known: Iterable[Property] = ()
) -> list[Series]:
    """Read the series of a case, and note every problem.

    `known` are those of other cases that the case uses, of which there must be no second.
    """
    parts: dict[Property, list[_Part]] = {}
    for file in files:
        for key, part in _parts(report, read_rows(report, file), terms, sources):
            parts.setdefault(key, []).append(part)
    for key in known:
        for part in parts.get(key, ())[:1]:
            what = f"a second series of {key[1]} of {key[0]}"
            report.add(part.file, int(part.lines[0]), "station", "duplicate-id", what, "one series, here or in `uses`")
    return [_series(report, key, found, terms.attributes[key[1]].unit) for key, found in parts.items()]


# Cells


def read_rows(report: Report, file: str) -> Rows:
    """Read the cells of a file; note each that cannot be read."""
    text = report.text(file)
    whole = None if text is None else _whole(file, text)
    return _row_by_row(report, file, text is not None) if whole is None else whole


def _whole(file: str, text: str) -> Rows | None:
    """Read a file column by column, or return None if any cell is amiss."""
    try:
        header, *rows = csv.reader(io.StringIO(text), strict=True)
    except (csv.Error, ValueError):
        return None
    names = [n.strip() for n in header]
    right = len(set(names)) == len(names) and set(LEVEL_NEEDED) <= set(names) <= set(LEVEL_COLUMNS)
    if not rows or not right or text.count("\n") + (text[-1:] != "\n") != len(rows) + 1:
        return None
    try:
        column = dict(zip(names, zip(*rows, strict=True), strict=True))
    except ValueError:
        return None
    column.setdefault("attribute", (DEFAULT_ATTRIBUTE,) * len(rows))
    words = tuple(zip(column["station"], column["attribute"], column["unit"], column["source"], strict=True))
    for each in set(words):
        if any(w != w.strip() for w in each) or not all((each[0], each[2], each[3])):
            return None
    values = _all_values(column["value"])
    times = _all_times(column["when"])
    if values is None or times is None:
        return None
    return Rows(file, np.arange(2, len(rows) + 2), words, *times, values)


def _all_values(texts: Sequence[str]) -> NDArray[np.float64] | None:
    if not _NUMBERS.fullmatch("\n".join(texts) + "\n"):
        return None
    values = np.array(texts, dtype=np.float64)
    return values if (np.abs(values) < _MOST).all() else None


def _all_times(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]] | None:
    """Return the minutes from 1970, and whether each text is a day."""
    length = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    daily = length == 10
    if not (daily | (length == 16)).all():
        return None
    signs = np.array(texts, dtype="U16").view(np.uint32).reshape(len(texts), 16)
    for at in range(16):
        here = signs[:, at] if at < 10 else signs[~daily, at]
        digit = (here >= ord("0")) & (here <= ord("9"))
        wanted = "-" if at in _DASHES else {10: "T", 13: ":"}.get(at)
        if not (digit if wanted is None else here == ord(wanted)).all():
            return None
    if (signs[:, :4] == ord("0")).all(axis=1).any():
        return None
    try:
        minutes = np.array(texts, dtype="datetime64[m]").astype(np.int64)
    except ValueError:
        return None
    return (minutes, daily) if (minutes < _LAST_DAY).all() else None


def _row_by_row(report: Report, file: str, readable: bool) -> Rows:
    lines, words, minutes, daily, values = [], [], [], [], []
    for line, row in report.rows(file, LEVEL_COLUMNS, LEVEL_NEEDED) if readable else ():
        minute, number = _time(report, file, line, row["when"]), read_number(report, file, line, "value", row["value"])
        if minute is not None and number is not None:
            lines.append(line)
            words.append((row["station"], row["attribute"] or DEFAULT_ATTRIBUTE, row["unit"], row["source"]))
            minutes.append(minute)
            daily.append("T" not in row["when"])
            values.append(number)
    whole = np.array(lines, dtype=np.int64), words, np.array(minutes, dtype=np.int64)
    return Rows(file, *whole, np.array(daily, dtype=np.bool_), np.array(values, dtype=np.float64))


def _time(report: Report, file: str, line: int, text: str) -> int | None:
    minute = _minute(text)
    if minute is None:
        report.add(file, line, "when", "bad-date", repr(text[:40]), WHEN, OWN_TIME if _OFFSET.fullmatch(text) else "")
    return minute


def _minute(text: str) -> int | None:
    """Return the minute from 1970 at which a day or a minute begins; None if it is neither."""
    if not _WHEN.fullmatch(text):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    minute = minute_of(when.date(), when.hour * 60 + when.minute)
    return minute if minute < _LAST_DAY else None


def read_number(report: Report, file: str, line: int, where: str, text: str) -> float | None:
    """Read a plain number, or note why it is none."""
    number = float(text) if _NUMBER.fullmatch(text) else float("nan")
    if not abs(number) < _MOST:
        hint = "leave the row out where nothing was measured" if text.lower() in ("nan", "unknown", "none") else ""
        report.add(file, line, where, "bad-value", repr(text[:40]), "a number", hint)
        return None
    return number


# What the rows speak of


def _parts(report: Report, rows: Rows, terms: Terms, sources: Mapping[str, Source]) -> Iterator[tuple[Property, _Part]]:
    """Yield the rows of each series; what is wrong with their words is told once, where it first stands."""
    at: dict[Words, list[int]] = {}
    for i, each in enumerate(rows.words):
        at.setdefault(each, []).append(i)
    wanted: dict[Property, list[Words]] = {}
    for words, places in at.items():
        line = int(rows.lines[places[0]])
        attribute = measured(report, rows.file, line, words[0], words[1] or DEFAULT_ATTRIBUTE, terms)
        cited = known_source(report, rows.file, line, words[3], sources)
        if attribute is not None and cited and fits(report, rows.file, line, words[2], attribute):
            wanted.setdefault((words[0], attribute.name), []).append(words)
    for key, several in wanted.items():
        chosen = np.sort(np.concatenate([at[w] for w in several]))
        values = rows.values.copy()
        for words in several:
            values[at[words]] = converted(values[at[words]], words[2], terms.attributes[key[1]].unit)
        of = [rows.words[i][3] for i in chosen] if len(several) > 1 else [several[0][3]] * len(chosen)
        yield key, _Part(
            rows.file, rows.lines[chosen], of, rows.minutes[chosen], rows.daily[chosen], values[chosen]
        )  # fmt: skip


def measured(report: Report, file: str, line: int, station: str, name: str, terms: Terms) -> Attribute | None:
    """Return an attribute that can be measured at a station, or note why it cannot."""
    kind = terms.kinds.get(station, ("topic",))[0]
    if kind != "topic":
        expected = "a water station or topic of subjects.csv"
        report.add(file, line, "station", "not-applicable", f"{station} is a {kind}", expected)
        return None
    attribute = terms.find(report, file, lambda _: line, station, name, "station")
    if attribute is None:
        return None
    if attribute.type != "number" or attribute.needs:
        what = "a qualifier is needed" if attribute.needs else f"its type is {attribute.type}"
        expected = "a number that is measured without qualifiers"
        report.add(file, line, "attribute", "not-applicable", f"{name}: {what}", expected)
        return None
    return attribute


def known_source(report: Report, file: str, line: int, source: str, sources: Mapping[str, Source]) -> bool:
    """Tell whether a source exists; note it if not."""
    if source not in sources:
        hint = nearest(source, sources)
        report.add(file, line, "source", "missing-source", f"no source {source!r}", "an id of sources.csv", hint)
    return source in sources


def fits(report: Report, file: str, line: int, unit: str, attribute: Attribute) -> bool:
    """Tell whether a unit measures an attribute; note it if not."""
    try:
        convert(1.0, unit, attribute.unit)
    except UnitError as error:
        report.add(file, line, "unit", "bad-unit", str(error), f"a unit like {attribute.unit or 'none at all'}")
        return False
    return True


def converted(values: NDArray[np.float64], unit: str, to: str) -> NDArray[np.float64]:
    """Convert many values, each as a single claim would be."""
    different, where = np.unique(values, return_inverse=True)
    return np.array([convert(float(v), unit, to) for v in different], dtype=np.float64)[where.reshape(-1)]


# Series


def _series(report: Report, key: Property, parts: Sequence[_Part], unit: str) -> Series:
    """Put the rows of a series in order; refuse a second source, a moment twice, and days among minutes."""
    source, daily = parts[0].sources[0], bool(parts[0].daily[0])
    first = f"{parts[0].file}:{parts[0].lines[0]}"
    for part in parts:
        other = next((i for i, s in enumerate(part.sources) if s != source), None)
        if other is not None:
            what, expected = repr(part.sources[other]), f"{source}, as in {first}: a series has one source"
            report.add(part.file, int(part.lines[other]), "source", "bad-value", what, expected)
        if (part.daily != daily).any():
            at = int(part.lines[part.daily != daily][0])
            what, expected = ("a minute", "a day") if daily else ("a day", "a minute of the day")
            report.add(part.file, at, "when", "bad-value", what, f"{expected}, as in {first}: a series has one kind")
    minutes = np.concatenate([p.minutes for p in parts])
    order = np.argsort(minutes, kind="stable")
    minutes = minutes[order]
    for i in np.flatnonzero(minutes[1:] == minutes[:-1]):
        (there, line), (file, again) = (_place(parts, int(order[j])) for j in (i, i + 1))
        what = f"{np.datetime64(int(minutes[i]), 'm').astype('datetime64[D]' if daily else 'datetime64[m]')} again"
        report.add(file, again, "when", "duplicate-id", what, f"each moment once; it stands at {there}:{line}")
    values = np.concatenate([p.values for p in parts])[order]
    return Series(*key, unit, source, minutes, values, daily)


def _place(parts: Sequence[_Part], at: int) -> tuple[str, int]:
    """Return file and line of a row, counted through all parts."""
    for part in parts:
        if at < len(part.lines):
            return part.file, int(part.lines[at])
        at -= len(part.lines)
    raise AssertionError("a row of one of the parts")
