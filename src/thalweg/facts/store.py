"""The fact base: claims and their sources, only ever added to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from thalweg.facts.bulk import Bulk
from thalweg.facts.claim import Claim, Source
from thalweg.facts.series import Climatology, Series

_KEPT = 16
"""Fact bases made of one by adding claims that are kept for the next who adds the same; the oldest go first."""
Property = tuple[str, str]
"""A subject and an attribute."""


class FactBase:
    """An immutable set of claims, found by subject and attribute, with columns of claims and the series beside them."""

    def __init__(
        self,
        claims: Iterable[Claim],
        sources: Iterable[Source],
        series: Iterable[Series] = (),
        climatologies: Iterable[Climatology] = (),
        bulks: Iterable[Bulk] = (),
    ) -> None:
        self.sources: Mapping[str, Source] = {s.id: s for s in sources}
        self.series: Mapping[Property, Series] = {(s.subject, s.attribute): s for s in series}
        self.climatologies: Mapping[Property, Climatology] = {(c.subject, c.attribute): c for c in climatologies}
        self.bulks: tuple[Bulk, ...] = tuple(bulks)
        self._claims: dict[str, Claim] = {}
        self._index: dict[Property, list[Claim]] = {}
        self._subjects: dict[str, frozenset[str]] | None = None
        self._alone: dict[str, list[tuple[Bulk, Sequence[str]]]] = {}
        self._base: FactBase | None = None
        self._added: frozenset[Property] = frozenset()
        self._turns: dict[Property, tuple[date, ...] | None] = {}
        self._memo: dict[object, Any] = {}
        self._more: dict[object, FactBase] = {}
        for claim in claims:
            if claim.id not in self._claims:
                self._claims[claim.id] = claim
                self._index.setdefault((claim.subject, claim.attribute), []).append(claim)

    def __len__(self) -> int:
        return len(self._claims) + sum(map(len, self.bulks))

    def __iter__(self) -> Iterator[Claim]:
        yield from self._claims.values()
        yield from (claim for b in self.bulks for subject in b.said if (claim := b.claim(subject)) is not None)

    @property
    def single(self) -> Iterable[Claim]:
        """The claims that do not stand in columns."""
        return self._claims.values()

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._claims

    def get(self, claim_id: str) -> Claim | None:
        """Return a claim by its id, unless it stands in a column."""
        return self._claims.get(claim_id)

    def of(self, subject: str, attribute: str, on: date | None = None) -> tuple[Claim, ...]:
        """Return the claims about one property of one subject; with a day also what its series says of it."""
        found = tuple(self._index.get((subject, attribute), ()))
        for bulk in self.bulks:
            if (
                bulk.attribute == attribute
                and (claim := bulk.claim(subject)) is not None
                and all(claim.id != c.id for c in found)
            ):
                found = (*found, claim)
        series = self.series.get((subject, attribute))
        measured = series.claim(on) if series is not None and on is not None else None
        return (*found, measured) if measured is not None else found

    def alone(self, attribute: str) -> Sequence[tuple[Bulk, Sequence[str]]]:
        """Return the columns of an attribute, each with the subjects of which nothing else speaks."""
        if attribute not in self._alone:
            several = [b for b in self.bulks if b.attribute == attribute]
            told = {s for s, a in (*self._index, *self.series) if a == attribute} if several else set()
            others = [told.union(*(b.said for b in several if b is not bulk)) for bulk in several]
            self._alone[attribute] = [
                (b, [s for s in b.said if s not in other]) for b, other in zip(several, others, strict=True)
            ]
        return self._alone[attribute]

    def about(self, attribute: str) -> Iterator[Claim]:
        """Yield the claims about an attribute, of any subject, but those of series."""
        for subject in self.subjects(attribute):
            yield from self.of(subject, attribute)

    def subjects(self, attribute: str) -> frozenset[str]:
        """Return the subjects of which something is claimed or measured of an attribute."""
        if self._subjects is None:
            found: dict[str, set[str]] = {}
            for subject, name in self.pairs():
                found.setdefault(name, set()).add(subject)
            self._subjects = {name: frozenset(s) for name, s in found.items()}
        return self._subjects.get(attribute, frozenset())

    def usual(self, subject: str, attribute: str, on: date) -> Claim | None:
        """Return what a climatology says of one property on a day, or None."""
        found = self.climatologies.get((subject, attribute))
        return None if found is None else found.claim(on)

    def pairs(self) -> Iterable[Property]:
        """Return every (subject, attribute) of which something is claimed or measured."""
        columns = ((subject, b.attribute) for b in self.bulks for subject in b.said)
        return dict.fromkeys((*self._index, *self.series, *columns)).keys()

    def plus(self, claims: Iterable[Claim], sources: Iterable[Source] = ()) -> FactBase:
        """Return a fact base with more claims; those it has already add nothing."""
        claims, sources = tuple(claims), tuple(sources)
        key = tuple(c.id for c in claims), sources
        found = self._more.get(key)
        if found is None:
            found = FactBase(
                (*self.single, *claims),
                (*self.sources.values(), *sources),
                self.series.values(),
                self.climatologies.values(),
                self.bulks,
            )
            found._base, found._added = self, frozenset((c.subject, c.attribute) for c in claims)
            self._more[key] = found
            for old in list(self._more)[:-_KEPT]:  # another thread may ask at the same time
                self._more.pop(old, None)
        return found

    def memo(
        self, attributes: Collection[str], subject: str, on: date | None
    ) -> tuple[dict[object, Any], object] | None:
        """Return where to keep what follows from some attributes on a day, and a name of the era in which it holds.

        Within an era no claim about the attributes, of one subject or of all if it is empty, begins or ends. Fact bases
        that were added to one share what was not spoken of. None if something is measured day by day.
        """
        held = self
        while held._base is not None and not held._spoke(attributes, subject):
            held = held._base
        eras = []
        for attribute in attributes:
            turns = held._turns_of(subject, attribute)
            if turns is None:
                return None
            eras.append(bisect_right(turns, on) if on is not None else -1)
        return held._memo, (subject, *attributes, *eras)

    def _spoke(self, attributes: Collection[str], subject: str) -> bool:
        """Tell whether claims about attributes were added to another fact base to make this one."""
        if subject:
            return any((subject, a) in self._added for a in attributes)
        return any(a in attributes for _, a in self._added)

    def _turns_of(self, subject: str, attribute: str) -> tuple[date, ...] | None:
        """Return the days on which claims about an attribute begin or end, in order; None if a series speaks of it."""
        key = (subject, attribute)
        if key not in self._turns:
            if any(a == attribute and subject in ("", s) for s, a in self.series):
                self._turns[key] = None
            else:
                told = (
                    (self._index.get(key, ()),) if subject else (c for k, c in self._index.items() if k[1] == attribute)
                )
                days = {d for claims in told for c in claims for d in (c.valid.start, c.valid.end) if d is not None}
                self._turns[key] = tuple(sorted(days))
        return self._turns[key]

    def origin(self, source: str) -> str:
        """Return the source that a source derives from in the end: reprints share one origin."""
        seen = {source}
        while (parent := self.sources[source].derives_from) and parent in self.sources:
            if parent in seen:
                break
            seen.add(parent)
            source = parent
        return source
