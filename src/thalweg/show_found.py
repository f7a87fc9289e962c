"""How what is looked up looks: claims by words, and every alliance."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from thalweg.apps.allies import AlliancesResult
from thalweg.apps.claims import ClaimsResult
from thalweg.show import render, source_line


@render.register
def _(result: ClaimsResult) -> RenderableType:
    shown = len(result.found)
    told = f"{result.total:,} claims with {result.words}" + (f", the first {shown:,}" if shown < result.total else "")
    if not shown:
        return Text(told)
    table = Table("of", "property", "states", "true", "source", title=told, title_justify="left", header_style="bold")
    for c in result.found:
        source = result.facts.sources[c.source]
        who = f"{source.publisher or source.id}, {source.kind}" + (f", by {c.said_by}" if c.said_by else "")
        name, when = result.names.get(c.subject, c.subject), str(c.valid) if c.valid.start or c.valid.end else ""
        table.add_row(*(Text(x) for x in (name, c.attribute, c.stated, when, who)))
    return table


@render.register
def _(result: AlliancesResult) -> RenderableType:
    on, country = result.snapshot.moment.on, result.lawbook.country
    what = result.obligation or "any obligation"
    title = f"ties of {what} in force on {on}: {len(result.owed)} between {len(result.countries)} countries"
    table = Table("instrument", "who owes whom", "in force", title=title, title_justify="left", header_style="bold")
    for instrument in dict.fromkeys(i for i, _ in result.owed):
        owed = [o for i, o in result.owed if i is instrument]
        parties = sorted({c for o in owed for c in (o.debtor, o.creditor)})
        kinds = sorted({o.type for o in owed})
        among = {(o.debtor, o.creditor) for o in owed}
        mutual = all((b, a) in among for a, b in among)
        one_way = "; ".join(f"{country(a)} to {country(b)}" for a, b in sorted(among))
        who = ", ".join(map(country, parties)) if mutual else one_way
        table.add_row(Text(instrument.title), Text(f"{who}: {', '.join(kinds)}"), Text(str(instrument.force)))
    sources = dict.fromkeys(i.source for i, _ in result.owed)
    return Group(table, *(source_line(result.snapshot.facts, s) for s in sources))
