"""From words to a response: what the question gives, and the ways of both scenarios in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from thalweg.apps.assign import Spread
from thalweg.apps.response import Demand, Side, Way
from thalweg.apps.route import Plan, Route, RouteResult, route
from thalweg.apps.trade import Trade
from thalweg.errors import bad_question
from thalweg.network import Network
from thalweg.question import Question
from thalweg.rules.rule import Verdict

Given = tuple[float, float]
STEEPEST = 100.0
"""The highest elasticity of trade that is taken; published ones are below 20."""


class Demanded(TypedDict, total=False):
    """What a response takes beside what all questions share and a route takes; each has a default."""

    per_day: str | float | None
    """Movers a day before: a number, or a range as `10..30`."""
    scale: float | None
    """How sharply users choose the cheaper of several ways, for each unit of cost: the scale of a logit."""
    slope: float | None
    """Share of demand that is lost for each unit of cost, for the logsum."""
    trade_elasticity: float | None
    """Elasticity of trade to its costs, as 5, for days as a tariff and for structural gravity."""
    income_growth: float | None
    """Growth of income until then, as 0.04."""
    income_elasticity: float | None
    """How demand answers to income, as 1.2."""


@dataclass(frozen=True, slots=True)
class DemandTerms:
    """The terms of a response with their defaults."""

    per_day: str | float | None = None
    scale: float | None = None
    slope: float | None = None
    trade_elasticity: float | None = None
    income_growth: float | None = None
    income_elasticity: float | None = None


def demanded(terms: Demanded, unit: str, per_h: float, trade: Trade | None = None) -> Demand:
    """Check what a question gives of demand, beside a table of trade.

    Raises
    ------
    BadInput
        If a term is no such thing, or one stands without another that it needs.
    """
    t = DemandTerms(**terms)
    for name, least, most in (
        ("scale", 0, math.inf), ("slope", 0, math.inf), ("trade_elasticity", 0, STEEPEST), ("income_growth", -1, 1e3),
    ):  # fmt: skip
        value = getattr(t, name)
        if value is not None and not (
            isinstance(value, int | float) and least < value <= most and math.isfinite(value)
        ):
            told = f"a number above {least}" + (f", at most {most:g}" if math.isfinite(most) else "")
            raise bad_question(name.replace("_", "-"), str(value), told)
    if t.income_elasticity is not None and not (
        isinstance(t.income_elasticity, int | float) and abs(t.income_elasticity) <= STEEPEST
    ):
        raise bad_question(
            "income-elasticity", str(t.income_elasticity), f"a number from -{STEEPEST:g} to {STEEPEST:g}"
        )
    for one, other in (("scale", "slope"), ("income_growth", "income_elasticity")):
        if (getattr(t, one) is None) != (getattr(t, other) is None):
            names = [n.replace("_", "-") for n in (one, other)]
            raise bad_question(names[0], f"one of --{names[0]} and --{names[1]}", "both, or neither")
    if trade and t.trade_elasticity is None:
        raise bad_question("trade", "a table of trade alone", "its elasticity to costs too: --trade-elasticity 5")
    return Demand(
        _range(t.per_day), t.scale, t.slope, t.trade_elasticity, t.income_growth, t.income_elasticity, unit, per_h,
        trade,
    )  # fmt: skip


def timed_by(plan: Plan) -> str:
    """Return a sentence on how a question times ways; empty if it gives nothing for that."""
    told = [f"{mode} {kmh:g} km/h" for mode, kmh in plan.clock.speeds_kmh.items()]
    told += [f"{plan.clock.transfer_h:g} h for a change of mode"] if plan.clock.transfer_h is not None else []
    return f"Ways are timed by what the question gives: {', '.join(told)}." if told else ""


def _range(given: str | float | None) -> Given | None:
    """Read a number, or two with two dots between them."""
    if given is None:
        return None
    low, _, high = str(given).partition("..")
    try:
        found = float(low), float(high or low)
    except ValueError:
        found = -1.0, -1.0
    if not 0 <= found[0] <= found[1] < math.inf:
        raise bad_question("per-day", repr(given), "movers a day, as 20 or 10..30")
    return found


def spread_of(plan: Plan, gap: float) -> Spread:
    """Return how a demand is assigned, of the terms that it shares with a route.

    Raises
    ------
    BadInput
        If the gap is no share.
    """
    if not 0 < gap < 1:
        raise bad_question("gap", str(gap), "a share between 0 and 1, as 1e-6")
    return Spread(plan.clock, plan.cost_per_km, plan.cost_per_h, max(Verdict.CONDITIONAL, plan.accept), gap=gap)


def unit_of(results: tuple[RouteResult, RouteResult]) -> str:
    """Return in what the ways of both scenarios are compared: money if prices are given, else hours."""
    return "money" if all(r.plan.cost_per_h or r.plan.cost_per_km for r in results) else "h"


def side(result: RouteResult, unit: str, before: RouteResult | None = None) -> Side:
    """Return the ways of a scenario that are open, in numbers, and what they were before."""
    network, worst = result.admission.snapshot.network, max(Verdict.CONDITIONAL, result.plan.accept)
    levels = before.admission.levels[0] if before else np.zeros(len(network.links), dtype=np.uint8)
    was = np.where(levels > worst, np.minimum(levels, Verdict.BLOCKED), Verdict.CLEAR)
    ways = tuple(_way(network, r, unit, was) for r in result.routes if r.verdict <= worst)
    return Side(result.question.scenario, ways, result.verdict, _beside(result))


def _beside(result: RouteResult) -> str:
    """Tell of a shorter way that does not count, since it is not known whether it is open."""
    if not result.routes or result.plan.accept >= Verdict.UNKNOWN:
        return ""
    any_way = replace(result.plan, accept=Verdict.UNKNOWN, count=1)
    (other, *_), best = route(result.admission, result.question, any_way).routes, result.routes[0]
    timed = math.isfinite(other.low_h) and math.isfinite(best.low_h)
    shorter = other.low_h < best.low_h if timed else other.length_km < best.length_km
    if other.verdict is not Verdict.UNKNOWN or not shorter:
        return ""
    takes = f"{other.low_h:,.3g} h" if timed else f"{other.length_km:,.0f} km"
    why = next((f": {r.sentence}" for r in other.reasons if r.verdict is Verdict.UNKNOWN), ".")
    return f"a shorter way of {takes} is not known to be open, and does not count unless unknown is accepted{why}"


def _way(network: Network, route: Route, unit: str, was: NDArray[np.integer]) -> Way:
    hours = route.low_h, route.high_h
    money = route.money if unit == "money" and route.money else hours
    index = {x.id: i for i, x in enumerate(network.links)}
    links = [index[leg.step.link] for leg in route.legs]
    met = dict.fromkeys(e for i in links for e, side in network.met[i] if side != "under")
    return Way(money, hours, route.verdict, frozenset(leg.step.mode for leg in route.legs), tuple({*links, *met}),
               Verdict(int(was[links].max(initial=0))))  # fmt: skip


def asked_twice(question: Question, against: str) -> None:
    """Refuse to compare a scenario with itself."""
    if question.scenario == against:
        told = f"{against} against itself"
        raise bad_question("scenario", told, "a scenario that comes true, and with --against another one")
