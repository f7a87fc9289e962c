"""CLAIMS: which claims speak of something, found by words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from thalweg.facts.claim import Claim
from thalweg.facts.store import FactBase


@dataclass(frozen=True)
class ClaimsResult:
    """Claims that have all the words asked for."""

    words: str
    found: tuple[Claim, ...]
    """The first of them: those of which the thing or the property is named so come before the rest."""
    total: int
    names: Mapping[str, str]
    """Names of what they speak of."""
    facts: FactBase


def claims(
    facts: FactBase, names: Mapping[str, str], words: str, most: int, report: Callable[[int], None]
) -> ClaimsResult:
    """Find the claims in which every word stands, whatever its case and its accents.

    Parameters
    ----------
    facts, names
        Where to look, and the names of subjects.
    words
        Looked for in the subject, its name, the property, the value, who said it, the note and the source.
    most
        How many are returned.
    report
        Hears how many claims were read.
    """
    wanted = folded(words).split()
    sources = {s.id: folded(f"{s.id} {s.publisher} {s.title} {s.url}") for s in facts.sources.values()}
    near: list[Claim] = []
    far: list[Claim] = []
    for number, claim in enumerate(facts):
        if number % 10_000 == 0:
            report(number)
        named = folded(
            f"{claim.subject} {names.get(claim.subject, '')} {claim.attribute} {claim.attribute.replace('_', ' ')}"
        )
        rest = f"{named} {folded(f'{claim.stated} {claim.said_by} {claim.note}')} {sources.get(claim.source, '')}"
        if _has(named, wanted):
            near.append(claim)
        elif _has(rest, wanted):
            far.append(claim)
    found = [*near, *far]
    return ClaimsResult(words, tuple(found[:most]), len(found), names, facts)


def folded(text: str) -> str:
    """Return a text without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _has(text: str, words: Iterable[str]) -> bool:
    return all(w in text for w in words)
