"""What does not matter: the order of claims, importing twice, scenarios that assume nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import thalweg
from tests.helpers import ATTRIBUTES, DAY, Tiny, base, rulings
from tests.invariants.strategies import READINGS, cases
from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Moment, resolve
from thalweg.facts.store import FactBase
from thalweg.io.case import load_case
from thalweg.scenario import Scenario
from thalweg.study import Study

MOMENTS = st.builds(
    Moment,
    st.sampled_from([None, date(2012, 1, 1), date(2023, 3, 1), DAY]),
    st.sampled_from([None, date(2021, 6, 30), date(2023, 12, 31)]),
    st.booleans(),
)


def answers(case: Tiny, readings: dict[str, str] | None = None) -> list[object]:
    """Return everything that a case answers on a day: levels and every reason."""
    admission = case.admission(readings=readings or {})
    count = range(len(case.network.links))
    told = [admission.reasons(m, i) for m in range(len(admission.movers)) for i in count]
    return [admission.levels.tolist(), told, rulings(admission)]


@given(cases(), st.randoms(use_true_random=False), MOMENTS)
def test_the_order_of_claims_does_not_matter_to_a_value(case: Tiny, chance: object, moment: Moment) -> None:
    mixed: list[Claim] = list(case.claims)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    there, back = base(*case.claims), base(*mixed)
    for subject, attribute in there.pairs():
        one = resolve(there, ATTRIBUTES[attribute], subject, moment)
        assert one == resolve(back, ATTRIBUTES[attribute], subject, moment)
        assert one.claims == resolve(back, ATTRIBUTES[attribute], subject, moment).claims


@given(cases(), st.randoms(use_true_random=False), st.sampled_from(READINGS))
def test_the_order_of_claims_does_not_matter_to_an_answer(case: Tiny, chance: object, readings: dict[str, str]) -> None:
    mixed: list[Claim] = list(case.claims)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert answers(case, readings) == answers(replace(case, claims=tuple(mixed)), readings)


@given(cases())
def test_importing_twice_changes_nothing(case: Tiny) -> None:
    twice = replace(case, claims=(*case.claims, *case.claims))
    assert list(base(*twice.claims)) == list(base(*case.claims))
    assert answers(twice) == answers(case)


@given(cases())
def test_an_empty_scenario_is_the_baseline(case: Tiny) -> None:
    empty = case.admission(scenario=Scenario("empty", "Nothing is assumed"))
    assert empty.levels.tolist() == case.admission().levels.tolist()
    assert rulings(empty) == rulings(case.admission())


@given(cases())
def test_asking_changes_nothing(case: Tiny) -> None:
    before = answers(case)
    case.admission(scenario=Scenario("other", changes=case.claims[:0]), on=date(1999, 1, 1))
    assert answers(case) == before


# The same on the bundled case

ASKED: list[tuple[str, str, str]] = [
    ("cn-fishing-boat", "hunchun", "sea-of-japan"),
    ("ccg-1000t", "hunchun", "sea-of-japan"),
    ("truck-40t", "hunchun", "rajin"),
    ("freight-train", "khasan", "rajin"),
    ("tourist", "hunchun", "vladivostok"),
]


@pytest.fixture(scope="module")
def tumen() -> Study:
    """Open the bundled case once."""
    return thalweg.open("tumen")


def told(study: Study, scenario: str = "baseline") -> list[dict[str, object]]:
    """Return the answers to some questions as plain data."""
    found = [study.check(*q, "2024-07-01", scenario=scenario).as_dict() for q in ASKED]
    for answer in found:
        answer["question"].pop("scenario")
        answer["sentence"] = answer["sentence"].replace(f", under the scenario {scenario},", "")
    return found


def with_claims(study: Study, claims: Sequence[Claim]) -> Study:
    """Return the study with its claims in this order."""
    return Study(replace(study.case, facts=FactBase(claims, study.case.facts.sources.values())))


@pytest.mark.parametrize("order", ["backwards", "by id", "by source"])
def test_tumen_in_another_order(tumen: Study, order: str) -> None:
    claims = list(tumen.case.facts)
    keys = {"by id": lambda c: c.id, "by source": lambda c: (c.source, c.id)}
    mixed = claims[::-1] if order == "backwards" else sorted(claims, key=keys[order])
    assert mixed != claims
    assert told(with_claims(tumen, mixed)) == told(tumen)


def test_tumen_imported_twice(tumen: Study) -> None:
    again = load_case("tumen")
    twice = tumen.case.facts.plus(again.facts, again.facts.sources.values())
    assert list(twice) == list(tumen.case.facts)
    assert told(Study(replace(tumen.case, facts=twice))) == told(tumen)


def test_tumen_under_an_empty_scenario(tumen: Study) -> None:
    scenarios = {**tumen.case.scenarios, "nothing": Scenario("nothing", "Nothing is assumed")}
    study = Study(replace(tumen.case, scenarios=scenarios))
    assert told(study, "nothing") == told(tumen)
    found = study.access("hunchun", "all", "2024-07-01", mover="all", scenario="baseline,nothing").verdicts
    assert np.array_equal(found[..., 0], found[..., 1])
