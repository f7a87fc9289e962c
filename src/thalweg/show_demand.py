"""How answers about demand look: assign and response."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.assign import AssignResult, Path
from thalweg.apps.response import Range, ResponseResult, Rung, Side
from thalweg.apps.trade import Country
from thalweg.rules.rule import Verdict
from thalweg.show import item, render, source_line, verdict_text

COUNTRIES = 12
"""Countries that are told of; the whole list is in the answer as data."""
_NOTHING = 1e-12
"""A gap that is no more than rounding."""
UNITS = {"money": "money", "h": "h"}


@render.register
def _(result: ResponseResult) -> RenderableType:
    q, network = result.question, result.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    head = Text(
        f"{result.mover}, {names[0]} to {names[1]}, on {q.on}, scenario {result.after.scenario} "
        f"against {result.before.scenario}",
        style="bold",
    )
    parts: list[RenderableType] = [head, Text("generalised cost of the best way", style="dim")]
    parts += [
        item(f"{side.scenario}: {cost_words(side, result.demand.unit)}") for side in (result.before, result.after)
    ]
    told = [r for r in result.rungs if r.ratio]
    if told:
        parts += [Text("estimates", style="dim"), Padding(_ladder(told), (0, 0, 0, 2))]
    for rung in told:
        if rung.countries:
            parts.append(Text(f"{rung.method}: countries, as multiples of before", style="dim"))
            parts.append(_indented(_countries(rung.countries)))
    silent = [r for r in result.rungs if not r.ratio]
    if silent:
        parts.append(Text("no answer", style="dim"))
        for why in dict.fromkeys(r.why for r in silent):
            methods = dict.fromkeys(r.method for r in silent if r.why == why)
            parts.append(item(f"{', '.join(methods)}: {why}"))
    if result.caps:
        parts.append(Text("the most that can pass in a day", style="dim"))
        parts += [item(f"{c.name}: {span(c.per_day)} {c.counts}") for c in result.caps]
    if result.regimes:
        parts.append(Text("what policy made of crossings, as multiples of before; no elasticity", style="dim"))
        parts += [item(f"{r.name}, {r.claim.valid}: {r.claim.stated}") for r in result.regimes]
    sources = dict.fromkeys(c.source for r in told if r.fact for g in r.fact.groups for c in g.claims)
    sources |= dict.fromkeys(r.claim.source for r in result.regimes)
    given = result.demand.trade.sources if result.demand.trade else ()
    if sources or given:
        parts.append(Text("sources", style="dim"))
        parts += [source_line(result.snapshot.facts, s) for s in sources]
        parts += [Text(f"  table of trade: {escape(s)}") for s in given]
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    return Group(*parts)


@render.register
def _(result: AssignResult) -> RenderableType:
    reached = "" if result.finished else ", not the gap that was asked for"
    gap = f"{result.gap:.1g}" if result.gap > _NOTHING else "0"
    count = "1 row" if len(result.rows) == 1 else f"{len(result.rows)} rows"
    head = f"{count} of demand, scenario {result.scenario}, gap {gap}{reached}"
    unit = UNITS[result.unit]
    demand = Table(
        "row", "mover", "from", "to", Column("a day", justify="right"), Column("travel", justify="right"),
        Column("left", justify="right"), Column(unit, justify="right"), "whose figure",
        box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for i, (row, it) in enumerate(zip(result.rows, result.served, strict=True), start=1):
        none = "no way" if it.verdict is Verdict.BLOCKED else "not known"
        cost = f"{it.cost:,.2f}" if math.isfinite(it.cost) else none
        demand.add_row(
            str(i), row.mover, row.origin, row.destination, number(row.per_day), number(it.travel), number(it.left),
            cost, escape(row.source),
        )  # fmt: skip
    links = Table(
        "link", "from", "to", "of", Column("a day", justify="right"), Column("capacity", justify="right"),
        Column("delay, h", justify="right"), "", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for x in result.loads:
        most = number(x.capacity) if math.isfinite(x.capacity) else "not known"
        free = "not unique" if x.loose else ""
        links.add_row(x.link, x.origin, x.destination, x.kind, number(x.per_day), most, f"{x.delay_h:.2f}", free)
    parts: list[RenderableType] = [Text(head, style="bold"), Text("demand", style="dim"), _indented(demand)]
    lacks = {i: it.lack for i, it in enumerate(result.served, start=1) if it.lack}
    if lacks:
        parts.append(Text("left", style="dim"))
    for lack in dict.fromkeys(lacks.values()):
        rows = [str(i) for i, why in lacks.items() if why == lack]
        parts.append(item(f"{'row' if len(rows) == 1 else 'rows'} {', '.join(rows)}: {lack}"))
    if result.paths:
        parts += [Text("ways, and the consents that they rest on", style="dim"), _indented(_paths(result.paths, unit))]
        parts += [Text("links", style="dim"), _indented(links)]
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    return Group(*parts)


def _paths(paths: Sequence[Path], unit: str) -> Table:
    """List the ways that are used, one a row."""
    table = Table(
        "row", Column("a day", justify="right"), Column(unit, justify="right"), "verdict", "links", "consents",
        box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for p in paths:
        told = dict.fromkeys(f"{c.country} ({c.state})" for c in p.consents)
        table.add_row(
            str(p.row + 1), number(p.per_day), f"{p.cost:,.2f}", verdict_text(p.verdict), ", ".join(p.links),
            escape(", ".join(told)) or "none needed",
        )  # fmt: skip
    return table


def _indented(table: Table) -> RenderableType:
    return Padding(table, (0, 0, 0, 2))


def number(x: float) -> str:
    """Write a count."""
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}"


def _ladder(rungs: list[Rung]) -> Table:
    """List the estimates, one a row."""
    counted, waited = any(r.per_day for r in rungs), any(r.settled for r in rungs)
    table = Table(
        "method", "of", Column("times", justify="right"),
        *([Column("a day", justify="right"), Column("gain a day", justify="right")] if counted else []),
        *([Column("with the wait", justify="right")] if waited else []), "status",
        box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for r in rungs:
        cells = [escape(r.method), escape(r.about), span(r.ratio)]
        if counted:
            cells += [span(r.per_day) + (" (capped)" if r.capped else ""), span(r.gain)]
        if waited:
            cells.append(span(r.settled))
        table.add_row(*cells, f"{r.fact.status}{', and given' if r.given else ''}" if r.fact else "given")
    return table


def _countries(countries: Sequence[Country]) -> Table:
    """List what becomes of countries, those whose welfare changes most first."""
    table = Table(
        "country", Column("sells abroad", justify="right"), Column("income", justify="right"),
        Column("what it buys", justify="right"), box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    most = sorted(countries, key=lambda c: -max(abs(x - 1) for x in c.welfare))
    for c in most[:COUNTRIES]:
        table.add_row(escape(c.name), *(_close(x) if x else "" for x in (c.exports, c.income, c.welfare)))
    if most[COUNTRIES:]:
        table.add_row(f"and {len(most) - COUNTRIES} more that change less", "", "", "")
    return table


def _close(ends: Range) -> str:
    """Write a range of multiples that may be close to 1."""
    low, high = (f"{x:.4f}" for x in ends)
    return low if low == high else f"{low} to {high}"


def cost_words(side: Side, unit: str) -> str:
    """Write what the best way of a scenario costs, or that there is none."""
    if not side.ways:
        return side.lack.partition(f"{side.scenario} ")[2]
    cost = side.ways[0].cost
    if not math.isfinite(cost[1]):
        return "not known"
    return f"{span(cost)} {UNITS[unit]}, {len(side.ways)} {'way' if len(side.ways) == 1 else 'ways'}"


def span(ends: Range | None) -> str:
    """Write a range."""
    if ends is None:
        return ""
    low, high = map(number, ends)
    return low if low == high else f"{low} to {high}"
