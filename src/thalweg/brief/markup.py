"""HTML and SVG made of elements: every text is escaped unless it was made here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

VOID = frozenset({"meta", "col", "br", "path", "circle", "line", "rect", "use"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Part = str | Iterable["Part"] | None
"""What an element may hold: text, which is escaped, markup, nothing, or several of these."""


def markup(part: Part) -> Markup:
    """Return a part as markup."""
    if part is None:
        return Markup()
    if isinstance(part, Markup):
        return part
    return Markup(escape(part) if isinstance(part, str) else "".join(map(markup, part)))


def el(name: str, /, *parts: Part, **attributes: object) -> Markup:
    """Return an element; `class_` is `class`, a `_` in a name is a hyphen, and what is None is left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Markup(f"<{name}{told}/>")
    return Markup(f"<{name}{told}>{markup(parts)}</{name}>")


def table(caption: str, head: Iterable[str], rows: Iterable[Iterable[Part]], class_: str = "") -> Markup:
    """Return a table with the headers of its columns; the first cell of a row is its header."""
    body = []
    for row in rows:
        first, *rest = row
        body.append(el("tr", el("th", first, scope="row"), [el("td", cell) for cell in rest]))
    return el(
        "table",
        el("caption", caption, class_="spoken"),
        el("thead", el("tr", [el("th", name, scope="col") for name in head])),
        el("tbody", body),
        class_=class_ or None,
    )


def items(parts: Iterable[Part], name: str = "ul", **attributes: object) -> Markup:
    """Return a list."""
    return el(name, [el("li", part) for part in parts], **attributes)
