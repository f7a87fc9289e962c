"""The law that stands at one moment, out of the law of all times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from thalweg.period import Period
from thalweg.rules.rule import ANYWHERE, Authority, Bound, FromFact, Instrument, Lawbook, LegalPlace, MayRule, Table
from thalweg.rules.when import (
    Condition,
    Ever,
    Fact,
    FactCompare,
    FactIs,
    InSeason,
    Known,
    World,
    asked_of_mover,
    leaves,
)
from thalweg.snapshot import Snapshot


def known_from(public: Period, valid: Period) -> date:
    """Return the day from which law is taken as known: when it was signed, or else took effect."""
    return public.last or valid.start or date.min


def in_force(snapshot: Snapshot, instrument: Instrument) -> bool:
    """Tell whether an instrument is in force and known at the snapshot's moment."""
    return snapshot.sees(instrument.force, known_from(instrument.signed, instrument.force))


@dataclass(frozen=True)
class LawInForce:
    """Rules, authorities and memberships that stand at the snapshot's moment."""

    lawbook: Lawbook
    snapshot: Snapshot
    rules: Mapping[str, MayRule]
    world: World
    lifters: Mapping[str, tuple[MayRule, ...]]
    """For each thing that can be lifted the rules in force that lift it, in order of their ids."""
    asked: frozenset[str]
    """Attributes of mover and trip that some rule in force asks about."""
    histories: frozenset[Ever]
    """Conditions in force that look back on the mover."""

    def at(self, place: str) -> tuple[MayRule, ...]:
        """Return the rules that apply at a legal place, in order of their ids."""
        return tuple(r for r in self.rules.values() if place in r.at or ANYWHERE in r.at)

    def authorities(self, place: LegalPlace) -> tuple[Authority, ...]:
        """Return the authorities of a legal place that stand at the moment."""
        return tuple(a for a in place.authorities if self.snapshot.sees(a.valid, a.valid.start or date.min))

    def enforced(self, place: LegalPlace) -> frozenset[str]:
        """Return the legal orders enforced at a place, beside the law of the place itself."""
        if place.enforces is None:
            return frozenset(r.order for r in self.at(place.id) if r.order)
        stands = (e for e in place.enforces if self.snapshot.sees(e.valid, e.valid.start or date.min))
        return frozenset(e.order for e in stands)


def law_in_force(lawbook: Lawbook, snapshot: Snapshot) -> LawInForce:
    """Select the law that stands at the snapshot's moment, with every fact that it asks about."""
    suspended = {
        s for s in snapshot.facts.subjects("suspended") if snapshot.resolve(s, "suspended").codes == frozenset({"yes"})
    }
    rules = {
        rule.id: rule
        for rule in sorted(lawbook.rules.values(), key=lambda r: r.id)
        if in_force(snapshot, lawbook.instruments[rule.instrument])
        and snapshot.sees(rule.valid, rule.valid.start or date.min)
        and not ({rule.id, rule.instrument} & suspended)
    }
    groups = {
        name: frozenset(m.id for m in members if snapshot.sees(m.valid, m.valid.start or date.min))
        for name, members in lawbook.groups.items()
    }
    leaf = [x for r in rules.values() for c in conditions_of(r) for x in leaves(c)]
    seasons = {x.season: snapshot.in_season(x.season) for x in leaf if isinstance(x, InSeason)}
    facts = {f: _known(snapshot, f) for r in rules.values() for f in facts_of(r)}
    lifters: dict[str, tuple[MayRule, ...]] = {}
    for rule in rules.values():
        for lifted in rule.lifts:
            lifters[lifted] = (*lifters.get(lifted, ()), rule)
    asked = frozenset().union(*(asked_by(r) for r in rules.values())) if rules else frozenset()
    histories = frozenset(x for x in leaf if isinstance(x, Ever))
    return LawInForce(lawbook, snapshot, rules, World(groups, seasons, facts), lifters, asked, histories)


def conditions_of(rule: MayRule) -> Iterator[Condition]:
    """Yield every condition of a rule: when it applies, and what decides its requirements."""
    yield rule.condition
    yield from (w.test for w in rule.require if w.test is not None)


def bounds_of(rule: MayRule) -> Iterator[Bound | Table]:
    """Yield every bound of a rule."""
    yield from (limit.bound for limit in rule.limits)
    if rule.quota:
        yield rule.quota.cap


def facts_of(rule: MayRule) -> Iterator[Fact]:
    """Yield every fact of the world that a rule asks about."""
    for condition in conditions_of(rule):
        yield from (x.fact for x in leaves(condition) if isinstance(x, FactIs | FactCompare))
    yield from (b.fact for b in bounds_of(rule) if isinstance(b, FromFact))
    if rule.quota:
        yield rule.quota.used


def asked_by(rule: MayRule) -> frozenset[str]:
    """Return every attribute of mover and trip that a rule asks about."""
    found = set().union(*(asked_of_mover(c) for c in conditions_of(rule)))
    for limit in rule.limits:
        found.add(limit.attribute)
    for bound in bounds_of(rule):
        if isinstance(bound, Table):
            found.update(bound.keys)
        elif not isinstance(bound, FromFact) and hasattr(bound, "of"):
            found.add(bound.of)
    if rule.quota and rule.quota.of:
        found.add(rule.quota.of)
    return frozenset(found)


def _known(snapshot: Snapshot, fact: Fact) -> Known:
    found = snapshot.resolve(*fact)
    return Known(found.codes, *found.interval)
