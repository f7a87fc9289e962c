"""The documentation is what the code says and does today, and its links lead somewhere."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from thalweg.cli import app
from thalweg.errors import CODES
from thalweg.io.claims import attribute_table
from thalweg.io.lint import lint_case
from thalweg.io.new import new_case
from thalweg.rules.fit import RULES
from thalweg.rules.may import CAN

slugify: Any = importlib.import_module("markdown.extensions.toc").slugify
ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
ANCHOR = re.compile(r'<a id="([^"]+)"')
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _script(name: str) -> Any:
    sys.path.insert(0, str(DOCS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(DOCS))


def _prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    text = _prose(page)
    headings = {slugify(re.sub(r"[`*]", "", h), "-") for h in HEADING.findall(text)}
    return headings | set(ANCHOR.findall(text))


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", _script("_generate").pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_generated_pages_and_shown_outputs_are_those_of_today(page: Path) -> None:
    stale = _script("_generate").stale([page])
    names = [str(path.relative_to(ROOT)) for path, _ in stale]
    assert not names, f"stale: {', '.join(names)}; run `python docs/_generate.py` and read the differences"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_internal_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(_prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        other = (page.parent / name).resolve() if name else page
        assert other.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in _anchors(other), f"{page.name}: {target}"


def test_every_page_is_in_the_navigation() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]

    def leaves(node: object) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        elif isinstance(node, list | dict):
            for part in node.values() if isinstance(node, dict) else node:
                yield from leaves(part)

    assert sorted(leaves(nav)) == sorted(str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md"))


def test_every_attribute_code_and_rule_is_documented() -> None:
    expected = {
        "attributes.md": set(attribute_table()),
        "errors.md": set(CODES),
        "rules.md": {r.id for r in RULES} | set(CAN),
    }
    for page, names in expected.items():
        text = _page(page)
        assert not {n for n in names if f"`{n}`" not in text}, page


def test_every_command_and_option_is_documented() -> None:
    sections = dict(re.findall(r"^## (thalweg[^\n]*)\n(.*?)(?=^## |\Z)", _page("cli.md"), re.MULTILINE | re.DOTALL))
    root: Any = typer.main.get_command(app)
    below = _script("_reference").commands_below("thalweg", root)
    for name, command in (("thalweg", root), *below):
        options = {o for p in command.params if p.param_type_name == "option" for o in p.opts}
        assert not {o for o in options if f"`{o}" not in sections[name]}, name


@pytest.mark.parametrize("name", ["places", "links", "gates"])
def test_the_documented_geojson_properties_are_those_that_lint_knows(name: str, tmp_path: Path) -> None:
    case = tmp_path / "case"
    new_case(case)
    file = case / "network" / f"{name}.geojson"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["features"][0]["properties"]["no-such-property"] = 1
    file.write_text(json.dumps(data), encoding="utf-8")
    problem = next(p for p in lint_case(case)[0] if p.code == "unknown-field")
    assert problem.expected == f"one of {', '.join(_script('_reference').PROPERTIES[name])}"


def test_no_page_shows_a_path_of_this_machine() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert str(Path.home()) + "/" not in text


class TestElision:
    """`...` keeps as many items as stand above and below it, and never cuts a sentence."""

    PRINTED = ("head", "  - one that is", "  long", "  - two", "  - three", "tail")

    def shortened(self, *shown: str) -> list[str]:
        found: list[str] = _script("_outputs")._shortened(list(shown), list(self.PRINTED))
        return found

    def test_without_an_elision_all_is_shown(self) -> None:
        assert self.shortened("x") == list(self.PRINTED)

    def test_an_item_is_kept_with_its_continuation(self) -> None:
        assert self.shortened("x", "  - x", "...") == ["head", "  - one that is", "  long", "..."]

    def test_the_end_is_kept(self) -> None:
        assert self.shortened("...", "x") == ["...", "tail"]

    def test_a_piece_is_found_again_by_its_first_line(self) -> None:
        assert self.shortened("...", "  - twoo", "...") == ["...", "  - two", "..."]

    def test_a_piece_that_is_gone_is_told(self) -> None:
        with pytest.raises(RuntimeError, match="nothing is printed any more like"):
            self.shortened("...", "something else entirely", "...")
