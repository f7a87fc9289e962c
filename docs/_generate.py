"""Write the reference pages, and refresh every output shown in the documentation.

Two jobs and no hidden state: `_reference` makes the pages that describe the code, `_outputs`
runs the commands and expressions that stand in the pages and puts what they print below them.

`python docs/_generate.py` writes; with `--check` it changes nothing, names what is stale and
exits 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from _outputs import read_once, refreshed
from _reference import PAGES

DOCS = Path(__file__).resolve().parent
HANDMADE = ("README.md", "CONTRIBUTING.md")


def pages() -> list[Path]:
    """Return every page."""
    return sorted({*DOCS.rglob("*.md"), *(DOCS.parent / f for f in HANDMADE), *(DOCS / f for f in PAGES)})


def text_of(path: Path) -> str:
    """Return the text that a page should have."""
    made = PAGES.get(path.name) if path.parent == DOCS else None
    text = made() if made else path.read_text(encoding="utf-8")
    try:
        return refreshed(text)
    except Exception as error:
        raise RuntimeError(f"{path.relative_to(DOCS.parent)}: {error}") from error


def stale(paths: Iterable[Path] | None = None) -> list[tuple[Path, str]]:
    """Return the pages that are not as they should be, each with its text; of some pages, or of all."""
    with read_once():
        found = {path: text_of(path) for path in (pages() if paths is None else paths)}
    return [(p, text) for p, text in found.items() if not p.exists() or p.read_text(encoding="utf-8") != text]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` name those that are stale."""
    found = stale()
    for path, text in found:
        name = path.relative_to(DOCS.parent)
        if "--check" in arguments:
            print(f"{name} is stale: run `python docs/_generate.py`")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
