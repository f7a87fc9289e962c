"""Searches with landmarks find what a plain search finds, under every restriction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from thalweg.solve.landmarks import Router, prepare
from thalweg.solve.paths import cheapest_path


@dataclass(frozen=True)
class Net:
    """A random network in CSR form; some links run one way."""

    first: NDArray[np.int32]
    head: NDArray[np.int32]
    link: NDArray[np.int32]
    length: NDArray[np.float64]

    @property
    def nodes(self) -> int:
        return len(self.first) - 1


def net(seed: int, nodes: int, links: int) -> Net:
    """Draw a network: lengths in whole metres, among them 0, and parallel links."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, nodes, (links, 2))
    both = rng.random(links) < 0.8
    tail = np.concatenate([ends[:, 0], ends[both, 1]])
    head = np.concatenate([ends[:, 1], ends[both, 0]])
    link = np.concatenate([np.arange(links), np.flatnonzero(both)])
    order = np.lexsort((link, head, tail))
    first = np.searchsorted(tail[order], np.arange(nodes + 1)).astype(np.int32)
    length = rng.integers(0, 40, links).astype(np.float64)
    return Net(first, head[order].astype(np.int32), link[order].astype(np.int32), length)


SEEDS = st.integers(0, 2**32 - 1)


@given(SEEDS, st.integers(1, 30), st.integers(0, 70), st.sampled_from([0, 1, 2, 16]), st.booleans())
def test_equal_to_a_plain_search(seed: int, nodes: int, links: int, landmarks: int, dearer: bool) -> None:
    n = net(seed, nodes, links)
    rng = np.random.default_rng(seed + 1)
    router = prepare(n.first, n.head, n.link, n.length, landmarks)
    cost = n.length * rng.uniform(1, 3, links) if dearer else n.length
    for _ in range(4):
        caps = rng.integers(0, 4, (links, 2)).astype(np.int32)
        sizes = rng.integers(0, 4, 2).astype(np.int32)  # ties are many, and admitted
        needs, lacks = rng.integers(0, 8, links).astype(np.uint32), int(rng.integers(0, 8))
        origin, destination = (int(x) for x in rng.integers(nodes, size=2))
        good = (sizes <= caps).all(axis=1) & ((needs & np.uint32(lacks)) == 0)
        plain = cheapest_path(n.first, n.head, good[n.link], cost[n.link], origin, destination)
        found = router.search(origin, destination, caps, sizes, cost if dearer else None, needs, lacks)
        if plain is None:
            assert np.isinf(found.cost)
            assert len(found.arcs) == 0
            continue
        assert found.cost == pytest.approx(cost[n.link[plain]].sum(), rel=1e-12, abs=1e-9)
        arcs = found.arcs
        assert good[n.link[arcs]].all()
        assert cost[n.link[arcs]].sum() == pytest.approx(found.cost, rel=1e-12, abs=1e-9)
        tails = np.repeat(np.arange(n.nodes), np.diff(n.first))
        assert [origin, *n.head[arcs]] == [*tails[arcs], destination]


def grid(side: int) -> tuple[Router, Router]:
    """Return a grid of random lengths, with landmarks and without."""
    at = np.arange(side * side).reshape(side, side)
    ends = np.concatenate([np.stack([at[:, :-1].ravel(), at[:, 1:].ravel()], 1),
                           np.stack([at[:-1].ravel(), at[1:].ravel()], 1)])  # fmt: skip
    tail, head = np.concatenate([ends, ends[:, ::-1]]).T
    link = np.tile(np.arange(len(ends)), 2)
    order = np.lexsort((link, head, tail))
    first = np.searchsorted(tail[order], np.arange(side * side + 1)).astype(np.int32)
    length = np.random.default_rng(3).uniform(5, 30, len(ends))
    parts = first, head[order].astype(np.int32), link[order].astype(np.int32), length
    return prepare(*parts), prepare(*parts, 0)


def test_landmarks_save_most_of_the_work() -> None:
    led, plain = grid(60)
    caps, sizes = np.ones((len(led.length), 1), dtype=np.uint8), np.ones(1, dtype=np.uint8)
    found, slow = (r.search(30 * 60 + 5, 35 * 60 + 50, caps, sizes) for r in (led, plain))
    assert found.cost == pytest.approx(slow.cost, rel=1e-12)
    assert found.settled * 5 < slow.settled
    assert found.looked * 5 < slow.looked


def test_the_same_search_from_threads_gives_the_same_bytes() -> None:
    led, _ = grid(40)
    rng = np.random.default_rng(8)
    caps = rng.integers(0, 10, (len(led.length), 1)).astype(np.uint8)
    asked = [(int(a), int(b)) for a, b in rng.integers(0, 1600, (40, 2))]

    def ask(ends: tuple[int, int]) -> tuple[float, bytes]:
        found = led.search(*ends, caps, np.ones(1, dtype=np.uint8))
        return found.cost, found.arcs.tobytes()

    alone = [ask(e) for e in asked]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, asked)) == alone
        assert list(pool.map(ask, reversed(asked))) == alone[::-1]


@pytest.mark.parametrize("seed", range(8))
def test_without_restrictions_the_distances_are_those_of_scipy(seed: int) -> None:
    n = net(seed, 200, 700)
    length = n.length + 1.0  # a matrix has no arcs of length 0
    router = prepare(n.first, n.head, n.link, length)
    arcs = coo_array((length[n.link], (router.tail, n.head)), shape=(n.nodes, n.nodes))
    least = np.full((n.nodes, n.nodes), np.inf)
    np.minimum.at(least, (arcs.row, arcs.col), arcs.data)  # the shortest of parallel arcs
    far = dijkstra(np.where(np.isfinite(least), least, 0.0), indices=range(40))
    caps, sizes = np.ones((len(length), 1), dtype=np.uint8), np.ones(1, dtype=np.uint8)
    rng = np.random.default_rng(seed)
    for origin in range(40):
        for destination in rng.integers(n.nodes, size=35).tolist():
            found = router.search(origin, destination, caps, sizes).cost
            assert found == pytest.approx(far[origin, destination], rel=1e-12)
