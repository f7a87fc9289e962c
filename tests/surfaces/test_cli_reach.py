"""How far at sea, on the command line and from Python: the same answer, files, and mistakes told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import thalweg
from tests.surfaces.conftest import Ask, Run

ASKED = (
    "reach", "sea-of-japan", "--mover", "ccg-1000t", "--from", "hunchun,dalian,qingdao,shanghai",
    "--to", "niigata,tsushima-strait", "--on", "2024-07-01", "--speed-kn", "15", "--hours", "24,48",
)  # fmt: skip


def test_the_river_would_be_ahead_for_niigata_and_behind_for_tsushima(ask: Ask) -> None:
    data = ask(*ASKED)
    rows = {(r["point"], r["base"]): r for r in data["rows"]}
    river = rows["niigata", "hunchun"]
    assert (river["verdict"], river["admitted"]) == ("blocked", False)
    assert river["km"] == pytest.approx(953.0, abs=0.1)
    assert river["time_h"][1] == pytest.approx(953.0 / (15 * 1.852), abs=0.01)
    assert river["nearest_other"] == "shanghai"
    assert river["earlier_h"][0] == pytest.approx(32.6, abs=0.1)
    assert rows["tsushima-strait", "hunchun"]["earlier_h"][1] < 0
    assert all(r["verdict"] == "clear" for k, r in rows.items() if k[1] != "hunchun")
    (only,) = [w["only_from_here"] for w in data["within"] if (w["base"], w["hours"]) == ("hunchun", 48)]
    assert only == ["niigata"]
    assert any("as if" in a["sentence"] for a in data["assumptions"])


def test_files_and_a_picture_and_python_give_the_same(run: Run, ask: Ask, tmp_path: Path) -> None:
    code, _, _ = run(
        *ASKED,
        "--geojson",
        str(tmp_path / "r.json"),
        "--plot",
        str(tmp_path / "r.png"),
        "--csv",
        str(tmp_path / "r.csv"),
    )
    assert code == 0
    assert (tmp_path / "r.png").stat().st_size > 1000
    assert len((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()) == 9
    drawn = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["features"]
    assert {f["geometry"]["type"] for f in drawn} == {"LineString", "Point"}
    assert {f["properties"]["within_h"] for f in drawn} == {24, 48}
    ports = {(f["properties"]["base"], f["properties"].get("place")): f["properties"]["within_h"] for f in drawn}
    assert ports["hunchun", "niigata"] == 48
    assert ("dalian", "niigata") not in ports
    answer = thalweg.open("sea-of-japan").reach(
        "ccg-1000t", "hunchun,dalian,qingdao,shanghai", ["niigata", "tsushima-strait"], "2024-07-01", speed_kn=15,
        hours=[48, 24],
    )  # fmt: skip
    assert answer.as_dict() == ask(*ASKED)


def test_a_claimed_speed_and_one_that_is_not_known(run: Run, ask: Ask) -> None:
    words = "reach", "tumen", "--mover", "ccg-type-318b,ccg-1000t", "--from", "hunchun", "--to", "niigata"
    data = ask(*words)
    fast, silent = data["rows"]
    assert fast["time_h"][1] == pytest.approx(fast["km"] / (32 * 1.852), abs=0.01)
    assert silent["time_h"] == [0, None] or silent["time_h"][1] is None
    assert any("No speed is known of CCG cutter" in a["sentence"] for a in data["assumptions"])
    told = {(w["mover"], w["hours"]): (w["points"], w["not_known"]) for w in data["within"]}
    assert told["ccg-type-318b", 24] == (["niigata"], [])
    assert told["ccg-1000t", 24] == ([], ["niigata"])
    of_fast, of_silent = run(*words)[1].split("CCG cutter, 1,000 t class, on")
    assert [line.split()[-3:] for line in of_fast.splitlines() if "24 h" in line] == [["1", "Niigata", "Niigata"]]
    assert [" ".join(line.split()) for line in of_silent.splitlines() if "24 h" in line] == ["24 h Hunchun not known"]


def test_without_points_all_ports_and_straits_are_asked_about(ask: Ask) -> None:
    data = ask("reach", "tumen", "--mover", "ccg-type-318b", "--from", "dalian", "--on", "2024-07-01")
    assert {"niigata", "tsugaru-strait", "rajin"} <= set(data["points"])
    assert "dalian" not in data["points"]
    assert "hunchun" not in data["points"]


def test_a_case_without_ports_and_straits_is_asked_about_its_places_on_water(ask: Ask, run: Run) -> None:
    words = "reach", "kerch", "--mover", "coaster-mt", "--on", "2024-07-01", "--from"
    assert ask(*words, "azov-sea")["points"] == ["kerch-roads", "black-sea"]
    code, _, err = run(*words, "azov-sea,kerch-roads,black-sea")
    assert code == 2
    assert "to: no other place of the case lies on water; expected a point to get to" in err


def test_a_position_stands_for_the_place_nearest_to_it(ask: Ask) -> None:
    data = ask("reach", "tumen", "--mover", "ccg-type-318b", "--from", "dalian", "--to", "niigata;42.29,130.70")
    assert data["points"] == ["niigata", "tumen-mouth"]
    assert any("42.29,130.7" in a["sentence"] for a in data["assumptions"])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--hours", "0"), "expected hours above 0"),
        (("--hours", "soon"), "expected a number, 0 or more"),
        (("--speed-kn", "-3"), "expected a speed above 0"),
        (("--speed", "road=3"), "expected one by river, canal, strait, sea"),
        (("--to", "nigata"), "did you mean niigata"),
        (("--mover", "truck-40t"), "expected a vessel"),
        (("--mover", ","), "nothing named"),
        (("--accept", "sure"), "expected clear, conditional, unknown, blocked"),
    ],
)
def test_mistakes_are_told(run: Run, more: tuple[str, ...], told: str) -> None:
    code, _, err = run(*ASKED, *more)
    assert code == 2
    assert told in err
