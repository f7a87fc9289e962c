"""A plain search, compiled: the fair rival of sets of movers on the same contracted network."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def spread(
    first: NDArray[np.int32], head: NDArray[np.int32], good: NDArray[np.bool_], origin: int
) -> NDArray[np.bool_]:
    """Return the nodes that one mover reaches over its good arcs."""
    reached = np.zeros(len(first) - 1, dtype=np.bool_)
    stack = np.empty(len(first), dtype=np.int32)
    reached[origin] = True
    stack[0] = origin
    left = 1
    while left > 0:
        left -= 1
        u = stack[left]
        for a in range(first[u], first[u + 1]):
            v = head[a]
            if good[a] and not reached[v]:
                reached[v] = True
                stack[left] = v
                left += 1
    return reached
