"""Write the reference pages, and refresh every output shown in the documentation.

Two jobs and no hidden state: `_reference` makes the pages that describe the code, `_outputs`
runs the commands and expressions that stand in the pages and puts what they print below them.

`python docs/_generate.py` writes; with `--check` it changes nothing, names what is stale and
exits 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from _outputs import read_once, refreshed
from _reference import PAGES

DOCS = Path(__file__).resolve().parent
HANDMADE = ("README.md", "CONTRIBUTING.md")


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page with the text that it should have."""
    for path in sorted({*DOCS.rglob("*.md"), *(DOCS.parent / f for f in HANDMADE), *(DOCS / f for f in PAGES)}):
        made = PAGES.get(path.name) if path.parent == DOCS else None
        text = made() if made else path.read_text(encoding="utf-8")
        try:
            yield path, refreshed(text)
        except Exception as error:
            raise RuntimeError(f"{path.relative_to(DOCS.parent)}: {error}") from error


def stale() -> list[tuple[Path, str]]:
    """Return the pages that are not as they should be, each with its text."""
    with read_once():
        found = {path: text for path, text in pages() if not path.exists() or path.read_text(encoding="utf-8") != text}
    return list(found.items())


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
