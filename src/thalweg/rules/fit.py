"""FIT: the physical rules, each one definition for the mask and for the sentence.

A rule compares what a mover needs with what a link or gate has and returns a margin. The same
row of `RULES` makes the arrays of an admission and the words of a reason. Some refusals can be
eased: a mast is lowered, a bridge is opened, the tide is waited for; passage is then conditional.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from thalweg.facts.resolve import Resolved
from thalweg.movers import Mover
from thalweg.network import LAND, WATER
from thalweg.rules.compare import Margin, among, common, endures, is_free, is_open, spare
from thalweg.rules.keel import over_the_mast, under_the_keel
from thalweg.rules.rule import Verdict, levels
from thalweg.snapshot import Column, Snapshot

Index = NDArray[np.intp]
Floats = NDArray[np.float64]
Tables = Mapping[int, Sequence[tuple[float, Resolved]]]
"""Height tables by element: rows of a width and the height free over it."""
Coded = Callable[[Column | None, Column, Sequence[int]], Margin]
Numeric = Callable[[Margin, Margin, Margin | None], Margin]
Kept = Callable[[Snapshot, Sequence[Mover], Index, bool], Margin | None]
"""From movers, elements, and whether the best moment of the day counts, to what is kept free."""

ALL_SIDES = frozenset({"along", "through", "over", "under"})
BORNE = frozenset({"along", "through", "over"})
"""Sides on which traffic uses the element itself."""
STANDING = frozenset({"building", "built", "equipped", "open", "closed"})
"""States in which a structure stands, and so limits what passes under it."""
CLEARANCE = "vertical_clearance_m"

CARRIED = frozenset({"person", "consignment"})
"""Movers that need a vessel on water, whose dimensions nobody has told."""
AFLOAT = frozenset({"vessel"}) | CARRIED
TRAIN, TRUCK = frozenset({"train"}), frozenset({"truck"})
EVERYONE = AFLOAT | TRAIN | TRUCK
SPAN = (Verdict.CLEAR, Verdict.UNKNOWN, Verdict.BLOCKED)
EASED = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Easing:
    """Something that can be done so that a limit is met; passage is then conditional on it."""

    token: str
    """By which a trip says that it is planned."""
    text: str
    """What is done, as a requirement."""
    need: str = ""
    """Attribute of the mover that counts then; it must be claimed."""
    have: str = ""
    """Attribute of the element that counts then; it must be claimed."""
    best: bool = False
    """Whether the best moment of the day counts then."""

    @property
    def always(self) -> bool:
        """Whether it meets the limit wherever it is done."""
        return not (self.need or self.have or self.best)


LOWERED = Easing("lowered", "masts, wheelhouse or funnels lowered", need="air_draught_lowered_m")
OPENED = Easing("bridge_opened", "the bridge opened", have="vertical_clearance_open_m")
TIDE = Easing("tide_window", "waiting for the right water level", best=True)
BY_DAY = Easing("daylight", "sailing by daylight")
IN_TURNS = Easing("alternating", "waiting for its turn")


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
    compare: Numeric | Coded
    """From need, have and what is kept free to the margin."""
    kept: Kept | None = None
    """What is kept free beside the need."""
    while_standing: bool = False
    """Whether the limit holds only while the structure stands."""
    eased: tuple[Easing, ...] = ()
    """What can be done about a refusal."""
    can: tuple[Verdict, ...] = SPAN
    """The verdicts that the rule can give."""

    @property
    def coded(self) -> bool:
        """Whether it compares codes, and not numbers."""
        return self.compare in (common, is_open, is_free)

    def concerns(self, kind: str, mode: str, side: str) -> bool:
        """Tell whether the rule applies to a kind of mover that meets an element so."""
        return kind in self.movers and mode in self.modes and side in self.sides

    def ways(self) -> Iterator[tuple[Easing, ...]]:
        """Yield what may be done about a refusal: one thing alone first, then several together."""
        for count in range(1, len(self.eased) + 1):
            yield from combinations(self.eased, count)


RULES: tuple[FitRule, ...] = (
    FitRule("fit.status", "open to traffic", EVERYONE, WATER | LAND, BORNE, "", "status", "", "state", is_open),
    FitRule(
        "fit.draught", "draught and what is kept under the keel against depth", AFLOAT, WATER, BORNE,
        "draught_m", "depth_m", "draught", "depth", spare, kept=under_the_keel, eased=(TIDE,), can=EASED,
    ),
    FitRule(
        "fit.max_draught", "draught against the draught admitted", AFLOAT, WATER, BORNE,
        "draught_m", "max_draught_m", "draught", "draught admitted", spare,
    ),
    FitRule(
        "fit.air_draught", "air draught against vertical clearance", AFLOAT, WATER, ALL_SIDES,
        "air_draught_m", CLEARANCE, "air draught", "vertical clearance", spare, kept=over_the_mast,
        while_standing=True, eased=(LOWERED, OPENED, TIDE), can=EASED,
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
        "fit.ice_thickness", "ice that the vessel can take against the thickness of the ice", AFLOAT, WATER, BORNE,
        "ice_capability_m", "ice_thickness_m", "ice capability", "ice", endures,
    ),
    FitRule(
        "fit.daylight", "passage by day only", AFLOAT, WATER, BORNE, "", "daylight_only", "", "by day only", is_free,
        eased=(BY_DAY,), can=(Verdict.CLEAR, Verdict.CONDITIONAL),
    ),
    FitRule(
        "fit.one_way", "one direction at a time", EVERYONE, WATER | LAND, BORNE, "", "one_way", "",
        "one direction at a time", is_free, eased=(IN_TURNS,), can=(Verdict.CLEAR, Verdict.CONDITIONAL),
    ),
    FitRule(
        "fit.gauge", "track gauge", TRAIN, LAND, BORNE,
        "track_gauge_mm", "track_gauge_mm", "track gauge", "track gauge", common,
    ),
    FitRule(
        "fit.loading_gauge", "loading gauge", TRAIN, LAND, BORNE,
        "loading_gauge", "loading_gauge", "loading gauge", "loading gauge cleared", common,
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
    FitRule(
        "fit.vehicle_width", "width of a road vehicle or load", TRUCK, LAND, BORNE,
        "vehicle_width_m", "max_vehicle_width_m", "width", "width admitted", spare,
    ),
    FitRule(
        "fit.vehicle_length", "length of a road vehicle", TRUCK, LAND, BORNE,
        "vehicle_length_m", "max_vehicle_length_m", "length", "length admitted", spare,
    ),
    FitRule(
        "fit.train_length", "length of a train", TRAIN, LAND, BORNE,
        "train_length_m", "max_train_length_m", "length", "length admitted", spare,
    ),
    FitRule(
        "fit.train_weight", "gross weight of a train", TRAIN, LAND, BORNE,
        "train_weight_t", "max_train_weight_t", "weight", "weight admitted", spare,
    ),
)  # fmt: skip
"""Every physical rule."""


def limited(rule: FitRule, snapshot: Snapshot) -> NDArray[np.bool_]:
    """Return at which elements the rule may refuse: those where not even silence means no limit."""
    have = snapshot.elements(rule.have)
    free = np.isposinf(have.low) & np.isposinf(have.high)
    if rule.have == CLEARANCE:
        for element in snapshot.arched(CLEARANCE):
            free[element] = False
    return ~free


def margin(
    rule: FitRule,
    snapshot: Snapshot,
    movers: Sequence[Mover],
    at: Sequence[int] | Index | None = None,
    eased: Sequence[Easing] = (),
) -> Margin:
    """Return a rule's margin for movers (rows) at elements (columns); all elements if not given.

    `eased` says what is done; where it cannot be done the margin refuses.
    """
    count = len(snapshot.network.element_ids)
    index = np.arange(count) if at is None else np.asarray(at, dtype=np.intp)
    shape = (len(movers), len(index))
    if eased and all(e.always for e in eased):
        return np.full(shape, np.inf), np.full(shape, np.inf)
    need_name = next((e.need for e in eased if e.need), rule.need)
    have_name = next((e.have for e in eased if e.have), rule.have)
    best = any(e.best for e in eased)
    need = snapshot.movers(need_name, movers) if need_name else None
    have = snapshot.elements(have_name, best=best)
    if rule.compare is endures and need is not None:  # no ice, and no ice that it can take, are amounts
        need, have = need.amounts(), have.amounts()
    if rule.coded:
        low, high = rule.compare(need, have, index)  # type: ignore[arg-type]
    else:
        assert need is not None
        tables = snapshot.arched(CLEARANCE, best=best) if have_name == CLEARANCE else {}
        there = heights(snapshot, movers, have, index, tables)
        kept = rule.kept(snapshot, movers, index, best) if rule.kept else None
        low, high = rule.compare((need.low[:, None], need.high[:, None]), there, kept)  # type: ignore[arg-type]
    low, high = np.broadcast_to(low, shape), np.broadcast_to(high, shape)
    if rule.while_standing:
        low, high = _standing(snapshot, index, (low, high))
    if need is not None and need_name != rule.need:
        low, high = (np.where(need.silent[:, None], -np.inf, x) for x in (low, high))
    if have_name != rule.have:
        low, high = (np.where(have.silent[None, index], -np.inf, x) for x in (low, high))
    return low, high


def verdicts(
    rule: FitRule,
    snapshot: Snapshot,
    movers: Sequence[Mover],
    at: Sequence[int] | Index | None = None,
    meets: Collection[str] = (),
) -> NDArray[np.uint8]:
    """Return a rule's verdict for movers (rows) at elements (columns), with what can be done about refusals."""
    out = levels(*margin(rule, snapshot, movers, at))
    for way in rule.ways():
        if not out.any():
            break
        if any(e.best for e in way) and not snapshot.varies:
            continue
        out = np.minimum(out, done(levels(*margin(rule, snapshot, movers, at, way)), way, meets))
    return out


def done(found: NDArray[np.uint8], way: Sequence[Easing], meets: Collection[str]) -> NDArray[np.uint8]:
    """Return verdicts as they are when something must be done for them: at best conditional, unless it is planned."""
    return found if all(e.token in meets for e in way) else np.maximum(found, np.uint8(Verdict.CONDITIONAL))


def stands(snapshot: Snapshot, element: int) -> bool:
    """Tell whether a structure stands, or may stand, at the snapshot's moment."""
    codes = snapshot.elements("status").codes[element]
    return codes is None or bool(codes & STANDING)


def _standing(snapshot: Snapshot, index: Index, found: Margin) -> Margin:
    """Lift a limit where the structure does not stand, and open its upper end where it may not."""
    surely, maybe = among(snapshot.elements("status"), STANDING, index.tolist())
    high = np.where(np.isneginf(surely)[None, :], np.inf, found[1])
    return np.where(np.isneginf(maybe)[None, :], np.inf, found[0]), high


def heights(snapshot: Snapshot, movers: Sequence[Mover], have: Column, index: Index, tables: Tables) -> Margin:
    """Return what elements have, as ranges; below an arch it depends on the beam of the mover."""
    low, high = have.low[None, index], have.high[None, index]
    places = [(j, e) for j, e in enumerate(index.tolist()) if e in tables]
    if not places:
        return low, high
    shape = (len(movers), len(index))
    low, high = np.broadcast_to(low, shape).copy(), np.broadcast_to(high, shape).copy()
    beam = snapshot.movers("beam_m", movers)
    for j, element in places:
        decided = any(found.decided for _, found in tables[element])
        beyond = (-np.inf, -np.inf if decided else np.inf)
        if not have.silent[element]:
            beyond = (have.low[element], have.high[element])
        widths, least, most = arch(tables[element], beyond)
        low[:, j] = least[np.searchsorted(widths, beam.high)]
        high[:, j] = most[np.searchsorted(widths, beam.low)]
    return low, high


def arch(rows: Sequence[tuple[float, Resolved]], beyond: tuple[float, float]) -> tuple[Floats, Floats, Floats]:
    """Return the widths of a height table, and the least and the most that is free over each and beyond the last.

    What is free over a width is free over any less. So a row that nobody settles lies between its neighbours,
    and where a broader row states more than a narrower one, either may be wrong: both get the range of the two.
    """
    settled = np.array([found.decided for _, found in rows])
    ends = np.array([found.interval for _, found in rows])
    least = np.minimum.accumulate(np.where(settled, ends[:, 0], np.inf))
    most = np.maximum.accumulate(np.where(settled, ends[:, 1], -np.inf)[::-1])[::-1]
    least = np.append(least, min(least[-1], beyond[0]))
    most = np.append(most, min(most[settled][-1] if settled.any() else np.inf, beyond[1]))
    for k in np.flatnonzero(~settled).tolist():
        most[k] = most[k - 1] if k else np.inf
    for k in np.flatnonzero(~settled)[::-1].tolist():
        least[k] = least[k + 1]
    return np.array([width for width, _ in rows]), least, most
