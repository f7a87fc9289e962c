"""ASSIGN: where demand flows when everybody takes the way that is cheapest for itself.

See `traffic` for what is given and returned, `gradient` for how the answer is found.
"""

from __future__ import annotations

import math

import numpy as np

from thalweg.solve.assignplain import equilibrium as plain
from thalweg.solve.assignplain import tree
from thalweg.solve.delay import demanded
from thalweg.solve.traffic import (
    EXPONENTIAL,
    FIXED,
    FORMS,
    KINDS,
    LINEAR,
    Assigned,
    Classes,
    Demand,
    Ints,
    Kinds,
    Links,
    Net,
    Pairs,
)

SMALL = 5_000
"""Links times rows of demand up to which a plain search is made."""
GAP = 1e-6
ROUNDS = 500
INNER = 15
"""Times that the movers of known paths are evened out before new paths are looked for."""


def assign(
    links: Links, classes: Classes, demand: Demand, gap: float = GAP, rounds: int = ROUNDS, small: int = SMALL
) -> Assigned:
    """Assign demand to paths until nobody would gain by another, within a gap.

    Parameters
    ----------
    gap
        The relative gap that is wanted.
    rounds
        How often paths are looked for; if the gap is not reached then, the answer says so.
    small
        Links times rows of demand up to which a plain search is made, and nothing is compiled.

    Raises
    ------
    ValueError
        If a demand would have no end, as one of constant elasticity whose way costs nothing.
    """
    order = np.argsort(links.tail, kind="stable")
    back = np.argsort(order, kind="stable")
    net = net_of(links, order)
    constant = np.ascontiguousarray(classes.constant[:, order])
    kinds = Kinds(classes.value_of_h.astype(float), classes.units.astype(float), constant)
    rows = np.lexsort((demand.destination, demand.origin, demand.kind))
    pairs = _pairs(net, kinds, demand, rows)
    if len(order) * len(rows) <= small:
        found = plain(net, kinds, pairs, gap, rounds, INNER)
    else:
        from thalweg.solve.gradient import equilibrium

        found = equilibrium(net, kinds, pairs, gap, rounds, INNER)
    served, cost = np.zeros(len(rows)), np.zeros(len(rows))
    served[rows], cost[rows] = found.served, found.least
    reached = max(found.excess / found.spent, 0.0) if found.spent > 0 else 0.0
    wanted = float(pairs.demand[np.isfinite(found.least)].sum())
    return Assigned(
        found.flow[:, back], found.volume[back], found.delay[back],
        rows[found.pair], found.movers, found.start, order[found.row], found.cost, served, cost,
        reached, max(found.excess, 0.0) / wanted if wanted else 0.0, found.objective, found.rounds, reached <= gap,
    )  # fmt: skip


def net_of(links: Links, order: Ints) -> Net:
    """Put links in the order of their tails."""
    tail, head = links.tail[order].astype(np.int64), links.head[order].astype(np.int64)
    first = np.searchsorted(tail, np.arange(links.nodes + 1)).astype(np.int64)
    base, alpha, beta, capacity = (
        np.ascontiguousarray(x[order], dtype=np.float64)
        for x in (links.base_h, links.alpha, links.beta, links.capacity)
    )
    kind = np.full(len(order), KINDS[links.form], dtype=np.int64)
    return Net(first, tail, head, kind, base, alpha, beta, capacity, links.through)


def _pairs(net: Net, kinds: Kinds, demand: Demand, rows: Ints) -> Pairs:
    """Put demand in order, and turn what falls with cost round."""
    kind, origin, destination = (x[rows].astype(np.int64) for x in (demand.kind, demand.origin, demand.destination))
    movers, count = demand.movers[rows].astype(float), len(rows)
    form, a, b = np.zeros(count, dtype=np.int64), np.zeros(count), np.zeros(count)
    if demand.form and demand.at_cost is not None and demand.slope is not None:
        far: dict[tuple[int, int], list[float]] = {}
        for j, row in enumerate(rows.tolist()):
            named, at = demand.form[row], (int(kind[j]), int(origin[j]))
            if named == FIXED:
                continue
            if at not in far:
                far[at] = tree(net, kinds.constant[at[0]].tolist(), at[1])[0]
            least = far[at][int(destination[j])]
            form[j] = FORMS[named]
            a[j], b[j] = _turned(named, float(movers[j]), float(demand.at_cost[row]), float(demand.slope[row]))
            movers[j] = 0.0 if math.isinf(least) else demanded(int(form[j]), a[j], b[j], least)
            if math.isinf(movers[j]):
                raise ValueError("a demand that falls with cost has no end: its way costs nothing, or far too little")
    return Pairs(kind, origin, destination, movers, form, a, b)


def _turned(form: str, movers: float, at_cost: float, slope: float) -> tuple[float, float]:
    """Return the parameters of `delay.price` of a demand that goes through a point."""
    if form == LINEAR:
        return at_cost + movers / slope, 1.0 / slope
    if form == EXPONENTIAL:
        return at_cost + math.log(movers) / slope, 1.0 / slope
    return math.log(at_cost) - math.log(movers) / slope, -1.0 / slope
