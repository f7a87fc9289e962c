"""How results look: one description for the terminal, for `repr` and for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch
from io import StringIO
from itertools import islice
from textwrap import wrap

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text
from rich.tree import Tree

from thalweg.apps.access import AccessResult, AccessTally
from thalweg.apps.allies import AlliesResult, Tie
from thalweg.apps.check import CheckResult
from thalweg.apps.crossings import Crossing, CrossingsResult
from thalweg.apps.facts import FactsResult
from thalweg.apps.may import MayResult
from thalweg.apps.passage import Step
from thalweg.apps.rules import RulesResult
from thalweg.apps.screen import ScreenResult
from thalweg.apps.why import Node, WhyResult, ruling_tree, source_text
from thalweg.facts.claim import Claim
from thalweg.facts.store import FactBase
from thalweg.network import Network
from thalweg.rules.rule import Reason, Requirement, Verdict

STYLE = {
    Verdict.CLEAR: "bold green",
    Verdict.CONDITIONAL: "bold cyan",
    Verdict.UNKNOWN: "bold yellow",
    Verdict.BLOCKED: "bold red",
}
KIND_STYLE = {
    "claim": "dim",
    "source": "dim italic",
    "passed": "green",
    "law": "",
    "link": "bold",
    "answer": "bold",
    "lever": "cyan",
}
WIDTH = 100


@singledispatch
def render(result: object) -> RenderableType:
    """Return what rich prints for a result."""
    return repr(result)


def as_text(result: object) -> str:
    """Return a result as plain text."""
    console = Console(file=StringIO(), width=WIDTH, color_system=None)
    console.print(render(result), crop=False)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines())


def as_html(result: object) -> str:
    """Return a result as HTML that needs nothing else."""
    console = Console(file=StringIO(), width=WIDTH, record=True)
    console.print(render(result), crop=False)
    return console.export_html(inline_styles=True, code_format='<pre style="line-height:1.3">{code}</pre>')


def verdict_text(verdict: Verdict) -> Text:
    """Return a verdict in its colour."""
    return Text(str(verdict), style=STYLE[verdict])


def source_line(facts: FactBase, source: str, mark: str = "") -> Text:
    """Return a source on one line that is never broken, so that its address can be copied."""
    return Text(f"  {mark}{source_text(facts.sources[source])}", style="dim", no_wrap=True, overflow="ignore")


@render.register
def _(result: CheckResult) -> RenderableType:
    q = result.question
    network = result.admission.snapshot.network
    names = [network.places[network.place_index[p]].name for p in (q.origin, q.destination)]
    known = f", as known on {q.known_on}" if q.known_on else ""
    head = Text.assemble(
        verdict_text(result.verdict),
        f"  {result.mover}, {names[0]} to {names[1]}, on {q.on}{known}, scenario {q.scenario}",
    )
    parts: list[RenderableType] = [head]
    if result.path:
        table = Table("link", "mode", "km", "verdict", box=None, pad_edge=False, header_style="dim")
        steps = iter(result.path)
        for name, count in together(network, ((s, None) for s in result.path)):
            run = list(islice(steps, count))
            km = sum(s.length_km for s in run)
            table.add_row(escape(name), run[0].mode, f"{km:,.1f}", verdict_text(run[0].verdict))
        parts += [Text(f"path, {result.length_km:,.1f} km", style="dim"), Padding(table, (0, 0, 0, 2))]
    parts += reasons_of(result.reasons, result.admission.snapshot.facts)
    if result.requirements:
        parts.append(Text("to be met", style="dim"))
        parts += requirements_of(result.requirements)
    if result.assumptions:
        parts.append(Text("assumed", style="dim"))
        parts += [item(a.sentence) for a in result.assumptions]
    return Group(*parts)


def together(network: Network, steps: Iterable[tuple[Step, object]]) -> list[tuple[str, int]]:
    """Return the rows in which steps are told: the name of each, and how many steps it stands for.

    Links of one group that follow each other are told as one if their verdicts are equal, and so is what else
    stands beside each step.
    """
    found: list[tuple[str, int]] = []
    last: object = None
    for step, beside in steps:
        group = network.links[network.element_index[step.link]].group
        this = (group, step.verdict, beside)
        if group and this == last:
            found[-1] = (group, found[-1][1] + 1)
        else:
            found.append((step.name, 1))
        last = this
    return [(name if count == 1 else f"{name}, {count} links", count) for name, count in found]


def item(text: str, style: str = "") -> RenderableType:
    """Return one line of a list."""
    return Padding(Text.assemble("- ", (text, style)), (0, 0, 0, 2))


def requirements_of(requirements: Iterable[Requirement]) -> list[RenderableType]:
    """List requirements, each once however many places ask for it."""
    return [item(t) for t in dict.fromkeys(f"{r.token.replace('_', ' ')}: {r.text} ({r.rule})" for r in requirements)]


def reasons_of(reasons: Iterable[Reason], facts: FactBase) -> list[RenderableType]:
    """List reasons with the numbers of their sources, and then the sources."""
    parts: list[RenderableType] = []
    numbers: dict[str, int] = {}
    for reason in reasons:
        parts = parts or [Text("because", style="dim")]
        marks = sorted(numbers.setdefault(s, len(numbers) + 1) for s in reason.cited(facts.sources))
        line = Text.assemble(
            "- ", verdict_text(reason.verdict), f" {reason.rule}  {reason.sentence} ",
            ("".join(f"[{n}]" for n in marks), "dim"),
        )  # fmt: skip
        parts.append(Padding(line, (0, 0, 0, 2)))
    if numbers:
        parts.append(Text("sources", style="dim"))
        parts += [source_line(facts, s, f"[{n}] ") for s, n in numbers.items()]
    return parts


@render.register
def _(result: WhyResult) -> RenderableType:
    return _tree(result.tree, None)


def _tree(node: Node, parent: Tree | None) -> Tree:
    label = Text(node.text, style=KIND_STYLE.get(node.kind, ""))
    if node.verdict is not None and node.kind in ("link", "reason", "law"):
        label = Text.assemble(verdict_text(node.verdict), " ", label)
    tree = parent.add(label) if parent else Tree(label, guide_style="dim")
    for child in node.children:
        _tree(child, tree)
    return tree


@render.register
def _(result: MayResult) -> RenderableType:
    ruling = result.ruling
    parts: list[RenderableType] = [Text.assemble(verdict_text(result.verdict), f"  {result.sentence}")]
    if len(result.orders) > 1:
        names = result.law.lawbook.orders
        told = [Text.assemble(f"{names.get(o, o)}: ", verdict_text(v)) for o, v in result.orders.items()]
        parts.append(Text("by legal order  ", style="dim") + Text(", ").join(told))
    if ruling.requirements:
        parts.append(Text("to be met", style="dim"))
        parts += requirements_of(ruling.requirements)
    parts.append(_tree(ruling_tree(result.law, ruling, f"law of {ruling.place_name}"), None))
    return Group(*parts)


@render.register
def _(result: RulesResult) -> RenderableType:
    on = result.law.snapshot.moment.on
    title = f"{len(result.rules)} rules in force on {on}"
    table = Table(Column("rule", no_wrap=True), title=title, title_justify="left", header_style="bold")
    for name in ("effect", "by", "if", "says"):
        table.add_column(name, overflow="fold")
    for r in result.rules:
        by = f"{r.instrument} {r.article}".strip() + (f" [{r.order}]" if r.order else "")
        effect = f"{r.effect}{' ' + ', '.join(r.lifts) if r.lifts else ''}"
        table.add_row(*(Text(x) for x in (r.id, effect, f"{by} ({r.certainty})", r.condition.tell(), r.say)))
    if result.before is None:
        return table
    changes = Table("change", "what", "", title=f"since {result.before.snapshot.moment.on}", title_justify="left")
    for c in result.changes:
        changes.add_row(Text(c.kind), Text(c.what), Text(c.text))
    return Group(changes if result.changes else Text("nothing changed"), table)


@render.register
def _(result: AccessResult) -> RenderableType:
    several = [len(result.destinations) > 1, len(result.days) > 1, len(result.scenarios) > 1]
    columns = [
        (d, t, s)
        for d in range(len(result.destinations))
        for t in range(len(result.days))
        for s in range(len(result.scenarios))
    ]
    table = Table("mover", title=_access_title(result), title_justify="left", header_style="bold")
    for d, t, s in columns:
        label = [result.destinations[d], str(result.days[t]), result.scenarios[s]]
        head = " ".join(x for x, shown in zip(label, several, strict=True) if shown) or label[0]
        table.add_column("\n".join(wrap(head, 14)))
    notes: dict[tuple[int, str, str, str], _Note] = {}
    for m, name in enumerate(result.mover_names):
        row: list[RenderableType] = [escape(name)]
        for at in columns:
            answer = result.why(m, *at)
            rules = ", ".join(dict.fromkeys(r.rule.removeprefix("fit.") for r in answer.binding))
            row.append(Text.assemble(verdict_text(answer.verdict), (f"\n{rules}" if rules else "", "dim")))
            for reason in answer.binding:
                key = (-reason.verdict, reason.rule, reason.at_name, reason.have.text)
                note = notes.setdefault(key, _Note(reason, {}, {}))
                note.movers[name] = _need(reason.need.text) if reason.unit else ""
                note.sources.update(dict.fromkeys((*(c.source for c in reason.claims), *reason.sources)))
        table.add_row(*row)
    return Group(table, *_notes([notes[k] for k in sorted(notes)], result))


@render.register
def _(result: AccessTally) -> RenderableType:
    q = result.question
    cells = sum(result.cells.values())
    head = Text.assemble((f"{q.case}: who gets from {q.origin}", "bold"), f", written to {result.path}")
    axes = (("movers", result.movers), ("places", result.destinations), ("days", result.days),
            ("scenarios", result.scenarios))  # fmt: skip
    size = " x ".join(f"{len(axis):,} {name}" for name, axis in axes)
    table = Table(box=None, show_header=False, pad_edge=False)
    for verdict, count in result.cells.items():
        table.add_row(verdict_text(verdict), f"{count:,}")
    return Group(head, Text(f"{size}: {cells:,} cells", style="dim"), Padding(table, (0, 0, 0, 2)))


def _need(text: str) -> str:
    return "need not known" if text == "not known" else f"need {text}"


@dataclass(frozen=True, slots=True)
class _Note:
    """One binding reason of a matrix, with all movers that it binds."""

    reason: Reason
    movers: dict[str, str]
    """For each mover what it needs."""
    sources: dict[str, None]

    def key(self) -> tuple[object, ...]:
        """Return what notes share that can be told together."""
        r = self.reason
        return r.verdict, r.rule, r.about, r.have.text, tuple(sorted(self.movers.items()))

    def who(self) -> str:
        """List the movers, those of equal need on one line."""
        groups: dict[str, list[str]] = {}
        for mover, need in self.movers.items():
            groups.setdefault(need, []).append(mover)
        return "".join(f"\n  {f'{need}: ' if need else 'for '}{'; '.join(who)}" for need, who in groups.items())


def _notes(notes: list[_Note], result: AccessResult) -> list[RenderableType]:
    facts = _all_facts(result)
    numbers: dict[str, int] = {}
    together: dict[tuple[object, ...], list[_Note]] = {}
    for note in notes:
        together.setdefault(note.key(), []).append(note)
    parts: list[RenderableType] = [Text("because", style="dim")] if notes else []
    for same in together.values():
        r = same[0].reason
        cited = {s for note in same for s in note.sources if s in facts.sources}
        marks = sorted(numbers.setdefault(s, len(numbers) + 1) for s in sorted(cited))
        places = "; ".join(note.reason.at_name for note in same)
        line = Text.assemble(
            "- ", verdict_text(r.verdict), f" {r.rule}: {r.about} {r.have.text}, at {places} ",
            ("".join(f"[{n}]" for n in marks), "dim"), same[0].who(),
        )  # fmt: skip
        parts.append(Padding(line, (0, 0, 0, 2)))
    if numbers:
        parts.append(Text("sources", style="dim"))
        parts += [source_line(facts, s, f"[{n}] ") for s, n in numbers.items()]
    return parts


def _all_facts(result: AccessResult) -> FactBase:
    """Return the sources of all scenarios of a matrix."""
    return FactBase(
        (),
        [
            s
            for name in result.scenarios
            for s in result.admissions[result.days[0], name].snapshot.facts.sources.values()
        ],
    )


def _access_title(result: AccessResult) -> str:
    q = result.question
    to = result.destinations[0] if len(result.destinations) == 1 else f"{len(result.destinations)} places"
    on = str(result.days[0]) if len(result.days) == 1 else f"{len(result.days)} days"
    scenario = result.scenarios[0] if len(result.scenarios) == 1 else f"{len(result.scenarios)} scenarios"
    known = f", as known on {q.known_on}" if q.known_on else ""
    return f"{q.case}: who gets from {q.origin} to {to}, on {on}{known}, {scenario}"


@render.register
def _(result: FactsResult) -> RenderableType:
    r = result.resolved
    asked = "".join(f", {k} {v}" for k, v in result.where)
    known = f", as known on {result.moment.known_on}" if result.moment.known_on else ""
    head = Text.assemble(
        (f"{result.attribute.name} of {result.subject}", "bold"), f"{asked}, on {result.moment.on}{known}"
    )
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("value", Text(result.value_text, style="bold"))
    if result.range_text and result.range_text != result.value_text:
        table.add_row("range", result.range_text)
    table.add_row("status", r.status + (", withheld on a tie" if r.tied else "") + _rivals(result))
    table.add_row("why", Text(r.why))
    if result.level:
        table.add_row("at", result.level)
    if result.usual:
        table.add_row("usual", Text(f"{result.usual_text} at that time of year; no fact of the day"))
    if not r.claims and not r.dropped and not result.usual:
        return Group(head, Padding(table, (0, 0, 0, 2)))
    claims = Table("", "states", "source", "kind", "published", "note", header_style="dim", box=None)
    for stands, group in (("for", result.claims_for), ("against", result.claims_against)):
        for claim in group:
            mark = "chosen" if claim is r.claim else stands
            weak = result.weakness(claim)
            _claim_row(claims, mark, result.facts, claim, f"weak: {weak}" if weak else "")
    for dropped in r.dropped:
        _claim_row(claims, "dropped", result.facts, dropped.claim, dropped.why)
    if result.usual:
        weak = result.weakness(result.usual)
        note = "; ".join(filter(None, (result.usual_what, f"weak: {weak}" if weak else "")))
        _claim_row(claims, "usual", result.facts, result.usual, note)
    return Group(head, Padding(table, (0, 0, 0, 2)), claims)


def _rivals(result: FactsResult) -> str:
    rivals = len(result.resolved.groups)
    return f", {rivals} rival values in print" if result.resolved.status == "weak" and rivals > 1 else ""


def _claim_row(table: Table, mark: str, facts: FactBase, claim: Claim, note: str) -> None:
    source = facts.sources[claim.source]
    extra = "".join(f" {k}={v}" for k, v in claim.qualifiers)
    style = {"chosen": "bold", "dropped": "dim"}.get(mark, "")
    who = claim.said_by or source.publisher
    table.add_row(*(Text(x) for x in (mark, claim.stated + extra, who, source.kind, source.dated, note)), style=style)


@render.register
def _(result: CrossingsResult) -> RenderableType:
    moment = result.snapshot.moment
    known = f", as known on {moment.known_on}" if moment.known_on else ""
    states = " or ".join(result.states) or "any state"
    title = f"crossings of {result.border or 'all borders'} in state {states} on {moment.on}{known}"
    title += f": {len(result.crossings)}"
    table = Table(Column("id", no_wrap=True), title=title, title_justify="left", header_style="bold")
    for name in ("name", "border", "carries", "state", "as of"):
        table.add_column(name)
    for c in result.crossings:
        _crossing_row(table, result, c)
    facts = result.snapshot.facts
    cited = dict.fromkeys(x.source for c in result.crossings for x in c.status.claims)
    others = ", ".join(f"{c.gate.id} ({c.state})" for c in result.others)
    rest = [Text(f"in another state: {others}", style="dim")] if others else []
    return Group(table, *(source_line(facts, s) for s in cited), *rest)


def _crossing_row(table: Table, result: CrossingsResult, c: Crossing) -> None:
    since = str(c.status.claim.valid) if c.status.claim else ""
    table.add_row(*(Text(x) for x in (c.gate.id, c.gate.name, c.border, ", ".join(c.modes), c.state, since)))


@render.register
def _(result: AlliesResult) -> RenderableType:
    moment = result.snapshot.moment
    name = result.lawbook.country(result.country)
    what = result.obligation or "any obligation"
    others = ", ".join(map(result.lawbook.country, result.countries)) or "none"
    title = f"{name}: ties of {what} in force on {moment.on}: {others}"
    parts: list[RenderableType] = [_ties(result, result.ties, title)]
    if result.before is not None:
        since = result.before.moment.on
        for word, ties in (("begun", result.begun), ("ended", result.ended)):
            parts.append(_ties(result, ties, f"{word} since {since}") if ties else Text(f"none {word} since {since}"))
    if result.drawn:
        parts.append(Text(f"drawn in if {name} is attacked, by duties of defence", style="dim"))
        for d in result.drawn:
            chain = " <- ".join(
                f"{result.lawbook.country(t.country)} ({t.instrument.id} {t.obligation.article})".replace(" )", ")")
                for t in d.chain
            )
            parts.append(item(f"{name} <- {chain}"))
    sources = dict.fromkeys(t.instrument.source for t in (*result.ties, *result.begun, *result.ended))
    return Group(*parts, *(source_line(result.snapshot.facts, s) for s in sources))


def _ties(result: AlliesResult, ties: Iterable[Tie], title: str) -> Table:
    columns = ("with", "obligation", "owed", "instrument", "in force", "read")
    table = Table(*columns, title=title, title_justify="left", header_style="bold")
    name = result.lawbook.country(result.country)
    rows: dict[tuple[str, str, str, str, str], set[str]] = {}
    for t in ties:
        article = f" art. {t.obligation.article}" if t.obligation.article else ""
        what, force = t.instrument.title + article, str(t.valid)
        key = (result.lawbook.country(t.country), t.obligation.type, what, force, t.instrument.certainty)
        rows.setdefault(key, set()).add(f"by {name}" if t.owed else f"to {name}")
    for (country, kind, what, force, read), owed in rows.items():
        both = "both ways" if len(owed) > 1 else next(iter(owed))
        table.add_row(*(Text(x) for x in (country, kind, both, what, force, read)))
    return table


@render.register
def _(result: ScreenResult) -> RenderableType:
    q = result.question
    counts = ", ".join(f"{sum(x.ruling.verdict is v for x in result.lines)} {v}" for v in Verdict)
    title = f"{q.case}: {len(result.lines)} consignments at {q.destination} on {q.on}: {counts}"
    table = Table("id", "verdict", "rules", "because", title=title, title_justify="left", header_style="bold")
    for line in result.lines:
        binding = [r for r in line.ruling.reasons if r.verdict is line.ruling.verdict]
        rules = " ".join(dict.fromkeys(r.rule for r in binding))
        table.add_row(
            Text(line.mover.id),
            verdict_text(line.ruling.verdict),
            Text(rules),
            Text(binding[0].sentence if binding else ""),
        )
    return table
