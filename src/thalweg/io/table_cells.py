"""From the cells of a feature to a value of an attribute."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thalweg.attributes import Attribute
from thalweg.errors import nearest
from thalweg.facts.claim import Value
from thalweg.io.claims import is_number, read_value
from thalweg.io.files import Report
from thalweg.io.table_files import Feature, Table
from thalweg.io.units import convert

_HUGE = 1e15
DECIMALS = 6
"""A difference of two cells is rounded so, that sums of decimals tie exactly."""
Cell = tuple[str, str | None]
"""A property, and the key in it if it is a mapping."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a feature says of an attribute."""

    value: Value
    stated: str
    qualifiers: tuple[tuple[str, str], ...]
    note: str


@dataclass
class Reader:
    """Reads one attribute of features, the first way that says something."""

    attribute: Attribute
    cell: Cell
    minus: Cell | None
    unit: str
    between: tuple[float, float] | None
    values: Mapping[str, tuple[Value, str] | None]
    """What each code means, with the meaning as the spec states it."""
    qualifiers: tuple[tuple[str, str], ...]
    codes: tuple[str, ...] | None
    otherwise: Reader | None
    outside: int = 0
    """How many numbers lay outside `between`."""
    _known: dict[str, Value] = field(default_factory=dict)
    """Texts that were read already."""

    def read(self, table: Table, feature: Feature) -> Read | None:
        """Return what a feature says, or None if it says nothing; note what cannot be read."""
        found = self._read(table, feature)
        if found is None and self.otherwise is not None:
            return self.otherwise.read(table, feature)
        return found

    @property
    def left_out(self) -> int:
        """How many numbers lay outside their range, by any way."""
        return self.outside + (self.otherwise.left_out if self.otherwise else 0)

    @property
    def words(self) -> str:
        """Where the value is read, in a few words."""
        names = [" at ".join(filter(None, c)) for c in (self.cell, self.minus) if c]
        return " less ".join(names)

    def _read(self, table: Table, feature: Feature) -> Read | None:
        cell = cell_of(table, feature, self.cell)
        if cell is None:
            return None
        if self.minus is not None:
            return self._difference(table, feature, cell)
        if self.values:
            return self._mapped(table, feature, cell)
        if self.attribute.numeric and (not isinstance(cell, str) or is_number(cell)):
            number = number_of(table, feature, self.cell[0], cell)
            return None if number is None else self._number(table, feature, number)
        text = text_of(cell)
        if text is None:
            table.tell(feature, self.cell[0], "bad-value", _short(cell), f"a {self.attribute.type}")
            return None
        if text not in self._known:
            scratch = Report(Path())
            value = read_value(scratch, "", 0, self.attribute, text, self.unit, self.codes)
            if value is None:
                p = scratch.problems[0]
                table.tell(feature, self.cell[0], p.code, p.found, p.expected, p.hint)
                return None
            self._known[text] = value
        return Read(self._known[text], f"{text} {self.unit}".strip(), self.qualifiers, self.words)

    def _mapped(self, table: Table, feature: Feature, cell: object) -> Read | None:
        text = text_of(cell)
        if text is None or text not in self.values:
            expected = f"one of the {len(self.values)} values that the spec explains"
            hint = nearest(text or "", self.values)
            table.tell(feature, self.cell[0], "bad-value", _short(cell), expected, hint)
            return None
        meant = self.values[text]
        return None if meant is None else Read(*meant, self.qualifiers, f"{self.words} is {text}")

    def _difference(self, table: Table, feature: Feature, cell: object) -> Read | None:
        assert self.minus is not None
        other = cell_of(table, feature, self.minus)
        if other is None:
            return None
        numbers = [number_of(table, feature, name, c) for name, c in ((self.cell[0], cell), (self.minus[0], other))]
        if numbers[0] is None or numbers[1] is None:
            return None
        return self._number(table, feature, round(numbers[0] - numbers[1], DECIMALS))

    def _number(self, table: Table, feature: Feature, number: float) -> Read | None:
        if self.between is not None and not self.between[0] <= number <= self.between[1]:
            self.outside += 1
            return None
        value = convert(number, self.unit, self.attribute.unit)
        stated = f"{number:.12g} {self.unit}".strip()
        return Read(Value("number", value, value), stated, self.qualifiers, self.words)


def cell_of(table: Table, feature: Feature, cell: Cell) -> object:
    """Return what stands in a cell; an empty text is null too."""
    name, key = cell
    value = feature.properties.get(name)
    if key is not None and value is not None:
        if not isinstance(value, dict):
            table.tell(feature, name, "bad-value", _short(value), f"a mapping with the key {key!r}")
            return None
        value = value.get(key)
    return None if value == "" else value


def number_of(table: Table, feature: Feature, name: str, cell: object) -> float | None:
    """Return a cell as a number, or note that it is none."""
    number = math.nan
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = float(cell) if abs(cell) < _HUGE else math.nan
    elif isinstance(cell, str) and is_number(cell):
        number = float(cell)
    if not abs(number) < _HUGE:  # false for what is no number too
        table.tell(feature, name, "bad-value", _short(cell), "a number")
        return None
    return number


def text_of(cell: object) -> str | None:
    """Return a text, number, or yes or no as text; None for anything else."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell) if isinstance(cell, int) else None


def _short(cell: object) -> str:
    return repr(cell)[:60]
