"""ACCESS: who gets where, for every mover, day, scenario and verdict level at once.

A batch of movers is a set, one bit each. Links that are open to everyone on every day join their
ends into one node; links that are never open to anyone are dropped; what is left is solved by
sets (`reach`). The work does not depend on the number of movers in a word, and no mover is
compared with a limit: a limit is a row of a table of sets (`bits.Ranks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from thalweg.solve.bits import Words

Ints = NDArray[np.int32]
Nodes = Sequence[int] | NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Arcs:
    """Directed arcs; each belongs to a link, and the two arcs of a two-way link share it."""

    nodes: int
    tail: Ints
    head: Ints
    link: Ints
    links: int
    place: NDArray[np.float64] | None = None
    """Coordinates of the nodes, (nodes, 2), for an order in which near nodes are near; none keeps the order."""


@dataclass(frozen=True)
class Day:
    """Whom each link admits on one day, as rows of a table of sets."""

    table: Words
    """Sets of movers, (rows, words); row 0 is everyone. Days may share one table."""
    rows: Ints
    """For each kind of limit the row of each link, (kinds, links); row 0 admits everyone."""
    changed: Ints
    """Links whose rows differ between scenarios or verdict levels."""
    changed_rows: Ints
    """Their rows, (scenarios, levels, kinds, changed); laxer levels admit no fewer."""


@dataclass(frozen=True)
class Kernel:
    """The contracted network, in CSR form."""

    first: Ints
    head: Ints
    tail: Ints
    link: Ints
    of_link: Ints
    """Where the arcs of each link begin in `arcs`."""
    arcs: Ints
    links: Ints
    """The links that are left, by their numbers in the whole network."""
    node: Ints
    """For each node of the whole network its node here."""

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.first) - 1


@dataclass(slots=True)
class Counters:
    """The work that was done."""

    nodes: int = 0
    arcs: int = 0
    passed: int = 0
    """How often a node passed a set on."""
    looked: int = 0
    """How many arcs were looked at."""
    days: int = 0


@dataclass(frozen=True)
class Reached:
    """Who reaches each node on one day; what is joined to one node of the kernel is kept once."""

    at: Words
    """Sets by node of the kernel, (scenarios, levels, nodes, words)."""
    node: Ints
    """For each node of the whole network its node in the kernel."""
    stops: Words
    """Whom each link of the kernel stops at the frontier, (scenarios, levels, links, words); empty if not asked."""

    def sets(self, targets: Nodes) -> Words:
        """Return who reaches each target, (scenarios, levels, targets, words)."""
        return self.at[:, :, self.node[np.asarray(targets, dtype=np.int64)]]


def contract(arcs: Arcs, always: NDArray[np.bool_], never: NDArray[np.bool_]) -> Kernel:
    """Join what is always open, drop what never is, and order the nodes so that near ones are near.

    Parameters
    ----------
    always, never
        For each link whether it admits every mover of the batch on every day, or none on any.
    """
    free = always[arcs.link]
    size = (arcs.nodes, arcs.nodes)
    joined = csr_array((np.ones(int(free.sum()), dtype=np.bool_), (arcs.tail[free], arcs.head[free])), shape=size)
    count, label = connected_components(joined, directed=True, connection="strong")
    node = _ordered(arcs, label, count)
    tail, head = node[arcs.tail], node[arcs.head]
    kept = (tail != head) & ~never[arcs.link]
    tail, head, link = tail[kept], head[kept], arcs.link[kept]
    links, link = np.unique(link, return_inverse=True)
    order = np.lexsort((link, head, tail))
    tail, head, link = (x[order].astype(np.int32) for x in (tail, head, link))
    first = np.searchsorted(tail, np.arange(count + 1)).astype(np.int32)
    by_link = np.argsort(link, kind="stable").astype(np.int32)
    of_link = np.searchsorted(link[by_link], np.arange(len(links) + 1)).astype(np.int32)
    return Kernel(first, head, tail, link, of_link, by_link, links.astype(np.int32), node)


def _ordered(arcs: Arcs, label: NDArray[np.int32], count: int) -> Ints:
    """Return the new number of each node: components in Morton order of their middle."""
    if arcs.place is None:
        return label.astype(np.int32)
    members = np.maximum(np.bincount(label, minlength=count), 1)
    middle = np.stack([np.bincount(label, weights=arcs.place[:, i], minlength=count) / members for i in (0, 1)])
    low, high = middle.min(axis=1, keepdims=True), middle.max(axis=1, keepdims=True)
    cell = ((middle - low) / np.maximum(high - low, 1e-12) * 65535).astype(np.uint64)
    code = _spread(cell[0]) | _spread(cell[1]) << np.uint64(1)
    number = np.empty(count, dtype=np.int32)
    number[np.argsort(code, kind="stable")] = np.arange(count, dtype=np.int32)
    return number[label]


def _spread(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Put a zero between the 16 bits of a number."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        x = (x | x << np.uint64(shift)) & np.uint64(mask)
    return x


class Solver:
    """A contracted network with the sets of a batch of movers, to be asked day by day."""

    def __init__(self, kernel: Kernel, all_movers: Words) -> None:
        self.kernel = kernel
        self.all_movers = all_movers
        self.counters = Counters(kernel.nodes, len(kernel.head))

    @cached_property
    def _number(self) -> Ints:
        """For each link of the whole network its number in the kernel, or -1."""
        links = self.kernel.links
        out = np.full(int(links.max(initial=-1)) + 1, -1, dtype=np.int32)
        out[links] = np.arange(len(links), dtype=np.int32)
        return out

    def solve(self, day: Day, origin: int, with_stops: bool = False) -> Reached:
        """Return who gets from a node to every other, by scenario and verdict level."""
        from thalweg.solve.reach import one_day

        k = self.kernel
        known = day.changed < len(self._number)
        inside = np.zeros(len(day.changed), dtype=np.bool_)
        inside[known] = self._number[day.changed[known]] >= 0
        changed = self._number[day.changed[inside]]
        changed_rows = np.ascontiguousarray(day.changed_rows[..., inside])
        rows = np.ascontiguousarray(day.rows[:, k.links])
        scenarios, levels = changed_rows.shape[:2]
        words = len(self.all_movers)
        out = np.empty((scenarios, levels, k.nodes, words), dtype=np.uint64)
        stops = np.empty((scenarios, levels, len(k.links) if with_stops else 0, words), dtype=np.uint64)
        passed, looked = one_day(
            k.first, k.head, k.tail, k.link, k.of_link, k.arcs, day.table, rows, changed, changed_rows,
            int(k.node[origin]), self.all_movers, out, stops,
        )  # fmt: skip
        self.counters.passed += int(passed)
        self.counters.looked += int(looked)
        self.counters.days += 1
        return Reached(out, k.node, stops)
