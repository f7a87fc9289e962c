"""From words to a plan: how a route is chosen, every term checked once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypedDict

from thalweg.apps.route import BY, Plan
from thalweg.apps.timing import Clock
from thalweg.asking import Names, place_of, several, verdict_named
from thalweg.errors import bad_question, nearest, unknown_name
from thalweg.io.case import Case
from thalweg.io.hours import open_times
from thalweg.network import MODES
from thalweg.rules.keel import KMH_PER_KN
from thalweg.solve.ways import BUDGET

MOST_WAYS = 100
_SPEED = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>kn|kt|km/h|kmh)?", re.ASCII)
_CLOCK = re.compile(r"(?:(?P<day>\d{4}-\d{2}-\d{2})[T ])?(?P<clock>\d{1,2}:\d{2})", re.ASCII)


class Planned(TypedDict, total=False):
    """What a route takes beside what all questions share; each has a default."""

    by: str
    """`distance`, `time` or `cost`."""
    depart: str | datetime | None
    """When the way begins, as `08:00` or `2026-01-05T08:00`; opening hours count only then."""
    speeds: Mapping[str, str | float] | None
    """Speeds by mode, as `{"road": 60, "sea": "12 kn"}`, in km/h if no unit is given."""
    cost_per_km: float
    """Price of a kilometre, in any money."""
    cost_per_h: float
    """Value of an hour, in the same money."""
    transfer_h: float | None
    """Hours that a change of mode takes where nothing is claimed of the place."""
    count: int
    """How many ways are wanted, the best first."""
    pareto: bool
    """All ways that no other is as good as in time, money and the consents that they need."""
    via: Names
    """Places to pass, in this order."""
    avoid: Names
    """Links, gates or legal places that are not passed."""
    accept: str
    """The worst verdict of links that are used even where a better way is there, as `unknown`."""
    budget: int
    """Labels that may be settled by searches whose work can grow without measure."""


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """The terms of a plan with their defaults."""

    by: str = "distance"
    depart: str | datetime | None = None
    speeds: Mapping[str, str | float] | None = None
    cost_per_km: float = 0.0
    cost_per_h: float = 0.0
    transfer_h: float | None = None
    count: int = 1
    pareto: bool = False
    via: Names = ()
    avoid: Names = ()
    accept: str = "clear"
    budget: int = BUDGET


def planned(case: Case, on: date, terms: Planned) -> Plan:
    """Check how a route is to be chosen.

    Raises
    ------
    BadInput
        If a term is no such thing, or two of them exclude each other.
    """
    t = PlanTerms(**terms)
    if t.by not in BY:
        raise bad_question("by", repr(t.by), "distance, time or cost", nearest(t.by, BY))
    if not 1 <= t.count <= MOST_WAYS:
        raise bad_question("count", str(t.count), f"1 to {MOST_WAYS} ways")
    if t.budget < 1:
        raise bad_question("budget", f"{t.budget} labels", "at least 1")
    for name in ("cost_per_km", "cost_per_h", "transfer_h"):
        value = getattr(t, name)
        if value is not None and not (value >= 0 and math.isfinite(value)):
            raise bad_question(name.replace("_", "-"), str(value), "a number, 0 or more")
    if t.by == "cost" and not (t.cost_per_km or t.cost_per_h):
        raise bad_question("by", "cost without a price", "--cost-per-km, --cost-per-h, or both")
    accept = verdict_named("accept", t.accept)
    via = tuple(place_of(case, name)[0] for name in several(t.via))
    depart = _departure(t.depart, on)
    known = {*case.network.element_index, *case.lawbook.places}
    for name in several(t.avoid):
        if name not in known:
            raise unknown_name("link, gate or legal place", name, known)
    clock = Clock(depart, speeds_of(t.speeds or {}), t.transfer_h, open_times)
    return Plan(t.by, clock, t.cost_per_km, t.cost_per_h, t.count, t.pareto, via, several(t.avoid), accept, t.budget)


def speeds_of(given: Mapping[str, str | float]) -> dict[str, float]:
    """Return speeds by mode in km/h."""
    found = {}
    for mode, speed in given.items():
        if mode not in MODES:
            raise unknown_name("mode", mode, MODES)
        read = _SPEED.fullmatch(str(speed).strip())
        value = float(read["number"]) if read else 0.0
        if not (value > 0 and math.isfinite(value)):
            raise bad_question("speed", f"{mode}={speed}", "a speed above 0, as 60, 60km/h or 12kn")
        found[mode] = value * KMH_PER_KN if read and read["unit"] in ("kn", "kt") else value
    return found


def _departure(given: str | datetime | None, on: date) -> datetime | None:
    """Return the departure; a clock time is one of the day of the question."""
    found = _moment(given, on) if isinstance(given, str) else given
    if given is not None and found is None:
        raise bad_question("depart", repr(given), "a time, as 08:00 or 2026-01-05T08:00")
    if found is not None and (found.date() != on or found.tzinfo is not None):
        raise bad_question("depart", str(found), f"a time on {on}, the day of the question, without an offset")
    return found


def _moment(text: str, on: date) -> datetime | None:
    """Read a time, of a day if it names none; None if it is no time."""
    read = _CLOCK.fullmatch(text.strip())
    if read is None:
        return None
    hour, minute = map(int, read["clock"].split(":"))
    try:
        return datetime.combine(date.fromisoformat(read["day"]) if read["day"] else on, time(hour, minute))
    except ValueError:
        return None
