"""House rules that a program checks: no machine in the files, no word outside the vocabulary, layers kept."""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import thalweg
from tests.helpers import ATTRIBUTES
from thalweg.errors import CODES
from thalweg.io.case import bundled, load_case
from thalweg.rules.fit import RULES
from thalweg.rules.library import asked_by

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(thalweg.__file__).parent
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".csv", ".geojson", ".json", ".cfg", ".txt", ".html", ""}
OF_MACHINES = (*(rf"/{folder}/\w+" for folder in ("home", "work", "Users", "root")), r"[A-Z]:\\\w+\\")
MACHINE = re.compile(rf"(?<![\w.>])({'|'.join(OF_MACHINES)})")
HOSTED = ".".join(("files", "pythonhosted", "org"))
INDEX = re.compile("index" + r"-url\s*=")


def tracked() -> list[Path]:
    """Return the text files that belong to the project: those that git has or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / f for f in listed if Path(f).suffix in TEXT and (ROOT / f).is_file()]


def registries() -> set[str]:
    """Return the hosts of package registries that this machine is told to use."""
    urls = [v for k, v in os.environ.items() if k.endswith("INDEX_URL")]
    for file in ("/etc/pip.conf", "/etc/xdg/pip/pip.conf", "~/.config/pip/pip.conf", "~/.pip/pip.conf"):
        parser = configparser.RawConfigParser(strict=False)
        parser.read(Path(file).expanduser())
        urls += [u for s in parser.sections() for k, v in parser.items(s) if "index-url" in k for u in v.split()]
    return {host for u in urls if (host := urlsplit(u).hostname) and host not in ("pypi.org", "localhost")}


def test_there_are_files_to_look_at() -> None:
    names = {p.name for p in tracked()}
    assert {"pyproject.toml", "README.md", "admission.py", Path(__file__).name} <= names


def test_no_file_names_a_machine() -> None:
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = MACHINE.search(line)
            assert not found, f"{path.relative_to(ROOT)}:{number}: {found and found[0]}"


def test_no_file_names_a_registry() -> None:
    hosts = registries() | {HOSTED}
    for path in tracked():
        text = path.read_text(encoding="utf-8")
        assert not {h for h in hosts if h in text}, path.relative_to(ROOT)
        assert not INDEX.search(text), path.relative_to(ROOT)


# Words of the vocabulary

KERNEL = [SOURCE / "snapshot.py", SOURCE / "admission.py", *sorted((SOURCE / "rules").glob("*.py")),
          *sorted((SOURCE / "apps").glob("*.py"))]  # fmt: skip
SUFFIXES = {
    n.rsplit("_", 1)[1] for n, a in ATTRIBUTES.items() if (a.numeric or a.type == "codes") and a.unit and "_" in n
}
MEASURED = re.compile(rf"^[a-z]+(_[a-z0-9]+)*_({'|'.join(sorted(SUFFIXES))})$")
ASKING = {"elements", "movers", "resolve"}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every string of a module, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", KERNEL, ids=lambda p: p.name)
def test_a_word_with_a_unit_is_a_row_of_the_table(path: Path) -> None:
    for line, text in strings(path):
        assert not MEASURED.match(text) or text in ATTRIBUTES, f"{path.name}:{line}: {text!r}"


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_only_words_of_the_table_are_asked_of_a_snapshot(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKING:
            at = 1 if node.func.attr == "resolve" else 0
            if len(node.args) > at and isinstance(word := node.args[at], ast.Constant) and isinstance(word.value, str):
                assert word.value in ATTRIBUTES, f"{path.name}:{node.lineno}: {word.value!r}"


def test_the_measure_of_words_is_not_blind() -> None:
    assert MEASURED.match("dpeth_m")
    assert not MEASURED.match("known_on")
    words = {text for path in KERNEL for _, text in strings(path)}
    assert {"depth_m", "ukc_m", "length_km", "track_gauge_mm"} <= words


def test_every_word_of_a_rule_and_of_a_condition_is_in_the_table() -> None:
    asked = {w for r in RULES for w in (r.need, r.have, *(x for e in r.eased for x in (e.need, e.have))) if w}
    asked |= {a for name in bundled() for r in load_case(name).lawbook.rules.values() for a in asked_by(r)}
    assert asked <= set(ATTRIBUTES)
    for rule in RULES:
        if rule.need and ATTRIBUTES[rule.have].type == "number":
            units = {ATTRIBUTES[w].unit for w in (rule.need, rule.have) if w}
            assert len(units) == 1, rule.id


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
def test_a_row_of_the_table_agrees_with_itself(name: str) -> None:
    row = ATTRIBUTES[name]
    assert row.description.endswith(".")
    assert {q for group in row.needs for q in group} <= set(row.qualifiers)
    assert {q for q, _ in row.selects} <= set(row.qualifiers)
    kinds = {k.partition(":")[0] for k in row.subjects}
    assert {k.partition(":")[0] for k in row.expected} <= kinds
    assert row.numeric or row.tolerance == 0 or row.type == "point"
    assert (row.type == "state") <= bool(row.values)


def test_every_code_is_used() -> None:
    """No error code is only listed."""
    used = {text for path in SOURCE.rglob("*.py") if path.name != "errors.py" for _, text in strings(path)}
    used |= {"unknown-name", "bad-question", "exists"}  # made by functions of errors.py
    assert set(CODES) <= used


def test_legal_conclusions_are_not_in_code() -> None:
    """No module knows a country: what a flag may do is a rule of a case.

    The importer of ATOP files alone may, since who succeeded the Soviet Union in the state numbers
    of that project is data of a standard.
    """
    countries = {c for case in bundled() for c in load_case(case).lawbook.countries}
    assert {"KP", "SU"} <= countries
    for path in sorted(SOURCE.rglob("*.py")):
        if path == SOURCE / "io" / "atop.py":
            continue
        named = {(line, text) for line, text in strings(path) if text in countries}
        assert not named, f"{path.name}: {named}"


LAST_RESORT = (SOURCE / "cli" / "__init__.py", SOURCE / "cli.py")
"""Where the mistakes that typer tells are caught, and everything else is raised again."""


def test_no_broad_except_and_no_print() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            assert called != "print", f"{path.name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.ExceptHandler) and path not in LAST_RESORT:
                broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception")
                assert not broad, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_is_at_most_500_lines_and_a_function_60(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 500
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            doc = ast.get_docstring(node)
            length = (node.end_lineno or node.lineno) - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)
            assert length <= 60, f"{path.name}:{node.lineno}: {node.name} has {length} lines"


def test_tables_are_written_in_one_place() -> None:
    found = {
        p.relative_to(SOURCE).as_posix() for p in SOURCE.rglob("*.py") if ".to_csv(" in p.read_text(encoding="utf-8")
    }
    assert found == {"io/written.py"}  # which lets no spreadsheet run a cell
