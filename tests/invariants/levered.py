"""Random networks under levers, and their minimal sets by trying every set."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from random import Random

from thalweg.solve.levers import Levered

Set = tuple[int, ...]
Order = tuple[tuple[int, ...], int, int, Set]


@dataclass(frozen=True)
class Case:
    """A network, a question, and its arcs as they were drawn."""

    net: Levered
    arcs: list[tuple[int, int]]
    alternatives: list[list[Set]]
    origin: int
    goal: list[int]

    def opened(self, levers: Set | set[int]) -> set[int]:
        """Return the nodes that a set of levers opens."""
        held, seen, stack = set(levers), {self.origin}, [self.origin]
        while stack:
            u = stack.pop()
            for (a, b), sets in zip(self.arcs, self.alternatives, strict=True):
                if a == u and b not in seen and any(held.issuperset(s) for s in sets):
                    seen.add(b)
                    stack.append(b)
        return seen

    def order(self, levers: Set) -> Order:
        """Return what sets are ordered by."""
        rows = list(levers)
        cost = tuple(int(x) for x in self.net.cost[rows].sum(axis=0))
        return cost, int(self.net.counts[rows].sum()), len(rows), levers

    def minimal(self) -> dict[int, list[Set]]:
        """Return for each node its minimal sets in order; node -1 stands for the goal."""
        found: dict[int, list[Set]] = {v: [] for v in range(-1, self.net.nodes)}
        for size in range(self.net.levers + 1):
            for levers in combinations(range(self.net.levers), size):
                held = set(levers)
                nodes = self.opened(held)
                for v in [*nodes, -1] if nodes & set(self.goal) else nodes:
                    if not any(held.issuperset(s) for s in found[v]):
                        found[v].append(levers)
        return {v: sorted(sets, key=self.order) for v, sets in found.items()}


def draw(rng: Random, levers: int, criteria: int = 1) -> Case:
    """Draw a case: few nodes, parallel and closed arcs, free levers, chains of levers that count once."""
    nodes = rng.randint(2, 7)
    arcs = sorted((rng.randrange(nodes), rng.randrange(nodes)) for _ in range(rng.randint(1, 14)))
    chain = rng.randint(0, levers)

    def some() -> Set:
        drawn = set(rng.sample(range(levers), rng.randint(1, min(3, levers))))
        deep = max((x for x in drawn if x < chain), default=-1)  # a level of the chain needs those before it
        return tuple(sorted(drawn | set(range(deep + 1))))

    open_: list[Set] = [()]
    alternatives = [rng.choices([open_, [], [some() for _ in range(rng.randint(1, 2))]], (15, 7, 78))[0] for _ in arcs]
    first = [sum(a < v for a, _ in arcs) for v in range(nodes + 1)]
    cost = [[rng.choice((0, 0, 1, 1, 2, 3, 5)) for _ in range(criteria)] for _ in range(levers)]
    counts = [int(x == 0 or x >= chain) for x in range(levers)]
    net = Levered.of(first, [b for _, b in arcs], alternatives, cost, counts)
    return Case(net, arcs, alternatives, rng.randrange(nodes), rng.sample(range(nodes), rng.randint(1, 2)))


def grid(rng: Random, side: int, levers: int) -> Case:
    """Draw a grid: links of two ways, many of which need one to three levers."""
    arcs = []
    for v in range(side * side):
        arcs += [(v, v + 1), (v + 1, v)] if v % side < side - 1 else []
        arcs += [(v, v + side), (v + side, v)] if v + side < side * side else []
    of_link = {tuple(sorted(a)): [()] if rng.random() < 0.4 else [tuple(sorted(
        {rng.randrange(levers) for _ in range(rng.randint(1, 3))}))] for a in arcs}  # fmt: skip
    arcs.sort()
    alternatives = [list(of_link[min(a), max(a)]) for a in arcs]
    first = [sum(a < v for a, _ in arcs) for v in range(side * side + 1)]
    cost = [rng.randint(1, 30) for _ in range(levers)]
    net = Levered.of(first, [b for _, b in arcs], alternatives, cost)
    return Case(net, arcs, alternatives, 0, [side * side - 1])
