"""Assignment by enumeration, in plain Python: every simple path, its cost, the gap, the objective."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from thalweg.solve.traffic import CONICAL, FIXED, LINEAR, POWER, Assigned, Classes, Demand, Links


def net(
    ends: list[tuple[int, int]], alpha: list[float], beta: list[float], capacity: list[float],
    nodes: int | None = None, **more: object,
) -> Links:  # fmt: skip
    """Return links whose delay is reckoned on one hour."""
    tail, head = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(ends))
    columns = (np.array(x, dtype=float) for x in (capacity, alpha, beta))
    return Links(nodes or int(max(map(max, ends))) + 1, tail, head, ones, *columns, **more)  # type: ignore[arg-type]


def one_class(free_h: list[float], admitted: list[bool] | None = None) -> Classes:
    """Return one class whose costs are hours."""
    free = np.array([free_h], dtype=float)
    may = np.ones_like(free, dtype=bool) if admitted is None else np.array([admitted])
    return Classes(np.ones(1), np.ones(1), free, np.zeros_like(free), may)


def ask(*rows: tuple[int, int, int, float]) -> Demand:
    """Return fixed demand: class, origin, destination, movers."""
    kind, origin, destination, movers = (np.array(x) for x in zip(*rows, strict=True))
    return Demand(kind, origin, destination, movers.astype(float))


def delay(links: Links, e: int, volume: float) -> float:
    """Return the hours of delay on a link."""
    if links.flat[e]:
        return 0.0
    a, x = float(links.alpha[e]), volume / float(links.capacity[e])
    if links.form == CONICAL:
        b = (2 * a - 1) / (2 * a - 2)
        return float(links.base_h[e]) * (2 + math.sqrt(a**2 * (1 - x) ** 2 + b**2) - a * (1 - x) - b - 1)
    return float(links.base_h[e] * a * x ** links.beta[e])


def area(links: Links, e: int, volume: float, steps: int = 100) -> float:
    """Return the integral of the delay, by the rule of Simpson."""
    at = [delay(links, e, volume * i / (2 * steps)) for i in range(2 * steps + 1)]
    return (at[0] + 4 * sum(at[1::2]) + 2 * sum(at[2:-1:2]) + at[-1]) * volume / (6 * steps)


def costs(links: Links, classes: Classes, flow: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each link costs each class at these flows."""
    found = np.full(classes.free_h.shape, np.inf)
    for e in range(len(links.tail)):
        hours = delay(links, e, float(sum(classes.units * flow[:, e])))
        for k in range(len(found)):
            if classes.admitted[k, e]:
                found[k, e] = classes.value_of_h[k] * (classes.free_h[k, e] + hours) + classes.cost[k, e]
    return found


def paths(links: Links, admitted: NDArray[np.bool_], origin: int, destination: int) -> Iterator[tuple[int, ...]]:
    """Yield every path that comes to no node twice and passes through no zone."""

    def go(node: int, seen: frozenset[int], way: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if node == destination:
            yield way
            return
        if node < links.through and node != origin:
            return
        for e in range(len(links.tail)):
            if links.tail[e] == node and admitted[e] and int(links.head[e]) not in seen:
                yield from go(int(links.head[e]), seen | {int(links.head[e])}, (*way, e))

    return go(origin, frozenset({origin}), ())


def least(links: Links, classes: Classes, demand: Demand, cost: NDArray[np.float64]) -> list[float]:
    """Return the cost of the cheapest path of each row of demand; infinite where there is none."""
    found = []
    for k, o, d in zip(demand.kind.tolist(), demand.origin.tolist(), demand.destination.tolist(), strict=True):
        ways = paths(links, classes.admitted[k], o, d)
        found.append(min((sum(cost[k, e] for e in way) for way in ways), default=math.inf))
    return found


def price(demand: Demand, j: int, served: float) -> float:
    """Return the cost at which so much of a demand remains."""
    assert demand.at_cost is not None
    assert demand.slope is not None
    u, s, q = float(demand.at_cost[j]), float(demand.slope[j]), float(demand.movers[j])
    if demand.form[j] == LINEAR:
        return u + (q - served) / s
    return float(u * (served / q) ** (1 / s) if demand.form[j] == POWER else u - math.log(served / q) / s)


def remaining(demand: Demand, j: int, cost: float) -> float:
    """Return the demand that remains at a cost."""
    if not demand.form or demand.form[j] == FIXED:
        return float(demand.movers[j])
    assert demand.at_cost is not None
    assert demand.slope is not None
    u, s, q = float(demand.at_cost[j]), float(demand.slope[j]), float(demand.movers[j])
    if demand.form[j] == LINEAR:
        return max(q - s * (cost - u), 0.0)
    return float(q * (cost / u) ** s if demand.form[j] == POWER else q * math.exp(-s * (cost - u)))


def gap(links: Links, classes: Classes, demand: Demand, found: Assigned) -> float:
    """Return the relative gap of fixed demand, from the flows on links alone."""
    cost = costs(links, classes, found.flow)
    used = found.flow > 0
    spent = float((cost[used] * found.flow[used]).sum())
    ways = least(links, classes, demand, cost)
    needed = sum(q * u for q, u in zip(demand.movers.tolist(), ways, strict=True) if math.isfinite(u))
    return (spent - needed) / spent if spent else 0.0


def objective(links: Links, classes: Classes, flow: NDArray[np.float64]) -> float:
    """Return the function of which an equilibrium of fixed demand is the least."""
    total = sum(area(links, e, float(sum(classes.units * flow[:, e]))) for e in range(len(links.tail)))
    for k, e in zip(*np.nonzero(flow > 0), strict=True):
        constant = classes.value_of_h[k] * classes.free_h[k, e] + classes.cost[k, e]
        total += float(classes.units[k] / classes.value_of_h[k] * constant * flow[k, e])
    return float(total)


def movable(links: Links, classes: Classes, demand: Demand, found: Assigned) -> set[int]:
    """Return the links whose volume could differ, moving the demand of one class and origin alone: by programming."""
    cost = costs(links, classes, found.flow)
    used = {(int(p), found.path(i)): float(found.path_flow[i]) for i, p in enumerate(found.path_pair)}
    free: set[int] = set()
    for k, o in {(int(demand.kind[p]), int(demand.origin[p])) for p, _ in used}:
        rows = [j for j in range(len(demand.kind)) if (demand.kind[j], demand.origin[j]) == (k, o)]
        ways = []
        for j in rows:
            every = list(paths(links, classes.admitted[k], o, int(demand.destination[j])))
            best = min((sum(cost[k, e] for e in w) for w in every), default=math.inf)
            close = 1e-10 * (1 + best)
            ways += [(j, w) for w in every if sum(cost[k, e] for e in w) <= best + close or (j, w) in used]
        on = np.array([[e in w for _, w in ways] for e in range(len(links.tail))], dtype=float)
        now = np.array([used.get(way, 0.0) for way in ways])
        of_row = np.array([[float(j == row) for j, _ in ways] for row in rows])
        fixed = np.concatenate([of_row, on[~links.flat]])
        for e in np.flatnonzero(links.flat & on.any(axis=1)):
            ends = [linprog(s * on[e], A_eq=fixed, b_eq=fixed @ now).x @ on[e] for s in (1, -1)]
            if ends[1] - ends[0] > 1e-5:
                free.add(int(e))
    return free
