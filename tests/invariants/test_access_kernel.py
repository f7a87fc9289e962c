"""The access kernel equals a plain search, one mover, day, scenario and level at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from thalweg.solve.access import Counters, Day, Reached, Solver
from thalweg.solve.bits import Ranks, everyone, pack, unpack
from thalweg.solve.contract import Arcs, Kernel, contract

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


def day_of(world: World, day: int, kernel: Kernel) -> Day:
    """Return a day in the form of the kernel."""
    _, scenarios, movers, _ = world.verdicts.shape
    links = len(kernel.links)
    found = world.verdicts[day][..., kernel.links]
    sets = np.stack([pack((found <= v).transpose(0, 2, 1)) for v in range(LEVELS)], axis=1)
    table = np.concatenate([everyone(movers)[None], sets.reshape(-1, sets.shape[-1])])
    rows = np.arange(1, 1 + scenarios * LEVELS * links, dtype=np.int32).reshape(scenarios, LEVELS, 1, links)
    changed = np.flatnonzero(~(sets == sets[:1, :1]).all(axis=(0, 1, 3))).astype(np.int32)
    return Day(table, rows[0, 0], changed, np.ascontiguousarray(rows[..., changed]))


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


def frontier(world: World, reached: set[int]) -> set[int]:
    """Return the links that lead from where a mover is to where it is not."""
    return {
        int(link)
        for tail, head, link in zip(world.arcs.tail, world.arcs.head, world.arcs.link, strict=True)
        if int(tail) in reached and int(head) not in reached
    }


def answers(found: Reached) -> bytes:
    """Return all that a day holds, as it is kept and as it is read."""
    layers = [found.at, *([found.stops] if found.stops else [])]
    parts = [p for x in layers for p in (*x.base, *(y for of in x.apart for y in of))]
    scenarios, levels, _, _ = found.at.shape
    whole = [x.at(s, v) for x in layers for s in range(scenarios) for v in range(levels)]
    return b"|".join(x.tobytes() for x in (*(array for part in parts for array in part), *whole))


@settings(max_examples=60)
@given(worlds(), st.integers(0, 100))
def test_the_kernel_is_a_plain_search(world: World, start: int) -> None:
    days, scenarios, movers, _ = world.verdicts.shape
    origin = start % world.arcs.nodes
    always = (world.verdicts == 0).all(axis=(0, 1, 2))
    never = (world.verdicts == LEVELS).all(axis=(0, 1, 2))
    kernel = contract(world.arcs, always, never)
    rng = np.random.default_rng(start)
    solver = Solver(kernel, everyone(movers))
    for d, found in enumerate(solver.days([day_of(world, d, kernel) for d in range(days)], origin, with_stops=True)):
        assert found.stops is not None
        sets = found.sets(np.arange(world.arcs.nodes))
        for s in range(scenarios):
            for v in range(LEVELS):
                assert np.array_equal(found.at.at(s, v)[kernel.node], sets[s, v])
                got = unpack(sets[s, v], movers)
                stopped = unpack(found.stops.at(s, v), movers)
                for m in rng.choice(movers, min(movers, 5), replace=False):
                    reached = plain(world, d, s, int(m), v, origin)
                    assert set(np.flatnonzero(got[:, m])) == reached
                    told = set(kernel.links[np.flatnonzero(stopped[:, m])])
                    assert told <= frontier(world, reached)
                    assert all(world.verdicts[d, s, m, link] > v for link in told)
                    assert frontier(world, reached) - told <= set(np.flatnonzero(never))


@settings(max_examples=30)
@given(worlds(), st.integers(0, 100))
def test_a_day_leaves_nothing_behind(world: World, start: int) -> None:
    """The same question has the same bytes again, after others, in another order, and from several threads."""
    days, _, movers, _ = world.verdicts.shape
    always = (world.verdicts == 0).all(axis=(0, 1, 2))
    kernel = contract(world.arcs, always, np.zeros(world.arcs.links, dtype=np.bool_))
    origin, other = start % world.arcs.nodes, (start + 1) % world.arcs.nodes
    asked = [day_of(world, d, kernel) for d in range(days)]
    solver = Solver(kernel, everyone(movers))
    alone = [answers(Solver(kernel, everyone(movers)).solve(day, origin, with_stops=True)) for day in asked]
    assert [answers(x) for x in solver.days(asked, origin, with_stops=True)] == alone
    solver.solve(asked[0], other)
    assert [answers(x) for x in solver.days(asked[::-1], origin, with_stops=True)] == alone[::-1]
    assert [answers(x) for x in solver.days(asked * 3, origin, with_stops=True, threads=3)] == alone * 3
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda d: answers(solver.solve(d, origin, with_stops=True)), asked * 3)) == alone * 3


def test_ten_thousand_cells_with_limits_that_tie() -> None:
    """Sizes and limits are few whole numbers, so that most limits are met exactly by some mover."""
    rng = np.random.default_rng(11)
    cells = ties = 0
    for _ in range(42):
        nodes, links, movers, days, scenarios = 9, int(rng.integers(1, 22)), int(rng.choice([64, 65])), 2, 2
        ends = rng.integers(0, nodes, (links, 2)).astype(np.int32)
        two = rng.random(links) < 0.6
        arcs = Arcs(
            nodes, np.concatenate([ends[:, 0], ends[two, 1]]), np.concatenate([ends[:, 1], ends[two, 0]]),
            np.concatenate([np.arange(links), np.flatnonzero(two)]).astype(np.int32), links,
        )  # fmt: skip
        sizes = rng.integers(10, 16, (2, movers))
        caps = np.repeat(rng.integers(9, 18, (days, 1, 2, links)), scenarios, axis=1)
        caps[:, 1] += rng.integers(-1, 2, (days, 2, links)) * (rng.random(links) < 0.3)
        ranks = [Ranks(s) for s in sizes]
        table = np.concatenate([everyone(movers)[None], ranks[0].table, ranks[1].table])
        at = (1, 1 + len(ranks[0].table))
        rows = np.stack([at[i] + ranks[i].below(caps[:, :, i]) for i in (0, 1)], axis=2).astype(np.int32)
        always = (caps.min(axis=(0, 1)) >= sizes.max(axis=1, keepdims=True)).all(axis=0)
        never = (caps.max(axis=(0, 1)) < sizes.min(axis=1, keepdims=True)).any(axis=0)
        kernel = contract(arcs, always, never)
        solver = Solver(kernel, everyone(movers))
        good: NDArray[np.bool_] = np.all(sizes[None, None, :, :, None] <= caps[:, :, :, None], axis=2)
        ties += int((sizes[None, None, :, :, None] == caps[:, :, :, None]).sum())
        for d in range(days):
            mine = rows[d][:, :, kernel.links]
            changed = np.flatnonzero((mine[0] != mine[1]).any(axis=0)).astype(np.int32)
            day = Day(table, mine[0], changed, np.ascontiguousarray(mine[:, None, :, changed]))
            got = unpack(solver.solve(day, 0).sets(np.arange(nodes)), movers)
            for s in range(scenarios):
                for m in range(movers):
                    verdicts = np.where(good[d, s, m], 0, 1)[None, None, None]
                    expected = plain(World(arcs, verdicts), 0, 0, 0, 0, 0)
                    assert set(np.flatnonzero(got[s, 0, :, m])) == expected
                    cells += 1
    assert cells >= 10_000
    assert ties > 10_000


def test_work_is_counted() -> None:
    arcs = Arcs(3, np.array([0, 1], dtype=np.int32), np.array([1, 2], dtype=np.int32), np.arange(2, dtype=np.int32), 2)
    kernel = contract(arcs, np.array([True, False]), np.zeros(2, dtype=np.bool_))
    assert (kernel.nodes, len(kernel.head)) == (3, 2)  # one way alone joins nothing
    solver = Solver(kernel, everyone(1))
    none = np.zeros(0, dtype=np.int32)
    day = Day(everyone(1)[None], np.zeros((1, 2), dtype=np.int32), none, np.zeros((1, 1, 1, 0), dtype=np.int32))
    solver.solve(day, 0)
    assert (solver.counters.days, solver.counters.passed, solver.counters.looked) == (1, 3, 2)


def line(nodes: int, scenarios: int, closed_at: int) -> Counters:
    """Return the work of a line of links, all open but that the last scenario opens one more near its end."""
    link = np.arange(nodes - 1, dtype=np.int32)
    arcs = Arcs(nodes, np.concatenate([link, link + 1]), np.concatenate([link + 1, link]), np.concatenate([link] * 2),
                nodes - 1)  # fmt: skip
    kernel = contract(arcs, np.zeros(nodes - 1, dtype=np.bool_), np.zeros(nodes - 1, dtype=np.bool_))
    all_movers = everyone(70)
    table = np.stack([all_movers, np.zeros_like(all_movers)])
    rows = np.zeros((1, nodes - 1), dtype=np.int32)
    rows[0, closed_at] = 1
    changed_rows = np.ones((scenarios, 1, 1, 1), dtype=np.int32)
    changed_rows[-1] = 0
    solver = Solver(kernel, all_movers)
    solver.solve(Day(table, rows, np.array([closed_at], dtype=np.int32), changed_rows), 0, with_stops=True)
    return solver.counters


def test_a_scenario_costs_what_it_changes() -> None:
    """Of 2,000 nodes the last scenario opens the way to five; scenarios that are alike cost nothing."""
    one, two, many = line(2000, 1, 1994), line(2000, 2, 1994), line(2000, 9, 1994)
    assert (one.passed, one.looked) == (2000, 3998)  # the one scenario is all that is shared
    assert (two.passed, two.touched, two.moved) == (2000, 5, 1)
    assert two.looked == 3989 + 2 + 9  # two arcs of the link that opens, and those of the five nodes
    assert two.told == 1999 + 5
    assert two.sets == 3 * 4000 + 2 * 2000 + 4 * 5 + 3 + 4 * 2004
    assert many == two
