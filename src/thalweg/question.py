"""The question: one record with the same fields on every surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from thalweg.attributes import Attributes
from thalweg.facts.resolve import Moment
from thalweg.scenario import BASELINE


@dataclass(frozen=True)
class Trip:
    """What law asks of a trip beside the mover, as far as the question says it."""

    said: Mapping[str, str] = field(default_factory=dict)
    """Attributes of the trip, as `direction` or `stay_days`."""
    meets: frozenset[str] = frozenset()
    """Requirements that the trip is planned to meet, by their tokens."""
    orders: frozenset[str] | None = None
    """Legal orders that are enforced; None leaves it to the places."""

    def key(self) -> tuple[object, ...]:
        """Return a hashable identity."""
        return tuple(sorted(self.said.items())), self.meets, self.orders


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
    """What the trip is for; an attribute of the trip like those in `said`."""
    said: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What else is said of the trip, as `direction` or `stay_days`."""
    meets: tuple[str, ...] = ()
    """Requirements that the trip is planned to meet."""
    orders: tuple[str, ...] | None = None
    """Legal orders that are enforced; None leaves it to the places."""
    snapped: tuple[str, ...] = ()
    """For positions that were given in place of places: which places stand for them, and how far off they are."""

    @property
    def moment(self) -> Moment:
        """When the question is asked of the world."""
        return Moment(self.on, self.known_on, self.trust == "weak")

    @property
    def when(self) -> str:
        """When and under what it is asked: `On 1 July 2024, as known on 1 May 2024, under the scenario dredged`."""
        known = f", as known on {_day(self.known_on)}" if self.known_on else ""
        under = "" if self.scenario == BASELINE else f", under the scenario {self.scenario}"
        return f"On {_day(self.on)}{known}{under}"

    @property
    def opening(self) -> str:
        """The same, as a sentence opens with it: with a comma behind it if it has one inside."""
        more = self.known_on is not None or self.scenario != BASELINE
        return f"{self.when}," if more else self.when

    @property
    def trip(self) -> Trip:
        """What law asks of the trip."""
        purpose = {"purpose": self.purpose} if self.purpose else {}
        orders = None if self.orders is None else frozenset(self.orders)
        return Trip({**self.said, **purpose}, frozenset(self.meets), orders)

    def given(self, attributes: Attributes) -> dict[str, float]:
        """Return the dimensions of the mover that the question gives, as `{"draught_m": 2.8}`."""
        return {k: float(v) for k, v in self.said.items() if attributes[k].numeric and attributes[k].describes("mover")}

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
            "trip": dict(self.said),
            "meets": list(self.meets),
            "orders": None if self.orders is None else list(self.orders),
            "snapped": list(self.snapped),
        }


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
