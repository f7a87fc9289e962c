"""A frontier is what a search size by size would find, and no more than what passes when it is asked again."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.helpers import Tiny
from tests.invariants.waters import DIMENSIONS, NAMED, PLACES, waters
from thalweg.admission import admit
from thalweg.apps.envelope import Envelope, Largest
from thalweg.movers import Mover
from thalweg.rules.rule import Verdict
from thalweg.solve.paths import best_levels

Size = tuple[float, ...]
HUGE_M = 10_000.0
"""Stands for any size at all."""


def envelopes(case: Tiny, **how: object) -> tuple[Envelope, ...]:
    """Return the frontiers at all places for the vessel."""
    return case.envelope("a", *PLACES, mover="v", **how).envelopes  # type: ignore[arg-type]


def holds(row: Largest, size: Size) -> bool:
    """Tell whether a vessel of a size is no larger than a largest one."""
    return all(x <= row.size_m(d) + 1e-9 for d, x in zip(DIMENSIONS, size, strict=True))


def of_size(case: Tiny, size: Size) -> Mover:
    """Return the vessel with a size."""
    return case.movers["v"].with_given(dict(zip(DIMENSIONS, size, strict=True)))


def asked(case: Tiny, sizes: Sequence[Size]) -> NDArray[np.uint8]:
    """Return the verdicts by size (rows) and place (columns), as `access` finds them for such vessels."""
    admission = admit(case.snapshot(), case.lawbook, [of_size(case, s) for s in sizes])
    arcs = case.network.arcs
    start = case.network.place_index["a"]
    found = [best_levels(arcs.first, arcs.head, row[arcs.link], start, len(Verdict)) for row in admission.levels]
    return np.array(found, dtype=np.uint8)


def corners(found: Iterable[Envelope]) -> list[Size]:
    """Return the sizes of all largest vessels, huge where there is no limit."""
    rows = [x for e in found for x in (*e.sure, *e.perhaps)]
    return [tuple(min(x.size_m(d), HUGE_M) for d in DIMENSIONS) for x in rows]


def about(found: Iterable[Envelope], seed: int, count: int = 120) -> list[Size]:
    """Return sizes about every limit: the corners, a centimetre beyond them, and a draw of what is named."""
    tips = corners(found)
    beyond = [tuple(x + 0.01 * (i == d) for i, x in enumerate(t)) for t in tips for d in range(len(DIMENSIONS))]
    pool = []
    for d, name in enumerate(DIMENSIONS):
        named = {0.0, HUGE_M, *(t[d] for t in tips), *NAMED[name]}
        whole = [math.floor(x * 100 + 1e-6) for x in named]
        pool.append(sorted({max(0, cm + more) / 100 for cm in whole for more in (-1, 0, 1)}))
    rng = random.Random(seed)
    return [*tips, *beyond, *(tuple(rng.choice(p) for p in pool) for _ in range(count))]


@settings(max_examples=40)
@given(waters(), st.integers(0, 999))
def test_a_vessel_gets_there_if_and_only_if_the_frontier_holds_it(case: Tiny, seed: int) -> None:
    found = envelopes(case)
    sizes = about(found, seed)
    for size, row in zip(sizes, asked(case, sizes), strict=True):
        for there, level in zip(found, row, strict=True):
            where = there.destination, dict(zip(DIMENSIONS, size, strict=True)), Verdict(min(int(level), 3))
            assert any(holds(x, size) for x in there.sure) == (level <= Verdict.CONDITIONAL), where
            assert any(holds(x, size) for x in there.perhaps) == (level <= Verdict.UNKNOWN), where


@given(waters(rising=True), st.integers(0, 999))
def test_where_law_favours_the_larger_nothing_that_a_frontier_holds_is_refused(case: Tiny, seed: int) -> None:
    found = envelopes(case)
    sizes = about(found, seed)
    for size, row in zip(sizes, asked(case, sizes), strict=True):
        for there, level in zip(found, row, strict=True):
            assert level <= Verdict.UNKNOWN or not any(holds(x, size) for x in (*there.sure, *there.perhaps)), size
    for there, node in ((e, case.network.place_index[e.destination]) for e in found):
        tips = [tuple(min(x.size_m(d), HUGE_M) for d in DIMENSIONS) for x in there.sure]
        assert not tips or np.all(asked(case, tips)[:, node] <= Verdict.CONDITIONAL)


@given(waters())
def test_no_largest_vessel_is_smaller_than_another_and_what_is_sure_may_be(case: Tiny) -> None:
    for there in envelopes(case):
        for rows in (there.sure, there.perhaps):
            sizes = [tuple(x.size_m(d) for d in DIMENSIONS) for x in rows]
            assert len(set(sizes)) == len(sizes)
            assert sizes == sorted(sizes, reverse=True)
            for i, size in enumerate(sizes):
                assert not any(holds(x, size) for j, x in enumerate(rows) if j != i)
        for x in there.sure:
            assert any(holds(y, tuple(x.size_m(d) for d in DIMENSIONS)) for y in there.perhaps)


@given(waters())
def test_every_largest_vessel_passes_by_its_own_path_and_each_bound_names_what_binds(case: Tiny) -> None:
    network, index = case.network, case.network.element_index
    ids = {*network.element_ids, *case.lawbook.places}
    for there in envelopes(case):
        for verdict, rows in ((Verdict.CONDITIONAL, there.sure), (Verdict.UNKNOWN, there.perhaps)):
            for x in rows:
                size = tuple(min(x.size_m(d), HUGE_M) for d in DIMENSIONS)
                level = admit(case.snapshot(), case.lawbook, [of_size(case, size)]).levels[0]
                assert all(level[index[i]] <= verdict for i in x.path)
                for bound in x.bounds:
                    assert set(bound.at) <= ids
                    assert len(bound.at) == len(bound.names)
                    assert bool(bound.at) == bool(bound.rules) == math.isfinite(bound.size_m), bound


@given(waters())
def test_the_compiled_search_gives_the_same_answer_with_the_same_ways(case: Tiny) -> None:
    assert envelopes(case, small=0) == envelopes(case)


@given(waters())
def test_what_is_not_known_is_named_only_where_it_stands_in_the_way(case: Tiny) -> None:
    for there in envelopes(case):
        assert bool(there.unknown) == (bool(there.perhaps) and not there.sure), there


@given(waters(), st.integers(1, 12), st.integers(1, 12))
def test_a_larger_budget_never_shrinks_a_frontier(case: Tiny, a: int, b: int) -> None:
    small, large = (case.envelope("a", *PLACES, mover="v", budget=x) for x in sorted((a, b)))
    assert large.finished or not small.finished
    for one, other in zip(small.envelopes, large.envelopes, strict=True):
        for few, many in ((one.sure, other.sure), (one.perhaps, other.perhaps)):
            for x in few:
                assert any(holds(y, tuple(x.size_m(d) for d in DIMENSIONS)) for y in many)


@given(waters(lawless=True))
def test_without_law_any_vessel_is_as_good_as_one_that_is_named(case: Tiny) -> None:
    anyone = case.envelope("a", *PLACES)
    assert [(e.sure, e.perhaps) for e in anyone.envelopes] == [(e.sure, e.perhaps) for e in envelopes(case)]


@given(waters(), st.data())
def test_more_room_never_shrinks_a_frontier(case: Tiny, data: st.DataObject) -> None:
    element = data.draw(st.sampled_from(case.network.element_ids))
    limit = data.draw(st.sampled_from(("max_draught_m", "max_beam_m", "max_length_m", "horizontal_clearance_m")))
    less, more = (
        case.plus(f"{element} {limit} {x} m | definition | rank=preferred | rank_why=so")
        for x in sorted(data.draw(st.tuples(st.integers(1, 30), st.integers(1, 30))))
    )
    for one, other in zip(envelopes(less), envelopes(more), strict=True):
        for few, many in ((one.sure, other.sure), (one.perhaps, other.perhaps)):
            for x in few:
                assert any(holds(y, tuple(x.size_m(d) for d in DIMENSIONS)) for y in many)
