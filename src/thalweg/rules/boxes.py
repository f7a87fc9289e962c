"""The sizes that each link admits, as boxes of draught, air draught, beam and length.

A box is a tuple of caps in whole centimetres; what is no larger in any dimension passes. A link
admits a union of boxes, since some limits are joint: below an arch the height depends on the
beam, and by law the draught may depend on the length. Physical limits are turned round one by
one; the law of a place is asked at every size that it names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from thalweg.movers import Mover
from thalweg.question import Trip
from thalweg.rules.batch import Batch, verdicts
from thalweg.rules.fit import CLEARANCE, RULES, FitRule, Index, limited, margin
from thalweg.rules.library import LawInForce, asked_by, bounds_of, conditions_of
from thalweg.rules.rule import FromFact, LegalPlace, MayRule, Number, Steps, Verdict
from thalweg.rules.when import Compare, Profile, leaves
from thalweg.snapshot import Snapshot
from thalweg.solve.frontier import UNLIMITED, Caps, maximal, meet

DIMENSIONS: tuple[str, ...] = ("draught_m", "air_draught_m", "beam_m", "length_m")
EVERYTHING: Caps = (UNLIMITED,) * len(DIMENSIONS)
_DEEPEST_CM = 10_000
"""No greater draught is tried where what is kept free grows with it."""
_MOST_ASKED = 300_000
"""Sizes at which the law of one place is asked at most."""


def whole_cm(x_m: float) -> int:
    """Return a cap in whole centimetres: the largest size that is still admitted."""
    if math.isinf(x_m):
        return UNLIMITED if x_m > 0 else -1
    return min(UNLIMITED, max(-1, math.floor(round(x_m * 100, 6))))


def sizes_m(caps: Caps) -> dict[str, float]:
    """Return a box as sizes in m; inf is no limit."""
    return {d: math.inf if c == UNLIMITED else c / 100 for d, c in zip(DIMENSIONS, caps, strict=True)}


def one(dimension: str, cap: int) -> Caps:
    """Return the box that limits one dimension alone."""
    return tuple(cap if d == dimension else UNLIMITED for d in DIMENSIONS)


def element_boxes(snapshot: Snapshot, mover: Mover, verdict: Verdict) -> Mapping[str, Mapping[int, list[Caps]]]:
    """Return for each physical rule of size the boxes that elements admit at a verdict or better.

    `mover` gives what is not a size, as its speed. Where heel or squat is kept under the keel, its own beam
    and length count for that. Elements that limit nothing are left out.
    """
    found: dict[str, Mapping[int, list[Caps]]] = {}
    for rule in RULES:
        if rule.need in DIMENSIONS and (at := np.flatnonzero(limited(rule, snapshot))).size:
            arched = snapshot.arched(CLEARANCE) if rule.have == CLEARANCE else {}
            plain = np.array([e for e in at if e not in arched], dtype=np.intp)
            caps = _caps(rule, snapshot, mover, plain, verdict)
            boxes = {int(e): [one(rule.need, c)] for e, c in zip(plain, caps, strict=True) if c < UNLIMITED}
            if rule.need == "draught_m" and rule.kept is not None and verdict < Verdict.UNKNOWN:
                boxes |= {e: [_as_broad(boxes[e][0], snapshot, mover)] for e in _leaning(snapshot) if e in boxes}
            boxes |= {e: list(_arch(rule, snapshot, mover, e, verdict)) for e in arched}
            found[rule.id] = boxes
    return found


def _caps(rule: FitRule, snapshot: Snapshot, mover: Mover, at: Index, verdict: Verdict) -> list[int]:
    """Return the largest size that passes at elements, in cm: what is left over for nothing at all."""
    caps = _left(rule, snapshot, [mover.with_given({rule.need: 0.0})], at, verdict)[0]
    out = [whole_cm(float(c)) for c in caps]
    grows = _grows(rule, snapshot, at) & (np.array(out, dtype=np.int64) < UNLIMITED)
    if grows.any():  # what is kept free grows with the size: try every centimetre
        most = min(max(c for c, g in zip(out, grows, strict=True) if g), _DEEPEST_CM)
        tried = [mover.with_given({rule.need: cm / 100}) for cm in range(most + 1)]
        passes = _left(rule, snapshot, tried, at[grows], verdict) >= 0
        largest = np.logical_and.accumulate(passes, axis=0).sum(axis=0) - 1  # nothing smaller is refused
        for i, cm in zip(np.flatnonzero(grows), largest, strict=True):
            out[i] = min(out[i], int(cm))
    return out


def _grows(rule: FitRule, snapshot: Snapshot, at: Index) -> NDArray[np.bool_]:
    """Tell at which elements what is kept free depends on the size itself."""
    if rule.need != "draught_m" or rule.kept is None:
        return np.zeros(len(at), dtype=np.bool_)
    share, squat = (snapshot.elements(a).silent[at] for a in ("ukc_percent", "squat_formula"))
    return ~(share & squat)


def _leaning(snapshot: Snapshot) -> list[int]:
    """Return the elements at which what is kept under the keel grows with the beam."""
    return np.flatnonzero(~(snapshot.elements("heel_deg").silent & snapshot.elements("squat_formula").silent)).tolist()


def _as_broad(box: Caps, snapshot: Snapshot, mover: Mover) -> Caps:
    """Return a box for no greater beam than that of the mover, for which what is kept free was reckoned."""
    beam = snapshot.of_mover("beam_m", mover).interval[1]
    return tuple(map(min, box, one("beam_m", whole_cm(beam))))


def _left(rule: FitRule, snapshot: Snapshot, movers: list[Mover], at: Index, verdict: Verdict) -> NDArray[np.float64]:
    """Return what is left over for movers (rows) at elements (columns) if the verdict is to be this or better."""
    end = 1 if verdict is Verdict.UNKNOWN else 0
    out = margin(rule, snapshot, movers, at)[end]
    for way in rule.ways() if verdict >= Verdict.CONDITIONAL else ():
        if all(not e.need for e in way):
            out = np.maximum(out, margin(rule, snapshot, movers, at, way)[end])
    return out


def _arch(rule: FitRule, snapshot: Snapshot, mover: Mover, element: int, verdict: Verdict) -> Iterator[Caps]:
    """Yield a box for each row of a height table, so high while so narrow, and one for any greater beam."""
    for width, _ in snapshot.arched(CLEARANCE)[element]:
        narrow = mover.with_given({"beam_m": width})
        cap = _caps(rule, snapshot, narrow, np.array([element]), verdict)[0]
        yield tuple(map(min, one(rule.need, cap), one("beam_m", whole_cm(width))))
    broader = mover.with_given({"beam_m": width + 1.0})
    yield one(rule.need, _caps(rule, snapshot, broader, np.array([element]), verdict)[0])


def law_boxes(
    law: LawInForce, place: LegalPlace, profile: Profile, trip: Trip, verdict: Verdict, by_size: bool
) -> list[Caps]:
    """Return the boxes that the law of a place admits at a verdict or better.

    The largest size of a box is admitted, and nothing smaller is refused: a size that passes only by a
    special rule, where a smaller one would not, makes no box. Least sizes are left out. With `by_size`
    only what speaks of size counts, and sizes that fare no worse than the best size does.
    """
    rules = dict(filter(None, map(_without_least, law.rules.items())))
    if by_size:
        rules = {k: r for k, r in rules.items() if asked_by(r) & set(DIMENSIONS)}
        place = replace(place, authorities=())
    law = replace(law, rules=rules)
    named = {d: sorted(_named(law, place, d)) for d in DIMENSIONS}
    tried = [[*(sorted({y for x in named[d] for y in (x, x - 1) if y >= 0})), UNLIMITED] for d in DIMENSIONS]
    if math.prod(map(len, tried)) > _MOST_ASKED:
        tried = [[*named[d], UNLIMITED] for d in DIMENSIONS]
    grid = list(product(*tried))
    sizes = [{d: (c / 100, c / 100) for d, c in zip(DIMENSIONS, caps, strict=True)} for caps in grid]
    found = verdicts(law, Batch.of([replace(profile, ranges={**profile.ranges, **s}) for s in sizes]), place, trip)
    least = max(int(verdict), int(found.min())) if by_size else int(verdict)
    bearable = (found <= max(least, Verdict.UNKNOWN)).reshape([len(t) for t in tried])
    for axis in range(len(DIMENSIONS)):
        bearable = np.logical_and.accumulate(bearable, axis=axis)
    admitted = (found <= least) & bearable.ravel()
    return maximal([caps for caps, passes in zip(grid, admitted, strict=True) if passes])


def _without_least(named: tuple[str, MayRule]) -> tuple[str, MayRule] | None:
    """Return a rule without its least sizes; None if they are all that it limits."""
    limits = tuple(x for x in named[1].limits if not (x.at_least and x.attribute in DIMENSIONS))
    return (named[0], replace(named[1], limits=limits)) if limits or not named[1].limits else None


def _named(law: LawInForce, place: LegalPlace, dimension: str) -> set[int]:
    """Return every size of a dimension that the law of a place names, in cm."""
    found: list[float] = []
    for rule in law.at(place.id):
        for condition in conditions_of(rule):
            found += [x.number for x in leaves(condition) if isinstance(x, Compare) and x.attribute == dimension]
        for limit in rule.limits:
            bound = limit.bound
            if limit.attribute == dimension and isinstance(bound, Number):
                found.append(bound.value)
            elif limit.attribute == dimension and isinstance(bound, FromFact):
                known = law.world.facts[bound.fact]
                found += [known.low, known.high]
            elif limit.attribute == dimension and isinstance(bound, Steps):
                found += [value for _, value in bound.rows]
        for bound in bounds_of(rule):
            if isinstance(bound, Steps) and bound.of == dimension:
                found += [upto for upto, _ in bound.rows]
    return {whole_cm(x) for x in found if math.isfinite(x)}


def link_boxes(
    snapshot: Snapshot, elements: Mapping[str, Mapping[int, list[Caps]]], kinds: str, links: NDArray[np.bool_]
) -> list[list[Caps]]:
    """Return for each link the boxes that its elements admit together; none for links that are closed."""
    network = snapshot.network
    out: list[list[Caps]] = [[EVERYTHING] if is_open else [] for is_open in links]
    rules = {r.id: r for r in RULES}
    for link, met in enumerate(network.met):
        for element, side in met:
            for rule_id, boxes in elements.items():
                if out[link] and element in boxes and rules[rule_id].concerns(kinds, network.links[link].mode, side):
                    out[link] = meet(out[link], boxes[element])
    return [[b for b in boxes if min(b) >= 0] for boxes in out]
