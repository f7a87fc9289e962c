"""Sides: a link uses itself along, and a gate through, over or under it, and not every limit holds on each."""

from __future__ import annotations

import pytest

from tests.rules.fit_rows import BLOCKED, CLEAR, case
from thalweg.network import MODES
from thalweg.rules.fit import BORNE, RULES

SIDES = [
    # element, mover, link, facts that would block, blocked
    (
        "span",
        "v",
        "AB",
        ("v air_draught_m 9 m", "span status open", "span vertical_clearance_m 4 m | law | level=K"),
        True,
    ),
    ("span", "v", "AB", ("v beam_m 9 m", "span status open", "span horizontal_clearance_m 4 m"), True),
    ("span", "v", "AB", ("span status closed",), False),  # what is shut to those on it lets pass below
    ("span", "v", "AB", ("v draught_m 9 m", "span depth_m 4 m | survey", "span status open"), False),
    ("span", "v", "AB", ("v beam_m 9 m", "span max_beam_m 4 m", "span status open"), False),
    ("span", "v", "AB", ("v length_m 9 m", "span max_length_m 4 m", "span status open"), False),
    ("span", "k", "DF", ("span status closed",), True),
    ("span", "k", "DF", ("k gross_weight_t 40 t", "span status open", "span max_gross_weight_t 20 t"), True),
    ("lock", "v", "AB", ("v draught_m 9 m", "lock depth_m 4 m | survey"), True),
    ("lock", "v", "AB", ("lock status closed",), True),
    (
        "lock",
        "v",
        "AB",
        ("v air_draught_m 9 m", "lock status open", "lock vertical_clearance_m 4 m | law | level=K"),
        True,
    ),
    ("bar", "v", "AC", ("v draught_m 9 m", "bar depth_m 4 m | survey"), True),
    ("post", "t", "DE", ("post status closed",), True),
    ("post", "k", "DF", ("post status closed",), True),
    ("post", "p", "DF", ("post status closed",), True),
    ("DF", "p", "DF", ("DF max_gross_weight_t 1 t", "span status open", "post status open"), False),
    ("DF", "g", "DF", ("DF status closed",), True),
]


@pytest.mark.parametrize(("element", "mover", "link", "lines", "blocked"), SIDES)
def test_sides(element: str, mover: str, link: str, lines: tuple[str, ...], blocked: bool) -> None:
    admission = case(*lines).admission(mover)
    at = admission.snapshot.network.element_index[link]
    here = {r.rule for r in admission.reasons(0, at) if r.at == element and r.verdict is BLOCKED}
    assert bool(here) is blocked
    assert bool(admission.levels[0, at] == BLOCKED) is blocked


@pytest.mark.parametrize(
    "lines",
    [
        ("span status planned",),
        ("span status removed",),
        ("span vertical_clearance_m none", "span horizontal_clearance_m none"),
    ],
)
def test_a_bridge_that_is_not_there_or_limits_nothing_limits_no_ship(lines: tuple[str, ...]) -> None:
    there = case(
        "v air_draught_m 60 m",
        "v beam_m 30 m",
        "v draught_m 1 m",
        "AB depth_m 2 m | survey",
        "lock status open",
        "lock depth_m 2 m | survey",
        "lock max_beam_m none",
        "lock max_length_m none",
        *lines,
    )
    assert there.level("v", "AB") is CLEAR


def test_what_passes_below_a_bridge_is_not_what_passes_over_it() -> None:
    lines = ("span status open", "span max_gross_weight_t 20 t", "span vertical_clearance_m 4 m | law | level=K")
    there = case(*lines, "k gross_weight_t 40 t", "v air_draught_m 9 m")
    told = {
        m: {(r.rule, r.at) for r in there.admission(m).reasons(0, link) if r.verdict is BLOCKED}
        for m, link in (("v", 0), ("k", 3))
    }
    assert told == {"v": {("fit.air_draught", "span")}, "k": {("fit.gross_weight", "span")}}


def test_only_free_height_and_width_bind_below() -> None:
    assert {r.id for r in RULES if "under" in r.sides} == {"fit.air_draught", "fit.width"}
    assert all(r.sides >= BORNE for r in RULES)


def test_every_mode_has_a_rule_and_no_rule_a_mode_that_is_not() -> None:
    assert frozenset().union(*(r.modes for r in RULES)) == set(MODES)
