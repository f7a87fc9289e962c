"""Units: exact factors, scale words, ratios; another quantity is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import ATTRIBUTES
from thalweg.io.units import UnitError, convert


@pytest.mark.parametrize(
    ("number", "unit", "to", "expected"),
    [
        (1, "mile", "km", 1.609344),
        (324, "miles", "km", 521.427456),
        (1, "nm", "m", 1852),
        (12, "nmi", "km", 22.224),
        (1, "ft", "m", 0.3048),
        (12, "in", "ft", 1),
        (5280, "feet", "mile", 1),
        (1435, "mm", "m", 1.435),
        (250, "cm", "m", 2.5),
        (100, "ha", "km2", 1),
        (1, "barrel", "m3", 0.158987294928),
        (2, "Mt", "t", 2_000_000),
        (3, "kt", "t", 3000),
        (500, "kg", "t", 0.5),
        (1, "day", "h", 24),
        (2, "week", "days", 14),
        (1, "yr", "days", 365.25),
        (18, "months", "yr", 1.5),
        (7, "%", "%", 7),
        (1.5, "bn CNY", "CNY", 1.5e9),
        (110, "M USD", "USD", 110e6),
        (9, "billion RUB", "RUB", 9e9),
        (2, "trillion KRW", "KRW", 2e12),
        (3, "thousand persons", "person", 3000),
        (4, "k USD", "USD", 4000),
        (2, "thousand million USD", "USD", 2e9),
        (287, "m3/s", "m3/s", 287),
        (1, "Mt/yr", "t/yr", 1e6),
        (1, "km3/yr", "m3/s", 31.6880878141),
        (500000, "bbl/yr", "bbl/yr", 500000),
        (5, "", "", 5),
    ],
)
def test_convert(number: float, unit: str, to: str, expected: float) -> None:
    assert convert(number, unit, to) == pytest.approx(expected, rel=1e-11)


def test_a_decimal_stays_the_decimal_that_was_written() -> None:
    assert convert(7.2, "m", "m") == 7.2
    assert convert(30, "cm", "m") == 0.3
    assert convert(17.3, "km", "km") == 17.3


@pytest.mark.parametrize(
    ("unit", "to"),
    [("t", "m"), ("km2", "km"), ("m3", "m3/s"), ("USD", "CNY"), ("", "m"), ("m", ""), ("h", "km"), ("GT", "t")],
)
def test_another_quantity_is_refused(unit: str, to: str) -> None:
    with pytest.raises(UnitError, match="measures"):
        convert(1, unit, to)


@pytest.mark.parametrize(
    ("unit", "hint"), [("kilom", "km"), ("miless", "miles"), ("barel", "barrel"), ("M yaer", "year")]
)
def test_an_unknown_unit_names_the_nearest(unit: str, hint: str) -> None:
    with pytest.raises(UnitError, match="no unit") as caught:
        convert(1, unit, "m")
    assert hint in str(caught.value).partition(";")[2]


def test_an_unknown_scale_is_an_unknown_unit() -> None:
    with pytest.raises(UnitError, match="huge"):
        convert(1, "huge m", "m")


@pytest.mark.parametrize("unit", ["m/s/s", "/", "m /parsec", "km per h"])
def test_a_broken_ratio_is_refused(unit: str) -> None:
    with pytest.raises(UnitError):
        convert(1, unit, "m")


LENGTHS = st.sampled_from(["mm", "cm", "m", "km", "mile", "nm", "ft", "in"])


@given(st.floats(min_value=0.001, max_value=1e6), LENGTHS, LENGTHS)
def test_there_and_back(number: float, one: str, other: str) -> None:
    assert convert(convert(number, one, other), other, one) == pytest.approx(number, rel=1e-9)


@given(st.floats(min_value=0.001, max_value=1e6), st.floats(min_value=0.001, max_value=1e6), LENGTHS, LENGTHS)
def test_the_order_of_two_lengths_does_not_depend_on_the_unit(a: float, b: float, one: str, other: str) -> None:
    if a <= b:
        assert convert(a, one, other) <= convert(b, one, other)


def test_every_unit_of_the_vocabulary_is_known() -> None:
    units = {a.unit for a in ATTRIBUTES.values() if a.type == "number"}
    assert "m" in units
    for unit in units:
        assert convert(2, unit, unit) == 2
