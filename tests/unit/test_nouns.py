"""Movers, scenarios and questions: small records that everything else passes around."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import date

import pytest

from tests.helpers import assume, base, fact
from thalweg.movers import MODES_OF, MOVER_KINDS, Mover
from thalweg.network import MODES
from thalweg.question import Question
from thalweg.scenario import BASELINE, Scenario


def test_every_kind_of_mover_has_its_modes() -> None:
    assert set(MODES_OF) == set(MOVER_KINDS)
    assert frozenset().union(*MODES_OF.values()) == set(MODES)


@pytest.mark.parametrize(
    ("kind", "can", "cannot"),
    [
        ("vessel", "river", "road"),
        ("train", "rail", "river"),
        ("truck", "road", "rail"),
        ("person", "transfer", None),
        ("consignment", "sea", None),
    ],
)
def test_a_mover_keeps_to_its_modes(kind: str, can: str, cannot: str | None) -> None:
    modes = Mover("m", "m", kind).modes
    assert can in modes
    assert cannot not in modes
    assert (modes == set(MODES)) is (cannot is None)


def test_a_loading_state_is_part_of_the_name() -> None:
    empty = Mover("rsd44", "RSD44", "vessel", "RU")
    laden = empty.loaded("laden")
    assert (empty.key, laden.key) == ("rsd44", "rsd44@laden")
    assert (laden.id, laden.flag, empty.loading) == ("rsd44", "RU", "")


def test_the_baseline_assumes_nothing() -> None:
    facts = base(fact("AB depth_m 3 m"))
    assert Scenario(BASELINE).applied(facts) is facts
    assert BASELINE == "baseline"


def test_a_scenario_is_a_source_of_claims() -> None:
    facts = base(fact("AB depth_m 3 m"))
    scenario = assume("AB depth_m 6 m", name="dredged")
    applied = scenario.applied(facts)
    assert len(applied) == 2
    assert len(facts) == 1
    assert applied.sources[scenario.changes[0].source].kind == "scenario"
    assert scenario.source.id == scenario.changes[0].source


def test_a_question_asked_twice_is_the_same_question() -> None:
    one = Question("tumen", "barge", "a", "b", date(2024, 7, 1))
    two = Question("tumen", "barge", "a", "b", date(2024, 7, 1), None, BASELINE, {})
    assert one == two
    with pytest.raises(FrozenInstanceError):
        one.mover = "other"  # type: ignore[misc]


def test_a_question_knows_its_moment() -> None:
    asked = Question("tumen", "barge", "a", "b", date(2024, 7, 1), date(2024, 6, 1), trust="weak")
    assert (asked.moment.on, asked.moment.known_on, asked.moment.trust_weak) == (
        date(2024, 7, 1),
        date(2024, 6, 1),
        True,
    )
    assert not Question("tumen", "barge", "a", "b", date(2024, 7, 1)).moment.trust_weak


@pytest.mark.parametrize(
    ("known_on", "scenario", "when"),
    [
        (None, BASELINE, "On 1 July 2024"),
        (date(2024, 6, 1), BASELINE, "On 1 July 2024, as known on 1 June 2024"),
        (None, "dredged", "On 1 July 2024, under the scenario dredged"),
        (date(2024, 6, 1), "dredged", "On 1 July 2024, as known on 1 June 2024, under the scenario dredged"),
    ],
)
def test_a_question_says_when_and_under_what_it_is_asked(known_on: date | None, scenario: str, when: str) -> None:
    asked = Question("tumen", "barge", "a", "b", date(2024, 7, 1), known_on, scenario)
    assert asked.when == when
    assert asked.opening == when + ("," if "," in when else "")


def test_a_question_as_plain_data_has_every_field() -> None:
    asked = Question("tumen", "barge", "a", "b", date(2024, 7, 1), readings={"art9": "broad"}, purpose="")
    data = asked.as_dict()
    assert list(data) == ["trip" if f.name == "said" else f.name for f in fields(Question)]
    assert data["on"] == "2024-07-01"
    assert data["known_on"] is None
    assert data["readings"] == {"art9": "broad"}
    assert data["purpose"] is None
