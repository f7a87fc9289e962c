"""What a vessel carries at a draught: by its own table, by the type of its hull, or not known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.helpers import Tiny, assume, tiny
from thalweg.network import draw
from thalweg.physics.hull import HULL_TYPES, design_draught_m, empty_draught_m, payload_t
from thalweg.rules.payload import TYPES, Payload, payload_of

SIZE = "v length_m 110 m\nv beam_m 11.4 m\n"
TABLE = """
v deadweight_t 0 t | draught=1.00
v deadweight_t 1000 t | draught=2.00
v deadweight_t 2500 t | draught=3.00
"""


def case(lines: str) -> Tiny:
    """Return a case of one vessel."""
    return tiny(draw("A---B"), lines)


def payload(lines: str, **how: object) -> Payload:
    """Return what the vessel carries."""
    it = case(lines)
    return payload_of(it.snapshot(**how), it.movers["v"])  # type: ignore[arg-type]


# Its own table


@pytest.mark.parametrize(
    ("draught_m", "tonnes"), [(1.0, 0), (1.5, 500), (2.0, 1000), (2.5, 1750), (3.0, 2500), (0.99, None), (3.01, None)]
)
def test_between_the_rows_of_a_table_lie_straight_lines_and_outside_nothing(
    draught_m: float, tonnes: float | None
) -> None:
    found = float(payload(TABLE).at(draught_m))
    assert math.isnan(found) if tonnes is None else found == pytest.approx(tonnes)


def test_rows_stand_in_order_of_their_numbers() -> None:
    found = payload("v deadweight_t 900 t | draught=10.0\nv deadweight_t 500 t | draught=9.5")
    assert found.table == ((9.5, 500), (10.0, 900))
    assert (found.most_t, found.design_m) == (900, 10.0)
    assert found.how == "its own table of deadweight by draught"


def test_a_table_goes_before_the_type_of_the_hull() -> None:
    assert payload(f"{SIZE}v hull_type tanker\n{TABLE}").table


def test_a_row_of_which_nothing_decides_is_left_out() -> None:
    found = payload(f"{TABLE}v deadweight_t 9000 t | blog | draught=4.00")
    assert [d for d, _ in found.table] == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "lines", ["v deadweight_t 900 t | blog | draught=2.00", "v deadweight_t unknown | draught=2.00"]
)
def test_a_table_of_which_nothing_decides_is_none(lines: str) -> None:
    assert payload(lines).how == ""
    assert payload(f"{SIZE}v hull_type barge\n{lines}").hull_type == "Barge"


def test_if_weak_sources_may_decide_their_table_counts() -> None:
    assert payload("v deadweight_t 900 t | blog | draught=2.00", trust_weak=True).table == ((2.0, 900.0),)


def test_a_table_that_falls_contradicts_itself_and_says_nothing() -> None:
    lines = "v deadweight_t 1000 t | draught=2\nv deadweight_t 900 t | draught=3"
    assert payload(lines).how == ""
    assert payload(f"{SIZE}v hull_type tanker\n{lines}").hull_type == "Tanker"


def test_a_deadweight_without_a_draught_is_no_row() -> None:
    found = payload(f"{TABLE}v deadweight_t 2800 t")
    assert found.table == ((1.0, 0.0), (2.0, 1000.0), (3.0, 2500.0))
    assert payload("v deadweight_t 2800 t").how == ""


def test_a_row_of_a_table_is_no_deadweight_of_the_vessel() -> None:
    it = case(f"{TABLE}v deadweight_t 2800 t")
    assert it.snapshot().of_mover("deadweight_t", it.movers["v"]).interval == (2800, 2800)
    alone = case(TABLE)
    assert alone.snapshot().of_mover("deadweight_t", alone.movers["v"]).silent


def test_one_draught_may_be_written_in_two_ways() -> None:
    found = payload("v deadweight_t 900 t | draught=3.6\nv deadweight_t 905 t | draught=3.60 | official-2")
    assert [d for d, _ in found.table] == [3.6]
    assert len(found.claims) == 2


def test_of_a_row_that_is_a_range_the_least_is_taken() -> None:
    assert payload("v deadweight_t 900..1100 t | draught=2").most_t == 900


def test_the_table_of_another_year_does_not_count() -> None:
    assert payload("v deadweight_t 900 t | draught=2 | valid=../2020").how == ""


def test_a_scenario_may_give_a_table() -> None:
    it = case(TABLE)
    snapshot = it.snapshot(scenario=assume("v deadweight_t 2600 t | draught=3.00"))
    assert payload_of(snapshot, it.movers["v"]).most_t == 2600


# Design draught and stores


@pytest.mark.parametrize(("design", "most_t"), [("2.5 m", 1750.0), ("3 m", 2500.0), ("3.5 m", math.nan)])
def test_what_is_carried_at_most_is_that_of_the_design_draught(design: str, most_t: float) -> None:
    assert payload(f"{TABLE}v design_draught_m {design}").most_t == pytest.approx(most_t, nan_ok=True)


@pytest.mark.parametrize(("design", "stores_t"), [("", 250), ("v design_draught_m 2 m", 100)])
def test_stores_are_a_share_of_the_deadweight_at_the_design_draught(design: str, stores_t: float) -> None:
    found = payload(f"{TABLE}v consumables_percent 10 %\n{design}")
    assert float(found.at(2.0)) == pytest.approx(1000 - stores_t)


def test_a_vessel_never_carries_less_than_nothing() -> None:
    found = payload(f"{TABLE}v consumables_percent 10 %")
    assert float(found.at(1.0)) == 0
    assert np.all(found.at(np.linspace(1, 3, 50)) >= 0)


def test_stores_of_a_deadweight_that_no_row_tells_leave_the_load_unknown() -> None:
    assert np.isnan(payload(f"{TABLE}v consumables_percent 10 %\nv design_draught_m 3.5 m").at(2.0))


def test_without_a_table_only_draughts_are_known() -> None:
    found = payload("v empty_draught_m 1.2 m\nv design_draught_m 3.1 m")
    assert (found.empty_m, found.design_m, found.how) == (1.2, 3.1, "")
    assert np.isnan(found.at(np.array([1.2, 3.1]))).all()
    assert math.isnan(found.most_t)


# By the type of the hull


@pytest.mark.parametrize(("code", "name"), TYPES.items())
def test_by_type_the_figures_are_those_of_the_published_formulas(code: str, name: str) -> None:
    found = payload(f"{SIZE}v hull_type {code}")
    design = float(design_draught_m(name, 110, 11.4))
    assert found.design_m == design
    assert found.empty_m == float(empty_draught_m(name, 110, 11.4, design))
    draughts = np.linspace(found.empty_m, design, 7)
    assert found.at(draughts) == pytest.approx(payload_t(name, 110, 11.4, design, draughts, consumables_share=0))
    assert code.replace("_", " ") in found.how
    assert {c.attribute for c in found.claims} == {"hull_type", "length_m", "beam_m"}


def test_every_code_of_a_hull_has_its_type() -> None:
    assert tuple(case("").snapshot().attributes["hull_type"].values) == tuple(TYPES)
    assert tuple(TYPES.values()) == HULL_TYPES


def test_what_is_claimed_of_a_vessel_goes_before_what_is_usual_of_its_type() -> None:
    found = payload(f"{SIZE}v hull_type tanker\nv design_draught_m 3.5 m\nv empty_draught_m 1.4 m")
    assert (found.design_m, found.empty_m) == (3.5, 1.4)


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "v hull_type tanker",
        "v hull_type tanker\nv length_m 110 m",
        f"{SIZE}v hull_type tanker | blog",
        f"{SIZE}v hull_type unknown",
        f"{SIZE}v hull_type none",
        f"{SIZE}v hull_type tanker\nv hull_type barge | official-2",
        "v length_m 110 m\nv beam_m unknown\nv hull_type tanker",
    ],
)
def test_what_is_not_known_of_the_hull_leaves_the_load_unknown(lines: str) -> None:
    found = payload(lines)
    assert (found.how, found.hull_type) == ("", "")
    assert math.isnan(found.most_t)


def test_stores_may_be_all_that_a_hull_carries() -> None:
    found = payload(f"{SIZE}v hull_type tanker\nv consumables_percent 100 %")
    assert found.most_t == 0
