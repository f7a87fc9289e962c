"""REACH: how far vessels get at sea from their bases, in what time, and what a passage that is not admitted would save.

A way is that over the fewest links that are not admitted, and then the quickest. Where it has such links it is
computed as if they were admitted, and the verdict that holds is told with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from thalweg.admission import NO_WAY, Admission
from thalweg.apps.passage import Assumption, assumptions_of, told
from thalweg.question import Question
from thalweg.rules.keel import KMH_PER_KN
from thalweg.rules.pace import at_gates, pace
from thalweg.rules.rule import Reason, Verdict
from thalweg.solve.trees import Tree, Trees

BARRED = 1e6
"""What a link that is not admitted counts for, in hours or km: more than any detour."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted, beside what the question says."""

    bases: tuple[str, ...]
    points: tuple[str, ...]
    hours: tuple[float, ...] = ()
    """Hours within which it is asked what is reached, ascending."""
    speeds_kmh: Mapping[str, float] = field(default_factory=dict)
    """By mode; they stand over what is claimed."""
    accept: Verdict = Verdict.CONDITIONAL
    """The worst verdict of links that count as admitted."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The way of a vessel from a base to a point."""

    mover: int
    """The row of the vessel."""
    base: str
    point: str
    verdict: Verdict
    """What holds: the best verdict of any way."""
    km: float
    """Infinite if there is no way at all."""
    low_h: float
    high_h: float
    """Infinite where the time is not known."""
    barred: tuple[str, ...]
    """Names of the links of the way that are not admitted; it is computed as if they were."""
    by: tuple[str, ...]
    """By way of what, in a few names."""
    links: tuple[int, ...]
    other: str = ""
    """The nearest other base whose way is admitted and that does not lie on this way; empty if there is none."""
    saved_km: float = math.nan
    """How much nearer the point is than from there; negative if it is farther."""
    saved_h: tuple[float, float] = (math.nan, math.nan)
    """How much earlier one is there, from and to."""

    @property
    def there(self) -> bool:
        """Whether there is a way."""
        return math.isfinite(self.km)

    @property
    def admitted(self) -> bool:
        """Whether all of the way is admitted."""
        return self.there and not self.barred


@dataclass(frozen=True, slots=True)
class Field:
    """When each place is reached from a base, as if everything were admitted that is on the way."""

    mover: int
    base: str
    high_h: Floats
    """By place; infinite where it is not reached or the time is not known."""
    link_h: Floats
    """Hours that each link takes."""
    usable: NDArray[np.bool_]
    """The links that the vessel can use at all."""


@dataclass(frozen=True)
class ReachResult:
    """The answer: a row for each vessel, point and base."""

    question: Question
    aim: Aim
    movers: tuple[str, ...]
    rows: tuple[Reached, ...]
    fields: tuple[Field, ...]
    reasons: tuple[Reason, ...]
    """Why ways of the first vessel are not admitted."""
    assumptions: tuple[Assumption, ...]
    admission: Admission

    def rows_of(self, mover: int, base: str) -> tuple[Reached, ...]:
        """Return the rows of one vessel and base."""
        return tuple(r for r in self.rows if r.mover == mover and r.base == base)

    def within(self, mover: int, base: str, hours: float) -> tuple[str, ...]:
        """Return the points that are surely reached within some hours."""
        return tuple(r.point for r in self.rows_of(mover, base) if r.high_h <= hours)

    def unsure(self, mover: int, base: str, hours: float) -> tuple[str, ...]:
        """Return the points of which it is not known whether they are, as no time of the way is."""
        return tuple(
            r.point for r in self.rows_of(mover, base) if r.there and math.isinf(r.high_h) and r.low_h <= hours
        )

    def only(self, mover: int, base: str, hours: float) -> tuple[str, ...]:
        """Return the points that are reached within some hours from one base, and may be from no other admitted one."""
        others = {r.point for r in self.rows if r.mover == mover and r.base != base and r.admitted and r.low_h <= hours}
        return tuple(p for p in self.within(mover, base, hours) if p not in others)

    def name(self, place: str) -> str:
        """Return the name of a place."""
        network = self.admission.snapshot.network
        return network.places[network.place_index[place]].name


def reach(admission: Admission, question: Question, aim: Aim) -> ReachResult:
    """Ask how far vessels get from their bases.

    Parameters
    ----------
    admission
        Of the vessels, one a row.
    question
        Of the first vessel, base and point.
    aim
        All bases and points, which must be places of the network, and the speeds that are given.
    """
    rows: list[Reached] = []
    fields: list[Field] = []
    for row in range(len(admission.movers)):
        times = _hours(admission, row, aim.speeds_kmh)
        found = [_from(admission, row, base, aim, times) for base in aim.bases]
        fields += [f for f, _ in found]
        rows += _compared(admission, [r for _, some in found for r in some])
    order = {p: i for i, p in enumerate(aim.points)}
    place = {b: i for i, b in enumerate(aim.bases)}
    rows.sort(key=lambda r: (r.mover, order[r.point], place[r.base]))
    names = tuple(m.name for m in admission.movers)
    return ReachResult(
        question, aim, names, tuple(rows), tuple(fields), _reasons(admission, rows, aim),
        _assumed(admission, question, aim, rows), admission,
    )  # fmt: skip


def _hours(admission: Admission, row: int, speeds: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Return the least and the most hours that each link takes, gates included."""
    snapshot, mover = admission.snapshot, admission.movers[row]
    count = len(snapshot.network.links)
    found = pace(snapshot, (mover,), np.zeros(count, dtype=np.intp), speeds)
    low, high = found.low_h.copy(), found.high_h.copy()
    if not all(snapshot.elements(a).silent.all() for a in ("waiting_h", "transit_h")):
        for link in np.flatnonzero(admission.levels[row] != NO_WAY).tolist():
            for gate in at_gates(snapshot, mover, link):
                low[link] += gate.low_h
                high[link] += gate.high_h
    return low, high


def _from(
    admission: Admission, row: int, base: str, aim: Aim, times: tuple[Floats, Floats]
) -> tuple[Field, list[Reached]]:
    """Return when a vessel is where, from one base, and its ways to the points."""
    snapshot = admission.snapshot
    network, level = snapshot.network, admission.levels[row]
    arcs, start = network.arcs, network.place_index[base]
    usable = level != NO_WAY
    timed = bool(np.isfinite(times[1][usable]).all())
    cost = (times[1] if timed else snapshot.length_km) + BARRED * (level > aim.accept)
    tree = Trees(arcs.first, arcs.head, cost[arcs.link], start).over(usable[arcs.link])
    best = admission.best(row, start)
    rows = [_reached(admission, row, base, p, aim, times, tree, int(best[network.place_index[p]])) for p in aim.points]
    return Field(row, base, _arrivals(tree, arcs.link, times[1]), times[1], usable), rows


def _arrivals(tree: Tree, link: NDArray[np.int32], hours: Floats) -> Floats:
    """Return when each node of a tree is reached."""
    out = np.full(len(tree.before), np.inf)
    out[tree.origin] = 0.0
    for node in range(len(out)):
        chain = []
        at = node
        while math.isinf(out[at]) and tree.arc[at] >= 0:
            chain.append(at)
            at = tree.before[at]
        for n in reversed(chain):
            out[n] = out[tree.before[n]] + hours[link[tree.arc[n]]]
    return out


def _reached(
    admission: Admission, row: int, base: str, point: str, aim: Aim, times: tuple[Floats, Floats], tree: Tree, best: int
) -> Reached:
    """Return the way to one point."""
    snapshot = admission.snapshot
    network = snapshot.network
    way = tree.path(network.place_index[point])
    if way is None:
        return Reached(row, base, point, Verdict.BLOCKED, math.inf, math.inf, math.inf, (), (), ())
    links = tuple(int(network.arcs.link[a]) for a in way)
    level = admission.levels[row]
    barred = tuple(network.links[i].name for i in links if level[i] > aim.accept)
    low, high = (float(sum(t[i] for i in links)) for t in times)
    km = float(sum(snapshot.length_km[i] for i in links))
    return Reached(
        row, base, point, Verdict(best), km, low, high, barred, _by(admission, way, aim.accept, level), links
    )


def _by(admission: Admission, way: Sequence[int], accept: Verdict, level: NDArray[np.uint8]) -> tuple[str, ...]:
    """Return by way of what a way leads, in order: what is not admitted by its ends, the sea, and rivers by name."""
    network = admission.snapshot.network
    arcs, places = network.arcs, network.places
    found: list[str] = []
    shut: list[int] = []
    for arc in (*way, -1):
        link = int(arcs.link[arc])
        if arc >= 0 and level[link] > accept:
            shut.append(arc)
            continue
        if shut:
            ends = places[int(arcs.tail[shut[0]])].name, places[int(arcs.head[shut[-1]])].name
            found.append(f"{ends[0]} to {ends[1]} (not admitted)")
            shut = []
        if arc >= 0:
            it = network.links[link]
            found.append("sea" if it.mode == "sea" else it.group or it.name)
    return tuple(dict.fromkeys(found))


def _compared(admission: Admission, rows: Sequence[Reached]) -> list[Reached]:
    """Compare each way with that from the nearest other base that is admitted and not on the way."""
    network = admission.snapshot.network
    found = []
    for r in rows:
        passed = {p for i in r.links for p in (network.links[i].origin, network.links[i].destination)}
        others = [o for o in rows if o.point == r.point and o.base != r.base and o.admitted and o.base not in passed]
        if not (r.there and others):
            found.append(r)
            continue
        timed = all(math.isfinite(o.high_h) for o in (r, *others))
        near = min(others, key=lambda o: (o.high_h if timed else o.km, o.base))
        saved = sorted((near.low_h - r.low_h, near.high_h - r.high_h)) if timed else [math.nan, math.nan]
        found.append(replace(r, other=near.base, saved_km=near.km - r.km, saved_h=(saved[0], saved[1])))
    return found


def _reasons(admission: Admission, rows: Sequence[Reached], aim: Aim) -> tuple[Reason, ...]:
    """Return why ways of the first vessel are not admitted: the worst of each link."""
    level = admission.levels[0]
    links = dict.fromkeys(i for r in rows if r.mover == 0 for i in r.links if level[i] > aim.accept)
    reasons, _ = told((admission.reasons(0, i), admission.ruling(0, i)) for i in links)
    return tuple(r for r in reasons if r.verdict > aim.accept)


def _assumed(admission: Admission, question: Question, aim: Aim, rows: Sequence[Reached]) -> tuple[Assumption, ...]:
    """Say what is taken for granted."""
    found: list[Assumption] = []
    if any(r.barred for r in rows):
        told_ = "Where a way is not admitted, it is computed as if it were; the verdict is that of the day."
        found.append(Assumption("admission", told_))
    if aim.speeds_kmh:
        said = ", ".join(f"{mode} {v / KMH_PER_KN:.3g} kn" for mode, v in aim.speeds_kmh.items())
        found.append(Assumption("speed", f"The question says the speed: {said}."))
    silent = [
        admission.movers[m].name
        for m in range(len(admission.movers))
        if any(r.there and math.isinf(r.high_h) for r in rows if r.mover == m)
    ]
    if silent:
        found.append(Assumption("speed", f"No speed is known of {', '.join(silent)}: hours are not known."))
    links = sorted({i for r in rows if r.mover == 0 for i in r.links})
    skipped = ("length_km", "ukc_m")
    return (*found, *(a for a in assumptions_of(admission, question, 0, links) if a.about not in skipped))
