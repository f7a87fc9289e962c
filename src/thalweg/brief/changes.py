"""The sections of a brief about changes: what would open the passage, what would settle it, other scenarios."""

from __future__ import annotations

from thalweg.apps.compare import Side
from thalweg.apps.settle import Unknown
from thalweg.brief.markup import Markup, Part, el, items, table
from thalweg.brief.material import Cited, Material
from thalweg.brief.words import badge, day_words
from thalweg.rules.rule import Verdict
from thalweg.show_change import FOUND, lever_words, opening_words

MOST = 3
"""Differences of a scenario, and sets of facts, that are told."""


def unlock(m: Material, cited: Cited) -> Part:
    """Return the smallest sets of changes that open the passage."""
    found = m.answers.unlock
    if found is None:
        return None
    country = found.admission.law.lawbook.country
    parts: list[Part] = []
    for number, opening in enumerate(found.openings, start=1):
        claims = [c.source for x in opening.levers for c in x.claims]
        head = el("h3", opening_words(number, opening).capitalize(), ", then ", badge(Verdict(opening.verdict)), " ",
                  cited.marks(claims))  # fmt: skip
        parts.append(el("div", head, items(lever_words(opening.levers, country)), class_="set"))
    if not found.openings:
        parts.append(el("p", "Nothing that can be named opens it. No lever ends these:" if found.stuck
                        else "Nothing that can be named opens it."))  # fmt: skip
        parts.append(items([cited.reason(r) for r in found.stuck]) if found.stuck else None)
    if found.veto_holders:
        parts.append(el("p", el("b", f"Nothing opens without {', '.join(map(country, found.veto_holders))}.")))
    if found.opens_on:
        parts.append(el("p", f"Or wait: as far as is known, it opens by itself on {day_words(found.opens_on)}."))
    if found.openings:
        tried = "Each set alone is enough, and was asked again as a scenario."
        parts.append(el("p", tried if found.proved else f"{tried} Not proved: smaller sets may be missing.",
                        class_="note"))  # fmt: skip
    return parts


def settle(m: Material, cited: Cited) -> Part:
    """Return the facts that would decide, each way."""
    if m.answers.settle is None:
        return None
    (cell,) = m.answers.settle.cells
    alone = {one[0].id for one in cell.blocks if len(one) == 1}
    parts: list[Part] = []
    if cell.opens:
        more = len(cell.opens) - 1
        told = "The passage opens if all of these turn out as they must"
        parts.append(
            el("p", f"{told}; {more} other set{'s' if more > 1 else ''} would do too." if more else f"{told}.")
        )
        rows = [_fact(f, alone, cited) for f in cell.opens[0]]
        parts.append(table("Facts that would decide", ("Fact", "Must be", "Told by", "Refuses alone"), rows, "facts"))
    left = [one[0] for one in cell.blocks if len(one) == 1 and one[0].id not in {f.id for f in _first(cell.opens)}]
    if left:
        parts.append(el("p", "Any one of these alone refuses it:"))
        parts.append(items([(f.text, " ", _said(f, cited)) for f in left]))
    if not cell.opens and not left:
        parts.append(el("p", "No set of facts that would decide was found."))
    if not cell.proved:
        parts.append(el("p", "More sets of facts are there than are shown.", class_="note"))
    return parts


def _first(sets: tuple[tuple[Unknown, ...], ...]) -> tuple[Unknown, ...]:
    return sets[0] if sets else ()


def _fact(fact: Unknown, alone: set[str], cited: Cited) -> tuple[Part, ...]:
    other = "yes" if fact.id in alone else "no"
    return (fact.text, " ", _said(fact, cited)), fact.yes, FOUND[fact.kind], other


def _said(fact: Unknown, cited: Cited) -> Markup:
    return cited.marks(c.source for c in fact.claims)


def compare(m: Material, cited: Cited) -> Part:
    """Return the answers under the scenarios that the case shows, against this one."""
    if m.answers.compare is None:
        return None
    rows = [
        (m.scenarios.get(s.scenario, s.scenario), badge(s.answer.verdict),
         f"{s.answer.length_km:,.1f}" if s.answer.path else "no way",
         _differences(s) if number else "the one asked about")
        for number, s in enumerate(m.answers.compare.sides)
    ]  # fmt: skip
    return table("Other scenarios", ("Scenario", "Verdict", "km", "What is different"), rows, "scenarios")


def _differences(side: Side) -> Part:
    told = [f"no longer: {r.about} at {r.at_name}" for r in side.gone]
    told += [f"new: {r.about} at {r.at_name}, {r.verdict}" for r in side.new]
    told += [f"to be met: {q.token.replace('_', ' ')}" for q in side.requirements]
    if len(told) > MOST + 1:
        told = [*told[:MOST], f"and {len(told) - MOST} more"]
    return items(told) if told else "the same reasons"
