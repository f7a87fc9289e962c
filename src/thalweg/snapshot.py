"""Facts resolved once, into arrays: the last place that knows dates, scenarios and sources.

A snapshot is the world at one moment under one scenario. Later layers read its columns and
ask it what stands; they never compare dates themselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from thalweg.attributes import Attribute, Attributes
from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Moment, Qualifiers, Resolved, history, resolve, why_weak
from thalweg.facts.store import FactBase
from thalweg.movers import Mover
from thalweg.network import Network
from thalweg.period import Period, Season, parse_season
from thalweg.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute over all elements, or over all movers of a batch."""

    attribute: Attribute
    low: NDArray[np.float64]
    """Lower end of each value's range, in the attribute's unit; -inf is open."""
    high: NDArray[np.float64]
    codes: tuple[frozenset[str] | None, ...]
    """Codes that may hold; None is any, and the empty set is none."""
    resolved: tuple[Resolved, ...]
    silent: NDArray[np.bool_]
    """Where no claim speaks at all, so that the meaning of silence was applied."""


@dataclass(frozen=True)
class Snapshot:
    """The facts of a case at one moment, under one scenario."""

    network: Network
    attributes: Attributes
    facts: FactBase
    """With the scenario's claims already added."""
    scenario: Scenario
    moment: Moment
    readings: Mapping[str, str] = field(default_factory=dict)
    """The readings of contested articles that are taken."""
    _resolved: dict[object, Resolved] = field(default_factory=dict, repr=False, compare=False)
    _columns: dict[object, Column] = field(default_factory=dict, repr=False, compare=False)

    def resolve(self, subject: str, attribute: str, qualifiers: Qualifiers | None = None) -> Resolved:
        """Resolve one property of one subject."""
        key = (subject, attribute, tuple(sorted((k, tuple(v)) for k, v in (qualifiers or {}).items())))
        if key not in self._resolved:
            self._resolved[key] = resolve(self.facts, self.attributes[attribute], subject, self.moment, qualifiers)
        return self._resolved[key]

    def elements(self, attribute: str) -> Column:
        """Return an attribute over all links and gates, silence replaced by its meaning."""
        key = ("elements", attribute)
        if key not in self._columns:
            subjects = zip(self.network.element_ids, self.network.element_kinds, strict=True)
            self._columns[key] = self._column(attribute, subjects, None)
        return self._columns[key]

    def movers(self, attribute: str, movers: Sequence[Mover]) -> Column:
        """Return an attribute over movers, each in its loading state; silence is unknown."""
        key = ("movers", attribute, tuple(m.key for m in movers))
        if key not in self._columns:
            subjects = [(m.id, ("mover", f"mover:{m.kind}")) for m in movers]
            loadings = [{"loading": (m.loading,)} if m.loading else None for m in movers]
            self._columns[key] = self._column(attribute, subjects, loadings)
        return self._columns[key]

    def sees(self, valid: Period, known_from: date) -> bool:
        """Tell whether something valid then and known from that day stands at this moment."""
        return self.moment.sees(valid, known_from)

    def history(self, subject: str, attribute: str, since: date) -> frozenset[str]:
        """Return every code that held of a subject from a day on, as far as is claimed."""
        return history(self.facts, self.attributes[attribute], subject, self.moment, since)

    def in_season(self, season: Season) -> bool | None:
        """Tell whether the moment lies in a season; None if the question has no day."""
        return None if self.moment.on is None else self.moment.on in season

    def why_weak(self, claim: Claim) -> str:
        """Say why a claim may not decide; empty if it may."""
        return why_weak(self.facts, self.attributes[claim.attribute], claim)

    @property
    def length_km(self) -> NDArray[np.float64]:
        """Length of each link: the resolved claim, or else the length of its geometry."""
        column = self.elements("length_km")
        count = len(self.network.links)
        stated = np.array([_stated(r) for r in column.resolved[:count]], dtype=np.float64)
        return np.where(np.isnan(stated), self.network.geometric_length_km, stated)

    def _column(
        self,
        attribute: str,
        subjects: Iterable[tuple[str, tuple[str, ...]]],
        qualifiers: Sequence[Qualifiers | None] | None,
    ) -> Column:
        row = self.attributes[attribute]
        low, high, codes, resolved, silent = [], [], [], [], []
        for i, (subject, kinds) in enumerate(subjects):
            found = self.resolve(subject, attribute, qualifiers[i] if qualifiers else None)
            is_silent = not found.groups and not found.said_unknown
            a, b, c = self._reading(row, found)
            if is_silent and not (row.is_expected(*kinds) and row.missing == "unknown") and kinds[0] != "mover":
                refused = row.is_expected(*kinds) and row.missing == "refused"
                a = b = -math.inf if refused else math.inf
                c = frozenset() if refused else None
            low.append(a)
            high.append(b)
            codes.append(c)
            resolved.append(found)
            silent.append(is_silent)
        return Column(
            row,
            np.array(low, dtype=np.float64),
            np.array(high, dtype=np.float64),
            tuple(codes),
            tuple(resolved),
            np.array(silent, dtype=np.bool_),
        )

    def _reading(self, row: Attribute, found: Resolved) -> tuple[float, float, frozenset[str] | None]:
        """Return a resolved value as a range and as codes; a season becomes `closed` or `open`."""
        if row.type != "season":
            return *found.interval, found.codes
        if found.codes is None:
            return -math.inf, math.inf, None
        now = {self.in_season(parse_season(code)) for code in found.codes}
        words = {True: "closed", False: "open"}
        return -math.inf, math.inf, None if None in now else frozenset(words[bool(n)] for n in now)


def _stated(found: Resolved) -> float:
    value = found.value
    return value.low if value is not None and value.kind == "number" and value.exact else math.nan
