"""The importer of a user's own ATOP file: what it writes, what it leaves out, and what it refuses.

The files here are invented rows in the form of that table; Thalweg ships none of its data.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import thalweg
from tests.surfaces.conftest import Ask, Run

HEADER = "stateA,stateB,year,defense,offense,neutral,nonagg,consul\n"
# Correlates of War: 2 United States, 365 Russia, 710 China, 731 DPRK, 740 Japan, 300 Austria-Hungary
ROWS = HEADER + "".join(
    f"{a},{b},{year},{duties}\n"
    for a, b, years, duties in (
        (710, 731, range(1961, 1964), "1,0,0,0,1"),
        (731, 710, range(1961, 1964), "1,0,0,0,1"),
        (365, 731, (1990, 1991, 1992, 1993, 1995), "1,0,0,0,0"),
        (2, 740, (1960, 1961), "1,0,0,0,1"),
        (300, 365, (1910,), "0,0,1,0,0"),
        (740, 2, (1960,), "0,0,0,0,0"),
    )
    for year in years
)


@pytest.fixture
def case(run: Run, tmp_path: Path) -> Path:
    """Make a case to import into."""
    assert run("new", tmp_path / "mine")[0] == 0
    return tmp_path / "mine"


@pytest.fixture
def atop(tmp_path: Path) -> Path:
    """Write a file in the form of ATOP's directed pairs by year."""
    path = tmp_path / "atop.csv"
    path.write_text(ROWS)
    return path


def test_the_case_lints_and_answers_afterwards(run: Run, ask: Ask, case: Path, atop: Path) -> None:
    made = ask("import-atop", atop, "--into", case)
    assert made == {"file": str(case / "rules" / "atop.yaml"), "pairs": 5}
    assert run("lint", case)[0] == 0
    assert ask("allies", case, "KP", "--obligation", "defence", "--on", "1962-07-01")["countries"] == ["CN"]
    ties = ask("allies", case, "KP", "--on", "1962-07-01")["ties"]
    assert {(t["owed_by"], t["owed_to"], t["obligation"]) for t in ties} == {
        ("CN", "KP", "defence"), ("KP", "CN", "defence"), ("CN", "KP", "consultation"), ("KP", "CN", "consultation"),
    }  # fmt: skip
    assert {t["source"] for t in ties} == {"atop"}
    assert {t["certainty"] for t in ties} == {"secondary"}


@pytest.mark.parametrize(
    ("on", "countries"),
    [
        ("1989-12-31", []),
        ("1990-01-01", ["SU"]),  # number 365 is the Soviet Union until 1991, and Russia after
        ("1991-12-31", ["SU"]),
        ("1992-01-01", ["RU"]),
        ("1993-12-31", ["RU"]),
        ("1994-07-01", []),  # a gap in the years
        ("1995-07-01", ["RU"]),
        ("1996-01-01", []),
    ],
)
def test_years_in_a_row_are_one_period(
    run: Run, ask: Ask, case: Path, atop: Path, on: str, countries: list[str]
) -> None:
    run("import-atop", atop, "--into", case)
    assert ask("allies", case, "KP", "--obligation", "defence", "--on", on)["countries"] == countries


def test_what_is_owed_one_way_is_one_way(run: Run, case: Path, atop: Path) -> None:
    run("import-atop", atop, "--into", case)
    study = thalweg.open(case)
    owed = {(t.obligation.debtor, t.obligation.creditor) for t in study.allies("JP", on="1960-07-01").ties}
    assert owed == {("US", "JP")}
    assert study.case.facts.sources["atop"].note == "imported from atop.csv; years only"


def test_states_without_a_code_are_left_out(run: Run, case: Path, atop: Path) -> None:
    run("import-atop", atop, "--into", case)
    book = thalweg.open(case).case.lawbook
    named = {c for i in book.instruments.values() for o in i.obligations for c in (o.debtor, o.creditor)}
    assert named == {"CN", "KP", "SU", "RU", "US", "JP"}


@pytest.mark.parametrize("header", [
    "ccode1,ccode2,YEAR,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n",
    "atopid,StateA,StateB,Year,Defense,Offense,Neutral,NonAgg,Consul\n",
])  # fmt: skip
def test_columns_by_either_name(run: Run, ask: Ask, case: Path, tmp_path: Path, header: str) -> None:
    row = "710,731,1970,1,0,0,0,0\n"
    (tmp_path / "other.csv").write_text(header + (f"3,{row}" if header.startswith("atopid") else row))
    assert ask("import-atop", tmp_path / "other.csv", "--into", case)["pairs"] == 1
    assert ask("allies", case, "CN", "--on", "1970-07-01")["countries"] == ["KP"]


BAD = [
    ("no year", "stateA,stateB,defense\n710,731,1\n", "bad-csv", 1, "year"),
    ("no states", "year,defense\n1970,1\n", "bad-csv", 1, "debtor"),
    ("nothing", "", "bad-csv", 1, "debtor"),
    ("a country for a number", HEADER + "China,731,1970,1,0,0,0,0\n", "bad-value", 2, ""),
    ("a year in words", HEADER + "710,731,1970,1,0,0,0,0\n710,731,soon,1,0,0,0,0\n", "bad-value", 3, ""),
    ("a cell in words", HEADER + "710,731,1970,yes,0,0,0,0\n", "bad-value", 2, ""),
    ("too few cells", HEADER + "710,731,1970\n", "bad-value", 2, ""),
]


@pytest.mark.parametrize(("name", "text", "code", "line", "field"), BAD, ids=[b[0] for b in BAD])
def test_a_bad_file_is_told_and_changes_nothing(
    run: Run, case: Path, tmp_path: Path, name: str, text: str, code: str, line: int, field: str
) -> None:
    (tmp_path / "bad.csv").write_text(text)
    before = {p: p.read_bytes() for p in case.rglob("*") if p.is_file()}
    ended, out, _ = run("import-atop", tmp_path / "bad.csv", "--into", case, "--json")
    problems = json.loads(out)["error"]["problems"]
    assert ended == 2
    assert (code, "bad.csv", line, field) in [(p["code"], p["file"], p["line"], p["field"]) for p in problems]
    assert {p: p.read_bytes() for p in case.rglob("*") if p.is_file()} == before


def test_it_is_imported_once(run: Run, case: Path, atop: Path) -> None:
    assert run("import-atop", atop, "--into", case)[0] == 0
    before = {p: p.read_bytes() for p in case.rglob("*") if p.is_file()}
    code, out, err = run("import-atop", atop, "--into", case)
    assert (code, out) == (2, "")
    assert "atop.yaml" in err
    assert {p: p.read_bytes() for p in case.rglob("*") if p.is_file()} == before


def test_a_file_that_is_not_there(run: Run, case: Path, tmp_path: Path) -> None:
    code, out, err = run("import-atop", tmp_path / "none.csv", "--into", case)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "none.csv" in err
