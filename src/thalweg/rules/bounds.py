"""Legal limits and quotas as margins: the same ranges as physical rules, against a legal bound."""

from __future__ import annotations

import math
from dataclasses import dataclass

from thalweg.rules.rule import Bound, FromFact, Limit, Number, Quota, Steps, Table
from thalweg.rules.when import OPEN, Profile, Range, Truth, World

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """A margin, with what it compares."""

    margin: Range
    need: Range
    bound: Range
    undecided: frozenset[str] = frozenset()


def bound_of(bound: Bound, profile: Profile, world: World) -> Range:
    """Return the range of a bound for a profile on the day."""
    if isinstance(bound, Number):
        return bound.value, bound.value
    if isinstance(bound, FromFact):
        known = world.facts[bound.fact]
        return known.low, known.high
    low, high = profile.ranges.get(bound.of, OPEN)
    values = [step_at(bound, low), step_at(bound, high)]
    values += [value for upto, value in bound.rows if low < upto < high]
    return min(values), max(values)


def step_at(steps: Steps, x: float) -> float:
    """Return the bound at a value of the other attribute; beyond the last row nothing is admitted."""
    for upto, value in steps.rows:
        if x <= upto:
            return value
    return -math.inf


def measure_limit(limit: Limit, profile: Profile, world: World) -> Measured:
    """Return the margin of a numeric limit."""
    assert not isinstance(limit.bound, Table)
    need = profile.ranges.get(limit.attribute, OPEN)
    bound = bound_of(limit.bound, profile, world)
    low, high = (need[0] - bound[1], need[1] - bound[0]) if limit.at_least else (bound[0] - need[1], bound[1] - need[0])
    low, high = _ends(bound, low, high)
    undecided = frozenset({limit.attribute}) if need[0] < need[1] else frozenset()
    if isinstance(limit.bound, FromFact) and bound[0] < bound[1]:
        undecided |= {" of ".join(limit.bound.fact[::-1])}
    if isinstance(limit.bound, Steps):
        other = profile.ranges.get(limit.bound.of, OPEN)
        undecided |= {limit.bound.of} if other[0] < other[1] else set()
    return Measured((low, high), need, bound, undecided)


def measure_quota(quota: Quota, profile: Profile, world: World) -> Measured:
    """Return what a quota leaves after this passage."""
    adds = profile.ranges.get(quota.of, OPEN) if quota.of else (1.0, 1.0)
    used = world.facts[quota.used]
    cap = bound_of(quota.cap, profile, world)
    room = cap[0] - used.high, cap[1] - used.low
    undecided = frozenset({quota.of}) if adds[0] < adds[1] else frozenset()
    undecided |= {" of ".join(quota.used[::-1])} if used.low < used.high else set()
    return Measured(_ends(cap, room[0] - adds[1], room[1] - adds[0]), adds, room, undecided)


def admits_code(limit: Limit, profile: Profile) -> Truth:
    """Tell whether a table admits the code of a limit; a combination that it has not admits nothing."""
    table = limit.bound
    assert isinstance(table, Table)
    held = profile.codes.get(limit.attribute)
    keys = [profile.codes.get(k) for k in table.keys]
    missing = {k for k, v in zip((limit.attribute, *table.keys), (held, *keys), strict=True) if v is None}
    if held is None or missing:
        return Truth(None, frozenset(missing))
    admitted = table.admits.get(tuple(k[0] for k in keys if k), frozenset())
    return Truth(held[0] in admitted)


def _ends(bound: Range, low: float, high: float) -> Range:
    """Round a margin; without a bound there is room for anything, beyond a table for nothing."""
    if bound[0] == math.inf:
        return math.inf, math.inf
    if bound[1] == -math.inf:
        return -math.inf, -math.inf
    return _round(low), _round(high)


def _round(x: float) -> float:
    return x if math.isinf(x) or math.isnan(x) else round(x, DECIMALS)
