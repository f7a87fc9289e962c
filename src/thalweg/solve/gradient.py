"""The inner loops of ASSIGN: gradient projection on paths. Arrays in, arrays out.

Each round finds the cheapest path of every pair at the costs that stand, measures the gap against it, and keeps
it as a path of that pair; then movers go from dearer paths of a pair to its cheapest one, by a Newton step on the
links that the two do not share, pair after pair at the costs that result (Jayakrishnan, Tsai, Prashker and
Rajadhyaksha, A faster path-based algorithm for traffic assignment, Transportation Research Record 1443, 1994).
A step that goes too far is taken back by the secant. Demand that stays at home is one more path of its pair.

Delays and prices are those of `delay`, compiled into these loops. Numba keeps them until this file changes, so that
it must change with that one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.solve import delay as plain
from thalweg.solve.assignplain import ENOUGH, SHARE, STALLED
from thalweg.solve.delay import FIXED, LINEAR
from thalweg.solve.heap import pop, push
from thalweg.solve.pathpool import Pool, add, collected, empty, known, prune
from thalweg.solve.traffic import HOME, Found, Kinds, Net, Pairs

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

delayed = njit(cache=True, error_model="numpy")(plain.delayed)
gathered = njit(cache=True, error_model="numpy")(plain.gathered)
price = njit(cache=True, error_model="numpy")(plain.price)
forgone = njit(cache=True, error_model="numpy")(plain.forgone)


class State(NamedTuple):
    """What changes from step to step."""

    volume: Floats
    delay: Floats
    slope: Floats
    served: Floats
    """Movers of each pair that travel."""
    mark: Ints
    stamp: Ints
    ours: Ints
    theirs: Ints
    """Room for the links that one path has and the other has not."""


@njit(cache=True, error_model="numpy")
def tree(net: Net, cost: Floats, origin: int, far: Floats, came: Ints, keys: Floats, items: NDArray[np.int32]) -> None:
    """Write the least cost from a node to all nodes, and the link that comes there; infinite costs are not used."""
    far[:] = math.inf
    came[:] = -1
    far[origin] = 0.0
    push(keys, items, 0, 0.0, origin)
    size = 1
    while size > 0:
        key, u = keys[0], items[0]
        size = pop(keys, items, size)
        if key > far[u] or (u < net.through and u != origin):
            continue
        for e in range(net.first[u], net.first[u + 1]):
            v = net.head[e]
            there = key + cost[e]
            if there < far[v]:
                far[v] = there
                came[v] = e
                push(keys, items, size, there, v)
                size += 1


@njit(cache=True, error_model="numpy")
def _price(pairs: Pairs, state: State, j: int) -> tuple[float, float]:
    return price(pairs.form[j], pairs.a[j], pairs.b[j], state.served[j])


@njit(cache=True, error_model="numpy")
def _load(net: Net, state: State, e: int, volume: float) -> None:
    """Set the volume of a link."""
    state.volume[e] = max(volume, 0.0)
    state.delay[e], state.slope[e] = delayed(
        net.kind[e], net.base[e], net.alpha[e], net.beta[e], net.capacity[e], state.volume[e]
    )


@njit(cache=True, error_model="numpy")
def renew(net: Net, kinds: Kinds, pairs: Pairs, pool: Pool, state: State, flow: Floats) -> None:
    """Add all volumes up afresh from the paths: `flow` is (classes, links)."""
    flow[:] = 0.0
    for j in range(len(pool.head)):
        served = 0.0
        p = pool.head[j]
        while p >= 0:
            served += pool.flow[p]
            for i in range(pool.start[p], pool.start[p] + pool.size[p]):
                flow[pairs.kind[j], pool.row[i]] += pool.flow[p]
            p = pool.after[p]
        state.served[j] = served
    for e in range(len(net.head)):
        volume = 0.0
        for k in range(len(kinds.weight)):
            volume += kinds.weight[k] * flow[k, e]
        _load(net, state, e, volume)


@njit(cache=True, error_model="numpy")
def _cost(kinds: Kinds, k: int, pool: Pool, state: State, p: int) -> float:
    """Return what a path costs."""
    hours = 0.0
    for i in range(pool.start[p], pool.start[p] + pool.size[p]):
        hours += state.delay[pool.row[i]]
    return float(pool.fixed[p] + kinds.value[k] * hours)


@njit(cache=True, error_model="numpy")
def _walk(net: Net, came: Ints, fixed: Floats, origin: int, node: int, links: NDArray[np.int32]) -> tuple[int, float]:
    """Write the links of a tree from a node back to the origin; return how many, and what they cost without delays."""
    length = 0
    cost = 0.0
    while node != origin:
        e = came[node]
        links[length] = e
        cost += fixed[e]
        length += 1
        node = net.tail[e]
    return length, cost


@njit(cache=True, error_model="numpy")
def search(
    net: Net, kinds: Kinds, pairs: Pairs, pool: Pool, state: State, least: Floats, begin: bool
) -> tuple[Pool, float, float]:
    """Find the cheapest path of every pair and keep it; return what is out of balance, and all that is spent.

    To begin with, the demand of each pair is put on its path at once, and there is nothing to measure. `least`
    gets the cost of the cheapest path of each pair, infinite where there is none.
    """
    nodes, links = len(net.first) - 1, len(net.head)
    far, came = np.zeros(nodes), np.zeros(nodes, np.int64)
    keys, items = np.zeros(links + 2), np.zeros(links + 2, np.int32)
    path, cost = np.zeros(nodes + 1, np.int32), np.zeros(links)
    excess = spent = 0.0
    for j in range(len(pairs.kind)):
        k, o = pairs.kind[j], pairs.origin[j]
        if j == 0 or pairs.kind[j - 1] != k or pairs.origin[j - 1] != o:
            for e in range(links):
                cost[e] = kinds.constant[k, e] + kinds.value[k] * state.delay[e]
            tree(net, cost, o, far, came, keys, items)
        u = far[pairs.destination[j]]
        least[j] = u
        if math.isinf(u):
            continue
        home = pairs.demand[j] - state.served[j]
        w = _price(pairs, state, j)[0] if pairs.form[j] != FIXED else math.inf
        if not begin:
            best = min(u, w)
            p = pool.head[j]
            while p >= 0:
                c = _cost(kinds, k, pool, state, p)
                spent += pool.flow[p] * c
                excess += pool.flow[p] * (c - best)
                p = pool.after[p]
            if home > 0.0 and pairs.form[j] != FIXED:
                spent += home * w
                excess += home * (w - best)
        length, fixed = _walk(net, came, kinds.constant[k], o, pairs.destination[j], path)
        if begin:
            state.served[j] = pairs.demand[j]
            pool = add(pool, j, path, length, pairs.demand[j], fixed)
            for i in range(length):
                _load(net, state, path[i], state.volume[path[i]] + kinds.weight[k] * pairs.demand[j])
        elif not known(pool, j, path, length):
            pool = add(pool, j, path, length, 0.0, fixed)
    return pool, excess, spent


@njit(cache=True, error_model="numpy")
def objective(net: Net, kinds: Kinds, pairs: Pairs, state: State, flow: Floats) -> float:
    """Return the function of which an equilibrium is the least."""
    total = 0.0
    for e in range(len(net.head)):
        total += gathered(net.kind[e], net.base[e], net.alpha[e], net.beta[e], net.capacity[e], state.volume[e])
        for k in range(len(flow)):
            if flow[k, e] > 0.0:
                total += kinds.weight[k] / kinds.value[k] * kinds.constant[k, e] * flow[k, e]
    for j in range(len(pairs.kind)):
        if pairs.form[j] != FIXED and pairs.demand[j] > 0.0:
            k = pairs.kind[j]
            lost = forgone(pairs.form[j], pairs.a[j], pairs.b[j], state.served[j], pairs.demand[j])
            total += kinds.weight[k] / kinds.value[k] * lost
    return total


@njit(cache=True, error_model="numpy")
def _apart(pool: Pool, state: State, p: int, q: int) -> tuple[int, int]:
    """Write the links that only p has and those that only q has; return how many."""
    state.stamp[0] += 2
    here = state.stamp[0]
    if q != HOME:
        for i in range(pool.start[q], pool.start[q] + pool.size[q]):
            state.mark[pool.row[i]] = here
    ours = theirs = 0
    if p != HOME:
        for i in range(pool.start[p], pool.start[p] + pool.size[p]):
            e = pool.row[i]
            if state.mark[e] == here:
                state.mark[e] = here + 1
            else:
                state.ours[ours] = e
                ours += 1
    if q != HOME:
        for i in range(pool.start[q], pool.start[q] + pool.size[q]):
            if state.mark[pool.row[i]] == here:
                state.theirs[theirs] = pool.row[i]
                theirs += 1
    return ours, theirs


@njit(cache=True, error_model="numpy")
def _gain(
    kinds: Kinds, pairs: Pairs, state: State, j: int, p: int, q: int, ours: int, theirs: int
) -> tuple[float, float]:
    """Return by how much p is dearer than q, and how fast that falls for each mover that goes over."""
    k = pairs.kind[j]
    hours = slope = fixed = 0.0
    for i in range(ours):
        e = state.ours[i]
        hours += state.delay[e]
        slope += state.slope[e]
        fixed += kinds.constant[k, e]
    for i in range(theirs):
        e = state.theirs[i]
        hours -= state.delay[e]
        slope += state.slope[e]
        fixed -= kinds.constant[k, e]
    gain = fixed + kinds.value[k] * hours
    slope *= kinds.value[k] * kinds.weight[k]
    if p == HOME or q == HOME:
        w, falls = _price(pairs, state, j)
        gain += w if p == HOME else -w
        slope += falls
    return gain, slope


@njit(cache=True, error_model="numpy")
def _shift(
    net: Net, kinds: Kinds, pairs: Pairs, state: State, j: int, p: int, q: int, ours: int, theirs: int, movers: float
) -> None:
    """Let movers go from p to q."""
    volume = kinds.weight[pairs.kind[j]] * movers
    for i in range(ours):
        _load(net, state, state.ours[i], state.volume[state.ours[i]] - volume)
    for i in range(theirs):
        _load(net, state, state.theirs[i], state.volume[state.theirs[i]] + volume)
    if p == HOME:
        state.served[j] += movers
    elif q == HOME:
        state.served[j] -= movers


@njit(cache=True, error_model="numpy")
def _swap(net: Net, kinds: Kinds, pairs: Pairs, pool: Pool, state: State, j: int, p: int, q: int) -> float:
    """Even two paths of a pair out; return how many movers went from p to q."""
    ours, theirs = _apart(pool, state, p, q)
    gain, slope = _gain(kinds, pairs, state, j, p, q, ours, theirs)
    there = pairs.demand[j] - state.served[j] if p == HOME else pool.flow[p]
    if gain <= 0.0 or there <= 0.0:
        return 0.0
    most = there
    if q == HOME and pairs.form[j] != LINEAR:
        most = min(there, 0.9 * state.served[j])  # the last mover would pay anything
    step = min(most, gain / slope) if slope > 0.0 else most
    _shift(net, kinds, pairs, state, j, p, q, ours, theirs, step)
    low, of_low, high = 0.0, gain, step
    for _ in range(40):
        over, _ = _gain(kinds, pairs, state, j, p, q, ours, theirs)
        if over >= -0.5 * gain:
            break
        high = step
        to = low + (high - low) * max(min(of_low / (of_low - over), 0.9), 0.1)
        _shift(net, kinds, pairs, state, j, p, q, ours, theirs, to - step)
        step = to
    return float(step)


@njit(cache=True, error_model="numpy")
def even_out(net: Net, kinds: Kinds, pairs: Pairs, pool: Pool, state: State) -> float:
    """Let the movers of each pair go to its cheapest path, once; return how much was out of balance."""
    excess = 0.0
    for j in range(len(pool.head)):
        elastic = pairs.form[j] != FIXED
        p = pool.head[j]
        if p < 0 or (pool.after[p] < 0 and not elastic):
            continue
        k = pairs.kind[j]
        best, least = HOME, _price(pairs, state, j)[0] if elastic else math.inf
        while p >= 0:
            c = _cost(kinds, k, pool, state, p)
            if c < least:
                best, least = p, c
            p = pool.after[p]
        if elastic and best != HOME and state.served[j] < pairs.demand[j]:
            excess += (pairs.demand[j] - state.served[j]) * (_price(pairs, state, j)[0] - least)
            pool.flow[best] += _swap(net, kinds, pairs, pool, state, j, HOME, best)
        p = pool.head[j]
        while p >= 0:
            if p != best and pool.flow[p] > 0.0:
                off = (_cost(kinds, k, pool, state, p) - least) * pool.flow[p]
                if off > 0.0:
                    excess += off
                    moved = _swap(net, kinds, pairs, pool, state, j, p, best)
                    pool.flow[p] -= moved
                    if best != HOME:
                        pool.flow[best] += moved
            p = pool.after[p]
    return excess


@njit(cache=True, error_model="numpy")
def _run(
    net: Net, kinds: Kinds, pairs: Pairs, target: float, rounds: int, inner: int
) -> tuple[Pool, State, Floats, Floats, float, float, int]:
    """Assign; return paths, state, flows by class and link, least costs, what is out of balance, all spent, rounds."""
    links = len(net.head)
    longest = len(net.first) + 1
    state = State(
        np.zeros(links), np.zeros(links), np.zeros(links), np.zeros(len(pairs.kind)), np.zeros(links, np.int64),
        np.zeros(1, np.int64), np.zeros(longest, np.int64), np.zeros(longest, np.int64),
    )  # fmt: skip
    for e in range(links):
        _load(net, state, e, 0.0)
    flow, least = np.zeros((len(kinds.value), links)), np.zeros(len(pairs.kind))
    pool, excess, spent = search(net, kinds, pairs, empty(len(pairs.kind)), state, least, True)
    best, since, done = math.inf, 0, 0
    while True:
        renew(net, kinds, pairs, pool, state, flow)
        pool, excess, spent = search(net, kinds, pairs, pool, state, least, False)
        gap = excess / spent if spent > 0.0 else 0.0
        since = 0 if gap < 0.99 * best else since + 1
        best = min(best, gap)
        if gap <= target or done == rounds or since > STALLED:
            break
        enough = max(SHARE * excess, ENOUGH * target * spent)
        for _ in range(inner):
            if even_out(net, kinds, pairs, pool, state) <= enough:
                break
        prune(pool)
        done += 1
    return pool, state, flow, least, excess, spent, done


def equilibrium(net: Net, kinds: Kinds, pairs: Pairs, target: float, rounds: int, inner: int) -> Found:
    """Assign until the gap is reached."""
    pool, state, flow, least, excess, spent, done = _run(net, kinds, pairs, target, rounds, inner)
    paths = collected(pool, state.delay, kinds.value[pairs.kind])
    least_of_all = objective(net, kinds, pairs, state, flow)
    return Found(flow, state.volume, state.delay, state.served, least, *paths, excess, spent, least_of_all, done)
