"""ASSIGN for small networks, in plain Python: no library is loaded, nothing is compiled, and it is easily checked.

The same projection as in `gradient`, link by link.
"""

from __future__ import annotations

import heapq
import math

import numpy as np

from thalweg.solve.delay import FIXED, LINEAR, delayed, forgone, gathered, price
from thalweg.solve.traffic import HOME, Found, Kinds, Net, Pairs

Path = tuple[int, ...]
AT_HOME: Path = (HOME,)
SHARE = 0.02
"""Movers of known paths are evened out until this share is left of what was out of balance."""
ENOUGH = 0.2
"""They need not be evened out further than to this share of what is wanted."""
STALLED = 40
"""Rounds without any progress after which the search is given up."""


def tree(net: Net, cost: list[float], origin: int) -> tuple[list[float], list[int]]:
    """Return the least cost from a node to all nodes, and the link that comes there; -1 for none."""
    nodes = len(net.first) - 1
    first, head = net.first.tolist(), net.head.tolist()
    far, came = [math.inf] * nodes, [-1] * nodes
    far[origin] = 0.0
    queue = [(0.0, origin)]
    while queue:
        key, u = heapq.heappop(queue)
        if key > far[u] or (u < net.through and u != origin):
            continue
        for e in range(first[u], first[u + 1]):
            if key + cost[e] < far[head[e]]:
                far[head[e]], came[head[e]] = key + cost[e], e
                heapq.heappush(queue, (far[head[e]], head[e]))
    return far, came


def equilibrium(net: Net, kinds: Kinds, pairs: Pairs, target: float, rounds: int, inner: int) -> Found:
    """Assign until the gap is reached."""
    return _Search(net, kinds, pairs).run(target, rounds, inner)


class _Search:
    """One assignment on its way."""

    def __init__(self, net: Net, kinds: Kinds, pairs: Pairs) -> None:
        self.net, self.pairs, self.kinds = net, pairs, kinds
        self.links, self.count = range(len(net.head)), range(len(pairs.kind))
        columns = net.kind, net.base, net.alpha, net.beta, net.capacity
        self.curve: list[tuple[int, float, float, float, float]]
        self.curve = list(zip(*(x.tolist() for x in columns), strict=True))
        self.value, self.weight, self.constant = kinds.value.tolist(), kinds.weight.tolist(), kinds.constant.tolist()
        self.demand, self.form = pairs.demand.tolist(), pairs.form.tolist()
        self.a, self.b = pairs.a.tolist(), pairs.b.tolist()
        self.of = pairs.kind.tolist()
        self.paths: list[dict[Path, float]] = [{} for _ in self.count]
        """Movers on each path of each pair."""
        self.volume, self.delay, self.slope = ([0.0] * len(net.head) for _ in range(3))
        self.served = [0.0] * len(pairs.kind)
        self.least = [math.inf] * len(pairs.kind)

    def run(self, target: float, rounds: int, inner: int) -> Found:
        for e in self.links:
            self._load(e, 0.0)
        self._search(True)
        best, since, done = math.inf, 0, 0
        while True:
            flow = self._renew()
            excess, spent = self._search(False)
            gap = excess / spent if spent > 0 else 0.0
            since = 0 if gap < 0.99 * best else since + 1
            best = min(best, gap)
            if gap <= target or done == rounds or since > STALLED:
                break
            enough = max(SHARE * excess, ENOUGH * target * spent)
            for _ in range(inner):
                if self._even_out() <= enough:
                    break
            for j in self.count:
                self.paths[j] = {p: f for p, f in self.paths[j].items() if f > 0.0}
            done += 1
        return self._found(flow, excess, spent, done)

    def _price(self, j: int) -> tuple[float, float]:
        return price(self.form[j], self.a[j], self.b[j], self.served[j])

    def _load(self, e: int, volume: float) -> None:
        self.volume[e] = max(volume, 0.0)
        self.delay[e], self.slope[e] = delayed(*self.curve[e], self.volume[e])

    def _cost(self, k: int, links: Path) -> float:
        return math.fsum(self.constant[k][e] + self.value[k] * self.delay[e] for e in links)

    def _renew(self) -> list[list[float]]:
        """Add all volumes up afresh from the paths; return the movers of each class on each link."""
        flow = [[0.0] * len(self.links) for _ in self.value]
        for j in self.count:
            self.served[j] = math.fsum(self.paths[j].values())
            for path, movers in self.paths[j].items():
                for e in path:
                    flow[self.of[j]][e] += movers
        for e in self.links:
            self._load(e, sum(w * flow[k][e] for k, w in enumerate(self.weight)))
        return flow

    def _search(self, begin: bool) -> tuple[float, float]:
        """Find the cheapest path of every pair; return what is out of balance and all that is spent."""
        excess = spent = 0.0
        at = (-1, -1)
        origins, ends, tails = self.pairs.origin.tolist(), self.pairs.destination.tolist(), self.net.tail.tolist()
        far: list[float] = []
        came: list[int] = []
        for j in self.count:
            k = self.of[j]
            if at != (k, origins[j]):
                at = k, origins[j]
                cost = [c + self.value[k] * d for c, d in zip(self.constant[k], self.delay, strict=True)]
                far, came = tree(self.net, cost, origins[j])
            self.least[j] = far[ends[j]]
            if math.isinf(self.least[j]):
                continue
            path, node = [], ends[j]
            while node != origins[j]:
                path.append(came[node])
                node = tails[came[node]]
            cheapest = tuple(reversed(path))
            if begin:
                self.served[j] = self.paths[j][cheapest] = self.demand[j]
                for e in cheapest:
                    self._load(e, self.volume[e] + self.weight[k] * self.demand[j])
                continue
            w = self._price(j)[0] if self.form[j] != FIXED else math.inf
            best = min(self.least[j], w)
            for path_, movers in self.paths[j].items():
                c = self._cost(k, path_)
                spent += movers * c
                excess += movers * (c - best)
            home = self.demand[j] - self.served[j]
            if home > 0.0 and self.form[j] != FIXED:
                spent += home * w
                excess += home * (w - best)
            self.paths[j].setdefault(cheapest, 0.0)
        return excess, spent

    def _even_out(self) -> float:
        """Let the movers of each pair go to its cheapest path, once; return how much was out of balance."""
        excess = 0.0
        for j in self.count:
            k, paths, elastic = self.of[j], self.paths[j], self.form[j] != FIXED
            if not paths or (len(paths) == 1 and not elastic):
                continue
            best = min(paths, key=lambda p: self._cost(k, p))
            least = self._cost(k, best)
            if elastic and self._price(j)[0] < least:
                best, least = AT_HOME, self._price(j)[0]
            if elastic and best != AT_HOME and self.served[j] < self.demand[j]:
                excess += (self.demand[j] - self.served[j]) * (self._price(j)[0] - least)
                paths[best] += self._swap(j, AT_HOME, best)
            for p in list(paths):
                if p != best and paths[p] > 0.0:
                    excess += max(self._cost(k, p) - least, 0.0) * paths[p]
                    moved = self._swap(j, p, best)
                    paths[p] -= moved
                    if best != AT_HOME:
                        paths[best] += moved
        return excess

    def _gain(self, j: int, p: Path, q: Path, ours: Path, theirs: Path) -> tuple[float, float]:
        """Return by how much p is dearer than q, and how fast that falls for each mover that goes over."""
        k = self.of[j]
        gain = self._cost(k, ours) - self._cost(k, theirs)
        slope = self.value[k] * self.weight[k] * sum(self.slope[e] for e in (*ours, *theirs))
        if AT_HOME in (p, q):
            w, falls = self._price(j)
            gain += w if p == AT_HOME else -w
            slope += falls
        return gain, slope

    def _swap(self, j: int, p: Path, q: Path) -> float:
        """Even two paths of a pair out; return how many movers went from p to q."""
        of_p, of_q = (() if x == AT_HOME else x for x in (p, q))
        ours, theirs = tuple(e for e in of_p if e not in of_q), tuple(e for e in of_q if e not in of_p)
        gain, slope = self._gain(j, p, q, ours, theirs)
        most = self.demand[j] - self.served[j] if p == AT_HOME else self.paths[j][p]
        if gain <= 0.0 or most <= 0.0:
            return 0.0
        if q == AT_HOME and self.form[j] != LINEAR:
            most = min(most, 0.9 * self.served[j])  # the last mover would pay anything
        step = min(most, gain / slope) if slope > 0.0 else most
        self._shift(j, p, q, ours, theirs, step)
        low, of_low, high = 0.0, gain, step
        for _ in range(40):
            over, _ = self._gain(j, p, q, ours, theirs)
            if over >= -0.5 * gain:
                break
            high = step
            to = low + (high - low) * max(min(of_low / (of_low - over), 0.9), 0.1)
            self._shift(j, p, q, ours, theirs, to - step)
            step = to
        return step

    def _shift(self, j: int, p: Path, q: Path, ours: Path, theirs: Path, movers: float) -> None:
        volume = self.weight[self.of[j]] * movers
        for e in ours:
            self._load(e, self.volume[e] - volume)
        for e in theirs:
            self._load(e, self.volume[e] + volume)
        if p == AT_HOME:
            self.served[j] += movers
        elif q == AT_HOME:
            self.served[j] -= movers

    def _found(self, flow: list[list[float]], excess: float, spent: float, done: int) -> Found:
        """Put what was found into arrays."""
        rows = [(j, p, f) for j in self.count for p, f in self.paths[j].items() if f > 0.0]
        return Found(
            np.array(flow, dtype=np.float64).reshape(len(self.value), len(self.links)),
            np.array(self.volume, dtype=np.float64), np.array(self.delay, dtype=np.float64),
            np.array(self.served, dtype=np.float64), np.array(self.least, dtype=np.float64),
            np.array([j for j, _, _ in rows], dtype=np.int64),
            np.array([f for _, _, f in rows], dtype=np.float64),
            np.array([self._cost(self.of[j], p) for j, p, _ in rows], dtype=np.float64),
            np.cumsum([0, *(len(p) for _, p, _ in rows)]).astype(np.int64),
            np.array([e for _, p, _ in rows for e in p], dtype=np.int64),
            excess, spent, self._objective(flow), done,
        )  # fmt: skip

    def _objective(self, flow: list[list[float]]) -> float:
        """Return the function of which an equilibrium is the least."""
        found = [gathered(*self.curve[e], self.volume[e]) for e in self.links]
        for k, of_class in enumerate(flow):
            ratio = self.weight[k] / self.value[k]
            found += [ratio * self.constant[k][e] * x for e, x in enumerate(of_class) if x > 0.0]
        for j in self.count:
            if self.form[j] != FIXED and self.demand[j] > 0.0:
                lost = forgone(self.form[j], self.a[j], self.b[j], self.served[j], self.demand[j])
                found.append(self.weight[self.of[j]] / self.value[self.of[j]] * lost)
        return math.fsum(found)
