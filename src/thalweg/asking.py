"""From words to a question: every name, day and number that a user gives, checked once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from thalweg.errors import bad_question, nearest, unknown_name
from thalweg.facts.resolve import Moment
from thalweg.io.case import Case, find_mover
from thalweg.io.changes import requirements
from thalweg.io.claims import is_number
from thalweg.io.composed import composed
from thalweg.network import line_length_km
from thalweg.period import parse_day
from thalweg.question import Question
from thalweg.rules.rule import Verdict
from thalweg.scenario import BASELINE, Scenario
from thalweg.snapshot import Snapshot

Day = str | date
Names = str | Sequence[str]
Said = Mapping[str, str | float]


class Shared(TypedDict, total=False):
    """What questions share; each has a default."""

    known_on: Day | None
    """Use only what was certainly known on this day; everything if not given."""
    readings: Mapping[str, str] | None
    """For contested articles the reading to take, beside those of the scenario."""
    trust: str
    """`normal`, or `weak` to let weak sources decide."""
    purpose: str
    """What the trip is for, where a rule asks."""
    trip: Said | None
    """What else is said of the trip or the mover, as `{"notice_days": 8, "draught_m": 2.8}`."""
    meets: Names
    """Tokens of requirements that the trip is planned to meet."""
    orders: Names | None
    """Legal orders that are enforced; if not given, those of each place."""


class Asked(Shared, total=False):
    """What questions of one scenario share."""

    scenario: str
    """Id of a scenario of the case; `baseline` assumes nothing. With `+` behind it levers of the case and changes are
    put on top, as `baseline+dredge-tumen+friendship-bridge.vertical_clearance_m=12 m`."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What questions of passage and of law share, as the user gives it."""

    on: Day | None = None
    known_on: Day | None = None
    scenario: str = BASELINE
    readings: Mapping[str, str] | None = None
    trust: str = "normal"
    purpose: str = ""
    trip: Said | None = None
    meets: Names = ()
    orders: Names | None = None


def passage(case: Case, mover: str, origin: str, destination: str, terms: Terms) -> Question:
    """Check a question of passage and return it as one record.

    If neither mover, origin nor destination is given, the case's default question is asked.
    """
    default = case.about.default
    if default and not (mover or origin or destination):
        mover, origin, destination = default.mover, default.origin, default.destination
        terms = replace(terms, on=terms.on or default.on)
    for name, value in (("mover", mover), ("from", origin), ("to", destination)):
        if not value:
            raise bad_question(name, f"no --{name} given", "the mover, and the places to go from and to")
    find_mover(case, mover)
    (origin, start), (destination, end) = place_of(case, origin), place_of(case, destination)
    return replace(asked(case, mover, origin, destination, terms), snapped=tuple(filter(None, (start, end))))


def away(question: Question, via: Sequence[str] = ()) -> Question:
    """Return a question of how one gets there; refuse it where one is there already, and passes no other place."""
    if question.origin == question.destination and not set(via) - {question.origin}:
        raise bad_question("to", f"{question.destination}, where it starts", "another place")
    return question


SNAP_KM = 25.0
"""How far a position may lie from the place that stands for it."""
POSITION = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", re.ASCII)
"""A position in place of a place: latitude,longitude."""


def place_of(case: Case, name: str) -> tuple[str, str]:
    """Return a place by its id or by a position (latitude,longitude), and in a sentence what stands for what."""
    places = case.network.places
    read = POSITION.fullmatch(name)
    if read is None or not places:
        if name not in case.network.place_index:
            raise unknown_name("place", name, case.network.place_index)
        return name, ""
    lat, lon = float(read[1]), float(read[2])
    if abs(lat) > 90 or abs(lon) > 180:
        raise bad_question("place", repr(name), "latitude,longitude in degrees, as 42.29,130.70")
    far_km = [line_length_km(((lon, lat), (p.lon, p.lat))) for p in places]
    nearest_ = min(range(len(places)), key=lambda i: (far_km[i], places[i].id))
    there = f"{places[nearest_].name} ({places[nearest_].id}) is {far_km[nearest_]:,.1f} km away"
    if far_km[nearest_] > SNAP_KM:
        raise bad_question("place", f"{name}: {there}", f"a position within {SNAP_KM:g} km of a place of the network")
    return places[nearest_].id, f"The position {lat:g},{lon:g} is taken as the place nearest to it: {there}."


def asked(case: Case, mover: str, origin: str, destination: str, terms: Terms) -> Question:
    """Check what all questions share and return them as one record; a screening has no mover."""
    if mover:
        find_mover(case, mover)
    for article, option in (terms.readings or {}).items():
        known = case.lawbook.readings
        if article not in known:
            raise unknown_name("reading", article, known)
        if option not in known[article].options:
            raise unknown_name(f"option of reading {article}", option, known[article].options)
    trusts_weak(terms.trust)
    enforced = None if terms.orders is None else several(terms.orders)
    for order in enforced or ():
        if order not in case.lawbook.orders:
            raise unknown_name("legal order", order, case.lawbook.orders)
    it = find_scenario(case, terms.scenario)
    meets = tuple(dict.fromkeys((*several(terms.meets), *it.meets)))
    tokens = requirements(case.lawbook)
    for token in meets:
        if token not in tokens:
            raise unknown_name("requirement", token, tokens)
    return Question(
        case=case.name,
        mover=mover,
        origin=origin,
        destination=destination,
        on=day("on", terms.on),
        known_on=known_day(terms.known_on),
        scenario=it.id,
        readings={**it.readings, **(terms.readings or {})},
        trust=terms.trust,
        purpose=terms.purpose,
        said=said_of_trip(case, terms.trip or {}),
        meets=meets,
        orders=enforced,
    )


def said_of_trip(case: Case, trip: Said) -> dict[str, str]:
    """Check what is said of a trip against the vocabulary."""
    rows = case.attributes
    known = [a for a, r in rows.items() if any(k.split(":")[0] in ("trip", "mover") for k in r.subjects)]
    for name, value in trip.items():
        if name not in known:
            raise unknown_name("attribute of a trip", name, known)
        row = rows[name]
        if row.numeric:
            if not is_number(str(value)):
                raise bad_question(name, repr(value), f"a number of {row.unit or 'units'}")
            if float(value) < 0:
                raise bad_question(name, repr(value), f"a number of {row.unit or 'units'}, 0 or more")
        elif row.values and str(value) not in row.values:
            hint = nearest(str(value), row.values)
            raise bad_question(name, repr(value), f"one of {', '.join(row.values)}", hint)
    return {k: str(v) for k, v in trip.items()}


def legal_place(case: Case, at: str, snapshot: Snapshot) -> str:
    """Return a legal place by its id, or by that of a link that lies in one."""
    if at in snapshot.network.element_index:
        found = snapshot.resolve(at, "jurisdiction").value
        at = found.code if found else at
    if at not in case.lawbook.places:
        raise unknown_name("legal place", at, case.lawbook.places)
    return at


def find_scenario(case: Case, name: str) -> Scenario:
    """Return a scenario of the case, or one put together in its name; see `io.composed`."""
    return composed(case, name)


def snapshot_of(case: Case, scenario: Scenario, moment: Moment, readings: Mapping[str, str]) -> Snapshot:
    """Return a case at one moment, under a scenario."""
    facts = scenario.applied(case.facts)
    return Snapshot(case.network, case.attributes, facts, scenario, moment, readings, case.topics)


def several(names: Names) -> tuple[str, ...]:
    """Return names given as a sequence, or as one text with commas."""
    return tuple(n.strip() for n in names.split(",") if n.strip()) if isinstance(names, str) else tuple(names)


def need_some(field_name: str, names: Sequence[str] | Sequence[Day]) -> None:
    """Refuse an empty axis."""
    if not names:
        raise bad_question(field_name, "nothing named", "one or more names")


def day(field_name: str, given: Day | None) -> date:
    """Return a day; today if none is given."""
    if given is None:
        return date.today()
    if isinstance(given, date):
        return given
    try:
        return parse_day(given)
    except ValueError as error:
        raise bad_question(field_name, str(error), "a day, YYYY-MM-DD") from None


def known_day(given: Day | None) -> date | None:
    """Return the day of which only what was known is used, or None for everything."""
    return None if given is None else day("known_on", given)


def verdict_named(field_name: str, name: str) -> Verdict:
    """Return a verdict by its name."""
    verdicts = {str(v): v for v in Verdict}
    if name not in verdicts:
        raise bad_question(field_name, repr(name), ", ".join(verdicts), nearest(name, verdicts))
    return verdicts[name]


def trusts_weak(trust: str) -> bool:
    """Tell whether weak sources may decide."""
    if trust not in ("normal", "weak"):
        raise bad_question("trust", f"no trust {trust!r}", "normal or weak")
    return trust == "weak"
