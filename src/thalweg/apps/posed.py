"""A question as a network under levers: what each link needs changed before it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from thalweg.admission import NO_WAY, Admission
from thalweg.apps.levers import PHYSICAL, Lever, closed, least
from thalweg.apps.remedies import Remedies
from thalweg.rules.rule import Reason, Verdict
from thalweg.solve.levers import Levered

MOST_ALTERNATIVES = 64
"""Alternatives of a link that are kept, the smallest first."""
Ids = frozenset[str]
Barred = Mapping[int, tuple[Reason, ...]]
"""For each link that is not open the reasons against it."""


@dataclass
class Posed:
    """The question for the mover as it is, or as changes of it make it."""

    own: tuple[Lever, ...]
    """The changes of the mover; none for the mover as it is."""
    admission: Admission
    levers: dict[str, Lever]
    links: dict[int, list[Ids]]
    """For each link that is not open the sets of levers that open it."""
    stuck: dict[int, tuple[Reason, ...]] = field(default_factory=dict)
    """For each link that nothing opens the reasons that no lever ends."""
    doubtful: frozenset[str] = frozenset()
    """Levers that end nothing but unknown reasons: it is not known whether they must be pulled."""
    whole: bool = True
    """Whether all alternatives are kept."""

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the levers by their numbers in the network."""
        return tuple(sorted({x for sets in self.links.values() for s in sets for x in s}))

    def net(self, cost: Callable[[Lever], tuple[int, ...]], target: Verdict) -> Levered:
        """Return the network under levers."""
        number = {x: i for i, x in enumerate(self.names)}
        arcs = self.admission.snapshot.network.arcs
        free: list[list[list[int]]] = [[], [[]]]
        by_link = [free[x] for x in (self.admission.levels[0] <= int(target)).tolist()]
        for link, sets in self.links.items():
            by_link[link] = [[number[x] for x in s] for s in sets]
        alternatives = [by_link[i] for i in arcs.link.tolist()]
        return Levered.of(arcs.first, arcs.head, alternatives, [cost(self.levers[x]) for x in self.names])

    def chosen(self, ids: Iterable[str]) -> tuple[Lever, ...]:
        """Return levers by their ids, with the changes of the mover, in the order in which they are told."""
        every = {**self.levers, **{x.id: x for x in self.own}}
        return tuple(every[x] for x in sorted({*ids, *(x.id for x in self.own)}, key=lambda x: (every[x].kind, x)))


class Poser:
    """Turns admissions into networks under levers."""

    def __init__(
        self, target: Verdict, declared: Iterable[Lever], admitted: Callable[[Sequence[Lever]], Admission]
    ) -> None:
        self._target, self._admitted = target, admitted
        self.declared = tuple(declared)

    def barred(self, admission: Admission) -> Barred:
        """Return for each link that is not open the reasons against it."""
        levels = admission.levels[0]
        shut = np.flatnonzero((levels > int(self._target)) & (levels < NO_WAY))
        return {i: self._against(admission, i) for i in shut.tolist()}

    def pose(self, own: tuple[Lever, ...], admission: Admission) -> Posed:
        """Turn an admission, in which the mover is changed so, into a network under levers."""
        barred = self.barred(admission)
        ends, levers = self._ends(admission, barred, own)
        sure = {x for r, sets in ends.items() if r.verdict is not Verdict.UNKNOWN for s in sets for x in s}
        every = {x for sets in ends.values() for s in sets for x in s}
        posed = Posed(own, admission, levers, {}, doubtful=frozenset(every - sure))
        for link, reasons in barred.items():
            posed.links[link] = self._joined(posed, link, reasons, ends)
        return posed

    def refine(self, posed: Posed, chosen: Ids) -> bool:
        """Learn from a set that looked open and is not: tell whether anything was learnt.

        What a lever opens may meet a reason that was not there before: a permit that now applies has
        requirements, a lock that now stands has a width. The alternative is then joined with what ends it.
        """
        under = self._admitted(posed.chosen(chosen))
        wrong: dict[Ids, list[int]] = {}
        for link, sets in posed.links.items():
            if self._target < under.levels[0, link] < NO_WAY:
                for one in sets:
                    if one <= chosen:
                        wrong.setdefault(one, []).append(link)
        learnt = False
        for one, links in wrong.items():
            pulled = posed.chosen(one)
            alone = under if one == chosen else self._admitted(pulled)
            barred = {i: self._against(alone, i) for i in links if alone.levels[0, i] > self._target}
            ends, levers = self._ends(alone, barred, pulled)
            posed.levers = {**levers, **posed.levers}
            for link, reasons in barred.items():
                more = [one | x for x in self._joined(posed, link, reasons, ends) if not x <= one]
                posed.links[link] = least([x for x in posed.links[link] if x != one] + more)
                learnt = True
        return learnt

    def _against(self, admission: Admission, link: int) -> tuple[Reason, ...]:
        return tuple(r for r in admission.reasons(0, link) if r.verdict > self._target)

    def _joined(
        self, posed: Posed, link: int, reasons: Sequence[Reason], ends: Mapping[Reason, Sequence[Ids]]
    ) -> list[Ids]:
        """Return the sets of levers that end all reasons against a link, and note those that nothing ends."""
        options = [[closed(x, posed.levers) for x in ends[r]] for r in reasons]
        if not reasons or not all(options):
            posed.stuck[link] = tuple(r for r, o in zip(reasons, options, strict=True) if not o)
            return []
        found: list[Ids] = [frozenset()]
        for each in options:
            every = least({a | b for a, b in product(found, each)})
            posed.whole &= len(every) <= MOST_ALTERNATIVES
            found = every[:MOST_ALTERNATIVES]
        return found

    def _ends(
        self, admission: Admission, barred: Barred, pulled: Sequence[Lever]
    ) -> tuple[dict[Reason, list[Ids]], dict[str, Lever]]:
        """Return for each reason the sets of levers any one of which ends it, and the levers."""
        remedies = Remedies(admission, 0)
        ends = {r: list(remedies.of(r)) for r in dict.fromkeys(r for reasons in barred.values() for r in reasons)}
        declared = {x.id: self._sized(x, ends, remedies) for x in self.declared}
        held = {x.id for x in pulled}
        for lever in declared.values():
            if ends and lever.id not in held:
                self._count(lever, declared, pulled, barred, ends, admission)
        levers = {**remedies.levers, **declared}
        for reason, sets in ends.items():  # what the case declares stands in place of what the reason suggests
            named = {p for s in sets for x in s if x in declared for p in _properties(declared[x])}
            ends[reason] = [
                s for s in sets if not all(x not in declared and _within(_properties(levers[x]), named) for x in s)
            ]
        return ends, levers

    @staticmethod
    def _sized(lever: Lever, ends: Mapping[Reason, Sequence[Ids]], remedies: Remedies) -> Lever:
        """Return a lever that makes things as large as the mover needs with the changes that it then makes."""
        if lever.enlarges is None:
            return lever
        attribute, places = lever.enlarges
        wanted = {f"{attribute}:{p}" for p in places} & {x for found in ends.values() for s in found for x in s}
        changes = tuple(c for x in sorted(wanted) for c in remedies.levers[x].changes)
        amounts = sorted({c.stated for c in changes if c.value.kind == "number"})
        text = f"{lever.text} ({', '.join(amounts)})" if amounts else lever.text
        return replace(lever, text=text, changes=(*lever.changes, *changes))

    def _count(
        self, lever: Lever, declared: Mapping[str, Lever], pulled: Sequence[Lever], barred: Barred,
        ends: dict[Reason, list[Ids]], admission: Admission,
    ) -> None:  # fmt: skip
        """Find out which reasons a declared lever ends, by pulling it."""
        chosen = [declared[x] for x in sorted(closed((lever.id,), declared))]
        concerned = _concerned(chosen, barred, admission)
        if not concerned:
            return
        after = self._admitted([*pulled, *(x for x in chosen if x.id not in {p.id for p in pulled})])
        for link, reasons in concerned.items():
            left = {(r.rule, r.at) for r in self._against(after, link)}
            for reason in reasons:
                if (reason.rule, reason.at) not in left and frozenset({lever.id}) not in ends[reason]:
                    ends[reason].append(frozenset({lever.id}))


def _concerned(levers: Sequence[Lever], barred: Barred, admission: Admission) -> Barred:
    """Return the links whose reasons levers may end: what only sizes a link or gate ends no reasons elsewhere."""
    changed = {(c.subject, c.attribute) for x in levers for c in x.changes}
    sizes = all(a in PHYSICAL and s in admission.snapshot.network.element_index for s, a in changed)
    asked = changed & admission.law.world.facts.keys()
    if not sizes or asked or any(x.readings or x.meets or x.said or x.mover for x in levers):
        return barred
    touched = {s for s, _ in changed}
    return {i: reasons for i, reasons in barred.items() if any(r.at in touched for r in reasons)}


def _properties(lever: Lever) -> frozenset[tuple[str, str]]:
    return frozenset((c.subject, c.attribute) for c in lever.changes)


def _within(one: frozenset[tuple[str, str]], other: set[tuple[str, str]]) -> bool:
    """Tell whether there are properties, all among others."""
    return bool(one) and one <= other
