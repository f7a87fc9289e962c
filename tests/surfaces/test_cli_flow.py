"""Flow on the command line and from Python: the same answer, files, and mistakes told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import thalweg
from tests.surfaces.conftest import Ask, Run

BRIDGE = (
    "flow", "tumen", "--mover", "truck-40t", "--from", "hunchun", "--to", "tumangang", "--on", "2027-01-01",
    "--scenario", "road-bridge-open",
)  # fmt: skip


def test_where_no_way_is_known_to_be_open_the_flow_is_not_known(ask: Ask, run: Run) -> None:
    words = ("flow", "suez", "--mover", "tanker-55ft", "--from", "port-said", "--to", "suez-city", "--on", "2024-07-01")
    data = ask(*words)
    assert (data["verdict"], data["open"], data["sure"]) == ("unknown", False, False)
    assert data["per_day"] == {"low": 0, "least": None, "best": None, "high": None}
    assert "not known whether anything gets there" in data["sentence"]
    assert "0 t a day" not in run(*words)[1]


def test_plain_data_has_the_cut_with_its_claims_and_the_ladder(ask: Ask) -> None:
    data = ask(*BRIDGE, "--relieve", "9")
    assert data["per_day"] == {"low": 0, "least": 300, "best": 300, "high": 300}
    assert (data["sure"], data["unique"], data["measure"]) == (False, True, "vehicles")
    (cut,) = data["cut"]
    assert cut["at"] == "khasan-checkpoint"
    assert {c["source"] for c in cut["claims"]} == {"mintrans-2025-05-23", "vladivostok-news-2025-05-05"}
    assert cut["relieved_alone"] == {"per_day": 750, "bounded": True}
    assert [(r["relieved"], r["per_day"]) for r in data["rungs"]] == [
        (["khasan-checkpoint"], 750),
        (["kraskino-hunchun-post"], None),
    ]
    assert "rajin" not in json.dumps([c["at"] for c in data["not_known"]])


def test_files_and_a_picture(run: Run, tmp_path: Path) -> None:
    code, out, _ = run(*BRIDGE, "--csv", str(tmp_path / "f.csv"), "--plot", str(tmp_path / "f.png"))
    assert code == 0
    assert "at most 300 vehicles a day" in out
    rows = list(csv.DictReader((tmp_path / "f.csv").read_text(encoding="utf-8").splitlines()))
    assert [r["at"] for r in rows if r["binds"] == "True"] == ["khasan-checkpoint"]
    assert (tmp_path / "f.png").stat().st_size > 1000


def test_python_gives_the_same_and_draws_it_as_geojson(ask: Ask) -> None:
    answer = thalweg.open("tumen").flow("truck-40t", "hunchun", "tumangang", "2027-01-01", scenario="road-bridge-open")
    assert answer.as_dict() == ask(*BRIDGE)
    drawn = {f["properties"]["link"]: f["properties"]["per_day"] for f in answer.to_geojson()["features"]}
    assert drawn["road-khasan-tumangang"] == 300
    assert "at most 300" in repr(answer)


@pytest.mark.parametrize("question", ["flow", "check", "route", "may"])
def test_a_sentence_says_when_it_was_known_and_under_what(ask: Ask, question: str) -> None:
    ends = ("--at", "cn-kp-border") if question == "may" else BRIDGE[4:8]
    data = ask(question, *BRIDGE[1:4], *ends, *BRIDGE[8:], "--known-on", "2026-01-01")
    begins = "On 1 January 2027, as known on 1 January 2026, under the scenario road-bridge-open, Chinese truck, 40 t"
    assert data["sentence"].startswith(begins)
    assert ",," not in data["sentence"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--measure", "trains"), "expected vehicles or t or persons for a truck"),
        (("--relieve", "-1"), "expected 0 to 100"),
        (("--accept", "maybe"), "expected clear, conditional, unknown, blocked"),
        (("--to", "hunchun"), "expected another place"),
    ],
)
def test_mistakes_are_told(run: Run, more: tuple[str, ...], told: str) -> None:
    code, _, err = run(*BRIDGE, *more)
    assert code == 2
    assert told in err
