"""Admission: for each mover of a batch and each link, the verdict of all rules.

After this, nothing knows a mover's dimensions or the law. Levels are kept as one small array;
reasons are computed again, from the same rules, for the few cells that are asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.movers import Mover
from thalweg.question import Trip
from thalweg.rules.fit import RULES, FitRule, explain, margin, stands
from thalweg.rules.library import LawInForce, law_in_force
from thalweg.rules.may import Ruling, rule_at, unknown_place
from thalweg.rules.profile import profile_of
from thalweg.rules.rule import Lawbook, Reason, Verdict, levels
from thalweg.rules.when import Profile
from thalweg.snapshot import Snapshot

NO_WAY = np.uint8(255)
"""Level of a link whose mode the mover cannot use at all."""


@dataclass(frozen=True)
class Admission:
    """Who may use which link, at one moment, under one scenario."""

    snapshot: Snapshot
    law: LawInForce
    movers: tuple[Mover, ...]
    profiles: tuple[Profile, ...]
    levels: NDArray[np.uint8]
    """Verdict by mover (rows) and link (columns); `NO_WAY` where the mode does not serve."""
    rulings: tuple[tuple[Ruling, ...], ...]
    """By mover and link, the ruling on the link's legal place."""

    def row(self, mover: Mover) -> int:
        """Return the row of a mover."""
        return self.movers.index(mover)

    def reasons(self, mover: int, link: int) -> tuple[Reason, ...]:
        """Return every reason why a link is not simply clear for a mover, the worst first."""
        found = list(self.rulings[mover][link].reasons)
        for rule, element in self._uses(self.movers[mover], link):
            reason = explain(rule, self.snapshot, self.movers[mover], element)
            if reason.verdict is not Verdict.CLEAR:
                found.append(reason)
        return tuple(sorted(found, key=lambda r: (-r.verdict, r.kind, r.at, r.rule)))

    def passed(self, mover: int, link: int) -> tuple[Reason, ...]:
        """Return the physical limits that a mover keeps on a link."""
        reasons = [
            explain(rule, self.snapshot, self.movers[mover], element)
            for rule, element in self._uses(self.movers[mover], link)
            if not rule.while_standing or stands(self.snapshot, element)
        ]
        return tuple(r for r in reasons if r.verdict is Verdict.CLEAR and r.have.text != "no limit")

    def _uses(self, mover: Mover, link: int) -> list[tuple[FitRule, int]]:
        links, elements, sides = self.snapshot.network.uses
        rows = np.flatnonzero(links == link)
        mode = self.snapshot.network.links[link].mode
        return [(rule, int(elements[i])) for i in rows for rule in RULES if rule.concerns(mover.kind, mode, sides[i])]


def admit(snapshot: Snapshot, lawbook: Lawbook, movers: Sequence[Mover], trip: Trip | None = None) -> Admission:
    """Apply every rule to every mover of a batch on every link."""
    law = law_in_force(lawbook, snapshot)
    trip = trip or Trip()
    profiles = tuple(profile_of(m, snapshot, law, trip) for m in movers)
    rulings = _rulings(snapshot, law, profiles, trip)
    table = np.array([[r.verdict for r in row] for row in rulings], dtype=np.uint8)
    table = np.maximum(table.reshape(len(movers), -1), _fit_levels(snapshot, movers))
    for row, mover in enumerate(movers):
        for column, link in enumerate(snapshot.network.links):
            if link.mode not in mover.modes:
                table[row, column] = NO_WAY
    return Admission(snapshot, law, tuple(movers), profiles, table, rulings)


def _fit_levels(snapshot: Snapshot, movers: Sequence[Mover]) -> NDArray[np.uint8]:
    """Return the worst physical level of each mover on each link."""
    network = snapshot.network
    links, elements, sides = network.uses
    out = np.zeros((len(movers), len(network.links)), dtype=np.uint8)
    for rule in RULES:
        rows = [i for i, m in enumerate(movers) if m.kind in rule.movers]
        met = zip(links, sides, strict=True)
        uses = np.array([network.links[i].mode in rule.modes and side in rule.sides for i, side in met], dtype=np.bool_)
        if not rows or not uses.any():
            continue
        level = levels(*margin(rule, snapshot, [movers[i] for i in rows]))
        for i, row in enumerate(rows):
            np.maximum.at(out[row], links[uses], level[i, elements[uses]])
    return out


def _rulings(
    snapshot: Snapshot, law: LawInForce, profiles: Sequence[Profile], trip: Trip
) -> tuple[tuple[Ruling, ...], ...]:
    """Decide every legal place once for every distinct profile."""
    column = snapshot.elements("jurisdiction")
    links = snapshot.network.links
    done: dict[object, Ruling] = {}
    out: list[tuple[Ruling, ...]] = []
    for profile in profiles:
        row = []
        for i, link in enumerate(links):
            codes = column.codes[i]
            place = next(iter(codes)) if codes is not None and len(codes) == 1 else ""
            key = (profile.key(), place or link.id)
            if key not in done:
                done[key] = (
                    rule_at(law, profile, law.lawbook.places[place], trip)
                    if place
                    else unknown_place(link.id, link.name, "whose it is is not settled", column.resolved[i])
                )
            row.append(done[key])
        out.append(tuple(row))
    return tuple(out)
