"""A claim is who says what of what for when: its id is a hash of that and of nothing else."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from tests.helpers import fact
from thalweg.facts.claim import NONE, SOURCE_KINDS, UNKNOWN, Claim, Source, Value, trust_of
from thalweg.period import ALWAYS, parse

CLAIM = fact(
    "AB depth_m 3 m | survey | level=low water | datum=K | valid=2020/.. | published=2021-06 | said_by=a pilot"
)


@pytest.mark.parametrize(
    "change",
    [
        {"rank": "preferred"},
        {"rank_why": "a better reading"},
        {"note": "seen"},
        {"ref": "T0001"},
        {"stated": "300 cm"},
        {"certainty": "doubtful"},
        {"recorded": date(2030, 1, 1)},
        {"qualifiers": (("level", "low water"), ("datum", "K"))},
    ],
)
def test_what_we_add_to_a_claim_does_not_make_another_claim(change: dict[str, object]) -> None:
    assert replace(CLAIM, **change).id == CLAIM.id  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "AC"},
        {"attribute": "ukc_m"},
        {"value": Value("number", 3.01, 3.01)},
        {"value": Value("number", 3.0, 4.0)},
        {"value": UNKNOWN},
        {"value": NONE},
        {"source": "survey-2"},
        {"qualifiers": (("level", "low water"),)},
        {"qualifiers": (("datum", "K"), ("level", "high water"))},
        {"valid": parse("2020/2022")},
        {"published": parse("2021-07")},
        {"said_by": "another pilot"},
        {"stance": "denies"},
        {"replaces": "0123456789ab"},
    ],
)
def test_who_what_of_what_and_for_when_make_another_claim(change: dict[str, object]) -> None:
    assert replace(CLAIM, **change).id != CLAIM.id  # type: ignore[arg-type]


def test_an_id_is_the_same_in_every_run() -> None:
    again = Claim(
        "AB", "depth_m", Value("number", 3.0, 3.0), "survey", qualifiers=(("level", "low water"), ("datum", "K")),
        valid=parse("2020/.."), published=parse("2021-06"), said_by="a pilot",
    )  # fmt: skip
    assert again.id == CLAIM.id
    assert len(CLAIM.id) == 12
    assert set(CLAIM.id) <= set("0123456789abcdef")


def test_an_id_cannot_be_given() -> None:
    assert replace(fact("AB depth_m 3 m"), id="mine").id == fact("AB depth_m 3 m").id


@pytest.mark.parametrize(
    ("published", "recorded", "known"),
    [
        (parse("2024-07"), date(2024, 9, 1), date(2024, 7, 31)),  # "July" may mean the 31st
        (parse("2024-07-03"), date(2024, 9, 1), date(2024, 7, 3)),
        (parse("2024"), date(2024, 9, 1), date(2024, 9, 1)),  # we read it before the year ended
        (ALWAYS, date(2024, 9, 1), date(2024, 9, 1)),
        (parse("2011/.."), date(2024, 9, 1), date(2024, 9, 1)),
        (parse("../2010"), date(2024, 9, 1), date(2010, 12, 31)),
        (ALWAYS, date.max, date.max),
        (parse("2024-07"), date.min, date.min),
    ],
)
def test_known_from(published: object, recorded: date, known: date) -> None:
    assert replace(CLAIM, published=published, recorded=recorded).known_from == known  # type: ignore[arg-type]


def test_a_claim_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CLAIM.rank = "preferred"  # type: ignore[misc]


def test_qualifiers_are_found_by_name() -> None:
    assert CLAIM.qualifier("level") == "low water"
    assert CLAIM.qualifier("measure") == ""


def test_trust_falls_from_scenario_to_recalled() -> None:
    ranks = [trust_of(kind) for kind in SOURCE_KINDS]
    assert ranks == sorted(set(ranks), reverse=True)
    assert min(ranks) > 0
    assert trust_of("law") > trust_of("survey") > trust_of("news") > trust_of("blog") > trust_of("farm")


def test_exact_is_one_value_and_not_a_range() -> None:
    assert Value("number", 3.0, 3.0).exact
    assert not Value("number", 3.0, 4.0).exact
    assert not Value("code", code="open").exact


def test_a_source_tells_when_it_was_published() -> None:
    assert Source("a", "news").dated == "undated"
    assert Source("a", "news", published=parse("2024-07")).dated == "2024-07"
