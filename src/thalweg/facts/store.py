"""The fact base: claims and their sources, only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from thalweg.facts.claim import Claim, Source


class FactBase:
    """An immutable set of claims, found by subject and attribute."""

    def __init__(self, claims: Iterable[Claim], sources: Iterable[Source]) -> None:
        self.sources: Mapping[str, Source] = {s.id: s for s in sources}
        self._claims: dict[str, Claim] = {}
        self._index: dict[tuple[str, str], list[Claim]] = {}
        for claim in claims:
            if claim.id not in self._claims:
                self._claims[claim.id] = claim
                self._index.setdefault((claim.subject, claim.attribute), []).append(claim)

    def __len__(self) -> int:
        return len(self._claims)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._claims

    def of(self, subject: str, attribute: str) -> tuple[Claim, ...]:
        """Return the claims about one property of one subject."""
        return tuple(self._index.get((subject, attribute), ()))

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Return every (subject, attribute) of which something is claimed."""
        return self._index.keys()

    def plus(self, claims: Iterable[Claim], sources: Iterable[Source] = ()) -> FactBase:
        """Return a fact base with more claims; those it has already add nothing."""
        return FactBase((*self, *claims), (*self.sources.values(), *sources))

    def origin(self, source: str) -> str:
        """Return the source that a source derives from in the end: reprints share one origin."""
        seen = {source}
        while (parent := self.sources[source].derives_from) and parent in self.sources:
            if parent in seen:
                break
            seen.add(parent)
            source = parent
        return source
