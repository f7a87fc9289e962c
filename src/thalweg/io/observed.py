"""Observed time series as other programs write them, and which of a document is meant."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thalweg.errors import nearest
from thalweg.io.files import Report

_SHOWN = 8
"""How many series a message names at most."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as a document writes it, and where."""

    line: int
    field: str
    time: str
    value: str
    """Empty where nothing was measured."""
    unit: str = ""
    """Where it is said for this value alone."""


def field_of(reading: Reading, name: str) -> str:
    """Return what a message calls the `time` or `value` of a reading."""
    return f"{reading.field}.{'timestamp' if name == 'time' else name}" if reading.field else name


@dataclass
class Observed:
    """A time series of a document."""

    names: tuple[str, ...] = ()
    """Everything that it is called by: ids and titles of the series, its station and what is observed."""
    unit: str = ""
    readings: list[Reading] = field(default_factory=list)
    stands_before: str = ""
    """The kind of interpolation, if the values stand for the time before their moment."""

    @property
    def label(self) -> str:
        """What it is called in a message."""
        told = " / ".join(n for n in self.names if "://" not in n) or "without a name"
        return f"{told[:90]}{f' ({self.unit})' if self.unit else ''}"


def read_observed(report: Report, file: str) -> list[Observed]:
    """Read the time series of a file; its format is told by its content.

    WaterML 2.0, JSON in the manner of PEGELONLINE, or a table of times and values.
    """
    from thalweg.io.waterml import read_waterml

    raw = report.raw(file)
    if raw is None:
        return []
    start = raw[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        found = read_waterml(report, file, raw)
    else:
        text = report.decoded(file, raw)
        if text is None:
            return []
        found = list((_json if start in (b"[", b"{") else _table)(report, file, text))
    if not report.problems and not any(s.readings for s in found):
        expected = "WaterML 2.0, JSON of timestamps and values, or a table of two columns"
        report.add(file, 0, "", "bad-value", "no time series with values", expected)
    return [s for s in found if s.readings]


def choose(
    report: Report, file: str, found: Sequence[Observed], station: str, wanted: str, usable: Callable[[str], bool]
) -> Observed | None:
    """Return the series that is meant, or note which there are.

    It is the one that is named `wanted`, or the only one of the station. `usable` tells whether a
    unit can be that of the attribute.
    """
    if len(found) == 1 and not wanted:
        return found[0]
    name = wanted or station
    same = [s for s in found if any(n.casefold() == name.casefold() for n in s.names)]
    word = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", re.IGNORECASE)
    close = same or [s for s in found if any(word.search(n) for n in s.names)]
    pool = close or ([] if wanted else list(found))
    if len(pool) > 1:
        pool = [s for s in pool if usable(s.unit)]
    if len(pool) == 1:
        return pool[0]
    told = [s.label for s in (close or found)]
    more = f", and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    what = f"{len(told)} series: {'; '.join(told[:_SHOWN])}{more}"
    where = f"no series {wanted!r}; {what}" if wanted and not close else what
    hint = nearest(wanted, {n for s in found for n in s.names}) if wanted and not close else ""
    report.add(file, 0, "series", "bad-value", where, "one of them, named by --series", hint)
    return None


# JSON in the manner of PEGELONLINE


def _json(report: Report, file: str, text: str) -> Iterator[Observed]:
    try:
        data = json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        report.add(file, error.lineno, "", "bad-json", error.msg, "valid JSON")
        return
    except (ValueError, RecursionError) as error:
        report.add(file, 0, "", "bad-json", str(error)[:80], "valid JSON")
        return
    if isinstance(data, list) and not any(isinstance(x, dict) and _is_nested(x) for x in data):
        yield _measurements(report, file, "", data)
        return
    for i, each in enumerate(data if isinstance(data, list) else [data]):
        at = f"[{i}]." if isinstance(data, list) else ""
        if isinstance(each, dict):
            yield from _station(report, file, at, each)


def _is_nested(data: Mapping[str, Any]) -> bool:
    return any(k in data for k in ("timeseries", "measurements", "currentMeasurement"))


def _station(report: Report, file: str, at: str, data: Mapping[str, Any]) -> Iterator[Observed]:
    """Yield the time series of a station, or the one that stands alone."""
    several = data.get("timeseries")
    nested = isinstance(several, list)
    for i, series in enumerate(several if isinstance(several, list) else [data]):
        if not isinstance(series, dict):
            continue
        here = f"{at}timeseries[{i}]." if nested else at
        rows = series.get("measurements")
        if not isinstance(rows, list):
            rows, here = [series.get("currentMeasurement")], f"{here}currentMeasurement"
            rows = [r for r in rows if isinstance(r, dict)]
        else:
            here = f"{here}measurements"
        found = _measurements(report, file, here, rows)
        found.names = _names(series) + (_names(data) if nested else ())
        unit = series.get("unit")
        found.unit = unit.strip() if isinstance(unit, str) else ""
        yield found


def _names(data: Mapping[str, Any]) -> tuple[str, ...]:
    told = (data.get(k) for k in ("shortname", "longname", "number", "uuid"))
    return tuple(dict.fromkeys(n for n in told if isinstance(n, str) and n))


def _measurements(report: Report, file: str, at: str, rows: Sequence[object]) -> Observed:
    found = Observed()
    for i, row in enumerate(rows):
        where = f"{at}[{i}]"
        time, value = (row.get("timestamp"), row.get("value")) if isinstance(row, dict) else (None, None)
        if not isinstance(time, str) or not isinstance(value, str | None):
            report.add(file, 0, where, "bad-value", repr(row)[:60], "a timestamp and a value")
        else:
            found.readings.append(Reading(0, where, time, value or ""))
    return found


# A table


def _table(report: Report, file: str, text: str) -> Iterator[Observed]:
    """Read two columns, time and value; a line of names may stand above them."""
    first = text.partition("\n")[0]
    sign = next((s for s in "\t;" if s in first), ",")
    reader = csv.reader(io.StringIO(text), delimiter=sign, strict=True)
    found = Observed()
    try:
        for cells in reader:
            line = reader.line_num
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != 2:
                report.add(file, line, "", "bad-csv", f"{len(cells)} cells", "2 cells, a time and a value")
            elif found.readings or re.match(r"\s*\d", cells[0]):
                found.readings.append(Reading(line, "", cells[0].strip(), cells[1].strip()))
    except csv.Error as error:
        report.add(file, reader.line_num, "", "bad-csv", str(error), "rows of comma-separated cells")
    yield found
