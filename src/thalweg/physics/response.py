"""What demand does when a way becomes cheaper, quicker, or comes to exist: one formula a published method.

None of them knows what an elasticity is worth: that is an argument. A generalised cost that does not exist (there
is no way) is infinite. What politics does to a crossing is no elasticity: it is a multiplier of its own
(`regime`), and it is never mixed with one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def rule_of_half(movers0: ArrayLike, movers1: ArrayLike, cost0: ArrayLike, cost1: ArrayLike) -> Floats:
    """Return the gain of users, (T0 + T1) (GC0 - GC1) / 2; not a number where there was no way or is none.

    Exact for a straight demand curve alone, so that its error grows with the change. Of a link that did not exist
    the cost before is undefined: use `logsum`. (Williams, Travel demand forecasting: an overview of theoretical
    developments, 1976; Winkler, Evaluating transport user benefits, Transportation Research A 77, 2015.)
    """
    t0, t1, c0, c1 = _all(movers0, movers1, cost0, cost1)
    known = np.isfinite(c0) & np.isfinite(c1)
    return np.where(known, (t0 + t1) * (np.where(known, c0, 0.0) - np.where(known, c1, 0.0)) / 2, np.nan)


def logsum(costs: ArrayLike, scale: float, axis: int = -1) -> Floats:
    """Return the cost of having several ways, -(1/scale) ln of the sum of exp(-scale x cost); infinite if none.

    (Williams, On the formation of travel demand models and economic evaluation measures of user benefit,
    Environment and Planning A 9, 1977.)
    """
    c = np.asarray(costs, dtype=np.float64)
    least = np.min(c, axis=axis, keepdims=True, initial=np.inf)
    base = np.where(np.isfinite(least), least, 0.0)
    with np.errstate(divide="ignore"):
        found = base.squeeze(axis) - np.log(np.exp(-scale * (c - base)).sum(axis=axis)) / scale
    return np.asarray(found)


def shares(costs: ArrayLike, scale: float) -> Floats:
    """Return the share of each way, the last axis, by a logit of its cost; all 0 where there is no way."""
    c = np.asarray(costs, dtype=np.float64)
    least = np.min(c, axis=-1, keepdims=True, initial=np.inf)
    weight = np.exp(-scale * (c - np.where(np.isfinite(least), least, 0.0)))
    total = weight.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0))


def by_logsum(movers0: ArrayLike, cost0: ArrayLike, cost1: ArrayLike, slope: float) -> tuple[Floats, Floats]:
    """Return movers after, T0 exp(-slope (U1 - U0)), and the gain of users: the integral of that demand.

    `cost0` and `cost1` are logsums; a slope of 0 is demand that does not change. Not a number where no way was
    there before: then T0 tells nothing.
    """
    t0, u0, u1 = _all(movers0, cost0, cost1)
    saved = np.where(np.isfinite(u0), np.where(np.isfinite(u0), u0, 0.0) - u1, np.nan)
    after = t0 * np.exp(slope * saved)
    gain = t0 * saved if slope == 0 else t0 * np.expm1(slope * saved) / slope
    return after, np.asarray(gain)


def by_elasticity(cost0: ArrayLike, cost1: ArrayLike, elasticity: ArrayLike) -> Floats:
    """Return T1 / T0 = (GC1 / GC0)^elasticity; not a number where there was no way."""
    c0, c1, n = _all(cost0, cost1, elasticity)
    known = np.isfinite(c0) & (c0 > 0)
    ratio = np.where(known, c1 / np.where(known, c0, 1.0), np.nan)
    return np.asarray(ratio**n)


def grown(growth: ArrayLike, income_elasticity: ArrayLike, years: ArrayLike = 1.0) -> Floats:
    """Return how demand grows with income, ((1 + g)^elasticity)^years.

    Together with `by_elasticity` the form in which the Asian Development Bank appraises roads: T = T0 (1 + g)^y
    (C / C0)^n (Guidelines for the economic analysis of projects).
    """
    g, y, n = _all(growth, income_elasticity, years)
    return np.asarray((1.0 + g) ** (y * n))


def by_days(days0: ArrayLike, days1: ArrayLike, lost_per_day: ArrayLike) -> Floats:
    """Return X1 / X0 = exp(-b (d1 - d0)): trade lost with each day on the way.

    (Djankov, Freund and Pham, Trading on time, Review of Economics and Statistics 92, 2010.)
    """
    d0, d1, b = _all(days0, days1, lost_per_day)
    known = np.isfinite(d0)
    return np.exp(np.where(known, b * (np.where(known, d0, 0.0) - d1), np.nan))


def by_tariff(days0: ArrayLike, days1: ArrayLike, per_day: ArrayLike, elasticity: ArrayLike) -> Floats:
    """Return X1 / X0 = ((1 + t d1) / (1 + t d0))^-e: a day on the way is like a tariff of the share t.

    (Hummels and Schaur, Time as a trade barrier, American Economic Review 103, 2013.)
    """
    d0, d1, t, e = _all(days0, days1, per_day, elasticity)
    known = np.isfinite(d0)
    ratio = (1 + t * d1) / (1 + t * np.where(known, d0, 0.0))
    return np.where(known, ratio**-e, np.nan)


def regime(usual: ArrayLike, multiplier: ArrayLike) -> Floats:
    """Return traffic under a regime: what is usual times what that regime made of it when it was seen."""
    t, m = _all(usual, multiplier)
    return np.asarray(t * m)


def wait_h(arrivals_per_day: float, capacity_per_day: float, open_h: float = 24.0) -> float:
    """Return the mean wait before a counter that serves all alike, arrivals at random (Pollaczek, Khinchine)."""
    if arrivals_per_day >= capacity_per_day:
        return float("inf")
    used = arrivals_per_day / capacity_per_day
    return used / (2.0 * (capacity_per_day / open_h) * (1.0 - used))


@dataclass(frozen=True)
class Settled:
    """Where demand and the wait that it causes meet: at the lower flow more would come, at the higher one fewer."""

    low: float
    high: float
    cost_low: float
    cost_high: float
    """What the way costs at these flows."""


def settled(
    demand: Callable[[float], float], cost: Callable[[float], float], capacity: float, close: float = 1e-9
) -> Settled:
    """Find the flow at which as many come as would come at the cost of that flow.

    Parameters
    ----------
    demand
        Movers at a cost; must not grow with it.
    cost
        The cost at a flow below the capacity, the wait included; must not fall with it.
    close
        How close the two ends are to be, as a share of the capacity.

    Returns
    -------
    Settled
        The certificate: at `low` no fewer would come than come, at `high` no more, so that the flow lies between
        them, and there is no other.

    Raises
    ------
    ValueError
        If demand was seen to grow with the cost, or the cost to fall with the flow.
    """
    low, high = 0.0, float(capacity)
    if demand(cost(0.0)) <= 0.0:
        return Settled(0.0, 0.0, cost(0.0), cost(0.0))
    seen = [(0.0, cost(0.0), demand(cost(0.0)))]
    while high - low > close * capacity:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        at = cost(middle)
        there = demand(at)
        seen.append((middle, at, there))
        low, high = (middle, high) if there >= middle else (low, middle)
    seen.sort()
    for (_, c0, d0), (_, c1, d1) in itertools.pairwise(seen):
        if c1 < c0 or d1 > d0:
            raise ValueError("demand grows with the cost, or the cost falls with the flow")
    return Settled(low, high, cost(low), cost(high))


def _all(*values: ArrayLike) -> tuple[NDArray[Any], ...]:
    return tuple(np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values)))
