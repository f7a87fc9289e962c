"""The reasons of physical rules: the margin of one mover at one element, in words, with its claims."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np

from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Resolved
from thalweg.movers import Mover
from thalweg.rules import keel
from thalweg.rules.compare import Margin, is_free
from thalweg.rules.fit import CARRIED, CLEARANCE, Easing, FitRule, done, margin
from thalweg.rules.rule import Amount, Reason, Requirement, Verdict, levels, number, span
from thalweg.snapshot import Column, Snapshot

KEPT = {
    "ukc_m": "under-keel clearance",
    "ukc_percent": "under-keel clearance",
    "squat_formula": "squat",
    "heel_deg": "heel",
    "set_up_m": "set-up",
    "air_margin_m": "over the highest point",
}
"""What each policy keeps free, in a word or two."""


def explain(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, meets: Collection[str] = ()) -> Reason:
    """Return a rule's reason for one mover at one element, from the same margin as its verdict."""
    low, high, verdict = _judged(rule, snapshot, mover, element)
    best, eased = verdict, (low, high)
    way: tuple[Easing, ...] = ()
    for each in rule.ways() if verdict else ():
        a, b, found = _judged(rule, snapshot, mover, element, each)
        found = Verdict(int(done(np.array(found, dtype=np.uint8), each, meets)))
        if found < best:
            best, way, eased = found, each, (a, b)
    have = snapshot.elements(rule.have)
    there = _there(rule, snapshot, mover, have, element)
    free = bool(have.silent[element]) and bool(np.isposinf(have.low[element]))
    wanted = snapshot.movers(rule.need, [mover]).resolved[0] if rule.need else None
    unit = have.attribute.unit
    need_amount = amount(wanted, unit, snapshot) if wanted else Amount(math.inf, math.inf, "settled", "open")
    have_amount = Amount(math.inf, math.inf, "absent", "no limit") if free else amount(there, unit, snapshot)
    at, name = snapshot.network.element_ids[element], snapshot.network.element_names[element]
    facts = _facts(rule, snapshot, mover, element, name, need_amount, have_amount)
    words = f"{facts}: {_outcome(rule, low, high, verdict, unit)}"
    if verdict is Verdict.UNKNOWN and (
        unsettled := _unsettled(rule, snapshot, mover, element, need_amount, have_amount)
    ):
        words += f" until {unsettled} known"
    if way:
        words += f"; {_eased(way, *eased, best, unit)}"
    found_claims = [c for f in (wanted, there) if f for c in (*f.claims, *f.said_unknown)]
    found_claims += _more(rule, snapshot, mover, element, way)
    requires = tuple(Requirement(rule.id, at, e.token, e.text) for e in way) if best is Verdict.CONDITIONAL else ()
    return Reason(
        rule.id, "fit", at, name, best, rule.have_noun, need_amount, have_amount, unit, f"{words}.",
        tuple(dict.fromkeys(found_claims)), requires=requires,
    )  # fmt: skip


def amount(found: Resolved, unit: str, snapshot: Snapshot) -> Amount:
    """Put a resolved value in words, with what weakens it."""
    value = found.value
    if value is not None and value.code:
        text = f"{value.code.replace('_', ' ')} {unit}".strip()
    elif found.status == "absent":
        text = "no limit"
    else:
        text = span(found.low, found.high, unit) if found.groups or value is not None else "not known"
        if value is not None and value.exact and found.low != found.high:
            text = f"{number(value.low)} {unit}, in print {text}".replace("  ", " ")
    if found.status == "contested":
        text += ", contested"
    if found.status == "weak" and found.groups:
        text += f", weak: {snapshot.why_weak(found.groups[0].claim)}"
    return Amount(found.low, found.high, found.status, text)


def _judged(
    rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, way: Sequence[Easing] = ()
) -> tuple[float, float, Verdict]:
    low, high = (float(x[0, 0]) for x in margin(rule, snapshot, [mover], [element], way))
    return low, high, Verdict(int(levels(np.array(low), np.array(high))))


def _there(rule: FitRule, snapshot: Snapshot, mover: Mover, have: Column, element: int) -> Resolved:
    """Return what the element has: below an arch the row of its table that the beam needs."""
    rows = snapshot.arched(CLEARANCE).get(element, ()) if rule.have == CLEARANCE else ()
    beam = snapshot.of_mover("beam_m", mover).interval[1]
    return next((found for width, found in rows if width >= beam), rows[-1][1] if rows else have.resolved[element])


def _facts(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, name: str, need: Amount, have: Amount) -> str:
    level = snapshot.level_words(element, rule.have)
    there = f"{name} ({rule.have_noun} {have.text}{f' at {level}' if level else ''})"
    if rule.compare is is_free:
        return name
    if not rule.need:
        return there
    whose = " of its vessel" if mover.kind in CARRIED else ""
    kept = _kept(rule, snapshot, mover, element)
    return f"{mover.name} ({rule.need_noun}{whose} {need.text}{f', with {kept}' if kept else ''}) at {there}"


def _kept(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int) -> str:
    """Say what is kept free, part by part."""
    if rule.kept is None:
        return ""
    at, parts = np.array([element]), []
    if rule.kept is keel.over_the_mast:
        if (kept := keel.over_the_mast(snapshot, [mover], at)) is not None:
            parts.append(f"{_range(kept)} kept over the highest point")
        return " and ".join(parts)
    for part, word in (
        (keel.static_m, "kept under the keel"),
        (keel.squat_m, "of squat"),
        (keel.heel_m, "for heel"),
        (keel.set_up_m, "for set-up"),
    ):
        found = part(snapshot, [mover], at)
        if found is not None and (found[1] > 0).any():
            formulas = snapshot.elements("squat_formula").codes[element] if part is keel.squat_m else None
            named = f" ({', '.join(keel.NAMES[f] for f in sorted(formulas))})" if formulas else ""
            parts.append(f"{_range(found)} {word}{named}")
    return " and ".join(parts)


def _range(kept: Margin) -> str:
    low, high = (round(float(x.flat[0]), 3) for x in kept)
    return span(low if low > 0 or math.isfinite(high) else -math.inf, high, "m")


def _outcome(rule: FitRule, low: float, high: float, verdict: Verdict, unit: str) -> str:
    if rule.compare is is_free and verdict is Verdict.BLOCKED:
        return rule.title
    if verdict is Verdict.CLEAR:
        return f"passes with {number(low)} {unit} to spare" if math.isfinite(low) else "passes"
    if verdict is Verdict.BLOCKED:
        return f"{number(-high)} {unit} too little" if math.isfinite(high) else "does not pass"
    return "unknown"


def _eased(way: Sequence[Easing], low: float, high: float, verdict: Verdict, unit: str) -> str:
    what = " and ".join(e.text for e in way)
    if verdict is Verdict.UNKNOWN:
        return f"it may pass with {what}"
    spare = f" with {number(low)} {unit} to spare" if math.isfinite(low) else ""
    return f"it passes{spare} on condition: {what}"


def _unsettled(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, need: Amount, have: Amount) -> str:
    """Name the facts that would settle an unknown."""
    facts = []
    if rule.need and need.status in ("weak", "unknown", "contested"):
        facts.append(f"its {rule.need_noun}")
    there = snapshot.elements(rule.have).resolved[element]
    if there.waits_for:
        facts.append(f"the {rule.have_noun} there ({there.waits_for})")
    elif have.status in ("weak", "unknown", "contested"):
        row = snapshot.attributes[rule.have]
        stated = f" (with {' and '.join(' or '.join(g) for g in row.needs)})" if row.needs else ""
        facts.append(f"the {rule.have_noun} there{stated}, by a source of kind {row.decides} or better,")
    if rule.kept is not None and (kept := rule.kept(snapshot, [mover], np.array([element]))) is not None:
        low, high = (float(x.flat[0]) for x in kept)
        if low != high:
            facts.append("what is kept free there")
    if rule.while_standing and snapshot.elements("status").codes[element] is None:
        facts.append("whether the structure stands")
    if not facts:
        return ""
    return f"{' and '.join(facts)} {'is' if len(facts) == 1 else 'are'}"


def _more(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, way: Sequence[Easing]) -> list[Claim]:
    """Return the claims behind the level of the day, what is kept free, and what is done."""
    found: list[Claim] = list(snapshot.stages.claims(snapshot.network.element_ids[element], rule.have))
    if rule.kept is not None:
        names = ("air_margin_m",) if rule.kept is keel.over_the_mast else tuple(k for k in KEPT if k != "air_margin_m")
        for name in names:
            column = snapshot.elements(name)
            if not column.silent[element]:
                found += column.resolved[element].claims
    for easing in way:
        if easing.need:
            found += snapshot.of_mover(easing.need, mover).claims
        if easing.have:
            found += snapshot.elements(easing.have).resolved[element].claims
    return found
