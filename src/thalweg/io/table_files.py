"""The files of a bulk network: features of GeoJSON or rows of CSV, and problems told of a few of them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from thalweg.io.files import Report
from thalweg.io.geojson import read_features

MOST_TOLD = 20
"""So many problems of one kind are told of a file; the others are counted."""
_WKT = re.compile(r"^\s*(POINT|LINESTRING)\s*(?:Z\s*)?\(([^()]*)\)\s*$", re.IGNORECASE)
_TYPES = {"POINT": "Point", "LINESTRING": "LineString"}


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a table."""

    number: int
    """Its place in the file, from 0."""
    line: int
    """Its line, where the file has one a feature; else 0."""
    properties: Mapping[str, object]
    geometry: object

    @property
    def label(self) -> str:
        """Where it stands, in a few words."""
        return f"line {self.line}" if self.line else f"features[{self.number}]"


@dataclass
class Table:
    """The features of one file, and how problems of them are told."""

    report: Report
    file: str
    features: Sequence[Feature] = ()
    columns: Sequence[str] = ()
    """Of CSV, the columns of its header."""
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _expected: dict[tuple[str, str], str] = field(default_factory=dict)

    def tell(
        self,
        feature: Feature,
        where: str,
        code: str,
        found: str,
        expected: str,
        hint: str | Callable[[], str] = "",
    ) -> None:
        """Note a problem of a feature, unless enough of its kind are told; a hint that is dear is made then only."""
        kind = (where, code)
        self._counts[kind] += 1
        self._expected.setdefault(kind, expected)
        if self._counts[kind] <= MOST_TOLD:
            place = where if feature.line else f"features[{feature.number}].{where}"
            self.report.add(
                self.file, feature.line, place, code, found, expected, hint if isinstance(hint, str) else hint()
            )

    def close(self) -> None:
        """Say of each kind of problem how many more there are."""
        for (where, code), count in self._counts.items():
            if count > MOST_TOLD:
                more = f"and {count - MOST_TOLD:,} more"
                self.report.add(self.file, 0, where, code, more, self._expected[where, code])

    def having(self, name: str) -> int:
        """Return how many features have a value of a property."""
        return sum(f.properties.get(name) not in (None, "") for f in self.features)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all properties."""
        return frozenset().union(*(f.properties for f in self.features))

    def keys(self, name: str) -> frozenset[str]:
        """Return the keys of a property whose values are mappings."""
        values = (f.properties.get(name) for f in self.features)
        return frozenset(key for v in values if isinstance(v, dict) for key in v)


def read_table(report: Report, file: str, geometry: str) -> Table | None:
    """Read the features of a file of the case, or note why not.

    `geometry` names the column of a CSV file that holds the geometry as WKT.
    """
    kind = PurePosixPath(file).suffix.lower()
    table = Table(report, file)
    table.features = _rows(table, geometry) if kind == ".csv" else _features(table)
    return table if table.features else None


def _features(table: Table) -> list[Feature]:
    found = read_features(table.report, table.file)
    features = []
    for number, it in enumerate(found[1] if found else ()):
        props = it.get("properties") if isinstance(it, dict) else None
        if isinstance(it, dict) and isinstance(props, dict):
            features.append(Feature(number, 0, props, it.get("geometry")))
        else:
            table.tell(Feature(number, 0, {}, None), "properties", "bad-json", "no properties", "a GeoJSON Feature")
    if found and not found[1]:
        table.report.add(table.file, 0, "features", "bad-value", "no features", "at least one")
    table.close()
    return features


def _rows(table: Table, geometry: str) -> list[Feature]:
    report, file = table.report, table.file
    text = report.text(file)
    if text is None:
        return []
    try:
        header = [c.strip() for c in next(csv.reader(io.StringIO(text), strict=True), [])]
    except csv.Error as error:
        report.add(file, 1, "", "bad-csv", str(error), "rows of comma-separated cells")
        return []
    table.columns = header
    before = len(report.problems)
    rows = report.rows(file, header, ())
    if not rows and len(report.problems) == before:
        report.add(file, 1, "", "bad-csv", "no rows", "a header line and rows")
    return [
        Feature(number, line, {k: v for k, v in row.items() if k != geometry}, wkt(row.get(geometry, "")))
        for number, (line, row) in enumerate(rows)
    ]


def wkt(text: str) -> object:
    """Return a Point or LineString of Well-known Text (ISO 19125-1) as GeoJSON; a text that is neither as it is."""
    match = _WKT.match(text)
    if match is None:
        return {"type": "text", "coordinates": text} if text else None
    try:
        positions = [[float(x) for x in p.split()] for p in match[2].split(",")]
    except ValueError:
        return {"type": "text", "coordinates": text}
    kind = _TYPES[match[1].upper()]
    return {"type": kind, "coordinates": positions if kind == "LineString" else positions[0]}
