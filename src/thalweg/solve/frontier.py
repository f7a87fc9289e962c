"""The largest that gets through: a frontier of boxes at every node. Arrays in, arrays out.

A *box* is a tuple of caps, one a dimension, as whole numbers: it holds everything that is no
larger in any dimension. A link admits a union of boxes. What gets to a node by a path is what
every link of the path admits; a frontier keeps the boxes that no other box of the node holds.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Caps = tuple[int, ...]
Ints = NDArray[np.int32]
UNLIMITED = 2**31 - 1
BUDGET = 1_000_000
SMALL = 10_000
"""Labels up to which a plain search answers, and nothing is compiled."""


def holds(large: Caps, small: Caps) -> bool:
    """Tell whether a box holds another."""
    return all(a >= b for a, b in zip(large, small, strict=True))


def maximal(boxes: Sequence[Caps]) -> list[Caps]:
    """Return the boxes that no other holds, each once, in falling order."""
    kept: list[Caps] = []
    for box in sorted(set(boxes), reverse=True):
        if not any(holds(k, box) for k in kept):
            kept.append(box)
    return kept


def meet(a: Sequence[Caps], b: Sequence[Caps]) -> list[Caps]:
    """Return the union of boxes that two unions have in common."""
    return maximal([tuple(map(min, x, y)) for x in a for y in b])


@dataclass(frozen=True, slots=True)
class Unions:
    """For each link the union of boxes that it admits, in CSR form; a link without any is closed."""

    first: Ints
    """Boxes `first[i]:first[i + 1]` are those of link i."""
    caps: Ints
    """(boxes, dimensions), 0 or more; a box with a cap below 0 admits nothing."""

    @classmethod
    def of(cls, boxes: Sequence[Sequence[Caps]], dimensions: int) -> Unions:
        """Make them from lists of tuples, one list a link."""
        first = np.cumsum([0, *map(len, boxes)]).astype(np.int32)
        caps = np.array([c for union in boxes for c in union], dtype=np.int32).reshape(-1, dimensions)
        return cls(first, caps)

    def of_links(self, links: NDArray[np.intp]) -> Unions:
        """Return those of some links alone, in their order."""
        counts = np.diff(self.first)[links]
        first = np.concatenate(([0], np.cumsum(counts)))
        at = np.repeat(self.first[links] - first[:-1], counts) + np.arange(first[-1])
        return Unions(first.astype(np.int32), self.caps[at])

    def admitting(self, box: Caps) -> NDArray[np.bool_]:
        """Tell for each link whether all of a box may pass it; a whole union never admits what no one box does."""
        large = (self.caps >= np.array(box, dtype=np.int32)).all(axis=1)
        found = np.concatenate(([0], np.cumsum(large)))[self.first]
        return np.asarray(np.diff(found) > 0)

    def lists(self) -> list[list[Caps]]:
        """Return them as lists of tuples."""
        rows = [tuple(c) for c in self.caps.tolist()]
        return [rows[a:b] for a, b in zip(self.first[:-1], self.first[1:], strict=True)]


@dataclass(frozen=True, slots=True)
class Frontiers:
    """The frontier of every node; what is joined to one node is kept once."""

    first: Ints
    """Boxes `first[k]:first[k + 1]` are those of joined node k."""
    caps: Ints
    """(boxes, dimensions), those of a node in falling order."""
    node: Ints
    """For each node its joined node."""
    settled: int
    """Labels settled, a measure of the work: one for each box of each joined node."""
    finished: bool
    """Whether the budget sufficed; if not, what is here is right and larger boxes may be missing."""

    def at(self, node: int) -> list[Caps]:
        """Return the largest boxes that get to a node, in falling order."""
        k = self.node[node]
        return [tuple(c) for c in self.caps[self.first[k] : self.first[k + 1]].tolist()]


def frontiers(
    first: Ints,
    head: Ints,
    link: Ints,
    admits: Unions,
    origin: int,
    budget: int = BUDGET,
    small: int = SMALL,
) -> Frontiers:
    """Return for each node the largest boxes that get there from the origin.

    Parameters
    ----------
    first, head, link
        Arcs in CSR form: arcs `first[v]:first[v + 1]` leave node v towards `head`, each of a `link`.
    admits
        What each link admits.
    origin
        The node to start from; everything is there.
    budget
        Labels that may be settled; the number of labels can grow without measure on hostile input.
    small
        Labels up to which a plain search is made; if they are not enough, or there are more nodes
        than that, a compiled search of the contracted network answers.

    Notes
    -----
    Both searches settle labels in falling lexicographic order of their caps. To pass a link never
    makes a box larger in any dimension, so that no label comes up after one that it would hold, and
    each label that is settled stays (E. Q. V. Martins, *On a multicriteria shortest path problem*, 1984).
    """
    few = min(budget, small)
    if len(first) - 1 <= small:
        found = _plain(first, head, link, admits, origin, few)
        if found.finished or few == budget:
            return found
    from thalweg.solve.contract import Arcs  # what is compiled is loaded for large questions only
    from thalweg.solve.largest import LargestSolver

    nodes, dimensions = len(first) - 1, admits.caps.shape[1]
    tail = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(first))
    anything = admits.admitting((UNLIMITED,) * dimensions)
    nothing = ~admits.admitting((0,) * dimensions)
    solver = LargestSolver(Arcs(nodes, tail, head, link, len(anything)), anything, nothing)
    return solver.solve(admits.of_links(solver.links), origin, budget)


def _plain(first: Ints, head: Ints, link: Ints, admits: Unions, origin: int, budget: int) -> Frontiers:
    """Search label by label: correct before fast."""
    nodes, dimensions = len(first) - 1, admits.caps.shape[1]
    boxes, start, ahead, of = admits.lists(), first.tolist(), head.tolist(), link.tolist()
    there: list[list[Caps]] = [[] for _ in range(nodes)]
    queue = [((-UNLIMITED,) * dimensions, origin)]
    settled, finished = 0, True
    while queue:
        key, node = heapq.heappop(queue)
        caps = tuple(-c for c in key)
        if any(holds(x, caps) for x in there[node]):
            continue
        if settled == budget:
            finished = False
            break
        there[node].append(caps)
        settled += 1
        for arc in range(start[node], start[node + 1]):
            held = there[ahead[arc]]
            for box in boxes[of[arc]]:
                fresh = tuple(map(min, caps, box))
                if min(fresh) >= 0 and not any(holds(x, fresh) for x in held):
                    heapq.heappush(queue, (tuple(-c for c in fresh), ahead[arc]))
    found = Unions.of(there, dimensions)
    return Frontiers(found.first, found.caps, np.arange(nodes, dtype=np.int32), settled, finished)
