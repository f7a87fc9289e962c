"""UNLOCK: the smallest sets of changes that open a passage, each verified before it is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from thalweg.admission import NO_WAY, Admission
from thalweg.apps.levers import Lever, Pulled, closed, pulled
from thalweg.apps.remedies import OF_RULE, Remedies
from thalweg.question import Question
from thalweg.rules.fit import margin
from thalweg.rules.rule import Reason, Verdict
from thalweg.scenario import Scenario
from thalweg.solve import covers
from thalweg.solve.levers import Levered

BY = ("count", "cost")
MOST_ALTERNATIVES = 64
"""Alternatives of a link that are kept, the smallest first."""
DRAUGHT_RULES = frozenset({"fit.draught", "fit.max_draught"})
PRIVATE = frozenset({"merchant", "fishing"})
"""Classes of vessel whose owners may register them elsewhere; a ship of a state carries its flag."""
CM = 100.0
Admit = Callable[[Pulled], Admission]
"""Makes the admission of the mover when levers are pulled; its row 0 is the mover."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be opened, and how sets are chosen."""

    target: Verdict = Verdict.CONDITIONAL
    """The worst verdict that counts as open."""
    count: int = 3
    """How many sets are wanted."""
    by: str = "count"
    """Whether the fewest changes come first, or the least cost."""
    mover: bool = True
    """Whether the mover may change too: lighten, another flag, another loading state."""
    prove: bool = False
    """Whether the cuts are wanted that prove that nothing smaller opens."""
    budget: int = covers.BUDGET


@dataclass(frozen=True, slots=True)
class Opening:
    """A minimal set of levers, with what it makes of the passage."""

    levers: tuple[Lever, ...]
    pulled: Pulled
    """As a scenario; the answer was verified under it."""
    verdict: Verdict
    path: tuple[str, ...]
    """Ids of the links of the way that it opens."""

    @property
    def cost_usd(self) -> float:
        """What the levers of known cost come to."""
        return math.fsum(x.cost_usd for x in self.levers if x.cost_usd is not None)

    @property
    def unpriced(self) -> int:
        """How many levers have no known cost."""
        return sum(x.cost_usd is None for x in self.levers)

    @property
    def holders(self) -> tuple[str, ...]:
        """Countries whose doing it needs, as far as that is known."""
        return tuple(sorted({h for x in self.levers for h in x.holders}))


@dataclass(frozen=True)
class UnlockResult:
    """What would have to change."""

    question: Question
    aim: Aim
    mover: str
    verdict: Verdict
    """As it is."""
    openings: tuple[Opening, ...]
    """None if it is open already, or if nothing that can be named opens it."""
    vetoes: tuple[Lever, ...]
    """Levers that are in every set that opens the passage."""
    veto_holders: tuple[str, ...]
    """Countries without which nothing opens it, as far as it is known who can do what."""
    cuts: tuple[tuple[Lever, ...], ...]
    """Of each of these sets at least one lever must be pulled, whoever goes; if a proof is wanted."""
    proved: bool
    """Whether it is proved that the sets come before all that are not listed."""
    stuck: tuple[Reason, ...]
    """Where nothing opens: reasons that no lever ends."""
    refused: int
    """Sets that looked open and were not when they were verified."""
    admission: Admission
    opens_on: date | None = None
    """The first later day on which it is open without any change, as far as is known today; None if not looked for
    or not found."""


def unlock(
    question: Question, aim: Aim, scenario: Scenario, admit: Admit, declared: Sequence[Lever], states: Sequence[str]
) -> UnlockResult:
    """Search for the smallest sets of changes that open a passage.

    Parameters
    ----------
    question
        Origin and destination must be places of the network.
    aim
        What counts as open, and how sets are chosen.
    scenario
        What is assumed already.
    admit
        Makes admissions.
    declared
        Levers that the case declares.
    states
        Other loading states of the mover, as `rsd44@ballast`.

    Notes
    -----
    Every reason on a link gives the levers that end it; a link opens when each of its reasons has one, so that
    a link has sets of levers as alternatives, and the search is for a minimum label path (see
    `solve.covers`). Changes of the mover change every link, so that each is searched for itself. A set is
    shown only if the admission under its scenario has the verdict, and loses it without any of its levers.
    """
    return _Search(question, aim, scenario, admit, declared, states).result()


@dataclass(frozen=True)
class _Posed:
    """The question for the mover as it is, or as one change makes it."""

    admission: Admission
    own: Lever | None
    """The change of the mover; None for the mover as it is."""
    levers: Mapping[str, Lever]
    names: tuple[str, ...]
    """Ids of the levers by their numbers."""
    net: Levered
    stuck: tuple[Reason, ...]


class _Search:
    """One question on its way to an answer."""

    def __init__(
        self, question: Question, aim: Aim, scenario: Scenario, admit: Admit, declared: Sequence[Lever],
        states: Sequence[str],
    ) -> None:  # fmt: skip
        self.question, self.aim, self.scenario, self.admit = question, aim, scenario, admit
        self.states = states
        self.base = self._admitted(())
        self.declared = {x.id: self._priced(x) for x in declared}
        network = self.base.snapshot.network
        self.ends = network.place_index[question.origin], network.place_index[question.destination]

    def result(self) -> UnlockResult:
        """Answer the question."""
        now = self._verdict(self.base)
        if now <= self.aim.target:
            return self._answer(now)
        posed = [self._pose(self.base, None)]
        changes = self._of_mover(posed[0]) if self.aim.mover else []
        posed += [self._pose(self._admitted((lever,)), lever) for lever in changes]
        found: dict[frozenset[str], tuple[tuple[int, ...], _Posed]] = {}
        proved = True
        for each in posed:
            sets = covers.cheapest(each.net, self.ends[0], [self.ends[1]], self._asked(), self.aim.budget)
            proved &= sets.proved
            for one in sets.sets:
                chosen = closed((each.names[i] for i in one), each.levers)
                chosen |= {each.own.id} if each.own else set()
                price = self._price([*(each.levers[i] for i in chosen if i in each.levers), *filter(None, (each.own,))])
                found.setdefault(chosen, (price, each))
        openings, refused = self._verified(found)
        stuck = posed[0].stuck if not openings else ()
        return self._answer(now, openings, posed, proved and not refused, stuck, refused)

    def _answer(
        self, now: Verdict, openings: Sequence[Opening] = (), posed: Sequence[_Posed] = (), proved: bool = True,
        stuck: tuple[Reason, ...] = (), refused: int = 0,
    ) -> UnlockResult:  # fmt: skip
        vetoes, holders = self._vetoes(posed) if openings else ((), ())
        cuts: tuple[tuple[Lever, ...], ...] = ()
        if self.aim.prove and openings and len(posed) >= 1:
            proof = covers.prove(posed[0].net, self.ends[0], [self.ends[1]], self.aim.budget)
            cuts = tuple(tuple(posed[0].levers[posed[0].names[i]] for i in cut) for cut in proof.cuts)
            proved = proved and proof.proved
        return UnlockResult(
            self.question, self.aim, self.base.movers[0].name, now, tuple(openings), vetoes, holders, cuts, proved,
            stuck, refused, self.base,
        )  # fmt: skip

    # what could be changed

    def _admitted(self, levers: Sequence[Lever]) -> Admission:
        return self.admit(pulled(self.scenario, levers, self._name(levers), self._title(levers)))

    def _priced(self, lever: Lever) -> Lever:
        """Return a lever with the cost and the time that claims give it."""
        snapshot = self.base.snapshot
        found = [snapshot.resolve(*fact) if fact else None for fact in (lever.cost_of, lever.months_of)]
        cost, months = (f.value.low if f and f.decided and f.value and f.value.exact else None for f in found)
        claims = tuple(c for f in found if f for c in f.claims)
        return replace(lever, cost_usd=cost, months=months, claims=claims)

    def _name(self, levers: Sequence[Lever]) -> str:
        return f"{self.scenario.id}-unlock" if levers else self.scenario.id

    def _title(self, levers: Sequence[Lever]) -> str:
        return "; ".join(x.text for x in levers) or self.scenario.title

    def _verdict(self, admission: Admission) -> Verdict:
        best = int(admission.best(0, self.ends[0])[self.ends[1]])
        return Verdict(min(best, int(Verdict.BLOCKED)))

    def _barred(self, admission: Admission) -> dict[int, tuple[Reason, ...]]:
        """Return for each link that is not open the reasons against it."""
        levels = admission.levels[0]
        shut = [i for i in range(len(levels)) if self.aim.target < levels[i] < NO_WAY]
        return {i: tuple(r for r in admission.reasons(0, i) if r.verdict > self.aim.target) for i in shut}

    def _pose(self, admission: Admission, own: Lever | None) -> _Posed:
        """Turn an admission into a network under levers."""
        remedies = Remedies(admission, 0)
        barred = self._barred(admission)
        ends: dict[Reason, list[str]] = {}
        for reason in dict.fromkeys(r for reasons in barred.values() for r in reasons):
            ends[reason] = list(remedies.of(reason))
        declared = {x.id: self._sized(x, ends, remedies) for x in self.declared.values()}
        for lever in declared.values():
            self._count(lever, declared, own, barred, ends)
        levers = {**remedies.levers, **declared}
        named = {(c.subject, c.attribute) for x in declared.values() for c in x.changes}
        hidden = {
            x.id
            for x in remedies.levers.values()
            if x.changes and all((c.subject, c.attribute) in named for c in x.changes)
        }
        links: dict[int, list[frozenset[str]]] = {}
        stuck: list[Reason] = []
        for link, reasons in barred.items():
            options = [[closed((x,), levers) for x in ends[r] if x not in hidden] for r in reasons]
            stuck += [r for r, o in zip(reasons, options, strict=True) if not o]
            links[link] = _alternatives(options) if all(options) and reasons else []
        names = tuple(sorted({x for sets in links.values() for s in sets for x in s}))
        number = {x: i for i, x in enumerate(names)}
        level = admission.levels[0]
        arcs = admission.snapshot.network.arcs
        free: list[list[int]] = [[]]
        alternatives = [
            [[number[x] for x in s] for s in links[i]] if i in links else (free if level[i] <= self.aim.target else [])
            for i in arcs.link.tolist()
        ]
        net = Levered.of(arcs.first, arcs.head, alternatives, [self._cost(levers[x]) for x in names])
        return _Posed(admission, own, levers, names, net, tuple(dict.fromkeys(stuck)))

    def _sized(self, lever: Lever, ends: Mapping[Reason, Sequence[str]], remedies: Remedies) -> Lever:
        """Return a lever that makes things as large as the mover needs with the changes that it then makes."""
        if lever.enlarges is None:
            return lever
        attribute, places = lever.enlarges
        wanted = {f"{attribute}:{p}" for p in places} & {x for found in ends.values() for x in found}
        return replace(lever, changes=tuple(c for x in sorted(wanted) for c in remedies.levers[x].changes))

    def _count(
        self, lever: Lever, declared: Mapping[str, Lever], own: Lever | None,
        barred: Mapping[int, tuple[Reason, ...]], ends: dict[Reason, list[str]],
    ) -> None:  # fmt: skip
        """Find out which reasons a declared lever ends, by pulling it."""
        chosen = [declared[x] for x in sorted(closed((lever.id,), declared))]
        after = self._admitted([*chosen, *([own] if own else [])])
        for link, reasons in barred.items():
            left = {(r.rule, r.at) for r in after.reasons(0, link) if r.verdict > self.aim.target}
            for reason in reasons:
                if (reason.rule, reason.at) not in left and lever.id not in ends[reason]:
                    ends[reason].append(lever.id)

    def _cost(self, lever: Lever) -> tuple[int, ...]:
        """Return what a lever costs in whole numbers, by the criteria of the order."""
        if self.aim.by == "count":
            return (1,)
        return (int(lever.cost_usd is None), round(lever.cost_usd or 0.0))

    def _price(self, levers: Iterable[Lever]) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(self._cost(x) for x in levers), strict=True)))

    def _asked(self) -> int:
        """Return how many sets are asked for: more than are wanted, as some may not stand when they are verified."""
        return self.aim.count + 4

    def _of_mover(self, posed: _Posed) -> list[Lever]:
        """Return the changes of the mover: to sail lighter, under another flag, in another loading state."""
        admission = posed.admission
        mover = admission.movers[0]
        found = []
        barred = [r for reasons in self._barred(admission).values() for r in reasons]
        for draught in self._draughts(admission, barred):
            text = f"sail at a draught of at most {draught:g} m"
            found.append(Lever(f"draught:{draught:g}", text, "mover", said=(("draught_m", f"{draught:g}"),)))
        flag = admission.profiles[0].codes.get("flag", ("",))[0]
        asked = {x.what for r in barred for x in r.remedies if x.kind == "consent"} - {flag}
        private = not PRIVATE.isdisjoint(admission.profiles[0].codes.get("class", ()))
        for country in sorted(asked) if mover.kind == "vessel" and private else ():
            name = admission.law.lawbook.country(country)
            found.append(Lever(f"flag:{country}", f"go under the flag of {name}", "mover", said=(("flag", country),)))
        for state in self.states:
            if state != mover.key:
                loading = state.partition("@")[2]
                found.append(Lever(f"loading:{loading}", f"go {loading.replace('_', ' ')}", "mover", mover=state))
        return found

    def _draughts(self, admission: Admission, barred: Iterable[Reason]) -> list[float]:
        """Return the draughts, in m, at which one limit of draught more would be kept."""
        snapshot, mover = admission.snapshot, admission.movers[0]
        draught = snapshot.of_mover("draught_m", mover).interval[1]
        if mover.kind != "vessel" or not math.isfinite(draught):
            return []
        empty = snapshot.of_mover("empty_draught_m", mover).interval
        least = empty[0] if math.isfinite(empty[0]) else 0.0
        index = snapshot.network.element_index
        found = set()
        for reason in barred:
            if reason.rule in DRAUGHT_RULES:
                low, _ = margin(OF_RULE[reason.rule], snapshot, [mover], [index[reason.at]])
                if math.isfinite(spare := float(low[0, 0])):
                    found.add(math.floor(round((draught + spare) * CM, 6)) / CM)
        return sorted((x for x in found if 0 < x < draught and x >= least), reverse=True)

    # what is shown

    def _verified(self, found: Mapping[frozenset[str], tuple[tuple[int, ...], _Posed]]) -> tuple[list[Opening], int]:
        """Keep the sets that open when they are pulled, and no longer when one of their levers is not."""
        openings: list[Opening] = []
        refused = 0
        order = sorted(found.items(), key=lambda x: (x[1][0], len(x[0]), sorted(x[0])))
        for chosen, (_, posed) in order:
            if len(openings) == self.aim.count:
                break
            levers = self._in_order(chosen, posed)
            if any(x in chosen for lever in levers for x in lever.excludes):
                continue
            if any({x.id for x in o.levers} <= chosen for o in openings):
                continue
            admission = self._admitted(levers)
            verdict = self._verdict(admission)
            if verdict > self.aim.target:
                refused += 1
                continue
            if not self._minimal(levers):
                continue
            way = admission.way(0, *self.ends, int(verdict), admission.snapshot.length_km) or ()
            network = admission.snapshot.network
            path = tuple(network.links[network.arcs.link[a]].id for a in way)
            name = f"{self.scenario.id}-unlock-{len(openings) + 1}"
            openings.append(Opening(levers, pulled(self.scenario, levers, name, self._title(levers)), verdict, path))
        return openings, refused

    @staticmethod
    def _in_order(chosen: Iterable[str], posed: _Posed) -> tuple[Lever, ...]:
        own = {posed.own.id: posed.own} if posed.own else {}
        every = {**posed.levers, **own}
        return tuple(every[x] for x in sorted(chosen, key=lambda x: (every[x].kind, x)))

    def _minimal(self, levers: Sequence[Lever]) -> bool:
        """Tell whether no lever can be spared; one that another needs is not tried."""
        needed = {x for lever in levers for x in lever.needs}
        for lever in levers:
            rest = [x for x in levers if x is not lever]
            if lever.id not in needed and self._verdict(self._admitted(rest)) <= self.aim.target:
                return False
        return True

    def _vetoes(self, posed: Sequence[_Posed]) -> tuple[tuple[Lever, ...], tuple[str, ...]]:
        """Return the levers, and the countries, without which nothing opens, whatever the mover does."""
        opened = [p for p in posed if covers.opens(p.net, self.ends[0], [self.ends[1]], range(len(p.names)))]
        every = [{p.names[i] for i in covers.vetoes(p.net, self.ends[0], [self.ends[1]])} for p in opened]
        common = set.intersection(*every) if every else set()
        levers = opened[0].levers if opened else {}
        countries = {h for p in opened for x in p.names for h in p.levers[x].holders}
        holders = []
        for country in sorted(countries):
            without = ([i for i, x in enumerate(p.names) if country not in p.levers[x].holders] for p in opened)
            if not any(
                covers.opens(p.net, self.ends[0], [self.ends[1]], left) for p, left in zip(opened, without, strict=True)
            ):
                holders.append(country)
        return tuple(levers[x] for x in sorted(common)), tuple(holders)


def _alternatives(options: Sequence[Sequence[frozenset[str]]]) -> list[frozenset[str]]:
    """Return the minimal unions of one option of each, the smallest first."""
    found: list[frozenset[str]] = [frozenset()]
    for each in options:
        unions = {a | b for a, b in product(found, each)}
        kept: list[frozenset[str]] = []
        for one in sorted(unions, key=lambda s: (len(s), sorted(s))):
            if not any(k <= one for k in kept):
                kept.append(one)
        found = kept[:MOST_ALTERNATIVES]
    return found
