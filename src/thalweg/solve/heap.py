"""A heap of four children a node in two arrays: the queue of the compiled searches."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@njit(inline="always")
def push(keys: Floats, items: Ints, size: int, key: float, item: int) -> None:
    """Put an item into a heap of four children a node."""
    i = size
    while i > 0:
        up = (i - 1) >> 2
        if keys[up] <= key:
            break
        keys[i] = keys[up]
        items[i] = items[up]
        i = up
    keys[i] = key
    items[i] = item


@njit(inline="always")
def pop(keys: Floats, items: Ints, size: int) -> int:
    """Take the first item off a heap; return how many are left."""
    size -= 1
    key = keys[size]
    item = items[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        least = child
        for j in range(child + 1, min(child + 4, size)):
            if keys[j] < keys[least]:
                least = j
        if keys[least] >= key:
            break
        keys[i] = keys[least]
        items[i] = items[least]
        i = least
    if size > 0:
        keys[i] = key
        items[i] = item
    return size
