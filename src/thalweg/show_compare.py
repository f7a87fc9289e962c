"""How a comparison of scenarios looks."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.compare import CompareResult, Effect, Side
from thalweg.show import item, render, verdict_text

EFFECT_WORDS = {
    "verdict": "without it {without}",
    "answer": "changes the answer, not the verdict",
    "elsewhere": "changes only links off the way",
    "none": "changes nothing here",
}
_MOST = 6


@render.register
def _(result: CompareResult) -> RenderableType:
    first = result.sides[0].answer
    q = first.question
    network = first.admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    head = Text(f"{first.mover}, {names[0]} to {names[1]}, on {q.on}: {len(result.sides)} scenarios", style="bold")
    table = Table(
        "scenario", "verdict", Column("km", justify="right"), "against the first", header_style="bold", show_lines=True
    )
    for number, side in enumerate(result.sides):
        km = f"{side.answer.length_km:,.1f}" if side.answer.path else ""
        told = "\n".join(_differences(side)) if number else "the first"
        table.add_row(escape(side.scenario), verdict_text(side.answer.verdict), km, escape(told))
    parts: list[RenderableType] = [head, table]
    for side in result.sides:
        if side.effects:
            parts.append(Text(f"parts of {side.scenario}", style="dim"))
            parts += [item(f"{e.part}: {effect_words(e)}") for e in side.effects]
    return Group(*parts)


def effect_words(effect: Effect) -> str:
    """Say what a part of a scenario changes."""
    return EFFECT_WORDS[effect.effect].format(without=effect.without)


def _differences(side: Side) -> list[str]:
    """Say how an answer differs from the first."""
    told = [f"- {r.rule} at {r.at_name} ({r.verdict})" for r in side.gone]
    told += [f"+ {r.rule} at {r.at_name} ({r.verdict})" for r in side.new]
    told += [f"+ to be met: {q.token.replace('_', ' ')}" for q in side.requirements]
    if len(told) > _MOST:
        told = [*told[:_MOST], f"and {len(told) - _MOST} more"]
    links = len(side.links)
    told += [f"{links} {'link has' if links == 1 else 'links have'} another verdict"] if links else []
    return told or ["the same"]
