"""On random networks both searches end where nobody gains by another path, and say truly how near they came."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.invariants import wardrop
from thalweg.solve.assign import assign
from thalweg.solve.equal import loose
from thalweg.solve.traffic import BPR, CONICAL, EXPONENTIAL, FIXED, LINEAR, POWER, Assigned, Classes, Demand, Links

SEEDS = st.integers(0, 2**32 - 1)
PLAIN, COMPILED = 10**9, 0
BOTH = pytest.mark.parametrize("small", [PLAIN, COMPILED], ids=["plain", "compiled"])
GAP = 1e-9


@dataclass(frozen=True)
class World:
    """A random network with demand."""

    links: Links
    classes: Classes
    demand: Demand


def world(seed: int, elastic: bool = False) -> World:
    """Draw one: parallel links, links that cost nothing, flat and blocked ones, zones, demand of nobody."""
    rng = np.random.default_rng(seed)
    nodes, count, kinds = int(rng.integers(3, 6)), int(rng.integers(4, 11)), int(rng.integers(1, 3))
    tail = rng.integers(0, nodes, count)
    head = (tail + rng.integers(1, nodes, count)) % nodes
    form = CONICAL if rng.random() < 0.2 else BPR
    alpha = np.where(rng.random(count) < 0.3, 0.0, rng.uniform(1.5, 6, count) if form == CONICAL else 0.5)
    beta = rng.choice([1.0, 2.0, 4.0, 7.5], count)
    capacity = np.where(rng.random(count) < 0.1, np.inf, rng.uniform(1, 6, count))
    free: NDArray[np.float64] = rng.integers(1, 5, (1, count)) * rng.choice([1.0, 1.0, 2.0], (kinds, 1))
    free[:, rng.random(count) < 0.2] = 0.0
    cost = rng.integers(0, 3, (kinds, count)) * (rng.random((kinds, 1)) < 0.5)
    through = int(rng.random() < 0.3)
    links = Links(nodes, tail, head, rng.uniform(0, 2, count), capacity, alpha, beta, form, through)
    classes = Classes(
        rng.uniform(0.5, 5, kinds),
        rng.uniform(0.5, 3, kinds),
        free,
        cost.astype(np.float64),
        rng.random((kinds, count)) < 0.9,
    )
    rows = int(rng.integers(1, 5))
    kind, origin = rng.integers(0, kinds, rows), rng.integers(0, nodes, rows)
    movers = np.where(rng.random(rows) < 0.1, 0.0, rng.uniform(0.5, 9, rows))
    demand = Demand(kind, origin, rng.integers(0, nodes, rows), movers)
    if elastic:
        forms = tuple(str(f) for f in rng.choice([FIXED, LINEAR, EXPONENTIAL, POWER], rows))
        ends = np.where(demand.destination == origin, (origin + 1) % nodes, demand.destination)
        demand = Demand(
            kind, origin, ends, rng.uniform(0.5, 9, rows), forms, rng.uniform(2, 30, rows),
            np.array([-rng.uniform(0.3, 2) if f == POWER else rng.uniform(0.05, 0.5) for f in forms]),
        )  # fmt: skip
        classes = replace(classes, free_h=free + 0.5)
    return World(links, classes, demand)


def solved(w: World, small: int) -> Assigned:
    return assign(w.links, w.classes, w.demand, GAP, small=small)


@BOTH
@given(SEEDS)
def test_used_paths_are_cheapest_and_everybody_is_there(small: int, seed: int) -> None:
    w = world(seed)
    found = solved(w, small)
    cost = wardrop.costs(w.links, w.classes, found.flow)
    ways = wardrop.least(w.links, w.classes, w.demand, cost)
    assert found.finished
    assert found.cost == pytest.approx(ways)
    of_pairs, on_links = np.zeros(len(ways)), np.zeros_like(found.flow)
    on = found.flow > 0
    spent = float((cost[on] * found.flow[on]).sum())
    for i, pair in enumerate(found.path_pair.tolist()):
        way, k, movers = found.path(i), int(w.demand.kind[pair]), float(found.path_flow[i])
        ends = [int(w.demand.origin[pair]), *w.links.head[list(way)].tolist()]
        assert ends[:-1] == w.links.tail[list(way)].tolist()
        assert ends[-1] == w.demand.destination[pair]
        assert w.classes.admitted[k, list(way)].all()
        assert sum(cost[k, e] for e in way) == pytest.approx(float(found.path_cost[i]))
        assert movers * (found.path_cost[i] - ways[pair]) <= 2 * GAP * spent + 1e-9
        of_pairs[pair] += movers
        np.add.at(on_links[k], list(way), movers)
    there = [q if math.isfinite(u) else 0.0 for q, u in zip(w.demand.movers.tolist(), ways, strict=True)]
    assert found.served == pytest.approx(there)
    assert of_pairs == pytest.approx(there)
    assert on_links == pytest.approx(found.flow, abs=1e-9)


@BOTH
@given(SEEDS)
def test_the_gap_that_is_told_is_the_gap(small: int, seed: int) -> None:
    w = world(seed)
    for rounds in (1, 500):  # far from an equilibrium, and near it
        found = assign(w.links, w.classes, w.demand, GAP, rounds, small)
        assert found.gap == pytest.approx(wardrop.gap(w.links, w.classes, w.demand, found), abs=1e-10)


@BOTH
@given(SEEDS)
def test_no_other_flow_has_a_lower_objective(small: int, seed: int) -> None:
    w = world(seed)
    found = solved(w, small)
    best = wardrop.objective(w.links, w.classes, found.flow)
    assert found.objective == pytest.approx(best, rel=1e-4, abs=1e-6)  # the integral of the oracle is a sum
    rng = np.random.default_rng(seed)
    for _ in range(3):
        flow = np.zeros_like(found.flow)
        for j, served in enumerate(found.served.tolist()):
            k, o, d = (int(x[j]) for x in (w.demand.kind, w.demand.origin, w.demand.destination))
            ways = list(wardrop.paths(w.links, w.classes.admitted[k], o, d))
            for way, share in zip(ways, rng.dirichlet(np.ones(len(ways))) if ways else [], strict=True):
                np.add.at(flow[k], list(way), share * served)
        for share in (0.1, 1.0):
            mixed = (1 - share) * found.flow + share * flow
            assert best <= wardrop.objective(w.links, w.classes, mixed) * (1 + 1e-6) + 1e-6


@given(SEEDS)
def test_both_searches_agree(seed: int) -> None:
    w = world(seed, elastic=seed % 2 == 0)
    plain, fast = solved(w, PLAIN), solved(w, COMPILED)
    assert plain.objective == pytest.approx(fast.objective, rel=1e-7, abs=1e-7)
    assert plain.cost == pytest.approx(fast.cost, rel=1e-3, abs=1e-3)


@BOTH
@given(SEEDS)
def test_what_travels_is_what_would_at_that_cost(small: int, seed: int) -> None:
    w = world(seed, elastic=True)
    found = assign(w.links, w.classes, w.demand, 1e-11, small=small)
    for j, (served, cost) in enumerate(zip(found.served.tolist(), found.cost.tolist(), strict=True)):
        there = wardrop.remaining(w.demand, j, cost) if math.isfinite(cost) else 0.0
        assert served == pytest.approx(there, rel=1e-3, abs=1e-3)


@given(SEEDS, st.floats(1.01, 5))
def test_more_capacity_never_raises_the_objective(seed: int, times: float) -> None:
    w = world(seed)
    before = solved(w, PLAIN).objective
    wider = w.links.capacity.copy()
    wider[seed % len(wider)] *= times
    if w.links.form == BPR:
        after = solved(replace(w, links=replace(w.links, capacity=wider)), PLAIN).objective
        assert after <= before * (1 + 1e-7) + 1e-7


@given(SEEDS)
def test_loose_links_are_those_that_can_have_another_volume(seed: int) -> None:
    w = world(seed)
    costly = replace(w, classes=replace(w.classes, free_h=np.maximum(w.classes.free_h, 1.0)))
    found = solved(costly, PLAIN)
    told = set(np.flatnonzero(loose(w.links, costly.classes, w.demand, found)).tolist())
    assert told == wardrop.movable(w.links, costly.classes, w.demand, found)
