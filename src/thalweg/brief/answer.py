"""The first page of a brief, and the sections of the answer itself: way, reasons, requirements, assumptions."""

from __future__ import annotations

from thalweg.apps.passage import sentence_of
from thalweg.brief.markup import Markup, Part, el, items, table
from thalweg.brief.material import Cited, Material
from thalweg.brief.picture import picture, rows_of
from thalweg.brief.words import GLOSS, NO_WAY, badge, day_words, swatch
from thalweg.rules.rule import Reason, Verdict

FIRST = 3
"""Reasons that stand on the first page."""


def head(m: Material) -> Markup:
    """Return the question in words, and what it takes for granted of the world."""
    q, (a, b) = m.question, m.ends
    told = [("Scenario", m.scenarios.get(q.scenario, q.scenario) or q.scenario)]
    told.append(("As known", f"on {day_words(q.known_on)}" if q.known_on else "today, with all that is recorded"))
    told += [("Weak sources", "may decide")] if q.trust == "weak" else []
    told += [(k.replace("_", " ").capitalize(), v) for k, v in (("purpose", q.purpose), *q.said.items()) if v]
    told += [("Taken as met", ", ".join(t.replace("_", " ") for t in q.meets))] if q.meets else []
    told += [("Legal orders", ", ".join(q.orders) or "none")] if q.orders is not None else []
    told += [("Readings", ", ".join(f"{k}: {v}" for k, v in m.readings.items()))] if m.readings else []
    return el(
        "header",
        el("p", f"Passage brief. {m.title}", class_="kicker"),
        el("h1", f"{m.check.mover}: can it get from {a} to {b} on {day_words(q.on)}?"),
        el("dl", [el("div", el("dt", k), el("dd", v)) for k, v in told]),
    )


def first(m: Material, cited: Cited) -> Markup:
    """Return the verdict, the map and the main reasons."""
    answer = m.check
    no_way = not answer.path and answer.verdict is Verdict.BLOCKED
    short = sentence_of(answer.admission, m.question, answer.mover, answer.verdict, ())
    verdict = el(
        "div",
        el("p", badge(answer.verdict), class_="verdict"),
        el("div", el("p", short, class_="lead"), el("p", NO_WAY if no_way else GLOSS[answer.verdict], class_="gloss")),
        class_=f"answer {answer.verdict}",
    )
    found = [_reason(r, cited) for r in answer.reasons[:FIRST]]
    more = len(answer.reasons) - FIRST
    title = "Main reasons" if more > 0 else "Reasons" if len(found) > 1 else "Reason"
    reasons: Part = None
    if found:
        rest = el("p", f"{more} further reason{'s' if more > 1 else ''} below.", class_="note") if more > 0 else None
        reasons = el("section", el("h2", title, id="main"), items(found, "ol", class_="reasons"), rest,
                     aria_labelledby="main")  # fmt: skip
    legend = [el("li", swatch(v), badge(v)) for v in Verdict]
    keys = "Numbers are those of the way below, diamonds what stands on it. North is up."
    figure = el("figure", picture(m), el("figcaption", el("ul", legend, class_="legend"), el("p", keys)))
    return el("div", verdict, figure, reasons, class_="first")


def _reason(reason: Reason, cited: Cited) -> Part:
    return el("div", badge(reason.verdict)), el("div", cited.reason(reason), " ", el("code", reason.rule))


def way(m: Material, cited: Cited) -> Part:
    """Return the way as a table, with what stands on it."""
    rows = rows_of(m.check.admission.snapshot.network, m.check.path)
    if not rows:
        return None
    stands = any(r.gates for r in rows)
    found = [
        (str(r.number), r.name, *(["; ".join(g.name for g in r.gates)] if stands else []), r.steps[0].mode,
         f"{r.length_km:,.1f}", badge(r.verdict))
        for r in rows
    ]  # fmt: skip
    columns = ("No.", "Link", *(["Stands on it"] if stands else []), "Mode", "km", "Verdict")
    a, b = m.ends
    told = f"From {a} to {b}, {m.check.length_km:,.1f} km: of the ways with the best verdict the one shown on the map."
    return el("p", told), table("The way", columns, found, "way-table")


def further_reasons(m: Material, cited: Cited) -> Part:
    """Return the reasons that did not stand on the first page."""
    left = m.check.reasons[FIRST:]
    return items([_reason(r, cited) for r in left], "ol", class_="reasons", start=FIRST + 1) if left else None


def requirements(m: Material, cited: Cited) -> Part:
    """Return what is to be met, each once however many places ask for it."""
    told = dict.fromkeys((q.token.replace("_", " "), q.text, q.rule) for q in m.check.requirements)
    return items([(el("b", token), f": {text} ", el("code", rule)) for token, text, rule in told]) if told else None


def assumptions(m: Material, cited: Cited) -> Part:
    """Return what was taken for granted."""
    return items(a.sentence for a in m.check.assumptions) if m.check.assumptions else None
