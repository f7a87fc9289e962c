"""Laws of law: the fast evaluator is the slow one, permits help, prohibitions do not, the future has no say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import DAY, Tiny, fact, forbid, limit, permit, quota, require, rulings, tiny
from tests.invariants.laws import (
    AUTHORITIES,
    CONDITIONS,
    READINGS,
    TRIPS,
    book,
    cases,
    court,
    permitting,
    profiles,
    refusing,
    worlds,
)
from thalweg.network import draw
from thalweg.period import Period
from thalweg.question import Trip
from thalweg.rules.batch import Batch, verdicts
from thalweg.rules.may import Ruling, rule_at
from thalweg.rules.rule import MayRule, Verdict
from thalweg.rules.when import Condition, Is, Profile

PROFILES = st.lists(profiles(), min_size=1, max_size=6)


@settings(max_examples=60)
@given(cases(), PROFILES, TRIPS, st.sampled_from(READINGS))
def test_the_batch_is_the_ruling(case: Tiny, who: list[Profile], trip: Trip, readings: dict[str, str]) -> None:
    there = court(case, readings)
    fast = verdicts(there.law, Batch.of(who), there.place, trip)
    assert fast.tolist() == [rule_at(there.law, p, there.place, trip).verdict for p in who]


@given(cases(), PROFILES, TRIPS, st.data())
def test_a_mover_is_judged_alone(case: Tiny, who: list[Profile], trip: Trip, data: st.DataObject) -> None:
    """Who else is in the batch, and in which order, does not matter."""
    there = court(case)
    mixed = data.draw(st.permutations([*who, *who]))
    alone = {p.key(): int(verdicts(there.law, Batch.of([p]), there.place, trip)[0]) for p in who}
    assert verdicts(there.law, Batch.of(mixed), there.place, trip).tolist() == [alone[p.key()] for p in mixed]


@given(cases(), TRIPS, st.sampled_from(READINGS))
def test_the_levels_of_an_admission_are_its_rulings(case: Tiny, trip: Trip, readings: dict[str, str]) -> None:
    admission = case.admission(readings=readings, trip=trip)
    told = [[r.verdict for r in row] for row in rulings(admission)]
    for row, mover in enumerate(admission.movers):
        if "sea" in mover.modes or "river" in mover.modes:
            assert admission.levels[row].tolist() == told[row]


def both(
    case: Tiny, more: MayRule, who: list[Profile], trip: Trip, readings: dict[str, str]
) -> list[tuple[Ruling, Ruling]]:
    """Return each ruling without a further rule and with it."""
    one, two = court(case, readings), court(case.under(more), readings)
    return [(rule_at(one.law, p, one.place, trip), rule_at(two.law, p, two.place, trip)) for p in who]


def lifted(case: Tiny) -> tuple[list[str], list[str]]:
    """Return the permits of a case, and what is not a permit."""
    rules = case.lawbook.rules.values()
    return [r.id for r in rules if r.effect == "permit"], [r.id for r in rules if r.effect != "permit"]


@settings(max_examples=40)
@given(cases(), PROFILES, TRIPS, st.sampled_from(READINGS), st.data())
def test_a_permit_never_worsens(
    case: Tiny, who: list[Profile], trip: Trip, readings: dict[str, str], data: st.DataObject
) -> None:
    """Neither the verdict nor that of any legal order."""
    more = data.draw(permitting("z", lifted(case)[1]))
    for before, after in both(case, more, who, trip, readings):
        assert after.verdict <= before.verdict
        was = dict(before.orders)
        assert all(verdict <= was[order] for order, verdict in after.orders)


@settings(max_examples=40)
@given(cases(), PROFILES, TRIPS, st.sampled_from(READINGS), st.data())
def test_what_refuses_never_improves(
    case: Tiny, who: list[Profile], trip: Trip, readings: dict[str, str], data: st.DataObject
) -> None:
    """A prohibition, which may lift permits, nor a requirement, a limit or a quota."""
    more = data.draw(refusing("z", lifted(case)[0]))
    for before, after in both(case, more, who, trip, readings):
        assert after.verdict >= before.verdict
        now = dict(after.orders)
        assert all(verdict <= now[order] for order, verdict in before.orders)


@given(cases(), PROFILES, CONDITIONS)
def test_a_rule_of_an_order_that_is_not_enforced_has_no_say(case: Tiny, who: list[Profile], when: Condition) -> None:
    more = forbid("z", when, order="UN")
    for before, after in both(case, more, who, Trip(orders=frozenset({"EU"})), {}):
        assert after.verdict is before.verdict
        assert after.reasons == before.reasons


@given(cases(), PROFILES, TRIPS)
def test_the_verdict_is_that_of_its_reasons(case: Tiny, who: list[Profile], trip: Trip) -> None:
    there = court(case)
    for p in who:
        said = rule_at(there.law, p, there.place, trip)
        assert said.verdict is max((r.verdict for r in said.reasons), default=Verdict.CLEAR)
        assert bool(said.requirements) is any(r.verdict is Verdict.CONDITIONAL for r in said.reasons)
        assert len(set(said.reasons)) == len(said.reasons)
        assert all(r.sentence.endswith(".") for r in said.reasons)


@given(cases(), PROFILES, TRIPS, st.sampled_from(["day", "notice", "peace"]))
def test_to_plan_to_meet_a_requirement_never_worsens(case: Tiny, who: list[Profile], trip: Trip, token: str) -> None:
    there = court(case)
    more = replace(trip, meets=trip.meets | {token})
    for p in who:
        assert rule_at(there.law, p, there.place, more).verdict <= rule_at(there.law, p, there.place, trip).verdict


@given(cases(), PROFILES, TRIPS)
def test_to_enforce_more_never_improves(case: Tiny, who: list[Profile], trip: Trip) -> None:
    there = court(case)
    for p in who:
        found = [
            rule_at(there.law, p, there.place, replace(trip, orders=frozenset(orders))).verdict
            for orders in ((), ("UN",), ("UN", "EU"))
        ]
        assert found == sorted(found)


KNOWN_ON = date(2022, 1, 1)


@given(cases(), worlds(), TRIPS)
def test_a_claim_known_later_changes_no_ruling(case: Tiny, more: list[str], trip: Trip) -> None:
    published, recorded = Period(date(2022, 6, 1), date(2022, 6, 2)), date(2022, 7, 1)
    late = [replace(fact(line), published=published, recorded=recorded) for line in more]
    early = replace(case, claims=tuple(replace(c, recorded=min(c.recorded, date(2021, 12, 31))) for c in case.claims))
    before = early.admission(known_on=KNOWN_ON, trip=trip)
    after = early.plus(*late).admission(known_on=KNOWN_ON, trip=trip)
    assert before.levels.tolist() == after.levels.tolist()
    assert rulings(before) == rulings(after)


@given(cases(), TRIPS)
def test_law_of_another_time_changes_no_ruling(case: Tiny, trip: Trip) -> None:
    past = Period(None, DAY)
    rules = {}
    for r in case.lawbook.rules.values():
        lifts = tuple(f"old-{x}" if x in case.lawbook.rules else x for x in r.lifts)
        rules[f"old-{r.id}"] = replace(r, id=f"old-{r.id}", valid=past, lifts=lifts)
    more = replace(case, lawbook=replace(case.lawbook, rules={**case.lawbook.rules, **rules}))
    assert rulings(more.admission(trip=trip)) == rulings(case.admission(trip=trip))


# What the laws above found, kept as examples


def allowing(*rules: MayRule, lines: tuple[str, ...] = ()) -> Tiny:
    """Return a case under an authority that lets everybody pass."""
    return tiny(draw("A~~~C"), ("AC jurisdiction w", *lines), lawbook=book(list(rules), AUTHORITIES[2]))


@pytest.mark.parametrize(
    "kept", [limit("l", "draught_m", 3), require("l", notice="tell before")], ids=lambda r: r.effect
)
def test_a_permit_that_asks_something_does_not_worsen_what_is_kept(kept: MayRule) -> None:
    """A ship within a limit need not meet what a permit asks of those who exceed it."""
    there = court(allowing(kept, permit("p", ["l"], require={"day": "by day"})))
    who = Profile({"kind": ("vessel",)}, {"draught_m": (2.0, 2.0)})
    trip = Trip(meets=frozenset({"notice"}))
    assert rule_at(there.law, who, there.place, trip).verdict is Verdict.CLEAR
    assert verdicts(there.law, Batch.of([who]), there.place, trip).tolist() == [Verdict.CLEAR]


@pytest.mark.parametrize(
    "rule",
    [
        limit("l", "draught_m", "canal.permitted_draught_m"),
        quota("l", "pool.quota_used_t", "pool.quota_cap_t", "cargo_t"),
    ],
    ids=lambda r: r.effect,
)
def test_where_there_is_known_to_be_no_limit_nothing_is_asked(rule: MayRule) -> None:
    """Nobody knows the draught, and what is used: without a bound it does not matter."""
    there = court(allowing(rule, lines=("canal permitted_draught_m none", "pool quota_cap_t none")))
    who = Profile({"kind": ("vessel",)})
    assert rule_at(there.law, who, there.place, Trip()).verdict is Verdict.CLEAR
    assert verdicts(there.law, Batch.of([who]), there.place).tolist() == [Verdict.CLEAR]


HS = Is("hs", ("2701",))
"""A condition that nobody can decide of a ship whose cargo is not told."""


def verdict(there: Tiny, trip: Trip) -> Verdict:
    """Return the one verdict that both evaluators give of a ship of which nothing is told."""
    it, who = court(there), Profile({"kind": ("vessel",)})
    slow = rule_at(it.law, who, it.place, trip).verdict
    assert verdicts(it.law, Batch.of([who]), it.place, trip).tolist() == [slow]
    return slow


def test_a_permit_that_perhaps_applies_does_not_worsen_a_requirement() -> None:
    there = allowing(require("r", day="by day"), permit("p", ["r"], HS))
    assert verdict(there, Trip()) is Verdict.CONDITIONAL
    assert verdict(there, Trip(meets=frozenset({"day"}))) is Verdict.CLEAR


def test_a_requirement_that_is_met_matters_no_more() -> None:
    there = allowing(require("r", HS, day="by day"))
    assert verdict(there, Trip()) is Verdict.UNKNOWN
    assert verdict(there, Trip(meets=frozenset({"day"}))) is Verdict.CLEAR
