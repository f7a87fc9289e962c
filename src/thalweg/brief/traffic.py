"""The sections of a brief about traffic: how much gets there, ways beside each other, the queue at the gate."""

from __future__ import annotations

import math
from collections.abc import Iterable

from thalweg.apps.capacity import Capacity
from thalweg.apps.corridor import CorridorResult, Staircase, Three
from thalweg.apps.flow import Bottleneck, Rung
from thalweg.apps.response import Rung as More
from thalweg.brief.markup import Markup, Part, el, items, table
from thalweg.brief.material import Cited, Material
from thalweg.brief.words import badge
from thalweg.show_corridor import hours_words
from thalweg.show_demand import cost_words, span
from thalweg.show_flow import span_of
from thalweg.show_simulate import bound_words, missing_words

SPEEDS = "Speeds are averages of CPMM without delay, measured on other corridors: they say nothing of this one."
COLOURS = 4
"""Ways that have a colour and a dash of their own."""


def flow(m: Material, cited: Cited) -> Part:
    """Return the most that gets there in a day, what bounds it, and what relieving that would buy."""
    found = m.answers.flow
    if found is None:
        return None
    parts: list[Part] = [el("p", el("b", found.amount.capitalize()), f", {found.mover}, between the same two places.")]
    if found.cut:
        what = ("Bottleneck", "Kind", "A day", "As stated", "If it alone were relieved")
        parts.append(table("What bounds it", what, [_bottleneck(b, cited) for b in found.cut]))
    if found.rungs:
        head = ("Rung", "Relieved", "A day", "Then binds")
        parts.append(
            table("Relieving one after another", head, [_rung(i, r) for i, r in enumerate(found.rungs, start=1)])
        )
    if found.unknown:
        told = f"No capacity is known of {_names(found.unknown)}: so this is the most, and less may get through."
        parts.append(el("p", told, class_="note"))
    return parts


def _bottleneck(b: Bottleneck, cited: Cited) -> tuple[Part, ...]:
    c = b.capacity
    stated = (c.binding.how if c.binding else "", " ", cited.marks(x.source for x in c.claims))
    return c.name, c.kind.replace("_", " "), span_of(c), stated, _amount(b.alone)


def _rung(number: int, rung: Rung) -> tuple[Part, ...]:
    then = _names(rung.binds) or ("nothing that is known" if math.isinf(rung.flow) else "nothing")
    return str(number), _names(rung.relieved), _amount(rung.flow), then


def response(m: Material, cited: Cited) -> Part:
    """Return how much more would travel if the scenario came true: a ladder of methods, and what policy has done."""
    found = m.answers.response
    if found is None:
        return None
    q, places = found.question, found.snapshot.network
    a, b = (places.places[places.place_index[p]].name for p in (q.origin, q.destination))
    told = [r for r in found.rungs if r.ratio]
    why = dict.fromkeys((r.method, r.why) for r in found.rungs if not r.ratio)
    hours = [f"{m.scenarios.get(s.scenario, s.scenario)}: {cost_words(s, found.demand.unit)}"
             for s in (found.before, found.after)]  # fmt: skip
    policy = [(r.name, str(r.claim.valid), (r.claim.stated, " ", cited.marks([r.claim.source])))
              for r in found.regimes]  # fmt: skip
    return [
        el("p", f"{found.mover}, {a} to {b}. Time by the best way: {'; '.join(hours)}."),
        table("Estimates, as multiples of the traffic before", ("Method", "Of", "Times", "Evidence"),
              [_estimate(r, cited) for r in told]) if told else None,
        items([f"No answer by {method}: {reason}" for method, reason in why]) if why else None,
        items([f"{c.name} can handle {span(c.per_day)} {c.counts} a day." for c in found.caps]) if found.caps else None,
        items([SPEEDS, *(a.sentence for a in found.assumptions)]),
        el("p", "What policy made of crossings, as it was seen; no elasticity:") if policy else None,
        table("What policy made of crossings", ("Crossing", "When", "Multiple of before"), policy) if policy else None,
    ]  # fmt: skip


def _estimate(rung: More, cited: Cited) -> tuple[Part, ...]:
    fact = rung.fact
    claims = [c for g in fact.groups for c in g.claims] if fact else []
    told = str(fact.status) if fact else "given"
    return rung.method, rung.about, span(rung.ratio), (told, " ", cited.marks(c.source for c in claims))


def corridor(m: Material, cited: Cited) -> Part:
    """Return ways beside each other: distance against time, with a step at each border."""
    found = m.answers.corridor
    if found is None or not found.ways:
        return None
    rows = [
        (w.name, badge(w.verdict) if w.verdict is not None else "observed", f"{w.km:,.1f}",
         hours_words(w.total("time")), hours_words(w.total("time", steps=True)))
        for w in found.ways
    ]  # fmt: skip
    taken = [a.sentence for a in found.assumptions if a.about == "prior"]
    addresses = [el("a", address, href=address, rel="noopener noreferrer") for address in found.sources]
    return [
        el(
            "p",
            f"{found.title}: distance along the way, and hours so far; each upright step is a border or a transfer.",
        ),
        _staircase(found),
        table("Ways beside each other", ("Way", "Verdict", "km", "Hours", "Of them in steps"), rows),
        items([*taken, SPEEDS]) if taken else None,
        el("p", *_between(addresses), class_="note") if addresses else None,
        items([f"{name}: {why}" for name, why in found.missing]) if found.missing else None,
    ]


def queue(m: Material, cited: Cited) -> Part:
    """Return what is known of the queue before the gate, and what is not."""
    found = m.answers.queue
    if found is None:
        return None
    served, claims = found.served, [c for k in found.served.known.values() for c in k.claims]
    claims += list(served.capacity[1]) if served.capacity else []
    told = f"{served.name}: asked for {served.per_day:g} a day, as many as it is said to handle. {bound_words(found)} "
    parts: list[Part] = [el("p", told, cited.marks(c.source for c in claims))]
    if found.missing:
        parts.append(el("p", "Not known, so that no wait can be told:"))
        parts.append(items(missing_words(found)))
    for outcome in found.outcomes:
        measured = {name: x for name, x in outcome.measures.items() if math.isfinite(x.mean)}
        rows = [(name.replace("_", " "), f"{x.mean:,.2f}") for name, x in measured.items()]
        parts.append(table("The queue", ("Measure", "Mean over runs"), rows))
    return parts


def _amount(x: float) -> str:
    return "" if math.isnan(x) else "no known bound" if math.isinf(x) else f"{x:,.0f}"


def _names(them: Iterable[Capacity]) -> str:
    return ", ".join(c.name for c in them)


def _between(parts: list[Markup]) -> list[Part]:
    return [x for part in parts for x in (part, " ")]


WIDE, TALL, LEFT, LOW, EDGE = 640.0, 240.0, 46.0, 26.0, 10.0
"""The picture of staircases, and the room that it leaves for its axes."""


def _staircase(found: CorridorResult) -> Markup:
    """Draw the ways as staircases, each told apart by its dash and its number."""
    ways = found.ways[:COLOURS]
    lines = [w.line("time") for w in ways]
    most_km = max(x for line in lines for x, _ in line) or 1.0
    most_h = max(max(y for line in lines for _, y in line), 1.0)

    def at(x: float, y: float) -> tuple[float, float]:
        across = LEFT + (WIDE - LEFT - EDGE) * x / most_km
        return round(across, 1), round(TALL - LOW - (TALL - LOW - EDGE) * y / most_h, 1)

    parts: list[Part] = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at(most_km * share, most_h * share)
        parts.append(el("path", d=f"M{LEFT} {y}H{WIDE - EDGE}", class_="grid"))
        parts.append(el("text", f"{most_h * share:,.0f} h", x=LEFT - 5, y=y + 4, text_anchor="end"))
        anchor = "middle" if share < 1 else "end"
        parts.append(el("text", f"{most_km * share:,.0f} km", x=x, y=TALL - 8, text_anchor=anchor))
    for i, line in enumerate(lines):
        path = "L".join(f"{x} {y}" for x, y in (at(*point) for point in line))
        x, y = at(*line[-1])
        parts.append(el("path", d=f"M{path}", class_=f"stair stair-{i}"))
        parts.append(el("text", str(i + 1), x=x, y=y - 5, text_anchor="end", class_="end"))
    told = "; ".join(f"{i + 1} {_told(w)}" for i, w in enumerate(ways))
    drawn = el("svg", parts, viewBox=f"0 0 {WIDE:g} {TALL:g}", role="img", aria_label=f"Staircases: {told}",
               class_="chart")  # fmt: skip
    return el("figure", drawn, el("figcaption", told))


def _told(way: Staircase) -> str:
    return f"{way.name}, {way.km:,.0f} km, {_span(way.total('time'))} h"


def _span(x: Three) -> str:
    return hours_words(x)
