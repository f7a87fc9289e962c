"""The sections of a brief that let others check it: what happens around the day, the sources, how it was made."""

from __future__ import annotations

from thalweg.brief.markup import Part, el, markup, table
from thalweg.brief.material import Cited, Material, linked
from thalweg.brief.words import KINDS, day_words
from thalweg.facts.claim import Source


def events(m: Material, cited: Cited) -> Part:
    """Return what begins and ends on the way near the day."""
    if not m.events:
        return None
    rows: list[tuple[Part, ...]] = [
        (e.on.isoformat(), "ends" if e.ends else "begins", (e.text, " ", cited.marks(e.sources))) for e in m.events
    ]
    at = sum(e.on <= m.question.on for e in m.events)
    rows.insert(at, (el("b", m.question.on.isoformat()), "", el("b", "the day asked about")))
    return table("Around the day", ("Day", "Change", "What"), rows, "events")


def sources(m: Material, cited: Cited) -> Part:
    """Return every source that is cited, by its number."""
    rows = [
        (el("span", str(n), id=f"source-{n}"), _source(s), KINDS.get(s.kind, s.kind), s.dated) for n, s in cited.listed
    ]
    return table("Sources", ("No.", "Source", "Kind", "Published"), rows, "sources") if rows else None


def _source(source: Source) -> Part:
    who = source.publisher or source.id
    title = linked(source, source.title or who)
    told = markup((f"{who}. " if source.title and source.publisher else "", title))
    return told, el("span", source.url, class_="url") if source.url else None


def made(m: Material, cited: Cited) -> Part:
    """Return when, by what and how the brief was made."""
    snapshot = m.check.admission.snapshot
    words = [part for word in m.command for part in (" ", el("span", word, class_="word"))][1:]
    told = (
        f"Made on {day_words(m.made_on)} with Thalweg {m.version} from the case {m.question.case}: "
        f"{len(snapshot.facts):,} claims. A verdict says what these claims and rules come to, and nothing more; what "
        "is not known is told as unknown. The same command on the same case gives the same answer:"
    )
    return el("p", told), el("pre", el("code", words), tabindex="0", aria_label="The command")
