"""Claims found by words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import thalweg
from tests.helpers import base, fact
from thalweg.apps.claims import claims, folded
from thalweg.errors import BadInput

FACTS = base(
    fact("AB depth_m 3 m | survey"),
    fact("AB vertical_clearance_m 7 m | news"),
    fact("elblag depth_m 5 m | news"),
)
NAMES = {"AB": "Lower reach", "elblag": "Port of Elbląg"}


def found(words: str, most: int = 10) -> list[tuple[str, str]]:
    return [(c.subject, c.attribute) for c in claims(FACTS, NAMES, words, most, lambda _: None).found]


def test_every_word_must_stand_somewhere() -> None:
    assert found("depth") == [("AB", "depth_m"), ("elblag", "depth_m")]
    assert found("depth lower") == [("AB", "depth_m")]
    assert found("depth survey") == [("AB", "depth_m")]
    assert found("depth upper") == []


def test_case_and_accents_do_not_matter() -> None:
    assert found("ELBLĄG") == found("elblag") == [("elblag", "depth_m")]
    assert found("vertical clearance") == [("AB", "vertical_clearance_m")]


def test_what_is_so_named_comes_before_what_mentions_it() -> None:
    facts = base(fact("AB depth_m 3 m | survey | note=as at the port"), fact("port depth_m 5 m | news"))
    assert [c.subject for c in claims(facts, {}, "port", 9, lambda _: None).found] == ["port", "AB"]


def test_how_many_are_left_out_is_told() -> None:
    result = claims(FACTS, NAMES, "depth", 1, lambda _: None)
    assert (len(result.found), result.total) == (1, 2)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize("wrong", [{"words": " "}, {"words": "a", "count": 0}, {"words": "a", "count": 10_001}])
def test_bad_questions_are_told(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        thalweg.open("tumen").claims(**wrong)  # type: ignore[arg-type]


def test_every_alliance_is_that_of_each_country() -> None:
    case = thalweg.open("tumen")
    whole = case.alliances(on="2024-12-10")
    for country in ("CN", "KP", "RU", "JP"):
        ties = {(t.instrument.id, t.obligation) for t in case.allies(country, on="2024-12-10").ties}
        assert ties == {(i.id, o) for i, o in whole.owed if country in (o.debtor, o.creditor)}
    told = {i["id"]: i for i in whole.as_dict()["instruments"]}
    assert told["ru-kp-2024-partnership"]["in_force"]
    assert not {i["id"]: i for i in case.alliances(on="2024-07-01").as_dict()["instruments"]}["ru-kp-2024-partnership"][
        "in_force"
    ]
    with pytest.raises(BadInput):
        case.alliances("love")
