"""States, histories and texts: the latest event stands, the past is remembered, and texts are no rivals."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers import ATTRIBUTES, DAY, base, facts, resolved
from thalweg.facts.resolve import Moment, Resolved, history


def code(found: Resolved) -> str | None:
    """Return the chosen code."""
    return found.value.code if found.value else None


def test_of_a_state_the_latest_event_stands() -> None:
    lines = """
        AB status planned | news | valid=2019-05/..
        AB status building | news | valid=2024-06-19/..
        AB status open | official | valid=1959/.."""
    assert code(resolved(lines)) == "building"
    assert code(resolved(lines, on=date(2024, 6, 18))) == "planned"
    assert code(resolved(lines, on=date(2000, 1, 1))) == "open"
    assert resolved(lines).status == "settled"


@pytest.mark.parametrize("weak", ["| blog", "| news | stance=speculates", "| news | certainty=doubtful"])
def test_a_weak_event_never_displaces_one_that_decides(weak: str) -> None:
    found = resolved(f"AB status open | news | valid=2019/..\nAB status closed {weak} | valid=2023/..")
    assert (code(found), found.status) == ("open", "settled")
    assert found.codes == frozenset({"open"})
    assert [g.decides for g in found.groups] == [True, False]


def test_an_event_of_which_the_state_is_not_known_displaces_nothing_if_it_has_no_day() -> None:
    found = resolved("AB status open | news | valid=2019/..\nAB status unknown | news")
    assert (code(found), found.status) == ("open", "settled")


def test_not_known_from_a_day_on_ends_a_state() -> None:
    lines = "AB status open | news | valid=2019/..\nAB status unknown | news | valid=2023/.."
    assert (code(resolved(lines)), resolved(lines).status) == (None, "unknown")
    before = resolved(lines, on=date(2022, 12, 31))
    assert (code(before), before.status) == ("open", "settled")


def test_not_known_by_a_weak_word_ends_nothing() -> None:
    found = resolved("AB status open | news | valid=2019/..\nAB status unknown | blog | valid=2023/..")
    assert (code(found), found.status) == ("open", "settled")


def test_two_events_of_one_day_are_contested() -> None:
    found = resolved("AB status open | news | valid=2019/..\nAB status closed | official | valid=2019/..")
    assert found.status == "contested"
    assert found.codes == frozenset({"open", "closed"})
    assert code(found) == "closed"


def test_a_denial_is_no_event() -> None:
    found = resolved("AB status open | news | valid=2019/..\nAB status closed | news | stance=denies | valid=2023/..")
    assert (code(found), found.status) == ("open", "settled")


# Histories


FLAGS = """
v flag RU | valid=2020/2022-03-01 | published=2022-01-01
v flag PA | valid=2022-03-02/2023 | published=2022-03-05
v flag GA | valid=2024/.. | published=2024-02-01
v flag KM | valid=2021/2021 | blog
v flag LR | valid=2022/2022 | rank=deprecated | rank_why=another ship
"""


@pytest.mark.parametrize(
    ("since", "on", "known_on", "flags"),
    [
        (date(2019, 1, 1), DAY, None, {"RU", "PA", "GA"}),
        (date(2022, 3, 1), DAY, None, {"RU", "PA", "GA"}),
        (date(2022, 3, 2), DAY, None, {"PA", "GA"}),
        (date(2024, 1, 1), DAY, None, {"GA"}),
        (date(2022, 2, 24), date(2023, 6, 1), None, {"RU", "PA"}),
        (date(2022, 2, 24), date(2022, 3, 1), None, {"RU"}),
        (date(2022, 2, 24), date(2022, 3, 2), None, {"RU", "PA"}),  # the day asked about counts
        (date(2019, 1, 1), DAY, date(2022, 3, 4), {"RU"}),
        (date(2019, 1, 1), DAY, date(2022, 3, 5), {"RU", "PA"}),
        (date(2019, 1, 1), None, None, {"RU", "PA", "GA"}),
    ],
)
def test_every_state_from_a_day_to_the_day(
    since: date, on: date | None, known_on: date | None, flags: set[str]
) -> None:
    found = history(base(*facts(FLAGS)), ATTRIBUTES["flag"], "v", Moment(on, known_on), since)
    assert found == flags


def test_weak_sources_are_remembered_only_if_they_are_trusted() -> None:
    found = history(base(*facts(FLAGS)), ATTRIBUTES["flag"], "v", Moment(DAY, None, True), date(2019, 1, 1))
    assert found == {"RU", "PA", "GA", "KM"}


# Texts


def test_texts_stand_beside_each_other() -> None:
    found = resolved("AB event a-ship-ran-aground | news\nAB event two-tugs-came | law")
    assert (found.status, len(found.groups), found.tied) == ("settled", 2, False)
    assert found.why == "2 statements"
    assert found.value is not None


def test_a_text_of_a_weak_source_alone_is_weak() -> None:
    assert resolved("AB event a-ship-ran-aground | blog").status == "weak"
    assert resolved("AB event a-ship-ran-aground | news").why == "1 statement"
