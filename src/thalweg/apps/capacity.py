"""What a link, a gate or a port can handle in a day, from what is claimed of it.

A capacity is stated for a day or for a year, in vehicles, trains, tonnes or persons. A year counts as
365 days; tonnes turn into vehicles or trains, and back, by what one of them carries. Of several capacities
that are stated of one thing each must be kept, so that the least counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Qualifiers, Resolved
from thalweg.movers import Mover
from thalweg.rules.payload import payload_of
from thalweg.rules.rule import span
from thalweg.snapshot import Snapshot

DAYS_PER_YEAR = 365.0
RATES: Mapping[str, tuple[str, float]] = {
    "capacity_vehicles_per_day": ("vehicles", 1.0),
    "capacity_vehicles_per_year": ("vehicles", DAYS_PER_YEAR),
    "capacity_trains_per_day": ("trains", 1.0),
    "capacity_t_per_year": ("t", DAYS_PER_YEAR),
    "capacity_persons_per_day": ("persons", 1.0),
    "capacity_persons_per_year": ("persons", DAYS_PER_YEAR),
}
"""For each attribute what it counts, and in how many days."""
MEASURES: Mapping[str, tuple[str, ...]] = {
    "vessel": ("t", "persons"),
    "train": ("trains", "t", "persons"),
    "truck": ("vehicles", "t", "persons"),
    "person": ("persons",),
    "consignment": ("t",),
}
"""What traffic of each kind of mover is measured in, the usual measure first."""
PARTS: Mapping[str, str] = {"truck": "trucks"}
"""By which `part` a capacity may be stated for a kind of mover alone."""
SPAN = tuple[float, float, float]
"""Low, best, high."""
NOT_BOUNDED: SPAN = (math.inf, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Stated:
    """One capacity that is claimed, in the measure that is asked for, a day."""

    attribute: str
    low: float
    best: float
    high: float
    resolved: Resolved
    how: str
    """How the figure that is claimed turns into one a day, as `600,000 t/yr / 365`."""
    carried: tuple[Claim, ...] = ()
    """The claims of what one of them carries, if it was used."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one element or place can handle in a day."""

    at: str
    name: str
    kind: str
    """`link`, `sea`, `place`, or the kind of a gate."""
    stated: tuple[Stated, ...]
    """What is claimed and decides; empty where the capacity is not known."""
    unclear: tuple[Resolved, ...] = ()
    """What is claimed of its capacity and does not decide it, or counts something else."""

    @property
    def known(self) -> bool:
        """Whether some figure decides."""
        return bool(self.stated)

    @property
    def low(self) -> float:
        """The least that it surely handles in a day; infinite where nothing is known, as nothing bounds."""
        return min((s.low for s in self.stated), default=math.inf)

    @property
    def best(self) -> float:
        """What it handles by the figures chosen."""
        return min((s.best for s in self.stated), default=math.inf)

    @property
    def high(self) -> float:
        """The most that it may handle in a day."""
        return min((s.high for s in self.stated), default=math.inf)

    @property
    def binding(self) -> Stated | None:
        """The figure that counts."""
        return min(self.stated, key=lambda s: s.best, default=None)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims of the figure that counts."""
        return () if self.binding is None else (*self.binding.resolved.claims, *self.binding.carried)


class Capacities:
    """Capacities in one measure, for one mover, at one moment."""

    def __init__(self, snapshot: Snapshot, mover: Mover, measure: str) -> None:
        self._snapshot, self._mover, self._measure = snapshot, mover, measure
        self.each_t, self._carried = carried_t(snapshot, mover)
        self.yearly = False
        """Whether a yearly figure was turned into a daily one."""
        self.converted = False
        """Whether what one of them carries was used."""
        self.wanted = False
        """Whether a figure is left out because it is not known what one of them carries."""
        self._spoken = {a: snapshot.facts.subjects(a) for a in RATES}

    def of(self, subject: str, name: str, kind: str) -> Capacity:
        """Return the capacity of a subject, as far as it is known."""
        stated, unclear = [], []
        for attribute in RATES:
            if subject not in self._spoken[attribute]:
                continue
            for found in self._resolved(subject, attribute):
                turned = self._turned(attribute, found)
                if turned is not None:
                    stated.append(turned)
                elif not found.silent:
                    unclear.append(found)
        return Capacity(subject, name, kind, tuple(stated), tuple(unclear))

    def _resolved(self, subject: str, attribute: str) -> Iterable[Resolved]:
        """Yield what is claimed of the whole, and of the part that the mover belongs to."""
        yield self._snapshot.resolve(subject, attribute)
        part = PARTS.get(self._mover.kind)
        named = {c.qualifier("part") for c in self._snapshot.facts.of(subject, attribute)}
        if part in named:
            wanted: Qualifiers = {"part": (part,)}
            yield self._snapshot.resolve(subject, attribute, wanted)

    def _turned(self, attribute: str, found: Resolved) -> Stated | None:
        """Return a figure in the measure that is asked for; None if it does not decide or counts something else."""
        counts, days = RATES[attribute]
        factor = self._factor(counts)
        if found.silent or not found.decided or (found.value is None and not math.isfinite(found.interval[1])):
            return None
        if factor is None:
            return None
        if found.value is not None and found.value.kind == "none":
            return Stated(attribute, *NOT_BOUNDED, found, "no limit")
        low, high = max(found.interval[0], 0.0), found.interval[1]
        best = found.value.low if found.value is not None else low  # a tie chooses nothing: the least is taken
        self.yearly |= days > 1
        self.converted |= factor != (1.0, 1.0)
        unit = self._snapshot.attributes[attribute].unit or counts
        how = span(low, high, unit) if best == low else f"{span(best, best, unit)}, in print {span(low, high, unit)}"
        how += f" / {days:g}" if days > 1 else ""
        carried: tuple[Claim, ...] = ()
        if factor != (1.0, 1.0):
            carried = self._carried
            how += f" {'x' if self._measure == 't' else '/'} {span(*self.each_t, 't')}"
        return Stated(
            attribute, low / days * factor[0], best / days * factor[0], high / days * factor[1], found, how, carried
        )

    def _factor(self, counts: str) -> tuple[float, float] | None:
        """Return what turns a count into the measure asked for, at least and at most; None if nothing does."""
        if counts == self._measure:
            return 1.0, 1.0
        own = MEASURES[self._mover.kind][0]
        least, most = self.each_t
        if own not in ("vehicles", "trains") or {counts, self._measure} != {own, "t"}:
            return None
        if not (least > 0 and math.isfinite(most)):
            self.wanted = True
            return None
        return (least, most) if self._measure == "t" else (1 / most, 1 / least)


def carried_t(snapshot: Snapshot, mover: Mover) -> tuple[tuple[float, float], tuple[Claim, ...]]:
    """Return what one mover carries, in t, as a range, and the claims that say so; (0, inf) if nobody tells."""
    found = snapshot.of_mover("cargo_t", mover)
    if not found.silent and found.decided:
        return (max(found.interval[0], 0.0), found.interval[1]), found.claims
    if mover.kind == "vessel":
        payload = payload_of(snapshot, mover)
        if math.isfinite(payload.most_t):
            return (payload.most_t, payload.most_t), payload.claims
    return (0.0, math.inf), ()
