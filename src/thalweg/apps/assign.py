"""ASSIGN: over which ways a demand spreads when what can pass in a day is shared, and on whose consent it rests.

Each row of demand is a class of its own: its mover and its trip decide which links admit it. Movers of one kind
share what caps them; trucks and persons are counted apart, as the claims count them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import Admission
from thalweg.apps.passage import Assumption, lack_of_way
from thalweg.apps.states import Arcs, arcs_of
from thalweg.apps.timing import Clock, Timing
from thalweg.rules.may import Consent, consents_at
from thalweg.rules.rule import Verdict
from thalweg.solve.assign import GAP, assign
from thalweg.solve.equal import loose
from thalweg.solve.paths import best_levels
from thalweg.solve.traffic import FIXED, POWER, Assigned, Classes, Demand, Links

Floats = NDArray[np.float64]
CAPACITY = {"truck": "capacity_vehicles_per_day", "person": "capacity_persons_per_day"}
"""What caps each kind of mover on a link or at a gate."""
ALPHA, BETA = 0.15, 4.0
"""The usual parameters of the BPR delay."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of demand."""

    mover: str
    origin: str
    destination: str
    per_day: float
    elasticity: float | None = None
    """How demand answers to its cost, below 0; `per_day` would travel if nobody were in the way."""
    source: str = ""
    """Whose figure it is, in words."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How an assignment is made."""

    clock: Clock
    cost_per_km: float = 0.0
    cost_per_h: float = 0.0
    """The value of an hour; without prices the cost is hours."""
    accept: Verdict = Verdict.CONDITIONAL
    """The worst verdict of links that are used."""
    alpha: float = ALPHA
    beta: float = BETA
    gap: float = GAP


@dataclass(frozen=True, slots=True)
class Path:
    """One way that some of a row take."""

    row: int
    links: tuple[str, ...]
    per_day: float
    cost: float
    verdict: Verdict
    consents: tuple[Consent, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What one direction of a link carries."""

    link: str
    origin: str
    destination: str
    kind: str
    per_day: float
    capacity: float
    """The least that is claimed of it and of its gates; infinite where nothing is known."""
    delay_h: float
    loose: bool
    """Whether another flow would be the same equilibrium."""


@dataclass(frozen=True, slots=True)
class Served:
    """What became of one row."""

    travel: float
    left: float
    """Movers that have no way, or none that is known to be open and whose time is known."""
    cost: float
    """Of the cheapest way; infinite where there is none."""
    verdict: Verdict
    """The best of any way, whether its time is known or not; blocked where there is none."""
    lack: str = ""
    """Why nobody travels, as the end of a sentence; empty if there is a way."""


@dataclass(frozen=True)
class AssignResult:
    """An equilibrium of each kind of mover."""

    rows: tuple[Row, ...]
    scenario: str
    unit: str
    served: tuple[Served, ...]
    paths: tuple[Path, ...]
    loads: tuple[Load, ...]
    gap: float
    """The worst of the kinds."""
    excess: float
    finished: bool
    assumptions: tuple[Assumption, ...]
    admissions: tuple[Admission, ...]


def assigned(admissions: Sequence[Admission], rows: Sequence[Row], spread: Spread) -> AssignResult:
    """Assign demand.

    Parameters
    ----------
    admissions
        Of each row: its mover at its speed and, in further rows, at lower speeds.
    rows
        Demand; places must be those of the network.
    """
    kinds = list(dict.fromkeys(a.movers[0].kind for a in admissions))
    served: dict[int, Served] = {}
    paths: list[Path] = []
    loads: list[Load] = []
    notes: list[Assumption] = []
    found = []
    for kind in kinds:
        which = [i for i, a in enumerate(admissions) if a.movers[0].kind == kind]
        one = _Kind(kind, {i: admissions[i] for i in which}, {i: rows[i] for i in which}, spread)
        answer = one.solve()
        found.append(answer)
        served |= one.served(answer)
        paths += one.paths(answer)
        carried = tuple(one.loads(answer))
        loads += carried
        notes += one.notes(answer, carried)
    return AssignResult(
        tuple(rows), admissions[0].snapshot.scenario.id, "money" if spread.cost_per_h or spread.cost_per_km else "h",
        tuple(served[i] for i in range(len(rows))), tuple(sorted(paths, key=lambda p: (p.row, -p.per_day))),
        tuple(loads), max(a.gap for a in found), max(a.excess for a in found), all(a.finished for a in found),
        tuple(dict.fromkeys(notes)), tuple(admissions),
    )  # fmt: skip


class _Kind:
    """The demand of one kind of mover, which shares links."""

    def __init__(self, kind: str, admissions: Mapping[int, Admission], rows: Mapping[int, Row], spread: Spread) -> None:
        self.kind, self.admissions, self.rows, self.spread = kind, admissions, rows, spread
        self.snapshot = next(iter(admissions.values())).snapshot
        self.network = self.snapshot.network
        index = self.network.place_index
        first = next(iter(rows.values()))
        self.arcs: Arcs = arcs_of(self.network, kind, [index[first.origin], index[first.destination]])
        self.apart = self.arcs.origin != index[first.origin] or self.arcs.destination != index[first.destination]
        count = len(self.arcs.head)
        self.tail = np.repeat(np.arange(len(self.arcs.first) - 1), np.diff(self.arcs.first))
        self.unknown_time: set[int] = set()
        self.levels = np.zeros((len(rows), count), dtype=np.uint8)
        self.hours = np.zeros((len(rows), count))
        for k, admission in enumerate(admissions.values()):
            self._read(k, admission)
        on = self.arcs.link >= 0
        self.km = np.where(on, self.snapshot.length_km[self.arcs.link], 0.0)
        self.capacity = np.array([self._cap(int(link)) for link in self.arcs.link])

    def _read(self, k: int, admission: Admission) -> None:
        """Take the verdict and the hours of each arc for one row."""
        best = np.argmin(admission.levels, axis=0)
        levels = admission.levels[best, np.arange(admission.levels.shape[1])]
        link = self.arcs.link
        self.levels[k] = np.where(link >= 0, levels[link], 0)
        timing = Timing(admission, best, self.arcs, self.spread.clock)
        gates = [sum(m.high_h for m in timing.met(a)) for a in range(len(link))]
        self.hours[k] = timing.high_h + np.array(gates)
        usable = self.levels[k] <= self.spread.accept
        self.unknown_time |= set(link[usable & np.isinf(self.hours[k]) & (link >= 0)].tolist())

    def _cap(self, link: int) -> float:
        """Return the least capacity that is claimed of a link and of what is met on it."""
        attribute = CAPACITY.get(self.kind)
        if link < 0 or attribute is None:
            return math.inf
        met = {link, *(e for e, side in self.network.met[link] if side != "under")}
        found = [self.snapshot.resolve(self.network.element_ids[e], attribute) for e in sorted(met)]
        return min((f.low for f in found if not f.silent and 0 < f.low < math.inf), default=math.inf)

    def solve(self) -> Assigned:
        """Find the equilibrium."""
        links, classes, demand = self._posed()
        return assign(links, classes, demand, self.spread.gap)

    def _posed(self) -> tuple[Links, Classes, Demand]:
        s, count = self.spread, len(self.rows)
        known = np.isfinite(self.hours) & (self.levels <= s.accept)
        hours = np.where(known, self.hours, 0.0)
        priced = s.cost_per_h or s.cost_per_km
        value = max(s.cost_per_h if priced else 1.0, 1e-9)  # an hour that costs nothing still is a delay
        base = hours.max(axis=0)
        links = Links(
            len(self.arcs.first) - 1, self.tail, self.arcs.head.astype(np.int64), base, self.capacity,
            np.full(len(self.tail), s.alpha), np.full(len(self.tail), s.beta),
        )  # fmt: skip
        money = np.tile(self.km * s.cost_per_km, (count, 1))
        classes = Classes(np.full(count, value), np.ones(count), hours, money, known)
        return links, classes, self._demand(links, classes)

    def _demand(self, links: Links, classes: Classes) -> Demand:
        ends = [self._ends(r) for r in self.rows.values()]
        origin, destination = (np.array(x) for x in zip(*ends, strict=True))
        movers = np.array([r.per_day for r in self.rows.values()])
        fixed = Demand(np.arange(len(ends)), origin, destination, movers)
        if all(r.elasticity is None for r in self.rows.values()):
            return fixed
        free = assign(links, classes, Demand(fixed.kind, origin, destination, np.zeros(len(ends)))).cost
        elastic = [
            r.elasticity is not None and 0 < c < math.inf and r.per_day > 0
            for r, c in zip(self.rows.values(), free.tolist(), strict=True)
        ]
        slope = np.array([r.elasticity or -1.0 for r in self.rows.values()])
        forms = tuple(POWER if e else FIXED for e in elastic)
        return Demand(
            fixed.kind, origin, destination, movers, forms, np.where(np.isfinite(free), np.maximum(free, 1e-9), 1.0),
            slope,
        )  # fmt: skip

    def served(self, a: Assigned) -> dict[int, Served]:
        """Return what became of each row."""
        found, best = {}, {}
        for k, (i, r) in enumerate(self.rows.items()):
            origin, destination = self._ends(r)
            alike = id(self.admissions[i]), origin
            if alike not in best:
                best[alike] = best_levels(self.arcs.first, self.arcs.head, self.levels[k], origin, len(Verdict))
            verdict, cost = Verdict(min(int(best[alike][destination]), Verdict.BLOCKED)), float(a.cost[k])
            if math.isfinite(cost):
                found[i] = Served(float(a.served[k]), 0.0, cost, verdict)
            else:
                lack = lack_of_way(verdict) if verdict > self.spread.accept else "there is no way of known time"
                found[i] = Served(0.0, r.per_day, cost, verdict, lack)
        return found

    def _ends(self, row: Row) -> tuple[int, int]:
        """Return the states in which a way of a row begins and ends."""
        origin, destination = (self.network.place_index[p] for p in (row.origin, row.destination))
        return (2 * origin, 2 * destination + 1) if self.apart else (origin, destination)

    def paths(self, a: Assigned) -> Iterator[Path]:
        """Yield the ways that are used, with the consents that each rests on."""
        numbers = list(self.rows)
        for p, k in enumerate(a.path_pair.tolist()):
            arcs = [x for x in a.path(p) if self.arcs.link[x] >= 0]
            links = list(dict.fromkeys(int(self.arcs.link[x]) for x in arcs))
            admission = self.admissions[numbers[k]]
            places = dict.fromkeys(self.snapshot.waters[i] for i in links)
            book = admission.law.lawbook.places
            consents = [
                c for name in places if name
                for c in consents_at(admission.law, admission.profiles[0], book[name], admission.trip)
            ]  # fmt: skip
            worst = max((Verdict(int(self.levels[k, x])) for x in arcs), default=Verdict.CLEAR)
            ids = tuple(self.network.links[i].id for i in links)
            yield Path(numbers[k], ids, float(a.path_flow[p]), float(a.path_cost[p]), worst, tuple(consents))

    def loads(self, a: Assigned) -> Iterator[Load]:
        """Yield what links carry."""
        links, classes, demand = self._posed()
        free = loose(links, classes, demand, a)
        for x in np.flatnonzero((a.volume > 0) & (self.arcs.link >= 0)).tolist():
            ends = [self.network.places[p].id for p in self.arcs.ends[x]]
            yield Load(
                self.network.links[int(self.arcs.link[x])].id, ends[0], ends[1], self.kind, float(a.volume[x]),
                float(self.capacity[x]), float(a.delay_h[x]), bool(free[x]),
            )  # fmt: skip

    def notes(self, a: Assigned, loads: Sequence[Load]) -> Iterator[Assumption]:
        """Say what was taken for granted, and what the answer cannot say."""
        used = (a.volume > 0) & (self.arcs.link >= 0)
        open_ended = len(set(self.arcs.link[used & np.isinf(self.capacity)].tolist()))
        if open_ended:
            told = (
                f"No capacity a day is known for {open_ended} used links of {self.kind}s; they are taken as uncapped."
            )
            yield Assumption("capacity", told)
        if (used & np.isfinite(self.capacity)).any():
            told = "A capacity a day is taken as that of each direction; delays are of the BPR form."
            yield Assumption("capacity", told)
        if self.unknown_time:
            told = f"{len(self.unknown_time)} usable links whose time is not known for {self.kind}s are left out."
            yield Assumption("time", told)
        if any(x.loose for x in loads):
            told = "Some links of equal, constant cost lie beside each other: their flows could be others."
            yield Assumption("unique", told)
        over = [x.link for x in loads if x.per_day > x.capacity]
        if over:
            yield Assumption("capacity", f"More would come a day than can pass: {', '.join(dict.fromkeys(over))}.")
        if any(r.elasticity is not None for r in self.rows.values()):
            yield Assumption("demand", "An elastic demand is what would travel if nobody were in the way.")
