"""FLOW against its peers: the most that flows between two nodes, or between many and many, and the minimum cut.

Every query has the links that its mover is admitted to, so that each peer builds its graph anew, as it must in
use; igraph and networkx are given a graph of everything and capacities of 0 where the mover is not admitted.
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
from scipy.sparse.csgraph import maximum_flow

from benchmarks.results import Row, finish, row
from benchmarks.worlds import NETWORKS
from thalweg.solve.flows import max_flow

BARS = {"scipy": 0.8, "igraph": 1, "networkx": 20}
"""scipy has the same search, compiled, and no cut; ours returns two cuts beside the flow."""
MANY = 50
"""Nodes of each side where many send to many."""
MOST = {"scipy": 100, "igraph": 100, "networkx": 2}
"""How many queries a peer is asked."""


@dataclass(frozen=True)
class Query:
    """One question: arcs with whole capacities, a source and a sink."""

    nodes: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    capacity: NDArray[np.int64]
    source: int
    sink: int


Solve = Callable[[Query], int]


def ours(q: Query) -> int:
    return max_flow(q.tail, q.head, q.capacity, q.nodes, q.source, q.sink).value


def by_scipy(q: Query) -> int:
    shape = (q.nodes, q.nodes)
    matrix = csr_array((q.capacity.astype(np.int32), (q.tail, q.head)), shape=shape)
    return int(maximum_flow(matrix, q.source, q.sink).flow_value)


def by_igraph(q: Query) -> int:
    import igraph

    graph = igraph.Graph(n=q.nodes, edges=np.stack([q.tail, q.head], 1), directed=True)
    return int(graph.maxflow(q.source, q.sink, capacity=q.capacity.tolist()).value)


def by_networkx(q: Query) -> int:
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(range(q.nodes))
    for a, b, c in zip(q.tail.tolist(), q.head.tolist(), q.capacity.tolist(), strict=True):
        there = graph.get_edge_data(a, b, {"capacity": 0})["capacity"]
        graph.add_edge(a, b, capacity=there + c)
    return int(networkx.maximum_flow_value(graph, q.source, q.sink))


PEERS: dict[str, Solve] = {"scipy": by_scipy, "igraph": by_igraph, "networkx": by_networkx}


def queries(name: str, count: int, many: bool) -> list[Query]:
    """Return questions on one network: a random tenth of the links is closed to each."""
    nodes, ends = NETWORKS[name][0]()[:2]
    rng = np.random.default_rng(11)
    most = rng.integers(1, 1000, len(ends))
    found = []
    for _ in range(count):
        kept = rng.random(len(ends)) < 0.9
        tail, head = np.concatenate([ends[kept], ends[kept][:, ::-1]]).T.astype(np.int64)
        capacity = np.tile(most[kept], 2).astype(np.int64)
        if not many:
            source, sink = rng.choice(nodes, 2, replace=False).tolist()
            found.append(Query(nodes, tail, head, capacity, source, sink))
            continue
        some = rng.choice(nodes, 2 * MANY, replace=False)
        added = np.full(MANY, 3000, dtype=np.int64)
        found.append(
            Query(
                nodes + 2,
                np.concatenate([tail, np.full(MANY, nodes), some[MANY:]]),
                np.concatenate([head, some[:MANY], np.full(MANY, nodes + 1)]),
                np.concatenate([capacity, added, added]),
                nodes,
                nodes + 1,
            )
        )
    return found


def timed(solve: Solve, asked: list[Query]) -> tuple[list[int], list[float]]:
    """Return the flows and the times."""
    found, spent = [], []
    for q in asked:
        start = time.process_time()
        found.append(solve(q))
        spent.append(time.process_time() - start)
    return found, spent


def measure(name: str, peers: list[str], count: int, many: bool) -> list[Row]:
    """Measure one network."""
    asked = queries(name, count, many)
    ours(asked[0])  # what is compiled is compiled
    found, spent = timed(ours, asked)
    told = f"{name.split(',')[0]}, {f'{MANY} to {MANY}' if many else 'one to one'}"
    print(f"{told}: {asked[0].nodes} nodes, {len(asked[0].tail)} arcs; ours {median(spent) * 1e3:.2f} ms")
    rows = []
    for peer in peers:
        sample = asked[: MOST[peer]]
        theirs, took = timed(PEERS[peer], sample)
        mine = spent[: len(sample)]
        wrong = sum(a != b for a, b in zip(theirs, found, strict=False))
        ratio = median(took) / median(mine)
        print(f"  {peer:<10}{median(took) * 1e3:10.2f} ms {ratio:8.2f} x (bar {BARS[peer]}); {wrong} mismatches")
        share = round(sum(took) / sum(mine), 2)
        more = {"peer_s": took, "mismatches": wrong, "ratio_of_sums": share, "time_of": "one query"}
        rows.append(row(told, peer, ratio, BARS[peer], mine, **more))  # type: ignore[arg-type]
    return rows


def main() -> int:
    """Measure the networks that are named; all of them if none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the networks")
    parser.add_argument("--peers", default="scipy,igraph,networkx")
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/flows.json")
    asked = parser.parse_args()
    rows: list[Row] = []
    for name, count in (("sea, 10 % limited", 40), ("grid 50k, 10 % limited", 40), ("grid 1M, 10 % limited", 5)):
        if asked.only in name:
            peers = [p for p in asked.peers.split(",") if p != "networkx" or "1M" not in name]
            for many in (False, True):
                rows += measure(name, peers, count if not many or "1M" not in name else 2, many)
    title = "flow: the most that gets from one side to the other"
    return finish("flows", title, rows, asked.save, ["scipy", "igraph", "networkx"])


if __name__ == "__main__":
    sys.exit(main())
