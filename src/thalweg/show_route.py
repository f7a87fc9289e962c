"""How ways look: route."""

from __future__ import annotations

import math
from itertools import islice

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.route import Route, RouteResult
from thalweg.apps.timing import Halt, Leg
from thalweg.rules.may import Consent
from thalweg.show import item, reasons_of, render, requirements_of, together, verdict_text

NOT_KNOWN = "not known"


@render.register
def _(result: RouteResult) -> RenderableType:
    q = result.question
    network = result.admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    how = "ways that no other is as good as" if result.plan.pareto else f"by {result.plan.by}"
    depart = f" at {result.plan.clock.depart:%H:%M}" if result.plan.clock.depart else ""
    head = Text.assemble(
        verdict_text(result.verdict),
        f"  {result.mover}, {names[0]} to {names[1]}, on {q.on}{depart}, scenario {q.scenario}, {how}",
    )
    parts: list[RenderableType] = [head]
    several = len(result.routes) > 1
    if several:
        parts.append(Padding(_overview(result), (0, 0, 0, 2)))
    for number, way in enumerate(result.routes if result.plan.pareto else result.routes[:1], start=1):
        parts += _way(result, way, f"way {number}" if several else "way")
    parts += reasons_of(result.reasons, result.admission.snapshot.facts)
    told = next((r for r in result.routes if r.verdict is result.verdict), None)
    if told and told.requirements:
        parts.append(Text("to be met", style="dim"))
        parts += requirements_of(told.requirements)
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    if not result.finished:
        parts.append(Text("not finished: the budget ran out, and better ways may be missing", style="bold yellow"))
    return Group(*parts)


def _overview(result: RouteResult) -> Table:
    """List several ways, one a row."""
    priced = any(r.money for r in result.routes)
    table = Table(
        "way", Column("km", justify="right"), Column("time", justify="right"),
        *([Column("cost", justify="right")] if priced else []), "verdict", "through", "consents",
        box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for i, r in enumerate(result.routes, start=1):
        money = [_span(*r.money, ",.0f")] if priced and r.money else []
        table.add_row(
            str(i), f"{r.length_km:,.1f}", duration(r.low_h, r.high_h), *money, verdict_text(r.verdict),
            escape(_through(r)), escape(_consents(r.consents)),
        )  # fmt: skip
    return table


def _way(result: RouteResult, way: Route, title: str) -> list[RenderableType]:
    """Show the legs of a way."""
    took = duration(way.low_h, way.high_h)
    told = [f"{title}, {way.length_km:,.1f} km", f"time {took}" if took == NOT_KNOWN else took]
    if way.money:
        told.append(f"cost {_span(*way.money, ',.0f')}")
    if arrives := result.arrives(way):
        told.append(f"there by {arrives:%Y-%m-%d %H:%M}")
    table = Table(
        "link", "mode", Column("km", justify="right"), Column("km/h", justify="right"),
        Column("time", justify="right"), "verdict", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    legs = iter(way.legs)
    beside = ((leg.step, (leg.speed_kmh, leg.halts)) for leg in way.legs)
    for name, count in together(result.admission.snapshot.network, beside):
        run = list(islice(legs, count))
        first = run[0]
        for halt in (h for leg in run for h in leg.halts):
            table.add_row(Text(f"  {halt_words(halt)}", style="dim"), "", "", "", halt_time(halt), "")
        table.add_row(
            escape(name), first.step.mode, f"{sum(leg.step.length_km for leg in run):,.1f}", _speed(first),
            duration(sum(leg.low_h for leg in run), sum(leg.high_h for leg in run)), verdict_text(first.step.verdict),
        )  # fmt: skip
    parts: list[RenderableType] = [Text(", ".join(told), style="dim"), Padding(table, (0, 0, 0, 2))]
    if way.consents:
        parts.append(Text("consents", style="dim"))
        parts += [item(f"{c.country}, {c.place_name}: {c.state}") for c in way.consents]
    return parts


def halt_words(halt: Halt) -> str:
    """Name a halt."""
    return f"{halt.name}: {halt.what}" if halt.what != "opening" else f"{halt.name}: until it opens"


def halt_time(halt: Halt) -> str:
    """Write the time of a halt, and the wait before it."""
    wait = f"wait {duration(halt.waits_h, halt.waits_h)}" if halt.waits_h else ""
    own = duration(halt.low_h, halt.high_h) if halt.high_h else ""
    return " + ".join(filter(None, (wait, own)))


def duration(low_h: float, high_h: float) -> str:
    """Write a time, or the range in which it lies, as `6 h 20 min`."""
    if math.isinf(high_h):
        return f"over {_hours(low_h)}" if low_h > 0 else NOT_KNOWN
    if _hours(low_h) == _hours(high_h):
        return _hours(high_h)
    return f"{_hours(low_h)} to {_hours(high_h)}"


def _hours(hours: float) -> str:
    minutes = round(hours * 60)
    if minutes < 60:
        return f"{minutes} min"
    days, rest = divmod(minutes, 1440)
    h, m = divmod(rest, 60)
    return " ".join(filter(None, (f"{days} d" if days else "", f"{h} h" if h else "", f"{m} min" if m else "")))


def _span(low: float, high: float, form: str) -> str:
    if math.isinf(high):
        return f"over {low:{form}}"
    return f"{low:{form}}" if low == high else f"{low:{form}} to {high:{form}}"


def _speed(leg: Leg) -> str:
    return "" if leg.speed_kmh is None else f"{leg.speed_kmh:.1f}"


def _consents(consents: tuple[Consent, ...]) -> str:
    """Name consents with their state, each country once for each state."""
    told = dict.fromkeys(f"{c.country} ({c.state})" for c in consents)
    return ", ".join(told) or "none needed"


def _through(way: Route) -> str:
    """Say in a few words where a way leads: its longest links."""
    longest = sorted(way.legs, key=lambda leg: -leg.step.length_km)[:2]
    return "; ".join(leg.step.name for leg in way.legs if leg in longest)
