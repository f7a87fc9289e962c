"""FLOW: how much can get from A to B in a day, what bounds it, and what relieving the bottleneck would buy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission
from thalweg.apps.capacity import Capacities, Capacity
from thalweg.apps.passage import Assumption, assumptions_of, no_way, told
from thalweg.apps.states import Arcs, arcs_of
from thalweg.network import WATER
from thalweg.question import Question
from thalweg.rules.rule import Reason, Requirement, Verdict
from thalweg.solve.blocks import between
from thalweg.solve.flows import UNBOUNDED, max_flow, shared_flow
from thalweg.solve.paths import best_levels, cheapest_path

SCALE = 10_000
"""Capacities are counted in parts of one vehicle, train, tonne or person, so that cuts are exact."""
_MOST_ALONE = 50
"""Bottlenecks up to which each is also relieved alone."""
Ends = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted, beside what the question says."""

    measure: str
    """`vehicles`, `trains`, `t` or `persons`."""
    accept: Verdict = Verdict.CONDITIONAL
    """The worst verdict of links that are used."""
    relieve: int = 0
    """How many times the bottleneck is relieved."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What bounds the flow."""

    capacity: Capacity
    flow: float
    """What passes it a day."""
    alone: float
    """What could flow a day if it alone were relieved; not a number if that was not asked."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What flows when bottlenecks are relieved, and what binds then."""

    relieved: tuple[Capacity, ...]
    """Those that are relieved beside those of the rungs before."""
    flow: float
    """A day; infinite if nothing that is known binds."""
    gain: float
    binds: tuple[Capacity, ...]


@dataclass(frozen=True)
class FlowResult:
    """The answer: the most that gets there in a day, and the cut that bounds it."""

    question: Question
    aim: Aim
    mover: str
    verdict: Verdict
    """The best verdict of any way; if it is worse than what is accepted, nothing flows."""
    low: float
    """What is sure: figures at their lower ends, and nothing where a capacity is not known.

    Where no way is known to be open the other three are infinite: nothing that is known bounds what may flow.
    """
    least: float
    """The most at the lower ends, where what is not known bounds nothing."""
    best: float
    """The most by the figures chosen, where what is not known bounds nothing."""
    high: float
    """The most at the upper ends, where what is not known bounds nothing."""
    cut: tuple[Bottleneck, ...]
    """The bottleneck nearest to the origin; relieving anything else buys nothing."""
    last: tuple[Capacity, ...]
    """The bottleneck nearest to the destination, if it is another one."""
    unique: bool
    """Whether no other cut binds as well."""
    unknown: tuple[Capacity, ...]
    """What lies on some way and has no known capacity."""
    rungs: tuple[Rung, ...]
    passing: tuple[tuple[str, float], ...]
    """Links with what flows on them a day, where something does."""
    reasons: tuple[Reason, ...]
    requirements: tuple[Requirement, ...]
    assumptions: tuple[Assumption, ...]
    admission: Admission

    @property
    def open(self) -> bool:
        """Whether some way is open at the verdict accepted."""
        return self.verdict <= self.aim.accept

    @property
    def sure(self) -> bool:
        """Whether no capacity that is not known could make it less."""
        return self.low >= self.least

    @property
    def unit(self) -> str:
        """What is counted, as `vehicles a day`."""
        return f"{self.aim.measure} a day"

    @property
    def amount(self) -> str:
        """How much it is, in words."""
        if not self.open and self.verdict is Verdict.UNKNOWN:
            return "it is not known whether anything gets there"
        if not self.open or not self.best:
            return f"0 {self.unit}"
        if math.isinf(self.least):
            return "no known capacity bounds it"
        told_ = number(self.best)
        if math.isinf(self.high):
            told_ = f"{number(self.least)} or more"
        elif (self.least, self.high) != (self.best, self.best):
            told_ = f"{number(self.least)} to {number(self.high)}, {number(self.best)} by the figures chosen"
        return f"{'' if self.sure else 'at most '}{told_} {self.unit}"

    @property
    def sentence(self) -> str:
        """The answer in a sentence that can be printed."""
        q, network = self.question, self.admission.snapshot.network
        ends = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
        head = f"{q.when}, {self.mover}, {ends[0]} to {ends[1]}: {self.amount}"
        if not self.open:
            return f"{head}: {self.reasons[0].sentence}" if self.reasons else f"{head}."
        bound = f", bounded by {', '.join(b.capacity.name for b in self.cut)}" if self.cut else ""
        count = len(self.unknown)
        less = f"; whether less is not known, as {count} capacities on the way are not" if not self.sure else ""
        return f"{head}{bound}{less}."


def number(x: float) -> str:
    """Write an amount of traffic."""
    return f"{x:,.0f}" if x >= 1000 or x == round(x) else f"{x:,.1f}"


def flow(admission: Admission, question: Question, aim: Aim) -> FlowResult:
    """Ask how much gets from A to B in a day over the links that admit a mover.

    Parameters
    ----------
    admission
        Of the mover, in its first row.
    question
        Origin and destination must be places of the network that differ.
    aim
        What is measured, and what is accepted.

    Notes
    -----
    Maximum flow and minimum cut (Ford and Fulkerson 1956). A gate on several links has one capacity for all of
    them; that makes a linear programme of the flow. Traffic under a gate does not use it.
    """
    return _Asked(admission, question, aim).result()


@dataclass(frozen=True, slots=True)
class _Solved:
    value: float
    near: tuple[int, ...]
    """Numbers of the capacities that make the cut nearest to the origin."""
    far: tuple[int, ...]
    of: NDArray[np.float64]
    """What flows on each arc."""


class _Asked:
    """One question on its way to an answer."""

    def __init__(self, admission: Admission, question: Question, aim: Aim) -> None:
        self.admission, self.question, self.aim = admission, question, aim
        snapshot = admission.snapshot
        self.network, self.mover = snapshot.network, admission.movers[0]
        index = self.network.place_index
        self.arcs: Arcs = arcs_of(self.network, self.mover.kind, [index[question.origin], index[question.destination]])
        self.level = np.where(self.arcs.link >= 0, admission.levels[0, self.arcs.link], 0).astype(np.uint8)
        self.tail = np.repeat(np.arange(len(self.arcs.first) - 1), np.diff(self.arcs.first))
        self.reckoned = Capacities(snapshot, self.mover, aim.measure)
        self.capacities: list[Capacity] = []
        self.users: list[NDArray[np.intp]] = []
        self.open_sea = False
        """Whether some way leads over the sea, of which no capacity is claimed."""

    def result(self) -> FlowResult:
        """Answer the question."""
        a, arcs, aim = self.admission, self.arcs, self.aim
        found = int(best_levels(arcs.first, arcs.head, self.level, arcs.origin, len(Verdict))[arcs.destination])
        if found == len(Verdict):
            return self._nothing(Verdict.BLOCKED, (no_way(a, self.question, 0),), (), ())
        verdict = Verdict(found)
        links = self._shortest(max(verdict, aim.accept))
        reasons, requirements = told((a.reasons(0, i), a.ruling(0, i)) for i in links)
        if verdict > aim.accept:
            binding = tuple(r for r in reasons if r.verdict is verdict)
            return self._nothing(verdict, binding, requirements, links)
        inside = self._between()
        self._look(inside)
        known = [i for i, c in enumerate(self.capacities) if c.known]
        best = self._solve(inside, [c.best for c in self.capacities])
        cut = self._cut(inside, best)
        low, least, high = (
            self._solve(inside, limits).value
            for limits in (
                [c.low if c.known else 0.0 for c in self.capacities],
                [c.low for c in self.capacities],
                [c.high for c in self.capacities],
            )
        )
        used = sorted({int(arcs.link[i]) for i in np.flatnonzero(best.of > 0) if arcs.link[i] >= 0})
        last = tuple(self.capacities[i] for i in best.far) if set(best.far) != set(best.near) else ()
        unknown = tuple(c for i, c in enumerate(self.capacities) if i not in set(known))
        unique = not last and all(math.isnan(b.alone) or b.alone > best.value for b in cut)
        return FlowResult(
            self.question, aim, self.mover.name, verdict, low, least, best.value, high, cut, last, unique, unknown,
            self._rungs(inside, best), self._passing(best), self._told(reasons), requirements,
            self._assumed(used or links), a,
        )  # fmt: skip

    def _nothing(
        self, verdict: Verdict, reasons: tuple[Reason, ...], requirements: tuple[Requirement, ...],
        links: Sequence[int],
    ) -> FlowResult:  # fmt: skip
        most = math.inf if verdict is Verdict.UNKNOWN else 0.0
        return FlowResult(
            self.question, self.aim, self.mover.name, verdict, 0.0, most, most, most, (), (), True, (), (), (), reasons,
            requirements, self._assumed(links), self.admission,
        )  # fmt: skip

    def _told(self, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
        """Return the reasons that are no part of what is accepted without a word."""
        return tuple(r for r in reasons if r.verdict > Verdict.CLEAR)

    # what may be used

    def _shortest(self, worst: Verdict) -> tuple[int, ...]:
        """Return the links of the shortest way that is no worse than a verdict."""
        arcs = self.arcs
        km = np.where(arcs.link >= 0, self.admission.snapshot.length_km[arcs.link], 0.0)
        way = cheapest_path(arcs.first, arcs.head, self.level <= worst, km, arcs.origin, arcs.destination)
        return tuple(dict.fromkeys(int(arcs.link[i]) for i in way or () if arcs.link[i] >= 0))

    def _between(self) -> NDArray[np.intp]:
        """Return the arcs that lie on some way from origin to destination."""
        arcs, usable = self.arcs, np.flatnonzero(self.level <= self.aim.accept)
        inside = between(self.tail[usable], arcs.head[usable], len(arcs.first) - 1, arcs.origin, arcs.destination)
        return usable[inside]

    def _look(self, inside: NDArray[np.intp]) -> None:
        """Read the capacities of all that is met between origin and destination, and which arcs use each."""
        users: dict[tuple[str, str, str], list[int]] = {}
        network = self.network
        for place, arcs in self._handled(inside).items():
            users[network.places[place].id, network.places[place].name, "place"] = arcs
        for arc in inside.tolist():
            link = int(self.arcs.link[arc])
            for element, side in network.met[link] if link >= 0 else ():
                if side != "under":
                    kind = network.element_kinds[element]
                    told_ = kind[1].removeprefix("gate:") if kind[0] == "gate" else "link"
                    told_ = "sea" if kind[1] == "link:sea" else told_
                    met = network.element_ids[element], network.element_names[element], told_
                    users.setdefault(met, []).append(arc)
        for (subject, name, what), arcs in users.items():
            capacity = self.reckoned.of(subject, name, what)
            if not (capacity.known or capacity.unclear) and what in ("place", "sea"):
                self.open_sea |= what == "sea"
                continue  # of a place, and of the open sea, nothing is asked but what is told
            self.capacities.append(capacity)
            self.users.append(np.array(arcs, dtype=np.intp))

    def _handled(self, inside: NDArray[np.intp]) -> dict[int, list[int]]:
        """Return by place the arcs on which one changes between water and land, or begins or ends by water."""
        found: dict[int, list[int]] = {}
        arcs = self.arcs
        water = {v for i in inside.tolist() if (k := int(arcs.link[i])) >= 0 and self.network.links[k].mode in WATER
                 for v in (int(self.tail[i]), int(arcs.head[i]))}  # fmt: skip
        for arc in inside.tolist():
            ends = int(self.tail[arc]) in water, int(arcs.head[arc]) in water
            if arcs.link[arc] < 0 and ends[0] != ends[1]:
                found.setdefault(arcs.ends[arc][0], []).append(arc)
        return found

    # how much flows

    def _solve(self, inside: NDArray[np.intp], limits: Sequence[float]) -> _Solved:
        """Return the most that flows under limits; those that are infinite bound nothing."""
        position = np.full(len(self.arcs.link), -1, dtype=np.intp)
        position[inside] = np.arange(len(inside))
        tail, head = self.tail[inside], self.arcs.head[inside]
        nodes = len(self.arcs.first) - 1
        bounds = [i for i, x in enumerate(limits) if math.isfinite(x)]
        shared = [i for i in bounds if self._is_shared(self.users[i])]
        if shared:
            users = [position[self.users[i]] for i in bounds]
            caps = np.array([limits[i] for i in bounds])
            value, on, worth = shared_flow(tail, head, nodes, self.arcs.origin, self.arcs.destination, users, caps)
            binding = tuple(i for i, w in zip(bounds, worth.tolist(), strict=True) if w > 1e-9)
            return _Solved(value, binding, binding, self._of(inside, on))
        most = np.full(len(inside), np.inf)
        for i in bounds:
            at = position[self.users[i]]
            most[at] = np.minimum(most[at], limits[i])
        whole = np.full(len(inside), UNBOUNDED, dtype=np.int64)
        finite = np.isfinite(most)
        whole[finite] = np.rint(most[finite] * SCALE).astype(np.int64)
        found = max_flow(tail, head, whole, nodes, self.arcs.origin, self.arcs.destination)
        if found.value >= UNBOUNDED:
            return _Solved(math.inf, (), (), np.zeros(len(self.arcs.link)))
        cuts = [set(found.cut(tail, head, far).tolist()) for far in (False, True)]
        near, far = (
            tuple(i for i in bounds if any(a in c and most[a] == limits[i] for a in position[self.users[i]].tolist()))
            for c in cuts
        )
        return _Solved(found.value / SCALE, near, far, self._of(inside, found.of / SCALE))

    def _of(self, inside: NDArray[np.intp], on: NDArray[np.float64]) -> NDArray[np.float64]:
        out = np.zeros(len(self.arcs.link))
        out[inside] = on
        return out

    def _is_shared(self, arcs: NDArray[np.intp]) -> bool:
        """Tell whether a capacity is shared by several links; the two directions of one need no more than one."""
        links = self.arcs.link[arcs]
        return len(set(links.tolist())) > 1 or bool((links < 0).sum() > 1)

    def _cut(self, inside: NDArray[np.intp], best: _Solved) -> tuple[Bottleneck, ...]:
        """Return the bottleneck nearest to the origin, with what each part of it alone holds back."""
        found = []
        for i in best.near:
            alone = math.nan
            if len(best.near) <= _MOST_ALONE:
                alone = self._solve(inside, self._limits({i})).value
            found.append(Bottleneck(self.capacities[i], float(best.of[self.users[i]].sum()), alone))
        return tuple(found)

    def _limits(self, relieved: Set[int]) -> list[float]:
        return [math.inf if i in relieved else c.best for i, c in enumerate(self.capacities)]

    def _rungs(self, inside: NDArray[np.intp], best: _Solved) -> tuple[Rung, ...]:
        """Relieve the bottleneck, again and again, and tell what flows and what binds then."""
        found: list[Rung] = []
        relieved: set[int] = set()
        before = best
        for _ in range(self.aim.relieve):
            if not before.near:
                break
            relieved |= set(before.near)
            now = self._solve(inside, self._limits(relieved))
            named = tuple(self.capacities[i] for i in before.near)
            found.append(Rung(named, now.value, now.value - before.value, tuple(self.capacities[i] for i in now.near)))
            before = now
        return tuple(found)

    def _passing(self, best: _Solved) -> tuple[tuple[str, float], ...]:
        """Return the links on which something flows, one direction less the other."""
        net: dict[int, float] = {}
        for i in np.flatnonzero(best.of > 0).tolist():
            if (link := int(self.arcs.link[i])) >= 0:
                net[link] = net.get(link, 0.0) + (best.of[i] if self.arcs.forward[i] else -best.of[i])
        return tuple((self.network.links[k].id, abs(float(v))) for k, v in sorted(net.items()) if v)

    def _assumed(self, links: Sequence[int]) -> tuple[Assumption, ...]:
        """Say what is taken for granted."""
        a = self.admission
        found = [x for x in assumptions_of(a, self.question, 0, list(links)) if x.about not in ("length_km", "ukc_m")]
        if self.capacities:
            told_ = "A capacity is taken as stated, all of it for this traffic: what else passes takes its share."
            found.append(Assumption("capacity", told_))
        if self.open_sea:
            found.append(
                Assumption("capacity", "The sea is taken to bound nothing where no capacity of it is claimed.")
            )
        if self.reckoned.yearly:
            found.append(Assumption("capacity", "A yearly capacity counts as 1/365 of it a day."))
        if self.reckoned.converted:
            low, high = self.reckoned.each_t
            each = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            found.append(Assumption("cargo_t", f"One {self.mover.kind} carries {each} t."))
        if self.reckoned.wanted:
            told_ = f"What one {self.mover.kind} carries is not known: --with cargo_t=TONNES makes more figures count."
            found.append(Assumption("cargo_t", told_))
        return tuple(found)
