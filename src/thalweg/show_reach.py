"""How the sea looks: how far vessels get."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.reach import Reached, ReachResult
from thalweg.show import item, reasons_of, render, verdict_text
from thalweg.show_route import NOT_KNOWN

_MOST_POINTS = 12


@render.register
def _(result: ReachResult) -> RenderableType:
    q = result.question
    parts: list[RenderableType] = []
    for row, name in enumerate(result.movers):
        parts.append(Text(f"{name}, on {q.on}, scenario {q.scenario}", style="bold"))
        parts.append(Padding(_ways(result, row), (0, 0, 0, 2)))
        if result.aim.hours:
            parts += _within(result, row)
    parts += reasons_of(result.reasons, result.admission.snapshot.facts)
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    return Group(*parts)


def _ways(result: ReachResult, row: int) -> Table:
    """Show for each point the way from each base."""
    table = Table(
        "to, from", Column("km", justify="right"), Column("hours", justify="right"), "today", "by way of",
        "nearest other", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    last = ""
    for r in (r for r in result.rows if r.mover == row):
        if r.point != last:
            table.add_row(Text(result.name(r.point), style="bold"))
        last = r.point
        base = f"  {escape(result.name(r.base))}"
        verdict = verdict_text(r.verdict) + Text(", as if" if r.barred else "", style="dim")
        if not r.there:
            table.add_row(base, "no way", "", verdict)
            continue
        by, ahead = escape("; ".join(r.by)), escape(_ahead(result, r))
        table.add_row(base, f"{r.km:,.0f}", hours(r.low_h, r.high_h), verdict, by, ahead)
    return table


def hours(low: float, high: float) -> str:
    """Write hours with one decimal, or the range in which they lie."""
    if math.isinf(high):
        return NOT_KNOWN
    return f"{high:,.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:,.1f} to {high:,.1f}"


def _ahead(result: ReachResult, r: Reached) -> str:
    """Say how much earlier, or else nearer, a point is than from the nearest other base."""
    if not r.other:
        return ""
    other = result.name(r.other)
    if math.isnan(r.saved_h[0]):
        return f"{abs(r.saved_km):,.0f} km {'nearer' if r.saved_km >= 0 else 'farther'} than {other}"
    low, high = r.saved_h
    if low < 0 <= high:
        return f"{low:,.1f} to {high:,.1f} h ahead of {other}"
    ends = (low, high) if low >= 0 else (-high, -low)
    return f"{hours(*ends)} h {'ahead of' if low >= 0 else 'behind'} {other}"


def _within(result: ReachResult, row: int) -> list[RenderableType]:
    """Show what is reached within how many hours."""
    table = Table("within", "from", Column("points", justify="right"), "", "only from there", box=None, pad_edge=False,
                  header_style="dim")  # fmt: skip
    for h in result.aim.hours:
        for i, base in enumerate(result.aim.bases):
            found = result.within(row, base, h)
            count = str(len(found))
            if result.unsure(row, base, h):
                count = f"{count} or more" if found else NOT_KNOWN
            table.add_row(
                "" if i else f"{h:g} h", escape(result.name(base)), count, escape(_names(result, found)),
                escape(_names(result, result.only(row, base, h))),
            )  # fmt: skip
    return [Padding(table, (0, 0, 0, 2))]


def _names(result: ReachResult, points: Sequence[str]) -> str:
    names = [result.name(p) for p in points]
    return ", ".join(names) if len(names) <= _MOST_POINTS else f"{', '.join(names[:3])} and {len(names) - 3} more"
