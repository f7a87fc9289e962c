"""The largest that gets through: a frontier of boxes at every node. Arrays in, arrays out.

A *box* is a tuple of caps, one a dimension, as whole numbers: it holds everything that is no
larger in any dimension. An arc admits a union of boxes. What gets to a node by a path is what
every arc of the path admits; a frontier keeps the boxes that no other box of the node holds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Caps = tuple[int, ...]
UNLIMITED = 2**31 - 1
BUDGET = 1_000_000


@dataclass(frozen=True, slots=True)
class Label:
    """A box at a node, and by which arc and label it came there."""

    caps: Caps
    node: int
    arc: int = -1
    before: Label | None = None

    @property
    def path(self) -> list[int]:
        """The arcs from the origin."""
        found: list[int] = []
        at: Label | None = self
        while at is not None and at.arc >= 0:
            found.append(at.arc)
            at = at.before
        return found[::-1]


@dataclass(slots=True)
class Frontiers:
    """The frontier of every node."""

    labels: list[list[Label]]
    settled: int = 0
    """Labels taken from the queue, a measure of the work."""
    finished: bool = True
    """Whether the budget sufficed; if not, larger boxes may be missing."""


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


def frontiers(
    first: NDArray[np.int32],
    head: NDArray[np.int32],
    admits: Sequence[Sequence[Caps]],
    origin: int,
    dimensions: int,
    budget: int = BUDGET,
) -> Frontiers:
    """Return for each node the largest boxes that get there from the origin.

    Parameters
    ----------
    first, head
        Arcs in CSR form: arcs `first[v]:first[v + 1]` leave node v towards `head`.
    admits
        For each arc the boxes that it admits; an arc without any is closed.
    origin
        The node to start from; everything is there.
    dimensions
        Number of caps in a box.
    budget
        Labels that may be settled; the number of labels can grow without measure on hostile input.
    """
    found = Frontiers([[] for _ in range(len(first) - 1)])
    start = Label((UNLIMITED,) * dimensions, origin)
    found.labels[origin].append(start)
    queue = deque([start])
    while queue:
        label = queue.popleft()
        if label not in found.labels[label.node]:
            continue  # a larger box came since
        if found.settled == budget:
            found.finished = False
            break
        found.settled += 1
        for arc in range(first[label.node], first[label.node + 1]):
            node = int(head[arc])
            for box in admits[arc]:
                caps = tuple(map(min, label.caps, box))
                there = found.labels[node]
                if min(caps) < 0 or any(holds(x.caps, caps) for x in there):
                    continue
                fresh = Label(caps, node, arc, label)
                found.labels[node] = [x for x in there if not holds(caps, x.caps)] + [fresh]
                queue.append(fresh)
    return found
