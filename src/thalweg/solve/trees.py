"""Cheapest paths from one node to all others, for many choices of the arcs that are open. Arrays in, arrays out."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

SMALL = 2_000
"""Arcs up to which a plain search is made."""


@dataclass(frozen=True)
class Tree:
    """The cheapest paths from one node to all that it reaches, over some arcs."""

    origin: int
    before: list[int]
    """For each node the node before it."""
    arc: list[int]
    """For each node the arc that comes there; -1 where there is no way, and at the origin."""

    def path(self, node: int) -> list[int] | None:
        """Return the arcs from the origin to a node, or None if there is no way."""
        if node != self.origin and self.arc[node] < 0:
            return None
        found = []
        while node != self.origin:
            found.append(self.arc[node])
            node = self.before[node]
        return found[::-1]


class Trees:
    """Cheapest paths from one node, for many choices of the arcs that are open.

    Parameters
    ----------
    first, head, cost, origin
        Arcs in CSR form, their costs (>= 0), and the node to start from.
    small
        Arcs up to which a plain search is made; beyond it the one of scipy.
    """

    def __init__(
        self, first: NDArray[np.int32], head: NDArray[np.int32], cost: NDArray[np.float64], origin: int,
        small: int = SMALL,
    ) -> None:  # fmt: skip
        self.origin, self.nodes, self.small = origin, len(first) - 1, small
        self._first, self._head, self._cost = first, head, cost

    def over(self, open_arcs: NDArray[np.bool_]) -> Tree:
        """Return the cheapest paths over open arcs to every node that they reach."""
        return self.plain(open_arcs) if len(open_arcs) <= self.small else self.compiled(open_arcs)

    def plain(self, open_arcs: NDArray[np.bool_], destination: int = -1) -> Tree:
        """Search node by node; the search ends at the destination, if there is one."""
        first, head, cost = self._lists
        is_open = open_arcs.tolist()
        distance = [math.inf] * self.nodes
        distance[self.origin] = 0.0
        found = Tree(self.origin, [-1] * self.nodes, [-1] * self.nodes)
        queue = [(0.0, self.origin)]
        while queue:
            so_far, node = heapq.heappop(queue)
            if node == destination:
                break
            if so_far > distance[node]:
                continue
            for arc in range(first[node], first[node + 1]):
                if is_open[arc] and so_far + cost[arc] < distance[head[arc]]:
                    nxt = head[arc]
                    distance[nxt] = so_far + cost[arc]
                    found.before[nxt], found.arc[nxt] = node, arc
                    heapq.heappush(queue, (distance[nxt], nxt))
        return found

    def compiled(self, open_arcs: NDArray[np.bool_]) -> Tree:
        """Search with scipy: of arcs side by side only the cheapest that is open is kept."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import dijkstra

        order, ends = self._ordered
        is_open = open_arcs[order]
        arcs, keys = order[is_open], ends[is_open]
        alone = np.diff(keys, prepend=-1) != 0
        arcs, keys = arcs[alone], keys[alone]
        begins = np.searchsorted(keys, np.arange(self.nodes + 1) * self.nodes)
        matrix = csr_array((self._cost[arcs], self._head[arcs], begins), shape=(self.nodes,) * 2)
        _, before = dijkstra(matrix, indices=self.origin, return_predecessors=True)
        reached = np.flatnonzero(before >= 0)
        arc = np.full(self.nodes, -1)
        arc[reached] = arcs[np.searchsorted(keys, before[reached].astype(np.int64) * self.nodes + reached)]
        return Tree(self.origin, before.tolist(), arc.tolist())

    @cached_property
    def _lists(self) -> tuple[list[int], list[int], list[float]]:
        return self._first.tolist(), self._head.tolist(), self._cost.tolist()

    @cached_property
    def _ordered(self) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """The arcs by their ends, of those side by side the cheapest first, and their ends as one number."""
        tail = np.repeat(np.arange(self.nodes), np.diff(self._first))
        ends = tail * self.nodes + self._head
        order = np.lexsort((self._cost, ends))
        return order, ends[order]
