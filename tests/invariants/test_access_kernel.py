"""The access kernel equals a plain search, one mover, day, scenario and level at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from thalweg.solve.access import Arcs, Day, Solver, contract
from thalweg.solve.bits import everyone, pack, unpack

LEVELS = 3


@dataclass(frozen=True)
class World:
    """A random network and the verdict of every mover on every link, day and scenario."""

    arcs: Arcs
    verdicts: NDArray[np.uint8]
    """(days, scenarios, movers, links); 3 is closed."""


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a world: a few nodes, links of one or two ways, verdicts that are mostly the same."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    nodes = draw(st.integers(1, 12))
    links = draw(st.integers(0, 24))
    movers = draw(st.sampled_from([1, 3, 64, 65, 130]))
    days, scenarios = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    ends = rng.integers(0, nodes, (links, 2)).astype(np.int32)
    both = rng.random(links) < 0.7
    tail = np.concatenate([ends[:, 0], ends[both, 1]])
    head = np.concatenate([ends[:, 1], ends[both, 0]])
    link = np.concatenate([np.arange(links), np.flatnonzero(both)]).astype(np.int32)
    place = rng.random((nodes, 2)) if draw(st.booleans()) else None
    usual = rng.choice([0, 0, 0, 1, 2, 3], (1, 1, movers, links)).astype(np.uint8)
    free = rng.random(links) < draw(st.sampled_from([0.0, 0.5, 0.9]))
    usual[..., free] = 0
    verdicts = np.repeat(np.repeat(usual, days, axis=0), scenarios, axis=1)
    changed = rng.random(verdicts.shape) < 0.1
    verdicts[changed] = rng.choice([0, 1, 2, 3], int(changed.sum()))
    return World(Arcs(nodes, tail, head, link, links, place), verdicts)


def day_of(world: World, day: int) -> Day:
    """Return a day in the form of the kernel."""
    _, scenarios, movers, links = world.verdicts.shape
    found = world.verdicts[day]
    sets = np.stack([pack((found <= v).transpose(0, 2, 1)) for v in range(LEVELS)], axis=1)
    flat = sets.reshape(-1, sets.shape[-1]) if links else np.zeros((0, everyone(movers).shape[0]), dtype=np.uint64)
    table = np.concatenate([everyone(movers)[None], flat])
    rows = np.arange(1, 1 + scenarios * LEVELS * links, dtype=np.int32).reshape(scenarios, LEVELS, 1, links)
    same = (sets == sets[:1, :1]).all(axis=(0, 1, 3)) if links else np.zeros(0, dtype=np.bool_)
    changed = np.flatnonzero(~same).astype(np.int32)
    return Day(table, rows[0, 0], changed, rows[..., changed])


def plain(world: World, day: int, scenario: int, mover: int, level: int, origin: int) -> set[int]:
    """Search for one mover over the links that are good enough."""
    good = world.verdicts[day, scenario, mover] <= level
    reached, stack = {origin}, [origin]
    while stack:
        node = stack.pop()
        for tail, head, link in zip(world.arcs.tail, world.arcs.head, world.arcs.link, strict=True):
            if tail == node and good[link] and int(head) not in reached:
                reached.add(int(head))
                stack.append(int(head))
    return reached


@settings(max_examples=60)
@given(worlds(), st.integers(0, 100))
def test_the_kernel_is_a_plain_search(world: World, start: int) -> None:
    days, scenarios, movers, _ = world.verdicts.shape
    origin = start % world.arcs.nodes
    always = (world.verdicts == 0).all(axis=(0, 1, 2))
    never = (world.verdicts == LEVELS).all(axis=(0, 1, 2))
    kernel = contract(world.arcs, always, never)
    rng = np.random.default_rng(start)
    for d in range(days):
        day = day_of(world, d)
        solver = Solver(kernel, everyone(movers))
        found = solver.solve(day, origin, with_stops=True)
        again = solver.solve(day, origin)
        assert np.array_equal(found.at, again.at)
        sets = found.sets(np.arange(world.arcs.nodes))
        for s in range(scenarios):
            for v in range(LEVELS):
                got = unpack(sets[s, v], movers)
                stopped = unpack(found.stops[s, v], movers)
                for m in rng.choice(movers, min(movers, 5), replace=False):
                    reached = plain(world, d, s, int(m), v, origin)
                    assert set(np.flatnonzero(got[:, m])) == reached
                    frontier = {
                        int(link)
                        for tail, head, link in zip(world.arcs.tail, world.arcs.head, world.arcs.link, strict=True)
                        if int(tail) in reached and int(head) not in reached
                    }
                    told = set(kernel.links[np.flatnonzero(stopped[:, m])])
                    assert told <= frontier
                    assert all(world.verdicts[d, s, m, link] > v for link in told)
                    assert frontier - told <= set(np.flatnonzero(never))


def test_work_is_counted() -> None:
    arcs = Arcs(3, np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32), np.arange(2, dtype=np.int32), 2)
    kernel = contract(arcs, np.array([True, False]), np.zeros(2, dtype=np.bool_))
    assert (kernel.nodes, len(kernel.head)) == (3, 2)  # one way alone joins nothing
    solver = Solver(kernel, everyone(1))
    none = np.zeros(0, dtype=np.int32)
    day = Day(everyone(1)[None], np.zeros((1, 2), dtype=np.int32), none, np.zeros((1, 1, 1, 0), dtype=np.int32))
    solver.solve(day, 0)
    assert (solver.counters.days, solver.counters.passed, solver.counters.looked) == (1, 3, 2)
