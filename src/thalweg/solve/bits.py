"""Many movers as the bits of words: sets of movers, and tables of the sets that fit below a limit.

Mover i of a batch is bit i % 64 of word i // 64. All functions take and return arrays.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
BITS = 64
LOOKED_UP = 1 << 16
"""Whole numbers between the smallest size and the largest up to which the row of each is kept."""


def words_for(movers: int) -> int:
    """Return how many words hold a set of movers."""
    return -(-movers // BITS)


def pack(members: NDArray[np.bool_]) -> Words:
    """Return sets as words: shape (..., movers) becomes (..., words)."""
    movers = members.shape[-1]
    padded = np.zeros((*members.shape[:-1], words_for(movers) * BITS), dtype=np.uint8)
    padded[..., :movers] = members
    return np.packbits(padded, axis=-1, bitorder="little").view("<u8").astype(np.uint64, copy=False)


def unpack(words: Words, movers: int) -> NDArray[np.bool_]:
    """Return words as sets: shape (..., words) becomes (..., movers)."""
    octets = np.ascontiguousarray(words, dtype="<u8").view(np.uint8)
    return np.unpackbits(octets, axis=-1, count=movers, bitorder="little").view(np.bool_)


def everyone(movers: int) -> Words:
    """Return the set of all movers of a batch."""
    return pack(np.ones(movers, dtype=np.bool_))


class Ranks:
    """The movers of a batch in order of one size: row r of `table` is the set of the r smallest.

    A limit admits a prefix of this order, so that its set is one row and no mover is compared.
    """

    def __init__(self, sizes: NDArray[np.int64]) -> None:
        order = np.argsort(sizes, kind="stable")
        self.sizes: NDArray[np.int64] = np.asarray(sizes)[order]
        self.table: Words = np.zeros((len(order) + 1, words_for(len(order))), dtype=np.uint64)
        self.table[np.arange(1, len(order) + 1), order // BITS] = np.uint64(1) << (order % BITS).astype(np.uint64)
        np.bitwise_or.accumulate(self.table, axis=0, out=self.table)

    @cached_property
    def _rows(self) -> NDArray[np.int32] | None:
        """The row of every whole number from one below the smallest size to the largest; None if they are too many."""
        if not len(self.sizes) or self.sizes[-1] - self.sizes[0] > LOOKED_UP:
            return None
        limits = np.arange(self.sizes[0] - 1, self.sizes[-1] + 1)
        return np.searchsorted(self.sizes, limits, side="right").astype(np.int32)

    def below(self, limits: NDArray[np.integer[Any]]) -> NDArray[np.int32]:
        """Return for each limit its row: the set of movers no larger than it."""
        if self._rows is None:
            return np.searchsorted(self.sizes, limits, side="right").astype(np.int32)
        low = int(self.sizes[0]) - 1
        return np.asarray(self._rows[np.clip(limits, low, int(self.sizes[-1])) - low])
