"""ENVELOPE against its peers: the largest vessels that get to every place, state by state of the law.

A state is one flag, day and scenario. A box has five dimensions: four sizes, and how little ice class a vessel
may have. The plain search must find the same boxes; the sweep of `access` must let the same vessels of a
random fleet through; on a network without mercy the search must stop at its budget, say that it is not
finished, and what it found must be right. All is processor time, of one thread where one is used, so that other
work on the machine counts little. Results go to `benchmarks/results/envelope.json`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import Row, finish, row
from benchmarks.scalar import spread
from benchmarks.sets import arcs_of, solve
from benchmarks.worlds import FLAGS, FREE, World, world
from thalweg.solve.bits import unpack
from thalweg.solve.frontier import UNLIMITED, Caps, Frontiers, Unions, frontiers
from thalweg.solve.largest import LargestSolver

ICE = 4
"""The highest ice class of a world and one more: a link that asks for class c admits `ICE - c` of lacking it."""
LIMIT_S = 0.001
HOSTILE = "grid 50k, all limited"
WORLDS = ("sea, 10 % limited", "grid 50k, 10 % limited")
State = tuple[int, int, int]
"""Flag, day, scenario."""


@dataclass(frozen=True)
class Wanted:
    """A world turned round: what its links admit in a state."""

    w: World

    def boxes(self, state: State, links: NDArray[np.intp]) -> Unions:
        """Return the box of each of some links; closed where the flag lacks a permit."""
        flag, day, scenario = state
        w = self.w
        caps = np.empty((len(links), 5), dtype=np.int32)
        sizes = w.caps_at(day, scenario, links).T
        caps[:, :4] = np.where(sizes >= FREE, UNLIMITED, sizes)
        ice = w.ice[w.zone[links], day]
        caps[:, 4] = np.where(ice > 0, ICE - ice, UNLIMITED)
        caps[(w.asks[links] & ~w.held[flag, scenario, day]) != 0] = -1
        return Unions(np.arange(len(links) + 1, dtype=np.int32), caps)

    def solver(self) -> LargestSolver:
        """Return the network contracted for all states."""
        w = self.w
        anything = (w.caps >= FREE).all(axis=0) & (w.ice.max(axis=1) == 0)[w.zone] & (w.asks == 0)
        for links, _, _ in w.extra:
            anything[links] = False
        return LargestSolver(arcs_of(w), anything, np.zeros(w.links, dtype=np.bool_))

    def fleet(self) -> NDArray[np.int32]:
        """Return the vessels of the world as points, (movers, 5)."""
        return np.column_stack([self.w.sizes.T, ICE - self.w.ice_class]).astype(np.int32)

    def states(self) -> list[State]:
        """Return all states."""
        return [(f, d, s) for f in range(FLAGS) for d in range(self.w.days) for s in range(self.w.scenarios)]

    def every(self, states: list[State]) -> list[Frontiers]:
        """Answer states; contraction, boxes and search are all counted."""
        solver = self.solver()
        return [solver.solve(self.boxes(x, solver.links), self.w.origin) for x in states]

    def plain(self, state: State) -> Frontiers:
        """Answer a state by the plain search of the whole network."""
        arcs = arcs_of(self.w)
        order = np.argsort(arcs.tail, kind="stable")
        first = np.searchsorted(arcs.tail[order], np.arange(self.w.nodes + 1)).astype(np.int32)
        admits = self.boxes(state, np.arange(self.w.links))
        return frontiers(first, arcs.head[order], arcs.link[order], admits, self.w.origin, 10**9, 10**9)


def passes(found: Frontiers, vessels: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which vessels some box of each node holds, (nodes, vessels)."""
    held = (found.caps[:, None, :] >= vessels[None, :, :]).all(axis=2)
    counts = np.concatenate([np.zeros((1, len(vessels)), dtype=np.int32), np.cumsum(held, axis=0, dtype=np.int32)])
    return np.asarray((counts[found.first[1:]] > counts[found.first[:-1]])[found.node])


def measure(name: str, movers: int, days: int, scenarios: int, repeats: int, sample: int) -> list[Row]:
    """Measure one world; return a row for the limit of time and for each peer."""
    wanted = Wanted(world(name, movers, days, scenarios))
    w, states = wanted.w, wanted.states()
    wanted.every(states[:1])  # what is compiled is compiled
    times = []
    for _ in range(repeats):
        start = time.process_time()
        found = wanted.every(states)
        times.append((time.process_time() - start) / len(states))
    ours = statistics.median(times)
    settled = int(np.median([f.settled for f in found]))
    more = {"states": len(states), "settled": settled, "most_boxes": int(max(np.diff(f.first).max() for f in found))}
    print(f"{name}: {ours * 1e3:.3f} ms a state, {len(states)} states, {settled} labels")
    rows: list[Row] = []
    if name == WORLDS[0]:
        unfinished = sum(not f.finished for f in found)
        rows.append(
            row(name, "limit of 1 ms a state", LIMIT_S / ours, 1, times, mismatches=unfinished, work=more)
        )  # fmt: skip

    rng = np.random.default_rng(5)
    spent, wrong = [], 0
    for i in rng.choice(len(states), sample, replace=False):
        start = time.process_time()
        plain = wanted.plain(states[i])
        spent.append(time.process_time() - start)
        wrong += sum(plain.at(v) != found[i].at(v) for v in range(w.nodes))
    ratio = statistics.fmean(spent) / ours
    print(f"  plain search {statistics.fmean(spent) * 1e3:10.2f} ms a state {ratio:8.0f} x; {wrong} mismatches")
    rows.append(
        row(name, "plain search in Python", ratio, None, times, peer_s=spent, peer_of="a state", mismatches=wrong,
            work=more)
    )  # fmt: skip

    solve(world(name, 64, 1, 2))
    start = time.process_time()
    swept, _ = solve(w)
    swept_s = time.process_time() - start
    wrong, fleet = 0, wanted.fleet()
    for day in range(days):
        sets = swept[day].sets(np.arange(w.nodes))
        for scenario in range(scenarios):
            there = unpack(sets[scenario, 0], movers)
            for flag in range(FLAGS):
                mine = np.flatnonzero(w.flag == flag)
                got = passes(found[states.index((flag, day, scenario))], fleet[mine])
                wrong += int((got != there[:, mine]).sum())
    ratio = swept_s / (ours * len(states))
    print(f"  sweep of {movers} vessels {swept_s:.3f} s for all states {ratio:.3f} x; {wrong} mismatches")
    rows.append(
        row(
            name, f"sweep of {movers:,} vessels by access, all states", ratio, None, [t * len(states) for t in times],
            peer_s=[swept_s], mismatches=wrong, cells=movers * days * scenarios, work=more,
        )
    )  # fmt: skip
    return rows


def hostile(budget: int, sample: int) -> Row:
    """Measure a network on which the boxes are too many; check that what is found is right, as far as it goes."""
    wanted = Wanted(world(HOSTILE, 64, 1, 1))
    w, state = wanted.w, (0, 0, 0)
    solver = wanted.solver()
    admits = wanted.boxes(state, solver.links)
    solver.solve(admits, w.origin, 1000)
    start = time.process_time()
    found = solver.solve(admits, w.origin, budget)
    spent = time.process_time() - start
    k = solver.kernel

    def gets(box: Caps, node: int) -> bool:
        return bool(spread(k.first, k.head, admits.admitting(box)[k.link], int(k.node[w.origin]))[node])

    wrong = int(found.finished) + int(found.settled != budget)
    rng = np.random.default_rng(6)
    nodes = np.repeat(np.arange(k.nodes), np.diff(found.first))
    for i in rng.choice(len(found.caps), min(sample, len(found.caps)), replace=False):
        box, node = tuple(found.caps[i].tolist()), int(nodes[i])
        larger = [tuple(c + (d == e) for e, c in enumerate(box)) for d in range(5) if box[d] < UNLIMITED]
        wrong += int(not gets(box, node)) + sum(gets(x, node) for x in larger)
    print(f"{HOSTILE}: {budget} labels in {spent:.2f} s, finished: {found.finished}; {wrong} mismatches")
    return row(
        f"{HOSTILE}, {budget:,} labels", "limit of 10 s", 10 / spent, 1, [spent], mismatches=wrong,
        work={"settled": found.settled, "finished": found.finished, "sampled": sample},
    )  # fmt: skip


def main() -> int:
    """Measure both worlds and the hostile one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the worlds")
    parser.add_argument("--movers", type=int, default=1000)
    parser.add_argument("--days", type=int, default=12)
    parser.add_argument("--scenarios", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sample", type=int, default=6, help="states that the plain search answers too")
    parser.add_argument("--budget", type=int, default=1_000_000, help="labels on the hostile network")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/envelope.json")
    asked = parser.parse_args()
    rows: list[Row] = []
    for name in WORLDS:
        if asked.only in name:
            rows += measure(name, asked.movers, asked.days, asked.scenarios, asked.repeats, asked.sample)
    if asked.only in HOSTILE:
        rows.append(hostile(asked.budget, 200))
    title = "Envelope: the largest vessels to all places, a state being one flag, day and scenario"
    return finish("envelope", title, rows, asked.save, ["scipy"])


if __name__ == "__main__":
    sys.exit(main())
