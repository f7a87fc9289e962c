"""How queues look: simulate."""

from __future__ import annotations

import math

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.gate import FIGURES, Range
from thalweg.apps.simulate import MEASURES, TIMES, Measured, SimulateResult
from thalweg.facts.claim import Claim
from thalweg.rules.rule import number, span
from thalweg.show import item, reasons_of, render, source_line, verdict_text

PER_DAY = "how many come in a day"
BRIEF = {"mean": "mean wait", "p95": "95 %", "max": "longest", "delayed": "wait at all", "through": "a day"}
"""What is told of each direction."""


@render.register
def _(result: SimulateResult) -> RenderableType:
    s, r = result.served, result.runs
    head = Text.assemble(
        (s.name, "bold"), f", from {result.question.on}, {r.days} days, scenario {result.question.scenario}"
    )
    marks: dict[str, int] = {}
    parts: list[RenderableType] = [head]
    if result.verdict is not None:
        parts.append(Text.assemble(f"{result.mover}: ", verdict_text(result.verdict)))
        parts += reasons_of(result.reasons, result.snapshot.facts)
    if result.no_way:
        parts.append(Text(f"{result.mover}: no way over or through it for movers of its kind", style="bold yellow"))
    parts += [Text("what is known", style="dim"), Padding(_facts(result, marks), (0, 0, 0, 2))]
    if result.missing:
        parts.append(Text("not known, and nothing is simulated without it", style="bold yellow"))
        parts += [item(x) for x in missing_words(result)]
    if told := bound_words(result):
        parts.append(Text(told))
    if result.outcomes:
        parts.append(Text(f"{r.count:,} runs, seed {r.seed}; mean ± the half of its interval of 95 %", style="dim"))
        parts.append(Padding(_measured(result), (0, 0, 0, 2)))
        if any(o.sides for o in result.outcomes):
            parts.append(Padding(_by_direction(result), (0, 0, 0, 2)))
    if any(o.utilisation >= 1 for o in result.outcomes):
        told = "more come than can be let through: the line grows by the day, and so does the wait"
        parts.append(Text(told, style="bold yellow"))
    if result.assumed:
        parts.append(Text("assumed", style="dim"))
        parts += [item(x) for x in result.assumed]
    if marks:
        parts.append(Text("sources", style="dim"))
        parts += [source_line(result.snapshot.facts, source, f"[{n}] ") for source, n in marks.items()]
    return Group(*parts)


def _facts(result: SimulateResult, marks: dict[str, int]) -> Table:
    """List the figures with where they come from."""
    s = result.served
    table = Table(box=None, show_header=False, pad_edge=False)
    for known in s.known.values():
        by = _cited(known.claims, marks) if known.from_ == "claims" else "assumed by the question"
        table.add_row(known.figure.words, span(*known.range, known.figure.unit), Text(by, style="dim"))
    if s.departures:
        hours = ", ".join(f"{int(d):02d}:{round(d % 1 * 60):02d}" for d in s.departures)
        table.add_row("convoys leave at", hours, Text("assumed by the question", style="dim"))
    if s.per_day is not None:
        listed = result.runs.arrivals.listed is not None
        table.add_row(PER_DAY, number(round(s.per_day, 2)), Text("as listed" if listed else "as asked", style="dim"))
    if result.runs.arrivals.queue:
        table.add_row("waiting already", number(result.runs.arrivals.queue), Text("as asked", style="dim"))
    if s.split is not None:
        table.add_row(f"of them in direction {result.runs.arrivals.sides[0]}", f"{round(100 * s.split, 1):g} %", "")
    table.add_row("open", s.hours, "")
    table.add_row("state on the day", s.status[0], Text(_cited(s.status[1], marks), style="dim"))
    if s.capacity is not None:
        table.add_row(f"{s.counted} a day that it can handle", span(*s.capacity[0], ""),
                      Text(_cited(s.capacity[1], marks), style="dim"))  # fmt: skip
    return table


def _cited(claims: tuple[Claim, ...], marks: dict[str, int]) -> str:
    return "".join(f"[{marks.setdefault(x, len(marks) + 1)}]" for x in dict.fromkeys(c.source for c in claims))


def _minutes(low: float, high: float) -> str:
    """Write a bound in minutes, to a tenth and never above what it is."""
    low, high = (math.floor(10 * x + 1e-6) / 10 for x in (low, high))
    return span(low, high, "min")


def missing_words(result: SimulateResult) -> list[str]:
    """Say of each missing figure how it could be given."""
    found = []
    for m in result.served.missing:
        option = m.term.replace("_", "-")
        weak = f"; only a weak source speaks of it ({m.weak})" if m.weak else ""
        claim = f", or a claim of {m.attribute}" if m.attribute else ""
        found.append(f"{m.words}: --{option}{claim}{weak}")
    if "arrivals" in result.missing:
        found.append(f"{PER_DAY}: --per-day, or --arrivals FILE")
    return found


def bound_words(result: SimulateResult) -> str:
    """Say from which time of service on more come than can be served."""
    low, high = result.bounds
    s, days = result.served, result.runs.days
    hours = s.open_h_per_day(days)
    if not hours:
        return "It is never open in these days."
    if any(math.isnan(o.at_most) for o in result.outcomes):
        return (
            "How many can be let through is not told: times of service vary, and so does who is let in before closing."
        )
    if low is None or high is None or s.per_day is None:
        return ""
    counted = next((n for n in ("lanes", "chambers") if n in s.known), "")
    what = f"{span(*_ordered(s.known[counted].range), '')} {counted}" if counted else "one way"
    where = f"{what}, open {number(round(hours, 2))} h a day"
    come = f"{number(round(s.per_day, 2))} a day are"
    if not high:
        return f"{come} more than can be served, however short a time one takes: {where}."
    fits = s.closing == "fit" and s.shuts(days)
    told = f"{come} served only if one takes {'at most' if fits else 'less than'}"
    where += ", and none begins that is not through at closing" if fits else ""
    if not low:
        return f"{told} {_minutes(high, high)} at best, and not at all at worst: {where}."
    return f"{told} {_minutes(*_ordered((low, high)))}: {where}."


def _ordered(ends: Range) -> Range:
    return min(ends), max(ends)


def _measured(result: SimulateResult) -> Table:
    """List what was measured, a column for each outcome."""
    table = Table("", box=None, pad_edge=False, header_style="dim")
    for name in _names(result):
        table.add_column(name, justify="right")
    for name in [n for n, k in result.served.known.items() if k.best != k.worst]:
        figure = FIGURES[name]
        table.add_row(figure.words, *(span(o.figures[name], o.figures[name], figure.unit) for o in result.outcomes))
    table.add_row("let through a day at most", *(_most(o.at_most) for o in result.outcomes))
    table.add_row("utilisation", *(_percent(o.utilisation) for o in result.outcomes))
    for name, words in MEASURES.items():
        if name != "unserved" or any(o.measures[name].mean for o in result.outcomes):
            table.add_row(words, *(_value(name, o.measures[name]) for o in result.outcomes))
    return table


def _by_direction(result: SimulateResult) -> Table:
    """List waits of each direction, a row for each outcome."""
    table = Table("direction", "", *(Column(BRIEF[n], justify="right") for n in BRIEF), box=None, pad_edge=False,
                  header_style="dim")  # fmt: skip
    for o, name in zip(result.outcomes, _names(result), strict=True):
        for side, measures in o.sides.items():
            table.add_row(Text(side), name, *(_value(n, measures[n]) for n in BRIEF))
    return table


def _names(result: SimulateResult) -> tuple[str, ...]:
    return ("at best", "at worst") if len(result.outcomes) > 1 else ("",) * len(result.outcomes)


def _most(per_day: float) -> str:
    if math.isnan(per_day):
        return "not told"
    return number(round(per_day, 1)) if math.isfinite(per_day) else "without end"


def _percent(share: float) -> str:
    if math.isnan(share):
        return "not told"
    return f"{100 * share:,.1f} %" if math.isfinite(share) else "without end"


def _value(name: str, m: Measured) -> str:
    if math.isinf(m.mean):
        return "without end"
    half = m.high - m.mean
    if name in TIMES:
        factor, unit = (60, "min") if m.mean < 1 else (1, "h") if m.mean < 48 else (1 / 24, "d")
        return f"{factor * m.mean:.1f} ± {factor * half:.1f} {unit}"
    if name in ("delayed", "unserved"):
        return f"{100 * m.mean:.1f} ± {100 * half:.1f} %"
    return f"{m.mean:,.1f} ± {half:,.1f}"
