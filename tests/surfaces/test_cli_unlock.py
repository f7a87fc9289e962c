"""Unlock and settle on the command line: answers, files that are asked again, pictures, and a fleet."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.surfaces.conftest import Ask, Run
from tests.surfaces.tidal import tidal

TRIP = ("--from", "upstream", "--to", "sea", "--on", "2024-07-02")
BARGE = ("--mover", "barge", *TRIP)
LEVERS = """\
levers:
  - id: replace-the-bridge
    title: Replace the bridge
    by: [DE]
    changes: [{subject: old-bridge, attribute: vertical_clearance_m, value: none}]
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Make a case in which 2.5 m of water, and a bridge, are too little for the barge of 3 m."""
    return tidal(tmp_path / "tidal")


def test_unlock_as_json_has_the_promised_shape(ask: Ask, case: Path) -> None:
    data = ask("unlock", case, *BARGE)
    assert set(data) == {
        "question", "target", "by", "verdict", "sets", "vetoes", "veto_holders", "cuts", "shapley", "proved", "refused",
        "opens_on", "stuck",
    }  # fmt: skip
    assert (data["verdict"], data["proved"], data["refused"], data["stuck"]) == ("blocked", True, 0, [])
    first = data["sets"][0]
    assert set(first) == {
        "levers", "verdict", "path", "scenario", "holders", "cost_usd", "unpriced", "meets", "trip", "mover",
    }  # fmt: skip
    (deepened,) = first["levers"]
    assert (first["trip"], first["path"]) == ({}, ["lower-river"])
    assert deepened["text"].startswith("deepen to 3 m (2.9 m at low) at ")
    assert deepened["changes"] == [
        {"subject": "lower-river", "attribute": "depth_m", "value": "2.9 m", "qualifiers": {"datum": "low"}}
    ]
    assert [x["id"] for x in data["sets"][1]["levers"]] == ["draught:2.5"]
    assert data["sets"][1]["trip"] == {"draught_m": "2.5"}


@pytest.mark.parametrize("said", [(), ("--with", "keel_to_top_m=20")])
@pytest.mark.parametrize("target", ["conditional", "clear"])
def test_a_saved_set_is_asked_again(ask: Ask, run: Run, case: Path, said: tuple[str, ...], target: str) -> None:
    found = ask("unlock", case, *BARGE, *said, "--target", target, "--save", case / "scenarios", "--count", 5)["sets"]
    assert found
    for number, one in enumerate(found, start=1):
        words = [w for k, v in one["trip"].items() for w in ("--with", f"{k}={v}")]
        words += ["--meets", ",".join(one["meets"])] if one["meets"] else []
        mover = one["mover"] or "barge"
        again = ask("check", case, "--mover", mover, *TRIP, *said, *words, "--scenario", f"baseline-unlock-{number}")
        assert again["verdict"] == one["verdict"]
    assert run("lint", case)[0] == 0


def test_nothing_is_overwritten_and_nothing_half_written(run: Run, case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    second = folder / "baseline-unlock-2.yaml"
    second.write_text("mine\n", encoding="utf-8")
    code, out, err = run("unlock", case, *BARGE, "--save", folder)
    assert (code, out) == (2, "")
    assert "baseline-unlock-2.yaml" in err
    assert [p.name for p in folder.iterdir()] == [second.name]
    assert second.read_text(encoding="utf-8") == "mine\n"


def test_what_is_open_saves_nothing(run: Run, case: Path, tmp_path: Path) -> None:
    code, out, _ = run("unlock", case, *BARGE, "--with", "draught_m=2", "--save", tmp_path / "none")
    assert (code, (tmp_path / "none").exists()) == (0, False)
    assert "nothing has to change" in out


def test_declared_levers_are_told_with_who_can_pull_them(ask: Ask, run: Run, case: Path) -> None:
    (case / "levers.yaml").write_text(LEVERS, encoding="utf-8")
    words = ("unlock", case, *BARGE, "--with", "keel_to_top_m=20", "--with", "draught_m=2")
    (one,) = ask(*words)["sets"]
    assert ([x["id"] for x in one["levers"]], one["holders"]) == (["replace-the-bridge"], ["DE"])
    code, out, _ = run(*words)
    assert code == 0
    assert "Replace the bridge (by " in out
    assert "nothing opens without" in out


def test_proof_and_cost(ask: Ask, case: Path) -> None:
    data = ask("unlock", case, *BARGE, "--mover-as-it-is", "--prove", "--by", "cost")
    assert (data["by"], data["cuts"]) == ("cost", [["depth_m:lower-river"]])
    assert data["shapley"] == {"depth_m:lower-river": 1}
    assert [len(s["levers"]) for s in data["sets"]] == [1]
    assert data["sets"][0]["unpriced"] == 1


def test_pictures(run: Run, case: Path, tmp_path: Path) -> None:
    for words, name in (((*BARGE,), "one.png"), (("--mover", "barge,canoe", *TRIP), "fleet.png")):
        assert run("unlock", case, *words, "--plot", tmp_path / name)[0] == 0
        assert (tmp_path / name).stat().st_size > 1000


def test_a_fleet_has_a_programme(ask: Ask, case: Path) -> None:
    data = ask("unlock", case, "--mover", "barge,canoe", *TRIP, "--share", "0.5")
    assert set(data) == {"question", "movers", "share", "chosen", "ladder", "levers", "cells"}
    assert "mover" not in data["question"]
    assert (data["movers"], data["share"]) == (["barge", "canoe"], 0.5)
    assert [x["id"] for x in data["chosen"]["levers"]] == ["depth_m:lower-river"]
    assert data["chosen"]["opened"] == ["barge"]
    assert data["ladder"][0]["opened"] == []


# Settle


def unknown(case: Path, *more: str) -> tuple[Any, ...]:
    """Return a question on a day of which the water level is not known."""
    return ("settle", case, "--mover", "barge", "--from", "upstream", "--to", "sea", "--on", "2024-07-03", *more)


def test_settle_as_json_has_the_promised_shape(ask: Ask, case: Path) -> None:
    data = ask(*unknown(case))
    assert set(data) == {"cells", "worth"}
    (cell,) = data["cells"]
    assert set(cell) == {"question", "verdict", "opens", "blocks", "decisive", "proved", "stuck", "facts"}
    assert cell["verdict"] == "unknown"
    assert cell["opens"] == cell["blocks"] == [["water_level_m of koeln"]]
    (fact,) = cell["facts"]
    assert (fact["id"], fact["kind"]) == (cell["decisive"][0], "measurement")
    assert fact["text"] == "the water level at Cologne on the day"
    assert len(fact["claims"]) == 1
    assert {w["fact"]: w["refuses"] for w in data["worth"]} == dict.fromkeys(cell["decisive"], 1)


def test_many_cells_rank_facts_and_go_into_a_file(ask: Ask, run: Run, case: Path, tmp_path: Path) -> None:
    words = unknown(case)[:-2]
    data = ask(*words, "--on", "2024-07-02,2024-07-03")
    assert [c["verdict"] for c in data["cells"]] == ["blocked", "unknown"]
    file = tmp_path / "facts.csv"
    code, out, _ = run(*words, "--on", "2024-07-02,2024-07-03", "--csv", file)
    assert (code, "1 of 2 answers are unknown" in out) == (0, True)
    with file.open(encoding="utf-8", newline="") as read:
        assert [r["fact"] for r in csv.DictReader(read)] == [w["fact"] for w in data["worth"]]
