"""Load, envelope and windows on the command line: answers, files, days, and in a pipe the answer alone."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.conftest import Ask, Run
from tests.surfaces.test_cli import check_reason
from tests.surfaces.tidal import tidal

TRIP = ("--from", "upstream", "--to", "sea")
DAYS = "2024-07-01,2024-07-02,2024-07-03"
Words = tuple[str | Path, ...]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the case once; no question changes it."""
    return tidal(tmp_path_factory.mktemp("cases") / "tidal")


def load(case: Path, *more: str | Path, on: str = "2024-07-02", mover: str = "barge") -> Words:
    """Return a command line that asks for a load."""
    return ("load", case, "--mover", mover, *TRIP, "--on", on, *more)


def windows(case: Path, *more: str | Path, mover: str = "barge") -> Words:
    """Return a command line that asks for windows."""
    return ("windows", case, "--mover", mover, *TRIP, "--on", "2024-07-01", *more)


def envelope(case: Path, *more: str | Path, to: str = "sea") -> Words:
    """Return a command line that asks for the largest vessels."""
    return ("envelope", case, "--from", "upstream", "--to", to, "--on", "2024-07-02", *more)


QUESTIONS: dict[str, Callable[..., Words]] = {"load": load, "windows": windows, "envelope": envelope}


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Load


def test_load_as_json_has_the_promised_shape(ask: Ask, case: Path) -> None:
    data = ask(*load(case))
    assert set(data) == {"question", "mover", "payload", "days"}
    assert "on" not in data["question"]
    assert {k: data["question"][k] for k in ("mover", "origin", "destination", "scenario")} == {
        "mover": "barge",
        "origin": "upstream",
        "destination": "sea",
        "scenario": "baseline",
    }
    payload = data["payload"]
    assert (payload["most_t"], payload["design_draught_m"], payload["empty_draught_m"]) == (2000.0, 3.0, None)
    assert {c["attribute"] for c in payload["claims"]} == {"deadweight_t"}
    (day,) = data["days"]
    assert set(day) == {"on", "levels", "best", "rows", "binding"}
    assert day["on"] == "2024-07-02"
    assert day["levels"] == ["0.1 m on Cologne"]
    assert day["rows"] == [day["best"]]
    assert day["best"] == {
        "verdict": "clear",
        "draught_m": 2.5,
        "least_draught_m": 1.5,
        "payload_t": 1500.0,
        "share_percent": 75.0,
        "full": False,
    }
    assert [r["rule"] for r in day["binding"]] == ["fit.draught"]
    check_reason(day["binding"][0])


def test_load_of_several_days(ask: Ask, case: Path) -> None:
    days = ask(*load(case, on=DAYS))["days"]
    assert [d["on"] for d in days] == DAYS.split(",")
    tidal_day, steady, unknown = days
    assert [(r["verdict"], r["draught_m"]) for r in tidal_day["rows"]] == [("clear", 2.4), ("conditional", 3.0)]
    assert (tidal_day["best"]["draught_m"], tidal_day["binding"]) == (3.0, [])
    assert steady["best"]["draught_m"] == 2.5
    assert (unknown["best"], unknown["levels"]) == (None, [])
    assert [(r["verdict"], r["full"]) for r in unknown["rows"]] == [("unknown", True)]


def test_load_reads_itself_out(run: Run, case: Path) -> None:
    code, out, err = run(*load(case, on=DAYS))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert sum(line.strip().startswith("2024-07-0") for line in lines) == 4
    assert any("2.50" in x and "1,500" in x and "Lower river (depth)" in x for x in lines)
    assert "payload: full 2,000 t at 3 m" in out
    assert "nan" not in out


def test_load_writes_one_row_for_each_day_and_verdict(run: Run, case: Path, tmp_path: Path) -> None:
    file = tmp_path / "loads.csv"
    code, _, err = run(*load(case, "--csv", file, on=DAYS))
    assert (code, err) == (0, "")
    found = rows(file)
    assert list(found[0]) == [
        "on",
        "verdict",
        "draught_m",
        "least_draught_m",
        "payload_t",
        "share_percent",
        "full",
        "binding",
    ]
    assert [(r["on"][-2:], r["verdict"], r["draught_m"], r["full"]) for r in found] == [
        ("01", "clear", "2.4", "False"),
        ("01", "conditional", "3.0", "True"),
        ("02", "clear", "2.5", "False"),
        ("03", "unknown", "3.0", "True"),
    ]
    assert [r["binding"] for r in found] == ["", "", "lower-river", "lower-river"]


def test_load_of_a_vessel_of_which_nothing_is_known(ask: Ask, run: Run, case: Path, tmp_path: Path) -> None:
    words = load(case, "--with", "air_draught_m=2", "--with", "beam_m=1", "--with", "length_m=5", mover="canoe")
    data = ask(*words)
    assert data["payload"] == {
        "how": "",
        "empty_draught_m": None,
        "design_draught_m": None,
        "most_t": None,
        "claims": [],
    }
    best = data["days"][0]["best"]
    assert (best["draught_m"], best["payload_t"], best["share_percent"], best["full"]) == (2.5, None, None, False)
    code, out, _ = run(*words, "--csv", tmp_path / "a.csv", "--plot", tmp_path / "a.png")
    assert code == 0
    assert "what it carries is not known" in out
    assert "nan" not in out
    assert rows(tmp_path / "a.csv")[0]["payload_t"] == ""


def test_what_is_said_of_the_trip_counts_for_every_draught(ask: Ask, case: Path) -> None:
    """With 9 m from keel to top the bridge of 6.50 m asks for no less than 2.50 m, and there is no more."""
    high = ask(*load(case, "--with", "keel_to_top_m=9.01"))["days"][0]
    assert (high["rows"], [r["rule"] for r in high["binding"]]) == ([], ["fit.air_draught"])
    assert ask(*load(case, "--with", "keel_to_top_m=9"))["days"][0]["best"]["draught_m"] == 2.5
    broad = ask(*load(case, "--with", "beam_m=12.01"))["days"][0]
    assert (broad["rows"], "fit.width" in [r["rule"] for r in broad["binding"]]) == ([], True)
    assert ask(*load(case, "--with", "design_draught_m=2.2"))["days"][0]["best"]["full"] is True


def test_planned_to_wait_for_the_tide_it_is_clear(ask: Ask, case: Path) -> None:
    (day,) = ask(*load(case, "--meets", "tide_window", on="2024-07-01"))["days"]
    assert [(r["verdict"], r["draught_m"]) for r in day["rows"]] == [("clear", 3.0)]


# Envelope


def test_envelope_as_json_has_the_promised_shape(ask: Ask, case: Path) -> None:
    data = ask(*envelope(case))
    assert set(data) == {"question", "mover", "law", "finished", "settled", "destinations"}
    assert "destination" not in data["question"]
    assert (data["law"], data["finished"], data["mover"]) == ("size only", True, "Any vessel")
    (there,) = data["destinations"]
    assert set(there) == {"destination", "sure", "perhaps", "unknown"}
    (largest,) = there["sure"]
    assert largest == {
        "sizes": {"draught_m": 2.5, "air_draught_m": 6.5, "beam_m": 12.0, "length_m": 110.0},
        "bound_by": {
            "draught_m": {"lower-river": "Lower river"},
            "air_draught_m": {"old-bridge": "Old bridge"},
            "beam_m": {"old-bridge": "Old bridge"},
            "length_m": {"lower-river": "Lower river"},
        },
        "rules": {
            "draught_m": ["fit.draught"],
            "air_draught_m": ["fit.air_draught"],
            "beam_m": ["fit.width"],
            "length_m": ["fit.length"],
        },
        "path": ["lower-river"],
    }


def test_envelope_to_all_places_with_no_limit_as_null(ask: Ask, case: Path) -> None:
    data = ask(*envelope(case, "--mover", "barge", to="all"))
    assert data["law"] == "of the mover"
    here, sea = data["destinations"]
    assert (here["destination"], sea["destination"]) == ("upstream", "sea")
    assert set(here["sure"][0]["sizes"].values()) == {None}
    assert here["sure"][0]["path"] == []


def test_envelope_reads_itself_out_and_writes_a_row_for_each_largest_vessel(
    run: Run, case: Path, tmp_path: Path
) -> None:
    file = tmp_path / "largest.csv"
    code, out, err = run(*envelope(case, "--csv", file, to="sea, upstream"))
    assert (code, err) == (0, "")
    assert "law only as far as it speaks" in out
    assert out.index("to The sea") < out.index("to Upstream")
    assert "Old bridge" in out
    assert "(air draught, beam)" in out
    found = rows(file)
    sizes = ["draught_m", "air_draught_m", "beam_m", "length_m"]
    assert list(found[0]) == ["destination", "how", *sizes, *(f"{d}_bound_by" for d in sizes)]
    assert [(r["destination"], r["how"]) for r in found] == [
        (place, how) for place in ("sea", "upstream") for how in ("sure", "perhaps")
    ]
    assert (found[0]["draught_m"], found[0]["draught_m_bound_by"]) == ("2.5", "lower-river")
    assert (found[2]["draught_m"], found[2]["draught_m_bound_by"]) == ("inf", "")


def test_a_budget_that_runs_out_is_told_on_every_surface(ask: Ask, run: Run) -> None:
    words = ("envelope", "rhine", "--from", "mainz", "--to", "wesel", "--on", "2024-07-01", "--budget", "1")
    answer = ask(*words)
    assert answer["finished"] is False
    assert answer["destinations"] == [{"destination": "wesel", "sure": [], "perhaps": [], "unknown": []}]
    code, out, _ = run(*words)
    assert code == 0
    assert "not finished" in out
    assert "none found within the budget" in out
    assert "no size at all" not in out


# Windows


def test_windows_as_json_has_the_promised_shape(ask: Ask, case: Path) -> None:
    data = ask(*windows(case, "--with", "draught_m=2.8"))
    assert set(data) == {"question", "mover", "step_min", "open_min", "windows"}
    assert data["question"]["trip"] == {"draught_m": "2.8"}
    assert (data["step_min"], data["open_min"]) == (10, 480)
    told = [(w["hours"], w["verdict"]) for w in data["windows"]]
    assert told == [
        ("00:00-04:00", "blocked"),
        ("04:00-08:00", "clear"),
        ("08:00-16:00", "blocked"),
        ("16:00-20:00", "clear"),
        ("20:00-24:00", "blocked"),
    ]
    first = data["windows"][0]
    assert set(first) == {"hours", "start_min", "end_min", "verdict", "levels", "binding"}
    assert first["levels"] == ["0 m on Cologne"]
    check_reason(first["binding"][0])


def test_windows_read_themselves_out_at_any_step(run: Run, case: Path) -> None:
    code, out, err = run(*windows(case, "--with", "draught_m=2.8", "--step", "240"))
    assert (code, err) == (0, "")
    assert "tried every 240 minutes" in out
    assert "open 8 h 00 min" in out
    assert [line.split()[0] for line in out.splitlines() if line[2:3].isdigit()] == [
        "00:00-04:00",
        "04:00-08:00",
        "08:00-16:00",
        "16:00-20:00",
        "20:00-24:00",
    ]


# Pictures, and what goes where


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_each_may_be_drawn(run: Run, case: Path, tmp_path: Path, name: str, suffix: str) -> None:
    picture = tmp_path / f"a.{suffix}"
    code, out, err = run(*QUESTIONS[name](case, "--plot", picture))
    assert (code, err) == (0, "")
    assert out
    assert picture.stat().st_size > 1000


@pytest.mark.parametrize(
    "words",
    [
        ("load", "--mover", "barge", "--on", DAYS),
        ("load", "--mover", "barge", "--on", "2024-07-02", "--with", "keel_to_top_m=20"),
        ("load", "--mover", "barge", "--on", "2024-07-01,2024-07-02", "--with", "keel_to_top_m=20"),
        ("load", "--mover", "canoe", "--on", "2024-07-03"),
        ("windows", "--mover", "canoe", "--on", "2024-07-03"),
        ("envelope", "--on", "2024-07-03"),
        ("envelope", "--on", "2024-07-03", "--known-on", "2000-01-01"),
    ],
    ids=" ".join,
)
def test_even_an_answer_of_nothing_may_be_drawn_and_tabled(
    run: Run, case: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    picture, table = tmp_path / "a.png", tmp_path / "a.csv"
    more = ("--csv", table) if words[0] != "windows" else ()
    code, out, err = run(words[0], case, *TRIP, *words[1:], "--plot", picture, *more)
    assert (code, err) == (0, "")
    assert "nan" not in out
    assert picture.stat().st_size > 1000
    assert not more or table.read_text().startswith(("on,", "destination,"))


@pytest.mark.parametrize("name", QUESTIONS)
def test_in_a_pipe_stands_the_answer_alone(case: Path, name: str) -> None:
    words = [sys.executable, "-m", "thalweg", *map(str, QUESTIONS[name](case))]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "40"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) > 60


@pytest.mark.parametrize("name", QUESTIONS)
def test_one_question_asked_twice_has_one_answer(ask: Ask, case: Path, name: str) -> None:
    first: Any = ask(*QUESTIONS[name](case))
    assert ask(*QUESTIONS[name](case)) == first
