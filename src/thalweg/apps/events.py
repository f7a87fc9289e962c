"""EVENTS: every day on which something that a case knows begins or ends, and what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from thalweg.facts.claim import Claim
from thalweg.facts.store import FactBase
from thalweg.period import Period
from thalweg.rules.rule import Lawbook, Party


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that begins or ends on a day."""

    on: date
    ends: bool
    """Whether this is the first day on which it no longer holds, and not the first on which it does."""
    kind: str
    """`claim`, `instrument`, `party`, `obligation`, `authority`, `order`, `group` or `rule`."""
    about: str
    """Id of the subject, instrument, legal place, group or rule."""
    text: str
    """What begins or ends, in words."""
    valid: str
    """The whole period as it is stated, by which an exact day can be told from a year."""
    known_from: date | None = None
    """The first day on which a claim was certainly known."""
    sources: tuple[str, ...] = field(default=(), compare=False)
    """Ids of the sources that say so, as far as it rests on one."""
    attribute: str = field(default="", compare=False)
    """Of what a claim speaks."""


def events(facts: FactBase, law: Lawbook, names: Mapping[str, str]) -> tuple[Event, ...]:
    """List what begins and ends, by day; the rows of bulk tables and of series are left out.

    Parameters
    ----------
    facts, law
        What the case knows.
    names
        Names of subjects by id, for sentences.
    """
    found: dict[Event, dict[str, None]] = {}
    for kind, about, text, valid, known, source, attribute in (*_of_claims(facts.single, names), *_of_law(law)):
        for ends, on in ((False, valid.start), (True, valid.end)):
            if on is not None:
                said = found.setdefault(Event(on, ends, kind, about, text, str(valid), known, (), attribute), {})
                said |= {source: None} if source else {}
    told = (replace(event, sources=tuple(said)) for event, said in found.items())
    return tuple(sorted(told, key=lambda e: (e.on, e.kind, e.about, e.ends, e.text)))


_Lasting = tuple[str, str, str, Period, date | None, str, str]
"""Kind, id, words, period, since when it was known, the source that says so, and the attribute."""


def _of_claims(claims: Iterable[Claim], names: Mapping[str, str]) -> Iterator[_Lasting]:
    """Yield what claims say that still stand, each with its validity."""
    single = tuple(claims)
    replaced = {c.replaces for c in single if c.replaces}
    for c in single:
        if c.rank == "deprecated" or c.id in replaced or c.value.kind == "unknown":
            continue
        how = ", ".join(f"{k} {v}" for k, v in c.qualifiers)
        said = f"{c.attribute.replace('_', ' ')} {c.stated}".strip()
        told = f"{names.get(c.subject, c.subject)}: {said}{f' ({how})' if how else ''}"
        yield "claim", c.subject, told, c.valid, c.known_from, c.source, c.attribute


def _of_law(law: Lawbook) -> Iterator[_Lasting]:
    """Yield what law says that lasts: instruments with those they bind, authorities, orders, groups and rules."""
    for key, i in law.instruments.items():
        yield "instrument", key, f"{i.title} in force", i.force, None, i.source, ""
        yield from (("party", key, f"{i.title} {x}", p, None, i.source, "") for x, p in _bound(law, "binds", i.parties))
        told = {x for p in (i.force, *(p.valid for p in i.parties)) for x in (p.start, p.end)} | {None}
        for o in i.obligations:
            if {o.valid.start, o.valid.end} <= told:
                continue  # it begins and ends with the instrument, or with those it binds
            who = f"{law.country(o.debtor)} owes {law.country(o.creditor)}"
            yield "obligation", key, f"{i.title}: {who} {o.type}", o.valid, None, i.source, ""
    for key, place in law.places.items():
        for a in place.authorities:
            yield "authority", key, f"{place.name}: authority of {law.country(a.by)}", a.valid, None, a.source, ""
        for e in place.enforces or ():
            yield "order", key, f"{place.name}: {law.orders.get(e.order, e.order)} enforced", e.valid, None, "", ""
    for key, parties in law.groups.items():
        yield from (
            ("group", key, f"{key.replace('-', ' ')} {x}", p, None, "", "") for x, p in _bound(law, "has", parties)
        )
    for key, rule in law.rules.items():
        made = law.instruments.get(rule.instrument)
        yield "rule", key, rule.say, rule.valid, None, made.source if made else "", ""


def _bound(law: Lawbook, verb: str, parties: Iterable[Party]) -> Iterator[tuple[str, Period]]:
    return ((f"{verb} {law.country(p.id)}", p.valid) for p in parties)
