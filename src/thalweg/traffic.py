"""The questions about traffic: how much flows, what a corridor takes, how far one gets at sea."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO, Unpack

from thalweg.admitting import Admitting
from thalweg.apps.capacity import MEASURES
from thalweg.apps.corridor import Prices, corridor
from thalweg.apps.flow import Aim, flow
from thalweg.apps.reach import Aim as Sea
from thalweg.apps.reach import reach
from thalweg.apps.trips import trips
from thalweg.asking import (
    POSITION,
    Asked,
    Day,
    Names,
    Terms,
    away,
    need_some,
    passage,
    place_of,
    several,
    verdict_named,
)
from thalweg.errors import bad_question, nearest, unknown_name
from thalweg.io.case import find_mover
from thalweg.io.priors import PRIORS, published
from thalweg.io.staircase import read_staircases
from thalweg.io.trip_log import read_log
from thalweg.network import MODES, WATER
from thalweg.planning import Planned, speeds_of
from thalweg.rules.keel import KMH_PER_KN
from thalweg.tables import Corridor, Flow, Reach, Route, Trips

MOST_RUNGS = 100
FREIGHT = ("consignment", "train", "truck")
"""Kinds of mover of which the published averages speak."""


@dataclass(frozen=True, repr=False)
class Traffic(Admitting, ABC):
    """A loaded case whose traffic can be asked for; `Study` adds the questions about passage."""

    @abstractmethod
    def route(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        plan: Planned | None = None,
        **terms: Unpack[Asked],
    ) -> Route:
        """Ask for ways from A to B."""

    def flow(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        measure: str = "",
        accept: str = "conditional",
        relieve: int = 0,
        **terms: Unpack[Asked],
    ) -> Flow:
        """Ask how much gets from A to B in a day, what bounds it, and what relieving the bottleneck would buy.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`.
        measure
            `vehicles`, `trains`, `t` or `persons`; the usual one of the mover's kind if not given.
        accept
            The worst verdict of links that are used.
        relieve
            How many times the bottleneck is relieved, one after another.
        """
        question = away(passage(self.case, mover, origin, destination, Terms(on, **terms)))
        found = find_mover(self.case, question.mover)
        measures = MEASURES[found.kind]
        if measure and measure not in measures:
            raise bad_question(
                "measure", repr(measure), f"{' or '.join(measures)} for a {found.kind}", nearest(measure, measures)
            )
        if not 0 <= relieve <= MOST_RUNGS:
            raise bad_question("relieve", f"{relieve} times", f"0 to {MOST_RUNGS}")
        aim = Aim(measure or measures[0], verdict_named("accept", accept), relieve)
        return Flow.of(flow(self._admission(question, (found,)), question, aim))

    def corridor(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        ways: Mapping[str, Names] | None = None,
        usd_per_km: Mapping[str, str | float] | None = None,
        prior: str = "",
        observed: str | Path | TextIO | None = None,
        plan: Planned | None = None,
        **terms: Unpack[Asked],
    ) -> Corridor:
        """Lay ways from A to B beside each other: distance against time and cost, with a step at each border.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`.
        ways
            By name the places that a way passes, as `{"by Rajin": "wonjong,rajin"}`; the two ends need not be
            among them. If none is given, the best ways are taken, as many as `count` of the plan says.
        usd_per_km
            Price of a kilometre by mode, in US dollars.
        prior
            `cpmm` to take its published averages for borders of which nothing is known; the answer says so.
        observed
            A filled template: its ways are laid beside the others, or alone if no question is asked.
        plan
            As in `route`.
        """
        if prior and prior not in PRIORS:
            raise bad_question("prior", repr(prior), " or ".join(PRIORS), nearest(prior, PRIORS))
        prices = Prices(dollars(usd_per_km or {}), prior, published(prior) if prior else ())
        read = read_staircases(observed) if observed is not None else ()
        if observed is not None and not (mover or origin or destination):
            return Corridor.of(corridor((), prices, read))
        question = away(passage(self.case, mover, origin, destination, Terms(on, **terms)))
        kind = find_mover(self.case, question.mover).kind
        if prior and kind not in FREIGHT:
            raise bad_question("prior", f"{prior} for a {kind}", f"freight, of which it speaks: {', '.join(FREIGHT)}")
        how: Planned = {**Planned(count=3), **(plan or {})}
        found = []
        for name, places in (ways or {}).items():
            via = [place_of(self.case, p)[0] for p in several(places)]
            via = via[via[:1] == [question.origin] :]
            via = via[: len(via) - (via[-1:] == [question.destination])]
            along: Planned = {**how, "via": via, "count": 1}
            found.append((name, self.route(question.mover, origin, destination, question.on, along, **terms)))
        if not ways:
            found.append(("way", self.route(question.mover, origin, destination, question.on, how, **terms)))
        return Corridor.of(corridor(found, prices, read))

    def reach(
        self,
        mover: Names,
        origin: Names,
        destination: Names = (),
        on: Day | None = None,
        *,
        hours: str | Sequence[float] = "6,12,24",
        speed_kn: float | None = None,
        speeds: Mapping[str, str | float] | None = None,
        accept: str = "conditional",
        **terms: Unpack[Asked],
    ) -> Reach:
        """Ask how far vessels get at sea from their bases, and how much earlier than from the nearest other one.

        Parameters
        ----------
        mover, origin, destination
            Vessels, bases and points: one id, several, or positions as `latitude,longitude`, joined by `;`. Without
            points, all ports and straits of the case that are no bases; if it has none, all other places on water.
        on, terms
            As in `check`.
        hours
            Within how many hours it is asked what is reached, as `6,12,24`.
        speed_kn
            Speed of all vessels on all water, in knots; it stands over what is claimed.
        speeds
            Speeds by mode, as in `route`; they stand over `speed_kn`.
        accept
            The worst verdict of links that count as admitted.
        """
        movers = several(mover)
        need_some("mover", movers)
        vessels = tuple(find_mover(self.case, m) for m in movers)
        for key, vessel in zip(movers, vessels, strict=True):
            if vessel.kind != "vessel":
                raise bad_question("mover", f"{key} is a {vessel.kind}", "a vessel")
        bases, told = self._places("from", origin)
        if destination:
            points, more = self._places("to", destination)
        else:
            afloat = {p for x in self.case.network.links if x.mode in WATER for p in (x.origin, x.destination)}
            on_water = [p for p in self.case.network.places if p.id in afloat and p.id not in bases]
            named = [p for p in on_water if p.kind in ("port", "strait")]
            points, more = tuple(p.id for p in named or on_water), ()
            if not points:
                raise bad_question("to", "no other place of the case lies on water", "a point to get to")
        aim = Sea(bases, points, hours_of(hours), afloat_kmh(speed_kn, speeds or {}), verdict_named("accept", accept))
        question = passage(self.case, movers[0], bases[0], points[0], Terms(on, **terms))
        question = replace(question, snapped=tuple(dict.fromkeys((*told, *more))))
        return Reach.of(reach(self._admission(question, vessels), question, aim))

    def _places(self, option: str, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return places by their ids or positions, each once, and what stands for which position."""
        given = names if not isinstance(names, str) else names.split(";") if ";" in names else [names]
        found: dict[str, str] = {}
        for name in given:
            position = POSITION.fullmatch(name)
            for one in [name] if position else several(name):
                place, told = place_of(self.case, one)
                found[place] = found.get(place) or told
        need_some(option, tuple(found))
        return tuple(found), tuple(filter(None, found.values()))


def hours_of(given: str | Sequence[float]) -> tuple[float, ...]:
    """Return hours that bound bands, ascending, each once."""
    found = [not_negative("hours", repr(x), str(x)) for x in (several(given) if isinstance(given, str) else given)]
    if any(not x for x in found):
        raise bad_question("hours", "0 hours", "hours above 0, as 6,12,24")
    return tuple(sorted(set(found)))


def afloat_kmh(speed_kn: float | None, speeds: Mapping[str, str | float]) -> dict[str, float]:
    """Return speeds by mode of water, in km/h: what is said of a mode stands over what is said of all."""
    for mode in speeds:
        if mode in MODES and mode not in WATER:
            raise bad_question("speed", f"a speed by {mode}", f"one by {', '.join(m for m in MODES if m in WATER)}")
    if speed_kn is not None and not (math.isfinite(speed_kn) and speed_kn > 0):
        raise bad_question("speed-kn", f"{speed_kn:g} kn", "a speed above 0")
    of_all = {} if speed_kn is None else {m: speed_kn * KMH_PER_KN for m in MODES if m in WATER}
    return {**of_all, **speeds_of(speeds)}


def dollars(given: Mapping[str, str | float]) -> dict[str, float]:
    """Check prices of a kilometre by mode."""
    found = {}
    for mode, price in given.items():
        if mode not in MODES:
            raise unknown_name("mode", mode, MODES)
        found[mode] = not_negative("usd-per-km", f"{mode}={price}", str(price))
    return found


def not_negative(field_name: str, told: str, text: str) -> float:
    """Return a number of 0 or more."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise bad_question(field_name, told, "a number, 0 or more")
    return value


def read_trips(log: str | Path | TextIO, prior: str = "") -> Trips:
    """Return the indicators of a log of trips; with `prior` published averages stand beside them.

    Raises
    ------
    BadInput
        If the file is not there or cannot be used.
    """
    if prior and prior not in PRIORS:
        raise bad_question("prior", repr(prior), " or ".join(PRIORS), nearest(prior, PRIORS))
    return Trips.of(trips(read_log(log)), published(prior) if prior else ())
