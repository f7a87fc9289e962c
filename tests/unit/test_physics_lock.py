"""Levelling of a lock chamber."""

from __future__ import annotations

import numpy as np
import pytest

from thalweg.physics.lock import levelling_time_s

CHAMBER = {"chamber_area_m2": 300 * 24, "opening_area_m2": 4.0, "discharge_coefficient": 0.8}


def test_torricelli() -> None:
    assert levelling_time_s(head_m=2.0, gravity_ms2=9.81, **CHAMBER) == pytest.approx(1436.7, abs=0.05)


def test_up_or_down_is_the_same_and_no_head_takes_no_time() -> None:
    assert levelling_time_s(head_m=-2.0, **CHAMBER) == levelling_time_s(head_m=2.0, **CHAMBER)
    assert levelling_time_s(head_m=0.04, residual_head_m=0.05, **CHAMBER) == 0
    assert levelling_time_s(7200, 2.0, np.array([0.0, -1.0]), 0.8) == pytest.approx(np.inf)


def test_gradual_opening_costs_half_its_time() -> None:
    at_once = float(levelling_time_s(head_m=2.0, **CHAMBER))
    assert levelling_time_s(head_m=2.0, opening_time_s=300, **CHAMBER) == pytest.approx(at_once + 150)


@pytest.mark.parametrize("opening_time_s", [0.0, 120.0, 4000.0])
def test_the_closed_form_solves_the_equation(opening_time_s: float) -> None:
    """Euler's method on dz/dt = -m A(t) sqrt(2 g z) / A_chamber, in steps of 0.05 s."""
    head, time, step = 2.0, 0.0, 0.05
    while head > 0.05:
        open_share = min(1.0, (time + step / 2) / opening_time_s) if opening_time_s else 1.0
        head -= step * 0.8 * 4.0 * open_share * (2 * 9.80665 * head) ** 0.5 / 7200
        time += step
    closed = levelling_time_s(head_m=2.0, opening_time_s=opening_time_s, residual_head_m=0.05, **CHAMBER)
    assert float(closed) == pytest.approx(time, abs=0.2)
