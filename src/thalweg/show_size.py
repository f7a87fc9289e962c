"""How results about size and water look: load, envelope, windows."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.envelope import EnvelopeResult, Largest
from thalweg.apps.load import LoadDay, Loaded, LoadResult
from thalweg.apps.windows import WindowsResult
from thalweg.rules.rule import Reason, Verdict
from thalweg.show import item, reasons_of, render, verdict_text

_SHOWN = 8
"""How many unknowns are named in a terminal; plain data has all."""


@render.register
def _(result: LoadResult) -> RenderableType:
    q = result.question
    network = result.days[0].admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    head = Text.assemble(
        (f"{result.mover}", "bold"), f", {names[0]} to {names[1]}, scenario {q.scenario}: the most that can be loaded"
    )
    table = Table(
        "on", "verdict", Column("draught m", justify="right"), Column("load t", justify="right"),
        Column("% of full", justify="right"), "bound by", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for day in result.days:
        for row in day.rows:
            table.add_row(
                str(day.on), verdict_text(row.verdict), _draught(row, day), _tonnes(row.payload_t),
                _tonnes(row.share_percent), escape(_bound_by(day.bound(row))),
            )  # fmt: skip
        if not day.rows:
            table.add_row(str(day.on), verdict_text(Verdict.BLOCKED), "-", "-", "-", escape(_bound_by(day.binding)))
    p = result.payload
    full = f"full {p.most_t:,.0f} t at {p.design_m:g} m" if isfinite(p.most_t) else "what it carries is not known"
    parts: list[RenderableType] = [head, Padding(table, (0, 0, 0, 2))]
    parts.append(Text(f"payload: {full}{f', by {p.how}' if p.how else ''}", style="dim"))
    for day in result.days[:1]:
        if day.levels:
            parts.append(Text(f"water: {'; '.join(day.levels)}", style="dim"))
        parts += reasons_of(day.binding, day.admission.snapshot.facts)
    return Group(*parts)


@render.register
def _(result: EnvelopeResult) -> RenderableType:
    q = result.question
    network = result.admission.snapshot.network
    origin = network.places[network.place_index[q.origin]].name
    law = "law only as far as it speaks of size" if result.by_size else f"with the law of {result.mover}"
    parts: list[RenderableType] = [
        Text(f"The largest vessel from {origin} on {q.on}, scenario {q.scenario}; {law}", style="bold")
    ]
    for there in result.envelopes:
        table = Table(
            "", *(Column(w, justify="right") for w in ("draught m", "air draught m", "beam m", "length m")), "bound by",
            box=None, pad_edge=False, header_style="dim",
        )  # fmt: skip
        for how, style, rows in (("passes", "green", there.sure), ("not refused", "yellow", there.perhaps)):
            for row in rows:
                table.add_row(Text(how, style=style), *(_size(b.size_m) for b in row.bounds), escape(_binders(row)))
            if not rows:
                none = "no size at all" if result.finished else "none found within the budget"
                table.add_row(Text(how, style=style), "-", "-", "-", "-", none)
        parts += [Text(f"to {there.name}"), Padding(table, (0, 0, 0, 2))]
        if there.unknown:
            more = f"; and {len(there.unknown) - _SHOWN} more" if len(there.unknown) > _SHOWN else ""
            parts.append(item(f"not known: {'; '.join(there.unknown[:_SHOWN])}{more}", "yellow"))
    if not result.finished:
        parts.append(Text("not finished: the budget ran out, largest vessels may be missing", style="bold red"))
    told = "passes: larger ones are not known to, and perhaps on conditions; not refused: as far as is known; "
    told += "any: nobody states a limit"
    parts.append(Text(told, style="dim"))
    return Group(*parts)


@render.register
def _(result: WindowsResult) -> RenderableType:
    q = result.question
    table = Table("from - to", "verdict", "why", box=None, pad_edge=False, header_style="dim")
    for w in result.windows:
        why = w.binding[0].sentence if w.binding else "; ".join(w.levels)
        table.add_row(w.hours, verdict_text(w.verdict), escape(why))
    head = f"{result.mover}, {q.origin} to {q.destination}, on {q.on}, scenario {q.scenario}: "
    head += f"open {_clock(result.open_min)}"
    told = "no water level is known to change within the day"
    if result.admission.snapshot.varies:
        told = (
            f"tried every {result.step_min} minutes, in the time of the station; the passage is taken to happen at once"
        )
    return Group(Text(head, style="bold"), Padding(table, (0, 0, 0, 2)), Text(told, style="dim"))


def _clock(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02d} min"


def _size(x: float) -> str:
    return f"{x:,.2f}" if isfinite(x) else "any"


def _binders(row: Largest) -> str:
    by: dict[str, list[str]] = {}
    for b in row.bounds:
        if b.names:
            more = f" and {len(b.names) - 1} more" if len(b.names) > 1 else ""
            by.setdefault(b.names[0] + more, []).append(b.dimension.removesuffix("_m").replace("_", " "))
    return "; ".join(f"{name} ({', '.join(words)})" for name, words in by.items())


def _bound_by(binding: Iterable[Reason]) -> str:
    return ", ".join(dict.fromkeys(f"{r.at_name} ({r.about})" for r in binding))


def _draught(row: Loaded, day: LoadDay) -> str:
    """Write the draught of a row, as a range where a lighter vessel fares worse."""
    if row.least_m <= day.lightest_m:
        return f"{row.draught_m:.2f}"
    return f"{row.least_m:.2f} to {row.draught_m:.2f}"


def _tonnes(x: float) -> str:
    return f"{x:,.0f}" if isfinite(x) else "-"
