"""Landmarks: what is prepared once for a network, so that every restricted search in it is short.

See `astar` for the search, and for why one preparation serves every mover, day and scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
LANDMARKS = 16
ROUNDING = 4.0 * float(np.finfo(np.float32).eps)
"""How far a difference of two distances in single precision may be off, as a share of the largest."""
NOTHING = np.zeros(1, dtype=np.uint32)
"""What links ask for where they ask for nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest path of a search."""

    cost: float
    """Infinite if there is no path."""
    arcs: Ints
    settled: int
    looked: int


@dataclass(frozen=True)
class Router:
    """A network that is ready for searches. It keeps nothing between them, so that threads may share it."""

    first: Ints
    tail: Ints
    head: Ints
    link: Ints
    length: Floats
    """What the landmarks measure, for each link, >= 0."""
    marks: NDArray[np.float32]
    """Distances between nodes and landmarks, (nodes, landmarks)."""

    @cached_property
    def slack(self) -> float:
        """What is taken off every bound: distances in single precision are off by this much, two at a time."""
        return ROUNDING * float(self.marks.max(initial=0.0))

    def search(
        self,
        origin: int,
        destination: int,
        caps: NDArray[Any],
        sizes: NDArray[Any],
        cost: Floats | None = None,
        needs: NDArray[np.uint32] = NOTHING,
        lacks: int = 0,
        scale: float | None = None,
    ) -> Found:
        """Return the cheapest path over the links that admit.

        Parameters
        ----------
        caps, sizes
            A link admits if `sizes[k] <= caps[link, k]` for every k; (links, kinds) and (kinds,).
        cost
            Cost of each link, >= 0; its length if not given.
        needs, lacks
            What each link asks for and what is lacking, as bits.
        scale
            The least cost of a unit of length, if it is known; else it is worked out.
        """
        from thalweg.solve.astar import search

        if cost is None:
            cost, scale = self.length, 1.0
        elif scale is None:
            long = self.length > 0
            scale = float((cost[long] / self.length[long]).min(initial=np.inf))
        marks = self.marks if np.isfinite(scale) else self.marks[:, :0]
        return Found(
            *search(
                self.first, self.tail, self.head, self.link, cost, caps, sizes, needs, np.uint32(lacks), marks,
                self.slack, scale, origin, destination,
            )
        )  # fmt: skip


def prepare(first: Ints, head: Ints, link: Ints, length: Floats, landmarks: int = LANDMARKS) -> Router:
    """Choose landmarks far from each other and measure from them, every link being open both ways.

    Parameters
    ----------
    first, head, link
        Arcs in CSR form with the link of each.
    length
        Length of each link, >= 0, or any other cost that restrictions do not lower.
    landmarks
        How many; none makes plain searches.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    nodes = len(first) - 1
    tail = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(first))
    if landmarks == 0 or nodes == 0 or not len(head):
        return Router(first, tail, head, link, length, np.zeros((nodes, 0), dtype=np.float32))
    cost = length[link]
    pairs = np.concatenate([tail, head]).astype(np.int64) * nodes + np.concatenate([head, tail])
    order = np.lexsort((np.tile(cost, 2), pairs))
    pairs, cost = pairs[order], np.tile(cost, 2)[order]
    least = np.flatnonzero(np.diff(pairs, prepend=-1))  # the shortest of parallel arcs; a matrix would add them up
    rows, columns = np.divmod(pairs[least], nodes)
    tiny = np.finfo(np.float64).tiny  # a matrix has no entry for an arc of length 0
    matrix = coo_array((np.maximum(cost[least], tiny), (rows, columns)), shape=(nodes, nodes)).tocsr()
    far = dijkstra(matrix, indices=int(np.bincount(tail, minlength=nodes).argmax()))
    nearest = np.where(np.isfinite(far), far, -1.0)
    found = []
    for _ in range(landmarks):
        at = int(nearest.argmax())
        reached = dijkstra(matrix, indices=at)
        found.append(np.where(np.isfinite(reached), reached, 0.0))
        nearest = found[-1].copy() if len(found) == 1 else np.minimum(nearest, found[-1])
        nearest[~np.isfinite(reached)] = -1.0
    return Router(first, tail, head, link, length, np.ascontiguousarray(np.stack(found, axis=1), dtype=np.float32))
