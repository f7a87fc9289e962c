"""ALLIES: who owes whom what under which instrument, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thalweg.facts.claim import Source
from thalweg.rules.library import in_force
from thalweg.rules.rule import Instrument, Lawbook, Obligation
from thalweg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Tie:
    """One obligation under an instrument in force."""

    country: str
    """The other party."""
    instrument: Instrument
    obligation: Obligation
    owed: bool
    """True if the country asked about owes it, False if it is owed to it."""


@dataclass(frozen=True)
class AlliesResult:
    """The obligations of one country on a day."""

    country: str
    obligation: str
    ties: tuple[Tie, ...]
    snapshot: Snapshot
    lawbook: Lawbook

    @property
    def countries(self) -> tuple[str, ...]:
        """The other parties, each once."""
        return tuple(sorted({t.country for t in self.ties}))

    @property
    def sources(self) -> Mapping[str, Source]:
        """Where the instruments were read."""
        return self.snapshot.facts.sources


def allies(lawbook: Lawbook, snapshot: Snapshot, country: str, obligation: str = "") -> AlliesResult:
    """List who is bound to a country, and to whom it is bound.

    Parameters
    ----------
    lawbook, snapshot
        The law, and the moment at which it is asked.
    country
        ISO 3166 alpha-2 code.
    obligation
        One of `OBLIGATION_TYPES`; empty for all.
    """
    ties = []
    for instrument in sorted(lawbook.instruments.values(), key=lambda i: i.id):
        if not instrument.obligations or not in_force(snapshot, instrument):
            continue
        for o in instrument.obligations:
            if obligation and o.type != obligation:
                continue
            if country in (o.debtor, o.creditor) and snapshot.sees(o.valid, o.valid.start or date.min):
                other = o.creditor if o.debtor == country else o.debtor
                ties.append(Tie(other, instrument, o, o.debtor == country))
    return AlliesResult(country, obligation, tuple(ties), snapshot, lawbook)
