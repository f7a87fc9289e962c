"""How results about changes and unknowns look: unlock, settle, programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from thalweg.apps.levers import Lever
from thalweg.apps.programme import ProgrammeResult, Rung
from thalweg.apps.settle import Settled, SettleResult, Unknown
from thalweg.apps.unlock import Opening, UnlockResult
from thalweg.rules.rule import Verdict
from thalweg.show import item, reasons_of, render, verdict_text

_MOST = 5
"""Sets, and names of movers, that are shown in a terminal; plain data has all."""


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
        parts += levers_in_words(result.vetoes, country)
    if result.veto_holders:
        held = ", ".join(map(country, result.veto_holders))
        parts.append(Text(f"nothing opens without {held}", style="bold"))
    if result.cuts:
        parts.append(Text("of each of these, every set needs one (the mover as it is)", style="dim"))
        parts += [item(" or ".join(x.text for x in cut)) for cut in result.cuts]
    if result.power:
        parts.append(Text("how much each matters (share of the orders in which it is the one that opens)", style="dim"))
        parts += [item(f"{share:.0%}  {x.text}") for x, share in result.power]
    if result.opens_on:
        parts.append(Text(f"or wait: as far as is known today, it opens by itself on {result.opens_on}", style="bold"))
    if result.refused:
        parts.append(Text(f"{result.refused} sets looked open and were not when asked again", style="dim"))
    if not result.proved:
        parts.append(Text("not proved: smaller sets may be missing", style="bold yellow"))
    return Group(*parts)


def _opening(number: int, opening: Opening, country: Callable[[str], str]) -> list[RenderableType]:
    """Show one set of levers."""
    head = Text.assemble((f"{opening_words(number, opening)}, then ", "bold"), verdict_text(Verdict(opening.verdict)))
    return [head, *(Padding(x, (0, 0, 0, 2)) for x in levers_in_words(opening.levers, country))]


def levers_in_words(levers: Sequence[Lever], country: Callable[[str], str]) -> Iterable[RenderableType]:
    """Yield levers in words, one a line."""
    return map(item, lever_words(levers, country))


def lever_words(levers: Sequence[Lever], country: Callable[[str], str]) -> Iterable[str]:
    """Yield levers in words, with who can pull them; what is done in several places is told once."""
    done: dict[str, list[str]] = {}
    for lever in levers:
        if lever.shared:
            done.setdefault(lever.shared[0], []).append(lever.shared[1])
    for lever in levers:
        if lever.shared and len(places := done.get(lever.shared[0], [lever.shared[1]])) > 1:
            if lever.shared[0] in done:
                yield f"{lever.shared[0]} at each of: {'; '.join(places)}"
                del done[lever.shared[0]]
            continue
        if lever.shared and lever.shared[0] not in done:
            continue
        extra = [f"by {', '.join(map(country, lever.holders))}"] if lever.holders and lever.kind != "consent" else []
        extra += [f"USD {lever.cost_usd:,.0f}"] if lever.cost_usd is not None else []
        extra += [f"{lever.months:g} months"] if lever.months is not None else []
        yield lever.text + (f" ({'; '.join(extra)})" if extra else "")


def opening_words(number: int, opening: Opening) -> str:
    """Say how many changes a set has and what they cost."""
    count = len(opening.levers)
    told = [f"set {number}: {count} change{'s' if count != 1 else ''}"]
    if opening.cost_usd:
        told.append(f"USD {opening.cost_usd:,.0f}")
    if opening.unpriced:
        told.append("cost not known" if opening.unpriced == count else f"{opening.unpriced} without a known cost")
    return ", ".join(told)


@render.register
def _(result: Settled) -> RenderableType:
    cells = result.cells
    if len(cells) == 1:
        return Group(*_cell(cells[0]))
    unknown = sum(c.verdict is Verdict.UNKNOWN for c in cells)
    head = Text(f"{unknown} of {len(cells)} answers are unknown; what would decide them", style="bold")
    table = Table(
        "fact", "found out by", Column("refuses alone", justify="right"), Column("needed for yes", justify="right"),
        box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
    for w in result.worth:
        table.add_row(escape(w.fact.text), FOUND[w.fact.kind], str(w.refuses), str(w.needed))
    return Group(head, Padding(table, (0, 0, 0, 2)))


FOUND = {
    "measurement": "a measurement",
    "document": "a document",
    "mover": "its papers",
    "consent": "its authority",
    "reading": "its parties",
    "state": "a look",
}
"""Who or what can tell a fact, by its kind."""


def _cell(result: SettleResult) -> list[RenderableType]:
    q = result.question
    network = result.admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    head = Text.assemble(
        verdict_text(result.verdict),
        f"  {result.mover}, {names[0]} to {names[1]}, on {q.on}, scenario {q.scenario}: what would settle it",
    )
    parts: list[RenderableType] = [head]
    if result.verdict is not Verdict.UNKNOWN:
        parts.append(Text("it is settled: no unknown fact changes the answer", style="dim"))
        return parts + reasons_of(result.stuck, result.admission.snapshot.facts)
    for number, one in enumerate(result.opens, start=1):
        parts.append(Text(f"yes {number}: if all of these turn out well ({len(one)})", style="bold green"))
        parts += [item(f"{f.text}: {f.yes}") for f in one]
    alone = [one[0] for one in result.blocks if len(one) == 1]
    if alone:
        parts.append(Text("no: if any one of these turns out otherwise", style="bold red"))
        parts += [item(_found_by(f)) for f in alone]
    together = [one for one in result.blocks if len(one) > 1]
    for one in together[:_MOST]:
        parts.append(Text("no: if these turn out otherwise together", style="bold red"))
        parts += [item(_found_by(f)) for f in one]
    if len(together) > _MOST:
        parts.append(Text(f"and {len(together) - _MOST} more sets", style="dim"))
    if not result.proved:
        parts.append(Text("more sets are there than are shown", style="dim"))
    return parts


def _found_by(fact: Unknown) -> str:
    return f"{fact.text} ({FOUND[fact.kind]})"


@render.register
def _(result: ProgrammeResult) -> RenderableType:
    q = result.results[0].question
    network = result.results[0].admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    country = result.results[0].admission.law.lawbook.country
    head = f"{len(result.movers)} movers, {names[0]} to {names[1]}, on {q.on}, scenario {q.scenario}: a programme"
    parts: list[RenderableType] = [Text(head, style="bold")]
    for rung in result.ladder:
        count = len(rung.levers)
        told = f"with {count or 'no'} change{'' if count == 1 else 's'}: {_fleet(rung, result.movers)}"
        parts.append(Text(told, style="bold"))
        parts += [Padding(x, (0, 0, 0, 2)) for x in levers_in_words(rung.levers, country)]
    if result.chosen is None:
        parts.append(Text(f"no changes that can be named open it to {result.share:.0%} of them", style="bold red"))
    else:
        parts.append(Text(f"for {result.share:.0%} of them: {len(result.chosen.levers)} changes", style="bold green"))
        parts += levers_in_words(result.chosen.levers, country)
    table = Table("lever", Column("movers", justify="right"), box=None, pad_edge=False, header_style="dim")
    for lever, count in result.uses:
        table.add_row(escape(lever.text), str(count))
    if result.uses:
        parts += [Text("in a set of how many movers", style="dim"), Padding(table, (0, 0, 0, 2))]
    return Group(*parts)


def _fleet(rung: Rung, movers: Sequence[str]) -> str:
    more = f" and {len(rung.opened) - _MOST} more" if len(rung.opened) > _MOST else ""
    named = ", ".join(rung.opened[:_MOST]) + more
    return f"open to {len(rung.opened)} of {len(movers)}" + (f" ({named})" if named else "")
