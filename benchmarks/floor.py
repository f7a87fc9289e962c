"""How far from the memory: what a machine can move in a second, and what a question must move.

The triad is the fourth loop of J. D. McCalpin's STREAM (1995), a = b + s c on arrays that no cache holds:
three times the size of an array in a turn (what a cache reads before it writes is not counted).
"""

from __future__ import annotations

import time

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.solve.access import Counters
from thalweg.solve.contract import Arcs, Kernel

Floats = NDArray[np.float64]


@njit(cache=True)
def _triad(a: Floats, b: Floats, c: Floats, s: float) -> None:
    for i in range(len(a)):
        a[i] = b[i] + s * c[i]


def triad_bytes_s(mb: float = 256, turns: int = 12) -> float:
    """Return the bytes that one thread moves in a second, the best of several turns, over arrays of `mb` MB in all."""
    a, b, c = (np.full(int(mb * 1e6) // 24, x) for x in (0.0, 1.0, 2.0))
    best = np.inf
    for _ in range(turns + 1):
        start = time.process_time()
        _triad(a, b, c, 3.0)
        best = min(best, time.process_time() - start)
    return 3 * a.nbytes / best


def compulsory_bytes(arcs: Arcs, kernel: Kernel, words: int, kinds: int, scenarios: int, changed: int,
                     done: Counters) -> int:  # fmt: skip
    """Return the bytes that must be read or written to answer several days, if each were moved once.

    ```text
    once       12 arcs + 4 nodes                               the network is read, the contraction written
    each day   8 kernel arcs + 4 kernel nodes                  the kernel is read
               4 kinds (kernel links + scenarios changed)      the limits are read
               8 words (kernel links + kernel nodes)           the sets of links and what is reached are written
    each       8 words (touched nodes + moved links)           where a scenario differs is written
    ```

    Parameters
    ----------
    words, kinds, scenarios, changed
        Words of a set, kinds of limits, scenarios, and links whose limits differ between scenarios, over all days.
    done
        The work that was done, from which the number of days, touched nodes and moved links are taken.
    """
    links = len(kernel.links)
    once = 12 * len(arcs.tail) + 4 * arcs.nodes
    day = 8 * len(kernel.head) + 4 * kernel.nodes + 4 * kinds * links + 8 * words * (links + kernel.nodes)
    return once + done.days * day + 4 * kinds * scenarios * changed + 8 * words * (done.touched + done.moved)
