"""The water level of the day at a station, and what a depth or clearance comes to at that level.

The rule is that of the Rhine Commission (`physics.water`): the depth on the day is the depth at the
reference level plus what the station reads above the reading of that level; a clearance falls as the
water rises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from thalweg.attributes import Attribute, Attributes
from thalweg.facts.claim import Claim, Value
from thalweg.facts.resolve import Moment, Resolved, Restate, resolve
from thalweg.facts.store import FactBase
from thalweg.physics.water import clearance_at_level_m, depth_at_level_m

LEVEL = "water_level_m"
READING = "datum_level_m"
DECIMALS = 6
Range = tuple[float, float]
OPEN: Range = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Stage:
    """The water level at a station on a day: its lowest and its highest, each as well as it is known."""

    station: str
    lowest: Range
    highest: Range
    found: Resolved
    usual: bool = False
    """Whether it is what is usual at that time of year, as nothing else is known."""
    partly: bool = False
    """Whether it was measured for part of the day only: then the lowest and the highest are open outwards."""

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.lowest != OPEN

    @property
    def varies(self) -> bool:
        """Whether it is known to change in the course of the day, as with the tide."""
        return self.lowest != self.highest

    @property
    def span(self) -> Range:
        """The lowest and the highest level that may stand."""
        return self.lowest[0], self.highest[1]


def stage_of(facts: FactBase, attributes: Attributes, station: str, moment: Moment) -> Stage:
    """Return the water level at a station at a moment."""
    found = resolve(facts, attributes[LEVEL], station, moment)
    series = facts.series.get((station, LEVEL))
    over = found.claim is not None and (
        found.claim.rank == "preferred" or facts.sources[found.claim.source].kind == "scenario"
    )
    if series is not None and not series.daily and not over and moment.on is not None and moment.knows(moment.on):
        if moment.minute is not None:
            now = series.at(moment.on, moment.minute)
            instant = OPEN if now is None else (now, now)
            return Stage(station, instant, instant, found)
        if (span := series.on(moment.on)) is not None:
            if not series.covers(moment.on):  # between what was measured it may have been lower, or higher
                return Stage(station, (-math.inf, span[0]), (span[1], math.inf), found, partly=True)
            return Stage(station, (span[0], span[0]), (span[1], span[1]), found)
    if reads(found):
        return Stage(station, found.interval, found.interval, found)
    usual = facts.usual(station, LEVEL, moment.on) if moment.on is not None else None
    if usual is not None:
        alone = resolve(FactBase([usual], facts.sources.values()), attributes[LEVEL], station, moment)
        if alone.decided:
            return Stage(station, alone.interval, alone.interval, alone, usual=True)
    return Stage(station, OPEN, OPEN, found)


def reads(found: Resolved) -> bool:
    """Tell whether a level is known, at least as a range; that there is none is no level to read at."""
    return found.decided and (math.isfinite(found.low) or math.isfinite(found.high))


def restating(stage: Stage, reading: Callable[[str], Resolved], rises: bool, best: bool, name: str) -> Restate:
    """Return how claims at reference levels read at the level of the day.

    Parameters
    ----------
    stage
        The level of the day.
    reading
        From the name of a reference level to what the station reads at it.
    rises
        Whether the value rises with the water, as a depth, or falls, as a clearance.
    best
        Whether to take the best moment of the day, and not the worst.
    name
        Name of the station, for what is wanting.
    """

    def restate(claim: Claim) -> Claim | str:
        datum = claim.qualifier("datum") or claim.qualifier("level")
        if not datum:
            return f"its water level is not stated, and the water changes at {name}"
        at = reading(datum)
        if not reads(at):
            return f"what {name} reads at {datum} is not known"
        if not stage.known:
            return f"the water level at {name} on the day is not known"
        level = stage.highest if best == rises else stage.lowest
        formula, (lower, upper) = (depth_at_level_m, level) if rises else (clearance_at_level_m, level[::-1])
        least, most = at.interval[::-1] if rises else at.interval
        low, high = formula(claim.value.low, lower, least), formula(claim.value.high, upper, most)
        return claim.restated(Value("number", round(float(low), DECIMALS), round(float(high), DECIMALS)))

    return restate


class Stages:
    """The water stations at one moment: which element follows which, and the level at each."""

    def __init__(self, facts: FactBase, attributes: Attributes, moment: Moment, names: Mapping[str, str]) -> None:
        self._facts, self._attributes, self._moment, self._names = facts, attributes, moment, names
        self._stages: dict[str, Stage] = {}
        self._readings: dict[tuple[str, str], Resolved] = {}
        self._followed: dict[str, str | None] = {}

    def name(self, station: str) -> str:
        """Return the name of a station for sentences."""
        return self._names.get(station, station)

    def station(self, subject: str) -> str | None:
        """Return the station whose level an element follows; None for none, an empty text if it is not settled."""
        if subject not in self._followed:
            found = resolve(self._facts, self._attributes["water_station"], subject, self._moment)
            one = next(iter(found.codes)) if found.codes is not None and len(found.codes) == 1 else ""
            self._followed[subject] = None if found.silent else one
        return self._followed[subject]

    def stage(self, station: str) -> Stage:
        """Return the level at a station."""
        if station not in self._stages:
            self._stages[station] = stage_of(self._facts, self._attributes, station, self._moment)
        return self._stages[station]

    def reading(self, station: str, datum: str) -> Resolved:
        """Return what a station reads at a reference level."""
        key = (station, datum)
        if key not in self._readings:
            row = self._attributes[READING]
            self._readings[key] = resolve(self._facts, row, station, self._moment, {"datum": (datum,)})
        return self._readings[key]

    def words(self, station: str, end: Literal["lowest", "highest", ""] = "") -> str:
        """Say what a station reads, as `0.32 m on Gauge Kaub`; an empty text if nothing is known.

        `end` takes the lowest or the highest of a day on which the level changes, and not the whole range.
        """
        stage = self.stage(station)
        if not stage.known:
            return ""
        named = f"m on {self.name(station)}"
        if stage.partly:
            return f"{_text((stage.lowest[1], stage.highest[0]))} {named}, measured for part of the day"
        if end and stage.varies:
            return f"{_text(stage.lowest if end == 'lowest' else stage.highest)} {named}, the {end} of the day"
        return f"{_text(stage.span)} {named}{', as is usual at that time of year' if stage.usual else ''}"

    def restate(self, subject: str, row: Attribute, best: bool) -> Restate | None:
        """Return how claims about an element read at the level of the day; None if it follows no station."""
        station = self.station(subject)
        if station is None:
            return None
        if not station:
            return lambda claim: "which water station it follows is not settled"
        return restating(
            self.stage(station), partial(self.reading, station), row.level == "rises", best, self.name(station)
        )

    def claims(self, subject: str, attribute: str) -> tuple[Claim, ...]:
        """Return the claims by which a property of an element is read at the level of the day."""
        station = self.station(subject)
        if not station or not self._attributes[attribute].level:
            return ()
        claims = self._facts.of(subject, attribute, self._moment.on)
        datums = {c.qualifier("datum") or c.qualifier("level") for c in claims} - {""}
        found = [self.stage(station).found, *(self.reading(station, d) for d in sorted(datums))]
        return tuple(dict.fromkeys(c for f in found for c in f.claims))


def _text(level: Range) -> str:
    low, high = level
    if math.isinf(low) or math.isinf(high):
        return f"more than {low:g}" if math.isinf(high) else f"less than {high:g}"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
