"""The vocabulary: what may be said of a subject, in which unit, and what silence means.

Each attribute stands once, as a row of `data/attributes.csv`. This module gives the rows a
type; `thalweg.io` reads the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

AttributeType = Literal["number", "schedule", "state", "code", "codes", "text", "date", "season", "point"]
Missing = Literal["unknown", "unlimited", "refused"]
Level = Literal["rises", "falls", ""]

TYPES: tuple[str, ...] = ("number", "schedule", "state", "code", "codes", "text", "date", "season", "point")
MISSING: tuple[str, ...] = ("unknown", "unlimited", "refused")
LEVEL: tuple[str, ...] = ("rises", "falls", "")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property that claims may speak of."""

    name: str
    """Name with its unit as a suffix, as `depth_m`."""
    subjects: tuple[str, ...]
    """Kinds of subject it may describe: `link`, `link:river`, `gate:bridge`, `mover`, ..."""
    expected: tuple[str, ...]
    """Kinds of subject on which silence counts as `missing`; elsewhere silence is no limit."""
    type: AttributeType
    unit: str
    tolerance: float
    """Values no farther apart than this are one value, in `unit` (or relative, see `relative`)."""
    relative: bool
    missing: Missing
    decides: str
    """The weakest kind of source that may decide the value."""
    qualifiers: tuple[str, ...]
    """Qualifiers that a claim may carry."""
    needs: tuple[tuple[str, ...], ...]
    """Qualifiers that a claim must carry to decide: one of each group."""
    selects: tuple[tuple[str, str], ...]
    """Qualifiers that a question means when it does not say."""
    values: tuple[str, ...]
    """Codes that the attribute may take, in order; empty means any."""
    names: tuple[tuple[str, str], ...]
    """What other standards call it: (`osm`, ...), (`ienc`, ...), (`ris`, ...)."""
    standard: str
    description: str
    assume: str = ""
    """What is taken, and reported, where a rule asks and nobody says."""
    level: Level = ""
    """How the value moves with the water level: it `rises` with it, `falls`, or not at all."""

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers with a unit."""
        return self.type in ("number", "schedule")

    def describes(self, *kinds: str) -> bool:
        """Tell whether the attribute may be said of a subject of one of these kinds."""
        return any(k in self.subjects for k in kinds)

    def is_expected(self, *kinds: str) -> bool:
        """Tell whether silence about such a subject counts as `missing`."""
        return any(k in self.expected for k in kinds)

    def near(self, a: float, b: float) -> bool:
        """Tell whether two numbers are one value within the tolerance."""
        allowed = self.tolerance * max(abs(a), abs(b)) if self.relative else self.tolerance
        return abs(a - b) <= allowed + 1e-9


class Attributes(Mapping[str, Attribute]):
    """All attributes by name."""

    def __init__(self, rows: Sequence[Attribute]) -> None:
        self._rows = {row.name: row for row in rows}

    def __getitem__(self, name: str) -> Attribute:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def from_row(row: Mapping[str, str]) -> Attribute:
    """Build an attribute from a row of the table.

    Raises
    ------
    ValueError
        If the row has a type or a meaning of silence that does not exist.
    """
    if row["type"] not in TYPES:
        raise ValueError(f"attribute {row['name']}: type {row['type']!r}")
    if row["missing"] not in MISSING:
        raise ValueError(f"attribute {row['name']}: missing {row['missing']!r}")
    if row["level"] not in LEVEL:
        raise ValueError(f"attribute {row['name']}: level {row['level']!r}")
    tolerance, relative = _tolerance(row["tolerance"])
    return Attribute(
        name=row["name"],
        subjects=tuple(row["subjects"].split()),
        expected=tuple(row["expected"].split()),
        type=row["type"],  # type: ignore[arg-type]
        unit=row["unit"],
        tolerance=tolerance,
        relative=relative,
        missing=row["missing"],  # type: ignore[arg-type]
        decides=row["decides"],
        qualifiers=tuple(row["qualifiers"].split()),
        needs=tuple(tuple(group.split("|")) for group in row["needs"].split()),
        selects=tuple(_pair(p) for p in row["selects"].split()),
        values=tuple(v for v in row["values"].split("|") if v),
        names=tuple((s, row[s]) for s in ("osm", "ienc", "ris") if row[s]),
        standard=row["standard"],
        description=row["description"],
        assume=row["assume"],
        level=row["level"],  # type: ignore[arg-type]
    )


def _tolerance(text: str) -> tuple[float, bool]:
    text = text.split()[0] if text else "0"
    return (float(text[:-1]) / 100, True) if text.endswith("%") else (float(text), False)


def _pair(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key, value
