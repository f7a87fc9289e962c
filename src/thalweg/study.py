"""A case opened for questions: one method a question, the same on every surface."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Unpack, overload

from thalweg import __version__
from thalweg.admission import Admission
from thalweg.apps.check import check
from thalweg.apps.map import MOST_TOLD, map_of
from thalweg.apps.why import why
from thalweg.asking import (
    Asked,
    Day,
    Names,
    Shared,
    Terms,
    asked,
    need_some,
    passage,
    several,
)
from thalweg.brief.material import Answers, material
from thalweg.brief.page import Brief
from thalweg.changing import Changing
from thalweg.demands import Demands
from thalweg.io.case import Case, find_mover, load_case
from thalweg.io.case_models import TrafficQuestion
from thalweg.io.composed import parts_of
from thalweg.io.priors import published
from thalweg.planning import Planned
from thalweg.records import ALL
from thalweg.rules.rule import Verdict
from thalweg.scenario import BASELINE
from thalweg.simulating import Simulated
from thalweg.sizing import Sizing
from thalweg.sweep import MOST_GB, Axes, sweep
from thalweg.tables import (
    Access,
    Check,
    Export,
    Map,
    Route,
    Stored,
    Why,
)
from thalweg.traffic import Traffic

GATE_CAPACITY, PRIOR, TRAFFIC_RUNGS = "capacity_vehicles_per_day", "cpmm", 4
"""What a brief takes for its questions about traffic: the queue of as many as a gate is said to handle, published
averages where no time of a border is known, and how many bottlenecks are relieved one after another."""


@dataclass(frozen=True)
class Study(Changing, Sizing, Demands, Traffic, Simulated):
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

    def export(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        **terms: Unpack[Asked],
    ) -> Export:
        """Take the map of the case along as a file, with the way from A to B if both are named.

        `to_file` writes it as GeoPackage, GeoJSON or CSV. The other parameters are those of `check`; without a mover
        links have no verdict.
        """
        seen = self.map(mover, on, **terms)
        if not (origin or destination):
            return Export(seen)
        return Export(seen, self.check(mover, origin, destination, on, **terms))

    def brief(
        self,
        mover: str = "",
        origin: str = "",
        destination: str = "",
        on: Day | None = None,
        *,
        report: Callable[[int, int], None] = lambda done, of: None,
        **terms: Unpack[Asked],
    ) -> Brief:
        """Put one passage on a page that can be printed: verdict, map, reasons, what would change it, and sources.

        `report` hears how many of how many answers are done. The parameters are those of `check`. Without a passage the
        case's own question is asked, or under scenarios that it names for that its question about traffic.
        """
        traffic = self.case.about.traffic
        ours = traffic if not (mover or origin or destination) else None
        ours = ours if ours is not None and terms.get("scenario", BASELINE) in ours.scenarios else None
        if ours is not None:
            mover, origin, destination, on = ours.mover, ours.origin, ours.destination, on or ours.on
        answer = self.check(mover, origin, destination, on, **terms)
        q = answer.question
        asks = q.mover, q.origin, q.destination, q.on
        others: Shared = {k: v for k, v in terms.items() if k != "scenario"}  # type: ignore[assignment]
        shown = tuple(dict.fromkeys((q.scenario, BASELINE, *self.case.about.show.scenarios)))
        report(1, 5)
        seen = self.map(q.mover, q.on, reasons=False, **terms)
        report(2, 5)
        unlock = self.unlock(*asks, **terms) if answer.verdict > Verdict.CONDITIONAL else None
        report(3, 5)
        settle = self.settle(*asks, scenario=q.scenario, **others) if answer.verdict is Verdict.UNKNOWN else None
        report(4, 5)
        compare = self.compare(*asks, scenario=shown, parts=False, **others) if len(shown) > 1 else None
        answers = Answers(answer, seen, unlock, settle, compare)
        if ours is not None:
            answers = replace(answers, **self._of_traffic(ours, q.on, terms))
        return Brief(material(self.case, answers, self.about().events, date.today(), __version__))

    def _of_traffic(self, ours: TrafficQuestion, on: date, terms: Asked) -> dict[str, Any]:
        """Answer the case's question about traffic, as far as it asks."""
        found: dict[str, Any] = {
            "flow": self.flow(ours.mover, ours.origin, ours.destination, on, relieve=TRAFFIC_RUNGS, **terms)
        }
        if ours.gate is not None:
            capacity = self.facts(ours.gate, GATE_CAPACITY, on, scenario=terms.get("scenario", BASELINE)).resolved
            if capacity.decided and capacity.value is not None and capacity.value.exact:
                found["queue"] = self.simulate(ours.gate, on, {"per_day": capacity.value.low}, **terms)
        latest = {p.mode: p for p in published(PRIOR) if p.indicator == "SWOD"}
        plan: Planned = {"speeds": {mode: p.low for mode, p in latest.items()}}
        more, way = ours.response, ours.corridor
        if more is not None and terms.get("scenario", BASELINE) != BASELINE:
            found["response"] = self.response(more.mover, more.origin, more.destination, on, plan=plan, **terms)
        if way is not None:
            found["corridor"] = self.corridor(
                way.mover, way.origin, way.destination, on, ways=way.ways, prior=PRIOR, plan=plan, **terms
            )
        return found

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
        question = passage(self.case, mover, origin, destination, Terms(on, **terms))
        return Route.of(self._routed(question, plan, terms))

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

    def carried(self, case: Case) -> Study:
        """Return a study of the case as it is now; what was worked out on the same facts is carried over."""
        if case.facts is not self.case.facts:
            return Study(case)
        now, then = case.scenarios, self.case.scenarios
        changed = {s for s in {*now, *then} if now.get(s) is not then.get(s)}
        kept = {k: s for k, s in list(self._snapshots.items()) if parts_of(k[0])[0] not in changed}  # type: ignore[index]
        memo = {k: a for k, a in list(self._memo.items()) if parts_of(k[2])[0] not in changed}  # type: ignore[index]
        return Study(case, kept, memo)


def open_case(name: str | Path) -> Study:
    """Open a bundled case by its name, or a case folder by its path.

    Raises
    ------
    BadInput
        If there is no such case, or it has problems; the error has all of them.
    """
    return Study(load_case(name))
