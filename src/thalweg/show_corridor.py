"""How corridors look: ways beside each other, and logs of trips."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.corridor import CorridorResult, Published, Staircase, Three
from thalweg.apps.trips import TripsResult
from thalweg.physics.corridor import Spread
from thalweg.show import item, render, verdict_text
from thalweg.show_route import NOT_KNOWN

_LEAST_TOLD = 0.05
"""Hours that are told with one decimal."""
_OF_SPREAD = ("n", "mean", "median", "quartiles", "CV")
"""What is shown of a spread."""


@render.register
def _(result: CorridorResult) -> RenderableType:
    parts: list[RenderableType] = [Text(result.title, style="bold"), Padding(_overview(result), (0, 0, 0, 2))]
    for way in result.ways:
        parts += _way(way, result.priced)
    if result.missing:
        parts.append(Text("not there", style="dim"))
        parts += [item(f"{name}: {why}") for name, why in result.missing]
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    parts += [Text(f"  {address}", style="dim", no_wrap=True, overflow="ignore") for address in result.sources]
    return Group(*parts)


def _overview(result: CorridorResult) -> Table:
    priced = [Column("USD", justify="right")] if result.priced else []
    table = Table(
        "way", Column("km", justify="right"), Column("hours", justify="right"), Column("in steps", justify="right"),
        *priced, "verdict", "time not known of", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for w in result.ways:
        verdict = Text("observed", style="dim") if w.verdict is None else verdict_text(w.verdict)
        silent = w.unknown("time")
        cost = [_money(w.total("cost"))] if result.priced else []
        table.add_row(
            escape(w.name), f"{w.km:,.1f}", hours_words(w.total("time")), hours_words(w.total("time", steps=True)),
            *cost, verdict, f"{len(silent)} of {len(w.stages)}" if silent else "",
        )  # fmt: skip
    return table


def _way(way: Staircase, priced: bool) -> list[RenderableType]:
    """Show the legs and steps of a way with what they come to."""
    columns = [Column("USD", justify="right")] if priced else []
    table = Table(
        "leg or step", "mode", Column("km", justify="right"), Column("hours", justify="right"), "from",
        Column("so far", justify="right"), *columns, box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    so_far: Three | None = None
    for s in way.stages:
        so_far = s.time_h if so_far is None else so_far + s.time_h
        cost = [_money(s.cost_usd)] if priced else []
        table.add_row(
            escape(s.name) if s.moves else f"  {escape(s.name)}", s.mode or s.kind.replace("_", " "),
            f"{s.km:,.1f}" if s.moves else "", hours_words(s.time_h), s.basis, hours_words(so_far), *cost,
            style="" if s.moves else "bold",
        )  # fmt: skip
    speeds = ""
    if math.isfinite(way.with_kmh):
        speeds = f", {way.with_kmh:.1f} km/h with delays, {way.without_kmh:.1f} km/h without"
    parts: list[RenderableType] = [Text(f"{way.name}{speeds}", style="dim"), Padding(table, (0, 0, 0, 2))]
    parts += [item(sentence) for sentence in dict.fromkeys(r.sentence for r in way.binding[:1])]
    return parts


def hours_words(x: Three) -> str:
    """Write hours: the average, and the range if there is one."""
    if not x.known:
        return f"over {x.low:,.1f}" if x.low >= _LEAST_TOLD else NOT_KNOWN
    if f"{x.low:.1f}" == f"{x.high:.1f}":
        return f"{x.mid:,.1f}"
    ends = f"{x.low:,.1f} to {x.high:,.1f}"
    inside = x.low < x.mid < x.high and not math.isclose(x.mid, (x.low + x.high) / 2)
    return f"{x.mid:,.1f} ({ends})" if inside else ends


def _money(x: Three) -> str:
    if not x.known:
        return f"over {x.low:,.0f}" if x.low else NOT_KNOWN
    return f"{x.mid:,.0f}" if x.low == x.high else f"{x.mid:,.0f} ({x.low:,.0f} to {x.high:,.0f})"


@render.register
def _(result: TripsResult) -> RenderableType:
    head = Text(f"{result.trips} trips, {len(result.activities)} activities", style="bold")
    posts = Table("post", "side", "direction", "", *_numbers(), box=None, pad_edge=False, header_style="dim")
    for p in result.posts:
        posts.add_row(escape(p.at), escape(p.side), escape(p.direction), "TFI1, h", *_cells(p.hours))
        posts.add_row("", "", "", "TFI2, USD", *_cells(p.cost_usd))
    table = Table("all trips", *_numbers(), Column("pooled", justify="right"), box=None, pad_edge=False,
                  header_style="dim")  # fmt: skip
    table.add_row("TFI1, h at a post", *_cells(result.hours), "")
    table.add_row("TFI2, USD at a post", *_cells(result.cost_usd), "")
    table.add_row("TFI3, USD for 500 km and 20 t", *_cells(result.section_usd), "")
    table.add_row("TFI4, km/h with delay (SWD)", *_cells(result.with_spread), _cell(result.with_kmh))
    table.add_row("km/h without delay (SWOD)", *_cells(result.without_spread), _cell(result.without_kmh))
    lost = f"{100 * result.delay_ratio:.1f} %" if math.isfinite(result.delay_ratio) else NOT_KNOWN
    table.add_row("time lost in delays (1 - SWD / SWOD)", *[""] * len(_OF_SPREAD), lost)
    parts: list[RenderableType] = [head, Padding(posts, (0, 0, 0, 2)), Padding(table, (0, 0, 0, 2))]
    published: tuple[Published, ...] = getattr(result, "published", ())
    if published:
        parts += _published(published)
    return Group(*parts)


def _numbers() -> list[Column]:
    """Return new columns for a spread: a column holds the cells of its table, so that no two tables may share it."""
    return [Column(n, justify="right") for n in _OF_SPREAD]


def _cells(x: Spread) -> tuple[str, ...]:
    quartiles = f"{_cell(x.low_quartile)} to {_cell(x.high_quartile)}" if x.n else ""
    return str(x.n), _cell(x.mean), _cell(x.median), quartiles, "" if math.isnan(x.variation) else f"{x.variation:.2f}"


def _cell(x: float) -> str:
    return "" if math.isnan(x) else f"{x:,.1f}"


def _published(rows: Iterable[Published]) -> list[RenderableType]:
    """Show published averages to compare with."""
    rows = list(rows)
    indicators = list(dict.fromkeys(p.indicator for p in rows))
    table = Table("mode", "year", *(Column(i, justify="right") for i in indicators), box=None, pad_edge=False,
                  header_style="dim")  # fmt: skip
    by_year: dict[tuple[str, int], dict[str, str]] = {(p.mode, p.year): {} for p in rows}
    for p in rows:
        told = f"{p.low:g}" if p.low == p.high else f"{p.low:g} to {p.high:g}"
        by_year[p.mode, p.year][p.indicator] = told + ("*" if p.note else "")
    for (mode, year), cells in by_year.items():
        table.add_row(mode, str(year), *(cells.get(i, "") for i in indicators))
    notes = [item(f"* {p.mode} {p.year}, {p.indicator}: {p.note}") for p in rows if p.note]
    addresses = dict.fromkeys(a for p in rows for a in p.sources)
    sources = [Text(f"  {a}", style="dim", no_wrap=True, overflow="ignore") for a in addresses]
    return [Text("published averages", style="dim"), Padding(table, (0, 0, 0, 2)), *notes, *sources]
