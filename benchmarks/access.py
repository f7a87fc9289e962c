"""ACCESS against its peers: who gets where, for every mover, day, scenario and place.

Every peer does the same work in the same process, cell by cell (a cell: one mover, day and scenario, all
places): filter the links that admit, build what it needs, and search. Its pace is that of a sample of
cells, and the answers of the sample must be equal. Results go to `benchmarks/results/access.json`.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from benchmarks.worlds import FLAGS, FREE, NETWORKS, World, world
from thalweg.solve.access import Day, Reached, Solver
from thalweg.solve.bits import Ranks, everyone, pack, unpack
from thalweg.solve.contract import Arcs, contract

BARS = {
    **{(name, "scalar"): 100 for name in NETWORKS},
    ("sea, 10 % limited", "scipy"): 1000,
    ("sea, 10 % limited", "igraph"): 5000,
    ("sea, 10 % limited", "networkx"): 50000,
    ("grid 1M, 10 % limited", "scipy"): 500,
    ("grid 1M, all limited", "scipy"): 100,
}
RESULTS = Path(__file__).with_name("results") / "access.json"
Reach = Callable[[NDArray[np.bool_]], NDArray[np.bool_]]
Row = dict[str, object]


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
        rows = np.empty((6, len(kept)), dtype=np.int32)
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


def by_scipy(w: World) -> Reach:
    """Return a search over a filtered matrix."""
    tail, head = np.concatenate([w.ends, w.ends[:, ::-1]]).T

    def reach(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
        both = np.concatenate([good, good])
        matrix = csr_array((np.ones(int(both.sum()), dtype=np.int8), (tail[both], head[both])), shape=(w.nodes,) * 2)
        out = np.zeros(w.nodes, dtype=np.bool_)
        out[breadth_first_order(matrix, w.origin, return_predecessors=False)] = True
        return out

    return reach


def scalar(w: World, solver: Solver) -> Reach:
    """Return a compiled search of one mover on the kernel: what an expert would write without sets."""
    from benchmarks.scalar import spread

    k = solver.kernel

    def reach(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return spread(k.first, k.head, good[k.links[k.link]], int(k.node[w.origin]))[k.node]

    return reach


def by_igraph(w: World) -> Reach:
    """Return a search over a graph without the links that refuse (the fastest way found with igraph)."""
    import igraph

    graph = igraph.Graph(n=w.nodes, edges=w.ends.tolist())

    def reach(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
        left = graph.copy()
        left.delete_edges(np.flatnonzero(~good).tolist())
        out = np.zeros(w.nodes, dtype=np.bool_)
        out[left.bfs(w.origin)[0]] = True
        return out

    return reach


def by_networkx(w: World) -> Reach:
    """Return a search over a filtered view."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(w.nodes))
    graph.add_edges_from((int(a), int(b), {"link": i}) for i, (a, b) in enumerate(w.ends))

    def reach(good: NDArray[np.bool_]) -> NDArray[np.bool_]:
        view = networkx.subgraph_view(graph, filter_edge=lambda a, b: good[graph[a][b]["link"]])
        out = np.zeros(w.nodes, dtype=np.bool_)
        out[[w.origin, *networkx.descendants(view, w.origin)]] = True
        return out

    return reach


PEERS: dict[str, tuple[Callable[[World], Reach], int]] = {
    "scipy": (by_scipy, 40),
    "igraph": (by_igraph, 12),
    "networkx": (by_networkx, 4),
}


def measure(
    name: str, peers: list[str], movers: int, days: int, scenarios: int, repeats: int
) -> list[dict[str, object]]:
    """Measure one world; return a row for each peer."""
    w = world(name, movers, days, scenarios)
    targets = np.arange(w.nodes) if w.nodes < 20_000 else np.random.default_rng(2).choice(w.nodes, 1000, replace=False)
    solve(world(name, 64, 1, 2))  # what is compiled is compiled
    times = []
    found: list[Reached] = []
    for _ in range(repeats):
        found = []  # what was found before must not fill the memory
        start = time.perf_counter()
        found, solver = solve(w)
        times.append(time.perf_counter() - start)
    found = []
    start = time.perf_counter()
    found, solver = solve(w, with_stops=True)
    reasons = time.perf_counter() - start
    cells = movers * days * scenarios
    ours = float(np.median(times))
    spread = f"{min(times):.3f} .. {max(times):.3f}"
    c = solver.counters
    print(f"{name}: {w.nodes} nodes, {w.links} links; kernel {c.nodes} nodes, {c.arcs} arcs")
    print(f"  {ours:.3f} s ({spread}) for {cells} cells, {c.passed / max(1, c.nodes) / days:.2f} passes a node and day")
    print(f"  with reasons {reasons:.3f} s, {reasons / ours:.2f} x (bar 2)")
    rows: list[Row] = [
        {"name": name, "peer": "the same with reasons", "ratio": round(ours / reasons, 2), "bar": 0.5, "mismatches": 0,
         "ours_s": round(reasons, 4)}
    ]  # fmt: skip
    rng = np.random.default_rng(5)
    for peer in peers:
        make, sample = PEERS.get(peer, (None, 40))
        if w.links > 200_000:
            sample = max(2, sample // 8)
        reach = scalar(w, solver) if make is None else make(w)
        if make is None:
            reach(w.admits(0, 0, 0))
        spent, wrong = 0.0, 0
        for _ in range(sample):
            m, d, s = (int(rng.integers(n)) for n in (movers, days, scenarios))
            start = time.perf_counter()
            got = reach(w.admits(m, d, s))
            spent += time.perf_counter() - start
            wrong += int((got[targets] != unpack(found[d].sets(targets)[s, 0], movers)[:, m]).sum())
        ratio = spent / sample * cells / ours
        bar = BARS.get((name, peer))
        rows.append({
            "name": name, "peer": peer, "ratio": round(ratio), "bar": bar, "ours_s": round(ours, 4),
            "ours_spread_s": spread, "peer_ms_a_cell": round(spent / sample * 1e3, 3), "cells": cells,
            "sampled": sample, "mismatches": wrong, "kernel_nodes": c.nodes, "kernel_arcs": c.arcs,
            "passed": c.passed, "looked": c.looked,
        })  # fmt: skip
        mark = "" if bar is None else f" (bar {bar:,})"
        print(f"  {peer:<10}{spent / sample * 1e3:10.2f} ms a cell {ratio:12,.0f} x{mark}; {wrong} mismatches")
    return rows


def fleet(movers: int, days: int, scenarios: int) -> Row:
    """Measure a large fleet on the sea network, batch by batch; what each batch finds is kept for 1,000 places."""
    name = "sea, 10 % limited"
    w = world(name, movers, days, scenarios)
    targets = np.random.default_rng(2).choice(w.nodes, 1000, replace=False)
    start = time.perf_counter()
    kept = 0
    for at in range(0, movers, 1024):
        part = slice(at, at + 1024)
        batch = replace(w, sizes=w.sizes[:, part], ice_class=w.ice_class[part], flag=w.flag[part])
        kept += sum(day.sets(targets).nbytes for day in solve(batch)[0])
    spent = time.perf_counter() - start
    print(f"fleet of {movers} movers: {spent:.1f} s (bar 10); {kept / 1e9:.2f} GB would hold it for 1,000 places")
    return {"name": f"fleet of {movers} movers, sea", "peer": "", "ratio": round(10 / spent, 2), "bar": 1,
            "ours_s": round(spent, 2), "mismatches": 0, "packed_bytes": kept}  # fmt: skip


def main() -> int:
    """Measure the worlds that are named; all of them if none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the worlds")
    parser.add_argument("--peers", default="scalar,scipy,igraph,networkx")
    parser.add_argument("--movers", type=int, default=1000)
    parser.add_argument("--days", type=int, default=12)
    parser.add_argument("--scenarios", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/access.json")
    parser.add_argument("--fleet", type=int, default=100_000, help="movers of the large fleet; 0 leaves it out")
    asked = parser.parse_args()
    rows = []
    for name in NETWORKS:
        if asked.only in name:
            rows += measure(name, asked.peers.split(","), asked.movers, asked.days, asked.scenarios, asked.repeats)
    if asked.fleet:
        rows.append(fleet(asked.fleet, asked.days, asked.scenarios))
    if asked.save:
        RESULTS.parent.mkdir(exist_ok=True)
        machine = {"machine": platform.machine(), "python": platform.python_version(), "numpy": np.__version__}
        RESULTS.write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", encoding="utf-8")
    missed = [r for r in rows if r["mismatches"] or (r["bar"] and r["ratio"] < r["bar"])]  # type: ignore[operator]
    for row in missed:
        print(f"below the bar or wrong: {row['name']}, {row['peer']}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
