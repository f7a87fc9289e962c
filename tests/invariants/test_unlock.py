"""What unlock offers opens when it is pulled, none of it can be spared, and nothing smaller is missed.

What settle offers opens when its facts turn out well, and blocks when they do not.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import Tiny
from tests.invariants.laws import READINGS, cases
from tests.invariants.waters import DIMENSIONS, NAMED, waters
from thalweg.apps.levers import Lever, Pulled, code_change, number_change, pulled
from thalweg.apps.settle import SettleResult, Unknown
from thalweg.apps.unlock import UnlockResult
from thalweg.question import Question
from thalweg.rules.rule import Verdict
from thalweg.scenario import Scenario

TARGETS = st.sampled_from((Verdict.CLEAR, Verdict.CONDITIONAL))
SIZES = st.fixed_dictionaries({d: st.sampled_from(tuple(f"{x + 0.005:g}" for x in NAMED[d])) for d in DIMENSIONS})
SMALL = st.fixed_dictionaries({d: st.sampled_from(tuple(f"{x:g}" for x in NAMED[d][:2])) for d in DIMENSIONS})
TO = st.sampled_from("bcd")
BASE = Scenario("baseline")


@st.composite
def declared(draw: st.DrawFn, case: Tiny) -> list[Lever]:
    """Draw levers that a case declares: to dredge much at once, to replace a gate, and one that needs another."""
    links, gates = [x.id for x in case.network.links], [g.id for g in case.network.gates]
    found = [
        Lever("dredge", "dredge", "declared", enlarges=("depth_m", tuple(draw(st.sets(st.sampled_from(links)))))),
        Lever("shallow", "dredge a little", "declared", (number_change(links[0], "depth_m", 2.6, "m"),)),
    ]
    if gates:
        changes = (code_change(gates[0], "status", "open"), number_change(gates[0], "max_beam_m", None, ""))
        found.append(Lever("lock", "a new lock", "declared", changes, needs=("dredge",)))
    chosen = draw(st.lists(st.sampled_from(found), unique_by=lambda x: x.id))
    if draw(st.booleans()):
        chosen = [replace(x, excludes=("dredge",)) if x.id == "shallow" else x for x in chosen]
    return chosen if any(x.id == "dredge" for x in chosen) else [x for x in chosen if x.id != "lock"]


def verdict(case: Tiny, question: Question, levers: Pulled) -> Verdict:
    """Return the verdict when levers are pulled."""
    admission = case.pulled(question, levers)
    ends = [case.network.place_index[p] for p in (question.origin, question.destination)]
    return Verdict(min(int(admission.best(0, ends[0])[ends[1]]), int(Verdict.BLOCKED)))


def ids(found: UnlockResult) -> list[frozenset[str]]:
    """Return the sets by the ids of their levers."""
    return [frozenset(x.id for x in o.levers) for o in found.openings]


def sound(case: Tiny, found: UnlockResult, readings: dict[str, str] | None = None) -> None:
    """Check each set for itself, and their order."""
    base = replace(BASE, readings=dict(readings or {}))
    q, target, sets = found.question, found.aim.target, ids(found)
    assert found.verdict == verdict(case, q, Pulled((), base))
    assert not found.openings or found.verdict > target
    assert not any(a <= b for i, a in enumerate(sets) for j, b in enumerate(sets) if i != j)
    order = [(any(x.startswith("flag:") for x in s), len(s)) for s in sets]
    assert order == sorted(order)
    for opening in found.openings:
        assert verdict(case, q, opening.pulled) == opening.verdict <= target
        for lever in opening.levers:
            rest = [x for x in opening.levers if x is not lever]
            if not any(lever.id in x.needs for x in rest):
                assert verdict(case, q, pulled(base, rest, "rest")) > target
        held = {x.id for x in opening.levers}
        assert all(held.issuperset(x.needs) and held.isdisjoint(x.excludes) for x in opening.levers)
    if found.openings and found.proved:
        assert all(lever.id in s for lever in found.vetoes for s in sets)


def smaller(case: Tiny, found: UnlockResult) -> list[frozenset[str]]:
    """Try every set of the levers that stand in the sets, if it is smaller than the last of them."""
    levers = list({x.id: x for o in found.openings for x in o.levers}.values())[:6]
    most = max(map(len, ids(found)), default=0)
    tried = (c for size in range(most) for c in combinations(levers, size))
    new = [c for c in tried if not any(s <= {x.id for x in c} for s in ids(found))]
    opening = [c for c in new if verdict(case, found.question, pulled(BASE, c, "tried")) <= found.aim.target]
    return [frozenset(x.id for x in c) for c in opening]


@given(waters(), SIZES, TO, TARGETS)
def test_sets_open_waters_and_none_smaller_is_missed(
    case: Tiny, size: dict[str, str], to: str, target: Verdict
) -> None:
    found = case.unlock("v", "a", to, said=size, target=target, count=20, mover=False)
    sound(case, found)
    assert smaller(case, found) == []
    again = case.unlock("v", "a", to, said=size, target=target, count=20, mover=False)
    assert [o.levers for o in again.openings] == [o.levers for o in found.openings]
    assert [len(s) for s in ids(found)][:1] == [
        len(s) for s in ids(case.unlock("v", "a", to, said=size, target=target, count=1, mover=False))
    ]


@given(st.data(), waters(), SIZES, TO, TARGETS)
def test_declared_levers_and_changes_of_the_mover_open(
    data: st.DataObject, case: Tiny, size: dict[str, str], to: str, target: Verdict
) -> None:
    levers = data.draw(declared(case))
    sound(case, case.unlock("v", "a", to, *levers, said=size, target=target, count=6))


@given(cases(), st.sampled_from(READINGS), TARGETS)
def test_sets_open_law(case: Tiny, readings: dict[str, str], target: Verdict) -> None:
    sound(case, case.unlock("v", "A", "C", target=target, count=6, readings=readings), readings)
    found = case.unlock("v", "A", "C", target=target, count=20, mover=False)
    sound(case, found)
    assert smaller(case, found) == []


# Settle


def told(case: Tiny, facts: tuple[Unknown, ...], well: bool) -> Scenario | None:
    """Return a scenario in which sizes of links and gates turn out well, or badly; None if a fact is no such size."""
    changes = []
    for fact in facts:
        attribute, _, subject = fact.id.partition(" of ")
        if subject not in case.network.element_index or fact.kind not in ("measurement", "document"):
            return None
        widths = {c.qualifier("width") for c in case.claims if (c.subject, c.attribute) == (subject, attribute)} - {""}
        for width in widths or {""}:
            qualifiers = (("width", width),) if width else ()
            changes.append(number_change(subject, attribute, None if well else 0.0, "m", qualifiers))
    return pulled(BASE, [Lever("told", "told", "declared", tuple(changes))], "told").scenario


@given(waters(), SMALL, TO)
def test_facts_that_turn_out_well_open_and_badly_block(case: Tiny, size: dict[str, str], to: str) -> None:
    found: SettleResult = case.settle("v", "a", to, said=size, count=50)
    q = found.question
    assert found.verdict == verdict(case, q, Pulled((), BASE))
    assert bool(found.opens) == bool(found.blocks) == (found.verdict is Verdict.UNKNOWN)
    for one in found.opens:
        if (scenario := told(case, one, True)) is not None:
            assert verdict(case, q, Pulled((), scenario)) < Verdict.UNKNOWN
    for one in found.blocks:
        if (scenario := told(case, one, False)) is not None:
            assert verdict(case, q, Pulled((), scenario)) is Verdict.BLOCKED
    for family in (found.opens, found.blocks):
        sets = [frozenset(f.id for f in one) for one in family]
        assert not any(a <= b for i, a in enumerate(sets) for j, b in enumerate(sets) if i != j)
    if found.proved:
        opens, blocks = ({frozenset(f.id for f in one) for one in family} for family in (found.opens, found.blocks))
        alone = set().union(*(b for b in blocks if len(b) == 1))
        needed = frozenset.intersection(*opens) if opens else frozenset()
        assert {f.id for f in found.decisive} == alone & needed
