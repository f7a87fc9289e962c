"""The reasons of physical rules: the margin of one mover at one element, in words, with its claims."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np

from thalweg.facts.claim import Claim
from thalweg.facts.resolve import Resolved
from thalweg.movers import Mover
from thalweg.rules import keel
from thalweg.rules.compare import Margin, endures, is_free
from thalweg.rules.fit import CARRIED, CLEARANCE, Easing, FitRule, done, heights, margin
from thalweg.rules.rule import Amount, Reason, Requirement, Verdict, levels, number, span
from thalweg.snapshot import Snapshot

UNDER = (
    (keel.static_m, "kept under the keel"),
    (keel.squat_m, "for squat"),
    (keel.heel_m, "for heel"),
    (keel.set_up_m, "for set-up"),
)
OVER = ((keel.over_the_mast, "kept over the highest point"),)
OF_SHIP = {
    "draught_m": "draught",
    "beam_m": "beam",
    "length_m": "length overall",
    "block_coefficient": "block coefficient",
    "speed_kn": "speed",
}
"""What squat depends on, of the vessel."""
NO_LIMIT = Amount(math.inf, math.inf, "absent", "no limit")


def explain(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, meets: Collection[str] = ()) -> Reason:
    """Return a rule's reason for one mover at one element, from the same margin as its verdict."""
    low, high, verdict = _judged(rule, snapshot, mover, element)
    best, spared = verdict, low
    way: tuple[Easing, ...] = ()
    for each in rule.ways() if verdict else ():
        least, _, found = _judged(rule, snapshot, mover, element, each)
        found = Verdict(int(done(np.array(found, dtype=np.uint8), each, meets)))
        if found < best:
            best, way, spared = found, each, least
    there, have_amount = _have(rule, snapshot, mover, element)
    wanted = snapshot.movers(rule.need, [mover]).resolved[0] if rule.need else None
    unit = snapshot.attributes[rule.have].unit
    need_amount = amount(wanted, unit, snapshot) if wanted else Amount(math.inf, math.inf, "settled", "open")
    if rule.compare is endures and need_amount.status == "absent":
        need_amount = Amount(0.0, 0.0, "absent", "none")
    at, name = snapshot.network.element_ids[element], snapshot.network.element_names[element]
    facts = _facts(rule, snapshot, mover, element, name, need_amount, have_amount, there)
    words = f"{facts}: {_outcome(rule, low, high, verdict, unit)}"
    if verdict is Verdict.UNKNOWN and rule.compare is not is_free:
        words += _unsettled(rule, snapshot, mover, element, need_amount, have_amount, there)
    if way:
        words += f"; {_eased(way, spared, best, unit)}"
    found_claims = [c for f in (wanted, there) if f for c in (*f.claims, *f.said_unknown)]
    found_claims += _more(rule, snapshot, mover, element, way)
    undone = [e for e in way if best is Verdict.CONDITIONAL and e.token not in meets]
    requires = tuple(Requirement(rule.id, at, e.token, e.text) for e in undone)
    return Reason(
        rule.id, "fit", at, name, best, rule.have_noun, need_amount, have_amount, unit, f"{words}.",
        tuple(dict.fromkeys(found_claims)), requires=requires,
    )  # fmt: skip


def amount(found: Resolved, unit: str, snapshot: Snapshot, over: str = "") -> Amount:
    """Put a resolved value in words, with the width `over` which it holds and what weakens it."""
    value = found.value
    if value is not None and value.code:
        text = f"{value.code.replace('_', ' ')} {unit}".strip()
    elif found.status == "absent":
        text = "no limit"
    else:
        text = span(found.low, found.high, unit) if found.groups or value is not None else "not known"
        if value is not None and value.exact and found.low != found.high:
            text = f"{number(value.low)} {unit}, in print {text}".replace("  ", " ")
    text += over
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


def _have(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int) -> tuple[Resolved, Amount]:
    """Return what the element has; below an arch that is a row of its height table, by the beam of the mover."""
    have = snapshot.elements(rule.have)
    unit, found = have.attribute.unit, have.resolved[element]
    tables = snapshot.arched(CLEARANCE) if rule.have == CLEARANCE else {}
    if element not in tables:
        free = bool(have.silent[element]) and bool(np.isposinf(have.low[element]))
        return found, NO_LIMIT if free else amount(found, unit, snapshot)
    rows, beam = tables[element], snapshot.of_mover("beam_m", mover).interval
    first, last = (next((k for k, row in enumerate(rows) if row[0] >= b), len(rows)) for b in beam)
    if first == len(rows):
        if not have.silent[element]:
            return found, amount(found, unit, snapshot)
        text = f"none stated over the {number(beam[0])} m of its beam"
        refused = any(row.decided for _, row in rows)
        return rows[-1][1], Amount(-math.inf, -math.inf if refused else math.inf, "unknown", text)
    low, high = (float(x[0, 0]) for x in heights(snapshot, [mover], have, np.array([element]), tables))
    width, found = rows[first]
    if first < last:
        return found, Amount(low, high, "settled", f"{span(low, high, unit)}, by its beam")
    if (low, high) == found.interval:
        return found, amount(found, unit, snapshot, f" over {number(width)} m")
    why = "as a broader width is said to be higher" if found.decided else "between the widths beside it"
    return found, Amount(low, high, "contested", f"{span(low, high, unit)} over {number(width)} m, {why}")


def _facts(
    rule: FitRule,
    snapshot: Snapshot,
    mover: Mover,
    element: int,
    name: str,
    need: Amount,
    have: Amount,
    found: Resolved,
) -> str:
    level = "" if found.waits_for else snapshot.level_words(element, rule.have)
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
    at, said = np.array([element]), []
    for part, word in OVER if rule.kept is keel.over_the_mast else UNDER:
        found = part(snapshot, [mover], at)
        if found is not None and (found[1] > 0).any():
            said.append(f"{_range(found)} {word}{_formula(snapshot, element) if part is keel.squat_m else ''}")
    return listed(said)


def _formula(snapshot: Snapshot, element: int) -> str:
    codes = snapshot.elements("squat_formula").codes[element]
    return f" ({' or '.join(keel.NAMES[f] for f in sorted(codes))})" if codes else ""


def _range(kept: Margin) -> str:
    low, high = (round(float(x.flat[0]), 3) for x in kept)
    if math.isinf(low):
        return "more than the formula can say"
    if math.isinf(high):
        return f"at least {number(low)} m" if low > 0 else "an unknown amount"
    return span(low, high, "m")


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _outcome(rule: FitRule, low: float, high: float, verdict: Verdict, unit: str) -> str:
    if rule.compare is is_free and verdict is not Verdict.CLEAR:
        return rule.title if verdict is Verdict.BLOCKED else f"perhaps {rule.title}"
    if verdict is Verdict.CLEAR:
        return f"passes with {number(low)} {unit} to spare" if math.isfinite(low) else "passes"
    if verdict is Verdict.BLOCKED:
        over = "too thick" if rule.compare is endures else "too little"
        return f"{number(-high)} {unit} {over}" if math.isfinite(high) else "does not pass"
    return "unknown"


def _eased(way: Sequence[Easing], low: float, verdict: Verdict, unit: str) -> str:
    what = listed([e.text for e in way])
    if verdict is Verdict.UNKNOWN:
        return f"it may pass on condition: {what}"
    spare = f" with {number(low)} {unit} to spare" if math.isfinite(low) else ""
    return f"it passes{spare} on condition: {what}"


def _unsettled(
    rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, need: Amount, have: Amount, found: Resolved
) -> str:
    """Name the facts that would settle an unknown."""
    facts = []
    if rule.need and need.status in ("weak", "unknown", "contested"):
        facts.append(f"its {rule.need_noun}")
    if have.text.endswith("by its beam"):
        facts.append("its beam")
    if found.waits_for:
        facts.append(f"the {rule.have_noun} there ({found.waits_for})")
    elif have.status in ("weak", "unknown", "contested"):
        row = snapshot.attributes[rule.have]
        stated = f" (with {' and '.join(' or '.join(g) for g in row.needs)})" if row.needs else ""
        facts.append(f"the {rule.have_noun} there{stated}, by a source of kind {row.decides} or better,")
    facts += [f for f in _unsure(rule, snapshot, mover, element) if f not in facts]
    status = snapshot.elements("status")
    if rule.while_standing and status.codes[element] is None and not np.isposinf(status.low[element]):
        facts.append("whether the structure stands")
    if not facts:
        return " whether that is enough"
    return f" until {listed(facts)} {'is' if len(facts) == 1 else 'are'} known"


def _unsure(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int) -> list[str]:
    """Name what would settle what is kept free."""
    kept = rule.kept(snapshot, [mover], np.array([element]), False) if rule.kept else None
    if kept is None or kept[0].flat[0] == kept[1].flat[0]:
        return []
    facts, asked = [], keel.asked_at(snapshot, element, rule.kept)
    if "squat_formula" in asked:
        ship = [snapshot.of_mover(a, mover) for a in keel.of_the_ship(snapshot, element)]
        facts += [f"its {OF_SHIP[f.attribute]}" for f in ship if f.interval[0] < f.interval[1]]
        width = snapshot.elements("channel_width_m")
        confined = snapshot.elements("squat_formula").codes[element] == frozenset({"barrass_confined"})
        if (width.silent[element] and confined) or width.low[element] < width.high[element]:
            facts.append("the width of the channel")
    return facts or ["what is kept free there"]


def _more(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, way: Sequence[Easing]) -> list[Claim]:
    """Return the claims behind the level of the day, what is kept free, and what is done."""
    found: list[Claim] = list(snapshot.stages.claims(snapshot.network.element_ids[element], rule.have))
    for name in keel.asked_at(snapshot, element, rule.kept):
        found += snapshot.elements(name).resolved[element].claims
        if name == "squat_formula":
            found += [c for a in keel.of_the_ship(snapshot, element) for c in snapshot.of_mover(a, mover).claims]
    for easing in way:
        if easing.need:
            found += snapshot.of_mover(easing.need, mover).claims
        if easing.have:
            found += snapshot.elements(easing.have).resolved[element].claims
    return found
