"""RESPONSE: how much more would travel if a scenario came true, by several published methods, each with its range.

No single number is told. Elasticities are claims, those of studies, and what no claim and no option gives is not
estimated. What politics made of a crossing stands beside them as it was seen, and is never mixed with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from thalweg.apps.passage import Assumption, lack_of_way
from thalweg.apps.trade import Country, Trade, after
from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Resolved
from thalweg.movers import Mover
from thalweg.physics import response as formulas
from thalweg.question import Question
from thalweg.rules.rule import Verdict
from thalweg.snapshot import Snapshot

Range = tuple[float, float]
CAPACITY = {"truck": "capacity_vehicles_per_day", "person": "capacity_persons_per_day"}
"""What caps each kind of mover, where a claim tells it."""
TRAVELLERS = ("person", "truck")
GOODS = ("truck", "train", "vessel", "consignment")
GRAVITY = {"structural gravity, totals kept": False, "structural gravity, incomes follow": True}
"""Whether incomes follow what is sold, by the name of the method."""
_HOURS_A_DAY = 24.0
_TENTH = 0.9


@dataclass(frozen=True, slots=True)
class Way:
    """One way under a scenario, in numbers."""

    cost: Range
    """Generalised cost, from and to; infinite where it is not known."""
    hours: Range
    verdict: Verdict
    modes: frozenset[str]
    elements: tuple[int, ...]
    """Links and gates that are met on it."""
    was: Verdict = Verdict.CLEAR
    """The worst verdict of its links before, as far as they did not count as open."""


@dataclass(frozen=True, slots=True)
class Side:
    """What there is under one scenario."""

    scenario: str
    ways: tuple[Way, ...]
    """Those that are open, or count as open; the best first."""
    verdict: Verdict
    """Of the best way that there would be."""
    beside: str = ""
    """A sentence on a shorter way that does not count, if there is one."""

    @property
    def lack(self) -> str:
        """Why there is no way, as the beginning of a sentence."""
        return f"Under {self.scenario} {lack_of_way(self.verdict)}"


@dataclass(frozen=True, slots=True)
class Demand:
    """What the question gives, since no claim of the case does."""

    per_day: Range | None = None
    """Movers a day before."""
    scale: float | None = None
    """How sharply users choose the cheaper way: the scale of a logit, for each unit of cost."""
    slope: float | None = None
    """Share of demand that is lost for each unit of cost."""
    trade_elasticity: float | None = None
    """Elasticity of trade to its costs, above 0."""
    income_growth: float | None = None
    income_elasticity: float | None = None
    unit: str = "h"
    """What a cost is measured in: money, h or km."""
    per_h: float = 0.0
    """The value of an hour, where cost is money."""
    trade: Trade | None = None
    """What countries sell each other, for structural gravity."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One estimate of the ladder."""

    method: str
    about: str
    ratio: Range | None
    """Movers after as a multiple of before, from and to; None where the method has no answer."""
    per_day: Range | None = None
    """Movers a day after, where those before are given."""
    gain: Range | None = None
    """What users gain a day, in the unit of cost."""
    capped: bool = False
    settled: Range | None = None
    """Movers a day after, when the wait that they cause is counted."""
    why: str = ""
    """Why there is no answer."""
    fact: Resolved | None = None
    """The elasticity, with its claims."""
    given: bool = False
    """Whether it rests on an elasticity that the question gives, beside the claims."""
    countries: tuple[Country, ...] = ()
    """What becomes of each country, where the method tells."""


@dataclass(frozen=True, slots=True)
class Regime:
    """What a crossing carried under one policy, as a multiple of before, as it was seen."""

    subject: str
    name: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that something on the way can handle in a day."""

    at: str
    name: str
    attribute: str
    per_day: Range
    on_all: bool = True
    """Whether every way that is compared meets it: else what is more goes round it."""

    @property
    def counts(self) -> str:
        """What is counted, as `vehicles`."""
        return self.attribute.removeprefix("capacity_").removesuffix("_per_day")


@dataclass(frozen=True)
class ResponseResult:
    """A ladder of estimates, and what stands beside it."""

    question: Question
    mover: str
    demand: Demand
    before: Side
    after: Side
    rungs: tuple[Rung, ...]
    regimes: tuple[Regime, ...]
    caps: tuple[Cap, ...]
    assumptions: tuple[Assumption, ...]
    snapshot: Snapshot


def response(
    snapshot: Snapshot, question: Question, mover: Mover, before: Side, after: Side, demand: Demand,
    timed: str = "",
) -> ResponseResult:  # fmt: skip
    """Climb the ladder.

    Parameters
    ----------
    snapshot
        Of the scenario that comes true: elasticities, regimes and capacities are taken from it.
    question
        Under that scenario.
    before, after
        The ways under both scenarios, cost in the unit of the demand.
    timed
        A sentence on how the question times them; empty if it gives nothing for that.
    """
    ladder = _Ladder(snapshot, mover, before, after, demand)
    with np.errstate(over="ignore"):  # what is too large to be told is said to be
        rungs = tuple(ladder.rungs())
    notes = ((Assumption("speeds", timed),) if timed else ()) + tuple(ladder.notes(rungs))
    return ResponseResult(
        question, mover.name, demand, before, after, rungs, tuple(_regimes(snapshot)), ladder.caps,
        notes, snapshot,
    )  # fmt: skip


class _Ladder:
    """One question on its way to its estimates."""

    def __init__(self, snapshot: Snapshot, mover: Mover, before: Side, after: Side, demand: Demand) -> None:
        self.snapshot, self.mover, self.demand = snapshot, mover, demand
        self.before, self.after = before, after
        self.old, self.new = (side.ways[0] if side.ways else None for side in (before, after))
        self.caps = tuple(self._caps())
        self.cap = min((c.per_day[1] for c in self.caps if c.on_all), default=math.inf)

    def rungs(self) -> Iterator[Rung]:
        """Yield every estimate, those without an answer with the reason."""
        for attribute, kinds, modes in (
            ("travel_elasticity", TRAVELLERS, {"road"}),
            ("rail_travel_elasticity", ("person",), {"rail"}),
        ):
            used = modes & ((self.old.modes if self.old else frozenset()) | (self.new.modes if self.new else set()))
            if self.mover.kind in kinds and used:
                yield from self._silent("constant elasticity", attribute)
                for fact, name in self._facts(attribute):
                    yield self._by_cost("constant elasticity", name, fact, lambda n: n)
        if self.mover.kind in GOODS:
            told = "constant elasticity, from a cost a tenth lower"
            yield from self._silent(told, "trade_gain_percent")
            for fact, name in self._facts("trade_gain_percent"):
                yield self._by_cost(told, name, fact, lambda x: math.log1p(x / 100) / math.log(_TENTH))
            yield from self._by_time()
        elif self.demand.trade:
            yield from (Rung(method, "", None, why="A table of trade is for goods.") for method in GRAVITY)
        yield from self._logsum()
        yield from self._seen_elsewhere()

    def notes(self, rungs: Sequence[Rung]) -> Iterator[Assumption]:
        """Say what was taken for granted."""
        if self.caps and any(r.settled for r in rungs):
            told = "The wait is that before one counter open around the clock, arrivals at random."
            yield Assumption("wait", told)
        if round_ := [c.name for c in self.caps if not c.on_all]:
            yield Assumption("capacity", f"More than {', '.join(round_)} can handle goes by the other ways.")
        if self.new and not self.caps and self.mover.kind in CAPACITY:
            yield Assumption("capacity", "No capacity a day is known on the way, so that nothing caps the estimates.")
        if self.demand.income_growth is not None:
            told = "Every estimate is multiplied by the growth of demand with income; what is told of countries is not."
            yield Assumption("income", told if self.demand.trade else f"{told.partition(';')[0]}.")
        if self.demand.trade and any(r.method in GRAVITY and r.ratio for r in rungs):
            told = "In structural gravity those who take the way are as many times more as trade of the pairs is worth."
            yield Assumption("trade", told)
        for s in (self.before, self.after):
            if s.beside:
                yield Assumption("verdict", f"Under {s.scenario} {s.beside}")
        unclear = [s.scenario for s in (self.before, self.after) if s.ways and s.ways[0].verdict > Verdict.CONDITIONAL]
        for scenario in unclear:
            yield Assumption("verdict", f"Under {scenario} the way is not known to be open; it is taken as open.")

    def _silent(self, method: str, attribute: str) -> Iterator[Rung]:
        """Yield that a method has no answer, if nothing is claimed of what it takes."""
        if not any(self._facts(attribute)):
            why = f"No {attribute} is claimed; the pack flow-priors has some, for a case that uses it."
            yield Rung(method, "", None, why=why)

    def _facts(self, attribute: str) -> Iterator[tuple[Resolved, str]]:
        """Yield what is claimed of an attribute, subject by subject."""
        for subject in sorted(self.snapshot.facts.subjects(attribute)):
            found = self.snapshot.resolve(subject, attribute)
            if not found.silent and math.isfinite(found.low) and math.isfinite(found.high):
                yield found, self.snapshot.topics.get(subject, subject)

    def _missing(self, hours: bool, costs: bool = True) -> str:
        """Return why costs, or ways at least, cannot be compared, or nothing."""
        if self.new is None:
            return f"{self.after.lack}."
        if self.old is None:
            return (
                f"{self.before.lack}, so that neither a cost before nor the rule of half is defined; the logsum could "
                "compare, if another way were open before."
            )
        if costs and not all(math.isfinite(w.hours[1] if hours else w.cost[1]) for w in (self.old, self.new)):
            return "The time of a way is not known; give speeds, and hours for a change of mode."
        return ""

    def _by_cost(self, method: str, about: str, fact: Resolved, turn: Callable[[float], float]) -> Rung:
        """Return an estimate by generalised cost."""
        why = self._missing(hours=False)
        if why or self.old is None or self.new is None:
            return Rung(method, about, None, why=why, fact=fact)
        if self.old.cost[0] <= 0:
            return Rung(method, about, None, why="The way before costs nothing.", fact=fact)
        ends = [turn(fact.low), turn(fact.high)]
        found = [float(formulas.by_elasticity(a, b, n)) for a, b, n in product(self.old.cost, self.new.cost, ends)]
        return self._rung(method, about, found, fact, ends)

    def _by_time(self) -> Iterator[Rung]:
        """Yield estimates by days on the way."""
        why = self._missing(hours=True)
        before, later = (
            tuple(h / _HOURS_A_DAY for h in w.hours) if w else (math.inf, math.inf) for w in (self.old, self.new)
        )
        yield from self._silent("trade by days", "trade_lost_per_day_percent")
        for method in ("days as a tariff", *GRAVITY):
            yield from self._silent(method, "tariff_per_day_percent")
        for fact, name in self._facts("trade_lost_per_day_percent"):
            ends = [x / 100 for x in (fact.low, fact.high)]
            found = [] if why else [float(formulas.by_days(a, b, x)) for a, b, x in product(before, later, ends)]
            yield (
                self._rung("trade by days", name, found, fact)
                if found
                else Rung("trade by days", name, None, why=why, fact=fact)
            )
        for fact, name in self._facts("tariff_per_day_percent"):
            e = self.demand.trade_elasticity
            why = why or ("" if e else "No elasticity of trade to its costs is given, and none is claimed.")
            if why or e is None:
                yield from (Rung(method, name, None, why=why, fact=fact) for method in ("days as a tariff", *GRAVITY))
                continue
            days = [x / 100 for x in (fact.low, fact.high)]
            found = [float(formulas.by_tariff(a, b, x, e)) for a, b, x in product(before, later, days)]
            yield replace(self._rung("days as a tariff", name, found, fact), given=True)
            costs = [float(formulas.by_tariff(a, b, x, -1.0)) for a, b, x in product(before, later, days)]
            yield from self._by_gravity((min(costs), max(costs)), e, name, fact)

    def _by_gravity(self, costs: Range, elasticity: float, name: str, fact: Resolved) -> Iterator[Rung]:
        """Yield estimates that count how trade with third countries and at home gives way."""
        for method, follow in GRAVITY.items():
            if self.demand.trade is None:
                yield Rung(method, name, None, why="No table of trade between countries is given.", fact=fact)
                continue
            found = after(self.demand.trade, costs, elasticity, follow)
            if found is None:
                told = "After the change trade does not balance: what a country spends beyond its sales is kept."
                yield Rung(method, name, None, why=told if follow else "Trade did not settle.", fact=fact)
            else:
                rung = self._rung(method, name, found.ratio, fact)
                yield replace(rung, gain=None, countries=found.countries, given=True)

    def _logsum(self) -> Iterator[Rung]:
        """Yield the estimate by a choice among all ways of both scenarios."""
        name, d = "all ways of both scenarios", self.demand
        sides = [[w.cost for w in s.ways if math.isfinite(w.cost[1])] for s in (self.before, self.after)]
        if d.scale is None or d.slope is None:
            yield Rung("logsum", name, None, why="No scale of choice and no slope of demand are given.")
        elif not all(sides):
            yield Rung("logsum", name, None, why=self._missing(hours=False) or "The time of a way is not known.")
        else:
            ends = [[float(formulas.logsum([c[i] for c in side], d.scale)) for i in (0, 1)] for side in sides]
            found = [tuple(map(float, formulas.by_logsum(1.0, a, b, d.slope))) for a, b in product(*ends)]
            rung = self._rung(f"logsum, scale {d.scale:g}, slope {d.slope:g}", name, [f[0] for f in found], None)
            gains = [f[1] * t for f in found for t in d.per_day] if d.per_day else []
            yield _with_gain(rung, gains)

    def _seen_elsewhere(self) -> Iterator[Rung]:
        """Yield what fixed links elsewhere did to traffic."""
        for fact, name in self._facts("traffic_ratio"):
            if fact.subject not in self.snapshot.network.element_index:
                why = self._missing(hours=False, costs=False)
                why = why or self._no_new_link()
                found = [] if why else [fact.low, fact.high]
                yield (
                    self._rung("seen elsewhere", name, found, fact)
                    if found
                    else Rung("seen elsewhere", name, None, why=why, fact=fact)
                )

    def _no_new_link(self) -> str:
        """Return why the best way leads over no link that was shut before, or nothing if it does."""
        was = self.new.was if self.new else Verdict.CLEAR
        if was is Verdict.UNKNOWN:
            return "It is not known whether the best way leads over a link that was shut before."
        return "" if was is Verdict.BLOCKED else "The best way leads over no new link."

    def _rung(
        self, method: str, about: str, found: Sequence[float], fact: Resolved | None, elasticities: Sequence[float] = ()
    ) -> Rung:
        """Return an estimate with the movers that it makes, no more than the way can handle."""
        d = self.demand
        grows = float(formulas.grown(d.income_growth or 0.0, d.income_elasticity or 0.0))
        ratio = min(found) * grows, max(found) * grows
        if not math.isfinite(ratio[1]):
            return Rung(method, about, None, why="The estimate is too large to be told.", fact=fact)
        if d.per_day is None:
            return Rung(method, about, ratio, fact=fact)
        free = d.per_day[0] * ratio[0], d.per_day[1] * ratio[1]
        rung = Rung(
            method, about, ratio, (min(free[0], self.cap), min(free[1], self.cap)), None, free[1] > self.cap,
            self._settled(elasticities, grows), fact=fact,
        )  # fmt: skip
        if self.old is None or self.new is None or method == "seen elsewhere":
            return rung
        known = math.isfinite(self.old.cost[1]) and math.isfinite(self.new.cost[1])
        corners = product(zip(d.per_day, rung.per_day or (), strict=True), self.old.cost, self.new.cost)
        gains = [float(formulas.rule_of_half(t[0], t[1], a, b)) for t, a, b in corners] if known else []
        return _with_gain(rung, gains)

    def _settled(self, elasticities: Sequence[float], grows: float) -> Range | None:
        """Return the movers after, when they wait for each other before what caps them."""
        d = self.demand
        if not (elasticities and d.per_day and self.old and self.new and math.isfinite(self.cap)):
            return None
        per_h = {"money": d.per_h, "h": 1.0}.get(d.unit, 0.0)
        if not per_h:
            return None
        found = []
        for n, old, new, there in product(elasticities, self.old.cost, self.new.cost, d.per_day):
            at = formulas.settled(
                lambda cost, n=n, old=old, there=there: there * grows * (cost / old) ** n,  # type: ignore[misc]
                lambda flow, new=new: new + per_h * formulas.wait_h(flow, self.cap),  # type: ignore[misc]
                self.cap,
            )
            found += [at.low, at.high]
        return min(found), max(found)

    def _caps(self) -> Iterator[Cap]:
        """Yield what caps movers a day on the way under the scenario."""
        attribute = CAPACITY.get(self.mover.kind)
        if self.new is None or attribute is None:
            return
        network = self.snapshot.network
        for element in self.new.elements:
            found = self.snapshot.resolve(network.element_ids[element], attribute)
            if not found.silent and math.isfinite(found.high):
                on_all = all(element in way.elements for way in self.after.ways)
                name = network.element_names[element]
                yield Cap(network.element_ids[element], name, attribute, (found.low, found.high), on_all)


def _with_gain(rung: Rung, gains: Sequence[float]) -> Rung:
    return replace(rung, gain=(min(gains), max(gains))) if gains else rung


def _regimes(snapshot: Snapshot) -> Iterator[Regime]:
    """Yield what crossings of the case carried under other policies, the earliest first."""
    network, known = snapshot.network, snapshot.moment.known_on
    found = [
        Regime(subject, network.element_names[network.element_index[subject]], claim)
        for subject in sorted(snapshot.facts.subjects("traffic_ratio"))
        if subject in network.element_index
        for claim in snapshot.facts.of(subject, "traffic_ratio")
        if known is None or claim.known_from <= known
    ]
    replaced = {r.claim.replaces for r in found}
    yield from sorted((r for r in found if r.claim.id not in replaced), key=lambda r: (r.subject, str(r.claim.valid)))
