"""The law that stands at one moment, out of the law of all times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thalweg.period import Period
from thalweg.rules.rule import Authority, Instrument, Lawbook, LegalPlace, MayRule
from thalweg.rules.when import InSeason, World, leaves
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

    def at(self, place: str) -> tuple[MayRule, ...]:
        """Return the rules that apply at a legal place, in order of their ids."""
        return tuple(r for r in self.rules.values() if place in r.at)

    def authorities(self, place: LegalPlace) -> tuple[Authority, ...]:
        """Return the authorities of a legal place that stand at the moment."""
        return tuple(a for a in place.authorities if self.snapshot.sees(a.valid, a.valid.start or date.min))


def law_in_force(lawbook: Lawbook, snapshot: Snapshot) -> LawInForce:
    """Select the law that stands at the snapshot's moment."""
    rules = {
        rule.id: rule
        for rule in sorted(lawbook.rules.values(), key=lambda r: r.id)
        if in_force(snapshot, lawbook.instruments[rule.instrument])
        and snapshot.sees(rule.valid, rule.valid.start or date.min)
    }
    groups = {
        name: frozenset(m.id for m in members if snapshot.sees(m.valid, m.valid.start or date.min))
        for name, members in lawbook.groups.items()
    }
    leaf = [x for r in rules.values() for x in leaves(r.condition)]
    seasons = {x.season: snapshot.in_season(x.season) for x in leaf if isinstance(x, InSeason)}
    lifters: dict[str, tuple[MayRule, ...]] = {}
    for rule in rules.values():
        for lifted in rule.lifts:
            lifters[lifted] = (*lifters.get(lifted, ()), rule)
    return LawInForce(lawbook, snapshot, rules, World(groups, seasons), lifters)
