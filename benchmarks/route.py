"""ROUTE against its peers: the shortest way of one mover on one day under one scenario.

Every query has its own mover, so that every peer must find out which links admit it: ours while it
searches, the others by a mask over all links, which is what they offer. The caps of the day are made
once for all. Landmarks are prepared once for a network, and the time of that is told.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.results import Row, finish, row
from benchmarks.worlds import NETWORKS, World, world
from thalweg.solve.landmarks import Router, prepare

BARS = {
    ("sea, 10 % limited", "networkx"): 5,
    ("grid 50k, 10 % limited", "networkx"): 5,
    ("grid 50k, all limited", "networkx"): 5,
    ("sea, 10 % limited", "igraph"): 10,
    ("grid 50k, 10 % limited", "igraph"): 10,
    ("grid 50k, all limited", "igraph"): 10,
    ("grid 1M, 10 % limited", "scipy"): 4,
    ("grid 1M, all limited", "scipy"): 4,
    ("grid 1M, 10 % limited", "igraph"): 10,
    ("grid 1M, all limited", "igraph"): 10,
    ("grid 1M, 10 % limited", "routingkit-cch, 10 queries"): 1,
    ("grid 1M, all limited", "routingkit-cch, 10 queries"): 1,
}
PER_MOVER = 10


@dataclass(frozen=True)
class Query:
    """One question."""

    origin: int
    destination: int
    mover: int
    when: int
    """Which day and scenario."""


@dataclass(frozen=True)
class Net:
    """A world in the form in which it is searched: arcs by their tails, and the caps of some days."""

    world: World
    first: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    link: NDArray[np.int32]
    whens: tuple[tuple[int, int], ...]
    caps: tuple[NDArray[np.int32], ...]
    """By day and scenario: draught, air draught, beam, length and ice of each link, (links, 5)."""

    def sizes(self, q: Query) -> NDArray[np.int32]:
        """Return what is compared with the caps."""
        w = self.world
        return np.append(w.sizes[:, q.mover], -w.ice_class[q.mover]).astype(np.int32)

    def lacks(self, q: Query) -> int:
        """Return the permits that a mover's flag does not hold, as bits."""
        day, scenario = self.whens[q.when]
        return int(~self.world.held[self.world.flag[q.mover], scenario, day])

    def good(self, q: Query) -> NDArray[np.bool_]:
        """Return the links that admit: what the peers work out for each query."""
        fits = (self.sizes(q) <= self.caps[q.when]).all(axis=1)
        return np.asarray(fits & ((self.world.asks & np.uint32(self.lacks(q))) == 0))


def net_of(w: World) -> Net:
    """Put a world in the form in which it is searched."""
    tail, head = np.concatenate([w.ends, w.ends[:, ::-1]]).T.astype(np.int32)
    link = np.tile(np.arange(w.links, dtype=np.int32), 2)
    order = np.lexsort((link, head, tail))
    tail, head, link = tail[order], head[order], link[order]
    first = np.searchsorted(tail, np.arange(w.nodes + 1)).astype(np.int32)
    whens = ((0, 0), (w.days // 2, 1), (w.days - 1, w.scenarios - 1))
    caps = []
    for day, scenario in whens:
        ice = -w.ice[w.zone, day][:, None]
        caps.append(np.ascontiguousarray(np.concatenate([w.caps_on(day, scenario).T, ice], axis=1), dtype=np.int32))
    return Net(w, first, tail, head, link, whens, tuple(caps))


Search = Callable[[Query], float]
"""Returns the distance, or inf."""


def ours(net: Net, router: Router) -> Search:
    """Search with landmarks."""

    def search(q: Query) -> float:
        found = router.search(
            q.origin, q.destination, net.caps[q.when], net.sizes(q), needs=net.world.asks, lacks=net.lacks(q)
        )
        return found.cost

    return search


def by_scipy(net: Net) -> Search:
    """Search a filtered matrix; scipy has no search that stops at a destination."""
    length = net.world.length[net.link]

    def search(q: Query) -> float:
        good = net.good(q)[net.link]
        rows = np.concatenate(([0], np.cumsum(good)))[net.first]
        matrix = csr_array((length[good], net.head[good], rows), shape=(net.world.nodes,) * 2)
        return float(dijkstra(matrix, indices=q.origin, return_predecessors=True)[0][q.destination])

    return search


def by_igraph(net: Net) -> Search:
    """Search with infinite weights on what is closed; a path over one of them is none."""
    import igraph

    graph = igraph.Graph(n=net.world.nodes, edges=net.world.ends.tolist())

    def search(q: Query) -> float:
        weights = np.where(net.good(q), net.world.length, np.inf)
        path = graph.get_shortest_path(q.origin, q.destination, weights=weights, output="epath")
        return float(weights[path].sum()) if path or q.origin == q.destination else float(np.inf)

    return search


def by_networkx(net: Net) -> Search:
    """Search from both ends, with a weight that hides what is closed."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(net.world.nodes))
    pairs = zip(net.world.ends.tolist(), net.world.length.tolist(), strict=True)
    for i, ((a, b), length) in enumerate(pairs):
        if not graph.has_edge(a, b) or graph[a][b]["length"] > length:
            graph.add_edge(a, b, link=i, length=length)

    def search(q: Query) -> float:
        good = net.good(q)
        try:
            return float(
                networkx.bidirectional_dijkstra(
                    graph, q.origin, q.destination, lambda a, b, x: x["length"] if good[x["link"]] else None
                )[0]
            )
        except networkx.NetworkXNoPath:
            return float(np.inf)

    return search


PEERS: dict[str, tuple[Callable[[Net], Search], int]] = {
    "scipy": (by_scipy, 40), "igraph": (by_igraph, 40), "networkx": (by_networkx, 20),
}  # fmt: skip


def timed(search: Search, queries: list[Query]) -> tuple[list[float], list[float]]:
    """Return the distances and the times."""
    found, spent = [], []
    for q in queries:
        start = time.process_time()
        found.append(search(q))
        spent.append(time.process_time() - start)
    return found, spent


def differ(a: list[float], b: list[float], share: float = 1e-9) -> int:
    """Count the distances that are not the same."""
    return sum(not (x == y or abs(x - y) <= share * max(abs(x), abs(y))) for x, y in zip(a, b, strict=True))


def measure(name: str, peers: list[str], count: int) -> list[Row]:
    """Measure one world."""
    w = world(name)
    net = net_of(w)
    start = time.process_time()
    router = prepare(net.first, net.head, net.link, w.length)
    prepared = time.process_time() - start
    rng = np.random.default_rng(7)
    queries = [Query(*(int(rng.integers(n)) for n in (w.nodes, w.nodes, 1000, 3))) for _ in range(count)]
    search = ours(net, router)
    search(queries[0])  # what is compiled is compiled
    found, spent = timed(search, queries)
    some = [router.search(q.origin, q.destination, net.caps[q.when], net.sizes(q), needs=w.asks, lacks=net.lacks(q))
            for q in queries]  # fmt: skip
    settled = round(median(s.settled for s in some))
    print(f"{name}: {w.nodes} nodes, {w.links} links; landmarks {prepared:.2f} s, {settled} nodes settled a query")
    print(f"  ours {median(spent) * 1e3:.3f} ms, {np.mean(np.isfinite(found)):.0%} of the queries have a way")
    rows = []
    for peer in peers:
        make, most = PEERS[peer]
        sample = queries[: most if w.links < 200_000 or peer != "networkx" else 4]
        theirs, took = timed(make(net), sample)
        rows.append(
            told(name, peer, spent[: len(sample)], took, differ(theirs, found[: len(sample)]), prepared, settled)
        )
    if "cch" in peers or w.links > 200_000:
        rows.append(against_cch(net, router, prepared, settled))
    return rows


def told(name: str, peer: str, spent: list[float], took: list[float], wrong: int, prepared: float, settled: int) -> Row:
    """Return one comparison, and print it."""
    ratio = median(took) / median(spent)
    bar = BARS.get((name, peer))
    print(f"  {peer:<28}{median(took) * 1e3:10.2f} ms {ratio:8.1f} x (bar {bar}); {wrong} mismatches")
    return row(
        name, peer, ratio, bar, spent, peer_s=took, mismatches=wrong, ratio_of_sums=round(sum(took) / sum(spent), 2),
        prepare_s=round(prepared, 3), settled=settled, time_of="one query",
    )  # fmt: skip


def against_cch(net: Net, router: Router, prepared: float, settled: int) -> Row:
    """Compare ten queries of one mover with a hierarchy that must be customised for it first."""
    import routingkit_cch as rk

    w = net.world
    metres = np.rint(w.length * 1000).astype(np.int64)
    order = rk.compute_order_inertial(
        w.nodes, net.tail.tolist(), net.head.tolist(), w.place[:, 1].tolist(), w.place[:, 0].tolist()
    )
    graph = rk.CCH(order, net.tail.tolist(), net.head.tolist(), False)
    rng = np.random.default_rng(9)
    search = ours(net, router)
    spent, took, wrong = [], [], 0
    closed = 2**31 - 1
    for _ in range(3):
        mover, when = int(rng.integers(1000)), int(rng.integers(3))
        ends = rng.integers(w.nodes, size=(PER_MOVER, 2)).tolist()
        queries = [Query(a, b, mover, when) for a, b in ends]
        start = time.process_time()
        found = [search(q) for q in queries]
        spent.append(time.process_time() - start)
        start = time.process_time()
        weights = np.where(net.good(queries[0]), metres, closed)[net.link]
        query = rk.CCHQuery(rk.CCHMetric(graph, weights.tolist()))
        theirs = [query.run(q.origin, q.destination).distance for q in queries]
        took.append(time.process_time() - start)
        far = [np.inf if d is None or d >= closed else d / 1000 for d in theirs]
        wrong += differ(far, found, 1e-4)
    return told(w.name, "routingkit-cch, 10 queries", spent, took, wrong, prepared, settled)


def main() -> int:
    """Measure the worlds that are named; all of them if none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the worlds")
    parser.add_argument("--peers", default="scipy,igraph,networkx")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/route.json")
    asked = parser.parse_args()
    rows: list[Row] = []
    for name in NETWORKS:
        if asked.only in name:
            rows += measure(name, asked.peers.split(","), asked.queries if "1M" not in name else 40)
    title = "route: one restricted query"
    return finish("route", title, rows, asked.save, ["scipy", "igraph", "networkx", "routingkit-cch"])


if __name__ == "__main__":
    sys.exit(main())
