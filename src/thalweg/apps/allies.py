"""ALLIES: who owes whom what under which instrument, on a day; what changed; who would be drawn in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from thalweg.facts.claim import Source
from thalweg.period import Period
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

    @property
    def valid(self) -> Period:
        """When it is owed: while the instrument is in force, and within the obligation's own time."""
        return self.instrument.force.shared(self.obligation.valid) or self.obligation.valid


@dataclass(frozen=True, slots=True)
class Drawn:
    """A country that a chain of obligations would draw in."""

    country: str
    chain: tuple[Tie, ...]
    """From the country asked about outwards."""


@dataclass(frozen=True)
class AlliesResult:
    """The obligations of one country on a day."""

    country: str
    obligation: str
    ties: tuple[Tie, ...]
    begun: tuple[Tie, ...]
    """Ties that did not stand on the earlier day asked about."""
    ended: tuple[Tie, ...]
    """Ties that stood on the earlier day and no longer do."""
    drawn: tuple[Drawn, ...]
    """Who owes defence to the country, and who owes it to them in turn, the nearest first."""
    snapshot: Snapshot
    before: Snapshot | None
    lawbook: Lawbook

    @property
    def countries(self) -> tuple[str, ...]:
        """The other parties, each once."""
        return tuple(sorted({t.country for t in self.ties}))

    @property
    def sources(self) -> Mapping[str, Source]:
        """Where the instruments were read."""
        return self.snapshot.facts.sources


def allies(
    lawbook: Lawbook, snapshot: Snapshot, country: str, obligation: str = "", before: Snapshot | None = None
) -> AlliesResult:
    """List who is bound to a country, and to whom it is bound.

    Parameters
    ----------
    lawbook, snapshot
        The law, and the moment at which it is asked.
    country
        ISO 3166 alpha-2 code.
    obligation
        One of `OBLIGATION_TYPES`; empty for all.
    before
        An earlier moment, to tell what has changed since.
    """
    now = ties_of(lawbook, snapshot, country, obligation)
    then = ties_of(lawbook, before, country, obligation) if before else now
    return AlliesResult(
        country,
        obligation,
        now,
        tuple(t for t in now if t not in then),
        tuple(t for t in then if t not in now),
        drawn_in(lawbook, snapshot, country),
        snapshot,
        before,
        lawbook,
    )


@dataclass(frozen=True)
class AlliancesResult:
    """Every obligation between states on a day, and every instrument with its time."""

    obligation: str
    owed: tuple[tuple[Instrument, Obligation], ...]
    """In force on the day."""
    instruments: tuple[Instrument, ...]
    """All that hold obligations, in force or not, in the order of their beginning."""
    snapshot: Snapshot
    lawbook: Lawbook

    @property
    def countries(self) -> tuple[str, ...]:
        """Every party to an obligation in force, each once."""
        return tuple(sorted({c for _, o in self.owed for c in (o.debtor, o.creditor)}))


def alliances(lawbook: Lawbook, snapshot: Snapshot, obligation: str = "") -> AlliancesResult:
    """List every obligation between states, of one type or of any, with the instruments that hold such."""
    held = [i for i in lawbook.instruments.values() if any(obligation in ("", o.type) for o in i.obligations)]
    ordered = tuple(sorted(held, key=lambda i: (i.force.start or date.min, i.id)))
    return AlliancesResult(obligation, tuple(_owed(ordered, snapshot, obligation)), ordered, snapshot, lawbook)


def _owed(
    instruments: Iterable[Instrument], snapshot: Snapshot, obligation: str = ""
) -> Iterator[tuple[Instrument, Obligation]]:
    """Yield the obligations in force, of one type or of any."""
    for instrument in instruments:
        if instrument.obligations and in_force(snapshot, instrument):
            for o in instrument.obligations:
                if obligation in ("", o.type) and snapshot.sees(o.valid, o.valid.start or date.min):
                    yield instrument, o


def ties_of(lawbook: Lawbook, snapshot: Snapshot, country: str, obligation: str = "") -> tuple[Tie, ...]:
    """Return the obligations in force that a country owes or is owed."""
    ordered = sorted(lawbook.instruments.values(), key=lambda i: i.id)
    return tuple(
        Tie(o.creditor if o.debtor == country else o.debtor, instrument, o, o.debtor == country)
        for instrument, o in _owed(ordered, snapshot, obligation)
        if country in (o.debtor, o.creditor)
    )


def drawn_in(lawbook: Lawbook, snapshot: Snapshot, country: str) -> tuple[Drawn, ...]:
    """Follow obligations of defence outwards: who owes it to the country, then who owes it to those."""
    found: dict[str, Drawn] = {country: Drawn(country, ())}
    queue = [country]
    for at in queue:
        for tie in ties_of(lawbook, snapshot, at, "defence"):
            if not tie.owed and tie.country not in found:
                found[tie.country] = Drawn(tie.country, (*found[at].chain, tie))
                queue.append(tie.country)
    return tuple(found[c] for c in queue[1:])
