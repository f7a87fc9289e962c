"""The contracted network: what is always open is joined, what never is is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Arcs:
    """Directed arcs; each belongs to a link. A link has one arc, or two opposite ones."""

    nodes: int
    tail: Ints
    head: Ints
    link: Ints
    links: int
    place: NDArray[np.float64] | None = None
    """Coordinates of the nodes, (nodes, 2), for an order in which near nodes are near; none keeps the order."""


@dataclass(frozen=True)
class Kernel:
    """The contracted network, in CSR form."""

    first: Ints
    head: Ints
    link: Ints
    ends: Ints
    """Where each link begins and ends, (links, 2)."""
    both: NDArray[np.uint8]
    """Whether each link goes both ways, 1 or 0."""
    links: Ints
    """The links that are left, by their numbers in the whole network, in the order of their first arcs."""
    node: Ints
    """For each node of the whole network its node here."""

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.first) - 1

    @cached_property
    def met(self) -> tuple[Ints, Ints]:
        """Where the links of each node begin, (nodes + 1), and the links that begin or end at it."""
        order = np.argsort(self.ends, axis=None, kind="stable")
        begins = np.cumsum(np.bincount(self.ends.ravel(), minlength=self.nodes))
        return np.concatenate([[0], begins]).astype(np.int32), (order // 2).astype(np.int32)


def contract(arcs: Arcs, always: NDArray[np.bool_], never: NDArray[np.bool_]) -> Kernel:
    """Join what is always open, drop what never is, and order nodes and links so that near ones are near.

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
    kept = np.flatnonzero((tail != head) & ~never[arcs.link])
    tail, head, link = tail[kept], head[kept], arcs.link[kept]
    order = np.argsort(tail.astype(np.int64) * count + head, kind="stable")
    tail, head, link = tail[order], head[order], link[order]
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=count))]).astype(np.int32)
    links, link = _numbered(link, arcs.links)
    ends = np.empty((len(links), 2), dtype=np.int32)
    ends[link, 0], ends[link, 1] = tail, head
    both = (np.bincount(link, minlength=len(links)) > 1).astype(np.uint8)
    return Kernel(first, head, link, ends, both, links, node)


def _numbered(link: Ints, links: int) -> tuple[Ints, Ints]:
    """Number links in the order in which they first appear; return the links, and their numbers in place of them."""
    appears = np.full(links, len(link), dtype=np.int64)
    appears[link[::-1]] = np.arange(len(link) - 1, -1, -1)
    seen = np.flatnonzero(appears < len(link))
    kept = seen[np.argsort(appears[seen])].astype(np.int32)
    number = np.empty(links, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return kept, number[link]


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
