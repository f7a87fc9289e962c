"""UNLOCK: the smallest sets of changes that open a passage, each verified before it is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from thalweg.admission import NO_WAY, Admission
from thalweg.apps.levers import Lever, Pulled, closed, pulled
from thalweg.apps.otherwise import draught_of, draughts, otherwise
from thalweg.apps.passage import no_way
from thalweg.apps.posed import Ids, Posed, Poser
from thalweg.question import Question
from thalweg.rules.rule import Reason, Verdict
from thalweg.scenario import Scenario
from thalweg.solve import covers
from thalweg.solve.coveranswers import Covers
from thalweg.solve.levers import Levered

BY = ("count", "cost", "pareto")
MORE = 4
"""Sets that are asked for beyond those wanted, as some may not stand when they are verified."""
MOST_SETS = 400
MOST_ROUNDS = 100
"""How often a set that looked open and was not may teach something."""
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
    """Whether the fewest changes come first, or the least cost; or `pareto`: every set than which no other asks for
    as few consents, as few other changes, as few unknown costs and as little known cost."""
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
    """Of each of these sets at least one lever must be pulled, for the mover as it is; if a proof is wanted."""
    proved: bool
    """Whether it is proved that the sets come before all that are not listed."""
    stuck: tuple[Reason, ...]
    """Where nothing opens: reasons that no lever ends."""
    refused: int
    """Sets that looked open and were not when they were verified."""
    admission: Admission
    power: tuple[tuple[Lever, float], ...] = ()
    """For each lever its Shapley value: the share of all orders of pulling them in which it is the one that opens."""
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
    shown only if the admission under its scenario has the verdict, and loses it without any of its levers. One
    that has not tells what else its links need, and the search goes on with that.
    """
    return _Search(question, aim, scenario, admit, declared, states).result()


@dataclass(frozen=True)
class _Candidate:
    """A set of levers that the network says opens the passage."""

    chosen: Ids
    posed: Posed
    price: tuple[int, ...]

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The levers, in the order in which they are told."""
        return self.posed.chosen(self.chosen)


class _Search:
    """One question on its way to an answer."""

    def __init__(
        self, question: Question, aim: Aim, scenario: Scenario, admit: Admit, declared: Sequence[Lever],
        states: Sequence[str],
    ) -> None:  # fmt: skip
        self.question, self.aim, self.admit, self.states = question, aim, admit, states
        self.scenario = replace(scenario, readings={**scenario.readings, **question.readings})
        self.base = self._admitted(())
        self.poser = Poser(aim.target, (self._priced(x) for x in declared), self._admitted)
        network = self.base.snapshot.network
        self.ends = network.place_index[question.origin], network.place_index[question.destination]
        self.verdicts: dict[Ids, tuple[Verdict, tuple[str, ...]]] = {}
        self.refused: set[tuple[Ids, Ids]] = set()

    def result(self) -> UnlockResult:
        """Answer the question."""
        now = self._verdict(self.base)
        if now <= self.aim.target:
            return self._answer(now)
        if self.base.best(0, self.ends[0])[self.ends[1]] == len(Verdict):
            return self._answer(now, stuck=(no_way(self.base, self.question, 0),))
        posed = [self.poser.pose((), self.base)]
        every = True
        if self.aim.mover:
            reasons = dict.fromkeys(r for found in self.poser.barred(self.base).values() for r in found)
            ways, every = otherwise(self.base, reasons, self.states)
            ways += [(x,) for x in self._lighter() if (x,) not in ways]
            posed += [self.poser.pose(own, self._admitted(own)) for own in ways]
        openings, proved = self._opened(posed)
        stuck = () if openings else self._stuck(posed[0])
        return self._answer(now, openings, posed, proved and every and all(x.whole for x in posed), stuck)

    def _lighter(self) -> list[Lever]:
        """Return the draughts at which limits are kept that stand when a lever of the case is pulled."""
        found: dict[str, Lever] = {}
        if not math.isfinite(self.base.snapshot.of_mover("draught_m", self.base.movers[0]).interval[1]):
            return []
        for lever in self.poser.declared:
            then = self._admitted((lever,))
            reasons = [r for each in self.poser.barred(then).values() for r in each]
            found |= {x.id: x for x in draughts(then, reasons)}
        return [found[x] for x in sorted(found)]

    def _answer(
        self, now: Verdict, openings: Sequence[Opening] = (), posed: Sequence[Posed] = (), proved: bool = True,
        stuck: tuple[Reason, ...] = (),
    ) -> UnlockResult:  # fmt: skip
        vetoes, holders = self._vetoes(posed, openings) if openings else ((), ())
        cuts: tuple[tuple[Lever, ...], ...] = ()
        power: tuple[tuple[Lever, float], ...] = ()
        if self.aim.prove and openings:
            net, names, levers = posed[0].net(self._cost, self.aim.target), posed[0].names, posed[0].levers
            proof = covers.prove(net, self.ends[0], [self.ends[1]], self.aim.budget)
            cuts = tuple(cut for x in proof.cuts if (cut := tuple(levers[names[i]] for i in x)))
            proved = proved and proof.proved
            power = self._power(net, names, levers)
        return UnlockResult(
            self.question, self.aim, self.base.movers[0].name, now, tuple(openings), vetoes, holders, cuts, proved,
            stuck, len(self.refused), self.base, power=power,
        )  # fmt: skip

    def _power(
        self, net: Levered, names: Sequence[str], levers: Mapping[str, Lever]
    ) -> tuple[tuple[Lever, float], ...]:
        """Return how much each lever matters for the mover as it is, the most first; nothing if they are too many."""
        from thalweg.solve.power import MOST_LEVERS, power

        if len(names) > MOST_LEVERS:
            return ()
        share = power(net, self.ends[0], [self.ends[1]]).shapley.tolist()
        ranked = sorted(range(len(names)), key=lambda i: (-share[i], names[i]))
        return tuple((levers[names[i]], share[i]) for i in ranked if share[i] > 0)

    def _admitted(self, levers: Sequence[Lever]) -> Admission:
        return self.admit(pulled(self.scenario, levers, f"{self.scenario.id}-unlock"))

    def _priced(self, lever: Lever) -> Lever:
        """Return a lever with the cost and the time that claims give it."""
        snapshot = self.base.snapshot
        found = [snapshot.resolve(*fact) if fact else None for fact in (lever.cost_of, lever.months_of)]
        cost, months = (f.value.low if f and f.decided and f.value and f.value.exact else None for f in found)
        claims = tuple(c for f in found if f for c in f.claims)
        return replace(lever, cost_usd=cost, months=months, claims=claims)

    def _verdict(self, admission: Admission) -> Verdict:
        best = int(admission.best(0, self.ends[0])[self.ends[1]])
        return Verdict(min(best, int(Verdict.BLOCKED)))

    def _cost(self, lever: Lever) -> tuple[int, ...]:
        """Return what a lever costs in whole numbers, by the criteria of the order."""
        if self.aim.by == "count":
            return (1,)
        if self.aim.by == "pareto":
            consent = lever.kind == "consent"
            return int(consent), int(not consent), int(lever.cost_usd is None), round(lever.cost_usd or 0.0)
        return (int(lever.cost_usd is None), round(lever.cost_usd or 0.0))

    def _price(self, levers: Iterable[Lever]) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(self._cost(x) for x in levers), strict=True)))

    # the search

    def _opened(self, posed: Sequence[Posed]) -> tuple[list[Opening], bool]:
        """Return the first sets that open, and whether it is proved that they come before all others."""
        asked = self.aim.count + MORE
        found = [self._covers(x, asked) for x in posed]
        for _ in range(MOST_ROUNDS):
            openings, wrong = self._verified(posed, found)
            if wrong is not None:
                if self.poser.refine(wrong.posed, wrong.chosen):
                    at = next(i for i, x in enumerate(posed) if x is wrong.posed)
                    found[at] = self._covers(wrong.posed, asked)
                else:
                    self.refused.add((frozenset(x.id for x in wrong.posed.own), wrong.chosen))
            elif len(openings) < self.aim.count and asked < MOST_SETS and any(len(x.sets) == asked for x in found):
                asked = min(4 * asked, MOST_SETS)
                found = [self._covers(x, asked) for x in posed]
            else:
                return openings, all(x.proved for x in found) and not self.refused
        return openings, False

    def _covers(self, posed: Posed, asked: int) -> Covers:
        """Return the first sets of levers that open, as the network has it."""
        net = posed.net(self._cost, self.aim.target)
        if self.aim.by == "pareto":
            return covers.pareto(net, self.ends[0], [self.ends[1]], self.aim.budget)
        return covers.cheapest(net, self.ends[0], [self.ends[1]], asked, self.aim.budget)

    def _candidates(self, posed: Sequence[Posed], found: Sequence[Covers]) -> list[_Candidate]:
        """Return the sets of all ways in which the mover may go, in order."""
        listed = []
        for each, sets in zip(posed, found, strict=True):
            own = frozenset(x.id for x in each.own)
            every = dict.fromkeys(closed((each.names[i] for i in one), each.levers) for one in sets.sets)
            left = (x for x in every if (own, x) not in self.refused)
            listed += [_Candidate(x, each, self._price(each.chosen(x))) for x in left]
        return sorted(listed, key=lambda x: (_reflagged(x.levers), x.price, len(x.levers)))

    def _verified(self, posed: Sequence[Posed], found: Sequence[Covers]) -> tuple[list[Opening], _Candidate | None]:
        """Return the sets that open when pulled, each without what can be spared, or the first that does not open."""
        kept: dict[Ids, tuple[Lever, ...]] = {}
        for one in self._candidates(posed, found):
            if len(kept) >= self.aim.count:
                break
            levers = one.levers
            ids = frozenset(x.id for x in levers)
            if any(x in ids for lever in levers for x in lever.excludes):
                continue
            if any(_beats(k, levers) for k in kept.values()):
                continue
            if not self._opens(levers):
                return [], one
            least = self._least(levers)
            kept = {i: k for i, k in kept.items() if not _beats(least, k)}
            kept[frozenset(x.id for x in least)] = least
        order = sorted(kept.values(), key=lambda x: (_reflagged(x), self._price(x), len(x)))
        if self.aim.by == "pareto":
            prices = [self._price(x) for x in order]
            order = [x for x, p in zip(order, prices, strict=True) if not any(_cheaper(q, p) for q in prices)]
        return [self._opening(i, x) for i, x in enumerate(order, start=1)], None

    def _opens(self, levers: Sequence[Lever]) -> bool:
        return self._asked(levers)[0] <= self.aim.target

    def _asked(self, levers: Sequence[Lever]) -> tuple[Verdict, tuple[str, ...]]:
        """Return the verdict when levers are pulled, and the links of the best way."""
        key = frozenset(x.id for x in levers)
        if key not in self.verdicts:
            admission = self._admitted(levers)
            verdict = self._verdict(admission)
            way = admission.way(0, *self.ends, int(verdict), admission.snapshot.length_km) or ()
            network = admission.snapshot.network
            self.verdicts[key] = verdict, tuple(network.links[network.arcs.link[a]].id for a in way)
        return self.verdicts[key]

    def _least(self, levers: tuple[Lever, ...]) -> tuple[Lever, ...]:
        """Leave out levers that can be spared; one that another needs goes only after it."""
        for lever in levers:
            rest = tuple(x for x in levers if x is not lever)
            if not any(lever.id in x.needs for x in rest) and self._opens(rest):
                return self._least(rest)
        return levers

    def _opening(self, number: int, levers: tuple[Lever, ...]) -> Opening:
        name = f"{self.scenario.id}-unlock-{number}"
        return Opening(levers, pulled(self.scenario, levers, name), *self._asked(levers))

    def _stuck(self, posed: Posed) -> tuple[Reason, ...]:
        """Return the reasons that no lever ends, on the way that has the fewest such links."""
        lengths = self.base.snapshot.length_km
        cost = lengths / max(float(lengths.sum()), 1.0)
        cost[[i for i, sets in posed.links.items() if not sets]] += 1.0
        way = self.base.way(0, *self.ends, int(NO_WAY) - 1, cost)
        assert way is not None
        links = dict.fromkeys(self.base.snapshot.network.arcs.link[np.asarray(way, dtype=np.intp)].tolist())
        return tuple(dict.fromkeys(r for i in links for r in posed.stuck.get(i, ())))

    def _vetoes(self, posed: Sequence[Posed], openings: Sequence[Opening]) -> tuple[tuple[Lever, ...], tuple[str, ...]]:
        """Return the levers, and the countries, without which nothing opens, whatever the mover does."""
        nets = [(p, p.net(self._cost, self.aim.target)) for p in posed]
        opened = [(p, n) for p, n in nets if self._can(n, range(len(p.names)))]
        every = [{p.names[i] for i in covers.vetoes(n, self.ends[0], [self.ends[1]])} for p, n in opened]
        common = set.intersection(*every, *({x.id for x in o.levers} for o in openings))
        levers = opened[0][0].levers
        holders = []
        doubtful = posed[0].doubtful
        named = [{h for x in o.levers if x.id not in doubtful for h in x.holders} for o in openings]
        for country in sorted(set.intersection(*named)):
            without = [
                [i for i, x in enumerate(p.names) if x in p.doubtful or country not in p.levers[x].holders]
                for p, _ in opened
                if all(country not in x.holders for x in p.own)
            ]
            nets_left = [n for p, n in opened if all(country not in x.holders for x in p.own)]
            if not any(self._can(n, left) for n, left in zip(nets_left, without, strict=True)):
                holders.append(country)
        return tuple(levers[x] for x in sorted(common, key=lambda x: (levers[x].kind, x))), tuple(holders)

    def _can(self, net: Levered, levers: Sequence[int]) -> bool:
        return covers.opens(net, self.ends[0], [self.ends[1]], levers)


def _cheaper(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether a price is less than another by some criterion, and more by none."""
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def _reflagged(levers: Iterable[Lever]) -> bool:
    """Tell whether a set changes the flag of the mover: such sets come last."""
    return any(k == "flag" for x in levers for k, _ in x.said)


def _beats(one: Sequence[Lever], other: Sequence[Lever]) -> bool:
    """Tell whether a set asks for no more than another: some of its levers, and no shallower a draught."""
    a, b = ({x.id for x in s if draught_of((x,)) == math.inf} for s in (one, other))
    return a <= b and draught_of(one) >= draught_of(other)
