"""How ways of traffic look: flow."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.capacity import Capacity
from thalweg.apps.flow import FlowResult, Rung, number
from thalweg.facts.resolve import Resolved
from thalweg.rules.rule import span
from thalweg.show import item, reasons_of, render, requirements_of, source_line, verdict_text

_MOST_NAMED = 12


@render.register
def _(result: FlowResult) -> RenderableType:
    q = result.question
    network = result.admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    head = Text.assemble(
        verdict_text(result.verdict),
        f"  {result.mover}, {names[0]} to {names[1]}, on {q.on}, scenario {q.scenario}",
    )
    parts: list[RenderableType] = [head, Text(result.amount, style="bold")]
    if not result.open:
        parts.append(Text(f"no way is open at {result.aim.accept} or better", style="dim"))
    numbers: dict[str, int] = {}
    if result.cut:
        parts += _cut(result, numbers)
    if result.rungs:
        parts += _ladder(result)
    if result.unknown:
        parts.append(Text("capacity not known", style="dim"))
        parts += _unknown(result)
    parts += [source_line(result.admission.snapshot.facts, s, f"[{n}] ") for s, n in numbers.items()]
    parts += reasons_of(result.reasons, result.admission.snapshot.facts)
    if result.requirements:
        parts.append(Text("to be met", style="dim"))
        parts += requirements_of(result.requirements)
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    return Group(*parts)


def _cut(result: FlowResult, numbers: dict[str, int]) -> list[RenderableType]:
    """Show what binds, with the claims that say so."""
    table = Table(
        "bottleneck", "kind", Column("a day", justify="right"), "as stated", Column("relieved alone", justify="right"),
        "", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for b in result.cut:
        c = b.capacity
        marks = sorted({numbers.setdefault(x.source, len(numbers) + 1) for x in c.claims})
        how = c.binding.how if c.binding else ""
        table.add_row(
            escape(c.name), c.kind.replace("_", " "), span_of(c), escape(how), _amount(b.alone),
            Text("".join(f"[{n}]" for n in marks), style="dim"),
        )  # fmt: skip
    only = "the only cut" if result.unique else "one of several cuts that bind"
    parts: list[RenderableType] = [Text(only, style="dim"), Padding(table, (0, 0, 0, 2))]
    if result.last:
        parts.append(item(f"as tight nearer to the destination: {_names(result.last)}"))
    return parts


def _ladder(result: FlowResult) -> list[RenderableType]:
    table = Table(
        Column("rung", justify="right"), "relieved", Column("a day", justify="right"), Column("gain", justify="right"),
        "then binds", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for i, r in enumerate(result.rungs, start=1):
        table.add_row(str(i), escape(_names(r.relieved)), _amount(r.flow), _amount(r.gain), escape(_binds(r)))
    return [Text("relieving one bottleneck after another", style="dim"), Padding(table, (0, 0, 0, 2))]


def _binds(rung: Rung) -> str:
    if rung.binds:
        return _names(rung.binds)
    return "nothing that is known" if math.isinf(rung.flow) else "nothing"


def _amount(x: float) -> str:
    if math.isnan(x):
        return ""
    return "no known bound" if math.isinf(x) else number(x)


def span_of(c: Capacity) -> str:
    """Write a capacity, or the range in which it lies."""
    return number(c.best) if c.low == c.high else f"{number(c.low)} to {number(c.high)}"


def _names(capacities: Sequence[Capacity]) -> str:
    names = [c.name for c in capacities]
    return ", ".join(names) if len(names) <= _MOST_NAMED else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _unknown(result: FlowResult) -> list[RenderableType]:
    """List what has no known capacity: first that of which something is claimed."""
    spoken = [c for c in result.unknown if c.unclear]
    parts = [item(f"{c.name}: {'; '.join(map(_unclear, c.unclear))}") for c in spoken]
    silent = [c for c in result.unknown if not c.unclear]
    return [*parts, item(_names(silent))] if silent else parts


def _unclear(found: Resolved) -> str:
    what = found.attribute.removeprefix("capacity_").replace("_per_", " per ")
    told = "; ".join(dict.fromkeys(c.stated for c in found.claims))
    if found.decided:
        low, high = found.interval
        return f"known as {span(low, high, what)}, which does not count what is asked"
    return f"{told} ({what}) in print, {found.status}" if told else f"{what} {found.status}"
