"""ACCESS: who gets where, for every mover, day, scenario and verdict level at once.

A batch of movers is a set, one bit each. Links that are open to everyone on every day join their
ends into one node; links that are never open to anyone are dropped; what is left is solved by
sets (`reach`). The work does not depend on the number of movers in a word, and no mover is
compared with a limit: a limit is a row of a table of sets (`bits.Ranks`).

At each verdict level, what all scenarios of a day admit is solved once and kept whole; of each
scenario only the nodes are kept where it differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from thalweg.solve.bits import Words
from thalweg.solve.contract import Ints, Kernel

Flags = NDArray[np.uint8]
Nodes = Sequence[int] | NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Day:
    """Whom each link of the kernel admits on one day, as rows of a table of sets."""

    table: Words
    """Sets of movers, (rows, words); row 0 is everyone. Days may share one table."""
    rows: Ints
    """For each kind of limit the row of each link of the kernel, (kinds, links); row 0 admits everyone."""
    changed: Ints
    """Numbers in the kernel of the links whose rows differ between scenarios or verdict levels."""
    changed_rows: Ints
    """Their rows, (scenarios, levels, kinds, changed); laxer levels admit no fewer."""


@dataclass(slots=True)
class Counters:
    """The work that was done."""

    days: int = 0
    passed: int = 0
    """How often a node passed a set on."""
    looked: int = 0
    """How many arcs were looked at."""
    touched: int = 0
    """At how many nodes scenarios differ from what all of them share."""
    moved: int = 0
    """At how many links they do."""
    told: int = 0
    """Of how many links it was found whom they stop."""

    @property
    def sets(self) -> int:
        """How many sets were read or written.

        Three over an arc that is looked at, two where a node passes on; four at a node that a scenario touches
        (logged, kept, put back), three of a link that it moves, and four of a link of which it is found whom
        it stops.
        """
        return 3 * self.looked + 2 * self.passed + 4 * self.touched + 3 * self.moved + 4 * self.told

    def add(self, other: Counters) -> None:
        """Add the work of another."""
        for f in fields(self):
            setattr(self, f.name, getattr(self, f.name) + getattr(other, f.name))


Apart = tuple[Ints, Words]
"""The things at which a scenario differs, ascending or not, and their sets, (things, words)."""


@dataclass(frozen=True)
class Layered:
    """Sets by thing, scenario and verdict level: what scenarios share is kept once."""

    things: int
    base: tuple[Apart, ...]
    """By level the things that have a set, and their sets; the others have nobody."""
    apart: tuple[tuple[Apart, ...], ...]
    """By scenario and level what differs from the base of the level."""

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Scenarios, levels, things, words."""
        words = self.base[0][1].shape[-1] if self.base else 0
        return len(self.apart), len(self.base), self.things, words

    @property
    def nbytes(self) -> int:
        """Bytes that are kept."""
        parts = [*self.base, *(p for layers in self.apart for p in layers)]
        return sum(ids.nbytes + sets.nbytes for ids, sets in parts)

    def at(self, scenario: int, level: int) -> Words:
        """Return the sets of all things, (things, words)."""
        out = np.zeros((self.things, self.shape[3]), dtype=np.uint64)
        for ids, sets in (self.base[level], self.apart[scenario][level]):
            out[ids] = sets
        return out

    def of(self, things: Nodes) -> Words:
        """Return the sets of some things, (scenarios, levels, things, words)."""
        asked, where = np.unique(np.asarray(things, dtype=np.int64), return_inverse=True)
        slot = np.full(self.things, -1, dtype=np.int32)
        slot[asked] = np.arange(len(asked), dtype=np.int32)
        scenarios, levels, _, words = self.shape
        out = np.zeros((scenarios, levels, len(asked), words), dtype=np.uint64)
        for v, base in enumerate(self.base):
            _put(out[:, v], slot, base)
            for s in range(scenarios):
                _put(out[s, v], slot, self.apart[s][v])
        return out[:, :, where]


def _put(out: Words, slot: Ints, part: Apart) -> None:
    """Write the sets of things into their slots."""
    ids, sets = part
    at = slot[ids]
    met = at >= 0
    out[..., at[met], :] = sets[met]


@dataclass(frozen=True)
class Reached:
    """Who reaches each node on one day; what is joined to one node of the kernel is kept once."""

    at: Layered
    """By node of the kernel."""
    node: Ints
    """For each node of the whole network its node in the kernel."""
    stops: Layered | None = None
    """Whom each link of the kernel stops at the frontier; None if not asked."""

    def sets(self, targets: Nodes) -> Words:
        """Return who reaches each target, (scenarios, levels, targets, words)."""
        return self.at.of(self.node[np.asarray(targets, dtype=np.int64)])

    @property
    def nbytes(self) -> int:
        """Bytes that are kept."""
        return self.at.nbytes + (self.stops.nbytes if self.stops else 0)


class _Room:
    """The arrays in which days are solved, one after the other; at rest between days."""

    def __init__(self, kernel: Kernel, words: int, tile: int) -> None:
        nodes, links = kernel.nodes, len(kernel.links)
        self.sets: Words = np.empty((links, words), dtype=np.uint64)
        self.waiting: Words = np.zeros((nodes, words), dtype=np.uint64)
        self.queued = np.zeros(nodes, dtype=np.uint8)
        self.tiles = np.zeros(-(-nodes // tile), dtype=np.int32)
        self.mark = np.zeros(nodes, dtype=np.uint8)
        self.touched: Ints = np.empty(nodes, dtype=np.int32)
        self.before: Words = np.empty((nodes, words), dtype=np.uint64)
        self.moved: Ints = np.empty(links, dtype=np.int32)
        self.usual: Words = np.empty((links, words), dtype=np.uint64)

    @cached_property
    def stops(self) -> Words:
        """Whom links stop in what all scenarios share: nobody, then the links that stop someone."""
        return np.empty((len(self.sets) + 2, self.sets.shape[1]), dtype=np.uint64)

    @cached_property
    def place(self) -> Ints:
        """Where each link stands in `stops`."""
        return np.empty(len(self.sets), dtype=np.int32)

    @cached_property
    def again(self) -> Words:
        """Whom links stop that are looked at again."""
        return np.empty((len(self.sets) + 1, self.sets.shape[1]), dtype=np.uint64)

    @cached_property
    def found(self) -> Ints:
        """Links that are listed."""
        return np.empty(len(self.sets), dtype=np.int32)

    @cached_property
    def seen(self) -> NDArray[np.uint8]:
        """Links that are listed already."""
        return np.zeros(len(self.sets), dtype=np.uint8)


class Solver:
    """A contracted network with the sets of a batch of movers, to be asked day by day."""

    def __init__(self, kernel: Kernel, all_movers: Words) -> None:
        self.kernel = kernel
        self.all_movers = all_movers
        self.counters = Counters()

    def solve(self, day: Day, origin: int, with_stops: bool = False) -> Reached:
        """Return who gets from a node to every other, by scenario and verdict level."""
        return next(self.days([day], origin, with_stops))

    def days(self, days: Iterable[Day], origin: int, with_stops: bool = False, threads: int = 1) -> Iterator[Reached]:
        """Yield the answers of several days, in their order.

        Each thread has its own room, which its days use one after the other; answers depend on nothing else.
        """
        if threads <= 1:
            yield from self._each(days, origin, with_stops)
            return
        todo = iter(days)
        with ThreadPoolExecutor(threads) as pool:
            works = [_Work(self, origin, with_stops) for _ in range(threads)]
            while batch := list(islice(todo, threads)):
                for found, counters in pool.map(lambda w, d: w.day(d), works[: len(batch)], batch):
                    self.counters.add(counters)
                    yield found

    def _each(self, days: Iterable[Day], origin: int, with_stops: bool) -> Iterator[Reached]:
        work = _Work(self, origin, with_stops)
        for day in days:
            found, counters = work.day(day)
            self.counters.add(counters)
            yield found


class _Work:
    """The solution of one day after the other in one room."""

    def __init__(self, solver: Solver, origin: int, with_stops: bool) -> None:
        from thalweg.solve import reach

        self.inner: Any = reach
        self.kernel, self.all_movers = solver.kernel, solver.all_movers
        self.origin = int(self.kernel.node[origin])
        self.with_stops = with_stops
        self.room = _Room(self.kernel, len(self.all_movers), reach.TILE)

    def day(self, day: Day) -> tuple[Reached, Counters]:
        """Solve one day: level by level what all scenarios share, and on top of it each scenario."""
        k, room, inner = self.kernel, self.room, self.inner
        scenarios, levels = day.changed_rows.shape[:2]
        done = Counters(days=1)
        inner.admitted(day.table, np.ascontiguousarray(day.rows), room.sets)
        everywhere = np.arange(k.nodes, dtype=np.int32)
        base, told = [], []
        apart: list[list[Apart]] = [[] for _ in range(scenarios)]
        told_apart: list[list[Apart]] = [[] for _ in range(scenarios)]
        reached = np.zeros((k.nodes, len(self.all_movers)), dtype=np.uint64)
        reached[self.origin] = room.waiting[self.origin] = self.all_movers
        room.queued[self.origin] = 1
        room.tiles[self.origin // inner.TILE] = 1
        for v in range(levels):
            differs = np.empty((scenarios, len(day.changed)), dtype=np.uint8)
            inner.shared(
                day.table, np.ascontiguousarray(day.changed_rows[:, v]), day.changed, room.sets, differs
            )  # fmt: skip
            left = 1
            if v:
                reached = reached.copy()
                left = self._reopen(done, reached, day.changed, len(day.changed), log=False)[0]
            self._grow(done, reached, left, 0, log=False)
            base.append((everywhere, reached))
            if self.with_stops:
                told.append(self._stops(reached, done))
            for s in range(scenarios):
                nodes, stops = self._scenario(done, reached, day, s, v, differs[s])
                apart[s].append(nodes)
                told_apart[s].append(stops)
        at = Layered(k.nodes, tuple(base), tuple(map(tuple, apart)))
        if not self.with_stops:
            return Reached(at, k.node), done
        return Reached(at, k.node, Layered(len(k.links), tuple(told), tuple(map(tuple, told_apart)))), done

    def _scenario(
        self, done: Counters, reached: Words, day: Day, s: int, v: int, differs: Flags
    ) -> tuple[Apart, Apart]:
        """Solve a scenario on top of what all share, and take it back; return where it differs."""
        room, inner = self.room, self.inner
        moved = inner.enter(day.table, day.changed_rows[s, v], day.changed, differs, room.sets, room.moved, room.usual)
        touched = 0
        if moved:
            left, touched = self._reopen(done, reached, room.moved, moved, log=True)
            if left:
                touched = self._grow(done, reached, left, touched, log=True)
        stops = self._stops_again(reached, done, touched, moved) if self.with_stops else _NOBODY
        sets = np.empty((touched, reached.shape[1]), dtype=np.uint64)
        inner.leave(reached, room.mark, room.touched, room.before, sets, room.sets, room.moved, moved, room.usual)
        done.touched += touched
        done.moved += moved
        return (room.touched[:touched].copy(), sets), stops

    def _reopen(self, done: Counters, reached: Words, changed: Ints, some: int, log: bool) -> tuple[int, int]:
        k, room = self.kernel, self.room
        left, count, looked = self.inner.reopen(
            changed, some, k.ends, k.both, room.sets, reached, room.waiting, room.queued, room.tiles, log, room.mark,
            room.touched, room.before,
        )  # fmt: skip
        done.looked += looked
        return left, count

    def _grow(self, done: Counters, reached: Words, left: int, count: int, log: bool) -> int:
        k, room = self.kernel, self.room
        count, passed, looked = self.inner.grow(
            k.first, k.head, k.link, room.sets, reached, room.waiting, room.queued, room.tiles, left, log, room.mark,
            room.touched, room.before, count,
        )  # fmt: skip
        done.passed += passed
        done.looked += looked
        return int(count)

    def _stops(self, reached: Words, done: Counters) -> Apart:
        k, room = self.kernel, self.room
        count = self.inner.frontier(k.ends, k.both, room.sets, reached, room.stops, room.place, room.found)
        done.told += len(k.links)
        return room.found[:count].copy(), room.stops[1 : count + 1].copy()

    def _stops_again(self, reached: Words, done: Counters, touched: int, moved: int) -> Apart:
        k, room = self.kernel, self.room
        met, meets = k.met
        count, looked = self.inner.frontier_again(
            k.ends, k.both, room.sets, reached, room.stops, room.place, room.touched, touched, met, meets, room.moved,
            moved, room.seen, room.found, room.again,
        )  # fmt: skip
        done.told += looked
        return room.found[:count].copy(), room.again[:count].copy()


_NOBODY: Apart = (np.zeros(0, dtype=np.int32), np.zeros((0, 0), dtype=np.uint64))
