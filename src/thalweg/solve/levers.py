"""A network under levers: what each arc needs changed before it opens. Arrays in, arrays out.

A *lever* is a change that can be made once, at a cost. An arc has *alternatives*, each a set of levers any
one of which sets opens it: the empty set if it is open already, none if nothing opens it. A set of levers
opens a way if each arc of the way has an alternative inside the set. Costs are whole numbers, so that sums
tie exactly; choose the unit of each criterion accordingly.

Sets have one order everywhere: cost, criterion by criterion; then how many changes they count as; then
their size; then lever by lever. No two sets are equal in it, so that no answer depends on luck, and no set
comes before a part of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Costs = NDArray[np.int64]
COUNT = 1 << 24
"""What one counted change weighs against one lever more, in `Levered.ties`."""


@dataclass(frozen=True)
class Options:
    """The alternatives as parallel arcs, each opened by one set of levers, in CSR form.

    Levers have numbers of their own here, 0 to `len(used) - 1`, in the same order.
    """

    first: Ints
    """Options `first[v]:first[v + 1]` leave node v."""
    head: Ints
    of: Ints
    """Levers `of[o]:of[o + 1]` of `lever` are those of option o, rising."""
    lever: Ints
    used: Ints
    """For each lever here its number in the whole."""
    node: Ints
    """For each node of the whole its node here."""

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.first) - 1

    @cached_property
    def tail(self) -> Ints:
        """The node that each option leaves."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.first))


@dataclass(frozen=True)
class Levered:
    """A directed graph in CSR form whose arcs are opened by sets of levers."""

    first: Ints
    """Arcs `first[v]:first[v + 1]` leave node v towards `head`."""
    head: Ints
    of_arc: Ints
    """Alternatives `of_arc[a]:of_arc[a + 1]` are those of arc a."""
    of_set: Ints
    """Levers `of_set[i]:of_set[i + 1]` of `lever` are those of alternative i."""
    lever: Ints
    """Rising in each alternative."""
    cost: Costs
    """(levers, criteria), whole numbers, 0 or more."""
    counts: Costs
    """How many changes each lever counts as, (levers,): 0 for a further step of the same change."""

    def __post_init__(self) -> None:
        if self.cost.ndim != 2 or len(self.counts) != len(self.cost):
            raise ValueError("cost is (levers, criteria), counts (levers,)")
        if len(self.cost) and (self.cost.min(initial=0) < 0 or self.counts.min() < 0):
            raise ValueError("a lever costs 0 or more, and counts as 0 or more changes")
        if len(self.lever) and not (self.lever.min() >= 0 and self.lever.max() < len(self.cost)):
            raise ValueError(f"a lever is one of 0 to {len(self.cost) - 1}")

    @classmethod
    def of(
        cls, first: Sequence[int] | Ints, head: Sequence[int] | Ints, alternatives: Sequence[Sequence[Iterable[int]]],
        cost: Sequence[int] | Sequence[Sequence[int]] | Costs, counts: Sequence[int] | Costs | None = None,
    ) -> Levered:  # fmt: skip
        """Make one from lists: for each arc its alternatives, for each lever its cost or costs."""
        sets = [sorted(set(s)) for arc in alternatives for s in arc]
        costs = np.asarray(cost, dtype=np.int64)
        costs = costs[:, None] if costs.ndim == 1 else costs
        return cls(
            np.asarray(first, dtype=np.int32),
            np.asarray(head, dtype=np.int32),
            np.cumsum([0, *map(len, alternatives)]).astype(np.int32),
            np.cumsum([0, *map(len, sets)]).astype(np.int32),
            np.array([x for s in sets for x in s], dtype=np.int32),
            costs,
            np.ones(len(costs), dtype=np.int64) if counts is None else np.asarray(counts, dtype=np.int64),
        )

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.first) - 1

    @property
    def levers(self) -> int:
        """Number of levers."""
        return len(self.cost)

    @cached_property
    def ties(self) -> Costs:
        """What decides between sets of the same cost, (levers,): changes counted, then levers."""
        return self.counts * COUNT + 1

    @cached_property
    def options(self) -> Options:
        """The alternatives as they are."""
        used, lever = _numbered(self.lever, self.levers)
        node = np.arange(self.nodes, dtype=np.int32)
        head = np.repeat(self.head, np.diff(self.of_arc))
        return Options(self.of_arc[self.first], head, self.of_set, lever, used, node)

    @cached_property
    def joined(self) -> Options:
        """The alternatives on the contracted network: nodes joined by open arcs are one, and no needless options."""
        from thalweg.solve.contract import Arcs, contract  # for large networks only
        from thalweg.solve.coversets import needless

        arcs = len(self.head)
        size = np.diff(self.of_set)
        open_arc = np.zeros(arcs, dtype=np.bool_)
        open_arc[np.repeat(np.arange(arcs), np.diff(self.of_arc))[size == 0]] = True
        tail = np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.first))
        every = Arcs(self.nodes, tail, self.head, np.arange(arcs, dtype=np.int32), arcs)
        kernel = contract(every, open_arc, np.diff(self.of_arc) == 0)
        arc = kernel.links[kernel.link]
        option = _ranges(self.of_arc, arc)
        count = np.diff(self.of_arc)[arc]
        from_ = np.repeat(np.repeat(np.arange(kernel.nodes), np.diff(kernel.first)), count)
        to = np.repeat(kernel.head, count)
        order = np.lexsort((size[option], to, from_))
        option, from_, to = option[order], from_[order], to[order]
        of = np.concatenate(([0], np.cumsum(size[option]))).astype(np.int32)
        lever = self.lever[_ranges(self.of_set, option)]
        kept = ~needless(from_.astype(np.int32), to, of, lever)
        option, from_, to = option[kept], from_[kept], to[kept]
        used, lever = _numbered(self.lever[_ranges(self.of_set, option)], self.levers)
        first = np.concatenate(([0], np.cumsum(np.bincount(from_, minlength=kernel.nodes)))).astype(np.int32)
        of = np.concatenate(([0], np.cumsum(size[option]))).astype(np.int32)
        return Options(first, to.astype(np.int32), of, lever, used, kernel.node)


def _ranges(first: Ints, rows: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    """Return the places of the items of some rows of a CSR, row by row."""
    begin, count = first[rows].astype(np.intp), np.diff(first)[rows]
    end = np.cumsum(count)
    total = int(end[-1]) if len(end) else 0
    return np.repeat(begin - end + count, count) + np.arange(total)


def _numbered(lever: Ints, levers: int) -> tuple[Ints, Ints]:
    """Number the levers that are used, in their order; return them, and their numbers in place of them."""
    seen = np.zeros(levers, dtype=np.bool_)
    seen[lever] = True
    used = np.flatnonzero(seen).astype(np.int32)
    number = np.cumsum(seen, dtype=np.int32) - 1
    return used, number[lever].astype(np.int32)


class Keys:
    """The order of sets as one whole number a set: the sum of the weights of its levers.

    A mask has bit `levers - 1 - l` for lever l, so that of two sets of one size the first, lever by
    lever, is the larger number.
    """

    def __init__(self, cost: Costs, ties: Costs) -> None:
        self.levers = n = len(cost)
        self._last = n + n.bit_length()
        self._widths = [int(x).bit_length() for x in (*cost.sum(axis=0), ties.sum())]
        last = 1 << n
        columns = [*cost.T.tolist(), ties.tolist()]
        self.weight: list[int] = []
        for i, values in enumerate(zip(*columns, strict=True)):
            key = 0
            for value, width in zip(values, self._widths, strict=True):
                key = (key << width) + value
            self.weight.append((key << self._last) + last - (1 << (n - 1 - i)))

    def cost(self, key: int) -> tuple[int, ...]:
        """Return the cost of a set by its key."""
        key >>= self._last + self._widths[-1]
        found: list[int] = []
        for width in self._widths[-2::-1]:
            found.append(key & ((1 << width) - 1))
            key >>= width
        return tuple(found[::-1])

    def key(self, mask: int) -> int:
        """Return the key of a set."""
        return sum(self.weight[i] for i in self.members(mask))

    def members(self, mask: int) -> list[int]:
        """Return the levers of a set, rising."""
        found: list[int] = []
        n = self.levers
        while mask:
            top = mask.bit_length() - 1
            found.append(n - 1 - top)
            mask ^= 1 << top
        return found

    def mask(self, levers: Iterable[int]) -> int:
        """Return a set of levers as bits."""
        mask = 0
        for i in levers:
            mask |= 1 << (self.levers - 1 - i)
        return mask


def masks(options: Options) -> list[int]:
    """Return the set of each option as bits, in the order of `Keys`."""
    levers = len(options.used)
    if levers > 62:
        bit = [1 << (levers - 1 - i) for i in range(levers)]
        lever, of = options.lever.tolist(), options.of.tolist()
        found = []
        for begin, end in pairwise(of):
            mask = 0
            for i in lever[begin:end]:
                mask |= bit[i]
            found.append(mask)
        return found
    out = np.zeros(len(options.of) - 1, dtype=np.int64)
    some = options.of[1:] > options.of[:-1]
    if some.any():
        bits = np.int64(1) << (levers - 1 - options.lever.astype(np.int64))
        out[some] = np.bitwise_or.reduceat(bits, options.of[:-1][some])
    return out.tolist()
