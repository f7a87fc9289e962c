"""ACCESS against its peers: who gets where, for every mover, day, scenario and place.

Every peer does the same work in the same process, cell by cell (a cell: one mover, day and scenario, all
places): filter the links that admit, build what it needs, and search. Its pace is that of a sample of
cells, and the answers of the sample must be equal. Times are of the processor, in one thread. Results go to
`benchmarks/results/access.json`.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from benchmarks.floor import compulsory_bytes, triad_bytes_s
from benchmarks.peers import PEERS, Reach, scalar
from benchmarks.results import Row, finish, limit, row
from benchmarks.sets import KINDS, Sets, arcs_of, solve
from benchmarks.worlds import NETWORKS, World, world
from thalweg.solve.access import Reached, Solver
from thalweg.solve.bits import unpack

SEA = "sea, 10 % limited"
BARS = {
    **{(name, "scalar"): 100 for name in NETWORKS},
    (SEA, "scipy"): 1000,
    (SEA, "igraph"): 5000,
    (SEA, "networkx"): 50000,
    ("grid 1M, 10 % limited", "scipy"): 500,
    ("grid 1M, all limited", "scipy"): 100,
}
LIMITS_S = {SEA: 0.1, "grid 1M, 10 % limited": 3.0}
CALLED = {"scalar": "compiled search of one mover on our contracted network"}
Found = list[Reached]


def timed(w: World, with_stops: bool = False, threads: int = 1) -> tuple[float, Found, Solver]:
    """Answer a world; return the time, contraction, tables and search together, and what was found."""
    start = time.process_time()
    found, solver = solve(w, with_stops, threads)
    return time.process_time() - start, found, solver


def measure(name: str, peers: list[str], movers: int, days: int, scenarios: int, repeats: int) -> list[Row]:
    """Measure one world; return its rows."""
    w = world(name, movers, days, scenarios)
    timed(world(name, 64, 1, 2), with_stops=True)  # what is compiled is compiled
    times, reasons = [], []
    for _ in range(repeats):  # in turn, and what was found is forgotten, so that it does not fill the memory
        times.append(timed(w)[0])
        reasons.append(timed(w, with_stops=True)[0])
    _, found, solver = timed(w, with_stops=True)
    work, kept = asdict(solver.counters), sum(f.nbytes for f in found)
    del found
    _, found, solver = timed(w)
    ours = statistics.median(times)
    k = solver.kernel
    print(f"{name}: {w.nodes} nodes, {w.links} links; kernel {k.nodes} nodes, {len(k.head)} arcs")
    print(f"  {ours:.3f} s ({min(times):.3f} .. {max(times):.3f}) for {movers * days * scenarios} cells")
    rows: list[Row] = [limit(name, LIMITS_S[name], times)] if name in LIMITS_S else []
    slower = statistics.median(reasons) / ours
    print(f"  with reasons {statistics.median(reasons):.3f} s, {slower:.2f} x (bar 2)")
    rows.append(
        row(
            name + ", with reasons", "the same without reasons", 1 / slower, 0.5, reasons, peer_s=times,
            work=work, kept_bytes=kept,
        )
    )  # fmt: skip
    rows.append(floor(w, solver, found, times))
    return rows + [against(peer, w, solver, found, times) for peer in peers]


def floor(w: World, solver: Solver, found: Found, times: list[float]) -> Row:
    """Compare with the time in which the machine could move the bytes that must be moved."""
    words = len(solver.all_movers)
    changed = sum(len(d.changed) for d in Sets(w).days(solver.kernel.links))
    least = compulsory_bytes(arcs_of(w), solver.kernel, words, KINDS, w.scenarios, changed, solver.counters)
    pace = triad_bytes_s()
    floor_s = least / pace
    factor = statistics.median(times) / floor_s
    done = solver.counters
    often = done.passed / max(1, solver.kernel.nodes) / w.days
    why = f"a node passes on {often:.1f} times a day; {done.sets * words * 8 / least:.0f} x the least bytes are met"
    print(f"  {factor:.1f} x the time of its {least / 1e6:.0f} MB at {pace / 1e9:.1f} GB/s")
    return row(
        w.name, "memory floor", 1 / factor, None, times, peer_s=[floor_s], factor=round(factor, 1),
        compulsory_bytes=least, triad_gb_s=round(pace / 1e9, 1), met_bytes=done.sets * words * 8,
        kept_bytes=sum(f.nbytes for f in found), kernel_nodes=solver.kernel.nodes, kernel_arcs=len(solver.kernel.head),
        work=asdict(done) | {"sets": done.sets}, note=f"{factor:.0f} x the floor: {why}",
    )  # fmt: skip


def against(peer: str, w: World, solver: Solver, found: Found, times: list[float]) -> Row:
    """Compare the pace of a peer on a sample of cells, and its answers."""
    make, sample = PEERS.get(peer, (None, 40))
    if w.links > 200_000:
        sample = max(3, sample // 8)
    reach: Reach = scalar(w, solver) if make is None else make(w)
    movers, cells = w.sizes.shape[1], w.sizes.shape[1] * w.days * w.scenarios
    targets = np.arange(w.nodes) if w.nodes < 20_000 else np.random.default_rng(2).choice(w.nodes, 1000, replace=False)
    rng = np.random.default_rng(5)
    reach(w.admits(0, 0, 0))
    spent, wrong = [], 0
    for _ in range(sample):
        m, d, s = (int(rng.integers(n)) for n in (movers, w.days, w.scenarios))
        start = time.process_time()
        got = reach(w.admits(m, d, s))
        spent.append(time.process_time() - start)
        wrong += int((got[targets] != unpack(found[d].sets(targets)[s, 0], movers)[:, m]).sum())
    ratio = statistics.fmean(spent) * cells / statistics.median(times)
    bar = BARS.get((w.name, peer))
    print(
        f"  {peer:<10}{statistics.fmean(spent) * 1e3:10.2f} ms a cell {ratio:12,.0f} x (bar {bar}); {wrong} mismatches"
    )
    return row(
        w.name, CALLED.get(peer, peer), ratio, bar, times, peer_s=spent, peer_of="a cell", mismatches=wrong, cells=cells
    )


def fleet(movers: int, days: int, scenarios: int) -> Row:
    """Measure a large fleet on the sea network, batch by batch; what is found is kept, for all places."""
    w = world(SEA, movers, days, scenarios)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    kept: list[Any] = []
    for at in range(0, movers, 1024):
        part = slice(at, at + 1024)
        batch = replace(w, sizes=w.sizes[:, part], ice_class=w.ice_class[part], flag=w.flag[part])
        kept.append(solve(batch)[0])
    spent = time.process_time() - start
    held = sum(day.nbytes for found in kept for day in found)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    print(f"fleet of {movers} movers: {spent:.1f} s (bar 10); {held / 1e9:.2f} GB hold it for all places")
    return limit(
        f"sea, {movers:,} movers", 10, [spent], kept_bytes=held, grown_bytes=more,
        note=f"kept for all {w.nodes:,} places in {held / 1e9:.2f} GB",
    )  # fmt: skip


def main() -> int:
    """Measure the worlds that are named; all of them if none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the worlds")
    parser.add_argument("--peers", default="scalar,scipy,igraph,networkx")
    parser.add_argument("--movers", type=int, default=1000)
    parser.add_argument("--days", type=int, default=12)
    parser.add_argument("--scenarios", type=int, default=10)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/access.json")
    parser.add_argument("--fleet", type=int, default=100_000, help="movers of the large fleet; 0 leaves it out")
    asked = parser.parse_args()
    peers = [p for p in asked.peers.split(",") if p]
    rows = []
    if asked.fleet:
        solve(world(SEA, 64, 1, 2))
        rows.append(fleet(asked.fleet, asked.days, asked.scenarios))
    for name in NETWORKS:
        if asked.only in name:
            rows += measure(name, peers, asked.movers, asked.days, asked.scenarios, asked.repeats)
    title = f"Access: {asked.movers:,} movers, {asked.days} days, {asked.scenarios} scenarios, all places, one thread"
    return finish("access", title, rows, asked.save, ["scipy", "igraph", "networkx", "searoute"])


if __name__ == "__main__":
    sys.exit(main())
