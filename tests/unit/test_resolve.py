"""Resolution, step by step as the module says: what stands, who may decide, what is withheld."""

from __future__ import annotations

import math
from datetime import date

import pytest

from tests.helpers import ATTRIBUTES, assume, base, fact, facts, resolved
from thalweg.facts.resolve import Moment, Resolved, distance_m, may_decide, resolve, why_weak


def number(found: Resolved) -> float | None:
    """Return the chosen number."""
    return found.value.low if found.value else None


def code(found: Resolved) -> str | None:
    """Return the chosen code."""
    return found.value.code if found.value else None


def dropped(found: Resolved) -> dict[str, str]:
    """Return why each dropped claim was dropped, by what it states."""
    return {d.claim.stated: d.why for d in found.dropped}


# 1. What was known, what is valid, what answers the question


@pytest.mark.parametrize(
    ("known_on", "status"),
    [(date(2022, 5, 31), "settled"), (date(2022, 5, 30), "unknown"), (None, "settled"), (date(1800, 1, 1), "unknown")],
)
def test_only_what_was_known_counts(known_on: date | None, status: str) -> None:
    found = resolved("AB depth_m 3 m | survey | published=2022-05", known_on=known_on)
    assert found.status == status
    assert ("known" in dropped(found).get("3 m", "")) == (status == "unknown")


@pytest.mark.parametrize(
    ("on", "status"),
    [(date(2020, 1, 1), "settled"), (date(2019, 12, 31), "unknown"), (date(2023, 1, 1), "unknown"), (None, "settled")],
)
def test_only_what_is_valid_counts(on: date | None, status: str) -> None:
    assert resolved("AB depth_m 3 m | survey | valid=2020/2022", on=on).status == status


def test_a_replaced_claim_is_dropped_once_its_correction_is_known() -> None:
    old = fact("AB depth_m 3 m | survey | published=2020")
    lines = f"AB depth_m 3 m | survey | published=2020\nAB depth_m 2 m | survey | published=2022 | replaces={old.id}"
    assert number(resolved(lines)) == 2
    assert "replaced" in dropped(resolved(lines))["3 m"]
    assert number(resolved(lines, known_on=date(2021, 6, 1))) == 3


def test_who_replaced_a_claim_does_not_depend_on_the_order() -> None:
    old = fact("AB depth_m 3 m | survey")
    one = fact(f"AB depth_m 2 m | survey | replaces={old.id}")
    two = fact(f"AB depth_m 2.5 m | survey | replaces={old.id}")
    row, moment = ATTRIBUTES["depth_m"], Moment(date(2024, 7, 1))
    there = resolve(base(old, one, two), row, "AB", moment)
    back = resolve(base(two, one, old), row, "AB", moment)
    assert there == back


def test_the_deprecated_is_dropped_with_its_reason() -> None:
    found = resolved("""
        AB length_km 521 km | news | rank=deprecated | rank_why=the whole river
        AB length_km 17.3 km | news-2""")
    assert number(found) == 17.3
    assert found.status == "settled"
    assert "the whole river" in dropped(found)["521 km"]


def test_a_question_says_which_qualifier_it_means() -> None:
    lines = """
        AB length_km 14.7 km | news | measure=straight
        AB length_km 17.3 km | news | measure=channel"""
    assert number(resolved(lines, where={"measure": "straight"})) == 14.7
    assert number(resolved(lines, where={"measure": "channel"})) == 17.3
    assert "another question" in dropped(resolved(lines, where={"measure": "straight"}))["17.3 km"]


def test_an_attribute_says_which_qualifier_a_question_means() -> None:
    assert dict(ATTRIBUTES["length_km"].selects)["measure"] == "channel"
    found = resolved("""
        AB length_km 14.7 km | news | measure=straight
        AB length_km 17.3 km | blog | measure=channel""")
    assert number(found) == 17.3


def test_a_claim_without_the_qualifier_stays() -> None:
    assert number(resolved("AB length_km 17.3 km | news", where={"measure": "straight"})) == 17.3


# 2. A scenario, then the preferred, then the normal


def assumed(real: str, *changes: str) -> Resolved:
    """Resolve a fact under assumptions."""
    scenario = assume(*changes)
    evidence = facts(real)
    known = scenario.applied(base(*evidence))
    return resolve(known, ATTRIBUTES[scenario.changes[0].attribute], "AB", Moment(date(2024, 7, 1), date(1900, 1, 1)))


def test_a_scenario_stands_over_everything() -> None:
    found = assumed("AB depth_m 3 m | law | rank=preferred | rank_why=best | recorded=1890-01-01", "AB depth_m 6 m")
    assert (number(found), found.status, found.low, found.high) == (6, "settled", 6, 6)
    assert "scenario" in dropped(found)["3 m"]


def test_the_last_change_of_a_scenario_stands() -> None:
    assert number(assumed("", "AB depth_m 6 m", "AB depth_m 4 m")) == 4


def test_a_change_outside_its_dates_is_no_change() -> None:
    found = assumed("AB depth_m 3 m | survey | recorded=1890-01-01", "AB depth_m 6 m | valid=2025/..")
    assert number(found) == 3


def test_a_preferred_claim_stands_alone() -> None:
    found = resolved("""
        AB depth_m 3 m | survey | rank=preferred | rank_why=the newest sounding
        AB depth_m 4 m | law
        AB depth_m 5 m | official""")
    assert (number(found), found.status, found.high) == (3, "settled", 3)
    assert "preferred" in dropped(found)["4 m"]
    assert "the newest sounding" in found.why


# 3. States: see `test_states.py`


# 4. Groups


@pytest.mark.parametrize(
    ("attribute", "a", "b", "groups"),
    [
        ("depth_m", "3 m", "3.05 m", 1),  # absolute tolerance 0.05 m
        ("depth_m", "3 m", "3.06 m", 2),
        ("depth_m", "3 m", "300 cm", 1),
        ("length_km", "100 km", "103 km", 1),  # relative tolerance 3 %
        ("length_km", "100 km", "104 km", 2),
        ("lanes", "2", "2", 1),
        ("lanes", "2", "3", 2),
        ("opening_date", "2024-07", "2024-07", 1),
        ("opening_date", "2024-07", "2024-08", 2),
        ("opening_date", "2024", "2024-08", 1),  # the year holds the month
        ("jurisdiction", "open", "open", 1),
        ("jurisdiction", "open", "w", 2),
        ("track_gauge_mm", "1435+1520 mm", "1520+1435 mm", 1),
        ("track_gauge_mm", "1435 mm", "1520+1435 mm", 2),
        ("coordinates", "42.0,130.0", "42.0,130.0005", 1),  # some 41 m apart, tolerance 60 m
        ("coordinates", "42.0,130.0", "42.0,130.001", 2),
    ],
)
def test_equal_values_within_the_tolerance_are_one(attribute: str, a: str, b: str, groups: int) -> None:
    found = resolved(f"AB {attribute} {a} | law\nAB {attribute} {b} | law-2")
    assert len(found.groups) == groups
    assert found.status == ("settled" if groups == 1 else "contested")


def test_a_bound_supports_a_value_within_it() -> None:
    found = resolved("AB depth_m 3 m | survey\nAB depth_m <10 m | survey-2")
    assert (number(found), found.status, found.low, found.high) == (3, "settled", 3, 3)
    assert found.groups[0].origins == 2


def test_a_bound_without_the_value_is_a_rival() -> None:
    found = resolved("AB depth_m 3 m | survey\nAB depth_m >10 m | survey-2")
    assert found.status == "contested"
    assert (found.low, found.high) == (3, math.inf)


BELOW_10, ABOVE_3 = 10 - 2e-6, 3 + 2e-6
"""Less than 10 and more than 3 are strict: their ends lie just beyond what rules round to."""


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("<10 m", -math.inf, BELOW_10), (">3 m", ABOVE_3, math.inf), ("3..4 m", 3, 4), ("~3 m", 3, 3)],
)
def test_a_range_alone_is_the_range(text: str, low: float, high: float) -> None:
    found = resolved(f"AB depth_m {text} | survey")
    assert found.interval == pytest.approx((low, high), abs=1e-9)
    assert found.status == "settled"


def test_a_weak_value_does_not_narrow_a_bound() -> None:
    found = resolved("AB depth_m <10 m | survey\nAB depth_m 3 m | blog")
    assert found.interval == pytest.approx((-math.inf, BELOW_10), abs=1e-9)


# 5. Kind, then origins


def test_one_better_source_stands_before_many_lesser_ones() -> None:
    found = resolved("AB depth_m 3 m | law\n" + "\n".join(f"AB depth_m 4 m | survey{n}" for n in ("", "-2", "-3")))
    assert number(found) == 3
    assert (found.status, found.low, found.high) == ("contested", 3, 4)


def test_among_equal_kinds_more_origins_stand_first() -> None:
    found = resolved("AB depth_m 3 m | survey\nAB depth_m 4 m | survey-2\nAB depth_m 4 m | survey-3")
    assert number(found) == 4
    assert not found.tied


def test_reprints_are_one_origin() -> None:
    found = resolved("""
        AB lanes 2 | news
        AB lanes 2 | news-copy
        AB lanes 3 | news-2
        AB lanes 3 | news-3""")
    assert number(found) == 3
    assert [g.origins for g in found.groups] == [2, 1]


# 6. A stated value, never an average; on a tie none


def test_a_tie_is_withheld_and_its_range_kept() -> None:
    found = resolved("AB depth_m 3 m | survey\nAB depth_m 4 m | survey-2")
    assert found.tied
    assert found.value is None
    assert found.claim is None
    assert (found.status, found.interval) == ("contested", (3, 4))


def test_a_reprint_does_not_break_a_tie() -> None:
    found = resolved("AB lanes 2 | news\nAB lanes 2 | news-copy\nAB lanes 3 | news-2")
    assert found.tied


def test_the_value_of_a_group_is_one_that_a_source_stated() -> None:
    found = resolved("AB depth_m 3 m | survey\nAB depth_m 3.04 m | survey-2\nAB depth_m 3.02 m | law")
    assert number(found) == 3.02
    assert found.claim is not None
    assert found.claim.source == "law"
    assert len(found.groups[0].claims) == 3


def test_the_chosen_claim_comes_first_among_the_claims() -> None:
    found = resolved("AB depth_m 3 m | survey\nAB depth_m 4 m | law")
    assert [c.stated for c in found.claims] == ["4 m", "3 m"]


# Who decides


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("AB depth_m 3 m | survey", ""),
        ("AB depth_m 3 m | blog", "blog"),
        ("AB depth_m 3 m | news", "news"),
        ("AB depth_m 3 m | law | stance=speculates", "forecast"),
        ("AB depth_m 3 m | law | certainty=doubtful", "doubtful"),
        ("AB vertical_clearance_m 7 m | law", "datum or level"),
        ("AB vertical_clearance_m 7 m | law | datum=K", ""),
        ("AB vertical_clearance_m 7 m | news | level=mean high water", ""),
        ("AB vertical_clearance_m none | law", ""),
    ],
)
def test_weak_and_why(line: str, why: str) -> None:
    claim = fact(line)
    row = ATTRIBUTES[claim.attribute]
    told = why_weak(base(claim), row, claim)
    assert bool(told) == bool(why)
    assert why in told
    found = resolved(line)
    assert found.decided is (not why)
    if why:
        assert (found.status, found.value, found.interval) == ("weak", claim.value, (-math.inf, math.inf))
        assert found.codes is None
        assert found.deciding == ()


def test_weak_sources_decide_when_they_are_trusted() -> None:
    found = resolved("AB depth_m 3 m | blog", trust_weak=True)
    assert (found.status, found.interval) == ("settled", (3, 3))


@pytest.mark.parametrize("mark", ["stance=speculates", "certainty=doubtful"])
def test_a_forecast_never_decides(mark: str) -> None:
    claim = fact(f"AB depth_m 3 m | law | {mark}")
    assert not may_decide(base(claim), ATTRIBUTES["depth_m"], claim, trust_weak=True)


def test_what_decides_stands_before_what_is_weak_however_good_its_kind() -> None:
    found = resolved("AB vertical_clearance_m 7 m | law\nAB vertical_clearance_m 9 m | news | level=high water")
    assert (number(found), found.status, found.interval) == (9, "settled", (9, 9))
    assert [g.decides for g in found.groups] == [True, False]


# Unknown, none, denied


def test_nothing_said_is_unknown() -> None:
    found = resolve(base(), ATTRIBUTES["depth_m"], "AB", Moment())
    assert (found.status, found.value, found.interval) == ("unknown", None, (-math.inf, math.inf))


def test_a_source_may_say_that_it_is_not_known() -> None:
    found = resolved("AB depth_m unknown | survey")
    assert (found.status, found.groups) == ("unknown", ())
    assert "not known" in dropped(found)["unknown"]
    assert number(resolved("AB depth_m unknown | law\nAB depth_m 3 m | survey")) == 3


def test_known_absence_of_a_limit_is_no_limit() -> None:
    found = resolved("AB max_height_m none | law")
    assert (found.status, found.interval, found.codes) == ("absent", (math.inf, math.inf), frozenset())


def test_absence_and_a_number_are_contested() -> None:
    found = resolved("AB max_height_m none | law\nAB max_height_m 4 m | law-2")
    assert (found.status, found.interval) == ("contested", (4, math.inf))


@pytest.mark.parametrize(("by", "status"), [("law-2", "contested"), ("blog", "settled"), ("law", "contested")])
def test_a_denial_contests_what_it_denies_if_it_decides(by: str, status: str) -> None:
    found = resolved(f"AB lanes 2 | law\nAB lanes 2 | {by} | stance=denies")
    assert (found.status, number(found)) == (status, 2)
    assert any("denies" in d.why for d in found.dropped)


def test_a_denied_value_alone_settles_nothing() -> None:
    found = resolved("w consent granted | official\nw consent granted | official-2 | stance=denies")
    assert found.status == "contested"
    assert found.codes != frozenset({"granted"})


def test_a_denial_of_another_value_changes_nothing() -> None:
    assert resolved("AB lanes 2 | law\nAB lanes 3 | law-2 | stance=denies").status == "settled"


def test_a_denial_alone_gives_no_value() -> None:
    found = resolved("AB lanes 3 | law | stance=denies")
    assert (found.status, found.value) == ("unknown", None)


# Points and dates


def test_distance_is_that_of_the_great_circle() -> None:
    """A quarter of a meridian of the mean sphere is pi/2 of its radius, 6371.0088 km."""
    assert distance_m((0, 0), (90, 0)) == pytest.approx(math.pi / 2 * 6_371_008.8)
    assert distance_m((0, 179.5), (0, -179.5)) == pytest.approx(math.radians(1) * 6_371_008.8)
    assert distance_m((42, 130), (42, 130)) == 0


def test_dates_keep_their_range() -> None:
    found = resolved("AB opening_date 2024-07 | law\nAB opening_date 2025 | news")
    first, last = date(2024, 7, 1).toordinal(), date(2025, 12, 31).toordinal()
    assert (found.status, found.low, found.high) == ("contested", first, last)
