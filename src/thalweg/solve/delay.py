"""What crowding costs: delay by volume, and the cost at which a demand is what it is.

All take one number at a time, so that loops may compile them.

Delays are the BPR form, base x alpha (v/c)^beta (Bureau of Public Roads, Traffic assignment manual, 1964), and the
conical form, which is steep but never explodes beyond capacity (Spiess, Conical volume-delay functions,
Transportation Science 24, 1990). A link of no alpha, no base or no capacity limit is flat: its delay is 0.

A demand that falls with cost is turned round: `price` is the cost at which so much demand remains. What stays at
home uses an arc of that cost (Gartner, Optimal traffic assignment with elastic demands, Transportation Science 14,
1980).
"""

from __future__ import annotations

import math

BPR, CONICAL = 0, 1
FIXED, LINEAR, EXPONENTIAL, POWER = 0, 1, 2, 3
MOST = 1e150
"""The longest delay and the highest price that are told, so that a figure beyond all measure stays a number."""
LN_MOST = math.log(MOST)


def delayed(kind: int, base: float, alpha: float, beta: float, capacity: float, volume: float) -> tuple[float, float]:
    """Return the delay at a volume, and how fast it grows."""
    if base <= 0.0 or alpha <= 0.0 or math.isinf(capacity):
        return 0.0, 0.0
    x = volume / capacity
    if kind == CONICAL:
        least = (2.0 * alpha - 1.0) / (2.0 * alpha - 2.0)
        y = alpha * (1.0 - x)
        root = math.sqrt(y * y + least * least)
        return max(base * (1.0 + root - y - least), 0.0), base * alpha * (1.0 - y / root) / capacity
    if x <= 0.0:
        return 0.0, base * alpha / capacity if beta == 1.0 else 0.0
    if beta == 4.0:
        power = x * x * x
    elif beta == 1.0:
        power = 1.0
    elif beta * math.log(x) > LN_MOST:
        return MOST, 0.0
    else:
        power = x ** (beta - 1.0)
    delay = base * alpha * power * x
    if delay > MOST:
        return MOST, 0.0
    return delay, base * alpha * beta * power / capacity


def gathered(kind: int, base: float, alpha: float, beta: float, capacity: float, volume: float) -> float:
    """Return the integral of the delay from no volume to a volume."""
    if base <= 0.0 or alpha <= 0.0 or math.isinf(capacity):
        return 0.0
    x = volume / capacity
    if kind == CONICAL:
        least = (2.0 * alpha - 1.0) / (2.0 * alpha - 2.0)
        bent = 0.0
        for sign, y in ((1.0, alpha), (-1.0, alpha * (1.0 - x))):
            bent += sign * (y * math.sqrt(y * y + least * least) + least * least * math.asinh(y / least)) / 2.0 / alpha
        return base * capacity * ((1.0 - alpha - least) * x + alpha * x * x / 2.0 + bent)
    if x > 1.0 and (beta + 1.0) * math.log(x) > LN_MOST:
        return MOST
    return float(base * alpha * capacity * x ** (beta + 1.0) / (beta + 1.0))


def price(form: int, a: float, b: float, demand: float) -> tuple[float, float]:
    """Return the cost at which so much demand remains, and how fast that cost falls as demand grows.

    Linear a - b q, exponential a - b ln q, constant elasticity e^(a - b ln q).
    """
    if form == LINEAR:
        return a - b * demand, b
    q = max(demand, 1e-300)
    if form == EXPONENTIAL:
        return a - b * math.log(q), b / q
    ln_cost = a - b * math.log(q)
    if ln_cost > LN_MOST:
        return MOST, 0.0
    cost = math.exp(ln_cost)
    return cost, b * cost / q


def demanded(form: int, a: float, b: float, cost: float) -> float:
    """Return the demand that remains at a cost, the inverse of `price`; infinite if it is beyond all measure."""
    if form == LINEAR:
        return max((a - cost) / b, 0.0)
    if form != EXPONENTIAL and cost <= 0.0:
        return math.inf
    ln_demand = (a - (cost if form == EXPONENTIAL else math.log(cost))) / b
    return math.inf if ln_demand > LN_MOST else math.exp(ln_demand)


def forgone(form: int, a: float, b: float, served: float, all_demand: float) -> float:
    """Return the integral of `price` from what is served to all demand."""
    if form == LINEAR:
        return a * (all_demand - served) - b * (all_demand**2 - served**2) / 2.0
    low = max(served, 1e-300)
    if form == EXPONENTIAL:
        return (a + b) * (all_demand - low) - b * (all_demand * math.log(all_demand) - low * math.log(low))
    spent = all_demand * math.exp(min(a - b * math.log(all_demand), LN_MOST))
    if b == 1.0:
        return spent * math.log(all_demand / low)
    ln_ratio = (b - 1.0) * math.log(all_demand / low)
    return spent * math.expm1(min(ln_ratio, LN_MOST)) / (b - 1.0)
