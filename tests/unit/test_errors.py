"""Errors: one sentence with a place, the nearest valid names, one form for machines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import (
    CODES,
    BadInput,
    CaseError,
    Problem,
    ThalwegError,
    UnknownName,
    bad_question,
    nearest,
    unknown_name,
)

NAMES = ["hunchun", "fangchuan", "sea-of-japan", "vladivostok"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("hunchum", "hunchun"), ("fanchuan", "fangchuan"), ("sea-of-japn", "sea-of-japan"), ("japan", "sea-of-japan"),
        ("Vladivostok", "vladivostok"),
    ],
)  # fmt: skip
def test_the_nearest_name_is_offered(name: str, hint: str) -> None:
    assert hint in nearest(name, NAMES)


def test_without_a_near_name_a_short_list_is_told_and_a_long_one_is_not() -> None:
    assert all(n in nearest("qqq", NAMES) for n in NAMES)
    assert nearest("qqq", [f"place-{i}" for i in range(13)]) == ""
    assert nearest("qqq", []) == ""


@given(st.text(max_size=8), st.lists(st.text(alphabet="abcde-", min_size=1, max_size=6), max_size=30))
def test_only_valid_names_are_offered(name: str, valid: list[str]) -> None:
    hint = nearest(name, valid)
    assert hint == nearest(name, reversed(valid))
    offered = re.split(r" or |, ", re.sub(r"^(did you mean |valid: )|\?$", "", hint)) if hint else []
    assert set(offered) <= set(valid)


FULL = Problem("claims.csv", 7, "unit", "bad-unit", "no unit 'metre'", "a unit like m", "did you mean m?")


def test_a_problem_is_one_line_with_its_place() -> None:
    told = FULL.sentence()
    assert told.startswith("claims.csv:7: ")
    assert "\n" not in told
    for part in ("unit", "no unit 'metre'", "a unit like m", "did you mean m?"):
        assert part in told


def test_a_problem_without_a_place_starts_with_what_is_wrong() -> None:
    told = Problem("", 0, "mover", "unknown-name", "no mover 'x'", "a mover").sentence()
    assert told.startswith("mover: no mover 'x'")


def test_a_problem_as_plain_data() -> None:
    assert FULL.as_dict() == {
        "code": "bad-unit",
        "file": "claims.csv",
        "line": 7,
        "field": "unit",
        "found": "no unit 'metre'",
        "expected": "a unit like m",
        "hint": "did you mean m?",
    }
    assert Problem("a.yaml", 0, "", "bad-yaml", "x", "y").as_dict()["line"] is None


def test_an_error_has_the_first_problem_and_all() -> None:
    second = Problem("movers.csv", 2, "kind", "bad-value", "'ship'", "a kind")
    error = CaseError([FULL, second])
    data = error.as_dict()["error"]
    assert isinstance(data, dict)
    assert data["code"] == "bad-unit"
    assert data["message"] == FULL.sentence()
    assert [p["code"] for p in data["problems"]] == ["bad-unit", "bad-value"]
    assert str(error).splitlines() == [FULL.sentence(), second.sentence()]


def test_problems_sort_by_place() -> None:
    rows = [
        Problem("b", 1, "", "bad-value", "", ""),
        Problem("a", 2, "", "bad-value", "", ""),
        Problem("a", 1, "", "bad-yaml", "", ""),
    ]
    assert [(p.file, p.line) for p in sorted(rows)] == [("a", 1), ("a", 2), ("b", 1)]


def test_the_tree_of_errors() -> None:
    assert issubclass(BadInput, ThalwegError)
    assert issubclass(CaseError, BadInput)
    assert issubclass(UnknownName, BadInput)
    assert not issubclass(CaseError, UnknownName)
    assert isinstance(unknown_name("place", "x", NAMES), UnknownName)
    assert bad_question("on", "'x'", "a day").problems[0].code == "bad-question"
    assert unknown_name("place", "hunchum", NAMES).problems[0].hint.count("hunchun") == 1


def test_every_code_has_a_meaning() -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*", code) for code in CODES)
    assert all(len(meaning) > 10 for meaning in CODES.values())
    assert len(set(CODES.values())) == len(CODES)
