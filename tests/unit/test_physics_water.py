"""Squat, Froude number and water levels against published figures."""

from __future__ import annotations

import numpy as np
import pytest

from thalweg.physics.water import (
    clearance_at_level_m,
    depth_at_level_m,
    froude_depth,
    level_for_clearance_m,
    level_for_depth_m,
    squat_barrass_confined_m,
    squat_barrass_open_m,
    squat_huuska_channel_m,
    squat_huuska_open_m,
    squat_huuska_sloped_m,
    squat_icorels_m,
)

BULKER = {"draught_m": 12.04, "beam_m": 32.26, "length_m": 189.9, "block_coefficient": 0.75}
FAIRWAY = {"depth_m": 12.6, "section_depth_m": 12.5, "width_m": 200, "bank_slope": 0.1}
"""Swept depth 12.5 m and 10 cm of water above it, as the Finnish authority reckons."""


def test_barrass_in_a_channel() -> None:
    speed_ms = np.array([0.1, 1, 2, 3, 4])
    squat = squat_barrass_confined_m(1.94 * speed_ms, 5.0, 2.75, 11.45, 150, 0.85)
    assert squat == pytest.approx([0.000108, 0.012933, 0.054683, 0.127093, 0.231203], abs=5e-7)


def test_barrass_in_open_water() -> None:
    assert float(squat_barrass_open_m(15, 26, 20, 0.75)) == pytest.approx(1.30, abs=0.005)


def test_froude() -> None:
    assert float(froude_depth(15, 20)) == pytest.approx(0.551, abs=0.0005)
    assert float(froude_depth(10, 14)) == pytest.approx(0.439, abs=0.0005)


def test_icorels_is_huuska_in_open_water() -> None:
    assert float(squat_icorels_m(10, 14, 12, 32, 200, 0.8)) == pytest.approx(0.791, abs=0.0005)
    assert squat_huuska_open_m(12, depth_m=12.6, **BULKER) == pytest.approx(1.37, abs=0.005)


def test_huuska_between_banks() -> None:
    assert squat_huuska_sloped_m(12, bank_height_m=12, **FAIRWAY, **BULKER) == pytest.approx(1.68, abs=0.005)
    assert squat_huuska_channel_m(12, **FAIRWAY, **BULKER) == pytest.approx(1.99, abs=0.005)
    narrow = squat_huuska_channel_m(15, 18, 15, 15, 200, 0.75, 30, 10)
    assert float(narrow) == pytest.approx(3.05, abs=0.005)


def test_banks_above_the_water_make_a_canal() -> None:
    sloped = squat_huuska_sloped_m(12, bank_height_m=13, **FAIRWAY, **BULKER)
    assert sloped == squat_huuska_channel_m(12, **FAIRWAY, **BULKER)


def test_a_channel_may_be_wide_enough_to_be_open_water() -> None:
    assert squat_huuska_channel_m(12, 12.6, width_m=1e6, **BULKER) == squat_huuska_open_m(12, 12.6, **BULKER)
    walls = squat_huuska_channel_m(12, 12.6, width_m=400, **BULKER)
    assert walls > squat_huuska_channel_m(12, 12.6, width_m=400, bank_slope=0.5, **BULKER)


@pytest.mark.parametrize(
    ("speed", "depth", "draught"),
    [
        (5, 3, 3),
        (5, 2, 3),
        (5, 0, 3),
        (5, -1, 3),
        (25, 4, 3),
        (-1, 9, 3),
        (np.nan, 9, 3),
        (5, np.nan, 3),
        (5, 9, np.nan),
    ],
)
def test_outside_the_domain_squat_is_infinite(speed: float, depth: float, draught: float) -> None:
    ship = (speed, depth, draught)
    assert squat_barrass_open_m(*ship, 0.8) == np.inf
    assert squat_barrass_confined_m(*ship, 10, 100, 0.8) == np.inf
    assert squat_icorels_m(*ship, 10, 100, 0.8) == np.inf
    assert squat_huuska_channel_m(*ship, 10, 100, 0.8, 100) == np.inf
    assert squat_huuska_sloped_m(*ship, 10, 100, 0.8, 100, 0.2, 2) == np.inf


def test_a_channel_no_wider_than_the_ship_is_outside_the_domain() -> None:
    assert squat_barrass_confined_m(5, 9, 3, 10, 10, 0.8) == np.inf
    assert squat_huuska_channel_m(5, 9, 3, 10, 100, 0.8, 10) == np.inf


def test_curves_of_low_banks_end_where_they_cross() -> None:
    assert np.isfinite(squat_huuska_sloped_m(5, 5, 4, 11, 100, 0.8, 30.0, np.inf, 1))
    assert squat_huuska_sloped_m(5, 5, 4, 11, 100, 0.8, 29.0, np.inf, 1) == np.inf
    assert np.isfinite(squat_huuska_sloped_m(5, 5, 4, 11, 100, 0.8, 29.0, np.inf, 6))


def test_a_ship_at_rest_or_in_deep_water_does_not_squat() -> None:
    assert squat_barrass_confined_m(0, 9, 3, 10, 100, 0.8) == 0
    assert squat_huuska_sloped_m(0, 9, 3, 10, 100, 0.8, 100, 0.2, 2) == 0
    assert squat_icorels_m(10, np.inf, 3, 10, 100, 0.8) == 0


def test_arrays_broadcast() -> None:
    depth = np.array([[6.0], [8.0], [2.0]])
    squat = squat_huuska_sloped_m(np.array([4.0, 8.0]), depth, 3, 10, 100, 0.8, 100, 0.2, np.array([2.0, 6.0]))
    assert squat.shape == (3, 2)
    assert np.isfinite(squat[:2]).all()
    assert np.isposinf(squat[2]).all()


def test_depth_at_kaub_by_the_rule_of_the_rhine_commission() -> None:
    gauge = np.array([1.40, 0.32, 0.42, 0.78, 2.39])
    assert depth_at_level_m(1.90, gauge, 0.78) == pytest.approx([2.52, 1.44, 1.54, 1.90, 3.51])
    assert level_for_depth_m(2.52, 1.90, 0.78) == pytest.approx(1.40)


def test_clearance_falls_as_the_water_rises() -> None:
    assert clearance_at_level_m(9.1, np.array([2.0, 3.5, 1.0]), 2.0) == pytest.approx([9.1, 7.6, 10.1])
    assert level_for_clearance_m(7.6, 9.1, 2.0) == pytest.approx(3.5)
