"""What was not known yet has no say: early dates give `unknown`, later claims change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import thalweg
from tests.helpers import DAY, Tiny, assume, rulings
from tests.invariants.strategies import PLACES, cases, claims_about
from thalweg.admission import NO_WAY
from thalweg.apps.check import check
from thalweg.facts.claim import Claim
from thalweg.facts.store import FactBase
from thalweg.period import Period
from thalweg.question import Question
from thalweg.rules.rule import Verdict
from thalweg.study import Study

EARLY = date(1800, 1, 1)
KNOWN_ON = date(2022, 1, 1)
LATE = Period(date(2022, 6, 1), date(2022, 6, 2))


def late(claims: list[Claim]) -> list[Claim]:
    """Return the claims as if they were published and recorded after the day of `known_on`."""
    return [replace(c, published=LATE, recorded=date(2022, 7, 1)) for c in claims]


@given(cases())
def test_before_every_claim_all_is_unknown(case: Tiny) -> None:
    admission = case.admission(known_on=EARLY)
    usable = admission.levels != NO_WAY
    assert np.all(admission.levels[usable] == Verdict.UNKNOWN)
    assert np.array_equal(usable, case.admission().levels != NO_WAY)


@given(cases(), st.sampled_from(PLACES), st.sampled_from(PLACES))
def test_before_every_claim_a_question_has_an_answer(case: Tiny, origin: str, destination: str) -> None:
    admission = case.admission(known_on=EARLY)
    for row, mover in enumerate(admission.movers):
        answer = check(admission, Question("tiny", mover.id, origin, destination, DAY, EARLY), row)
        if origin == destination:
            assert answer.verdict is Verdict.CLEAR
        elif answer.path:
            assert answer.verdict is Verdict.UNKNOWN
            assert all(r.sentence for r in answer.reasons)
        else:
            assert (answer.verdict, [r.rule for r in answer.reasons]) == (Verdict.BLOCKED, ["fit.mode"])


@given(cases(), st.data())
def test_a_later_claim_changes_no_earlier_answer(case: Tiny, data: st.DataObject) -> None:
    more = late(data.draw(claims_about(case.network)))
    if case.claims and more:  # a correction that came later corrects nothing yet
        more[0] = replace(more[0], subject=case.claims[0].subject, attribute=case.claims[0].attribute,
                          value=case.claims[0].value, replaces=case.claims[0].id)  # fmt: skip
    before = case.admission(known_on=KNOWN_ON)
    after = case.plus(*more).admission(known_on=KNOWN_ON)
    assert before.levels.tolist() == after.levels.tolist()
    assert rulings(before) == rulings(after)


@given(cases(), st.data())
def test_a_later_claim_does_count_later(case: Tiny, data: st.DataObject) -> None:
    """Known on the day of publication and after, a claim is as good as one known for long."""
    more = data.draw(claims_about(case.network))
    on_the_day = case.plus(*late(more)).admission(known_on=date(2022, 6, 1), on=DAY)
    known = [replace(c, published=Period(None, date(1990, 1, 1)), recorded=date(1995, 1, 1)) for c in more]
    if {c.replaces for c in more} - {""}:
        return  # an id covers the date of publication, so that these would correct nothing
    for_long = case.plus(*known).admission(known_on=date(2022, 6, 1), on=DAY)
    assert on_the_day.levels.tolist() == for_long.levels.tolist()


@given(cases(), st.data())
def test_what_is_true_at_another_time_changes_no_answer(case: Tiny, data: st.DataObject) -> None:
    elsewhen = Period(date(2030, 1, 1), None)
    more = [replace(c, valid=elsewhen, replaces="") for c in data.draw(claims_about(case.network))]
    assert case.plus(*more).admission(on=DAY).levels.tolist() == case.admission(on=DAY).levels.tolist()


@given(cases())
def test_a_scenario_is_known_at_all_times(case: Tiny) -> None:
    link = case.network.links[0].id
    there = case.admission(scenario=assume(f"{link} jurisdiction open"), known_on=EARLY)
    told = {r.rule for r in there.ruling(0, 0).reasons}
    assert "may.jurisdiction" not in told


# The same on the bundled case


@pytest.fixture(scope="module")
def tumen() -> Study:
    """Open the bundled case once."""
    return thalweg.open("tumen")


@pytest.mark.parametrize("on", ["2024-07-01", "1950-01-01", "2040-01-01"])
def test_tumen_before_every_claim(tumen: Study, on: str) -> None:
    early = tumen.access("hunchun", "all", on, mover="all", known_on="1700-01-01")
    admission = next(iter(early.admissions.values()))
    usable = admission.levels != NO_WAY
    assert usable.any(axis=1).all(), "every mover has links of its modes"
    assert np.all(admission.levels[usable] == Verdict.UNKNOWN)
    told: dict[tuple[str, str], list[str]] = {}
    for at, mover, place, _, _, verdict in early.cells():
        kind = tumen.case.movers[mover].kind
        if place == "hunchun":
            assert verdict is Verdict.CLEAR
        elif verdict is not Verdict.UNKNOWN:
            if (kind, place) not in told:
                told[kind, place] = [r.rule for r in early.why(*at).reasons]
            assert (verdict, told[kind, place]) == (Verdict.BLOCKED, ["fit.mode"])


def test_tumen_a_later_claim_changes_nothing(tumen: Study) -> None:
    """The case without all that was published after the day answers as it does as known on that day."""
    day = date(2024, 6, 30)
    facts = tumen.case.facts
    earlier = FactBase([c for c in facts if c.known_from <= day], facts.sources.values())
    assert 100 < len(earlier) < len(facts)
    study = Study(replace(tumen.case, facts=earlier))
    for origin in ("hunchun", "rajin", "khasan"):
        one = study.access(origin, "all", "2024-07-01", mover="all", scenario="all", known_on=day)
        two = tumen.access(origin, "all", "2024-07-01", mover="all", scenario="all", known_on=day)
        assert np.array_equal(one.verdicts, two.verdicts)
        three = study.access(origin, "all", "2024-07-01", mover="all", scenario="all")
        assert np.array_equal(one.verdicts, three.verdicts)
