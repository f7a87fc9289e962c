"""Words and marks of verdicts, sources and days."""

from __future__ import annotations

from datetime import date

from thalweg.brief.markup import Markup, el
from thalweg.rules.rule import Verdict

GLOSS = {
    Verdict.CLEAR: "Every limit on the way is known and kept, and every rule lets pass.",
    Verdict.CONDITIONAL: "Clear, if the listed requirements are met.",
    Verdict.UNKNOWN: "Some fact that would decide is not known, or is contested where it matters.",
    Verdict.BLOCKED: "Something on every way refuses, whatever the unknowns are.",
}
"""What a verdict means, as the map page says it."""
NO_WAY = "No chain of links that this mover can use joins the two places."
KINDS = {"farm": "content farm", "reference": "reference work", "dataset": "data set", "definition": "of this case"}
"""Kinds of source in words, where the kind is no word."""
_DRAWN: dict[Verdict, tuple[Markup, ...]] = {
    Verdict.CLEAR: (el("path", d="M2 6.4l3 3 5-6.6"),),
    Verdict.CONDITIONAL: (
        el("circle", cx=6, cy=6, r=4.2),
        el("path", d="M6 1.8a4.2 4.2 0 0 1 0 8.4z", class_="full"),
    ),
    Verdict.UNKNOWN: (
        el("path", d="M3.4 4.1a2.6 2.6 0 1 1 3.9 2.2c-.9.5-1.2.9-1.2 1.7"),
        el("path", d="M6.1 10.5v.1"),
    ),
    Verdict.BLOCKED: (el("path", d="M2.4 2.4l7.2 7.2M9.6 2.4L2.4 9.6"),),
}
"""The marks of verdicts on a field of 12 by 12, since colour alone does not tell."""


def drawn(verdict: Verdict, x: float = 0.0, y: float = 0.0) -> Markup:
    """Return the mark of a verdict as part of a picture."""
    return el("g", _DRAWN[verdict], class_="mark", transform=f"translate({x:g} {y:g})" if x or y else None)


def badge(verdict: Verdict) -> Markup:
    """Return a verdict as its mark and its word."""
    sign = el("svg", drawn(verdict), viewBox="0 0 12 12", aria_hidden="true", class_="sign")
    return el("span", sign, str(verdict).capitalize(), class_=f"badge {verdict}")


def swatch(verdict: Verdict) -> Markup:
    """Return how a line of the map with a verdict looks."""
    line = el("path", d="M3 6h32", class_=f"way {verdict}")
    return el("svg", line, viewBox="0 0 38 12", aria_hidden="true", class_="swatch")


def day_words(day: date) -> str:
    """Return a day as a sentence has it, 1 July 2024, on one line."""
    return f"{day.day}\u00a0{day:%B}\u00a0{day.year}"
