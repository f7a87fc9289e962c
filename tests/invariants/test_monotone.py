"""A benefit never hurts: consent, depth, clearance, an open road, a smaller ship, a permit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import thalweg
from tests.helpers import ATTRIBUTES, DAY, Tiny, assume, fact, forbid, movers, permit, require
from tests.invariants.strategies import (
    CONDITIONS,
    OF_MOVERS,
    PLACES,
    READINGS,
    STRONG,
    book,
    cases,
    claims_about,
    rules,
)
from thalweg.apps.access import access
from thalweg.facts.claim import Claim
from thalweg.question import Question
from thalweg.rules.rule import MayRule, Verdict
from thalweg.rules.when import Condition
from thalweg.scenario import Scenario
from thalweg.study import Study

Levels = NDArray[np.uint8]


def levels(case: Tiny, scenario: Scenario | None = None, readings: dict[str, str] | None = None) -> Levels:
    """Return the verdicts by mover and link."""
    return case.admission(scenario=scenario, readings=readings or {}).levels


def matrix(case: Tiny, scenario: Scenario | None = None) -> Levels:
    """Return the access matrix from the first place to all."""
    question = Question("tiny", "v", PLACES[0], PLACES[1], DAY)
    admission = case.admission(scenario=scenario)
    return access({(DAY, "x"): admission}, question, PLACES, [DAY], ["x"]).verdicts


IN_BETWEEN = (Verdict.CONDITIONAL, Verdict.UNKNOWN)
LIMITS = ("depth_m", "vertical_clearance_m", "horizontal_clearance_m", "max_length_m", "max_gross_weight_t")


def relaxing(case: Tiny) -> list[str]:
    """Return the changes that only help: of a bridge over water its opening helps only those on it."""
    spanning = {g.id for g in case.network.gates if any(u.side == "under" for u in g.on)}
    found = [f"w consent granted{by}" for by in ("", " | by=RU", " | by=KP")]
    for element in case.network.element_ids:
        found += [f"{element} {limit} none" for limit in LIMITS]
        found += [f"{element} ukc_m 0 m"]
        found += [f"{element} track_gauge_mm 1000+1067+1435+1520+1524+1600+1668+1676 mm"]
        found += [f"{element} status open"] if element not in spanning else []
    return found


@given(cases(), st.data())
def test_a_relaxing_change_closes_no_path(case: Tiny, data: st.DataObject) -> None:
    changes = data.draw(st.lists(st.sampled_from(relaxing(case)), min_size=1, max_size=4))
    before = matrix(case)
    assert np.all(matrix(case, assume(*changes)) <= before), changes


@given(cases(), st.data())
def test_each_further_change_helps(case: Tiny, data: st.DataObject) -> None:
    """The last word on a thing stands, so a change may only be followed by changes of other things."""
    changes = data.draw(st.lists(st.sampled_from(relaxing(case)), max_size=5, unique_by=lambda c: tuple(c.split()[:2])))
    steps = [levels(case, assume(*changes[:n])) for n in range(len(changes) + 1)]
    for one, next_one in pairwise(steps):
        assert np.all(next_one <= one)


@given(
    cases(),
    st.integers(0, 40),
    st.integers(0, 40),
    st.sampled_from(["depth_m", "vertical_clearance_m", "max_length_m"]),
)
def test_more_room_is_never_worse(case: Tiny, a: int, b: int, attribute: str) -> None:
    for element in case.network.element_ids:
        less, more = (assume(f"{element} {attribute} {x / 4} m") for x in sorted((a, b)))
        assert np.all(levels(case, more) <= levels(case, less))


@given(cases(), st.integers(0, 12), st.integers(0, 12))
def test_more_kept_free_under_the_keel_is_never_better(case: Tiny, a: int, b: int) -> None:
    for element in case.network.element_ids:
        less, more = (assume(f"{element} ukc_m {x / 4} m") for x in sorted((a, b)))
        assert np.all(levels(case, less) <= levels(case, more))


SIZES = ("draught_m", "air_draught_m", "beam_m", "length_m", "gross_weight_t", "axle_load_t", "height_m")


@given(cases(), st.lists(st.tuples(st.integers(1, 60), st.integers(0, 40)), min_size=len(SIZES), max_size=len(SIZES)))
def test_a_bigger_mover_never_passes_where_a_smaller_one_does_not(case: Tiny, sizes: list[tuple[int, int]]) -> None:
    twins = movers(*(f"{size}-{kind} {kind} CN" for size in ("small", "big") for kind in ("vessel", "truck", "train")))
    known: list[Claim] = []
    for name, mover in twins.items():
        for attribute, (small, more) in zip(SIZES, sizes, strict=True):
            number = (small + (more if name.startswith("big") else 0)) / 4
            known.append(fact(f"{mover.id} {attribute} {number} {'t' if attribute.endswith('_t') else 'm'}"))
        known.append(fact(f"{mover.id} track_gauge_mm 1520 mm"))
    there = replace(case, movers=twins, claims=(*case.claims, *known))
    found = levels(there)
    half = len(twins) // 2
    assert np.all(found[:half] <= found[half:])


@given(cases(), st.sampled_from(sorted(a for a in OF_MOVERS if ATTRIBUTES[a].numeric)))
def test_to_know_less_of_a_mover_never_makes_it_clear_or_blocked(case: Tiny, attribute: str) -> None:
    """Widening a range moves a physical verdict to unknown or leaves it, or asks for what settles it either way."""
    unit = ATTRIBUTES[attribute].unit
    point = levels(case.plus(f"v {attribute} 3 {unit} | scenario | rank=preferred | rank_why=so"))
    wide = levels(case.plus(f"v {attribute} 1..9 {unit} | scenario | rank=preferred | rank_why=so"))
    changed = point != wide
    assert np.all(np.isin(wide[changed], IN_BETWEEN))


def permits(found: Sequence[MayRule]) -> list[str]:
    """Return what a permit may lift: defaults, prohibitions and requirements."""
    return ["default:RU", "default:KP", *(r.id for r in found if r.effect != "permit")]


@given(cases(), st.data(), st.sampled_from(CONDITIONS), st.sampled_from(READINGS))
def test_a_permit_never_worsens(case: Tiny, data: st.DataObject, when: Condition, readings: dict[str, str]) -> None:
    lifts = data.draw(st.lists(st.sampled_from(permits(list(case.lawbook.rules.values()))), min_size=1, max_size=2))
    wants = data.draw(st.sampled_from(({}, {"pilot": "a pilot"})))
    # What a permit asks may make a lifted prohibition conditional, and never what was clear already.
    more = case.under(
        permit("z", lifts, when, require=wants, reading=data.draw(st.sampled_from((None, ("art9", "broad")))))
    )
    assert np.all(levels(more, readings=readings) <= levels(case, readings=readings))


@given(cases(), st.data(), st.sampled_from(CONDITIONS), st.sampled_from(READINGS))
def test_a_prohibition_never_improves(
    case: Tiny, data: st.DataObject, when: Condition, readings: dict[str, str]
) -> None:
    names = [r.id for r in case.lawbook.rules.values() if r.effect == "permit"]
    lifts = data.draw(st.lists(st.sampled_from(names), max_size=2)) if names else []
    more = case.under(forbid("z", when, lifts=lifts))
    assert np.all(levels(more, readings=readings) >= levels(case, readings=readings))


@given(cases(), st.sampled_from(CONDITIONS))
def test_a_requirement_never_improves_and_never_blocks(case: Tiny, when: Condition) -> None:
    before, after = levels(case), levels(case.under(require("z", when)))
    assert np.all(after >= before)
    assert np.all(after[after != before] < Verdict.BLOCKED)


@given(cases(), rules())
def test_to_choose_a_reading_only_decides(case: Tiny, found: list[MayRule]) -> None:
    """What is clear or blocked while no reading is chosen is so under each of them."""
    there = replace(case, lawbook=book(found))
    silent = levels(there)
    for reading in ("broad", "narrow"):
        chosen = levels(there, readings={"art9": reading})
        for verdict in (Verdict.CLEAR, Verdict.BLOCKED):
            assert np.all(chosen[silent == verdict] == verdict)


# Weak sources


def plain(claims: list[Claim]) -> list[Claim]:
    """Return the claims without our own marks, which are an editor's word and not the source's."""
    return [replace(c, rank="normal", replaces="") for c in claims]


@given(cases(STRONG), st.data())
def test_a_weak_source_never_turns_unknown_into_an_answer(case: Tiny, data: st.DataObject) -> None:
    """A blog's word, however exact, leaves what was unknown unknown."""
    weak = [
        replace(c, rank="normal", replaces="")
        for c in data.draw(claims_about(case.network, ("blog", "farm", "recalled")))
    ]
    before, after = levels(case), levels(case.plus(*weak))
    assert np.all(after[before == Verdict.UNKNOWN] == Verdict.UNKNOWN)


@given(cases(STRONG), st.data())
def test_a_weak_source_never_makes_clear_or_blocked_what_was_neither(case: Tiny, data: st.DataObject) -> None:
    weak = plain(data.draw(claims_about(case.network, ("blog",))))
    before, after = levels(case), levels(case.plus(*weak))
    changed = before != after
    assert np.all(np.isin(after[changed], IN_BETWEEN))


# The same on the bundled case


@pytest.fixture(scope="module")
def tumen() -> Study:
    """Open the bundled case once."""
    return thalweg.open("tumen")


def test_tumen_each_scenario_that_only_helps(tumen: Study) -> None:
    order = ["baseline", "both-consents", "consents-and-dredging", "consents-dredging-and-high-bridge"]
    found = tumen.access("hunchun", "all", "2024-07-01", mover="all", scenario=order).verdicts
    for one, next_one in pairwise(range(len(order))):
        assert np.all(found[..., next_one] <= found[..., one])
    assert np.any(found[..., -1] < found[..., 0])


@pytest.mark.parametrize(
    "change",
    [
        "ru-kp-tumen consent granted | by=KP | to=CN",
        "kp-land consent granted",
        "tumen-lower depth_m 9 m",
        "tumen-bar depth_m none",
        "friendship-bridge vertical_clearance_m 30 m",
        "road-khasan-tumangang status open",
        "rail-tumen-namyang status open",
        "rail-hunchun-tumen track_gauge_mm 1435+1520 mm",
    ],
)
def test_tumen_no_relaxing_change_worsens_a_cell(tumen: Study, change: str) -> None:
    scenarios = {**tumen.case.scenarios, "helped": assume(change, name="helped")}
    study = Study(replace(tumen.case, scenarios=scenarios))
    for origin in ("hunchun", "khasan", "rajin"):
        found = study.access(origin, "all", "2024-07-01", mover="all", scenario=["baseline", "helped"]).verdicts
        assert np.all(found[..., 1] <= found[..., 0])
