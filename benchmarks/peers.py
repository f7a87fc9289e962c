"""The peers of ACCESS: each answers one cell, the places that one mover reaches over the links that admit it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from benchmarks.worlds import World
from thalweg.solve.access import Solver

Reach = Callable[[NDArray[np.bool_]], NDArray[np.bool_]]


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
