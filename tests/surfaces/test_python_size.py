"""Load, envelope and windows from Python: days and names as they come, progress, frames and mistakes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from math import inf
from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.spoil import CLAIMS
from tests.surfaces.tidal import tidal
from thalweg.errors import BadInput, UnknownName
from thalweg.rules.rule import Verdict
from thalweg.study import Study, open_case

ON = "2024-07-02"
HARBOUR = Path(__file__).parents[2] / "docs" / "examples" / "harbour"
TRIP = ("upstream", "sea")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Open the case once."""
    return open_case(tidal(tmp_path_factory.mktemp("cases") / "tidal"))


def heard() -> tuple[list[tuple[int, int]], Callable[[int, int], None]]:
    """Return what is heard of progress, and who hears it."""
    found: list[tuple[int, int]] = []
    return found, lambda done, of: found.append((done, of))


# Load


@pytest.mark.parametrize("on", [ON, date(2024, 7, 2), [ON], (date(2024, 7, 2),)])
def test_a_day_or_several_as_text_or_as_date(study: Study, on: Any) -> None:
    (day,) = study.load("barge", *TRIP, on).days
    assert day.on == date(2024, 7, 2)
    assert day.best is not None
    assert day.best.draught_m == 2.5


def test_without_a_day_today_is_asked(study: Study) -> None:
    before = date.today()
    assert before <= study.load("barge", *TRIP).days[0].on <= date.today()


def test_load_reports_each_day_and_windows_each_minute_and_envelope_each_place(study: Study) -> None:
    days, hear = heard()
    study.load("barge", *TRIP, ["2024-07-01", ON, "2024-07-03"], report=hear)
    assert days == [(1, 3), (2, 3), (3, 3)]
    minutes, hear = heard()
    study.windows("barge", *TRIP, ON, step_min=480, report=hear)
    assert minutes == [(0, 1440), (480, 1440), (960, 1440), (1439, 1440)]
    places, hear = heard()
    study.envelope("upstream", "all", ON, report=hear)
    assert places == [(1, 2), (2, 2)]


def test_each_day_of_several_is_what_it_is_alone(study: Study) -> None:
    days = ["2024-07-03", "2024-07-01", ON]
    together = study.load("barge", *TRIP, days).as_dict()["days"]
    assert together == [study.load("barge", *TRIP, d).as_dict()["days"][0] for d in days]


def test_a_load_is_what_check_finds(study: Study) -> None:
    for draught, verdict in ((2.5, Verdict.CLEAR), (2.51, Verdict.BLOCKED)):
        given = {"draught_m": draught, "air_draught_m": 8 - draught}
        assert study.check("barge", *TRIP, ON, trip=given).verdict is verdict


def test_the_frame_of_a_load(study: Study) -> None:
    frame = study.load("barge", *TRIP, ["2024-07-01", ON]).to_frame()
    assert frame["on"].tolist() == ["2024-07-01", "2024-07-01", ON]
    assert frame["payload_t"].tolist() == [1400, 2000, 1500]
    assert frame["full"].tolist() == [False, True, False]
    none = study.load("barge", *TRIP, ON, trip={"keel_to_top_m": 20}).to_frame()
    assert (len(none), "payload_t" in none.columns) == (0, True)


def test_what_the_question_says_stays_in_the_question(study: Study) -> None:
    found = study.load("barge", *TRIP, ON, trip={"air_draught_m": 4, "speed_kn": 3}, meets="tide_window")
    assert dict(found.question.said) == {"air_draught_m": "4", "speed_kn": "3"}
    assert found.question.meets == ("tide_window",)
    assert found.as_dict()["question"]["trip"] == {"air_draught_m": "4", "speed_kn": "3"}


def test_an_answer_shows_itself_as_text_and_html(study: Study) -> None:
    for found, words in (
        (study.load("barge", *TRIP, ON), ("2.50", "1,500", "Lower river")),
        (study.envelope(*TRIP, ON), ("2.50", "6.50", "110.00", "Old bridge")),
        (study.envelope("upstream", "upstream", ON), ("any",)),
        (study.windows("barge", *TRIP, ON, step_min=720), ("00:00-24:00", "blocked")),
    ):
        assert all(w in repr(found) for w in words)
        assert all(w in found._repr_html_() for w in words)
        assert "nan" not in repr(found)


# Envelope


def test_destinations_as_they_come(study: Study) -> None:
    for to in ("sea,upstream", ["sea", "upstream"], ("sea", "upstream")):
        assert [e.destination for e in study.envelope("upstream", to, ON).envelopes] == ["sea", "upstream"]
    assert [e.destination for e in study.envelope("sea", "all", ON).envelopes] == ["upstream", "sea"]


def test_the_frame_of_an_envelope(study: Study) -> None:
    frame = study.envelope("upstream", "all", "2024-07-03").to_frame()
    assert frame[["destination", "how"]].to_numpy().tolist() == [
        ["upstream", "sure"],
        ["upstream", "perhaps"],
        ["sea", "perhaps"],
    ]
    assert frame["draught_m"].tolist() == [inf, inf, inf]
    assert frame["air_draught_m_bound_by"].tolist() == ["", "", "old-bridge"]
    none = study.envelope(*TRIP, ON, trip={}, meets=(), mover="barge").to_frame()
    assert none["draught_m"].tolist() == [2.5, 2.5]


def test_the_frame_of_windows(study: Study) -> None:
    frame = study.windows("barge", *TRIP, "2024-07-01", step_min=120, trip={"draught_m": 2.8}).to_frame()
    assert frame["start_min"].tolist() == [0, 240, 480, 960, 1200]
    assert frame["end_min"].tolist() == [240, 480, 960, 1200, 1440]
    assert frame["verdict"].tolist() == ["blocked", "clear", "blocked", "clear", "blocked"]


# Mistakes


@pytest.mark.parametrize(
    ("ask", "named"),
    [
        (lambda s: s.load("brage", *TRIP, ON), "barge"),
        (lambda s: s.load("barge", "upstraem", "sea", ON), "upstream"),
        (lambda s: s.load("barge", "upstream", "see", ON), "sea"),
        (lambda s: s.load("barge", *TRIP, ON, scenario="dredge"), "dredged"),
        (lambda s: s.windows("brage", *TRIP, ON), "barge"),
        (lambda s: s.envelope("upstream", ["sea", "upstraem"], ON), "upstream"),
        (lambda s: s.envelope("upstream", "sea", ON, mover="brage"), "barge"),
        (lambda s: s.load("barge", *TRIP, ON, trip={"keel_to_tp_m": 3}), "keel_to_top_m"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(study: Study, ask: Callable[[Study], object], named: str) -> None:
    with pytest.raises(UnknownName, match=named):
        ask(study)


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda s: s.load("shunter", *TRIP, ON), "mover"),
        (lambda s: s.load("", *TRIP, ON), "mover"),
        (lambda s: s.load("barge", *TRIP, []), "on"),
        (lambda s: s.load("barge", *TRIP, [ON, "tomorrow"]), "on"),
        (lambda s: s.load("barge", *TRIP, ON, trip={"draught_m": 2}), "with"),
        (lambda s: s.load("barge", *TRIP, ON, trip={"beam_m": "nan"}), "beam_m"),
        (lambda s: s.envelope("upstream", "sea", ON, mover="shunter"), "mover"),
        (lambda s: s.envelope("upstream", "sea", ON, budget=0), "budget"),
        (lambda s: s.envelope("upstream", [], ON), "to"),
        (lambda s: s.envelope("upstream", "sea", "2024-02-30"), "on"),
        (lambda s: s.windows("barge", *TRIP, ON, step_min=0), "step"),
        (lambda s: s.windows("barge", *TRIP, ON, step_min=1441), "step"),
        (lambda s: s.windows("barge", *TRIP, "someday"), "on"),
        (lambda s: s.windows("barge", *TRIP, ON, trust="blind"), "trust"),
    ],
)
def test_a_wrong_word_is_named(study: Study, ask: Callable[[Study], object], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        ask(study)
    assert [p.field for p in caught.value.problems] == [field]


def test_the_default_question_may_be_loaded(study: Study) -> None:
    assert study.load("", "", "", ON).mover == "A barge"


@pytest.mark.parametrize("said", ["laden", "3,6", "3.6 m", "nan", "1e1"])
def test_a_row_of_a_table_whose_draught_is_no_number_is_named(tmp_path: Path, said: str) -> None:
    case = tidal(tmp_path / "tidal")
    claims = case / "claims" / "river.csv"
    claims.write_text(claims.read_text().replace("draught=3.00", f'"draught={said}"'))
    with pytest.raises(BadInput) as caught:
        open_case(case)
    assert [(p.file, p.line, p.field) for p in caught.value.problems] == [("claims/river.csv", 15, "qualifiers")]


# What check and load say of one vessel


@pytest.mark.parametrize(("given", "above"), [({}, 5), ({"draught_m": 1.5}, 6.5), ({"keel_to_top_m": 7}, 4)])
def test_a_lighter_vessel_stands_higher_than_is_stated(tmp_path: Path, given: dict[str, float], above: float) -> None:
    case = tidal(tmp_path / "tidal")
    with (case / CLAIMS).open("a", encoding="utf-8") as file:
        file.write("barge,air_draught_m,5,m,,,,tide-table,,asserts,,,,,,2024-01-01,\n")
    asked = open_case(case).check("barge", *TRIP, ON, trip=given)
    assert asked.admission.snapshot.of_mover("air_draught_m", asked.admission.movers[0]).interval == (above, above)
    assert not any(a.about == "air_draught_m" for a in asked.assumptions)


@pytest.mark.parametrize("value", ["-0.01", "-3", "9" * 400])
def test_a_size_is_a_number_that_can_be_and_not_below_nothing(study: Study, value: str) -> None:
    with pytest.raises(BadInput, match="draught_m"):
        study.check("barge", *TRIP, ON, trip={"draught_m": value})


def test_a_stated_air_draught_that_stays_is_told(tmp_path: Path) -> None:
    case = tidal(tmp_path / "tidal")
    claims = case / CLAIMS
    claims.write_text(claims.read_text("utf-8").replace("barge,keel_to_top_m,8", "barge,air_draught_m,5"), "utf-8")
    study = open_case(case)
    about = {a.about for a in study.check("barge", *TRIP, ON, trip={"draught_m": 1.5}).assumptions}
    assert "air_draught_m" in about
    plain = study.check("barge", *TRIP, ON)
    both = study.check("barge", *TRIP, ON, trip={"draught_m": 1.5, "air_draught_m": 6.5})
    assert not any(a.about == "air_draught_m" for a in (*plain.assumptions, *both.assumptions))


def test_two_waits_for_the_water_are_told_not_to_be_fitted_together() -> None:
    harbour = open_case(HARBOUR)
    told = [harbour.check("feeder", "roads", "berth", "2024-07-01", trip={"air_draught_m": a}) for a in (36.5, 30)]
    assert ["tide_window" in {a.about for a in answer.assumptions} for answer in told] == [True, False]
    assert {str(answer.verdict) for answer in told} == {"conditional"}


def test_nothing_deeper_than_any_vessel_is_tried(tmp_path: Path) -> None:
    case = tidal(tmp_path / "tidal")
    with (case / CLAIMS).open("a", encoding="utf-8") as file:
        file.write("canoe,design_draught_m,100000,m,,,,tide-table,,asserts,,,,,,2024-01-01,\n")
    (day,) = open_case(case).load("canoe", *TRIP, ON).days
    assert len(day.admission.movers) == 3001


@pytest.mark.parametrize(("depth", "most"), [("8.0", 10.72), ("109.5", 100.0), ("5000", 100.0)])
def test_an_ocean_is_no_more_than_a_hundred_metres_of_draught(tmp_path: Path, depth: str, most: float) -> None:
    case = tmp_path / "harbour"
    shutil.copytree(HARBOUR, case)
    claims = case / "claims" / "claims.csv"
    claims.write_text(claims.read_text("utf-8").replace("depth_m,8.0", f"depth_m,{depth}"), "utf-8")
    assert open_case(case).envelope("roads", "berth", "2024-07-01").envelopes[0].sure[0].size_m("draught_m") == most
