"""FACTS: one property of one subject, with every claim for, against and dropped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from thalweg.attributes import Attribute
from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Moment, Qualifiers, Resolved, resolve, why_weak
from thalweg.facts.store import FactBase
from thalweg.rules.rule import span
from thalweg.snapshot import Snapshot

LEVELS = ("datum", "level")
"""Qualifiers that name a reference level."""


@dataclass(frozen=True)
class FactsResult:
    """A resolved property with the fact base it came from."""

    subject: str
    attribute: Attribute
    moment: Moment
    scenario: str
    where: tuple[tuple[str, str], ...]
    resolved: Resolved
    facts: FactBase
    usual: Claim | None = None
    """What is usual at that time of year, where no claim decides; it is no fact of the day."""
    usual_what: str = ""
    """What `usual` means there, as `5 to 95 % of the days of 1991-2020`."""
    level: str = ""
    """The water level at which a depth or clearance is read, in words; empty if it follows none."""

    @property
    def value_text(self) -> str:
        """The chosen value as its source states it, converted if needed, or `unknown`."""
        value, unit = self.resolved.value, self.attribute.unit
        if value is None:
            return "withheld" if self.resolved.tied else "unknown"
        if value.kind == "none":
            return "none"
        if value.kind == "number":
            return span(value.low, value.high, unit)
        if value.kind == "date":
            return self.resolved.claim.stated if self.resolved.claim else ""
        return f"{value.code or (value.point and f'{value.point[0]:g}, {value.point[1]:g}')} {unit}".strip()

    @property
    def range_text(self) -> str:
        """The range of the values in running, or an empty text if there is none."""
        low, high = self.resolved.low, self.resolved.high
        if self.attribute.type == "date" and all(map(math.isfinite, (low, high))):
            return f"{date.fromordinal(int(low))} to {date.fromordinal(int(high))}"
        if math.isinf(low) and math.isinf(high):
            return ""
        return span(low, high, self.attribute.unit)

    @property
    def usual_text(self) -> str:
        """What is usual at that time of year, or an empty text."""
        return span(self.usual.value.low, self.usual.value.high, self.attribute.unit) if self.usual else ""

    @property
    def claims_for(self) -> tuple[Claim, ...]:
        """The claims that state the chosen value; of texts, all that are said."""
        r = self.resolved
        if r.tied:
            return ()
        groups = r.groups if self.attribute.type == "text" else r.groups[:1]
        return tuple(dict.fromkeys(c for g in groups for c in g.claims))

    @property
    def claims_against(self) -> tuple[Claim, ...]:
        """The claims that state another value."""
        stand = set(self.claims_for)
        return tuple(dict.fromkeys(c for g in self.resolved.groups for c in g.claims if c not in stand))

    def weakness(self, claim: Claim) -> str:
        """Say why a claim may not decide; empty if it may."""
        return why_weak(self.facts, self.attribute, claim)


def facts_of(snapshot: Snapshot, attribute: Attribute, subject: str, where: Qualifiers | None = None) -> FactsResult:
    """Resolve one property of one subject, and keep the whole argument.

    A depth or clearance is read at the water level of the day; if that cannot be, or if the question names
    a reference level, it is shown as published.
    """
    found = snapshot.resolve(subject, attribute.name, where)
    facts, moment = snapshot.facts, snapshot.moment
    named = any(k in LEVELS for k in where or {})
    waits_for = found.waits_for
    if waits_for or named:
        found = resolve(facts, attribute, subject, moment, where)
    asked = tuple((k, "|".join(v)) for k, v in (where or {}).items())
    usual = None if found.decided or moment.on is None else facts.usual(subject, attribute.name, moment.on)
    what = facts.climatologies[subject, attribute.name].what if usual else ""
    station = snapshot.stages.station(subject) if attribute.level and not named else None
    level = snapshot.stages.words(station) if station else ""
    level = f"as published, since {waits_for}" if waits_for else level
    return FactsResult(subject, attribute, moment, snapshot.scenario.id, asked, found, facts, usual, what, level)
