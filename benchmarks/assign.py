"""ASSIGN against AequilibraE: user equilibrium at a relative gap of one in a million, one core each.

How near each came is measured afresh by one and the same function, on the flows on links that it returned. The
networks are those of `streets`, Sioux Falls as AequilibraE ships it as its own example, and, where a folder is
named, the public TNTP files, which are for research only and are not kept here. What is compiled is compiled
before; graphs are built before.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import Row, finish, row
from benchmarks.streets import Town, braess, grid, nguyen_dupuis, tntp, town
from thalweg.solve.assign import assign, net_of
from thalweg.solve.assignplain import tree
from thalweg.solve.delay import delayed, gathered

GAP = 1e-6
PEER = "AequilibraE"
BAR = 10
MOST = 1000
"""Iterations that the peer may take."""
PUBLIC = {"SiouxFalls": (0.0, 0.0), "Anaheim": (0.0, 0.0), "Winnipeg": (0.0, 0.0), "ChicagoSketch": (0.02, 0.04)}
"""Networks of a folder of TNTP files, with what a toll and a unit of length cost in minutes."""
Floats = NDArray[np.float64]


def sioux_falls() -> Town:
    """Read the example of AequilibraE."""
    import aequilibrae
    from aequilibrae.matrix import AequilibraeMatrix

    where = Path(aequilibrae.__file__).parent / "reference_files" / "sioux_falls.zip"
    with TemporaryDirectory() as name, zipfile.ZipFile(where) as packed:
        packed.extractall(name)
        base = sqlite3.connect(Path(name) / "project_database.sqlite")
        asked = "SELECT a_node, b_node, free_flow_time, b, power, capacity_ab FROM links ORDER BY link_id"
        body = np.array(base.execute(asked).fetchall(), dtype=float)
        base.close()
        trips = AequilibraeMatrix()
        trips.load(Path(name) / "matrices" / "demand.aem")
        trips.computational_view([trips.names[0]])
        table = np.nan_to_num(np.array(trips.matrix_view).reshape(trips.zones, trips.zones))
        index = trips.index.astype(int)
        trips.close()
    rows = [(int(index[i]) - 1, int(index[j]) - 1, float(table[i, j])) for i, j in np.argwhere(table > 0) if i != j]
    ends = body[:, :2].astype(int) - 1
    return town("Sioux Falls", ends, int(ends.max()) + 1, list(body[:, 2:].T), rows)


def judged(t: Town, volume: Floats) -> tuple[float, float]:
    """Return the relative gap and the objective of the volumes of links, whoever found them."""
    links = t.links
    curves = list(zip(links.base_h, links.alpha, links.beta, links.capacity, volume, strict=True))
    constant = t.classes.constant[0]
    cost = constant + np.array([delayed(0, *c)[0] for c in curves])
    order = np.argsort(links.tail, kind="stable")
    net = net_of(links, order)
    needed = 0.0
    for origin in np.unique(t.demand.origin).tolist():
        far = np.array(tree(net, cost[order].tolist(), origin)[0])
        of = t.demand.origin == origin
        needed += float(far[t.demand.destination[of]] @ t.demand.movers[of])
    spent = float(cost @ volume)
    return (spent - needed) / spent, float(constant @ volume) + sum(gathered(0, *c) for c in curves)


def by_aequilibrae(t: Town) -> Callable[[], Floats]:
    """Build its graph and its matrix; a free time of 0 is refused, so that it gets a millionth of a unit."""
    import pandas as pd
    from aequilibrae.matrix import AequilibraeMatrix
    from aequilibrae.paths import Graph, TrafficAssignment, TrafficClass

    links, free = t.links, np.maximum(t.classes.free_h[0], 1e-6)
    zones = np.unique(np.concatenate([t.demand.origin, t.demand.destination])) + 1
    graph = Graph()
    graph.network = pd.DataFrame({
        "link_id": np.arange(1, len(free) + 1), "a_node": links.tail + 1, "b_node": links.head + 1, "direction": 1,
        "id": np.arange(1, len(free) + 1), "capacity": links.capacity, "free_flow_time": free,
        "alpha": links.base_h * links.alpha / free, "power": np.where(links.alpha > 0, links.beta, 1.0),
        "extra": t.classes.cost[0],
    })  # fmt: skip
    graph.network_ok, graph.status = True, "OK"
    graph.prepare_graph(zones)
    graph.set_graph("free_flow_time")
    graph.set_skimming(["free_flow_time"])
    graph.set_blocked_centroid_flows(t.links.through > 0)
    demand = AequilibraeMatrix()
    demand.create_empty(zones=len(zones), matrix_names=["trips"], memory_only=True)
    demand.index[:] = zones
    demand.matrix["trips"][:, :] = 0.0
    at = np.searchsorted(zones, t.demand.origin + 1), np.searchsorted(zones, t.demand.destination + 1)
    np.add.at(demand.matrix["trips"], at, t.demand.movers)
    demand.computational_view(["trips"])

    def run() -> Floats:
        one = TrafficClass("car", graph, demand)
        if t.classes.cost.any():
            one.set_fixed_cost("extra")
        found = TrafficAssignment()
        found.set_classes([one])
        found.set_vdf("BPR")
        found.set_vdf_parameters({"alpha": "alpha", "beta": "power"})
        found.set_capacity_field("capacity")
        found.set_time_field("free_flow_time")
        found.set_algorithm("bfw")
        found.set_cores(1)
        found.max_iter, found.rgap_target = MOST, GAP
        found.execute(log_specification=False)
        return np.asarray(found.results()["PCE_tot"].reindex(np.arange(1, len(free) + 1)).fillna(0.0), dtype=float)

    return run


def timed(run: Callable[[], Floats], times: int) -> tuple[Floats, list[float]]:
    """Return the volumes, and the processor times of some runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        found = run()
        spent.append(time.process_time() - start)
    return found, spent


def measure(t: Town, repeat: int) -> Row:
    """Measure one network."""

    def ours() -> Floats:
        return assign(t.links, t.classes, t.demand, GAP, small=0).volume

    assign(t.links, t.classes, t.demand, 0.1, small=0)  # what is compiled is compiled
    volume, spent = timed(ours, 3 * repeat)
    theirs, took = timed(by_aequilibrae(t), repeat)
    (gap, least), (their_gap, their_least) = judged(t, volume), judged(t, theirs)
    off = abs(their_least - least) / least
    wrong = int(gap > GAP * (1 + 1e-6)) + int(off > 2 * max(their_gap, GAP))
    ratio = median(took) / median(spent)
    stopped = f"{PEER} stopped at a gap of {their_gap:.1g}; it may take {MOST} iterations"
    note = stopped if their_gap > 2 * GAP else ""
    print(
        f"{t.name}: {len(t.links.tail)} links, {len(t.demand.movers)} pairs: ours {median(spent) * 1e3:.2f} ms at gap "
        f"{gap:.2g}, AequilibraE {median(took):.2f} s at {their_gap:.2g}; {ratio:.0f} x; objectives {off:.1e} apart"
    )
    return row(
        t.name, PEER, ratio, BAR, spent, peer_s=took, mismatches=wrong, note=note, gap=float(f"{gap:.3g}"),
        peer_gap=float(f"{their_gap:.3g}"), objective_apart=float(f"{off:.2g}"), links=len(t.links.tail),
        pairs=len(t.demand.movers), time_of=f"one assignment to a relative gap of {GAP:g}, one core",
    )  # fmt: skip


def towns(folder: Path | None, large: bool) -> Iterator[Town]:
    """Yield the networks."""
    yield braess()
    yield nguyen_dupuis()
    yield sioux_falls()
    yield grid(10, 60)

    if large:
        yield grid(20, 120)
        yield grid(40, 300)
    for name, prices in PUBLIC.items():
        if folder is not None and any(folder.rglob(f"{name}_net.tntp")):
            yield tntp(folder, name, *prices)


def main() -> int:
    """Measure every network that there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tntp", type=Path, help="a folder of public TNTP files")
    parser.add_argument("--large", action="store_true", help="grids of 400 and 1600 crossings besides")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--save", action="store_true")
    given = parser.parse_args()
    rows = [measure(t, given.repeat) for t in towns(given.tntp, given.large)]
    return finish("assign", "Assignment", rows, given.save, ["aequilibrae"])


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS") != "1":  # read once, by the first library that is loaded
        one = {"AEQ_SHOW_PROGRESS": "FALSE", "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.assign", *sys.argv[1:]], os.environ | one)  # noqa: S606
    sys.exit(main())
