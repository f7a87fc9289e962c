"""Series and climatologies: reading them, days and minutes, gaps, and what is usual."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import thalweg
from tests.surfaces.spoil import LEVELS, SOURCES, STATION, USUAL, Edit, make
from thalweg.facts.series import Series
from thalweg.io import levels
from thalweg.io.case import Case, load_case
from thalweg.io.lint import lint_case
from thalweg.study import Study

HEADER = "station,when,value,unit,source\n"
GAUGE: tuple[Edit, ...] = (STATION, (SOURCES, "+", "gauge,official,Levels of the gauge,,,2024,,,\n"))
DAY = date(2024, 7, 1)
WATER = ("koeln", "water_level_m")


def case(folder: Path, *files: tuple[str, str]) -> Case:
    """Read a case with a water station and these files."""
    return load_case(make(folder / "c", (*GAUGE, *((name, "=", text) for name, text in files))))


def series(folder: Path, *rows: str) -> Series:
    """Read a series of these times and values, in cm."""
    text = HEADER + "".join(f"koeln,{r},cm,gauge\n" for r in rows)
    return case(folder, (LEVELS, text)).facts.series[WATER]


def test_a_series_is_in_the_unit_of_its_attribute_and_in_order_of_time(tmp_path: Path) -> None:
    found = series(tmp_path, "2024-07-01T06:15,315.5", "2024-07-01T06:00,-314", "2024-06-30T23:45,300")
    assert (found.unit, found.source, found.daily) == ("m", "gauge", False)
    assert found.values.tolist() == [3.0, -3.14, 3.155]
    assert np.diff(found.minutes).tolist() == [375, 15]


def test_files_attributes_and_units_may_be_mixed(tmp_path: Path) -> None:
    text = "station,attribute,when,value,unit,source\n"
    facts = case(
        tmp_path,
        (LEVELS, f"{text}koeln,,2024-07-01,314,cm,gauge\nkoeln,ice_thickness_m,2024-01-01,20,cm,gauge\n"),
        ("levels/more.csv", f"{text}koeln,water_level_m,2024-06-30,3,m,gauge\nkoeln,,2024-07-02,10,ft,gauge\n"),
        ("levels/none.csv", text),
    ).facts
    assert facts.series[WATER].values.tolist() == [3.0, 3.14, 3.048]
    assert facts.series["koeln", "ice_thickness_m"].values.tolist() == [0.2]
    assert facts.series[WATER].daily


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\n\n", ""])
def test_lines_may_end_as_they_like(tmp_path: Path, ending: str) -> None:
    rows = ["station,when,value,unit,source", "koeln,2024-07-01, 314 ,cm,gauge", '"koeln",2024-07-02,315,cm,"gauge"']
    text = (ending or "\n").join(rows) + ending
    assert case(tmp_path, (LEVELS, text)).facts.series[WATER].values.tolist() == [3.14, 3.15]


def test_a_day_ends_before_midnight(tmp_path: Path) -> None:
    found = series(tmp_path, "2024-06-30T23:59,1", "2024-07-01T00:00,2", "2024-07-01T23:59,4", "2024-07-02T00:00,8")
    minutes, values = found.samples(DAY)
    assert (minutes.tolist(), values.tolist()) == ([0, 1439], [0.02, 0.04])
    assert found.on(DAY) == (0.02, 0.04)
    assert found.on(DAY + timedelta(days=2)) is None


def test_between_values_the_level_is_interpolated_but_not_over_a_gap(tmp_path: Path) -> None:
    found = series(tmp_path, "2024-07-01T06:00,100", "2024-07-01T09:00,400", "2024-07-01T12:01,100")
    assert found.at(DAY, 6 * 60) == 1.0
    assert found.at(DAY, 7 * 60) == pytest.approx(2.0)
    assert found.at(DAY, 9 * 60) == 4.0
    assert found.at(DAY, 10 * 60) is None, "three hours and a minute are too long"
    assert found.at(DAY, 5 * 60 + 59) is None
    assert found.at(DAY, 13 * 60) is None


def test_a_daily_value_holds_all_day(tmp_path: Path) -> None:
    found = series(tmp_path, "2024-07-01,314")
    assert [found.at(DAY, m) for m in (0, 720, 1439)] == [3.14] * 3
    assert found.at(DAY + timedelta(days=1), 0) is None


def test_a_series_speaks_as_a_claim_of_the_day(tmp_path: Path) -> None:
    study = Study(
        case(tmp_path, (LEVELS, f"{HEADER}koeln,2024-07-01T00:00,3,m,gauge\nkoeln,2024-07-01T06:00,5,m,gauge\n"))
    )
    assert study.attributes_of("koeln") == ("water_level_m",)
    answer = study.facts(*WATER, on=DAY)
    assert (answer.value_text, answer.resolved.status) == ("3 to 5 m", "settled")
    assert [c.source for c in answer.claims_for] == ["gauge"]
    assert answer.usual is None
    assert study.facts(*WATER, on="2024-07-02").value_text == "unknown"
    before = study.facts(*WATER, on=DAY, known_on="2024-06-30")
    assert (before.value_text, before.as_dict()["dropped"][0]["why"]) == (
        "unknown",
        "not certainly known before 2024-07-01",
    )


YEAR = """\
station,season,low,high,unit,source,what
koeln,12/03,210,640,cm,gauge,90 % of the days
koeln,04/11,1.1,4,m,gauge,
"""


def test_what_is_usual_is_no_fact(tmp_path: Path) -> None:
    study = Study(case(tmp_path, (USUAL, YEAR), (LEVELS, f"{HEADER}koeln,2024-07-01,314,cm,gauge\n")))
    winter = study.facts(*WATER, on="2024-01-15")
    assert (winter.value_text, winter.resolved.status, winter.usual_text) == ("unknown", "unknown", "2.1 to 6.4 m")
    data = winter.as_dict()
    assert (data["value"], data["low"], data["status"]) == (None, None, "unknown")
    usual = data["usual"]
    assert (usual["low"], usual["high"], usual["what"], usual["weak"]) == (2.1, 6.4, "90 % of the days", "")
    assert usual["source"] == "gauge"
    assert winter.to_frame()["stands"].tolist() == ["usual"]
    assert "usual" in repr(winter)
    assert "90 % of the days" in repr(winter)
    summer = study.facts(*WATER, on="2024-08-15")
    assert summer.usual_text == "1.1 to 4 m"
    measured = study.facts(*WATER, on=DAY)
    assert (measured.value_text, measured.usual, measured.as_dict()["usual"]) == ("3.14 m", None, None)


def test_seasons_need_not_fill_the_year(tmp_path: Path) -> None:
    text = "station,attribute,season,low,high,unit,source\nkoeln,ice_thickness_m,02-15/02-29,10,30,cm,gauge\n"
    study = Study(case(tmp_path, (USUAL, text)))
    assert study.attributes_of("koeln") == ("ice_thickness_m",)
    found = {d: study.facts("koeln", "ice_thickness_m", on=d).usual_text for d in ("2024-02-29", "2024-03-01")}
    assert found == {"2024-02-29": "0.1 to 0.3 m", "2024-03-01": ""}


def test_lint_counts_them(tmp_path: Path) -> None:
    folder = make(
        tmp_path / "c", (*GAUGE, (USUAL, "=", YEAR), (LEVELS, "=", f"{HEADER}koeln,2024-07-01,314,cm,gauge\n"))
    )
    problems, counts, *_ = lint_case(folder)
    assert (problems, counts["series"], counts["climatologies"]) == ((), 1, 1)


def test_a_mistake_that_stands_in_many_rows_is_told_once(tmp_path: Path) -> None:
    rows = "".join(f"kolen,2024-07-{d:02d},314,cm,gauge\n" for d in range(1, 30))
    folder = make(tmp_path / "c", (*GAUGE, (LEVELS, "=", HEADER + rows)))
    assert [(p.line, p.code) for p in lint_case(folder)[0]] == [(2, "unknown-id")]


@pytest.mark.parametrize("file", [LEVELS, USUAL])
def test_the_levels_of_a_case_that_is_used_are_used_and_stand_once(tmp_path: Path, file: str) -> None:
    text = YEAR if file == USUAL else f"{HEADER}koeln,2024-07-01,314,cm,gauge\n"
    make(tmp_path / "river", (*GAUGE, (file, "=", text)))
    user = make(tmp_path / "user", (("case.yaml", "+", "uses: [river]\n"), ("rules/local.yaml", "-", "")))
    study = Study(load_case(user))
    assert (
        study.facts(*WATER, on="2024-07-01").usual_text or study.facts(*WATER, on="2024-07-01").value_text == "3.14 m"
    )
    (user / file).parent.mkdir()
    (user / file).write_text(text)
    (problem,) = lint_case(user)[0]
    assert (problem.code, problem.file, problem.line, problem.field) == ("duplicate-id", file, 2, "station")


def test_a_file_in_which_nothing_is_amiss_is_read_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whens = ((datetime(2021, 1, 1) + timedelta(minutes=15 * i)).isoformat()[:16] for i in range(100_000))
    folder = make(tmp_path / "c", (*GAUGE, (LEVELS, "=", HEADER + "".join(f"koeln,{w},314,cm,gauge\n" for w in whens))))

    def refuse(*_: object) -> None:
        raise AssertionError("a row of its own")

    monkeypatch.setattr(levels, "_row_by_row", refuse)
    assert len(load_case(folder).facts.series[WATER].minutes) == 100_000


def test_a_case_opens_with_its_levels(tmp_path: Path) -> None:
    folder = make(tmp_path / "c", (*GAUGE, (USUAL, "=", YEAR)))
    stage = thalweg.open(folder).snapshot("2024-01-15").stages.stage("koeln")
    assert (stage.usual, stage.span) == (True, (2.1, 6.4))
