"""RULES: the law in force on a day, and what changed between two days."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.rules.library import LawInForce, law_in_force
from thalweg.rules.rule import Lawbook, MayRule
from thalweg.snapshot import Snapshot


@dataclass(frozen=True)
class Change:
    """One difference between two days."""

    kind: str
    """`begins`, `ends`, `member joins`, `member leaves` or `fact changes`."""
    what: str
    text: str


@dataclass(frozen=True)
class RulesResult:
    """The rules in force, and, if asked, what changed since an earlier day."""

    law: LawInForce
    before: LawInForce | None
    rules: tuple[MayRule, ...]
    changes: tuple[Change, ...]


def rules(lawbook: Lawbook, snapshot: Snapshot, before: Snapshot | None = None, place: str = "") -> RulesResult:
    """List the rules in force at a snapshot's moment, at one legal place or at all.

    With `before`, also list what differs from the law at that moment: rules, members of groups,
    and facts that rules ask about.
    """
    law = law_in_force(lawbook, snapshot)
    found = law.at(place) if place else tuple(law.rules.values())
    if before is None:
        return RulesResult(law, None, found, ())
    old = law_in_force(lawbook, before)
    there = set(old.at(place) if place else old.rules.values())
    return RulesResult(law, old, found, _changes(old, law, there, set(found)))


def _changes(old: LawInForce, new: LawInForce, was: set[MayRule], now: set[MayRule]) -> tuple[Change, ...]:
    changes = [Change("begins", r.id, r.say) for r in sorted(now - was, key=lambda r: r.id)]
    changes += [Change("ends", r.id, r.say) for r in sorted(was - now, key=lambda r: r.id)]
    for group in sorted({*old.world.groups, *new.world.groups}):
        before, after = old.world.groups.get(group, frozenset()), new.world.groups.get(group, frozenset())
        changes += [Change("member joins", group, m) for m in sorted(after - before)]
        changes += [Change("member leaves", group, m) for m in sorted(before - after)]
    for fact in sorted({*old.world.facts} & {*new.world.facts}):
        if old.world.facts[fact] != new.world.facts[fact]:
            a, b = (x.snapshot.resolve(*fact).claim for x in (old, new))
            text = f"{a.stated if a else 'not known'} becomes {b.stated if b else 'not known'}"
            changes.append(Change("fact changes", " of ".join(fact[::-1]), text))
    return tuple(changes)
