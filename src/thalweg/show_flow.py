"""How answers about demand look: response."""

from __future__ import annotations

import math

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.response import Range, ResponseResult, Rung, Side
from thalweg.show import item, render, source_line

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
    parts += [item(f"{side.scenario}: {_cost(side, result.demand.unit)}") for side in (result.before, result.after)]
    told = [r for r in result.rungs if r.ratio]
    if told:
        parts += [Text("estimates", style="dim"), Padding(_ladder(told), (0, 0, 0, 2))]
    silent = [r for r in result.rungs if not r.ratio]
    if silent:
        parts.append(Text("no answer", style="dim"))
        for why in dict.fromkeys(r.why for r in silent):
            methods = dict.fromkeys(r.method for r in silent if r.why == why)
            parts.append(item(f"{', '.join(methods)}: {why}"))
    if result.caps:
        parts.append(Text("the most that can pass in a day", style="dim"))
        parts += [item(f"{c.name}: {span(c.per_day)}") for c in result.caps]
    if result.regimes:
        parts.append(Text("what policy made of crossings, as multiples of before; no elasticity", style="dim"))
        parts += [item(f"{r.name}, {r.claim.valid}: {r.claim.stated}") for r in result.regimes]
    sources = dict.fromkeys(c.source for r in told if r.fact for g in r.fact.groups for c in g.claims)
    sources |= dict.fromkeys(r.claim.source for r in result.regimes)
    if sources:
        parts.append(Text("sources", style="dim"))
        parts += [source_line(result.snapshot.facts, s) for s in sources]
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    return Group(*parts)


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
        table.add_row(*cells, r.fact.status if r.fact else "given")
    return table


def _cost(side: Side, unit: str) -> str:
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
    low, high = (f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}" for x in ends)
    return low if low == high else f"{low} to {high}"
