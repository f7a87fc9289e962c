"""Periods: EDTF in, half-open days inside, the same text out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.period import ALWAYS, Period, Season, parse, parse_day, parse_season

ONE = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2025, 1, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2023-12", date(2023, 12, 1), date(2024, 1, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("2024-12-31", date(2024, 12, 31), date(2025, 1, 1)),
        ("2026-21", date(2026, 3, 1), date(2026, 6, 1)),
        ("2026-22", date(2026, 6, 1), date(2026, 9, 1)),
        ("2026-23", date(2026, 9, 1), date(2026, 12, 1)),
        ("2026-24", date(2026, 12, 1), date(2027, 3, 1)),
        ("2024~", date(2024, 1, 1), date(2025, 1, 1)),
        ("2024-06?", date(2024, 6, 1), date(2024, 7, 1)),
        ("2024-06-19%", date(2024, 6, 19), date(2024, 6, 20)),
        ("2014/", date(2014, 1, 1), None),
        ("2014/..", date(2014, 1, 1), None),
        ("/2014", None, date(2015, 1, 1)),
        ("../2024-06", None, date(2024, 7, 1)),
        ("../..", None, None),
        ("2022/2023", date(2022, 1, 1), date(2024, 1, 1)),
        ("2022-03~/2023-04-05?", date(2022, 3, 1), date(2023, 4, 6)),
        ("2026-24/2027-21", date(2026, 12, 1), date(2027, 6, 1)),
        ("2024-07-15/2024-07", date(2024, 7, 15), date(2024, 8, 1)),
        ("  2024  ", date(2024, 1, 1), date(2025, 1, 1)),
        ("", None, None),
    ],
)
def test_read(text: str, start: date | None, end: date | None) -> None:
    assert parse(text) == Period(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30", "2023-02-29", "2024-13", "2024-00", "2024-1", "24", "20240701", "July 2024", "2024-07-01T00:00",
        "2024/2023", "2024-07-02/2024-07-01", "2022/2023/2024", "2024-07-32", "2024-25", "2024-21-01", "0000",
        "2024~-07", "2024-07--", "2024-07-01/2024-02-30", "always", "2024-07-01 to 2024-08-01",
    ],
)  # fmt: skip
def test_refuse(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|ends before"):
        parse(text)


def test_a_period_has_its_first_day_and_not_its_end() -> None:
    july = parse("2024-07")
    assert date(2024, 7, 1) in july
    assert date(2024, 7, 31) in july
    assert date(2024, 6, 30) not in july
    assert date(2024, 8, 1) not in july
    assert july.last == date(2024, 7, 31)
    assert ALWAYS.last is None
    assert date.min in ALWAYS
    assert date.max in ALWAYS


@pytest.mark.parametrize(
    ("outer", "inner", "holds"),
    [
        ("2024", "2024-07", True), ("2024-07", "2024", False), ("2024", "2024", True), ("", "2024", True),
        ("2024", "", False), ("2014/..", "2024/..", True), ("2024/..", "2014/..", False), ("../2024", "../2023", True),
        ("2024", "2024-12/2025-01", False), ("2014/..", "../2024", False),
    ],
)  # fmt: skip
def test_holds(outer: str, inner: str, holds: bool) -> None:
    assert parse(outer).holds(parse(inner)) is holds


DAYS = st.dates(min_value=date(1, 1, 2), max_value=date(9998, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw whole days, months and years, with and without ends."""
    start = draw(st.none() | DAYS)
    end = draw(st.none() | DAYS)
    if draw(st.booleans()):
        start = start and start.replace(day=1)
        end = end and end.replace(month=1, day=1)
    if end is not None and end <= date(1, 1, 1):
        end = None
    if start is not None and end is not None and end <= start:
        end = start + ONE
    return Period(start, end)


@given(periods())
def test_printing_and_reading_is_the_same_period(period: Period) -> None:
    text = str(period)
    assert period == ALWAYS if text == "always" else parse(text) == period


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)), st.integers(0, 2))
def test_shortest_form_is_printed(day: date, parts: int) -> None:
    text = day.isoformat()[: 4 + 3 * parts]
    assert str(parse(text)) == text


@given(periods(), DAYS)
def test_the_days_inside_are_those_between(period: Period, day: date) -> None:
    after = period.start is None or day >= period.start
    before = period.end is None or day < period.end
    assert (day in period) == (after and before)
    assert (day in period) == period.holds(Period(day, day + ONE))


@pytest.mark.parametrize("text", ["", "2024-07", "2024-7-1", "2024-02-30", "01-07-2024", "20240701", "2024-W27-1"])
def test_a_day_is_year_month_and_day(text: str) -> None:
    with pytest.raises(ValueError, match="not a day"):
        parse_day(text)


def test_a_day_is_read() -> None:
    assert parse_day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("12/03", (12, 1), (3, 31)), ("12-15/02", (12, 15), (2, 29)), ("05-01/10-31", (5, 1), (10, 31)),
        ("04/04", (4, 1), (4, 30)), ("07-01/07-01", (7, 1), (7, 1)),
    ],
)  # fmt: skip
def test_read_season(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    season = parse_season(text)
    assert season == Season(first, last)
    assert parse_season(str(season)) == season


@pytest.mark.parametrize("text", ["", "12", "12-03", "13/01", "00/01", "02-30/03", "1/2", "12/03/04", "summer"])
def test_refuse_season(text: str) -> None:
    with pytest.raises(ValueError, match="not a season"):
        parse_season(text)


def test_a_season_may_run_over_new_year() -> None:
    winter = parse_season("12-15/02")
    inside = [date(2023, 12, 15), date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2023, 2, 28)]
    outside = [date(2023, 12, 14), date(2024, 3, 1), date(2024, 7, 1)]
    assert all(day in winter for day in inside)
    assert not any(day in winter for day in outside)


@given(st.dates(), st.dates())
def test_both_ends_of_a_season_are_inside(first: date, last: date) -> None:
    season = Season((first.month, first.day), (last.month, last.day))
    assert first in season
    assert last in season
