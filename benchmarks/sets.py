"""The worlds as sets of movers: how their limits become rows of one table, and how all their cells are answered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds import FLAGS, FREE, World
from thalweg.solve.access import Day, Reached, Solver
from thalweg.solve.bits import Ranks, everyone, pack
from thalweg.solve.contract import Arcs, contract

KINDS = 6
"""Kinds of limits: draught, air draught, beam, length, ice, law."""


def arcs_of(w: World) -> Arcs:
    """Return the arcs of a world: every link both ways."""
    link = np.arange(w.links, dtype=np.int32)
    tail, head = np.concatenate([w.ends, w.ends[:, ::-1]]).T
    return Arcs(w.nodes, tail.copy(), head.copy(), np.concatenate([link, link]), w.links, w.place)


class Sets:
    """The limits of a world as rows of one table of sets: four sizes, ice, and the flags that lack no permit."""

    def __init__(self, w: World) -> None:
        self.w = w
        movers = w.sizes.shape[1]
        self.all = everyone(movers)
        self.ranks = [Ranks(w.sizes[i].astype(np.int64)) for i in range(4)]
        ice = pack(np.arange(5)[:, None] <= w.ice_class[None, :])
        flags = pack((np.arange(1 << FLAGS)[:, None] >> w.flag[None, :] & 1).astype(np.bool_))
        self.table = np.concatenate([self.all[None], *(r.table for r in self.ranks), ice, flags])
        self.at = np.cumsum([1, *(len(r.table) for r in self.ranks), len(ice)])
        self.asked, self.which = np.unique(w.asks, return_inverse=True)
        lacking = self.asked[:, None, None, None] & ~w.held[None]
        able = (lacking == 0).astype(np.int32) << np.arange(FLAGS, dtype=np.int32)[None, :, None, None]
        law = able.sum(axis=1)  # of each combination of permits, scenario and day the flags that have them
        self.law = np.where(law == (1 << FLAGS) - 1, 0, self.at[5] + law).astype(np.int32)

    def fits(self, i: int, caps: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the rows of limits of one size; row 0 where nothing limits."""
        rows = self.ranks[i].below(caps)
        return np.where(rows == len(self.ranks[i].sizes), 0, self.at[i] + rows).astype(np.int32)

    def days(self, kept: NDArray[np.int32]) -> Iterator[Day]:
        """Yield every day for the links that are kept; scenarios differ in their law and in some links."""
        w = self.w
        zone, asked, caps = w.zone[kept], self.which[kept], w.caps[:, kept]
        number = np.full(w.links, -1, dtype=np.int32)
        number[kept] = np.arange(len(kept), dtype=np.int32)
        extra = []
        moved = np.zeros(len(kept), dtype=np.bool_)
        for links, depth, height in w.extra:
            left = number[links] >= 0  # the others lie within one node of the kernel
            extra.append((number[links[left]], depth[left], height[left]))
            moved[extra[-1][0]] = True
        rows = np.empty((KINDS, len(kept)), dtype=np.int32)
        rows[2], rows[3] = self.fits(2, caps[2]), self.fits(3, caps[3])
        place = np.empty(len(kept), dtype=np.int32)
        for day in range(w.days):
            level = w.water[zone, day]
            rows[0] = self.fits(0, np.where(caps[0] >= FREE, FREE, caps[0] + level))
            rows[1] = self.fits(1, np.where(caps[1] >= FREE, FREE, caps[1] - level))
            ice = w.ice[:, day]
            rows[4] = np.where(ice > 0, self.at[4] + ice, 0).astype(np.int32)[zone]
            rows[5] = self.law[:, 0, day][asked]
            changing = (self.law[:, :, day] != self.law[:, :1, day]).any(axis=1)
            changed = np.flatnonzero(moved | changing[asked]).astype(np.int32)
            place[changed] = np.arange(len(changed), dtype=np.int32)
            layers = np.repeat(rows[None, None, :, changed], w.scenarios, axis=0)
            for s, (here, depth, height) in enumerate(extra):
                layers[s, 0, 5] = self.law[:, s, day][asked[changed]]
                layers[s, 0, 0, place[here]] = self.fits(0, np.where(depth >= FREE, FREE, depth + level[here]))
                layers[s, 0, 1, place[here]] = self.fits(1, np.where(height >= FREE, FREE, height - level[here]))
            yield Day(self.table, rows.copy(), changed, layers)


def always(w: World) -> NDArray[np.bool_]:
    """Return the links that admit every mover on every day under every scenario."""
    highest = w.sizes.max(axis=1)
    tide = np.stack([w.water.min(axis=1)[w.zone], -w.water.max(axis=1)[w.zone]])
    free = (np.where(w.caps[:2] >= FREE, FREE, w.caps[:2] + tide) >= highest[:2, None]).all(axis=0)
    free &= (w.caps[2:] >= highest[2:, None]).all(axis=0) & (w.ice.max(axis=1) == 0)[w.zone] & (w.asks == 0)
    for links, _, _ in w.extra:
        free[links] = False
    return np.asarray(free)


def solve(w: World, with_stops: bool = False, threads: int = 1) -> tuple[list[Reached], Solver]:
    """Answer all cells of a world; contraction, tables and search are all counted."""
    sets = Sets(w)
    solver = Solver(contract(arcs_of(w), always(w), np.zeros(w.links, dtype=np.bool_)), sets.all)
    return list(solver.days(sets.days(solver.kernel.links), w.origin, with_stops, threads)), solver
