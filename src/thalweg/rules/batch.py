"""The law for many movers at once: the same rules as `may`, as arrays of truth values.

A truth value is 0 (false), 1 (undecided) or 2 (true), so that "and" is the minimum, "or" the
maximum and "not" two less it: strong Kleene logic on arrays. What a condition on codes says is
asked of the condition itself, once for each distinct code, and then looked up; only comparisons
of numbers are written for arrays. `may.rule_at` is the slow evaluator that explains; this one
gives verdicts only, and the two must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from thalweg.question import Trip
from thalweg.rules.bounds import DECIMALS, admits_code
from thalweg.rules.library import LawInForce
from thalweg.rules.may import PLACE, consent_of, granted_by, lifters_at, read_as
from thalweg.rules.profile import VIA, through
from thalweg.rules.rule import Bound, FromFact, LegalPlace, Limit, MayRule, Number, Quota, Table, Verdict, levels
from thalweg.rules.when import OPEN, All, AnyOf, Compare, Condition, FactCompare, FactIs, InSeason, Not, Profile, Truth

Truths = NDArray[np.uint8]
Codes = tuple[str, ...] | None
Margins = tuple[NDArray[np.float64], NDArray[np.float64]]
FALSE, OPEN_QUESTION, TRUE = 0, 1, 2


@dataclass(frozen=True)
class Batch:
    """Many legal profiles as columns."""

    size: int
    codes: Mapping[str, tuple[NDArray[np.int32], tuple[Codes, ...]]]
    """For each attribute the number of each profile's codes, and the distinct codes by number."""
    low: Mapping[str, NDArray[np.float64]]
    high: Mapping[str, NDArray[np.float64]]

    @classmethod
    def of(cls, profiles: Sequence[Profile]) -> Batch:
        """Put profiles side by side."""
        names = sorted({k for p in profiles for k in p.codes})
        numbers = sorted({k for p in profiles for k in p.ranges})
        return cls(
            len(profiles),
            {n: _interned([p.codes.get(n) for p in profiles]) for n in names},
            {n: np.array([p.ranges.get(n, OPEN)[0] for p in profiles]) for n in numbers},
            {n: np.array([p.ranges.get(n, OPEN)[1] for p in profiles]) for n in numbers},
        )

    def column(self, attribute: str) -> tuple[NDArray[np.int32], tuple[Codes, ...]]:
        """Return the codes of an attribute; nobody has any if nobody says."""
        return self.codes.get(attribute, (np.zeros(self.size, dtype=np.int32), (None,)))

    def at_place(self, countries: Sequence[str]) -> Batch:
        """Return the batch as it is at a place under the authorities of some countries."""
        if VIA not in self.codes or not countries:
            return self
        ids, distinct = self.codes[VIA]
        here = tuple(None if held is None else through(held, countries) for held in distinct)
        return replace(self, codes={**self.codes, VIA: (ids, here)})

    def ends(self, attribute: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the range of a number for every profile."""
        if attribute not in self.low:
            return np.full(self.size, OPEN[0]), np.full(self.size, OPEN[1])
        return self.low[attribute], self.high[attribute]


def verdicts(law: LawInForce, batch: Batch, place: LegalPlace, trip: Trip | None = None) -> NDArray[np.uint8]:
    """Return the verdict of a legal place for every profile of a batch.

    Equal to `rule_at(law, profile, place, trip).verdict` for each profile.
    """
    trip = trip or Trip()
    authorities = law.authorities(place)
    if place.authorities and not authorities:
        return np.full(batch.size, Verdict.UNKNOWN, dtype=np.uint8)
    court = _Court(law, batch.at_place([a.by for a in authorities]), place, trip)
    enforced = {PLACE, *(law.enforced(place) if trip.orders is None else trip.orders)}
    out = np.zeros(batch.size, dtype=np.uint8)
    for authority in authorities:
        if authority.default == "consent":
            np.maximum(out, court.default(authority.by), out=out)
    for rule in law.at(place.id):
        if rule.effect != "permit" and rule.order in enforced:
            np.maximum(out, court.provision(rule), out=out)
    return out


@dataclass
class _Court:
    """A batch before the law of one place; truths are kept as they are found."""

    law: LawInForce
    batch: Batch
    place: LegalPlace
    trip: Trip
    found: dict[str, Truths] = field(default_factory=dict)

    def default(self, by: str) -> NDArray[np.uint8]:
        """Decide the prohibition that stands while an authority has not consented."""
        granted = self.per_code(("flag", "class"), lambda p: granted_by(consent_of(self.law, p, self.place.id, by)))
        best, doubt = self.lifted(f"default:{by}")
        doubt |= granted == OPEN_QUESTION
        refused = np.where(doubt, np.uint8(Verdict.UNKNOWN), np.uint8(Verdict.BLOCKED))
        answer = np.where(best < Verdict.BLOCKED, best, refused)
        return np.where(granted == TRUE, np.uint8(Verdict.CLEAR), answer).astype(np.uint8)

    def provision(self, rule: MayRule) -> NDArray[np.uint8]:
        """Decide a rule that forbids, requires, limits or counts."""
        applied_at_all = self.applies(rule)
        best, doubt = self.lifted(rule.id)
        if rule.effect == "require":
            applied = self.permitted(rule)
        elif rule.effect == "forbid":
            applied = np.full(self.batch.size, Verdict.BLOCKED, dtype=np.uint8)
        else:
            applied = self.bounded(rule)
        doubtful = np.where(applied == Verdict.CLEAR, applied, np.uint8(Verdict.UNKNOWN))
        kept = np.where(applied_at_all == TRUE, applied, doubtful)
        unsure = np.where(doubt & (kept == Verdict.BLOCKED), np.uint8(Verdict.UNKNOWN), kept)
        answer = np.where(best < Verdict.BLOCKED, np.minimum(best, kept), unsure)
        return np.where(applied_at_all == FALSE, np.uint8(Verdict.CLEAR), answer).astype(np.uint8)

    def lifted(self, what: str) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """Return the best outcome of the permits that lift something, and where one perhaps does."""
        best = np.full(self.batch.size, Verdict.BLOCKED, dtype=np.uint8)
        doubt = np.zeros(self.batch.size, dtype=np.bool_)
        for permit in lifters_at(self.law, what, self.place.id):
            truth = self.active(permit)
            best = np.where(truth == TRUE, np.minimum(best, self.permitted(permit)), best)
            doubt |= truth == OPEN_QUESTION
        return best, doubt

    def applies(self, rule: MayRule) -> Truths:
        """Return where a rule's reading is taken and its condition holds."""
        return np.minimum(self.holds(rule.condition), np.uint8(_coded(read_as(self.law, rule)))).astype(np.uint8)

    def active(self, rule: MayRule) -> Truths:
        """Return where a rule applies and nothing that applies lifts it."""
        if rule.id not in self.found:
            truth = self.applies(rule)
            for lifter in lifters_at(self.law, rule.id, self.place.id):
                truth = np.minimum(truth, TRUE - self.active(lifter))
            self.found[rule.id] = truth.astype(np.uint8)
        return self.found[rule.id]

    def permitted(self, rule: MayRule) -> NDArray[np.uint8]:
        """Return the verdict of a rule that lets pass, on what it requires."""
        out = np.zeros(self.batch.size, dtype=np.uint8)
        for want in rule.require:
            if want.token in self.trip.meets:
                continue
            met = self.holds(want.test) if want.test is not None else np.uint8(OPEN_QUESTION)
            table = np.array([Verdict.BLOCKED, Verdict.CONDITIONAL, Verdict.CLEAR], dtype=np.uint8)
            np.maximum(out, table[met], out=out)
        return out

    def bounded(self, rule: MayRule) -> NDArray[np.uint8]:
        """Return the verdict of a rule's limits, or of its quota."""
        if rule.quota is not None:
            return levels(*self.quota(rule.quota))
        out = np.zeros(self.batch.size, dtype=np.uint8)
        for limit in rule.limits:
            if isinstance(limit.bound, Table):
                truth = self.per_code((limit.attribute, *limit.bound.keys), lambda p, x=limit: admits_code(x, p))  # type: ignore[misc]
                table = np.array([Verdict.BLOCKED, Verdict.UNKNOWN, Verdict.CLEAR], dtype=np.uint8)
                np.maximum(out, table[truth], out=out)
            else:
                np.maximum(out, levels(*self.limit(limit)), out=out)
        return out

    def limit(self, limit: Limit) -> Margins:
        """Return the margins of a numeric limit."""
        assert not isinstance(limit.bound, Table)
        low, high = self.batch.ends(limit.attribute)
        least, most = self.bound(limit.bound)
        with np.errstate(invalid="ignore"):  # inf - inf is put right below
            margins = (low - most, high - least) if limit.at_least else (least - high, most - low)
        return _ends(least, most, *margins)

    def quota(self, quota: Quota) -> Margins:
        """Return what a quota leaves."""
        one = np.ones(self.batch.size)
        adds = self.batch.ends(quota.of) if quota.of else (one, one)
        used = self.law.world.facts[quota.used]
        least, most = self.bound(quota.cap)
        with np.errstate(invalid="ignore"):
            return _ends(least, most, least - used.high - adds[1], most - used.low - adds[0])

    def bound(self, bound: Bound) -> Margins:
        """Return the range of a bound for every profile."""
        if isinstance(bound, Number):
            return np.full(self.batch.size, bound.value), np.full(self.batch.size, bound.value)
        if isinstance(bound, FromFact):
            known = self.law.world.facts[bound.fact]
            return np.full(self.batch.size, known.low), np.full(self.batch.size, known.high)
        low, high = self.batch.ends(bound.of)
        upto = np.array([x for x, _ in bound.rows])
        values = np.array([v for _, v in bound.rows] + [-np.inf])
        first, last = np.searchsorted(upto, low), np.searchsorted(upto, high)
        rows = range(len(values))
        least = np.array([[values[a : max(a, b) + 1].min() for b in rows] for a in rows])
        most = np.array([[values[a : max(a, b) + 1].max() for b in rows] for a in rows])
        return least[first, last], most[first, last]

    def holds(self, condition: Condition) -> Truths:
        """Return where a condition holds."""
        if isinstance(condition, All):
            parts = [self.holds(p) for p in condition.parts]
            return np.minimum.reduce(parts) if parts else np.full(self.batch.size, TRUE, dtype=np.uint8)
        if isinstance(condition, AnyOf):
            parts = [self.holds(p) for p in condition.parts]
            return np.maximum.reduce(parts) if parts else np.zeros(self.batch.size, dtype=np.uint8)
        if isinstance(condition, Not):
            return (TRUE - self.holds(condition.part)).astype(np.uint8)
        if isinstance(condition, Compare):
            return _compare(condition, *self.batch.ends(condition.attribute))
        if isinstance(condition, FactIs | FactCompare | InSeason):
            truth = condition.holds(Profile({}), self.law.world)
            return np.full(self.batch.size, _coded(truth), dtype=np.uint8)
        name = getattr(condition, "key", condition.attribute)
        return self.per_code((name,), lambda p: condition.holds(p, self.law.world))

    def per_code(self, names: Sequence[str], ask: Callable[[Profile], Truth]) -> Truths:
        """Ask a question once for each distinct combination of codes, and look the answers up."""
        columns = [self.batch.column(n) for n in names]
        if len(columns) == 1:  # the common case needs no sorting
            ids, distinct = columns[0]
            alone = [Profile({} if codes is None else {names[0]: codes}) for codes in distinct]
            return np.array([_coded(ask(p)) for p in alone], dtype=np.uint8)[ids]
        number = np.zeros(self.batch.size, dtype=np.int64)
        for ids, distinct in columns:
            number = number * len(distinct) + ids
        kinds, index = np.unique(number, return_inverse=True)
        answers = np.empty(len(kinds), dtype=np.uint8)
        for i, kind in enumerate(kinds):
            codes: dict[str, tuple[str, ...]] = {"kind": ("",)}
            left = int(kind)
            for name, (_, distinct) in zip(reversed(names), reversed(columns), strict=True):
                left, which = divmod(left, len(distinct))
                held = distinct[which]
                if held is not None:
                    codes[name] = held
            answers[i] = _coded(ask(Profile(codes)))
        return answers[index]


def _ends(
    least: NDArray[np.float64], most: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> Margins:
    """Round margins; without a bound there is room for anything, beyond a table for nothing."""
    free, refused = np.isposinf(least), np.isneginf(most)
    low = np.where(free, np.inf, np.where(refused, -np.inf, low))
    high = np.where(free, np.inf, np.where(refused, -np.inf, high))
    return np.round(low, DECIMALS), np.round(high, DECIMALS)


def _compare(condition: Compare, low: NDArray[np.float64], high: NDArray[np.float64]) -> Truths:
    """Compare ranges with a number: true if all of the range does, false if none."""
    x = condition.number
    yes, no = {
        "le": (high <= x, low > x),
        "lt": (high < x, low >= x),
        "ge": (low >= x, high < x),
        "gt": (low > x, high <= x),
    }[condition.operator]
    return np.where(yes, np.uint8(TRUE), np.where(no, np.uint8(FALSE), np.uint8(OPEN_QUESTION))).astype(np.uint8)


def _coded(truth: Truth) -> int:
    return OPEN_QUESTION if truth.value is None else TRUE if truth.value else FALSE


def _interned(values: Sequence[Codes]) -> tuple[NDArray[np.int32], tuple[Codes, ...]]:
    numbers: dict[Codes, int] = {}
    ids = [numbers.setdefault(v, len(numbers)) for v in values]
    return np.array(ids, dtype=np.int32), tuple(numbers)
