"""Admission: for each mover of a batch and each link, the verdict of all rules.

After this, nothing knows a mover's dimensions or the law. Levels are kept as one small array;
reasons are computed again, from the same rules, for the few cells that are asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from thalweg.movers import MODES_OF, Mover
from thalweg.question import Trip
from thalweg.rules.batch import Batch, verdicts
from thalweg.rules.fit import RULES, FitRule, limited, stands
from thalweg.rules.fit import verdicts as fit_verdicts
from thalweg.rules.library import LawInForce, law_in_force
from thalweg.rules.may import Ruling, rule_at, unknown_place
from thalweg.rules.profile import profile_of
from thalweg.rules.reasons import explain
from thalweg.rules.rule import Lawbook, Reason, Verdict
from thalweg.rules.when import Profile
from thalweg.snapshot import Snapshot
from thalweg.solve.paths import best_levels, cheapest_path

NO_WAY = np.uint8(255)
"""Level of a link whose mode the mover cannot use at all."""
MOST_TOLD = 2000
"""Cells whose reasons are kept for the next who asks."""


@dataclass(frozen=True)
class Admission:
    """Who may use which link, at one moment, under one scenario."""

    snapshot: Snapshot
    law: LawInForce
    movers: tuple[Mover, ...]
    profiles: tuple[Profile, ...]
    levels: NDArray[np.uint8]
    """Verdict by mover (rows) and link (columns); `NO_WAY` where the mode does not serve."""
    trip: Trip
    _rulings: dict[object, Ruling] = field(default_factory=dict, repr=False, compare=False)
    _told: dict[tuple[int, int], tuple[Reason, ...]] = field(default_factory=dict, repr=False, compare=False)
    _fits: dict[int, tuple[Fitted, ...]] = field(default_factory=dict, repr=False, compare=False)

    def row(self, mover: Mover) -> int:
        """Return the row of a mover."""
        return self.movers.index(mover)

    def best(self, mover: int, origin: int) -> NDArray[np.uint8]:
        """Return for each place the best verdict of any way there; `len(Verdict)` where there is no way."""
        arcs = self.snapshot.network.arcs
        return best_levels(arcs.first, arcs.head, self.levels[mover, arcs.link], origin, len(Verdict))

    def bests(self, origin: int) -> NDArray[np.uint8]:
        """Return the best verdicts by mover (rows) and place (columns); movers of equal levels are asked once."""
        rows, which = np.unique(self.levels, axis=0, return_inverse=True)
        arcs = self.snapshot.network.arcs
        found = [best_levels(arcs.first, arcs.head, row[arcs.link], origin, len(Verdict)) for row in rows]
        return np.stack(found)[which.reshape(-1)]

    def way(
        self, mover: int, origin: int, destination: int, worst: int, cost: NDArray[np.float64]
    ) -> tuple[int, ...] | None:
        """Return the arcs of the cheapest way whose links are no worse than a verdict, by the cost of each link."""
        arcs = self.snapshot.network.arcs
        good = self.levels[mover, arcs.link] <= worst
        found = cheapest_path(arcs.first, arcs.head, good, cost[arcs.link], origin, destination)
        return None if found is None else tuple(found)

    def binding(self, mover: int, way: Sequence[int], verdict: int) -> tuple[Reason, ...]:
        """Return the reasons on a way that give it its verdict."""
        links = dict.fromkeys(int(self.snapshot.network.arcs.link[a]) for a in way)
        return tuple(dict.fromkeys(r for i in links for r in self.reasons(mover, i) if r.verdict == verdict))

    def water_words(self) -> tuple[str, ...]:
        """Say which water levels the admission rests on."""
        snapshot = self.snapshot
        return tuple(filter(None, (snapshot.stages.words(s) for s in snapshot.followed())))

    def ruling(self, mover: int, link: int) -> Ruling:
        """Return the ruling on a link's legal place for a mover, with its reasons."""
        whose = self.snapshot.elements("jurisdiction")
        it = self.snapshot.network.links[link]
        place = self.snapshot.waters[link]
        key = (self.profiles[mover].key(), place or it.id)
        if key not in self._rulings:
            self._rulings[key] = (
                rule_at(self.law, self.profiles[mover], self.law.lawbook.places[place], self.trip)
                if place
                else unknown_place(it.id, it.name, "whose it is is not settled", whose.resolved[link])
            )
        return self._rulings[key]

    def reasons(self, mover: int, link: int) -> tuple[Reason, ...]:
        """Return every reason why a link is not simply clear for a mover, the worst first."""
        told = self._told.get((mover, link))
        if told is None:
            told = self._reasons(mover, link)
            if len(self._told) < MOST_TOLD:
                self._told[mover, link] = told
        return told

    def _reasons(self, mover: int, link: int) -> tuple[Reason, ...]:
        found = list(self.ruling(mover, link).reasons)
        for rule, element in self._refusing(mover, link):
            reason = explain(rule, self.snapshot, self.movers[mover], element, self.trip.meets)
            if reason.verdict is not Verdict.CLEAR:
                found.append(reason)
        return tuple(sorted(found, key=lambda r: (-r.verdict, r.kind, r.at, r.rule)))

    def counted(self, mover: int, verdict: Verdict) -> NDArray[np.intp]:
        """Return for each link that has a verdict how many reasons give it; 0 for every other link."""
        out = np.zeros(self.levels.shape[1], dtype=np.intp)
        if mover not in self._fits:
            self._fits[mover] = tuple(fitted(self.snapshot, [self.movers[mover]], self.trip))
        for found in self._fits[mover]:
            np.add.at(out, found.links, found.levels[0] == verdict)
        for link in np.flatnonzero(self.levels[mover] == verdict).tolist():
            out[link] += sum(r.verdict is verdict for r in self.ruling(mover, link).reasons)
        return np.where(self.levels[mover] == verdict, out, 0)

    def passed(self, mover: int, link: int) -> tuple[Reason, ...]:
        """Return the physical limits that a mover keeps on a link."""
        reasons = [
            explain(rule, self.snapshot, self.movers[mover], element, self.trip.meets)
            for rule, element in self._uses(self.movers[mover], link)
            if not rule.while_standing or stands(self.snapshot, element)
        ]
        return tuple(r for r in reasons if r.verdict is Verdict.CLEAR and r.have.text != "no limit")

    def _refusing(self, mover: int, link: int) -> list[tuple[FitRule, int]]:
        """Return the rules that may not be simply clear on a link, with the things that they ask about."""
        if mover not in self._fits:
            return self._uses(self.movers[mover], link)
        found = []
        for each in self._fits[mover]:
            first, last = np.searchsorted(each.links, [link, link + 1]).tolist()
            found += [(each.rule, int(each.elements[k])) for k in range(first, last) if each.levels[0, k]]
        return found

    def _uses(self, mover: Mover, link: int) -> list[tuple[FitRule, int]]:
        network = self.snapshot.network
        mode = network.links[link].mode
        return [(rule, e) for e, side in network.met[link] for rule in RULES if rule.concerns(mover.kind, mode, side)]


def admit(
    snapshot: Snapshot, lawbook: Lawbook, movers: Sequence[Mover], trip: Trip | None = None,
    memo: dict[object, NDArray[np.uint8]] | None = None, same: object = None,
) -> Admission:  # fmt: skip
    """Apply every rule to every mover of a batch on every link.

    With a `memo` the law is asked once of all that is the `same` to it, and only the physical rules again.
    """
    law = law_in_force(lawbook, snapshot)
    trip = trip or Trip()
    profiles = tuple(profile_of(m, snapshot, law, trip) for m in movers)
    legal = None if memo is None else memo.get(same)
    rulings: dict[object, Ruling] = {}
    if legal is None and len(movers) == 1:
        legal, rulings = _ruled(snapshot, law, profiles[0], trip)
    elif legal is None:
        legal = _may_levels(snapshot, law, profiles, trip)
    if memo is not None:
        memo[same] = legal
    alone = {0: tuple(fitted(snapshot, movers, trip))} if len(movers) == 1 else {}
    table = np.maximum(legal, fit_levels(snapshot, movers, trip) if not alone else _worst(snapshot, 1, alone[0]))
    modes = np.array([x.mode for x in snapshot.network.links])
    for kind in {m.kind for m in movers}:
        rows = np.array([m.kind == kind for m in movers])
        table[np.ix_(rows, ~np.isin(modes, list(MODES_OF[kind])))] = NO_WAY
    return Admission(snapshot, law, tuple(movers), profiles, table, trip, rulings, _fits=alone)


def fit_levels(
    snapshot: Snapshot, movers: Sequence[Mover], trip: Trip, rules: Sequence[FitRule] = RULES
) -> NDArray[np.uint8]:
    """Return the worst physical level of each mover (rows) on each link (columns), by these rules."""
    out = np.zeros((len(movers), len(snapshot.network.links)), dtype=np.uint8)
    for rule in rules:
        rows = [i for i, m in enumerate(movers) if m.kind in rule.movers]
        found = fitted(snapshot, [movers[i] for i in rows], trip, (rule,))
        out[rows] = np.maximum(out[rows], _worst(snapshot, len(rows), found))
    return out


@dataclass(frozen=True, slots=True)
class Fitted:
    """Where a rule may refuse, and what it says there."""

    rule: FitRule
    links: NDArray[np.int32]
    """Links, each as often as it has things that the rule asks about, in order."""
    elements: NDArray[np.int32]
    """The things that it asks about."""
    levels: NDArray[np.uint8]
    """Levels of movers (rows) there."""


def fitted(
    snapshot: Snapshot, movers: Sequence[Mover], trip: Trip, rules: Sequence[FitRule] = RULES
) -> Iterator[Fitted]:
    """Yield the levels that each rule gives to movers, if it concerns one of them."""
    network = snapshot.network
    links, elements, sides = network.uses
    modes = np.array([x.mode for x in network.links])[links]
    for rule in rules:
        if not any(m.kind in rule.movers for m in movers):
            continue
        met = np.isin(modes, list(rule.modes)) & np.isin(sides, list(rule.sides)) & limited(rule, snapshot)[elements]
        if met.any():
            at, back = np.unique(elements[met].astype(np.intp), return_inverse=True)
            level = fit_verdicts(rule, snapshot, movers, at, trip.meets)[:, back]
            yield Fitted(rule, links[met], elements[met], level)


def _worst(snapshot: Snapshot, count: int, found: Iterable[Fitted]) -> NDArray[np.uint8]:
    """Return the worst of the levels of movers (rows) on each link (columns)."""
    out = np.zeros((count, len(snapshot.network.links)), dtype=np.uint8)
    for each in found:
        at, first = np.unique(each.links, return_index=True)
        out[:, at] = np.maximum(out[:, at], np.maximum.reduceat(each.levels, first, axis=1))
    return out


def _ruled(
    snapshot: Snapshot, law: LawInForce, profile: Profile, trip: Trip
) -> tuple[NDArray[np.uint8], dict[object, Ruling]]:
    """Return the legal level of one mover on each link, as a row, with the rulings that it rests on."""
    key, waters = profile.key(), snapshot.waters[: len(snapshot.network.links)]
    found = {place: rule_at(law, profile, law.lawbook.places[place], trip) for place in sorted(set(waters) - {""})}
    levels = [found[place].verdict if place else Verdict.UNKNOWN for place in waters]
    return np.array([levels], dtype=np.uint8).reshape(1, -1), {(key, place): it for place, it in found.items()}


def _may_levels(snapshot: Snapshot, law: LawInForce, profiles: Sequence[Profile], trip: Trip) -> NDArray[np.uint8]:
    """Return the legal level of each mover on each link, deciding every legal place once."""
    count = len(snapshot.network.links)
    whose = np.array(snapshot.waters[:count], dtype=object)
    out = np.full((len(profiles), count), Verdict.UNKNOWN, dtype=np.uint8)
    batch = Batch.of(profiles)
    for place in sorted(set(snapshot.waters[:count]) - {""}):
        out[:, whose == place] = verdicts(law, batch, law.lawbook.places[place], trip)[:, None]
    return out
