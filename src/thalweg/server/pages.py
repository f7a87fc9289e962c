"""The files of the page: read once from the package and served from memory, so that no address names a file."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from thalweg.server.kept import Body
from thalweg.server.schemas import CaseBrief

INDEX = "index.html"
LIST = "<!-- cases -->"
"""Where the first page has its list of cases."""


@cache
def static_files() -> Mapping[str, Body]:
    """Return every file of the page by its path below `static`."""
    root = Path(str(resources.files("thalweg.server").joinpath("static")))
    found = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind.endswith(("javascript", "json"))
        found[path.relative_to(root).as_posix()] = Body.of(
            path.read_bytes(), f"{kind}; charset=utf-8" if text else kind
        )
    return found


def index_page(page: Body, cases: Iterable[CaseBrief]) -> Body:
    """Return the first page with the list of cases in it."""
    items = []
    for case in cases:
        address = f"/api/cases/{quote(case.name)}"
        links = [f'<a href="{address}">about</a>']
        if case.default:
            links += [f'<a href="{address}/{question}">{question}</a>' for question in ("check", "why", "unlock")]
        links.append(f'<a href="{address}/map">map</a>')
        told = f"<b>{escape(case.title)}</b> <code>{escape(case.name)}</code> {' '.join(links)}"
        items.append(f"<li>{told}<br>{escape(case.description)}</li>")
    filled = page.plain.decode().replace(LIST, "\n".join(items))
    return Body.of(filled.encode(), page.kind)
