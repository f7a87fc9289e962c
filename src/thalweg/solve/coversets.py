"""Labels (node, set of levers) of a compiled search: how they are kept, compared and put in order.

A label is a row of whole numbers and a row of words. The levers of a set stand in a pool, rising. The signature
of a set is a word: bit l % 64 for each lever l. With no more than 64 levers it is the set (`Question.exact`), and
nothing stands in the pool. Functions take the arrays of `Labels` one by one: to take them out of it costs more
than most functions do.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.uint8]
NONE = np.uint64(0)
ONE = np.uint64(1)
NODE, AT, SIZE, TIE, DEAD, DUE = range(6)
"""Columns of `Labels.rows`: the node; where the levers stand in the pool, and how many there are; what decides
between equal costs; 1 if a part of the set opens the node as well; from `DUE` on what the set costs and must
still pay by each criterion, and after these what it costs."""
SIG, HIT = 0, 1
"""Columns of `Labels.words`: the signature; from `HIT` on the cuts that the set hits by each criterion."""
START, COUNT, ROOM = range(3)
"""Columns of `Labels.chains`: where the antichain of a node begins, what it holds, and what it may hold there."""
MADE, SETTLED, DOMINATED, HEAP, STACK, POOL, CHAIN, GOT, LEFT, LIMIT, NOW, WANT_LABELS, WANT_POOL, WANT_CHAIN = range(
    14
)
"""Places of `Labels.counts`: labels made, settled, refused; waiting in heap and on stack; room used of pool and
chains; sets found; nodes without a set; the cost beyond which labels are needless; the label to go on with; the
room that is wanted to go on."""


class Question(NamedTuple):
    """What is asked of a network under levers."""

    first: Ints
    head: Ints
    of: Ints
    lever: Ints
    """Options in CSR form (`levers.Options`)."""
    option_sig: Words
    cost: Longs
    """What each lever costs, (levers, criteria)."""
    ties: Longs
    """What decides between equal costs, (levers,)."""
    goal: Flags
    """A flag for each node that is the goal."""
    useful: Flags
    """A flag for each node from which the goal can be reached."""
    hits: Words
    """Bounds by cuts (`coverbounds`): the cuts that each lever hits, (levers, criteria)."""
    valid: Words
    """The cuts that each node has before it, (nodes, criteria)."""
    sums: Longs
    """What each octet of cuts weighs, (criteria, 8, 256)."""
    exact: bool
    everyone: bool
    """Whether the first set of every node is asked for, and no goal."""
    front: bool
    """Whether a set is wanted only if no other costs as little by every criterion."""
    most: int
    """Sets to find."""


class Labels(NamedTuple):
    """A search at rest between two labels; `coverlabels.settle` takes it up again."""

    counts: Longs
    rows: Longs
    words: Words
    heap: Longs
    stack: Longs
    """Labels that are next in any case, because they go on with the same set for nothing more."""
    pool: Ints
    chains: Longs
    """The antichain of each node, (nodes, 3): a block of `chain_label`, with the signatures in `chain_sig`."""
    chain_sig: Words
    chain_label: Longs
    found: Longs
    """Labels at the goal that were settled, in order."""
    first_of: Longs
    """The first label of each node that was settled, or -1."""

    @classmethod
    def of(cls, nodes: int, criteria: int, limit: int, room: int = 1024) -> Labels:
        """Make room for so many labels at first."""

        def longs(*shape: int) -> Longs:
            return np.zeros(shape, dtype=np.int64)

        counts = longs(14)
        counts[LIMIT], counts[NOW] = limit, -1
        return cls(
            counts, longs(room, DUE + 2 * criteria), np.zeros((room, HIT + criteria), dtype=np.uint64), longs(room),
            longs(nodes + 1), np.zeros(room, dtype=np.int32), longs(nodes, 3), np.zeros(4 * room, dtype=np.uint64),
            longs(4 * room), longs(room), np.full(nodes, -1, dtype=np.int64),
        )  # fmt: skip

    def grown(self) -> Labels:
        """Return the same search with the room that is wanted, and more."""
        state = self
        for names, wanted in (
            (("rows", "words", "heap", "found"), WANT_LABELS),
            (("pool",), WANT_POOL),
            (("chain_sig", "chain_label"), WANT_CHAIN),
        ):
            least = int(self.counts[wanted])
            if least > len(getattr(self, names[0])):
                state = state._replace(**{n: _longer(getattr(self, n), least) for n in names})
        return state


def _longer(x: NDArray[Any], least: int) -> NDArray[Any]:
    """Return an array with at least twice the room."""
    more = max(len(x), least - len(x))
    return np.concatenate([x, np.zeros((more, *x.shape[1:]), dtype=x.dtype)])


@njit(cache=True, nogil=True)
def needless(tail: Ints, head: Ints, of: Ints, lever: Ints) -> NDArray[np.bool_]:
    """Tell which options are no better than another between the same nodes, or join a node to itself.

    Options are in order of tail, head and number of levers.
    """
    options = len(tail)
    out = np.zeros(options, dtype=np.bool_)
    begin = 0
    while begin < options:
        end = begin + 1
        while end < options and tail[end] == tail[begin] and head[end] == head[begin]:
            end += 1
        for b in range(begin, end):
            for a in range(begin, b):
                if not out[a] and within(lever, of[a], of[a + 1], lever, of[b], of[b + 1]):
                    out[b] = True
                    break
        begin = end
    return out


@njit(cache=True, nogil=True)
def within(a: Ints, i: int, i_end: int, b: Ints, j: int, j_end: int) -> bool:
    """Tell whether the rising numbers `a[i:i_end]` are all among the rising numbers `b[j:j_end]`."""
    if i_end - i > j_end - j:
        return False
    while i < i_end:
        while j < j_end and b[j] < a[i]:
            j += 1
        if j == j_end or b[j] != a[i]:
            return False
        i += 1
        j += 1
    return True


@njit(cache=True, nogil=True)
def part(i: int, j: int, exact: bool, rows: Longs, words: Words, pool: Ints) -> bool:
    """Tell whether the set of label i is part of that of label j, or the same."""
    if words[i, SIG] & ~words[j, SIG] != NONE:
        return False
    a, b = rows[i, AT], rows[j, AT]
    return exact or within(pool, a, a + rows[i, SIZE], pool, b, b + rows[j, SIZE])


@njit(cache=True, nogil=True)
def signatures(of: Ints, lever: Ints) -> Words:
    """Return the signature of each set."""
    out = np.zeros(len(of) - 1, dtype=np.uint64)
    for o in range(len(of) - 1):
        for j in range(of[o], of[o + 1]):
            out[o] |= ONE << np.uint64(lever[j] & 63)
    return out


@njit(cache=True, nogil=True)
def precedes(i: int, j: int, exact: bool, rows: Longs, words: Words, pool: Ints) -> bool:
    """Tell whether label i comes before label j."""
    for c in range(DUE, DUE + words.shape[1] - HIT):
        if rows[i, c] != rows[j, c]:
            return bool(rows[i, c] < rows[j, c])
    if rows[i, TIE] != rows[j, TIE]:
        return bool(rows[i, TIE] < rows[j, TIE])
    if exact:
        x = words[i, SIG] ^ words[j, SIG]
        return bool((words[i, SIG] & x & (~x + ONE)) != NONE)  # the lowest lever in which they differ is one of i
    a, b = rows[i, AT], rows[j, AT]
    for k in range(min(rows[i, SIZE], rows[j, SIZE])):
        if pool[a + k] != pool[b + k]:
            return bool(pool[a + k] < pool[b + k])
    return False


@njit(cache=True, nogil=True)
def put(i: int, exact: bool, counts: Longs, heap: Longs, rows: Longs, words: Words, pool: Ints) -> None:
    """Put label i into the heap."""
    k = counts[HEAP]
    counts[HEAP] += 1
    while k > 0:
        up = (k - 1) >> 1
        if not precedes(i, heap[up], exact, rows, words, pool):
            break
        heap[k] = heap[up]
        k = up
    heap[k] = i


@njit(cache=True, nogil=True)
def take(exact: bool, counts: Longs, heap: Longs, rows: Longs, words: Words, pool: Ints) -> int:
    """Take the first label out of the heap."""
    first = heap[0]
    counts[HEAP] -= 1
    count = counts[HEAP]
    i = heap[count]
    k = 0
    while True:
        down = 2 * k + 1
        if down >= count:
            break
        if down + 1 < count and precedes(heap[down + 1], heap[down], exact, rows, words, pool):
            down += 1
        if not precedes(heap[down], i, exact, rows, words, pool):
            break
        heap[k] = heap[down]
        k = down
    heap[k] = i
    return int(first)
