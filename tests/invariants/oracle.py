"""A plain oracle of the physical rules: one mover, one element, one limit at a time, in plain words.

It shares the resolution of claims with the engine, and nothing after it: levels, inheritance from
waters, height tables, what is kept free and what can be done about a refusal are written again.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from itertools import product

import numpy as np

from tests.helpers import ATTRIBUTES
from thalweg.attributes import Attribute
from thalweg.facts.claim import Claim, Value
from thalweg.facts.resolve import Resolved, resolve
from thalweg.movers import ICE_OF_CLASS_M, Mover
from thalweg.period import parse_season
from thalweg.rules.compare import common, endures, is_free
from thalweg.rules.fit import STANDING, FitRule
from thalweg.rules.rule import Verdict
from thalweg.snapshot import Snapshot

INF = math.inf
Range = tuple[float, float]
OPEN: Range = (-INF, INF)
FORMULAS = ("barrass_open", "barrass_confined", "icorels", "huuska_guliev")


def said(found: Resolved) -> bool:
    """Tell whether some claim speaks at all, were it to say that it is not known."""
    unknown = any(d.claim.value.kind == "unknown" and "not known" in d.why for d in found.dropped)
    return bool(found.groups) or unknown or bool(found.waits_for)


def meaning(row: Attribute, kinds: tuple[str, str]) -> str:
    """Return what silence means about such an element."""
    return row.missing if row.is_expected(*kinds) else "unlimited"


# The level of the day


def stage(snapshot: Snapshot, station: str) -> tuple[Range, Range] | None:
    """Return the lowest and the highest level of the day at a station, each as a range; None if not known."""
    facts, moment = snapshot.facts, snapshot.moment
    series = facts.series.get((station, "water_level_m"))
    found = resolve(facts, ATTRIBUTES["water_level_m"], station, moment)
    assumed = found.claim is not None and facts.sources[found.claim.source].kind == "scenario"
    if series is not None and not series.daily and not assumed and moment.on is not None and moment.knows(moment.on):
        start = (moment.on.toordinal() - 719163) * 1440
        today = [float(v) for m, v in zip(series.minutes, series.values, strict=True) if start <= m < start + 1440]
        if today:
            return (min(today), min(today)), (max(today), max(today))
    if found.decided:
        return found.interval, found.interval
    usual = facts.climatologies.get((station, "water_level_m"))
    for season, low, high in usual.rows if usual else ():
        if moment.on is not None and moment.on in season:
            return (low, high), (low, high)
    return None


def read(snapshot: Snapshot, subject: str, attribute: str, best: bool, **where: tuple[str, ...]) -> Resolved:
    """Resolve a property of a link or gate, at the worst or the best level of the day where it follows one."""
    row, facts, moment = ATTRIBUTES[attribute], snapshot.facts, snapshot.moment
    follows = resolve(facts, ATTRIBUTES["water_station"], subject, moment)
    if not row.level or not said(follows):
        return resolve(facts, row, subject, moment, where)

    def at_level(claim: Claim) -> Claim | str:
        datum = claim.qualifier("datum") or claim.qualifier("level")
        station = follows.codes
        if station is None or len(station) != 1 or not datum:
            return "?"
        now = stage(snapshot, min(station))
        reads = resolve(facts, ATTRIBUTES["datum_level_m"], min(station), moment, {"datum": (datum,)})
        if now is None or not reads.decided:
            return "?"
        sign = 1 if row.level == "rises" else -1
        level = now[1] if best == (sign == 1) else now[0]
        shifts = [sign * (a - b) for a in level for b in reads.interval]
        ends = round(claim.value.low + min(shifts), 6), round(claim.value.high + max(shifts), 6)
        return claim.restated(Value("number", *ends))

    return resolve(facts, row, subject, moment, where, at_level)


def waters(snapshot: Snapshot, element: int) -> str:
    """Return the legal place of a link, or of the first link that a gate is on."""
    network = snapshot.network
    beyond = element - len(network.links)
    link = network.links[element].id if beyond < 0 else network.gates[beyond].on[0].link
    codes = resolve(snapshot.facts, ATTRIBUTES["jurisdiction"], link, snapshot.moment).codes
    return min(codes) if codes is not None and len(codes) == 1 else ""


def told(snapshot: Snapshot, element: int, attribute: str, best: bool = False) -> Resolved:
    """Resolve a property of an element, or of its waters where nobody speaks of it there."""
    where: dict[str, tuple[str, ...]] = {}
    if "width" in ATTRIBUTES[attribute].qualifiers:
        where["width"] = ()
    if "bottom" in ATTRIBUTES[attribute].qualifiers and (beds := told(snapshot, element, "bottom").codes) is not None:
        where["bottom"] = tuple(beds)
    found = read(snapshot, snapshot.network.element_ids[element], attribute, best, **where)
    place = waters(snapshot, element)
    if not said(found) and attribute == "ice_thickness_m":
        follows = resolve(snapshot.facts, ATTRIBUTES["water_station"], found.subject, snapshot.moment).codes
        return found if not follows or len(follows) > 1 else snapshot.resolve(min(follows), attribute)
    if said(found) or "waters" not in ATTRIBUTES[attribute].subjects or not place:
        return found
    return resolve(snapshot.facts, ATTRIBUTES[attribute], place, snapshot.moment, where)


def number(snapshot: Snapshot, element: int, attribute: str, best: bool = False) -> Range:
    """Return the range of a number at an element."""
    found = told(snapshot, element, attribute, best)
    if said(found):
        return found.interval
    if attribute == "depth_m" and told(snapshot, element, "maintained").codes == frozenset({"yes"}):
        most = told(snapshot, element, "max_draught_m")
        if said(most) and most.interval[0] < INF:
            return INF, INF
    return {"unknown": OPEN, "unlimited": (INF, INF), "refused": (-INF, -INF)}[
        meaning(ATTRIBUTES[attribute], snapshot.network.element_kinds[element])
    ]


def nothing(found: Resolved) -> Range:
    """Return an amount, of which known absence is nothing."""
    values = [g.value for g in found.deciding]
    if any(v.kind == "none" for v in values):
        return 0.0, max((v.high for v in values if v.kind == "number"), default=0.0)
    return found.interval


def policy(snapshot: Snapshot, element: int, attribute: str) -> Range:
    """Return what is to be kept free; nothing if nobody asks for it."""
    found = told(snapshot, element, attribute)
    low, high = nothing(found) if said(found) else (0.0, 0.0)
    return max(low, 0.0), high


def words(snapshot: Snapshot, element: int, attribute: str) -> set[str] | None:
    """Return the codes that may hold; None if any may; `*` stands for no limit."""
    found = told(snapshot, element, attribute)
    if not said(found):
        free = meaning(ATTRIBUTES[attribute], snapshot.network.element_kinds[element]) == "unlimited"
        return {"*"} if free else None
    if found.codes is None or ATTRIBUTES[attribute].type != "season":
        return None if found.codes is None else set(found.codes)
    day = snapshot.moment.on
    if not found.codes:
        return {"open"}
    return None if day is None else {"closed" if day in parse_season(c) else "open" for c in found.codes}


# The mover


def need(snapshot: Snapshot, mover: Mover, attribute: str) -> Resolved | Range:
    """Return what a mover needs: what the question gives, what is claimed, or else what follows."""
    if attribute in dict(mover.given):
        number = dict(mover.given)[attribute]
        return number if isinstance(number, tuple) else (number, number)
    found = snapshot.resolve(mover.id, attribute)
    if attribute == "air_draught_m" and not said(found):
        whole, part = (need(snapshot, mover, a) for a in ("keel_to_top_m", "draught_m"))
        if has(whole) and has(part):
            (a, b), (c, d) = span(whole), span(part)
            return a - d, b - c
    if attribute == "ice_capability_m" and not said(found):
        codes = snapshot.resolve(mover.id, "ice_class").codes
        ice = [ICE_OF_CLASS_M.get(c, OPEN) for c in codes] if codes else [OPEN]
        return min(x[0] for x in ice), max(x[1] for x in ice)
    return found


def has(of: Resolved | Range) -> bool:
    """Tell whether anybody says anything of a need."""
    return said(of) if isinstance(of, Resolved) else True


def span(of: Resolved | Range) -> Range:
    """Return a need as a range."""
    return of.interval if isinstance(of, Resolved) else of


def size(snapshot: Snapshot, mover: Mover, attribute: str) -> Range:
    """Return a dimension of a mover as a range."""
    return span(need(snapshot, mover, attribute))


# What is kept free


def long_wave(speed_kn: float, depth_m: float) -> float:
    """Return F^2 / sqrt(1 - F^2) of the Froude depth number; without end from 1 on."""
    froude = speed_kn * 1852 / 3600 / math.sqrt(9.80665 * depth_m) if depth_m > 0 else INF
    return froude**2 / math.sqrt(1 - froude**2) if froude < 1 else INF


def squat(formula: str, v: float, h: float, t: float, b: float, long: float, cb: float, w: float) -> float:
    """Return the squat by a formula in m; without end where the formula does not hold."""
    wave = long_wave(v, h)
    if h <= t or wave == INF or INF in (t, cb):
        return INF
    if formula == "barrass_open":
        return float(v**2 * t / h * cb / 100)
    if b == INF or (long <= 0 and formula != "barrass_confined"):
        return INF
    narrow = formula == "barrass_confined" or (formula == "huuska_guliev" and w < INF)
    if narrow and w <= b:
        return INF
    filled = 0.0 if INF in (w, h) else b * t / (w * h)
    if formula == "barrass_confined":
        return float(cb * filled**0.81 * v**2.08 / 20)
    ks = 1.0 if formula == "icorels" else max(7.45 * 0.98 * filled + 0.76, 1.0) if 0.98 * filled > 0.03 else 1.0
    return 2.4 * ks * cb * b * t / long * wave


def squats(snapshot: Snapshot, mover: Mover, element: int, best: bool) -> Range:
    """Return the least and the greatest squat over everything that may be."""
    asked = told(snapshot, element, "squat_formula")
    if not said(asked) or asked.codes == frozenset():
        return 0.0, 0.0
    own = size(snapshot, mover, "speed_kn")
    limit = number(snapshot, element, "max_speed_kmh")
    speed = [max(0.0, min(a, b / 1.852)) for a, b in zip(own, limit, strict=True)]
    depth = [max(x, 0.0) for x in number(snapshot, element, "depth_m", best)]
    ship = [[max(x, 0.0) for x in size(snapshot, mover, a)] for a in ("draught_m", "beam_m")]
    block = [max(x, 0.0) for x in size(snapshot, mover, "block_coefficient")]
    length = size(snapshot, mover, "length_m")
    wide = told(snapshot, element, "channel_width_m")
    found = []
    for formula in asked.codes or FORMULAS:
        unclaimed = (0.0, INF) if formula == "barrass_confined" else (INF, INF)
        width = [max(x, 0.0) for x in (wide.interval if said(wide) else unclaimed)]
        found += [squat(formula, *x) for x in product(speed, depth, *ship, length, block, width)]
    return (min(found) if asked.codes else 0.0), max(found)


def kept_under(snapshot: Snapshot, mover: Mover, element: int, best: bool) -> Range:
    """Return what is kept under the keel."""
    fixed, share = policy(snapshot, element, "ukc_m"), policy(snapshot, element, "ukc_percent")
    draught, beam = size(snapshot, mover, "draught_m"), size(snapshot, mover, "beam_m")
    heel = policy(snapshot, element, "heel_deg")
    parts = [
        tuple(max(f, s / 100 * max(d, 0.0) if s and d else 0.0) for f, s, d in zip(fixed, share, draught, strict=True)),
        squats(snapshot, mover, element, best),
        tuple(
            0.0 if a == 0 else INF if a >= 90 or b == INF else max(b, 0.0) / 2 * math.sin(math.radians(a))
            for a, b in zip(heel, beam, strict=True)
        ),
        policy(snapshot, element, "set_up_m"),
    ]
    return sum(p[0] for p in parts), sum(p[1] for p in parts)


# Height tables


def heights(snapshot: Snapshot, mover: Mover, element: int, best: bool) -> Range:
    """Return the height free for a mover, over the width of its beam where there is an arch."""
    subject = snapshot.network.element_ids[element]
    plain = number(snapshot, element, "vertical_clearance_m", best)
    rows: dict[float, Range | None] = {}
    texts = {c.qualifier("width") for c in snapshot.facts.of(subject, "vertical_clearance_m")} - {""}
    for width in {float(t) for t in texts}:
        same = tuple(t for t in texts if float(t) == width)
        found = read(snapshot, subject, "vertical_clearance_m", best, width=same)
        unknown = [d.claim for d in found.dropped if d.why in (found.waits_for, "says that it is not known")]
        if any(c.qualifier("width") in same for c in (*found.claims, *unknown)):
            rows[width] = found.interval if found.decided else None
    if not rows:
        return plain
    settled = {w: r for w, r in rows.items() if r is not None}
    if not said(told(snapshot, element, "vertical_clearance_m", best)):
        plain = (-INF, -INF if settled else INF)

    def over(beam: float) -> Range:
        """Return what is free over a beam: of a row, or between what is settled of the narrower and the broader."""
        row = min((w for w in rows if w >= beam), default=INF)
        narrower = [r for w, r in settled.items() if w <= row]
        broader = [r for w, r in settled.items() if w >= row]
        low, high = min((r[0] for r in narrower), default=INF), max((r[1] for r in broader), default=-INF)
        if row in settled:
            return low, high
        # No row of it, or one that nobody settles: no less than the next broader, no more than the next narrower.
        after = min((w for w in settled if w > row), default=INF)
        before = max((w for w in settled if w < row), default=-INF)
        least = over(after)[0] if after < INF else min(low, plain[0])
        most = over(before)[1] if before > -INF else INF
        return least, min(most, plain[1]) if row == INF else most

    least, most = size(snapshot, mover, "beam_m")
    tried = [b for b in (least, most, *(w + d for w in rows for d in (0, 1e-3))) if least <= b <= most]
    found_ = [over(b) for b in tried]
    return min(x[0] for x in found_), max(x[1] for x in found_)


# The verdict


def stands(snapshot: Snapshot, element: int) -> tuple[bool, bool]:
    """Tell whether a structure surely stands, and whether it may stand."""
    codes = words(snapshot, element, "status")
    if codes is None:
        return False, True
    standing = [c == "*" or c in STANDING for c in codes]
    return all(standing) and bool(codes), any(standing)


def oracle(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, meets: Collection[str] = ()) -> Verdict:
    """Decide one rule for one mover at one element, in plain words."""
    verdicts = []
    for tokens, verdict in tries(rule, snapshot, mover, element):
        planned = all(t in meets for t in tokens)
        verdicts.append(verdict if planned else max(verdict, Verdict.CONDITIONAL))
    return min(verdicts)


def tries(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int) -> Iterator[tuple[list[str], Verdict]]:
    """Yield everything that may be done about a refusal, nothing first, with the verdict that it has then."""
    if rule.compare is is_free:
        yield [], judged(rule, snapshot, mover, element)
        yield [e.token for e in rule.eased], Verdict.CLEAR
        return
    for lower, opened, best in product((False, True), repeat=3):
        if rule.id != "fit.air_draught" and (lower or opened):
            continue
        if rule.id not in ("fit.air_draught", "fit.draught") and best:
            continue
        if lower and not has(need(snapshot, mover, "air_draught_lowered_m")):
            continue
        if opened and not said(told(snapshot, element, "vertical_clearance_open_m")):
            continue
        named = {"lowered": lower, "bridge_opened": opened, "tide_window": best}
        yield [t for t, done in named.items() if done], judged(rule, snapshot, mover, element, lower, opened, best)


def judged(
    rule: FitRule,
    snapshot: Snapshot,
    mover: Mover,
    element: int,
    lower: bool = False,
    opened: bool = False,
    best: bool = False,
) -> Verdict:
    """Decide with the mast lowered or not, the bridge opened or not, at the worst or the best moment."""
    surely, maybe = stands(snapshot, element) if rule.while_standing else (True, True)
    if not maybe:
        return Verdict.CLEAR
    verdict = compared(rule, snapshot, mover, element, lower, opened, best)
    return Verdict.UNKNOWN if verdict is Verdict.BLOCKED and not surely else verdict


def compared(
    rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, lower: bool, opened: bool, best: bool
) -> Verdict:
    """Decide as if the structure stood."""
    if not rule.need:
        codes = words(snapshot, element, rule.have)
        if codes is None:
            return Verdict.UNKNOWN
        good = [c in ("*", "open", "no") for c in codes]
        if not codes and rule.compare is is_free:
            return Verdict.CLEAR
        return Verdict.CLEAR if codes and all(good) else Verdict.BLOCKED if not any(good) else Verdict.UNKNOWN
    wanted = need(snapshot, mover, "air_draught_lowered_m" if lower else rule.need)
    if rule.compare is common:
        assert isinstance(wanted, Resolved)
        return gauges(wanted, words(snapshot, element, rule.have))
    if rule.compare is endures:
        there = told(snapshot, element, rule.have)
        ice = nothing(there) if said(there) else (0.0, 0.0)
        takes = nothing(wanted) if isinstance(wanted, Resolved) else wanted
        if ice[1] <= 0 or takes[0] >= ice[1]:
            return Verdict.CLEAR
        return Verdict.BLOCKED if takes[1] < ice[0] else Verdict.UNKNOWN
    if rule.id == "fit.air_draught" and not opened:
        low, high = heights(snapshot, mover, element, best)
    else:
        low, high = number(snapshot, element, "vertical_clearance_open_m" if opened else rule.have, best)
    least, most = span(wanted)
    if low == INF:
        return Verdict.CLEAR
    if high == -INF or least == INF:
        return Verdict.BLOCKED
    kept = (0.0, 0.0)
    if rule.id == "fit.draught":
        kept = kept_under(snapshot, mover, element, best)
    elif rule.id == "fit.air_draught":
        kept = policy(snapshot, element, "air_margin_m")
    if kept[0] == INF:
        return Verdict.BLOCKED
    if np.round(low - most - kept[1], 6) >= 0:
        return Verdict.CLEAR
    return Verdict.BLOCKED if np.round(high - least - kept[0], 6) < 0 else Verdict.UNKNOWN


def gauges(wanted: Resolved, there: set[str] | None) -> Verdict:
    """Compare gauges."""
    if there == {"*"}:
        return Verdict.CLEAR
    if there is None or wanted.codes is None:
        return Verdict.UNKNOWN
    fits = {bool(set(n.split("+")) & set(t.split("+"))) for n in wanted.codes for t in there}
    return Verdict.CLEAR if fits == {True} else Verdict.UNKNOWN if True in fits else Verdict.BLOCKED
