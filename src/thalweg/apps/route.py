"""ROUTE: the ways from A to B by distance, time or cost, what each takes, and on whose consent it rests."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import NO_WAY, Admission
from thalweg.apps.passage import OBSTACLE_KM, Assumption, assumptions_of, no_way, obstacles, sentence_of, told
from thalweg.apps.states import Arcs, arcs_of
from thalweg.apps.timing import HORIZON_H, Clock, Leg, Timing
from thalweg.question import Question
from thalweg.rules.may import Consent, consents_at
from thalweg.rules.rule import Amount, Reason, Requirement, Verdict
from thalweg.solve.paths import best_levels, cheapest_path
from thalweg.solve.ways import BUDGET, Graph, Way, best, shortest

BY = ("distance", "time", "cost")
_UNKNOWN = 1e4
"""What a km counts for where its time is not known and no way of known time is there: more than any known time."""
_MOST_TRIED = 50
"""Ways that are looked at for each that is wanted, as some come back to a place by another mode."""
_CHANGE_KM = 1e-6
"""What a change of mode counts for in the choice by distance, so that none is made for nothing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a route is chosen, beside what the question says."""

    by: str = "distance"
    clock: Clock = field(default_factory=Clock)
    cost_per_km: float = 0.0
    cost_per_h: float = 0.0
    """The value of an hour, in the same money."""
    count: int = 1
    """How many ways are wanted."""
    pareto: bool = False
    """Whether all ways are wanted that no other is as good as in time, money and consents."""
    via: tuple[str, ...] = ()
    """Places to pass, in this order."""
    avoid: tuple[str, ...] = ()
    """Ids of links, gates and legal places that are not passed."""
    accept: Verdict = Verdict.CLEAR
    """The worst verdict of links that are used even where a better way is there."""
    budget: int = BUDGET


@dataclass(frozen=True, slots=True)
class Route:
    """One way, and what it takes."""

    verdict: Verdict
    legs: tuple[Leg, ...]
    low_h: float
    high_h: float
    """Hours from departure to arrival; infinite where they are not known."""
    money: tuple[float, float] | None
    """Generalised cost, from and to; None where no prices are given."""
    consents: tuple[Consent, ...]
    """The consents that it rests on."""
    reasons: tuple[Reason, ...]
    requirements: tuple[Requirement, ...]

    @property
    def length_km(self) -> float:
        """Length of the way, in km."""
        return sum(leg.step.length_km for leg in self.legs)

    @property
    def lacking(self) -> tuple[Consent, ...]:
        """The consents that are not known to be granted."""
        return tuple(c for c in self.consents if c.held is not True)


@dataclass(frozen=True)
class RouteResult:
    """The ways, the best first; the verdict is the best of theirs, and none at all is a verdict with its reasons."""

    question: Question
    plan: Plan
    mover: str
    verdict: Verdict
    routes: tuple[Route, ...]
    reasons: tuple[Reason, ...]
    """Of the first way of the best verdict, or why there is none."""
    assumptions: tuple[Assumption, ...]
    finished: bool
    """Whether the search ended within its budget; if not, better ways may be missing."""
    admission: Admission

    @property
    def sentence(self) -> str:
        """The answer in a sentence that can be printed."""
        binding = [r for r in self.reasons if r.verdict is self.verdict]
        return sentence_of(self.admission, self.question, self.mover, self.verdict, binding)

    def arrives(self, way: Route) -> datetime | None:
        """Return when a way ends at the latest, if a departure is given and its time is known."""
        depart = self.plan.clock.depart
        return None if depart is None or math.isinf(way.high_h) else depart + timedelta(hours=way.high_h)


def route(admission: Admission, question: Question, plan: Plan) -> RouteResult:
    """Choose ways over the links that admit a mover.

    Parameters
    ----------
    admission
        Of one mover at its speed and, in further rows, at lower speeds, the fastest first.
    question
        Origin and destination must be places of the network.
    plan
        How to choose. Its places and ids must exist.

    Notes
    -----
    The best verdict comes first, as in `check`; among ways that have it, the least distance, hours or
    generalised cost (hours times their value, plus kilometres times their price). Where some usable links have
    no known time, ways of known time are preferred, and it is said. With `pareto`, what lacks nothing but a
    consent counts as usable, and every way is returned that no other one is as good as in time (or distance,
    where no time is known), money and the set of consents.
    """
    return _Choice(admission, question, plan).result()


class _Choice:
    """One question on its way to an answer."""

    def __init__(self, admission: Admission, question: Question, plan: Plan) -> None:
        self.admission, self.question, self.plan = admission, question, plan
        snapshot = admission.snapshot
        self.row = np.argmin(admission.levels, axis=0)  # the fastest of those that are admitted best
        self.levels = admission.levels[self.row, np.arange(len(self.row))].copy()
        self.consents: dict[str, tuple[Consent, ...]] = {}
        if plan.pareto:
            self._as_if_granted()
        for name in plan.avoid:
            self.levels[self._met(name)] = NO_WAY
        index = snapshot.network.place_index
        self.stops = [index[p] for p in (question.origin, *plan.via, question.destination)]
        self.arcs: Arcs = arcs_of(snapshot.network, admission.movers[0].kind, self.stops)
        self.timing = Timing(admission, self.row, self.arcs, plan.clock)
        self.km = self._of_links(snapshot.length_km, _CHANGE_KM)
        self.ends = self.arcs.origin, self.arcs.destination
        self.notes: list[Assumption] = []
        self.finished = True

    def result(self) -> RouteResult:
        """Answer the question."""
        verdict = self._best_verdict()
        if verdict is None:
            return self._none(no_way(self.admission, self._apart(), 0))
        ways = self._ways(max(verdict, self.plan.accept))
        if not ways:
            return self._none(self._shut())
        routes = tuple(self._tell(w) for w in ways)
        lead = min(range(len(routes)), key=lambda i: routes[i].verdict)
        links = [int(self.arcs.link[a]) for a in ways[lead] if self.arcs.link[a] >= 0]
        assumed = (*assumptions_of(self.admission, self.question, 0, links), *self._of_time(routes[lead], links))
        return self._answer(routes[lead].verdict, routes, routes[lead].reasons, assumed)

    def _answer(
        self, verdict: Verdict, routes: tuple[Route, ...], reasons: tuple[Reason, ...], assumed: Sequence[Assumption]
    ) -> RouteResult:
        mover = self.admission.movers[0].name
        return RouteResult(
            self.question, self.plan, mover, verdict, routes, reasons, tuple(assumed), self.finished, self.admission
        )

    def _none(self, reason: Reason) -> RouteResult:
        return self._answer(Verdict.BLOCKED, (), (reason,), self.notes)

    # which links may be used

    def _met(self, name: str) -> NDArray[np.intp]:
        """Return the links on which something is met: a link, a gate, a legal place."""
        snapshot = self.admission.snapshot
        network = snapshot.network
        if name not in network.element_index:
            return np.flatnonzero(np.array(snapshot.waters[: len(network.links)], dtype=object) == name)
        element = network.element_index[name]
        met = [i for i, m in enumerate(network.met) if any(e == element and side != "under" for e, side in m)]
        return np.array(met, dtype=np.intp)

    def _consents_at(self, place: str) -> tuple[Consent, ...]:
        """Return the consents that passage at a legal place rests on."""
        a = self.admission
        if place and place not in self.consents:
            self.consents[place] = consents_at(a.law, a.profiles[0], a.law.lawbook.places[place], a.trip)
        return self.consents.get(place, ())

    def _as_if_granted(self) -> None:
        """Take the level of each link as if every consent were granted, where consents are in the way."""
        waters = self.admission.snapshot.waters
        for i in np.flatnonzero((self.levels >= Verdict.UNKNOWN) & (self.levels < len(Verdict))).tolist():
            if any(c.held is not True for c in self._consents_at(waters[i])):
                reasons = self.admission.reasons(int(self.row[i]), i)
                left = [r.verdict for r in reasons if not r.rule.startswith("default:")]
                self.levels[i] = min(self.levels[i], max(left, default=Verdict.CLEAR))

    def _best_verdict(self) -> Verdict | None:
        """Return the best verdict of any way through all places that are asked for; None if there is none."""
        found = self._best_over(self.arcs)
        return Verdict(found) if found < len(Verdict) else None

    def _best_over(self, arcs: Arcs) -> int:
        """Return the best verdict over arcs from their origin to their destination, as a number."""
        level = np.where(arcs.link >= 0, self.levels[arcs.link], 0).astype(np.uint8)
        return int(best_levels(arcs.first, arcs.head, level, arcs.origin, len(Verdict))[arcs.destination])

    def _apart(self) -> Question:
        """Return the question about the first two places, of those that follow each other, which no way joins."""
        network, kind = self.admission.snapshot.network, self.admission.movers[0].kind
        for a, b in pairwise((self.question.origin, *self.plan.via, self.question.destination)):
            ends = [network.place_index[a], network.place_index[b]]
            if a != b and self._best_over(arcs_of(network, kind, ends)) == len(Verdict):
                return replace(self.question, origin=a, destination=b)
        return self.question

    # how ways are chosen

    def _of_links(self, values: NDArray[np.float64], change: float) -> NDArray[np.float64]:
        """Return a value of links for each arc; a change of mode has its own."""
        out = np.zeros(len(self.arcs.link))
        on = self.arcs.link >= 0
        out[on] = values[self.arcs.link[on]]
        out[list(self.arcs.changes)] = change
        return out

    def _graph(
        self, hours: NDArray[np.float64], money: NDArray[np.float64] | None = None, asks: Sequence[int] = (),
        stops: bool = False,
    ) -> Graph:  # fmt: skip
        """Return what is searched; arcs that take infinitely long are closed."""
        open_arcs = np.flatnonzero(np.isfinite(hours)).tolist()
        met = self.timing.stops(open_arcs) if stops else {}
        spent = np.zeros(len(hours)) if money is None else money
        return Graph(self.arcs.first, self.arcs.head, hours, spent, asks, met)

    def _ways(self, verdict: Verdict) -> list[tuple[int, ...]]:
        """Return the arcs of the ways, the best first."""
        usable = (self.arcs.link < 0) | (self.levels[self.arcs.link] <= verdict)
        barred = self._barred(verdict)
        km = np.where(usable, self.km + barred, np.inf)
        if self.plan.by == "distance" and not self.plan.pareto:
            return self._found(self._graph(km))
        known = self.timing.known()
        blind = usable & ~known
        left = len(np.unique(self.arcs.link[blind & (self.arcs.link >= 0)]))
        timed = np.where(usable & known, self.timing.high_h, np.inf)
        money = self.km * self.plan.cost_per_km
        ways = self._undominated(timed, money) if self.plan.pareto else self._timed(timed + barred, money, barred)
        if ways:
            self._note(left, f"{left} usable links whose time is not known are left out.")
            return ways
        if not blind.any():
            return []
        self._note(1, "There is no way of known time: where the time is not known, distance counts.")
        if self.plan.pareto:
            return self._undominated(km, money, stops=False)
        sure = np.where(known, self.timing.high_h, self.timing.low_h + _UNKNOWN * self.km)
        return self._found(self._graph(np.where(usable, sure + barred, np.inf)))

    def _barred(self, verdict: Verdict) -> NDArray[np.float64]:
        """Return for each arc what stands in the way, if a way cannot be taken for sure: the least comes first."""
        if verdict < Verdict.UNKNOWN or self.plan.pareto or verdict == self.plan.accept:
            return np.zeros(len(self.arcs.link))
        counted = np.zeros(len(self.levels))
        for row in np.unique(self.row).tolist():
            counted = np.where(self.row == row, obstacles(self.admission, row, verdict), counted)
        return self._of_links(OBSTACLE_KM * counted, 0.0)

    def _timed(
        self, hours: NDArray[np.float64], money: NDArray[np.float64], barred: NDArray[np.float64]
    ) -> list[tuple[int, ...]]:
        """Return the quickest ways, or those of least generalised cost, over arcs of known time."""
        waits = not barred.any()  # a way that cannot be taken for sure is chosen without a clock
        if self.plan.by == "time":
            return self._found(self._graph(hours, stops=waits))
        per_h = self.plan.cost_per_h
        if waits and self.timing.shuts:
            found = best(self._graph(hours, money, stops=True), *self.ends, self.plan.budget)
            self.finished &= found.finished
            cheapest = sorted(found.ways, key=lambda w: (w.hours * per_h + w.money, w.arcs))
            return [w.arcs for w in cheapest[: self.plan.count]]
        stops = self.timing.stops(np.flatnonzero(np.isfinite(hours)).tolist())
        held = np.array([sum(s.hours for s in stops.get(a, ())) for a in range(len(hours))])
        cost = np.where(np.isfinite(hours), (self.timing.high_h + held) * per_h + money + barred, np.inf)
        return self._found(self._graph(cost))

    def _undominated(
        self, hours: NDArray[np.float64], money: NDArray[np.float64], stops: bool = True
    ) -> list[tuple[int, ...]]:
        """Return the ways that no other is as good as in time (or distance), money and consents."""
        waters = self.admission.snapshot.waters
        number: dict[tuple[str, str], int] = {}
        asks = [
            sum(1 << number.setdefault((c.by, c.place), len(number)) for c in self._consents_at(waters[i]))
            if i >= 0 and math.isfinite(h) else 0
            for i, h in zip(self.arcs.link.tolist(), hours.tolist(), strict=True)
        ]  # fmt: skip
        found = best(self._graph(hours, money, asks, stops), *self.ends, self.plan.budget)
        self.finished &= found.finished
        return [w.arcs for w in found.ways]

    def _found(self, graph: Graph) -> list[tuple[int, ...]]:
        """Return the ways of the least hours of a graph, of those that are straight if any is."""
        one: list[int] | None = None
        if self.plan.count == 1 and not (graph.stops or self.arcs.changes):
            one = cheapest_path(graph.first, graph.head, np.isfinite(graph.hours), graph.hours, *self.ends)
            if one is None or self._straight(one):
                return [] if one is None else [tuple(one)]
        once = self.arcs.link.tolist() if self.plan.via else ()
        found = self._first(shortest(graph, *self.ends, once), self._straight)
        if found or not self.plan.via:
            return found
        return [tuple(one)] if one else self._first(shortest(graph, *self.ends), lambda way: True)

    def _first(self, ways: Iterable[Way], wanted: Callable[[Sequence[int]], bool]) -> list[tuple[int, ...]]:
        """Return the first ways that are wanted, as many as the plan says."""
        found: list[tuple[int, ...]] = []
        for tried, way in enumerate(ways):
            if wanted(way.arcs):
                found.append(way.arcs)
            if len(found) == self.plan.count:
                break
            if tried == _MOST_TRIED * self.plan.count:
                self.finished = False
                break
        return found

    def _straight(self, way: Sequence[int]) -> bool:
        """Tell whether a way uses no link twice, and between two stops comes to no place twice, by whatever mode."""
        layer = (len(self.arcs.first) - 1) // (len(self.stops) - 1)
        on = [a for a in way if self.arcs.link[a] >= 0]
        met = [*enumerate(self.stops[:-1]), *((int(self.arcs.head[a]) // layer, self.arcs.ends[a][1]) for a in on)]
        return len(set(met)) == len(met) and len(set(self.arcs.link[on].tolist())) == len(on)

    # what is told of a way

    def _tell(self, way: Sequence[int]) -> Route:
        """Tell a way: each leg with its time, and what the whole takes and asks."""
        legs, low, high = self.timing.legs(way)
        links = list(dict.fromkeys(int(self.arcs.link[a]) for a in way if self.arcs.link[a] >= 0))
        a = self.admission
        reasons, requirements = told((a.reasons(int(self.row[i]), i), a.ruling(int(self.row[i]), i)) for i in links)
        places = dict.fromkeys(a.snapshot.waters[i] for i in links)
        return Route(
            max((leg.step.verdict for leg in legs), default=Verdict.CLEAR),
            legs,
            low,
            high,
            self._money(sum(leg.step.length_km for leg in legs), low, high),
            tuple(c for p in places for c in self._consents_at(p)),
            reasons,
            requirements,
        )

    def _money(self, km: float, low_h: float, high_h: float) -> tuple[float, float] | None:
        per_km, per_h = self.plan.cost_per_km, self.plan.cost_per_h
        if not (per_km or per_h):
            return None
        low, high = (km * per_km + (h * per_h if per_h else 0.0) for h in (low_h, high_h))
        return low, high

    def _note(self, count: int, sentence: str) -> None:
        if count:
            self.notes.append(Assumption("time", sentence))

    def _shut(self) -> Reason:
        """Say that nothing opens in time."""
        network = self.admission.snapshot.network
        names = ", ".join(sorted(network.element_names[e] for e in self.timing.shuts))
        at = network.places[network.place_index[self.question.origin]]
        return Reason(
            "route.hours", "fit", at.id, at.name, Verdict.BLOCKED, "opening hours",
            Amount(math.inf, math.inf, "settled", "open"), Amount(-math.inf, -math.inf, "settled", "shut"), "",
            f"Within {HORIZON_H / 24:.0f} days of the departure no way opens: {names}.",
        )  # fmt: skip

    def _of_time(self, first: Route, links: Iterable[int]) -> list[Assumption]:
        """Say what was taken for granted of the time of the best way."""
        network = self.admission.snapshot.network
        found = list(self.notes)
        silent = list(dict.fromkeys(leg.step.name for leg in first.legs if math.isinf(leg.high_h)))
        if silent:
            some = ", ".join(silent) if len(silent) <= 3 else f"{', '.join(silent[:2])} and {len(silent) - 2} more"
            found.append(Assumption("speed", f"No speed and no time is known for {some}."))
        halts = [h for leg in first.legs for h in leg.halts if math.isinf(h.high_h)]
        found += [Assumption("time", f"How long the {h.what} at {h.name} takes is not known.") for h in halts]
        met = {e for i in links for e, side in network.met[i] if side != "under"}
        for element, why in self.timing.unread.items():
            if element in met:
                told_ = f"The opening hours of {network.element_names[element]} {why}."
                found.append(Assumption("opening_hours", told_))
        if met & set(self.timing.shuts):
            found.append(Assumption("opening_hours", "Opening hours are read by the clock of the departure."))
        return found
