"""YAML as plain data with line marks: no surprises of type, no anchors, no endless nesting."""

from __future__ import annotations

from pathlib import Path

import pytest

from thalweg.io.files import Report
from thalweg.io.marked import Lines, line_of, parse_yaml


def read(text: str) -> tuple[object, Lines]:
    """Read YAML that is right."""
    report = Report(Path())
    found = parse_yaml(report, "x.yaml", text)
    assert found is not None, report.problems
    assert report.problems == []
    return found


def problem(text: str) -> tuple[str, int, str]:
    """Read YAML that is wrong; return the code, the line and the message of its one problem."""
    report = Report(Path())
    assert parse_yaml(report, "x.yaml", text) is None
    (found,) = report.problems
    assert found.file == "x.yaml"
    return found.code, found.line, found.sentence()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"), ("no", "no"), ("yes", "yes"), ("on", "on"), ("Off", "Off"), ("True", "True"), ("true", True),
        ("false", False), ("null", None), ("~", None), ("NULL", "NULL"), ("2024-07-01", "2024-07-01"),
        ("2024-07-01T10:00:00Z", "2024-07-01T10:00:00Z"), ("12:30", "12:30"), ("010", "010"), ("0x1F", "0x1F"),
        ("1_000", "1_000"), ("-3", -3), ("0", 0), ("3.50", 3.5), ("-0.5", -0.5), ("1e3", "1e3"), (".inf", ".inf"),
        (".nan", ".nan"), ("'3'", "3"), ('"true"', "true"), ("default:RU", "default:RU"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_json(text: str, value: object) -> None:
    found = read(f"key: {text}")[0]
    assert found == {"key": value}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(value)


def test_keys_stay_text() -> None:
    assert read("NO: 1\ntrue: 2\n3: 4\n2024-07-01: 5")[0] == {"NO": 1, "true": 2, "3": 4, "2024-07-01": 5}


def test_an_empty_value_is_nothing() -> None:
    assert read("a:\nb: 1")[0] == {"a": None, "b": 1}


def test_an_empty_file_is_no_data() -> None:
    report = Report(Path())
    assert parse_yaml(report, "x.yaml", "# only a remark\n") is None
    assert report.problems == []


def test_lines() -> None:
    data, lines = read("# remark\ntitle: a\nrules:\n  - id: one\n    say: >-\n      long\n      text\n  - {id: two}\n")
    assert data == {"title": "a", "rules": [{"id": "one", "say": "long text"}, {"id": "two"}]}
    assert line_of(lines, ("title",)) == 2
    assert line_of(lines, ("rules",)) == 3
    assert line_of(lines, ("rules", 0, "id")) == 4
    assert line_of(lines, ("rules", 0, "say")) == 5
    assert line_of(lines, ("rules", 1, "id")) == 8


def test_what_is_missing_stands_on_the_line_of_what_is_around_it() -> None:
    lines = read("a: 1\nrules:\n  - id: one\n")[1]
    assert line_of(lines, ("rules", 0, "say")) == 3
    assert line_of(lines, ("rules", 7)) == 2
    assert line_of({}, ("a",)) == 0


@pytest.mark.parametrize(
    ("text", "code", "line", "word"),
    [
        ("a: 1\nb: [1, 2\n", "bad-yaml", 3, ""),
        ("a: 1\n\tb: 2\n", "bad-yaml", 2, ""),
        ("a: 1\na: 2\n", "duplicate-id", 2, "'a'"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", "duplicate-id", 4, "'b'"),
        ("a: &x 1\nb: *x\n", "bad-yaml", 1, "anchor"),
        ("b: 1\na: !!python/object:os.system 1\n", "bad-yaml", 2, "tag"),
        ("? [1, 2]\n: 3\n", "bad-yaml", 1, "key"),
        ("a: 1\n---\nb: 2\n", "bad-yaml", 2, "document"),
        ("a: \x07\n", "bad-yaml", 0, ""),
        ("a: " + "[" * 40 + "]" * 40, "bad-yaml", 1, "deep"),
    ],
)
def test_what_is_refused(text: str, code: str, line: int, word: str) -> None:
    found = problem(text)
    assert found[:2] == (code, line)
    assert word in found[2]


def test_a_bomb_of_anchors_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert problem(bomb)[0] == "bad-yaml"


@pytest.mark.parametrize("mark", ["[", "{a: ", "- "])
def test_endless_nesting_is_refused(mark: str) -> None:
    assert problem(mark * 20_000)[0] == "bad-yaml"


@pytest.mark.parametrize("digits", [20, 5000])
def test_a_number_may_be_long(digits: int) -> None:
    """An integer of thousands of digits is a value or a problem, and never a traceback."""
    report = Report(Path())
    found = parse_yaml(report, "x.yaml", f"a: {'9' * digits}")
    assert (found is None) == bool(report.problems)
