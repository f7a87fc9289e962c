"""Simulate on the command line: the answer, what is missing, files, and mistakes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.surfaces.conftest import Ask, Run

KHASAN = ("simulate", "tumen", "--at", "khasan-checkpoint", "--on", "2026-01-05", "--days", "3", "--runs", "5")
ASKED = (*KHASAN, "--per-day", "300", "--service-min", "40..46")


def test_what_is_missing_is_said_with_the_option_that_gives_it(run: Run) -> None:
    code, out, err = run(*KHASAN)
    assert (code, err) == (0, "")
    assert "time that serving one takes: --service-min, or a claim of transit_h" in out
    assert "how many come in a day: --per-day, or --arrivals FILE" in out
    assert "mean wait" not in out


def test_an_answer_says_what_is_claimed_and_what_is_assumed(run: Run) -> None:
    code, out, _ = run(*ASKED, "--direction-split", "0.5")
    assert code == 0
    for told in (
        "10", "40 to 46 min", "assumed by the question", "less than 48 min", "at best", "at worst", "first", "second",
        "utilisation", "mean wait", "most that wait", "building", "as if it were open", "Ministry of Transport",
    ):  # fmt: skip
        assert told in out


def test_a_line_that_grows_is_said_to_grow(run: Run) -> None:
    assert "the line grows by the day" in run(*KHASAN, "--per-day", "300", "--service-min", "50")[1]


def test_plain_data_has_every_field(ask: Ask) -> None:
    data = ask(*ASKED, "--mover", "truck-40t")
    assert data["verdict"] == "blocked"
    assert data["counted"] == "vehicles"
    assert data["longest_service_min"] == [48, 48]
    assert data["figures"]["lanes"]["from"] == "claims"
    assert data["figures"]["service_min"] == {"low": 40, "high": 46, "unit": "min", "from": "question", "claims": []}
    best, worst = data["outcomes"]
    assert best["measures"]["mean_h"]["low"] <= best["measures"]["mean_h"]["mean"] < worst["measures"]["mean_h"]["mean"]
    assert len(best["line"]) == 3 * 24 + 1
    assert sum(best["waits"]["share"]) == pytest.approx(1, abs=0.01)
    assert set(best["events"][0]) == {"vehicle", "direction", "arrive_h", "start_h", "end_h", "wait_h", "server"}
    assert len(best["events"]) == pytest.approx(900, abs=100)


def test_events_of_long_runs_are_limited(ask: Ask) -> None:
    assert (
        len(ask(*ASKED[:6], "--runs", "1", "--per-day", "300", "--service-min", "40")["outcomes"][0]["events"]) == 2000
    )


def test_files(run: Run, tmp_path: Path) -> None:
    table, picture = tmp_path / "run.csv", tmp_path / "run.png"
    assert run(*ASKED, "--save", table, "--plot", picture)[0] == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[0]["start_h"]) >= float(rows[0]["arrive_h"])
    assert picture.stat().st_size > 10_000


def test_listed_arrivals_are_read_from_a_file(ask: Ask, run: Run, tmp_path: Path) -> None:
    listed = tmp_path / "come.csv"
    listed.write_text("arrive\n2026-01-05T06:00\n2026-01-05T06:10\n", encoding="utf-8")
    data = ask(*KHASAN, "--arrivals", listed, "--lanes", "1", "--service-min", "30")
    assert [e["wait_h"] for e in data["outcomes"][0]["events"]] == [0, 0.3333]
    listed.write_text("arrive\nnoon\n", encoding="utf-8")
    code, out, err = run(*KHASAN, "--arrivals", listed)
    assert (code, out) == (2, "")
    assert "come.csv:2: arrive: 'noon'" in err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--by-hour", "a,b"), "by-hour: 'a,b'; expected 24 numbers"),
        (("--lanes", "x"), "lanes: 'x'"),
        (("--save", "run.csv"), "save: nothing is simulated"),
        (("--plot", "run.png"), "plot: nothing is simulated"),
        (("--at", "khasan"), "did you mean"),
        (("--hours", "08:00-18:00", "--on", "9999-12-20"), "on: 9999-12-20, with opening hours; expected a day from"),
        (("--hours", "08:00-18:00", "--on", "1899-12-31"), "from 1900-01-01 to 9999-12-11, for 3 days"),
        (("--closed", "0001-01-01/0001-01-01T00:00"), "closed: '0001-01-01/0001-01-01T00:00'"),
    ],
)
def test_mistakes_are_one_message(run: Run, more: tuple[str, ...], told: str) -> None:
    code, out, err = run(*KHASAN, *more)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err


@pytest.mark.parametrize("on", ["0001-01-01", "2026-01-05", "9999-12-20"])
def test_a_closure_may_be_as_long_as_the_calendar(ask: Ask, on: str) -> None:
    data = ask(*ASKED, "--on", on, "--closed", "0001-01-01/9999-12-31")
    assert data["hours"] == "day and night, closed 0001-01-01 00:00 to 9999-12-31 23:59"
    assert data["outcomes"][0]["measures"]["through"]["most"] == 0


def test_a_bound_in_minutes_is_told_to_a_tenth_and_not_above_what_it_is(run: Run) -> None:
    words = ("simulate", "tumen", "--at", "khasan-checkpoint", "--on", "2027-01-04", "--runs", "5", "--days", "5")
    text = run(*words, "--per-day", "100", "--closing", "fit", "--hours", "08:00-18:00", "--service-min", "45")[1]
    assert "at most 54.5 min" in text
