"""Columns of a snapshot: what silence means for each kind of subject, ranges, codes, seasons."""

from __future__ import annotations

import math
from datetime import date

import pytest

from tests.helpers import ATTRIBUTES, Tiny, assume, gate, movers, tiny
from thalweg.network import draw
from thalweg.snapshot import Column

NETWORK = draw("A---B\nA~~~C\nD===E\nD___F")
GATES = [
    gate("span", "bridge", ("AB", "under")),
    gate("lock", "lock", ("AB", "through")),
    gate("bar", "bar", ("AC", "through")),
]


def case(lines: str = "") -> Tiny:
    """Return a case in which nothing is said but these lines."""
    return tiny(NETWORK, lines, ("v vessel", "t train"), gates=GATES, quiet=False)


def cell(column: Column, at: int) -> tuple[float, float, frozenset[str] | None, bool]:
    """Return one cell of a column."""
    return float(column.low[at]), float(column.high[at]), column.codes[at], bool(column.silent[at])


OPEN, FREE = (-math.inf, math.inf), (math.inf, math.inf)


@pytest.mark.parametrize(
    ("element", "attribute", "silence"),
    [
        ("AB", "depth_m", OPEN),  # a river whose depth nobody tells is of unknown depth
        ("AC", "depth_m", FREE),  # at sea nobody expects to be told
        ("bar", "depth_m", OPEN),
        ("lock", "depth_m", OPEN),
        ("span", "depth_m", FREE),
        ("span", "vertical_clearance_m", OPEN),
        ("AB", "vertical_clearance_m", FREE),
        ("lock", "max_beam_m", OPEN),
        ("AB", "max_beam_m", FREE),
        ("DE", "status", OPEN),
        ("AB", "status", FREE),
        ("bar", "status", FREE),
        ("span", "status", OPEN),
        ("DE", "track_gauge_mm", OPEN),
        ("DF", "track_gauge_mm", FREE),
        ("AB", "jurisdiction", OPEN),
        ("AB", "ukc_m", FREE),
        ("AC", "ice_season", FREE),
    ],
)
def test_silence_by_kind(element: str, attribute: str, silence: tuple[float, float]) -> None:
    column = case().snapshot().elements(attribute)
    low, high, codes, silent = cell(column, _index(element))
    assert silent
    assert codes is None
    assert (low, high) == silence


def _index(element: str) -> int:
    return case().network.element_index[element]


def test_silence_has_one_meaning_for_every_row_of_the_vocabulary() -> None:
    """Where an attribute is expected silence is its `missing`, and elsewhere no limit."""
    snapshot = case().snapshot()
    for name, row in ATTRIBUTES.items():
        column = snapshot.elements(name)
        for i, kinds in enumerate(snapshot.network.element_kinds):
            expected = row.is_expected(*kinds)
            meaning = row.missing if expected else "unlimited"
            low, high = {"unknown": OPEN, "unlimited": FREE, "refused": (-math.inf, -math.inf)}[meaning]
            assert (column.low[i], column.high[i]) == (low, high), (name, kinds)


@pytest.mark.parametrize(
    "attribute", [n for n, a in ATTRIBUTES.items() if a.describes("mover") and a.type in ("number", "codes")]
)
def test_silence_about_a_mover_is_never_a_permission(attribute: str) -> None:
    them = list(movers("v vessel", "t train", "k truck", "p person", "g consignment").values())
    column = case().snapshot().movers(attribute, them)
    assert column.low.tolist() == [-math.inf] * len(them)
    assert column.high.tolist() == [math.inf] * len(them)
    assert column.codes == (None,) * len(them)


def test_who_says_that_it_is_not_known_is_not_silent() -> None:
    column = case("AC depth_m unknown | survey").snapshot().elements("depth_m")
    assert cell(column, _index("AC")) == (*OPEN, None, False)


def test_a_weak_value_leaves_the_range_open() -> None:
    column = case("AC depth_m 3 m | blog").snapshot().elements("depth_m")
    assert cell(column, _index("AC")) == (*OPEN, None, False)
    assert column.resolved[_index("AC")].status == "weak"


@pytest.mark.parametrize(
    ("lines", "low", "high"),
    [
        ("AB depth_m 3 m | survey", 3, 3),
        ("AB depth_m 3 m | survey\nAB depth_m 4 m | survey-2", 3, 4),
        ("AB depth_m <4 m | survey", -math.inf, 4 - 2e-6),
        ("AB depth_m none | survey", math.inf, math.inf),
    ],
)
def test_a_value_is_a_range(lines: str, low: float, high: float) -> None:
    assert cell(case(lines).snapshot().elements("depth_m"), 0)[:2] == pytest.approx((low, high), abs=1e-9)


def test_what_was_not_known_yet_is_silent() -> None:
    there = case("AC depth_m 3 m | survey | published=2024-01")
    assert not there.snapshot().elements("depth_m").silent[1]
    assert there.snapshot(known_on=date(2023, 1, 1)).elements("depth_m").silent[1]


@pytest.mark.parametrize(
    ("on", "codes"),
    [(date(2024, 1, 15), {"closed"}), (date(2024, 7, 1), {"open"}), (date(2024, 3, 31), {"closed"}), (None, None)],
)
def test_a_season_is_open_or_closed_on_the_day(on: date | None, codes: set[str] | None) -> None:
    found = case("AC ice_season 12/03").snapshot(on).elements("ice_season").codes[1]
    assert found == (None if codes is None else frozenset(codes))


def test_two_seasons_in_print_are_both_possible() -> None:
    found = case("AC ice_season 12/03\nAC ice_season 12/02 | official-2").snapshot(date(2024, 3, 10))
    assert found.elements("ice_season").codes[1] == frozenset({"open", "closed"})


def test_a_mover_is_as_deep_as_it_is_laden() -> None:
    there = case("v draught_m 2 m | loading=empty\nv draught_m 4 m | loading=laden")
    vessel = there.movers["v"]
    column = there.snapshot().movers("draught_m", [vessel, vessel.loaded("empty"), vessel.loaded("laden")])
    assert column.low.tolist() == [2, 2, 4]
    assert column.high.tolist() == [4, 2, 4]


def test_a_link_is_as_long_as_is_stated_or_else_as_it_is_drawn() -> None:
    snapshot = case("AB length_km 17.3 km | news\nAC length_km 2..3 km | news").snapshot()
    drawn = snapshot.network.geometric_length_km
    assert snapshot.length_km.tolist() == pytest.approx([17.3, *drawn[1:]])


def test_a_scenario_is_seen_in_the_columns() -> None:
    there = case("AB depth_m 3 m | survey")
    assert there.snapshot(scenario=assume("AB depth_m 6 m")).elements("depth_m").low[0] == 6
    assert there.snapshot().elements("depth_m").low[0] == 3


def test_resolving_twice_gives_the_same() -> None:
    snapshot = case("AB depth_m 3 m | survey").snapshot()
    assert snapshot.resolve("AB", "depth_m") is snapshot.resolve("AB", "depth_m")
    assert snapshot.elements("depth_m") is snapshot.elements("depth_m")
    straight = snapshot.resolve("AB", "length_km", {"measure": ("straight",)})
    assert straight is not snapshot.resolve("AB", "length_km")
