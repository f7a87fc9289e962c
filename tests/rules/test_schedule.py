"""Schedules: an announcement rewrites the future from its first day, so the day of knowing decides.

The canal announces twice. On 1 May: 13.4 m from 1 June, 13.1 m from 1 July, 12.8 m from 1 August.
On 10 June: 13.3 m from 20 June, and nothing more.
"""

from __future__ import annotations

import math
from datetime import date

import pytest

from tests.helpers import Tiny, assume, authority, law, limit, quota, resolved, tiny
from thalweg.facts.resolve import Resolved
from thalweg.network import draw
from thalweg.rules.rule import Verdict

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
FIRST = "published=2023-05-01 | recorded=2024-01-01"
SECOND = "published=2023-06-10 | recorded=2024-01-01"
DRAUGHT = f"""
canal permitted_draught_m 13.4 m | valid=2023-06-01/.. | {FIRST}
canal permitted_draught_m 13.1 m | valid=2023-07-01/.. | {FIRST}
canal permitted_draught_m 12.8 m | valid=2023-08-01/.. | {FIRST}
canal permitted_draught_m 13.3 m | valid=2023-06-20/.. | {SECOND}
"""
NOT_YET = (-math.inf, math.inf)


def at(on: date, known_on: date | None, more: str = "") -> Resolved:
    """Return what is permitted on a day, as known on another."""
    return resolved(DRAUGHT.strip() + "\n" + more, on=on, known_on=known_on)


@pytest.mark.parametrize(
    ("on", "known_on", "metres"),
    [
        # Before anything was announced
        (date(2023, 6, 15), date(2023, 4, 30), None),
        # After the first announcement only
        (date(2023, 5, 31), date(2023, 5, 1), None),
        (date(2023, 6, 1), date(2023, 5, 1), 13.4),
        (date(2023, 6, 30), date(2023, 6, 9), 13.4),
        (date(2023, 7, 1), date(2023, 6, 9), 13.1),
        (date(2023, 9, 1), date(2023, 6, 9), 12.8),
        # After the second, which rewrites all from 20 June on, and nothing before
        (date(2023, 6, 1), date(2023, 6, 10), 13.4),
        (date(2023, 6, 19), date(2023, 6, 10), 13.4),
        (date(2023, 6, 20), date(2023, 6, 10), 13.3),
        (date(2023, 7, 1), date(2023, 6, 10), 13.3),
        (date(2023, 9, 1), date(2023, 6, 10), 13.3),
        # Looking back
        (date(2023, 6, 19), None, 13.4),
        (date(2023, 9, 1), None, 13.3),
    ],
)
def test_what_is_permitted_as_known_on_a_day(on: date, known_on: date | None, metres: float | None) -> None:
    found = at(on, known_on)
    if metres is None:
        assert (found.status, found.value) == ("unknown", None)
        assert found.interval == NOT_YET
    else:
        assert (found.status, found.interval) == ("settled", (metres, metres))


def test_what_is_rewritten_says_by_what() -> None:
    whys = {d.claim.stated: d.why for d in at(date(2023, 9, 1), None).dropped}
    assert whys["13.1 m"] == whys["12.8 m"] == "rewritten by official, announced 2023-06-10"
    assert whys["13.4 m"].startswith("an earlier or lesser event")


def test_two_announcements_of_one_day_rewrite_nothing_of_each_other() -> None:
    same = f"canal permitted_draught_m 12 m | official-2 | valid=2023-06-20/.. | {SECOND}"
    found = at(date(2023, 9, 1), None, same)
    assert (found.status, found.interval) == ("contested", (12, 13.3))


def test_an_announcement_that_is_deprecated_rewrites_nothing() -> None:
    wrong = DRAUGHT.strip() + " | rank=deprecated | rank_why=a mistake"
    assert resolved(wrong, on=date(2023, 9, 1)).interval == (12.8, 12.8)


def test_a_number_that_is_no_schedule_is_not_rewritten() -> None:
    lines = DRAUGHT.strip().replace("permitted_draught_m", "max_draught_m")
    assert resolved(lines, on=date(2023, 9, 1)).status == "contested"


# In law


def canal(*lines: str) -> Tiny:
    """Return a canal with these announcements, and a ship of 13.2 m."""
    rule = limit("draught", "draught_m", "canal.permitted_draught_m")
    book = law(rule, authorities=(authority(default="open"),))
    long_known = "recorded=2000-01-01"
    known = (f"AC jurisdiction w | {long_known}", f"v draught_m 13.2 m | {long_known}")
    return tiny(draw("A~~~C"), (*known, *DRAUGHT.strip().splitlines(), *lines), lawbook=book)


@pytest.mark.parametrize(
    ("on", "known_on", "verdict"),
    [
        (date(2023, 7, 10), date(2023, 4, 30), UNKNOWN),
        (date(2023, 7, 10), date(2023, 6, 1), BLOCKED),
        (date(2023, 7, 10), date(2023, 6, 10), CLEAR),
        (date(2023, 7, 10), None, CLEAR),
        (date(2023, 6, 10), date(2023, 6, 1), CLEAR),
        (date(2023, 8, 10), date(2023, 6, 1), BLOCKED),
    ],
)
def test_one_passage_asked_on_different_days(on: date, known_on: date | None, verdict: Verdict) -> None:
    there = canal()
    assert there.ruling(on=on, known_on=known_on).verdict is verdict
    assert there.admission(on=on, known_on=known_on).levels.tolist() == [[verdict]]


def test_no_announcement_rewrites_what_a_scenario_assumes() -> None:
    shallow = assume("canal permitted_draught_m 12 m | valid=2023-06-01/..")
    assert canal().ruling(on=date(2023, 7, 10), scenario=shallow).verdict is BLOCKED
    deep = assume("canal permitted_draught_m 14 m | valid=2023-06-01/..")
    assert canal().ruling(on=date(2023, 8, 10), scenario=deep).verdict is CLEAR


def test_the_refusal_rests_on_the_announcement_of_the_day() -> None:
    (told,) = canal().ruling(on=date(2023, 8, 10), known_on=date(2023, 6, 1)).reasons
    assert "13.2 m against 12.8 m, 0.4 m too much" in told.sentence
    assert [c.stated for c in told.claims] == ["12.8 m"]


@pytest.mark.parametrize(
    ("on", "known_on", "cap", "verdict"),
    [
        (date(2023, 8, 1), date(2023, 7, 31), 36, CLEAR),
        (date(2023, 11, 8), date(2023, 10, 30), 36, CLEAR),
        (date(2023, 11, 8), date(2023, 10, 31), 24, BLOCKED),
        (date(2024, 2, 1), date(2023, 7, 1), 36, CLEAR),
        (date(2024, 2, 1), date(2023, 10, 31), 18, BLOCKED),
        (date(2024, 2, 1), date(2023, 12, 15), 24, BLOCKED),  # the second announcement took the 18 back
    ],
)
def test_a_cap_is_a_schedule_too(on: date, known_on: date, cap: float, verdict: Verdict) -> None:
    slots = quota("slots", "canal.quota_used_count", "canal.permitted_transits_per_day")
    lines = (
        "AC jurisdiction w | recorded=2000-01-01",
        "canal quota_used_count 31 | recorded=2000-01-01",
        "canal permitted_transits_per_day 36 1/day | valid=2023/.. | published=2022-12-01",
        "canal permitted_transits_per_day 24 1/day | valid=2023-11-08/.. | published=2023-10-31",
        "canal permitted_transits_per_day 18 1/day | valid=2024-02-01/.. | published=2023-10-31",
        "canal permitted_transits_per_day 24 1/day | valid=2024-01-16/.. | published=2023-12-15",
    )
    there = tiny(draw("A~~~C"), lines, lawbook=law(slots, authorities=(authority(default="open"),)))
    assert there.snapshot(on, known_on).resolve("canal", "permitted_transits_per_day").interval == (cap, cap)
    assert there.ruling(on=on, known_on=known_on).verdict is verdict
