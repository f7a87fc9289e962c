"""From contradictory claims to a value: deterministic, and explainable step by step.

This is the only place that compares dates with what was known and what is true. The steps:

1. keep what was known (`known_on`) and is valid (`on`), and what answers the question asked
   (its qualifiers); drop the replaced and the deprecated, with the reason;
2. a scenario's word stands over all others; else take the preferred claims, else the normal;
   what a bulk table says gives way to a single claim that may decide;
3. of a schedule, an announcement rewrites the future from its first day on; of a state or a
   schedule, the latest event stands;
4. group equal values within the attribute's tolerance;
5. order the groups by their best kind of source, then by the number of independent origins;
6. choose a value that some source stated, never an average: of the best group the claim of the
   best kind, then the most precise, then the one with most origins; on a tie of groups withhold it.

A claim *decides* if its kind of source is good enough for the attribute, it carries the
qualifiers that the attribute needs, and it is neither doubtful nor a forecast. A value that no
claim decides is `weak`: it is shown, but its interval stays open.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from thalweg.attributes import Attribute
from thalweg.facts.claim import TABLE, Claim, Value, trust_of
from thalweg.facts.store import FactBase
from thalweg.period import Period

Status = Literal["settled", "contested", "weak", "unknown", "absent"]
Qualifiers = Mapping[str, Sequence[str]]
"""For each qualifier the values that answer the question."""

Restate = Callable[[Claim], "Claim | str"]
"""Reads a claim as it is at the moment, as at the level of the day, or says what is wanting."""
SAYS_UNKNOWN = "says that it is not known"
"""Why a claim of the value `unknown` has no say; it may still be cited for the silence."""
_EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is asked of the world: the day, what was known, and how much is trusted."""

    on: date | None = None
    known_on: date | None = None
    trust_weak: bool = False
    minute: int | None = None
    """Minute of the day, where it matters; None means the whole day."""

    def sees(self, valid: Period, known_from: date) -> bool:
        """Tell whether something with this validity, known from this day, stands at this moment."""
        return self.knows(known_from) and (self.on is None or self.on in valid)

    def knows(self, known_from: date) -> bool:
        """Tell whether something known from this day was known by then."""
        return self.known_on is None or known_from <= self.known_on


@dataclass(frozen=True, slots=True)
class Group:
    """Claims that state the same value."""

    value: Value
    """The value as the chosen claim states it."""
    claim: Claim
    claims: tuple[Claim, ...]
    decides: bool
    trust: int
    """How much its best kind of source is trusted; more is better."""
    origins: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that had no say, and why."""

    claim: Claim
    why: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the claims about one property come to."""

    subject: str
    attribute: str
    status: Status
    value: Value | None
    """The chosen value, as some source stated it; None if nothing is known or it is a tie."""
    claim: Claim | None
    low: float
    """Lowest value in the running, or -inf."""
    high: float
    groups: tuple[Group, ...]
    """All values in the running, the chosen one first; those that cannot decide come last."""
    dropped: tuple[Dropped, ...]
    why: str
    tied: bool = False
    denied: bool = False
    """Whether a source that may decide denies the chosen value; then nothing is decided."""
    waits_for: str = ""
    """What must be known before any claim can be read at the moment, as a water level."""

    @property
    def silent(self) -> bool:
        """Whether no claim speaks of it at all."""
        return not (self.groups or self.said_unknown or self.waits_for or self.value is not None)

    @property
    def decided(self) -> bool:
        """Whether the claims settle at least a range."""
        return self.status in ("settled", "contested", "absent") and not self.denied

    @property
    def deciding(self) -> tuple[Group, ...]:
        """The groups that have a say in the answer."""
        return tuple(g for g in self.groups if g.decides) if self.decided else ()

    @property
    def interval(self) -> tuple[float, float]:
        """The range that rules may rely on; it is open while nothing decides."""
        if not self.decided:
            return -math.inf, math.inf
        return self.low, self.high

    @property
    def codes(self) -> frozenset[str] | None:
        """The codes that may hold, or None if any may; known absence is the empty set."""
        if not self.decided:
            return None
        return frozenset(g.value.code for g in self.deciding if g.value.kind != "none")

    @property
    def said_unknown(self) -> tuple[Claim, ...]:
        """The claims that stand and say that it is not known."""
        return tuple(d.claim for d in self.dropped if d.why == SAYS_UNKNOWN)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that had a say, the chosen one first."""
        chosen = [self.claim] if self.claim else []
        return tuple(dict.fromkeys(chosen + [c for g in self.groups for c in g.claims]))


def resolve(
    facts: FactBase,
    attribute: Attribute,
    subject: str,
    moment: Moment,
    qualifiers: Qualifiers | None = None,
    restate: Restate | None = None,
) -> Resolved:
    """Resolve the claims about one property of one subject.

    Parameters
    ----------
    facts, attribute, subject
        Whose property.
    moment
        The day, what was known, and whether weak sources may decide.
    qualifiers
        Which claims answer the question: a claim that states another value for one of these
        is set aside; one that states none stays. The attribute's own `selects` hold where
        the question says nothing.
    restate
        How a claim reads at the moment; those that it cannot read are set aside.
    """
    wanted = {k: (v,) for k, v in attribute.selects} | {k: tuple(v) for k, v in (qualifiers or {}).items()}
    claims = facts.of(subject, attribute.name, moment.on)
    if len(claims) == 1 and restate is None and _stands_alone(claims[0], moment, wanted):
        return _choose(attribute, subject, (_alone(facts, attribute, claims[0], moment),), (), ())
    kept, dropped = _keep(claims, moment, wanted)

    waits_for = ""
    if restate is not None:
        kept, set_aside = _restated(kept, restate)
        dropped += set_aside
        waits_for = set_aside[0].why if set_aside and not kept else ""

    def decides(claim: Claim) -> bool:
        return may_decide(facts, attribute, claim, moment.trust_weak)

    kept, set_aside = _rank(facts, kept, decides)
    dropped += set_aside
    if attribute.type == "schedule" and not _is_assumed(facts, kept):
        kept, set_aside = _rewritten(kept, _announced(facts, attribute, subject, moment))
        dropped += set_aside
    if attribute.type in ("state", "schedule"):
        kept, set_aside = _latest(kept, decides)
        dropped += set_aside
    groups = _groups(facts, attribute, kept, decides)
    denials = [c for c in kept if c.stance == "denies"]
    dropped += [Dropped(c, f"denies {c.stated}") for c in denials]
    dropped += [Dropped(c, SAYS_UNKNOWN) for c in kept if c.value.kind == "unknown"]
    denied = [c.value for c in denials if decides(c)]
    shown = tuple(sorted(dropped, key=lambda d: (d.why, d.claim.id)))
    return replace(_choose(attribute, subject, groups, denied, shown), waits_for=waits_for)


def may_decide(facts: FactBase, attribute: Attribute, claim: Claim, trust_weak: bool = False) -> bool:
    """Tell whether a claim is strong enough to decide its attribute."""
    kind = facts.sources[claim.source].kind
    if kind == "scenario":
        return True
    if claim.stance == "speculates" or claim.certainty == "doubtful":
        return False
    if trust_weak:
        return True
    if trust_of(kind) < trust_of(attribute.decides):
        return False
    if claim.value.kind in ("none", "unknown"):
        return True
    return all(any(claim.qualifier(k) for k in group) for group in attribute.needs)


def why_weak(facts: FactBase, attribute: Attribute, claim: Claim) -> str:
    """Say why a claim may not decide its attribute; empty if it may."""
    if may_decide(facts, attribute, claim):
        return ""
    if claim.stance == "speculates":
        return "a forecast or guess"
    if claim.certainty == "doubtful":
        return "marked doubtful"
    kind = facts.sources[claim.source].kind
    if trust_of(kind) < trust_of(attribute.decides):
        return f"source of kind {kind}, below {attribute.decides}"
    missing = [" or ".join(g) for g in attribute.needs if not any(claim.qualifier(k) for k in g)]
    return f"no {' and no '.join(missing)} stated"


def _stands_alone(claim: Claim, moment: Moment, wanted: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether the only claim there is passes every step without a word: most claims of a large network do."""
    return (
        claim.rank != "deprecated"
        and claim.stance != "denies"
        and claim.value.kind != "unknown"
        and claim.replaces != claim.id
        and moment.sees(claim.valid, claim.known_from)
        and all(claim.qualifier(k) in ("", *v) for k, v in wanted.items())
    )


def _alone(facts: FactBase, attribute: Attribute, claim: Claim, moment: Moment) -> Group:
    trust = trust_of(facts.sources[claim.source].kind)
    return Group(claim.value, claim, (claim,), may_decide(facts, attribute, claim, moment.trust_weak), trust, 1)


def _keep(
    claims: Sequence[Claim], moment: Moment, wanted: Mapping[str, Sequence[str]]
) -> tuple[list[Claim], list[Dropped]]:
    newer = sorted((c for c in claims if c.replaces and moment.knows(c.known_from)), key=lambda c: c.id)
    replaced = {c.replaces: c.id for c in newer}
    kept: list[Claim] = []
    dropped: list[Dropped] = []
    for claim in claims:
        other = [f"{k}={claim.qualifier(k)}" for k, v in wanted.items() if claim.qualifier(k) not in ("", *v)]
        if not moment.knows(claim.known_from):
            why = f"not certainly known before {claim.known_from}"
        elif not moment.sees(claim.valid, claim.known_from):
            why = f"speaks of another time ({claim.valid})"
        elif claim.id in replaced:
            why = f"replaced by {replaced[claim.id]}"
        elif claim.rank == "deprecated":
            why = f"deprecated: {claim.rank_why}"
        elif other:
            why = f"answers another question ({', '.join(other)})"
        else:
            kept.append(claim)
            continue
        dropped.append(Dropped(claim, why))
    return kept, dropped


def _restated(claims: Iterable[Claim], restate: Restate) -> tuple[list[Claim], list[Dropped]]:
    """Read each number as it is at the moment; set aside those that cannot be read."""
    kept, dropped = [], []
    for claim in claims:
        found = restate(claim) if claim.value.kind == "number" else claim
        if isinstance(found, str):
            dropped.append(Dropped(claim, found))
        else:
            kept.append(found)
    return kept, dropped


def _is_assumed(facts: FactBase, claims: Sequence[Claim]) -> bool:
    """Tell whether what is left is the word of a scenario, which nothing announced can rewrite."""
    return bool(claims) and all(facts.sources[c.source].kind == "scenario" for c in claims)


def _rank(facts: FactBase, claims: list[Claim], decides: Callable[[Claim], bool]) -> tuple[list[Claim], list[Dropped]]:
    """Let the last word of a scenario, else the preferred claims, else single claims over tables, stand alone."""
    assumed = [c for c in claims if _is_assumed(facts, [c])]
    if assumed:
        chosen = [max(assumed, key=lambda c: c.ref)]
        why = f"the scenario assumes {chosen[0].stated}"
    elif preferred := [c for c in claims if c.rank == "preferred"]:
        chosen, why = preferred, "another claim is preferred"
    else:
        single = [c for c in claims if c.rank != TABLE]
        stands = any(decides(c) and c.stance != "denies" and c.value.kind != "unknown" for c in single)
        chosen, why = (single if stands else claims), "a single claim stands over what a table says"
    return chosen, [Dropped(c, why) for c in claims if c not in chosen]


Announcement = tuple[str, date]
"""A source, and the day from which what it says was known."""


def _announced(facts: FactBase, attribute: Attribute, subject: str, moment: Moment) -> dict[Announcement, date]:
    """Return the announcements of a schedule that were known, with the first day that each speaks of."""
    found: dict[Announcement, date] = {}
    for claim in facts.of(subject, attribute.name):
        if moment.knows(claim.known_from) and claim.rank != "deprecated":
            key, start = (claim.source, claim.known_from), claim.valid.start or date.min
            found[key] = min(found.get(key, start), start)
    return found


def _rewritten(claims: list[Claim], announced: Mapping[Announcement, date]) -> tuple[list[Claim], list[Dropped]]:
    """Drop what a later announcement has rewritten: all that begins on its first day or after."""
    kept, dropped = [], []
    for claim in claims:
        start = claim.valid.start or date.min
        later = [
            (known, source)
            for (source, known), first in announced.items()
            if known > claim.known_from and first <= start
        ]
        if later:
            dropped.append(Dropped(claim, f"rewritten by {max(later)[1]}, announced {max(later)[0]}"))
        else:
            kept.append(claim)
    return kept, dropped


def history(facts: FactBase, attribute: Attribute, subject: str, moment: Moment, since: date) -> frozenset[str]:
    """Return every code that held of a subject at some time from `since` to the moment, as far as is claimed."""
    span = Period(since, None if moment.on is None else moment.on + timedelta(days=1))
    return frozenset(
        c.value.code
        for c in facts.of(subject, attribute.name)
        if moment.knows(c.known_from)
        and c.rank != "deprecated"
        and may_decide(facts, attribute, c, moment.trust_weak)
        and c.valid.overlaps(span)
    )


def _latest(claims: list[Claim], decides: Callable[[Claim], bool]) -> tuple[list[Claim], list[Dropped]]:
    """Keep the latest event of a state; an event that cannot decide never displaces one that can."""

    def begins(claim: Claim) -> date:
        return claim.valid.start or date.min

    events = [c for c in claims if c.stance != "denies"]  # a denial is no event
    dated = [c for c in events if c.value.kind != "unknown" or c.valid.start]  # "not known from that day on"
    pool = [c for c in dated if decides(c)] or events
    if not pool:
        return claims, []
    latest = max(begins(c) for c in pool)
    kept = [c for c in claims if c.stance == "denies" or begins(c) == latest or (c not in pool and begins(c) > latest)]
    return kept, [Dropped(c, f"an earlier or lesser event than that of {latest}") for c in claims if c not in kept]


def _groups(
    facts: FactBase, attribute: Attribute, claims: Iterable[Claim], decides: Callable[[Claim], bool]
) -> tuple[Group, ...]:
    """Group equal values; what may decide forms the groups first, the rest joins or follows."""

    def order(claim: Claim) -> tuple[bool, float, str, str]:
        v = claim.value
        width = v.high - v.low if v.kind in ("number", "date") else 0.0
        return (not decides(claim), width, f"{v.low:+030.9f}{v.key()}", claim.id)

    members: list[list[Claim]] = []
    for claim in sorted(claims, key=order):
        if claim.value.kind == "unknown" or claim.stance == "denies":
            continue
        same = [g for g in members if _agree(attribute, g[0].value, claim.value)]
        for group in same:
            group.append(claim)
        if not same:
            members.append([claim])

    def best(claim: Claim, group: list[Claim]) -> tuple[bool, bool, int, int, int, date, str]:
        """Sort key: the best claim of a group speaks for it."""
        number = claim.stated.split()[0] if claim.stated else ""
        decimals = len(number.partition(".")[2].rstrip("%"))
        trust = trust_of(facts.sources[claim.source].kind)
        same = {facts.origin(c.source) for c in group if c.value == claim.value}
        return decides(claim), claim.value.exact, trust, decimals, len(same), claim.known_from, claim.id

    groups = []
    for group in members:
        strong = [c for c in group if decides(c)]
        chosen = max(group, key=lambda c: best(c, group))
        pool = strong or group
        trust = max(trust_of(facts.sources[c.source].kind) for c in pool)
        origins = {facts.origin(c.source) for c in pool}
        groups.append(Group(chosen.value, chosen, tuple(group), bool(strong), trust, len(origins)))
    return tuple(sorted(groups, key=lambda g: (not g.decides, -g.trust, -g.origins, g.value.key())))


def _agree(attribute: Attribute, anchor: Value, value: Value) -> bool:
    """Tell whether a claim's value is, or as a range holds, the value of a group."""
    if anchor.kind != value.kind:
        return False
    if value.kind in ("number", "date"):
        if anchor.exact and value.exact:
            return attribute.near(anchor.low, value.low) if value.kind == "number" else anchor.low == value.low
        return value.low <= anchor.low and anchor.high <= value.high
    if value.kind == "point" and anchor.point and value.point:
        return distance_m(anchor.point, value.point) <= attribute.tolerance
    return anchor.code == value.code


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two (latitude, longitude) points (haversine), in m."""
    lat_a, lon_a, lat_b, lon_b = (math.radians(x) for x in (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def _choose(
    attribute: Attribute,
    subject: str,
    groups: tuple[Group, ...],
    denied: Sequence[Value],
    dropped: tuple[Dropped, ...],
) -> Resolved:
    def result(status: Status, why: str, **kw: object) -> Resolved:
        base: dict[str, object] = {"value": None, "claim": None, "low": -math.inf, "high": math.inf}
        return Resolved(subject, attribute.name, status, groups=groups, dropped=dropped, why=why, **(base | kw))  # type: ignore[arg-type]

    if not groups:
        return result("unknown", "no claim that stands gives a value")
    strong = [g for g in groups if g.decides]
    running = strong or list(groups)
    first = running[0]
    if attribute.type == "text":  # texts stand beside each other; they are not rivals
        said = f"{len(running)} statement{'s' if len(running) > 1 else ''}"
        return result("settled" if strong else "weak", said, value=first.value, claim=first.claim)
    tied = len(running) > 1 and _tie(running[0], running[1])
    numbers = [g.value for g in running if g.value.kind in ("number", "date")]
    spread: dict[str, object] = {
        "low": min((v.low for v in numbers), default=-math.inf),
        "high": max((v.high for v in numbers), default=math.inf),
    }
    if any(g.value.kind == "none" for g in running) and attribute.numeric:
        spread["high"] = math.inf  # known absence of a limit is no limit
        spread["low"] = spread["low"] if numbers else math.inf
    if not tied:
        spread |= {"value": first.value, "claim": first.claim}
    why = _why(first, len(running), tied)
    if first.claim.rank == "preferred":
        why += f"; preferred: {first.claim.rank_why.rstrip('.')}"
    if not strong:
        return result("weak", f"{why}; no source that may decide it", tied=tied, **spread)
    if any(_agree(attribute, first.value, v) for v in denied):
        return result("contested", f"{why}; denied", tied=tied, denied=True, **spread)
    if len(running) > 1:
        return result("contested", why, tied=tied, **spread)
    return result("absent" if first.value.kind == "none" else "settled", why, **spread)


def _tie(a: Group, b: Group) -> bool:
    return (a.trust, a.origins) == (b.trust, b.origins)


def _why(first: Group, values: int, tied: bool) -> str:
    count = f"{first.origins} independent origin{'s' if first.origins != 1 else ''}"
    if tied:
        return f"{values} values with equally good support ({count}): withheld"
    rivals = f"best supported of {values} values" if values > 1 else "the only value"
    return f"{rivals}: {count} in {len(first.claims)} claim{'s' if len(first.claims) != 1 else ''}"
