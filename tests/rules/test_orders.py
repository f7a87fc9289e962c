"""Legal orders: a verdict for each, and which of them count at a place, on a day, or by the question."""

from __future__ import annotations

from datetime import date

import pytest

from tests.helpers import DAY, Tiny, authority, forbid, law, limit, permit, quota, require, tiny
from thalweg.apps.may import may
from thalweg.network import draw
from thalweg.question import Question, Trip
from thalweg.rules.may import Ruling
from thalweg.rules.rule import MayRule, Verdict
from thalweg.rules.when import Is

CLEAR, CONDITIONAL, UNKNOWN, BLOCKED = Verdict
HS = Is("hs", ("2701",))
BOTH = (forbid("un", order="UN"), require("eu", order="EU"), require("own", HS))


def case(*rules: MayRule, enforces: dict[str, str] | None = None, default: str = "open") -> Tiny:
    """Return a case with one link in waters of Russia, where these orders are enforced."""
    book = law(*rules, authorities=(authority(default=default),), enforces=enforces)
    return tiny(draw("A~~~C"), ("AC jurisdiction w", "w consent granted | to=CN"), lawbook=book)


def ruling(there: Tiny, *orders: str, on: date = DAY) -> Ruling:
    """Return what the law says, with these orders enforced by the question."""
    return there.ruling(on=on, trip=Trip(orders=frozenset(orders)))


def test_each_order_has_a_verdict_of_its_own() -> None:
    said = case(*BOTH).ruling()
    assert dict(said.orders) == {"": UNKNOWN, "EU": CONDITIONAL, "UN": BLOCKED}
    assert said.verdict is BLOCKED


def test_without_a_word_of_the_place_every_order_with_a_rule_there_is_enforced() -> None:
    assert {r.rule for r in case(*BOTH).ruling().reasons} == {"un", "eu", "own"}


@pytest.mark.parametrize(
    ("enforces", "verdict", "told"),
    [
        ({"UN": ""}, BLOCKED, {"un", "own"}),
        ({"EU": ""}, UNKNOWN, {"eu", "own"}),
        ({"UN": "", "EU": ""}, BLOCKED, {"un", "eu", "own"}),
        ({}, UNKNOWN, {"own"}),
    ],
)
def test_a_place_says_which_orders_it_enforces(enforces: dict[str, str], verdict: Verdict, told: set[str]) -> None:
    said = case(*BOTH, enforces=enforces).ruling()
    assert said.verdict is verdict
    assert {r.rule for r in said.reasons} == told
    assert dict(said.orders) == {"": UNKNOWN, "EU": CONDITIONAL, "UN": BLOCKED}, "each is told all the same"
    assert {f.rule for f in said.findings if f.enforced} == told


@pytest.mark.parametrize(
    ("orders", "verdict", "told"),
    [
        ((), UNKNOWN, {"own"}),
        (("UN",), BLOCKED, {"un", "own"}),
        (("EU",), UNKNOWN, {"eu", "own"}),
        (("EU", "UN"), BLOCKED, {"un", "eu", "own"}),
    ],
)
def test_the_question_stands_above_the_place(orders: tuple[str, ...], verdict: Verdict, told: set[str]) -> None:
    for enforces in (None, {}, {"UN": ""}):
        said = ruling(case(*BOTH, enforces=enforces), *orders)
        assert (said.verdict, {r.rule for r in said.reasons}) == (verdict, told)


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2017, 9, 10), CLEAR),
        (date(2017, 9, 11), BLOCKED),
        (date(2024, 3, 31), BLOCKED),
        (date(2024, 4, 1), CLEAR),
    ],
)
def test_an_order_is_enforced_in_its_time(on: date, verdict: Verdict) -> None:
    there = case(forbid("un", order="UN"), enforces={"UN": "2017-09-11/2024-03-31"})
    assert there.ruling(on=on).verdict is verdict
    assert ruling(there, "UN", on=on).verdict is BLOCKED, "unless the question says so"


def test_the_law_of_the_place_cannot_be_switched_off() -> None:
    there = case(forbid("own"), enforces={})
    assert ruling(there).verdict is BLOCKED
    refused = case(forbid("un", order="UN"), default="consent").plus("w consent denied | rank=preferred | rank_why=so")
    assert {r.rule for r in ruling(refused).reasons} == {"default:RU"}


@pytest.mark.parametrize("order", ["UN", "EU", ""])
def test_a_permit_lifts_what_it_names_in_whatever_order(order: str) -> None:
    there = case(forbid("un", order="UN"), permit("p", ["un"], order=order))
    assert there.ruling().verdict is CLEAR
    assert dict(there.ruling().orders) == {"UN": CLEAR}


@pytest.mark.parametrize(
    "rule",
    [
        forbid("x", order="UN"),
        require("x", order="UN"),
        limit("x", "draught_m", 1, order="UN"),
        quota("x", "pool.quota_used_count", 1, order="UN"),
    ],
    ids=lambda r: r.effect,
)
def test_every_effect_belongs_to_its_order(rule: MayRule) -> None:
    there = case(rule).plus("v draught_m 2 m", "pool quota_used_count 1")
    verdict = CONDITIONAL if rule.effect == "require" else BLOCKED
    assert dict(there.ruling().orders) == {"UN": verdict}
    assert there.ruling().verdict is verdict
    assert ruling(there, "EU").verdict is CLEAR
    assert there.admission("v", trip=Trip(orders=frozenset())).levels.tolist() == [[CLEAR]]


def test_in_an_answer_the_law_of_the_place_is_named_place() -> None:
    there = case(*BOTH, enforces={"EU": ""})
    asked = Question("tiny", "v", "", "w", DAY)
    found = may(there.snapshot(), there.lawbook, there.movers["v"], asked)
    assert found.orders == {"place": UNKNOWN, "EU": CONDITIONAL, "UN": BLOCKED}
    assert found.verdict is UNKNOWN
