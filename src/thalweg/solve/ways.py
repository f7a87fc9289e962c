"""Ways in time: earliest, cheapest and asking least, with waiting at what is shut. Arrays in, arrays out.

A way is judged by three things: the hours that it takes, the money that it costs, and the set of
consents that it needs. Labels are settled in the order of the least hours still possible; a label
is dropped when another at its node is no worse in all three. Who waits overtakes nobody, so that
an early arrival is never worse than a late one, and the search is exact.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

BUDGET = 500_000


@dataclass(frozen=True, slots=True)
class Stop:
    """Something on an arc that takes time, and may be shut."""

    share: float
    """The share of the arc that lies before it."""
    hours: float = 0.0
    """How long it takes."""
    starts: tuple[float, ...] = ()
    """When it opens, in hours from the departure; never shut if there are no times at all."""
    ends: tuple[float, ...] = ()
    """When it shuts; nobody begins at that moment or after it."""

    def begins(self, at: float) -> float:
        """Return when one that arrives at a time begins; infinite if it opens no more."""
        if not self.ends:
            return at
        i = bisect_right(self.ends, at)
        return math.inf if i == len(self.ends) else max(at, self.starts[i])


def passed(hours: float, stops: Sequence[Stop], at: float) -> tuple[float, list[float]]:
    """Return when one that sets out on an arc at a time is at its end, and how long one waits at each stop.

    Both are in hours. At what opens no more one does not wait; the end is then never reached.
    """
    gone, waits = 0.0, []
    for stop in stops:
        at += hours * (stop.share - gone) if stop.share > gone else 0.0  # no share of endless hours is none of them
        gone = stop.share
        begins = stop.begins(at)
        waits.append(begins - at if math.isfinite(begins) else 0.0)
        at = begins + stop.hours
    return at + (hours * (1.0 - gone) if gone < 1.0 else 0.0), waits


@dataclass(frozen=True)
class Graph:
    """Arcs in CSR form, with what each takes; arcs that take infinitely long are closed."""

    first: NDArray[np.int32]
    head: NDArray[np.int32]
    hours: NDArray[np.float64]
    """Hours of travel, (arcs,), >= 0; stops come to them."""
    money: NDArray[np.float64]
    """Costs beside time, (arcs,), >= 0."""
    asks: Sequence[int] = ()
    """For each arc the consents that it needs, as bits; none if empty."""
    stops: Mapping[int, tuple[Stop, ...]] = field(default_factory=dict)
    """By arc, in the order in which they are met."""

    @cached_property
    def arcs(self) -> list[list[tuple[int, int]]]:
        """For each node its arcs that are not closed, with their heads."""
        heads, first, hours = self.head.tolist(), self.first.tolist(), self.hours.tolist()
        return [
            [(a, heads[a]) for a in range(first[v], first[v + 1]) if hours[a] < math.inf] for v in range(len(first) - 1)
        ]

    @cached_property
    def _times(self) -> tuple[list[float], list[float]]:
        return self.hours.tolist(), self.money.tolist()

    def pass_(self, arc: int, at: float) -> float:
        """Return when one that sets out on an arc at a time is at its end."""
        return passed(self._times[0][arc], self.stops.get(arc, ()), at)[0]

    def least(self, destination: int) -> tuple[list[float], list[float]]:
        """Return for each node the least hours and the least money that are left from it."""
        hours, money = self._times
        quick = [h + sum(s.hours for s in self.stops.get(a, ())) for a, h in enumerate(hours)]
        into: list[list[tuple[int, int]]] = [[] for _ in self.arcs]
        for v, out in enumerate(self.arcs):
            for arc, node in out:
                into[node].append((arc, v))
        return _left(into, quick, destination), _left(into, money, destination)


def _left(into: Sequence[Sequence[tuple[int, int]]], cost: Sequence[float], destination: int) -> list[float]:
    """Return the least cost from each node to the destination, along arcs by their heads."""
    left = [math.inf] * len(into)
    left[destination] = 0.0
    queue = [(0.0, destination)]
    while queue:
        so_far, node = heapq.heappop(queue)
        if so_far > left[node]:
            continue
        for arc, before in into[node]:
            there = so_far + cost[arc]
            if there < left[before]:
                left[before] = there
                heapq.heappush(queue, (there, before))
    return left


@dataclass(frozen=True, slots=True)
class Way:
    """A path with what it takes."""

    arcs: tuple[int, ...]
    hours: float
    """From the departure to the arrival, waiting included."""
    money: float
    asks: int
    """The consents that it needs, as bits."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What was found."""

    ways: tuple[Way, ...]
    settled: int
    finished: bool
    """Whether the budget sufficed; if not, better ways may be missing."""


@dataclass(frozen=True, slots=True)
class _Label:
    hours: float
    money: float
    asks: int
    node: int
    arc: int = -1
    before: _Label | None = None

    def holds(self, hours: float, money: float, asks: int) -> bool:
        """Tell whether it is no worse than these."""
        return self.hours <= hours and self.money <= money and self.asks & ~asks == 0

    @property
    def path(self) -> tuple[int, ...]:
        found: list[int] = []
        at: _Label | None = self
        while at is not None and at.arc >= 0:
            found.append(at.arc)
            at = at.before
        return tuple(reversed(found))


def best(
    graph: Graph,
    origin: int,
    destination: int,
    budget: int = BUDGET,
    *,
    start: float = 0.0,
    left: tuple[Sequence[float], Sequence[float]] | None = None,
    closed_arcs: Set[int] = frozenset(),
    closed_nodes: Set[int] = frozenset(),
    simple: bool = False,
) -> Ways:
    """Return every way that no other way is as good as or better than in hours, money and consents.

    Parameters
    ----------
    budget
        Labels that may be settled: the number of ways can grow without measure.
    start
        Hours after the departure at which the origin is left.
    left
        What `Graph.least` gives for the destination, if it is there already.
    closed_arcs, closed_nodes
        What must not be used.
    simple
        Whether hours alone count, so that one way is returned.

    Notes
    -----
    Of ways that are equal in all three, the one that is found first is kept, so that the answer does not
    depend on anything but the arguments.
    """
    soon, cheap = left or graph.least(destination)
    if math.isinf(soon[origin]):
        return Ways((), 0, True)
    _, money = graph._times
    kept: dict[int, list[_Label]] = {origin: []}
    queue: list[tuple[float, float, int, _Label]] = []
    count = 0
    found: list[_Label] = []

    def offer(label: _Label) -> None:
        nonlocal count
        h, m = label.hours + soon[label.node], label.money + cheap[label.node]
        if math.isinf(h) or any(x.holds(h, m, label.asks) for x in found):
            return
        there = kept.setdefault(label.node, [])
        if any(x.holds(label.hours, label.money, label.asks) for x in there):
            return
        kept[label.node] = [x for x in there if not label.holds(x.hours, x.money, x.asks)] + [label]
        heapq.heappush(queue, (h, m, count, label))
        count += 1

    offer(_Label(start, 0.0, 0, origin))
    settled = 0
    while queue:
        h, m, _, label = heapq.heappop(queue)
        if all(x is not label for x in kept[label.node]) or any(x.holds(h, m, label.asks) for x in found):
            continue
        if label.node == destination:
            found.append(label)
            if simple:
                break
            continue
        if settled == budget:
            return Ways(tuple(map(_way, found)), settled, False)
        settled += 1
        for arc, node in graph.arcs[label.node]:
            if arc in closed_arcs or node in closed_nodes:
                continue
            asks = 0 if simple or not graph.asks else label.asks | graph.asks[arc]
            spent = 0.0 if simple else label.money + money[arc]
            offer(_Label(graph.pass_(arc, label.hours), spent, asks, node, arc, label))
    return Ways(tuple(map(_way, found)), settled, True)


def _way(label: _Label) -> Way:
    return Way(label.path, label.hours, label.money, label.asks)


def shortest(graph: Graph, origin: int, destination: int, once: Sequence[int] = ()) -> Iterator[Way]:
    """Yield the ways that take the fewest hours, in order, none of which comes to a node twice.

    Parameters
    ----------
    once
        For each arc the number of what it is a part of, or -1. A way may still be yielded that uses a number twice,
        but those that follow from it avoid one of the two arcs: no way that uses each number once is missed.

    Notes
    -----
    Yen, Finding the k shortest loopless paths in a network, Management Science 17 (1971), with each set of ways
    split up only once, as by Lawler, Management Science 18 (1972). Waiting keeps the order of travellers, so that
    what is shortest after a given beginning is shortest from its end.
    """
    left = graph.least(destination)
    parts: dict[int, list[int]] = {}
    for arc, number in enumerate(once):
        parts.setdefault(number, []).append(arc)
    waiting: list[tuple[float, tuple[int, ...], int, frozenset[int]]] = []
    seen: set[tuple[tuple[int, ...], frozenset[int]]] = set()

    def look(begun: tuple[int, ...], closed: frozenset[int]) -> None:
        """Wait for the shortest way that begins so and then uses no arc that is closed."""
        if (begun, closed) in seen:
            return
        seen.add((begun, closed))
        at, nodes = 0.0, [origin]
        for arc in begun:
            at = graph.pass_(arc, at)
            nodes.append(int(graph.head[arc]))
        used = {a for arc in begun if once and once[arc] >= 0 for a in parts[once[arc]]}
        found = best(
            graph, nodes[-1], destination, start=at, left=left, closed_arcs=closed | used,
            closed_nodes=frozenset(nodes), simple=True,
        ).ways  # fmt: skip
        if found:
            heapq.heappush(waiting, (found[0].hours, (*begun, *found[0].arcs), len(begun), closed))

    look((), frozenset())
    yielded: set[tuple[int, ...]] = set()
    while waiting:
        _, path, begun, closed = heapq.heappop(waiting)
        if path not in yielded:
            yielded.add(path)
            yield _told(graph, path)
        twice = _twice(path, once)
        for i in twice:
            if i >= begun:
                look(path[:begun], closed | {path[i]})
        for i in range(begun, 0 if twice else len(path)):
            look(path[:i], closed | {path[i]})


def _twice(path: Sequence[int], once: Sequence[int]) -> tuple[int, ...]:
    """Return where a path first uses a number for the second time, after where it used it before; nothing if never."""
    met: dict[int, int] = {}
    for i, arc in enumerate(path if once else ()):
        if once[arc] >= 0 and met.setdefault(once[arc], i) != i:
            return met[once[arc]], i
    return ()


def _told(graph: Graph, arcs: tuple[int, ...]) -> Way:
    """Return a path with all that it takes."""
    at, money, asks = 0.0, 0.0, 0
    for arc in arcs:
        at = graph.pass_(arc, at)
        money += float(graph.money[arc])
        asks |= graph.asks[arc] if graph.asks else 0
    return Way(arcs, at, money, asks)
