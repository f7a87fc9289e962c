"""The questions about traffic: how much flows, what a corridor takes, how far one gets at sea."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, Unpack

from thalweg.admission import Admission
from thalweg.apps.capacity import MEASURES
from thalweg.apps.corridor import Prices, corridor
from thalweg.apps.flow import Aim, flow
from thalweg.apps.trips import trips
from thalweg.asking import Asked, Day, Names, Terms, passage, place_of, several, verdict_named
from thalweg.errors import bad_question, nearest, unknown_name
from thalweg.io.case import find_mover
from thalweg.io.priors import PRIORS, published
from thalweg.io.staircase import read_staircases
from thalweg.io.trip_log import read_log
from thalweg.movers import Mover
from thalweg.network import MODES
from thalweg.planning import Planned
from thalweg.question import Question
from thalweg.records import Records
from thalweg.tables import Corridor, Flow, Route, Trips

MOST_RUNGS = 100


@dataclass(frozen=True, repr=False)
class Traffic(Records, ABC):
    """A loaded case whose traffic can be asked for; `Study` adds the questions about passage."""

    @abstractmethod
    def _admission(self, question: Question, movers: tuple[Mover, ...]) -> Admission:
        """Admit movers as the question gives them."""

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
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        found = find_mover(self.case, question.mover)
        measures = MEASURES[found.kind]
        if measure and measure not in measures:
            raise bad_question(
                "measure", repr(measure), f"{' or '.join(measures)} for a {found.kind}", nearest(measure, measures)
            )
        if not 0 <= relieve <= MOST_RUNGS:
            raise bad_question("relieve", f"{relieve} times", f"0 to {MOST_RUNGS}")
        if question.origin == question.destination:
            raise bad_question("to", f"{question.destination}, where it starts", "another place")
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
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
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
