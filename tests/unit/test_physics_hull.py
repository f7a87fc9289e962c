"""Payload, draught and heel against published figures."""

from __future__ import annotations

import numpy as np
import pytest

from thalweg.physics.hull import (
    HULL_TYPES,
    design_deadweight_t,
    design_draught_m,
    draught_from_table_m,
    draught_m,
    empty_draught_m,
    heel_extra_draught_m,
    least_operational_draught_m,
    payload_from_table_t,
    payload_t,
)

TABLE_7 = [
    ("Tanker", 110, 11.4, 3.50, 1.01, 2849, 1.4, 432),
    ("Dry_SH", 85, 9.5, 2.88, 0.71, 1612, 1.3, 422),
    ("Dry_DH", 135, 11.4, 3.62, 0.86, 3944, 1.5, 874),
    ("Container", 135, 17.5, 4.22, 0.91, 7307, 1.5, 1238),
    ("Barge", 77, 11.4, 3.98, 0.65, 2763, 1.4, 604),
]
"""Type, length, beam, design and empty draught, deadweight, least draught and deadweight at it."""


@pytest.mark.parametrize(("kind", "length", "beam", "design", "empty", "full", "least", "at_least"), TABLE_7)
def test_van_dorsser_table_7(
    kind: str, length: float, beam: float, design: float, empty: float, full: float, least: float, at_least: float
) -> None:
    assert design_draught_m(kind, length, beam) == pytest.approx(design, abs=0.005)
    assert empty_draught_m(kind, length, beam) == pytest.approx(empty, abs=0.005)
    assert design_deadweight_t(kind, length, beam) == pytest.approx(full, abs=0.5)
    assert payload_t(kind, length, beam, None, least, consumables_share=0) == pytest.approx(at_least, abs=0.5)


def test_tanker_with_consumables() -> None:
    payload = payload_t("Tanker", 110, 11.4, None, np.array([3.5, 3.0, 2.2, 2.1, 2.0]), consumables_share=0.005)
    assert payload == pytest.approx([2835.2348, 2252.0473, 1326.9861, 1212.498, 1098.2642], abs=5e-5)


def test_a_ship_below_its_empty_draught_carries_nothing() -> None:
    deep = np.array([0.0, 0.5, 1.0, 1.012])
    assert (payload_t("Tanker", 110, 11.4, None, deep, consumables_share=0.005) == 0).all()


def test_a_ship_carries_no_more_than_at_its_design_draught() -> None:
    full = payload_t("Container", 110, 11.45, None, np.array([3.51, 5.0, np.inf]), consumables_share=0)
    assert full == pytest.approx(float(design_deadweight_t("Container", 110, 11.45)))
    assert payload_t("Container", 110, 11.45, 3.0, 5.0, consumables_share=0) < full[0]


def test_draught_of_a_payload() -> None:
    assert draught_m("Tanker", 110, 11.4, None, 1098.2642, consumables_share=0.005) == pytest.approx(2.0, abs=1e-7)
    assert draught_m("Tanker", 110, 11.4, None, 3000, consumables_share=0.005) == np.inf
    assert draught_m("Barge", 70, 9.5, None, 0, consumables_share=0) == empty_draught_m("Barge", 70, 9.5)
    assert np.isnan(draught_m("Barge", 70, 9.5, None, -1, consumables_share=0))
    assert draught_m("Tanker", 110, 11.4, None, 0, consumables_share=0.05) > empty_draught_m("Tanker", 110, 11.4)


def test_a_full_ship_lies_at_its_design_draught() -> None:
    kinds = np.array(HULL_TYPES)
    full = payload_t(kinds, 110, 11.4, None, 9.0, consumables_share=0.005)
    assert draught_m(kinds, 110, 11.4, None, full, consumables_share=0.005) == pytest.approx(
        design_draught_m(kinds, 110, 11.4)
    )


def test_dimensions_of_no_ship_carry_nothing() -> None:
    assert payload_t("Dry_SH", 110, 11.4, 0.5, 0.9, consumables_share=0) == 0
    assert draught_m("Dry_SH", 110, 11.4, 0.5, 10, consumables_share=0) == np.inf
    assert design_deadweight_t("Tanker", 5, 2) == 0


def test_types_broadcast_and_strange_types_are_named() -> None:
    kinds = np.array([["Tanker"], ["Barge"]])
    assert payload_t(kinds, 110, 11.4, None, np.array([2.0, 2.5, 3.0]), consumables_share=0.005).shape == (2, 3)
    with pytest.raises(ValueError, match="unknown type of hull: Raft; known are Dry_SH, Dry_DH"):
        payload_t(np.array(["Tanker", "Raft"]), 110, 11.4, None, 2.0, consumables_share=0.005)


def test_least_operational_draught() -> None:
    assert least_operational_draught_m(["II", "III", "IV", "Va", "VIb", "pusher"]) == pytest.approx(
        [1.2, 1.2, 1.3, 1.4, 1.5, 1.7]
    )
    with pytest.raises(ValueError, match="unknown class: VII"):
        least_operational_draught_m("VII")


def test_heel() -> None:
    assert 20 + float(heel_extra_draught_m(20, 1.11)) == pytest.approx(20.19, abs=0.005)
    assert 20 + float(heel_extra_draught_m(20, 0.63)) == pytest.approx(20.11, abs=0.005)
    assert heel_extra_draught_m(20, np.array([-5.0])) == heel_extra_draught_m(20, 5.0)
    assert np.isposinf(heel_extra_draught_m(20, np.array([90.0, -100.0, np.nan]))).all()


def test_a_hydrostatic_table_is_never_extrapolated() -> None:
    draughts, payloads = [1.0, 2.0, 3.0], [0.0, 900.0, 2000.0]
    read = payload_from_table_t(np.array([0.9, 1.0, 1.5, 2.5, 3.0, 3.1]), draughts, payloads)
    np.testing.assert_allclose(read, [np.nan, 0, 450, 1450, 2000, np.nan])
    back = draught_from_table_m(np.array([-1, 0, 450, 1450, 2000, 2001]), draughts, payloads)
    np.testing.assert_allclose(back, [np.nan, 1.0, 1.5, 2.5, 3.0, np.nan])


def test_a_table_that_is_none_is_refused() -> None:
    for draughts, payloads in [([], []), ([1.0], [1.0, 2.0]), ([2.0, 1.0], [0.0, 1.0]), ([1.0, 2.0], [1.0, 0.0])]:
        with pytest.raises(ValueError, match="table"):
            payload_from_table_t(1.0, draughts, payloads)
    assert payload_from_table_t(1.5, [1.0, 2.0], [5.0, 5.0]) == 5
    with pytest.raises(ValueError, match="must rise"):
        draught_from_table_m(5.0, [1.0, 2.0], [5.0, 5.0])
