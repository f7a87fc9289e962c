"""The compiled search of boxes equals the plain one, at every node, on random networks of links and unions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from thalweg.solve.contract import Arcs
from thalweg.solve.frontier import UNLIMITED, Caps, Frontiers, Unions, frontiers, holds
from thalweg.solve.largest import CHUNK, LargestSolver


@dataclass(frozen=True)
class Net:
    """A random network, what its links admit, and its arcs in CSR form."""

    arcs: Arcs
    unions: list[list[Caps]]
    dimensions: int

    def plain(self, origin: int) -> Frontiers:
        """Search label by label."""
        order = np.argsort(self.arcs.tail, kind="stable")
        first = np.searchsorted(self.arcs.tail[order], np.arange(self.arcs.nodes + 1)).astype(np.int32)
        admits = Unions.of(self.unions, self.dimensions)
        return frontiers(first, self.arcs.head[order], self.arcs.link[order], admits, origin, small=10**9)

    def solver(self) -> LargestSolver:
        """Return the network contracted as far as it goes."""
        admits = Unions.of(self.unions, self.dimensions)
        anything = admits.admitting((UNLIMITED,) * self.dimensions)
        return LargestSolver(self.arcs, anything, ~admits.admitting((0,) * self.dimensions))

    def compiled(self, origin: int, budget: int = 10**9) -> Frontiers:
        """Search the contracted network."""
        solver = self.solver()
        return solver.solve(Unions.of(self.unions, self.dimensions).of_links(solver.links), origin, budget)


@st.composite
def nets(draw: st.DrawFn) -> Net:
    """Draw a network: links of one or two ways, caps that tie, closed links, unions and no limits at all."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    nodes, links = draw(st.integers(1, 14)), draw(st.integers(0, 40))
    dimensions, most = draw(st.integers(1, 5)), draw(st.sampled_from([2, 9, UNLIMITED - 1]))
    free, boxes = draw(st.sampled_from([0.0, 0.4, 0.9])), draw(st.integers(1, 4))
    ends = rng.integers(0, nodes, (links, 2)).astype(np.int32)
    both = rng.random(links) < 0.7
    tail = np.concatenate([ends[:, 0], ends[both, 1]])
    head = np.concatenate([ends[:, 1], ends[both, 0]])
    link = np.concatenate([np.arange(links), np.flatnonzero(both)]).astype(np.int32)
    unions = []
    for _ in range(links):
        caps = rng.integers(-1 if rng.random() < 0.2 else 0, most, (rng.integers(0, boxes + 1), dimensions))
        caps[rng.random(caps.shape) < free] = UNLIMITED
        unions.append([tuple(c) for c in caps.tolist()])
    return Net(Arcs(nodes, tail, head, link, links), unions, dimensions)


def everywhere(found: Frontiers) -> list[list[Caps]]:
    """Return the frontiers of all nodes."""
    return [found.at(node) for node in range(len(found.node))]


@settings(max_examples=150)
@given(nets(), st.integers(0, 99))
def test_the_compiled_search_is_the_plain_one(net: Net, start: int) -> None:
    origin = start % net.arcs.nodes
    plain, compiled = net.plain(origin), net.compiled(origin)
    assert plain.finished
    assert compiled.finished
    assert everywhere(compiled) == everywhere(plain)
    assert compiled.settled == len(compiled.caps) <= plain.settled


@settings(max_examples=60)
@given(nets(), st.integers(0, 99), st.integers(0, 60))
def test_too_small_a_budget_leaves_out_and_invents_nothing(net: Net, start: int, budget: int) -> None:
    origin = start % net.arcs.nodes
    whole, short = net.compiled(origin), net.compiled(origin, budget)
    assert short.finished is (budget >= whole.settled)
    assert short.settled == min(budget, whole.settled)
    for few, all_of_them in zip(everywhere(short), everywhere(whole), strict=True):
        assert [x for x in all_of_them if x in few] == few


@settings(max_examples=30)
@given(nets(), st.integers(0, 99))
def test_a_box_that_is_found_passes_and_one_beyond_it_does_not(net: Net, start: int) -> None:
    origin = start % net.arcs.nodes

    def reached(size: Caps) -> set[int]:
        seen, stack = {origin}, [origin]
        while stack:
            here = stack.pop()
            for tail, head, link in zip(net.arcs.tail, net.arcs.head, net.arcs.link, strict=True):
                if tail == here and int(head) not in seen and any(holds(b, size) for b in net.unions[link]):
                    seen.add(int(head))
                    stack.append(int(head))
        return seen

    found = everywhere(net.compiled(origin))
    tips = sorted({c for boxes in found for c in boxes})[:6]
    for tip in tips:
        for size in (tip, *(tuple(c + (i == d and c < UNLIMITED) for i, c in enumerate(tip)) for d in range(len(tip)))):
            there = reached(size)
            assert [any(holds(x, size) for x in boxes) for boxes in found] == [v in there for v in range(len(found))]


def grid(side: int) -> Net:
    """Return a grid whose limits pull in opposite ways, so that there are many boxes."""
    rng = np.random.default_rng(7)
    at = np.arange(side * side, dtype=np.int32).reshape(side, side)
    right, down = (at[:, :-1].ravel(), at[:, 1:].ravel()), (at[:-1].ravel(), at[1:].ravel())
    tail, head = np.concatenate([right[0], down[0]]), np.concatenate([right[1], down[1]])
    x = rng.integers(0, 1000, len(tail))
    unions: list[list[Caps]] = [
        [(int(c), int(1000 - c), int(h))] for c, h in zip(x, rng.integers(0, 9, len(x)), strict=True)
    ]
    link = np.arange(len(tail), dtype=np.int32)
    both = Arcs(
        side * side, np.concatenate([tail, head]), np.concatenate([head, tail]), np.concatenate([link, link]), len(link)
    )
    return Net(both, unions, 3)


def test_a_search_that_outgrows_its_room_goes_on() -> None:
    net = grid(26)
    found = net.compiled(0)
    assert found.settled > 5000
    assert everywhere(found) == everywhere(net.plain(0))


def test_a_long_search_ends_within_its_budget_and_goes_on_with_more() -> None:
    net = grid(90)
    short, whole = net.compiled(0, CHUNK), net.compiled(0)
    assert (short.settled, short.finished, whole.finished) == (CHUNK, False, True)
    assert whole.settled > CHUNK
    for few, many in zip(everywhere(short), everywhere(whole), strict=True):
        assert many[: len(few)] == few
        assert len(many) == len(set(many))


def test_one_contraction_answers_every_state_and_origin() -> None:
    net = grid(5)
    solver = net.solver()
    for turn in range(3):
        unions = net.unions[turn:] + net.unions[:turn]
        other = Net(net.arcs, unions, 3)
        for origin in (0, 12):
            found = solver.solve(Unions.of(unions, 3).of_links(solver.links), origin)
            assert everywhere(found) == everywhere(other.plain(origin))
