"""FIT: the physical rules, each one definition for the mask and for the sentence.

A rule compares what a mover needs with what a link or gate has and returns a margin. The same
row of `RULES` makes the arrays of an admission and the words of a reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.facts.resolve import Resolved
from thalweg.movers import Mover
from thalweg.rules.rule import Amount, Reason, Verdict, levels, number, span
from thalweg.snapshot import Column, Snapshot

Margin = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Low and high ends of the margin, broadcast over movers (rows) and elements (columns)."""

ALL_SIDES = frozenset({"along", "through", "over", "under"})
BORNE = frozenset({"along", "through", "over"})
"""Sides on which traffic uses the element itself."""
STANDING = frozenset({"building", "built", "equipped", "open", "closed"})
"""States in which a structure stands, and so limits what passes under it."""
DECIMALS = 6
"""Margins are rounded to a micrometre or a gram, so that sums of decimals tie exactly."""

CARRIED = frozenset({"person", "consignment"})
"""Movers that need a vessel on water, whose dimensions nobody has told."""
AFLOAT = frozenset({"vessel"}) | CARRIED
TRAIN, TRUCK = frozenset({"train"}), frozenset({"truck"})
EVERYONE = AFLOAT | TRAIN | TRUCK
WATER, LAND = frozenset({"river", "canal", "strait", "sea"}), frozenset({"rail", "road", "ferry", "transfer"})
NUMERIC = (Verdict.CLEAR, Verdict.UNKNOWN, Verdict.BLOCKED)


@dataclass(frozen=True, slots=True)
class FitRule:
    """One physical limit."""

    id: str
    title: str
    movers: frozenset[str]
    """Kinds of mover that it concerns."""
    modes: frozenset[str]
    """Modes of link on which it applies."""
    sides: frozenset[str]
    """From which sides of an element it applies."""
    need: str
    """Attribute of the mover; empty if the rule asks nothing of it."""
    have: str
    """Attribute of the link or gate."""
    need_noun: str
    have_noun: str
    margin: Callable[[Column | None, Column, Column | None], Margin]
    """From the columns of need, have and allowance to the margin."""
    allowance: str = ""
    """Attribute of the element that is kept free beside the need."""
    while_standing: bool = False
    """Whether the limit holds only while the structure stands."""
    can: tuple[Verdict, ...] = NUMERIC
    """The verdicts that the rule can give."""

    def concerns(self, kind: str, mode: str, side: str) -> bool:
        """Tell whether the rule applies to a kind of mover that meets an element so."""
        return kind in self.movers and mode in self.modes and side in self.sides


def spare(need: Column | None, have: Column, allowance: Column | None) -> Margin:
    """Return have - need - allowance, as ranges: what is left over, in the rule's unit."""
    assert need is not None
    with np.errstate(invalid="ignore"):  # inf - inf is put right below
        low = have.low[None, :] - need.high[:, None]
        high = have.high[None, :] - need.low[:, None]
        if allowance is not None:
            low = low - _kept_free(allowance.high, allowance)[None, :]
            high = high - _kept_free(allowance.low, allowance)[None, :]
    no_limit, refused = np.isposinf(have.low)[None, :], np.isneginf(have.high)[None, :]
    low = np.where(no_limit, np.inf, np.where(refused, -np.inf, low))
    high = np.where(no_limit, np.inf, np.where(refused, -np.inf, high))
    return np.round(low, DECIMALS), np.round(high, DECIMALS)


def common(need: Column | None, have: Column, allowance: Column | None) -> Margin:
    """Return whether need and have share a code for sure (+inf), for sure not (-inf), or perhaps."""
    assert need is not None
    shape = (len(need.codes), len(have.codes))
    low, high = np.full(shape, -np.inf), np.full(shape, np.inf)
    for j, there in enumerate(have.codes):
        if there is None and not (have.silent[j] and np.isposinf(have.low[j])):
            continue
        for i, wanted in enumerate(need.codes):
            low[i, j], high[i, j] = (np.inf, np.inf) if there is None else _shares(wanted, there)
    return low, high


def is_open(need: Column | None, have: Column, allowance: Column | None) -> Margin:
    """Return +inf where the state or season is `open`, -inf where it is another, open ends if unknown."""
    low, high = _among(have, frozenset({"open"}))
    return low[None, :], high[None, :]


def _among(have: Column, good: frozenset[str]) -> Margin:
    low, high = np.full(len(have.codes), -np.inf), np.full(len(have.codes), np.inf)
    for j, codes in enumerate(have.codes):
        if codes is None:
            if have.silent[j] and np.isposinf(have.low[j]):
                low[j] = np.inf  # silence means no limit here
        elif codes <= good and codes:
            low[j] = np.inf
        elif not codes & good:
            high[j] = -np.inf
    return low, high


def _shares(wanted: frozenset[str] | None, there: frozenset[str]) -> tuple[float, float]:
    """Compare sets of possible values, each a `+`-joined set of codes."""
    if wanted is None:
        return -math.inf, math.inf
    pairs = [bool(set(w.split("+")) & set(t.split("+"))) for w in wanted for t in there]
    if not pairs:
        return -math.inf, -math.inf
    return (math.inf if all(pairs) else -math.inf), (math.inf if any(pairs) else -math.inf)


def _kept_free(values: NDArray[np.float64], allowance: Column) -> NDArray[np.float64]:
    """An allowance that nobody asks for is none."""
    return np.where(allowance.silent, 0.0, values)


RULES: tuple[FitRule, ...] = (
    FitRule("fit.status", "open to traffic", EVERYONE, WATER | LAND, BORNE, "", "status", "", "state", is_open),
    FitRule(
        "fit.draught", "draught and under-keel clearance against depth", AFLOAT, WATER, BORNE,
        "draught_m", "depth_m", "draught", "depth", spare, allowance="ukc_m",
    ),
    FitRule(
        "fit.max_draught", "draught against the draught admitted", AFLOAT, WATER, BORNE,
        "draught_m", "max_draught_m", "draught", "draught admitted", spare,
    ),
    FitRule(
        "fit.air_draught", "air draught against vertical clearance", AFLOAT, WATER, ALL_SIDES,
        "air_draught_m", "vertical_clearance_m", "air draught", "vertical clearance", spare, while_standing=True,
    ),
    FitRule(
        "fit.width", "beam against the free width of the opening", AFLOAT, WATER, ALL_SIDES,
        "beam_m", "horizontal_clearance_m", "beam", "free width", spare, while_standing=True,
    ),
    FitRule(
        "fit.beam", "beam against the beam admitted", AFLOAT, WATER, BORNE,
        "beam_m", "max_beam_m", "beam", "beam admitted", spare,
    ),
    FitRule(
        "fit.length", "length against the length admitted", AFLOAT, WATER, BORNE,
        "length_m", "max_length_m", "length overall", "length admitted", spare,
    ),
    FitRule("fit.ice", "closed by ice", AFLOAT, WATER, BORNE, "", "ice_season", "", "ice season", is_open),
    FitRule(
        "fit.gauge", "track gauge", TRAIN, LAND, BORNE,
        "track_gauge_mm", "track_gauge_mm", "track gauge", "track gauge", common,
    ),
    FitRule(
        "fit.axle_load", "axle load", TRAIN | TRUCK, LAND, BORNE,
        "axle_load_t", "max_axle_load_t", "axle load", "axle load admitted", spare,
    ),
    FitRule(
        "fit.gross_weight", "gross weight", TRAIN | TRUCK, LAND, BORNE,
        "gross_weight_t", "max_gross_weight_t", "gross weight", "gross weight admitted", spare,
    ),
    FitRule(
        "fit.height", "height of vehicle or load", TRAIN | TRUCK, LAND, BORNE,
        "height_m", "max_height_m", "height", "height admitted", spare,
    ),
)  # fmt: skip
"""Every physical rule."""


def margin(rule: FitRule, snapshot: Snapshot, movers: Sequence[Mover]) -> Margin:
    """Return a rule's margin for movers (rows) at all elements (columns)."""
    need = snapshot.movers(rule.need, movers) if rule.need else None
    allowance = snapshot.elements(rule.allowance) if rule.allowance else None
    low, high = rule.margin(need, snapshot.elements(rule.have), allowance)
    if rule.while_standing:
        stands_low, stands_high = _among(snapshot.elements("status"), STANDING)
        high = np.where(np.isneginf(stands_low)[None, :], np.inf, high)  # it may not stand
        low = np.where(np.isneginf(stands_high)[None, :], np.inf, low)  # it does not stand
    shape = (len(movers), len(snapshot.network.element_ids))
    return np.broadcast_to(low, shape), np.broadcast_to(high, shape)


def explain(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int) -> Reason:
    """Return a rule's reason for one mover at one element, from the same margin."""
    low, high = (float(x[0, element]) for x in margin(rule, snapshot, [mover]))
    verdict = Verdict(int(levels(np.array(low), np.array(high))))
    have = snapshot.elements(rule.have)
    there = have.resolved[element]
    free = bool(have.silent[element]) and bool(np.isposinf(have.low[element]))
    wanted = snapshot.movers(rule.need, [mover]).resolved[0] if rule.need else None
    kept_free = _allowance(rule, snapshot, element)
    unit = have.attribute.unit
    need_amount = amount(wanted, unit, snapshot) if wanted else Amount(math.inf, math.inf, "settled", "open")
    have_amount = Amount(math.inf, math.inf, "absent", "no limit") if free else amount(there, unit, snapshot)
    at, name = snapshot.network.element_ids[element], snapshot.network.element_names[element]
    facts = _facts(rule, mover, name, need_amount, have_amount, f"{number(kept_free)} {unit}" if kept_free else "")
    words = f"{facts}: {_outcome(low, high, verdict, unit)}"
    if verdict is Verdict.UNKNOWN and (unsettled := _unsettled(rule, snapshot, element, need_amount, have_amount)):
        words += f" until {unsettled} known"
    found = (wanted, there) if wanted else (there,)
    claims = (*(c for f in found for c in f.claims), *(c for f in found for c in f.said_unknown))
    return Reason(
        rule.id, "fit", at, name, verdict, rule.have_noun, need_amount, have_amount, unit, f"{words}.",
        tuple(dict.fromkeys(claims)),
    )  # fmt: skip


def stands(snapshot: Snapshot, element: int) -> bool:
    """Tell whether a structure stands, or may stand, at the snapshot's moment."""
    codes = snapshot.elements("status").codes[element]
    return codes is None or bool(codes & STANDING)


def _allowance(rule: FitRule, snapshot: Snapshot, element: int) -> float:
    if not rule.allowance:
        return 0.0
    column = snapshot.elements(rule.allowance)
    return 0.0 if column.silent[element] else float(column.high[element])


def amount(found: Resolved, unit: str, snapshot: Snapshot) -> Amount:
    """Put a resolved value in words, with what weakens it."""
    value = found.value
    if value is not None and value.code:
        text = f"{value.code.replace('_', ' ')} {unit}".strip()
    elif found.status == "absent":
        text = "no limit"
    else:
        text = span(found.low, found.high, unit) if found.groups else "not known"
        if value is not None and value.exact and found.low != found.high:
            text = f"{number(value.low)} {unit}, in print {text}".replace("  ", " ")
    if found.status == "contested":
        text += ", contested"
    if found.status == "weak" and found.groups:
        text += f", weak: {snapshot.why_weak(found.groups[0].claim)}"
    return Amount(found.low, found.high, found.status, text)


def _facts(rule: FitRule, mover: Mover, name: str, need: Amount, have: Amount, kept_free: str) -> str:
    there = f"{name} ({rule.have_noun} {have.text})"
    if not rule.need:
        return there
    whose = " of its vessel" if mover.kind in CARRIED else ""
    keep = f" and {kept_free} kept free under the keel" if kept_free else ""
    return f"{mover.name} ({rule.need_noun}{whose} {need.text}{keep}) at {there}"


def _outcome(low: float, high: float, verdict: Verdict, unit: str) -> str:
    if verdict is Verdict.CLEAR:
        return f"passes with {number(low)} {unit} to spare" if math.isfinite(low) else "passes"
    if verdict is Verdict.BLOCKED:
        return f"{number(-high)} {unit} too little" if math.isfinite(high) else "does not pass"
    return "unknown"


def _unsettled(rule: FitRule, snapshot: Snapshot, element: int, need: Amount, have: Amount) -> str:
    """Name the facts that would settle an unknown."""
    facts = []
    if rule.need and need.status in ("weak", "unknown", "contested"):
        facts.append(f"its {rule.need_noun}")
    if have.status in ("weak", "unknown", "contested"):
        row = snapshot.attributes[rule.have]
        stated = f" (with {' and '.join(' or '.join(g) for g in row.needs)})" if row.needs else ""
        facts.append(f"the {rule.have_noun} there{stated}, by a source of kind {row.decides} or better,")
    if rule.while_standing and snapshot.elements("status").codes[element] is None:
        facts.append("whether the structure stands")
    if not facts:
        return ""
    return f"{' and '.join(facts)} {'is' if len(facts) == 1 else 'are'}"
