"""A claim: one source saying one thing about one property of one subject."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Literal

from thalweg.period import ALWAYS, Period

SOURCE_KINDS: tuple[str, ...] = (
    "scenario",
    "definition",
    "law",
    "official",
    "statement",
    "survey",
    "academic",
    "dataset",
    "reference",
    "derived",
    "news",
    "opinion",
    "blog",
    "farm",
    "recalled",
)
"""Kinds of source, the most trusted first. Content farms rank low however precise they are.

A `definition` is what a case stipulates of a mover of its own, as "a truck of 40 t": it is true
by being said, and known at all times.
"""

STANCES: tuple[str, ...] = ("asserts", "reports", "denies", "speculates")
RANKS: tuple[str, ...] = ("preferred", "normal", "deprecated")
TABLE = "table"
"""Rank of what a bulk table says: a single claim that may decide stands over it."""
CERTAINTIES: tuple[str, ...] = ("sure", "approximate", "doubtful", "secondary", "recalled")

ValueKind = Literal["number", "code", "codes", "text", "date", "season", "point", "unknown", "none"]


def trust_of(kind: str) -> int:
    """Return how much a kind of source is trusted; more is better."""
    return len(SOURCE_KINDS) - SOURCE_KINDS.index(kind)


@dataclass(frozen=True, slots=True)
class Value:
    """What a claim says, in the unit of its attribute."""

    kind: ValueKind
    low: float = math.nan
    """Lower bound of a number, or of a date as its ordinal; equal to `high` for a stated value."""
    high: float = math.nan
    code: str = ""
    """The code or text; several codes are joined by `+` in order; a season as MM-DD/MM-DD."""
    point: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""

    @property
    def exact(self) -> bool:
        """Whether the claim states one value and not a range."""
        return self.low == self.high

    def key(self) -> str:
        """Return a text that is equal for equal values."""
        if self.kind in ("number", "date"):
            return f"{self.kind}:{self.low!r}:{self.high!r}"
        if self.kind == "point":
            return f"point:{self.point!r}"
        return f"{self.kind}:{self.code}"


UNKNOWN = Value("unknown")
NONE = Value("none")


@dataclass(frozen=True, slots=True)
class Source:
    """Where claims were read."""

    id: str
    kind: str
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: Period = ALWAYS
    derives_from: str = ""
    licence: str = ""
    note: str = ""

    @property
    def dated(self) -> str:
        """When it was published, as far as is known."""
        return "undated" if self.published == ALWAYS else str(self.published)


@dataclass(frozen=True, slots=True)
class Claim:
    """One source saying one thing about one property of one subject."""

    subject: str
    attribute: str
    value: Value
    source: str
    stated: str = ""
    """The value and unit as the source states them."""
    qualifiers: tuple[tuple[str, str], ...] = ()
    valid: Period = ALWAYS
    """When it is true in the world."""
    published: Period = ALWAYS
    """When the world could first read it."""
    recorded: date = date.max
    """When it was entered here."""
    said_by: str = ""
    stance: str = "asserts"
    certainty: str = "sure"
    rank: str = "normal"
    rank_why: str = ""
    replaces: str = ""
    ref: str = ""
    note: str = ""
    id: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", self._hash())

    @property
    def known_from(self) -> date:
        """The first day on which the claim was certainly known.

        That is the last day of its published date, since "July 2024" may mean the 31st, or the
        day of recording if the date of publication is not known.
        """
        last = self.published.last
        return self.recorded if last is None else min(last, self.recorded)

    def restated(self, value: Value) -> Claim:
        """Return the same claim as it reads at the moment, as at the water level of the day."""
        other = replace(self, value=value)
        object.__setattr__(other, "id", self.id)
        return other

    def qualifier(self, key: str) -> str:
        """Return the value of a qualifier, or an empty text."""
        return dict(self.qualifiers).get(key, "")

    def _hash(self) -> str:
        """Hash who says what, of what, for when; our own rank and notes are not part of it."""
        parts = (
            self.subject,
            self.attribute,
            self.value.key(),
            ";".join(f"{k}={v}" for k, v in sorted(self.qualifiers)),
            f"{self.valid.start}/{self.valid.end}",
            f"{self.published.start}/{self.published.end}",
            self.source,
            self.said_by,
            self.stance,
            self.replaces,
        )
        return sha256("\x1f".join(parts).encode()).hexdigest()[:12]
