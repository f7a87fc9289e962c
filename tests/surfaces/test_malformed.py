"""Malformed cases: each a clear message with file, line and field, and never a traceback.

The rows are in `spoilt_tables.py`, `spoilt_networks.py`, `spoilt_laws.py`, `spoilt_levers.py` and `spoilt_sea.py`; the
last tests spoil at random.
"""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.surfaces import spoilt_laws, spoilt_levers, spoilt_networks, spoilt_sea, spoilt_tables
from tests.surfaces.spoil import (
    CASE,
    CLAIMS,
    GATES,
    LEVELS,
    LINKS,
    MOVERS,
    PLACES,
    RULES,
    SCENARIO,
    SOURCES,
    STATION,
    TESTS,
    USUAL,
    Edit,
    Row,
    make,
)
from thalweg.cli import main
from thalweg.errors import CODES, CaseError, Problem
from thalweg.io.case import load_case, read_case
from thalweg.io.lint import lint_case
from thalweg.study import Study

ROWS = [*spoilt_tables.ROWS, *spoilt_networks.ROWS, *spoilt_laws.ROWS, *spoilt_sea.ROWS, *spoilt_levers.ROWS]
QUESTIONS = {
    "unknown-name", "bad-question", "exists", "bad-xml", "missing-package", "busy", "fault", "not-served", "over-limit",
    "no-store", "not-allowed", "stale",
}  # fmt: skip
"""Codes of questions, commands, installations and requests, which `test_cli_mistakes.py`, `test_import_levels.py`,
`test_sea.py`, `test_server.py`, `test_saved.py` and `test_tokens.py` show."""


@pytest.fixture
def spoilt(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Make the case of a row."""
    r: Row = request.getfixturevalue("r")
    return make(tmp_path / "spoilt", r.edits)


def run(*words: str | Path) -> int:
    """Run a command line."""
    with pytest.raises(SystemExit) as ended:
        main([str(w) for w in words])
    return int(ended.value.code or 0)


@pytest.mark.parametrize("which", ["plain", "rich", "sea", "levers"])
def test_what_is_spoilt_is_right_at_first(tmp_path: Path, capsys: pytest.CaptureFixture[str], which: str) -> None:
    added = {"plain": (), "rich": RICH, "sea": (spoilt_sea.ADDED,), "levers": (spoilt_levers.ADDED,)}
    folder = make(tmp_path / "right", added[which])
    assert run("lint", folder) == 0
    assert run("check", folder) == 0
    assert "unknown" in capsys.readouterr().out


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_lint_tells_the_problem_with_its_place(r: Row, spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert r.code in CODES
    assert run("lint", spoilt, "--json") == 2
    out, err = capsys.readouterr()
    assert err == ""
    problems = json.loads(out)["problems"]
    told = [(p["code"], p["file"], p["line"] or 0, p["field"]) for p in problems]
    assert (r.code, r.file, r.line, r.field) in told
    found = problems[told.index((r.code, r.file, r.line, r.field))]
    assert found["found"]
    assert found["expected"]
    assert r.hint in found["hint"]
    assert run("lint", spoilt) == 2
    lines = capsys.readouterr().out.splitlines()
    assert any(f"[{r.code}]" in line and line.startswith(r.file) for line in lines), "one line a problem for people"
    assert all(len(line) < 400 for line in lines)


@pytest.mark.parametrize("r", ROWS, ids=str)
def test_a_question_of_it_ends_without_a_traceback(r: Row, spoilt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = run("check", spoilt, "--mover", "barge", "--from", "upstream", "--to", "sea", "--on", "2024-07-01")
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    if r.lint_only:
        assert (ended, err) == (0, "")
    else:
        assert (ended, out) == (2, "")
        assert r.file in err


def test_every_code_is_shown() -> None:
    assert {r.code for r in ROWS} == set(CODES) - QUESTIONS


def test_only_the_members_of_a_circle_are_told(tmp_path: Path) -> None:
    folder = make(tmp_path / "c", ((SOURCES, "+", "a,news,A,,,,b,,\nb,news,B,,,,c,,\nc,news,C,,,,b,,\n"),))
    told = [p.line for p in lint_case(folder)[0] if p.code == "source-cycle"]
    assert told == [4, 5]


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    names = {
        "too few cells",
        "an unknown unit",
        "two effects",
        "an unknown mode",
        "a test with an unknown field",
        "a key twice",
    }
    chosen = [r for r in ROWS if r.name in names]
    folder = make(tmp_path / "many", tuple(e for r in chosen for e in r.edits))
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    told = {(p.code, p.file, p.line) for p in caught.value.problems}
    assert told >= {(r.code, r.file, r.line) for r in chosen}
    assert list(caught.value.problems) == sorted(caught.value.problems)


FILES = (CASE, RULES, MOVERS, SOURCES, TESTS, CLAIMS, SCENARIO, PLACES, LINKS, GATES, LEVELS, USUAL)
RICH: tuple[Edit, ...] = (
    STATION,
    (LEVELS, "=", "station,when,value,unit,source\nkoeln,2024-07-01,314,cm,example\nkoeln,2024-07-02,315,cm,example\n"),
    (USUAL, "=", "station,season,low,high,unit,source\nkoeln,12/03,2,6.4,m,example\nkoeln,04/11,1,4,m,example\n"),
    (RULES, "rules:\n", "orders: {UN: United Nations}\nrules:\n"),
    (
        RULES,
        "+",
        """\
  - {id: l, by: treaty-a, at: [anywhere], limit: {draught_m: 3, notice_days: {min: 8}}, say: Not too deep.}
  - {id: s, by: treaty-a, at: [anywhere], limit: {draught_m: {of: beam_m, rows: [[10, 3], [20, 2]]}}, say: By beam.}
  - {id: t, by: treaty-a, at: [anywhere], limit: {ice: {by: [icebreaker], admits: {'yes': [light]}}}, say: In ice.}
  - {id: f, by: treaty-a, at: [anywhere], limit: {draught_m: lower-river.depth_m}, order: UN, say: As it is.}
  - {id: q, by: treaty-a, at: [anywhere], quota: {used: lower-river.depth_m, cap: 3, of: beam_m}, say: In all.}
  - {id: r, by: treaty-a, at: [anywhere], require: {day: by day, n: {text: x, if: {notice_days: {ge: 8}}}}, say: Told.}
  - {id: w, by: treaty-a, at: [anywhere], if: {was: {flag: RU, since: 2022-02-24}}, forbid: {}, say: Not them.}
  - {id: o, by: treaty-a, at: [anywhere], if: {lower-river.depth_m: {le: 2}}, forbid: {}, say: Not now.}
  - {id: p, by: treaty-a, at: [anywhere], permit: {lifts: [l, q], require: {day: by day}}, reading: art1=broad, say: x}
""",
    ),
)
"""Law of every kind, and levels, to be spoilt at random."""
BITS = (
    "",
    '"',
    "[",
    "}",
    ":",
    ",",
    "\n",
    "\x00",
    "\t",
    "- ",
    "'",
    "é",
    "\udcff",
    "9" * 50,
    "null",
    "-1",
    "{}",
    "&a",
    "~",
    "1e999",
)


@settings(max_examples=40)
@given(st.sampled_from((RULES, *FILES)), st.integers(0, 10**6), st.integers(0, 40), st.sampled_from(BITS))
def test_whatever_is_spoilt_is_an_answer_or_a_problem(file: str, at: int, cut: int, bit: str) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = make(Path(parent) / "fuzzed", RICH)
        text = (folder / file).read_text(encoding="utf-8")
        start = at % (len(text) + 1)
        spoilt = text[:start] + bit + text[start + cut :]
        (folder / file).write_text(spoilt, encoding="utf-8", errors="surrogateescape")
        outcome(folder)


def outcome(folder: Path) -> tuple[Problem, ...]:
    """Lint a case, and ask it if it is right; anything but an answer or a problem is a traceback."""
    problems = lint_case(folder).problems
    case, fatal = read_case(folder)
    assert set(fatal) <= set(problems)
    if fatal or case is None:
        return problems
    study = Study(case)
    for mover in study.case.movers:
        for place in study.case.network.place_index:
            repr(study.check(mover, next(iter(study.case.network.place_index)), place, "2024-07-01"))
    return problems


JSON_BITS: tuple[Any, ...] = (None, True, 3, 1e300, "", "x", [], {}, [[]], [None], {"a": 1}, [1, 2])


@pytest.mark.parametrize("file", [PLACES, LINKS, GATES])
def test_any_part_of_a_network_may_be_anything(file: str, tmp_path: Path) -> None:
    """Every value of a GeoJSON file, replaced by values of every kind."""
    folder = make(tmp_path / "parts", ())
    whole = json.loads((folder / file).read_text(encoding="utf-8"))
    chance = random.Random(1)
    for path in places_in(whole):
        for bit in chance.sample(JSON_BITS, 6):
            data = json.loads(json.dumps(whole))
            put(data, path, bit)
            (folder / file).write_text(json.dumps(data), encoding="utf-8")
            lint_case(folder)


def places_in(data: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(data, dict):
        inside = list(data.items())
    elif isinstance(data, list):
        inside = list(enumerate(data))
    return [p for key, value in inside for p in ((*path, key), *places_in(value, (*path, key)))]


def put(data: Any, path: tuple[str | int, ...], value: object) -> None:
    """Replace one value."""
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value
