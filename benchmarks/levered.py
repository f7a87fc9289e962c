"""Networks under levers to measure on: grids with levers in places or at random, and the sea with its works."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds import PERMITS, ZONES, World
from thalweg.solve.levers import Levered

Sets = list[set[int]]


def grid(arcs: int, levers: int, kind: str, seed: int) -> tuple[Levered, int, list[int]]:
    """Make a square grid of about so many arcs, from corner to corner.

    Of "places" half of the levers are consents of territories that cover the grid, half are works on a few
    links near each other, and 15 % of the links are free. Of "random" each link needs one to three levers
    of all, and 30 % are free: that is hostile.
    """
    rng = np.random.default_rng(seed)
    side = max(3, int(np.sqrt(arcs / 4)) + 1)
    at = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], 1), np.stack([at[:-1].ravel(), at[1:].ravel()], 1)]
    )
    sets = _places(rng, ends, side, levers) if kind == "places" else _random(rng, len(ends), levers)
    for link in np.flatnonzero(rng.random(len(ends)) < (0.15 if kind == "places" else 0.3)):
        sets[link] = set()
    tail, head = np.concatenate([ends, ends[:, ::-1]]).T
    order = np.argsort(tail, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=side * side))])
    alternatives = [[sets[i % len(ends)]] for i in order]
    return Levered.of(first, head[order], alternatives, rng.integers(1, 100, levers)), 0, [side * side - 1]


def _places(rng: np.random.Generator, ends: NDArray[np.int64], side: int, levers: int) -> Sets:
    y, x = np.divmod(np.arange(side * side), side)
    middle = np.stack([x[ends].mean(axis=1), y[ends].mean(axis=1)], axis=1) / side
    territories = max(2, levers // 2)
    centres = rng.random((territories, 2))
    near = np.argsort(((middle[:, None] - centres[None]) ** 2).sum(axis=2), axis=1)
    shared = rng.random(len(ends)) < 0.25
    sets = [{int(n[0])} | ({int(n[1])} if s else set()) for n, s in zip(near, shared, strict=True)]
    for lever in range(territories, levers):
        close = ((middle - rng.random(2)) ** 2).sum(axis=1) < rng.uniform(0.05, 0.2) ** 2
        for link in np.flatnonzero(close & (rng.random(len(ends)) < 0.7)):
            sets[link].add(lever)
    return sets


def _random(rng: np.random.Generator, links: int, levers: int) -> Sets:
    sets: Sets = [set() for _ in range(links)]
    for chance in (1.0, 0.5, 0.25):
        for link in np.flatnonzero(rng.random(links) < chance):
            sets[link].add(int(rng.integers(levers)))
    return sets


def sea(w: World, mover: int, day: int, rng: np.random.Generator) -> Levered:
    """Put a world under levers for one mover on one day.

    A lever for each permit, an icebreaker for each zone, and for each link to deepen it, to raise what
    spans it, and to rebuild it.
    """
    lacking = w.asks & ~w.held[w.flag[mover], 0, day]
    short = w.sizes[:, mover, None] > w.caps_on(day, 0)
    iced = np.flatnonzero(w.ice[w.zone, day] > w.ice_class[mover])
    works = PERMITS + ZONES
    needs = [(e := np.flatnonzero(lacking >> np.uint32(p) & 1), np.full(len(e), p)) for p in range(PERMITS)]
    needs.append((iced, PERMITS + w.zone[iced]))
    for i, stopped in enumerate((short[0], short[1], short[2] | short[3])):
        links = np.flatnonzero(stopped)
        needs.append((links, works + 3 * links + i))
    link, lever = (np.concatenate(x) for x in zip(*needs, strict=True))
    order = np.lexsort((lever, link))
    lever = lever[order]
    of_link = np.concatenate([[0], np.cumsum(np.bincount(link, minlength=w.links))])
    tail, head = np.concatenate([w.ends, w.ends[:, ::-1]]).T
    both = np.concatenate([np.arange(w.links)] * 2)
    order = np.argsort(tail, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=w.nodes))])
    count = np.diff(of_link)[both[order]]
    of_set = np.concatenate([[0], np.cumsum(count)])
    lever = lever[np.repeat(of_link[both[order]] - of_set[:-1], count) + np.arange(of_set[-1])]
    cost = np.concatenate(
        [rng.integers(20, 60, PERMITS), rng.integers(5, 15, ZONES), rng.integers(10, 80, 3 * w.links)]
    )
    cost[works + 2 :: 3] += 200
    first, of_set, lever, head = (x.astype(np.int32) for x in (first, of_set, lever, head[order]))
    arcs = np.arange(len(head) + 1, dtype=np.int32)
    return Levered(first, head, arcs, of_set, lever, cost[:, None].astype(np.int64), np.ones(len(cost), dtype=np.int64))
