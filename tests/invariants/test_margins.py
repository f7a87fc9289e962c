"""The vectorised margins equal a plain oracle that looks at one mover and one element at a time."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import DAY, Tiny
from tests.invariants.oracle import oracle
from tests.invariants.strategies import afloat, cases
from thalweg.rules.compare import common, endures, is_free, is_open, spare
from thalweg.rules.fit import RULES, margin, verdicts
from thalweg.rules.rule import Verdict

ON = st.sampled_from([DAY, date(2024, 1, 15), None])
PLANNED = st.sets(st.sampled_from(sorted({e.token for r in RULES for e in r.eased})))
GIVEN = st.dictionaries(
    st.sampled_from(("draught_m", "air_draught_m", "beam_m", "length_m", "speed_kn", "air_draught_lowered_m")),
    st.integers(1, 40).map(lambda x: x / 4),
    max_size=3,
)


@given(cases(), ON, PLANNED, GIVEN)
def test_every_margin_is_that_of_the_oracle(
    case: Tiny, on: date | None, planned: set[str], numbers: dict[str, float]
) -> None:
    equals(case.asking(numbers), on, planned)


@given(afloat(), ON, PLANNED, GIVEN)
def test_every_margin_afloat_is_that_of_the_oracle(
    case: Tiny, on: date | None, planned: set[str], numbers: dict[str, float]
) -> None:
    equals(case.asking(numbers), on, planned)


def equals(case: Tiny, on: date | None, planned: set[str]) -> None:
    """Check every rule, mover and element of a case against the oracle."""
    snapshot = case.snapshot(on)
    them = list(case.movers.values())
    for rule in RULES:
        found = verdicts(rule, snapshot, them, meets=planned)
        assert found.shape == (len(them), len(case.network.element_ids))
        for i, mover in enumerate(them):
            for element in range(len(case.network.element_ids)):
                expected = oracle(rule, snapshot, mover, element, planned)
                assert found[i, element] == expected, (rule.id, mover.id, case.network.element_ids[element])


@given(cases())
def test_a_link_is_as_bad_as_the_worst_rule_that_concerns_it(case: Tiny) -> None:
    admission = case.admission()
    snapshot, network = admission.snapshot, case.network
    uses = list(zip(*network.uses, strict=True))
    for i, mover in enumerate(admission.movers):
        for link, it in enumerate(network.links):
            if it.mode not in mover.modes:
                assert admission.levels[i, link] == 255
                continue
            worst = max(
                (
                    oracle(rule, snapshot, mover, int(e))
                    for used, e, side in uses
                    for rule in RULES
                    if used == link and rule.concerns(mover.kind, it.mode, side)
                ),
                default=Verdict.CLEAR,
            )
            assert admission.levels[i, link] == max(worst, admission.ruling(i, link).verdict)
            reasons = admission.reasons(i, link)
            assert max((r.verdict for r in reasons), default=Verdict.CLEAR) == admission.levels[i, link]


@given(st.one_of(cases(), afloat()))
def test_a_margin_is_a_range(case: Tiny) -> None:
    for rule in RULES:
        low, high = margin(rule, case.snapshot(), list(case.movers.values()))
        assert not np.isnan(low).any()
        assert not np.isnan(high).any()
        assert np.all(low <= high), rule.id


def test_every_kind_of_margin_has_an_oracle() -> None:
    assert {r.compare for r in RULES} == {spare, endures, common, is_open, is_free}
    assert {r.have for r in RULES if r.compare is common} == {"track_gauge_mm", "loading_gauge"}
