"""The inner loop of ENVELOPE: boxes settled one by one, the lexicographically largest first.

To pass a link never makes a box larger, so a box that is settled is never held by one that comes
later, and each node keeps what was settled there. Three things make it quick. Where a link does not
narrow a box, the box goes on at once, without the heap: it is still the largest that waits. Of what
is settled at a node only the dimensions but the first are compared, since the first has fallen since.
And those rows that other rows hold in these dimensions are dropped.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Array = TypeVar("Array", Ints, Longs)
DONE, LIMIT, FULL = 0, 1, 2
"""Why `settle` returns: nothing waits, as many labels are settled as may be, or there is no room to go on."""
SETTLED, HEAP, STACK, ROWS, WAVE = 0, 1, 2, 3, 4
"""Places of `State.counts`: labels settled, boxes in the heap, nodes on the stack, rows used, boxes taken up."""


class State(NamedTuple):
    """A search at rest between two labels; `settle` takes it up again."""

    counts: Longs
    now: Ints
    """The box that is passed on now."""
    stack: Ints
    """Nodes at which it is still to be settled."""
    wave: Ints
    """For each node the last box that was found to be there or held there."""
    last: Ints
    """For each node the box that was put into the heap last; whatever it holds is not worth another."""
    keys: Longs
    """The heap: the first two caps of each box as one number."""
    slots: Ints
    """The heap: where its boxes are; those beyond its end are free."""
    caps: Ints
    """Boxes that wait, (slots, dimensions), and their nodes."""
    at: Ints
    rows: Ints
    """What is settled, without the first dimension, node by node; those of node v from `start[v]` on."""
    start: Ints
    kept: Ints
    room: Ints
    out_node: Ints
    """What is settled, in order: nodes and boxes."""
    out_caps: Ints

    @classmethod
    def of(cls, nodes: int, dimensions: int, waiting: int, settled: int) -> State:
        """Make room for a search of so many boxes at first."""

        def ints(*shape: int) -> Ints:
            return np.empty(shape, dtype=np.int32)

        def zeros() -> Ints:
            return np.zeros(nodes, dtype=np.int32)

        return cls(
            np.zeros(5, dtype=np.int64), ints(dimensions), ints(nodes), zeros(),
            np.full((nodes, dimensions), -1, dtype=np.int32), np.empty(waiting, dtype=np.int64),
            np.arange(waiting, dtype=np.int32), ints(waiting, dimensions), ints(waiting),
            ints(4 * settled, max(1, dimensions - 1)), zeros(), zeros(), zeros(), ints(settled),
            ints(settled, dimensions),
        )  # fmt: skip

    def begin(self, origin: int, cap: int) -> None:
        """Put a box of this cap in every dimension at the origin."""
        self.now[:] = cap
        self.stack[0] = origin
        self.counts[STACK] = self.counts[WAVE] = 1
        self.wave[origin] = 1

    def grown(self, pushed: int) -> State:
        """Return the same search with twice the room where it is short."""
        settled, heap, _, rows, _ = (int(c) for c in self.counts)
        state = self
        if settled == len(self.out_node):
            state = state._replace(out_node=_twice(self.out_node), out_caps=_twice(self.out_caps))
        if heap + pushed > len(self.slots):
            slots = np.concatenate([self.slots, np.arange(len(self.slots), 2 * len(self.slots), dtype=np.int32)])
            state = state._replace(slots=slots, keys=_twice(self.keys), caps=_twice(self.caps), at=_twice(self.at))
        if rows + 2 * int(self.room.max(initial=0)) + 2 > len(self.rows):
            state = state._replace(rows=_twice(self.rows))
        return state


def _twice(x: Array) -> Array:
    """Return an array with as much room again."""
    return np.concatenate([x, np.empty_like(x)])


@njit(cache=True, nogil=True)
def _holds(large: Ints, small: Ints) -> bool:
    held = True
    for d in range(len(small)):
        held = held and large[d] >= small[d]
    return held


@njit(cache=True, nogil=True)
def _held(rows: Ints, start: int, count: int, box: Ints) -> bool:
    """Tell whether a row holds a box in all dimensions but the first; a row that does moves forward."""
    width = len(box) - 1
    for i in range(start, start + count):
        held = True
        for d in range(width):
            if rows[i, d] < box[d + 1]:
                held = False
                break
        if held:
            if i > start:
                for d in range(width):
                    rows[i, d], rows[i - 1, d] = rows[i - 1, d], rows[i, d]
            return True
    return False


@njit(cache=True, nogil=True)
def _before(keys: Longs, slots: Ints, caps: Ints, i: int, j: int) -> bool:
    """Tell whether one place of the heap comes before another: the lexicographically larger box."""
    if keys[i] != keys[j]:
        return bool(keys[i] > keys[j])
    a, b = slots[i], slots[j]
    for d in range(2, caps.shape[1]):
        if caps[a, d] != caps[b, d]:
            return bool(caps[a, d] > caps[b, d])
    return False


@njit(cache=True, nogil=True)
def _swap(keys: Longs, slots: Ints, i: int, j: int) -> None:
    keys[i], keys[j] = keys[j], keys[i]
    slots[i], slots[j] = slots[j], slots[i]


@njit(cache=True, nogil=True)
def _push(keys: Longs, slots: Ints, caps: Ints, at: Ints, size: int, node: int, box: Ints) -> None:
    """Put a box into a heap of a size."""
    slot = slots[size]
    at[slot] = node
    for d in range(len(box)):
        caps[slot, d] = box[d]
    keys[size] = np.int64(box[0]) << 31
    if len(box) > 1:
        keys[size] |= np.int64(box[1])
    i = size
    while i > 0 and _before(keys, slots, caps, i, (i - 1) // 2):
        _swap(keys, slots, i, (i - 1) // 2)
        i = (i - 1) // 2


@njit(cache=True, nogil=True)
def _pop(keys: Longs, slots: Ints, caps: Ints, size: int) -> None:
    """Take the first box out of a heap of a size; its slot comes to stand behind the heap, and is left as it was."""
    size -= 1
    _swap(keys, slots, 0, size)
    i = 0
    while True:
        best = 2 * i + 1
        if best >= size:
            break
        if best + 1 < size and _before(keys, slots, caps, best + 1, best):
            best += 1
        if not _before(keys, slots, caps, best, i):
            break
        _swap(keys, slots, best, i)
        i = best


@njit(cache=True, nogil=True)
def _keep(rows: Ints, start: Ints, count: Ints, room: Ints, used: int, node: int, box: Ints) -> int:
    """Add a box to the rows of a node and drop what it holds; return how many rows are used after it."""
    width = len(box) - 1
    first = start[node]
    kept = first
    for i in range(first, first + count[node]):
        held = True
        for d in range(width):
            if rows[i, d] > box[d + 1]:
                held = False
                break
        if not held:
            if kept < i:
                for d in range(width):
                    rows[kept, d] = rows[i, d]
            kept += 1
    count[node] = kept - first
    if count[node] == room[node]:
        for i in range(count[node]):
            for d in range(width):
                rows[used + i, d] = rows[first + i, d]
        start[node] = used
        room[node] = 2 * room[node] + 2
        used += room[node]
    for d in range(width):
        rows[start[node] + count[node], d] = box[d + 1]
    count[node] += 1
    return used


@njit(cache=True, nogil=True)
def _next(state: State, size: int) -> int:
    """Take out of the heap the first box that is news at its node; return the size after it, or -1 for none."""
    while size > 0:
        _pop(state.keys, state.slots, state.caps, size)
        size -= 1
        slot = state.slots[size]
        node = state.at[slot]
        if not _held(state.rows, state.start[node], state.kept[node], state.caps[slot]):
            return size
    return -1


@njit(cache=True, nogil=True)
def settle(
    first: Ints, head: Ints, link: Ints, box_first: Ints, boxes: Ints, pushed: int, limit: int, state: State
) -> int:
    """Settle labels until nothing waits, `limit` labels are settled, or room is wanted; return which.

    Parameters
    ----------
    first, head, link
        Arcs in CSR form with the link of each.
    box_first, boxes
        What each link admits, as in `frontier.Unions`.
    pushed
        Boxes that one label may put into the heap at most.
    limit
        Labels that may be settled, with those of before.
    state
        The search so far; its arrays change.
    """
    counts, now, stack, wave, last, keys, slots, caps, at, rows, start, kept, room, out_node, out_caps = state
    dimensions = len(now)
    settled, size, left, used, turn = counts[SETTLED], counts[HEAP], counts[STACK], counts[ROWS], counts[WAVE]
    fresh = np.empty(dimensions, dtype=np.int32)
    why = DONE
    while True:
        if left == 0:
            size = _next(state, size)
            if size < 0:
                size = 0
                break
            slot = slots[size]
            now[:] = caps[slot]
            turn += 1
            wave[at[slot]] = turn
            stack[0] = at[slot]
            left = 1
        u = stack[left - 1]
        if settled == limit:
            why = LIMIT
            break
        short = kept[u] == room[u] and used + 2 * room[u] + 2 > len(rows)
        if short or size + pushed > len(slots) or settled == len(out_node):
            why = FULL
            break
        left -= 1
        out_node[settled] = u
        out_caps[settled] = now
        settled += 1
        used = _keep(rows, start, kept, room, used, u, now)
        for a in range(first[u], first[u + 1]):
            v = head[a]
            if wave[v] == turn:
                continue  # what is there holds all that could come by this arc
            low, high = box_first[link[a]], box_first[link[a] + 1]
            whole = False
            for b in range(low, high):
                whole = whole or _holds(boxes[b], now)
            if whole:
                wave[v] = turn
                if not _held(rows, start[v], kept[v], now):
                    stack[left] = v
                    left += 1
                continue
            for b in range(low, high):
                some = True
                for d in range(dimensions):
                    fresh[d] = min(now[d], boxes[b, d])
                    some = some and fresh[d] >= 0
                if some and not _holds(last[v], fresh) and not _held(rows, start[v], kept[v], fresh):
                    last[v] = fresh
                    _push(keys, slots, caps, at, size, v, fresh)
                    size += 1
    counts[SETTLED], counts[HEAP], counts[STACK], counts[ROWS], counts[WAVE] = settled, size, left, used, turn
    return why
