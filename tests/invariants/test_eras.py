"""What is kept from one day to another, and from one scenario to another, changes no answer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import thalweg
from tests.helpers import ATTRIBUTES, Tiny, base
from tests.invariants.strategies import cases
from thalweg.admission import admit
from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Moment
from thalweg.facts.store import FactBase
from thalweg.question import Trip
from thalweg.scenario import Scenario
from thalweg.snapshot import Snapshot

MOMENTS = st.lists(
    st.builds(
        Moment,
        st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2027, 12, 31))),
        st.sampled_from([None, None, date(2021, 6, 30)]),
        st.booleans(),
    ),
    min_size=2,
    max_size=5,
)


def everything(case: Tiny, facts: FactBase, scenario: Scenario, moment: Moment) -> list[object]:
    """Return all that a case says at a moment: each value with its claims, each column, each verdict and reason."""
    snapshot = Snapshot(case.network, ATTRIBUTES, scenario.applied(facts), scenario, moment)
    values = [snapshot.resolve(s, a) for s, a in facts.pairs()]
    names = sorted({a for _, a in facts.pairs() if ATTRIBUTES[a].describes("link") or ATTRIBUTES[a].describes("gate")})
    found = map(snapshot.elements, names)
    columns = [(c.low.tolist(), c.high.tolist(), list(c.codes), c.silent.tolist()) for c in found]
    alone = [admit(snapshot, case.lawbook, [m], Trip()) for m in case.movers.values()]
    together = admit(snapshot, case.lawbook, list(case.movers.values()), Trip())
    assert [a.levels[0].tolist() for a in alone] == together.levels.tolist()
    links = range(len(case.network.links))
    told = [[a.reasons(0, i) for i in links] for a in alone]
    assert told == [[together.reasons(m, i) for i in links] for m in range(len(alone))]
    return [values, [v.claims for v in values], columns, together.levels.tolist(), told]


def assumed(claims: tuple[Claim, ...], picks: list[int]) -> Scenario:
    """Return a scenario that says of some properties what a claim says of them already, for ever."""
    chosen = [claims[i % len(claims)] for i in picks] if claims else []
    made = [
        Claim(c.subject, c.attribute, c.value, "scenario:s", c.stated, c.qualifiers, recorded=date.min, ref=f"{i:04d}")
        for i, c in enumerate(chosen)
    ]
    return Scenario("s", "s", "", tuple(made))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(cases(), MOMENTS, st.lists(st.integers(0, 30), max_size=3))
def test_days_and_scenarios_share_only_what_is_the_same(case: Tiny, moments: list[Moment], picks: list[int]) -> None:
    shared = base(*case.claims, measured=case.measured)
    for scenario in (Scenario("baseline"), assumed(case.claims, picks), Scenario("baseline")):
        for moment in moments:
            fresh = base(*case.claims, measured=case.measured)
            assert everything(case, shared, scenario, moment) == everything(case, fresh, scenario, moment)


@pytest.mark.slow
def test_a_bundled_case_asked_on_many_days_in_any_order() -> None:
    days = ["2014-01-01", "2024-12-04", "2020-02-01", "2026-05-01", "2024-06-19", "2024-06-18", "2014-01-02"]
    scenarios = ["baseline", "road-bridge-open", "consents-and-dredging+!tumen-bar.depth_m", "baseline"]
    kept = thalweg.open("tumen")
    for day in days:
        for scenario in scenarios:
            alone = thalweg.open("tumen") if day in days[1:3] else kept
            asked = ("ccg-1000t", "hunchun", "sea-of-japan", day)
            assert kept.check(*asked, scenario=scenario).as_dict() == alone.check(*asked, scenario=scenario).as_dict()
