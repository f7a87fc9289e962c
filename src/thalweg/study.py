"""A case opened for questions: one method a question, the same on every surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Unpack, overload

from thalweg.admission import Admission, admit
from thalweg.apps.check import check
from thalweg.apps.envelope import ANY, envelope
from thalweg.apps.load import load
from thalweg.apps.map import MOST_TOLD, map_of
from thalweg.apps.settle import settle
from thalweg.apps.why import why
from thalweg.apps.windows import DAY_MIN, windows
from thalweg.asking import (
    Asked,
    Day,
    Names,
    Shared,
    Terms,
    asked,
    day,
    find_scenario,
    need_some,
    passage,
    several,
)
from thalweg.demands import Demands
from thalweg.errors import bad_question, unknown_name
from thalweg.io.case import find_mover, load_case
from thalweg.movers import Mover
from thalweg.opening import Opener, aim_of, check_bounds, check_years
from thalweg.planning import Planned
from thalweg.question import Question
from thalweg.records import ALL
from thalweg.scenario import BASELINE
from thalweg.solve import covers
from thalweg.solve.frontier import BUDGET
from thalweg.sweep import MOST_GB, Axes, sweep
from thalweg.tables import (
    Access,
    Check,
    Envelope,
    Load,
    Map,
    Programme,
    Route,
    Settle,
    Stored,
    Unlock,
    Why,
    Windows,
)


@dataclass(frozen=True)
class Study(Demands):
    """A loaded case. Every method asks one question; days are `date`s or YYYY-MM-DD."""

    def __repr__(self) -> str:
        c = self.case
        return (
            f"<Study {c.name}: {c.about.title}; {len(c.network.links)} links, {len(c.network.gates)} gates, "
            f"{len(c.movers)} movers, {len(c.facts)} claims from {len(c.facts.sources)} sources, "
            f"{len(c.scenarios)} scenarios>"
        )

    def check(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        **terms: Unpack[Asked],
    ) -> Check:
        """Ask whether a mover gets from A to B, by which path, and if not simply, why.

        Parameters
        ----------
        mover
            Id of a mover, or `id@loading` for one of its loading states.
        origin, destination
            Ids of places. Without mover, origin and destination the case's default question is
            asked.
        on
            The day of the trip; today if not given.
        terms
            What questions share, by keyword: `known_on`, `scenario`, `readings`, `trust`, `purpose`,
            `trip`, `meets`, `orders`; see `Asked`.

        Raises
        ------
        BadInput
            If a name or a day does not exist.
        """
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        return Check.of(check(self._admission(question, (find_mover(self.case, question.mover),)), question, 0))

    def why(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        **terms: Unpack[Asked],
    ) -> Why:
        """Take the answer of `check` apart, link by link, down to the claims and their sources."""
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        answer = check(self._admission(question, (find_mover(self.case, question.mover),)), question, 0)
        return Why.of(why(answer, 0))

    def map(
        self,
        mover: str = "",
        on: Day | None = None,
        *,
        geometry: bool = True,
        reasons: bool = True,
        **terms: Unpack[Asked],
    ) -> Map:
        """Look at every place, link and gate at one moment, each link with its verdict for the mover.

        Without a mover links have no verdict; without `geometry` only what changes with the moment is given; without
        `reasons` no link has its first reason, which saves most of the work on a large network. The other parameters
        are those of `check`.
        """
        question = asked(self.case, mover, "", "", Terms(on, **terms))
        if not mover:
            return Map.of(map_of(self._snapshot_at(Terms(on, **terms)), question, None), geometry)
        admission = self._admission(question, (find_mover(self.case, mover),))
        told = map_of(admission.snapshot, question, admission, MOST_TOLD if reasons else 0)
        return Map.of(told, geometry)

    def route(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        plan: Planned | None = None,
        **terms: Unpack[Asked],
    ) -> Route:
        """Ask for ways from A to B by distance, time or cost, with what each takes and whose consent it needs.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`; a place may be given as `latitude,longitude`.
        plan
            How the way is chosen, as `{"by": "time", "depart": "08:00", "speeds": {"road": 60}}`; see `Planned`.
        """
        return Route.of(self._routed(passage(self.case, mover, origin, destination, Terms(on, **terms)), plan, terms))

    def unlock(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        target: str = "conditional",
        count: int = 3,
        by: str = "count",
        change_mover: bool = True,
        prove: bool = False,
        wait: int = 0,
        budget: int = covers.BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Unlock:
        """Ask which smallest sets of changes would open a passage; each is verified before it is returned.

        Parameters
        ----------
        mover, origin, destination, on, terms
            As in `check`.
        target
            The worst verdict that counts as open: `conditional`, or `clear`.
        count
            How many sets are wanted.
        by
            `count` for the fewest changes, `cost` for the least cost; unknown costs come after all known ones.
            `pareto` for every set than which no other asks for as few consents, as few other changes, as few
            unknown costs and as little known cost.
        change_mover
            Whether the mover may change too: sail lighter, under another flag, in another loading state.
        prove
            Whether the cuts are wanted that every set of changes must hit.
        wait
            Years in which to look for the first later day on which the passage opens by itself.
        budget
            Labels that may be made in the search.
        report
            Hears how many admissions are done; how many there will be is not known before.
        """
        aim = aim_of(target, count, by, change_mover, prove, budget)
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        check_years(wait)
        opener = Opener(self.case)
        return Unlock.of(opener.waited(opener.unlock(question, aim, report), wait, report))

    def programme(
        self,
        mover: Names,
        origin: str,
        destination: str,
        on: Day | None = None,
        *,
        share: float = 1.0,
        target: str = "conditional",
        count: int = 10,
        by: str = "count",
        budget: int = covers.BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Programme:
        """Ask for the fewest changes that open a passage to a share of a fleet, and what each further one adds.

        `mover` takes several ids, or `all`; `share` is above 0 and up to 1; `count` is how many sets of changes
        are considered for each mover. Changes of a mover itself, and of what its trip says, are left out. The
        other parameters are those of `unlock`.
        """
        aim = aim_of(target, count, by, False, False, budget)
        movers = tuple(self.case.movers) if mover == ALL else several(mover)
        need_some("mover", movers)
        asked_ = [passage(self.case, m, origin, destination, Terms(on, **terms)) for m in movers]
        return Programme.of(Opener(self.case).programme(movers, asked_, aim, share, report))

    def settle(
        self,
        mover: Names = "",
        origin: str = "",
        destination: str = "",
        on: Day | Sequence[Day] | None = None,
        *,
        scenario: Names = BASELINE,
        count: int = 5,
        budget: int = covers.BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Shared],
    ) -> Settle:
        """Ask which unknown or contested facts would decide a passage, each way.

        Parameters
        ----------
        mover, scenario, on
            One, or several: then the facts are ranked by how many of the cells they decide. `mover` and
            `scenario` may be `all`.
        origin, destination, terms
            As in `check`.
        count
            How many sets of facts are wanted, each way.
        budget
            Labels that may be made in each search.
        report
            Hears how many of how many cells are done.
        """
        check_bounds(count, budget)
        case = self.case
        movers = tuple(case.movers) if mover == ALL else several(mover) or ("",)
        scenarios, days = self._scenario_ids(scenario), self._days(on)
        cells = [(m, d, s) for m in movers for d in days for s in scenarios]
        found = []
        for done, (who, at, name) in enumerate(cells):
            report(done, len(cells))
            asking = Terms(at if on is not None else None, scenario=name, **terms)
            question = passage(case, who, origin, destination, asking)
            admission = self._admission(question, (find_mover(case, question.mover),))
            found.append(settle(admission, question, 0, count, budget))
        return Settle.of(tuple(found))

    @overload
    def access(self, origin: str, destination: Names, on: Day | Sequence[Day] | None = None, *, mover: Names = "",
               scenario: Names = BASELINE, report: Callable[[int, int], None] = ..., zarr: None = None,
               most_gb: float = MOST_GB, **terms: Unpack[Shared]) -> Access: ...  # fmt: skip
    @overload
    def access(self, origin: str, destination: Names, on: Day | Sequence[Day] | None = None, *, mover: Names = "",
               scenario: Names = BASELINE, report: Callable[[int, int], None] = ..., zarr: str | Path,
               most_gb: float = MOST_GB, **terms: Unpack[Shared]) -> Stored: ...  # fmt: skip
    def access(
        self,
        origin: str,
        destination: Names,
        on: Day | Sequence[Day] | None = None,
        *,
        mover: Names = "",
        scenario: Names = BASELINE,
        report: Callable[[int, int], None] = lambda done, of: None,
        zarr: str | Path | None = None,
        most_gb: float = MOST_GB,
        **terms: Unpack[Shared],
    ) -> Access | Stored:
        """Ask for many movers, destinations, days and scenarios at once.

        `mover`, `destination` and `scenario` take one id, several, or `all`; `on` one day or
        several; without `mover`, those that the case shows. `report` hears how many of how many
        admissions are done. With `zarr`, a path, the table is written there day by day and not held.
        A question that needs more memory than `most_gb` is refused before it begins. The other
        parameters are those of `check`.
        """
        case = self.case
        movers = tuple(case.movers) if mover == ALL else several(mover or case.about.show.movers) or tuple(case.movers)
        places = tuple(case.network.place_index) if destination == ALL else several(destination)
        scenarios = self._scenario_ids(scenario)
        days = self._days(on)
        for name, axis in (("to", places), ("scenario", scenarios), ("on", days), ("mover", movers)):
            need_some(name, axis)
        shared = Terms(days[0], scenario=scenarios[0], **terms)
        for place in reversed(places):  # every name is checked; the first stays
            first = passage(case, movers[0], origin, place, shared)
        found = tuple(find_mover(case, m) for m in movers)

        def admitted(on: date, name: str) -> Admission:
            question = passage(case, movers[0], origin, places[0], replace(shared, on=on, scenario=name))
            return self._admission(question, found)

        axes = Axes(movers, places, days, scenarios)
        return sweep(first, axes, admitted, report, zarr, case.network, most_gb)

    def load(
        self,
        mover: str,
        origin: str,
        destination: str,
        on: Day | Sequence[Day] | None = None,
        *,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Load:
        """Ask for the most that a vessel can carry from A to B on a day, or on several.

        Every centimetre of draught from empty to full is put to the same rules as in `check`; the
        payload is that of the vessel's own table of deadweight by draught, or of its hull type.
        `report` hears how many days are done. The other parameters are those of `check`.
        """
        days = self._days(on)
        asking = Terms(days[0], **terms)
        question = passage(self.case, mover, origin, destination, asking)
        given = question.given(self.case.attributes)
        if "draught_m" in given:
            raise bad_question("with", "a draught_m", "none, since every draught is tried")
        vessel = find_mover(self.case, question.mover).with_given(given)
        if vessel.kind != "vessel":
            raise bad_question("mover", f"{question.mover} is a {vessel.kind}", "a vessel")

        def admitted(asked: Question, them: tuple[Mover, ...]) -> Admission:
            left = {k: v for k, v in asked.said.items() if k not in given}  # the vessels have what is given
            return self._admit(replace(asked, said=left), them)

        snapshot = self._snapshot_at(asking)
        return Load.of(load(snapshot, question, vessel, days, admitted, lambda n: report(n, len(days))))

    def windows(
        self,
        mover: str,
        origin: str,
        destination: str,
        on: Day | None = None,
        *,
        step_min: int = 10,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Windows:
        """Ask at what times of the day a passage is open while the water level changes.

        `step_min` says how far apart the minutes lie that are tried; `report` hears how many of how many
        are done. The other parameters are those of `check`.
        """
        if not 1 <= step_min <= DAY_MIN:
            raise bad_question("step", f"{step_min} minutes", f"1 to {DAY_MIN} minutes")
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        it = find_scenario(self.case, question.scenario)
        found = find_mover(self.case, question.mover).with_given(question.given(self.case.attributes))

        start = self._snapshot(it, replace(question.moment, minute=0), question.readings)

        def at(minute: int) -> Admission:
            report(minute, DAY_MIN)
            snapshot = start.at_minute(minute) if minute else start
            return admit(snapshot, self.case.lawbook, (found,), question.trip)

        return Windows.of(windows(question, at, step_min))

    def envelope(
        self,
        origin: str,
        destination: Names,
        on: Day | None = None,
        *,
        mover: str = "",
        budget: int = BUDGET,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Envelope:
        """Ask for the largest vessels that get from A to B: by draught, air draught, beam and length.

        `destination` takes one id, several, or `all`. With `mover` the law of that vessel's flag, class
        and cargo counts; without one only what law says of size. `budget` bounds the work on hostile
        networks; `report` hears how many of how many destinations are done. The other parameters are those of `check`.
        """
        case = self.case
        places = tuple(case.network.place_index) if destination == ALL else several(destination)
        need_some("to", places)
        if budget < 1:
            raise bad_question("budget", f"{budget} labels", "at least 1")
        vessel = find_mover(case, mover) if mover else ANY
        if vessel.kind != "vessel":
            raise bad_question("mover", f"{mover} is a {vessel.kind}", "a vessel")
        asking = Terms(on, **terms)
        for place in (origin, *places):
            if place not in case.network.place_index:
                raise unknown_name("place", place, case.network.place_index)
        question = asked(case, mover, origin, places[0], asking)
        admission = self._admission(question, (vessel,))
        return Envelope.of(envelope(admission, question, places, not mover, budget, lambda n: report(n, len(places))))

    @staticmethod
    def _days(on: Day | Sequence[Day] | None) -> tuple[date, ...]:
        """Return one day or several as days."""
        days = tuple(day("on", d) for d in ([on] if on is None or isinstance(on, str | date) else on))
        need_some("on", days)
        return days

    def _scenario_ids(self, scenario: Names) -> tuple[str, ...]:
        """Return scenarios in order; of all, those that the case shows come first."""
        if scenario != ALL:
            return tuple(find_scenario(self.case, s).id for s in several(scenario))
        return tuple(dict.fromkeys((*self.case.about.show.scenarios, BASELINE, *sorted(self.case.scenarios))))


def open_case(name: str | Path) -> Study:
    """Open a bundled case by its name, or a case folder by its path.

    Raises
    ------
    BadInput
        If there is no such case, or it has problems; the error has all of them.
    """
    return Study(load_case(name))
