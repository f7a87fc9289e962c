"""The vectorised margins equal a plain oracle that looks at one mover and one element at a time."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import ATTRIBUTES, DAY, Tiny
from tests.invariants.strategies import cases
from thalweg.attributes import Attribute
from thalweg.facts.resolve import Resolved
from thalweg.movers import Mover
from thalweg.period import parse_season
from thalweg.rules.compare import common, endures, is_free, is_open, spare
from thalweg.rules.fit import RULES, STANDING, FitRule, margin, verdicts
from thalweg.rules.rule import Verdict
from thalweg.snapshot import Snapshot

INF = math.inf


def said(found: Resolved) -> bool:
    """Tell whether some claim speaks at all, were it to say that it is not known."""
    return bool(found.groups) or any(d.claim.value.kind == "unknown" and "not known" in d.why for d in found.dropped)


def meaning(row: Attribute, kinds: tuple[str, str]) -> str:
    """Return what silence means about such an element."""
    return row.missing if row.is_expected(*kinds) else "unlimited"


def number(snapshot: Snapshot, element: int, attribute: str) -> tuple[float, float]:
    """Return the range of a number at an element."""
    network = snapshot.network
    found = snapshot.resolve(network.element_ids[element], attribute)
    if said(found):
        return found.interval
    return {"unknown": (-INF, INF), "unlimited": (INF, INF), "refused": (-INF, -INF)}[
        meaning(ATTRIBUTES[attribute], network.element_kinds[element])
    ]


def words(snapshot: Snapshot, element: int, attribute: str) -> set[str] | None:
    """Return the codes that may hold; None if any may; `*` stands for no limit."""
    network = snapshot.network
    found = snapshot.resolve(network.element_ids[element], attribute)
    if not said(found):
        free = meaning(ATTRIBUTES[attribute], network.element_kinds[element]) == "unlimited"
        return {"*"} if free else None
    if found.codes is None or ATTRIBUTES[attribute].type != "season":
        return None if found.codes is None else set(found.codes)
    day = snapshot.moment.on
    return None if day is None else {"closed" if day in parse_season(c) else "open" for c in found.codes}


def stands(snapshot: Snapshot, element: int) -> tuple[bool, bool]:
    """Tell whether a structure surely stands, and whether it may stand."""
    codes = words(snapshot, element, "status")
    if codes is None:
        return False, True
    standing = [c == "*" or c in STANDING for c in codes]
    return all(standing) and bool(codes), any(standing)


def oracle(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int) -> Verdict:
    """Decide one rule for one mover at one element, in plain words."""
    surely, maybe = stands(snapshot, element) if rule.while_standing else (True, True)
    if not maybe:
        return Verdict.CLEAR
    verdict = judged(rule, snapshot, mover, element)
    if any(e.always for e in rule.eased):
        return min(verdict, Verdict.CONDITIONAL)
    return Verdict.UNKNOWN if verdict is Verdict.BLOCKED and not surely else verdict


def judged(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int) -> Verdict:
    """Decide as if the structure stood."""
    if not rule.need:
        codes = words(snapshot, element, rule.have)
        if codes is None:
            return Verdict.UNKNOWN
        good = [c in ("*", "open", "no") for c in codes]
        return Verdict.CLEAR if codes and all(good) else Verdict.BLOCKED if not any(good) else Verdict.UNKNOWN
    need = snapshot.resolve(mover.id, rule.need)
    if rule.compare is common:
        return gauges(need, words(snapshot, element, rule.have))
    low, high = number(snapshot, element, rule.have)
    if low == INF:
        return Verdict.CLEAR
    if rule.compare is endures:
        least, most = need.interval
        return Verdict.CLEAR if least >= high else Verdict.BLOCKED if most < low else Verdict.UNKNOWN
    if high == -INF:
        return Verdict.BLOCKED
    kept = (0.0, 0.0)
    policy = {"fit.draught": "ukc_m", "fit.air_draught": "air_margin_m"}.get(rule.id)
    if policy and said(snapshot.resolve(snapshot.network.element_ids[element], policy)):
        kept = number(snapshot, element, policy)
    least, most = need.interval
    if low >= most + kept[1] - 1e-9:
        return Verdict.CLEAR
    return Verdict.BLOCKED if high < least + kept[0] - 1e-9 else Verdict.UNKNOWN


def gauges(need: Resolved, there: set[str] | None) -> Verdict:
    """Compare track gauges."""
    if there == {"*"}:
        return Verdict.CLEAR
    if there is None or need.codes is None:
        return Verdict.UNKNOWN
    fits = {bool(set(n.split("+")) & set(t.split("+"))) for n in need.codes for t in there}
    return Verdict.CLEAR if fits == {True} else Verdict.UNKNOWN if True in fits else Verdict.BLOCKED


@given(cases(), st.sampled_from([DAY, date(2024, 1, 15), None]))
def test_every_margin_is_that_of_the_oracle(case: Tiny, on: date | None) -> None:
    snapshot = case.snapshot(on)
    them = list(case.movers.values())
    for rule in RULES:
        found = verdicts(rule, snapshot, them)
        assert found.shape == (len(them), len(case.network.element_ids))
        for i, mover in enumerate(them):
            for element in range(len(case.network.element_ids)):
                expected = oracle(rule, snapshot, mover, element)
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


@given(cases())
def test_a_margin_is_a_range(case: Tiny) -> None:
    for rule in RULES:
        low, high = margin(rule, case.snapshot(), list(case.movers.values()))
        assert not np.isnan(low).any()
        assert not np.isnan(high).any()
        assert np.all(low <= high), rule.id


def test_every_kind_of_margin_has_an_oracle() -> None:
    assert {r.compare for r in RULES} == {spare, endures, common, is_open, is_free}
    assert {r.have for r in RULES if r.compare is common} == {"track_gauge_mm", "loading_gauge"}
