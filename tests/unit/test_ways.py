"""Ways in time against a plain oracle that tries every path without repeated nodes."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_paths import simple_paths
from thalweg.solve.ways import Graph, Stop, best, shortest

NODES = 6
Row = tuple[int, int, int, int, int, tuple[tuple[int, int], ...], int]
"""Tail, head, hours, money, consents as bits, opening times, hours at the gate."""
TIMES = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=3).map(
    lambda rows: tuple((a, a + n) for a, n in sorted(dict(rows).items()))
)
ROWS = st.lists(
    st.tuples(
        st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, 5), st.integers(0, 5),
        st.integers(0, 7), TIMES, st.integers(0, 3),
    ),
    max_size=11,
).map(sorted)  # fmt: skip
NODE = st.integers(0, NODES - 1)


def joined(times: tuple[tuple[int, int], ...]) -> list[tuple[float, float]]:
    """Join opening times that overlap."""
    out: list[tuple[float, float]] = []
    for low, high in times:
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def graph(rows: list[Row]) -> Graph:
    counts = np.bincount([r[0] for r in rows], minlength=NODES) if rows else np.zeros(NODES, dtype=np.int64)
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    stops = {}
    for i, row in enumerate(rows):
        times = joined(row[5])
        if times or row[6]:
            stops[i] = (Stop(0.5, row[6], tuple(t[0] for t in times), tuple(t[1] for t in times)),)
    return Graph(
        first, np.array([r[1] for r in rows], dtype=np.int32), np.array([r[2] for r in rows], dtype=np.float64),
        np.array([r[3] for r in rows], dtype=np.float64), [r[4] for r in rows], stops,
    )  # fmt: skip


def taken(rows: list[Row], path: tuple[int, ...]) -> tuple[float, float, int]:
    """Return hours, money and consents of a path, worked out minute by minute of the half hour."""
    at, money, asks = 0.0, 0.0, 0
    for i in path:
        _, _, hours, price, consents, times, gate = rows[i]
        at += hours / 2
        if times:
            while not any(low <= at < high for low, high in times):
                at += 0.5
                if at > 60:
                    return math.inf, 0.0, 0
        at += gate + hours / 2
        money, asks = money + price, asks | consents
    return at, money, asks


def every(rows: list[Row], origin: int, destination: int) -> list[tuple[float, float, int]]:
    arcs = [(r[0], r[1], 0, 0) for r in rows]
    found = [taken(rows, p) for p in simple_paths(arcs, origin, destination)]
    return [f for f in found if math.isfinite(f[0])]


def better(a: tuple[float, float, int], b: tuple[float, float, int]) -> bool:
    return a != b and a[0] <= b[0] and a[1] <= b[1] and a[2] & ~b[2] == 0


@given(ROWS, NODE, NODE)
def test_the_ways_found_are_those_that_no_other_is_as_good_as(rows: list[Row], origin: int, destination: int) -> None:
    found = best(graph(rows), origin, destination)
    all_ = every(rows, origin, destination)
    front = {a for a in all_ if not any(better(b, a) for b in all_)}
    assert {(w.hours, w.money, w.asks) for w in found.ways} == front
    assert len(found.ways) == len(front)
    assert found.finished
    assert [taken(rows, w.arcs) for w in found.ways] == [(w.hours, w.money, w.asks) for w in found.ways]


@given(ROWS, NODE, NODE)
def test_the_shortest_ways_come_in_order_and_none_is_missed(rows: list[Row], origin: int, destination: int) -> None:
    found = list(shortest(graph(rows), origin, destination))
    assert [w.hours for w in found] == sorted(h for h, _, _ in every(rows, origin, destination))
    assert len({w.arcs for w in found}) == len(found)
    assert [(w.hours, w.money, w.asks) for w in found] == [taken(rows, w.arcs) for w in found]


@given(ROWS, NODE, NODE, st.lists(st.integers(-1, 3), min_size=11, max_size=11))
def test_no_way_that_uses_each_number_once_is_missed(
    rows: list[Row], origin: int, destination: int, numbers: list[int]
) -> None:
    def clean(path: tuple[int, ...]) -> bool:
        used = [numbers[a] for a in path if numbers[a] >= 0]
        return len(set(used)) == len(used)

    found = list(shortest(graph(rows), origin, destination, numbers))
    paths = simple_paths([(r[0], r[1], 0, 0) for r in rows], origin, destination)
    wanted = [h for p in paths if clean(p) and math.isfinite(h := taken(rows, p)[0])]
    assert [w.hours for w in found if clean(w.arcs)] == sorted(wanted)
    assert len({w.arcs for w in found}) == len(found)
    assert [(w.hours, w.money, w.asks) for w in found] == [taken(rows, w.arcs) for w in found]


@given(ROWS, NODE, NODE, st.integers(0, 4))
def test_a_budget_that_runs_out_is_told_and_what_is_found_is_true(
    rows: list[Row], origin: int, destination: int, budget: int
) -> None:
    found = best(graph(rows), origin, destination, budget)
    assert found.settled <= budget
    for way in found.ways:
        assert taken(rows, way.arcs) == (way.hours, way.money, way.asks)
    if found.finished:
        assert found == best(graph(rows), origin, destination)


def test_who_comes_when_it_shuts_waits_until_it_opens_again() -> None:
    stop = Stop(0.0, 1.0, (2.0, 10.0), (4.0, 12.0))
    assert [stop.begins(t) for t in (0, 2, 3.9, 4, 11, 12)] == [2, 2, 3.9, 10, 11, math.inf]
    assert Stop(0.0).begins(5.0) == 5.0


def test_hours_alone_give_one_way() -> None:
    rows: list[Row] = [(0, 1, 2, 0, 0, (), 0), (0, 1, 3, 0, 0, (), 0)]
    found = best(graph(rows), 0, 1, simple=True)
    assert [w.arcs for w in found.ways] == [(0,)]
