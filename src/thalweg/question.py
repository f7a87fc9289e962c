"""The question: one record with the same fields on every surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from thalweg.facts.resolve import Moment
from thalweg.scenario import BASELINE


@dataclass(frozen=True, slots=True)
class Question:
    """Can this mover get from A to B, on this day, as known on that day, under this scenario?"""

    case: str
    mover: str
    origin: str
    destination: str
    on: date
    known_on: date | None = None
    scenario: str = BASELINE
    readings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    trust: str = "normal"
    """`normal`, or `weak` to let weak sources decide too."""
    purpose: str = ""

    @property
    def moment(self) -> Moment:
        """When the question is asked of the world."""
        return Moment(self.on, self.known_on, self.trust == "weak")

    def as_dict(self) -> dict[str, object]:
        """Return the fields that `--json` shows."""
        return {
            "case": self.case,
            "mover": self.mover,
            "origin": self.origin,
            "destination": self.destination,
            "on": self.on.isoformat(),
            "known_on": self.known_on.isoformat() if self.known_on else None,
            "scenario": self.scenario,
            "readings": dict(self.readings),
            "trust": self.trust,
            "purpose": self.purpose or None,
        }
