"""How results about changes look: unlock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from thalweg.apps.levers import Lever
from thalweg.apps.unlock import Opening, UnlockResult
from thalweg.rules.rule import Verdict
from thalweg.show import item, reasons_of, render, verdict_text

_MOST = 12
"""Levers of one kind that are named in a terminal; plain data has all."""


@render.register
def _(result: UnlockResult) -> RenderableType:
    q = result.question
    network = result.admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    head = Text.assemble(
        verdict_text(result.verdict),
        f"  {result.mover}, {names[0]} to {names[1]}, on {q.on}, scenario {q.scenario}: what would open it",
    )
    parts: list[RenderableType] = [head]
    if result.verdict <= result.aim.target:
        return Group(head, Text("it is open: nothing has to change", style="dim"))
    country = result.admission.law.lawbook.country
    for number, opening in enumerate(result.openings, start=1):
        parts += _opening(number, opening, country)
    if not result.openings:
        parts.append(Text("nothing that can be named opens it", style="bold"))
        if result.stuck:
            parts.append(Text("no lever ends these", style="dim"))
            parts += reasons_of(result.stuck, result.admission.snapshot.facts)
    if result.vetoes:
        parts.append(Text("in every set", style="dim"))
        parts += levers_in_words(result.vetoes)
    if result.veto_holders:
        held = ", ".join(map(country, result.veto_holders))
        parts.append(Text(f"nothing opens without {held}", style="bold"))
    if result.cuts:
        parts.append(Text("of each of these, every set needs one (the mover as it is)", style="dim"))
        parts += [item(" or ".join(x.text for x in cut)) for cut in result.cuts]
    if result.refused:
        parts.append(Text(f"{result.refused} sets looked open and were not when asked again", style="dim"))
    if not result.proved:
        parts.append(Text("not proved: smaller sets may be missing", style="bold yellow"))
    return Group(*parts)


def _opening(number: int, opening: Opening, country: object) -> list[RenderableType]:
    """Show one set of levers."""
    count = len(opening.levers)
    told = [f"set {number}: {count} change{'s' if count != 1 else ''}"]
    if opening.cost_usd:
        told.append(f"USD {opening.cost_usd:,.0f}")
    if opening.unpriced:
        told.append("cost not known" if opening.unpriced == count else f"{opening.unpriced} without a known cost")
    head = Text.assemble((f"{', '.join(told)}, then ", "bold"), verdict_text(Verdict(opening.verdict)))
    return [head, *(Padding(x, (0, 0, 0, 2)) for x in levers_in_words(opening.levers))]


def levers_in_words(levers: Sequence[Lever]) -> Iterable[RenderableType]:
    """Yield levers in words, one a line, with who can pull them; what is done in several places is told once."""
    done: dict[str, list[str]] = {}
    for lever in levers:
        if lever.shared:
            done.setdefault(lever.shared[0], []).append(lever.shared[1])
    for lever in levers:
        if lever.shared and len(places := done.get(lever.shared[0], [lever.shared[1]])) > 1:
            if lever.shared[0] in done:
                yield item(f"{lever.shared[0]} at each of: {'; '.join(places)}")
                del done[lever.shared[0]]
            continue
        if lever.shared and lever.shared[0] not in done:
            continue
        extra = [f"by {', '.join(lever.holders)}"] if lever.holders and lever.kind != "consent" else []
        extra += [f"USD {lever.cost_usd:,.0f}"] if lever.cost_usd is not None else []
        extra += [f"{lever.months:g} months"] if lever.months is not None else []
        yield item(lever.text + (f" ({'; '.join(extra)})" if extra else ""))
