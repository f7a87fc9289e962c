"""Route on the command line and from Python: the same answer, files, and what is not known said."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import thalweg
from tests.surfaces.conftest import Ask, Run
from tests.surfaces.test_cli import check_reason

BRIDGE = ("route", "rasuwagadhi", "--mover", "truck-15t", "--from", "timure", "--to", "kerung", "--on", "2026-01-05")
COAL = (
    "route",
    "tumen",
    "--mover",
    "coal-consignment",
    "--from",
    "hunchun",
    "--to",
    "sea-of-japan",
    "--on",
    "2024-07-01",
)
FISHING = (
    "route",
    "tumen",
    "--mover",
    "cn-fishing-boat",
    "--from",
    "hunchun",
    "--to",
    "sea-of-japan",
    "--on",
    "2024-07-01",
)
PACE = ("--speed", "rail=40", "--speed", "road=50", "--speed", "sea=12kn", "--speed", "river=5kn", "--transfer-h", "12")


def test_a_truck_waits_for_the_bridge_to_open(run: Run) -> None:
    code, out, _ = run(*BRIDGE, "--depart", "15:00", "--by", "time", "--speed", "road=30")
    assert code == 0
    assert "wait 18 h" in out
    assert "there by 2026-01-06 09:03" in out


def test_plain_data_has_every_field(ask: Ask) -> None:
    data = ask(*COAL, *PACE, "--by", "cost", "--cost-per-km", "2", "--cost-per-h", "10", "--count", "2")
    assert data["verdict"] == "clear"
    first, second = data["routes"]
    assert first["cost"][0] <= second["cost"][0]
    assert first["time_h"][0] == first["time_h"][1]
    assert [h["what"] for leg in first["legs"] for h in leg["halts"]] == ["change from road to water"]
    assert first["length_km"] == pytest.approx(sum(leg["length_km"] for leg in first["legs"]), abs=0.01)
    assert first["cost"][0] == pytest.approx(2 * first["length_km"] + 10 * first["time_h"][0], abs=0.05)
    assert data["plan"]["speeds_kmh"]["sea"] == pytest.approx(22.224)


def test_what_each_consent_would_buy(ask: Ask) -> None:
    data = ask(*COAL, *PACE, "--pareto", "--accept", "unknown")
    river, road = data["routes"]
    assert {c["by"] for c in river["consents"]} == {"CN", "KP", "RU"}
    assert (river["verdict"], road["verdict"], road["consents"]) == ("unknown", "clear", [])
    assert river["time_h"][1] < road["time_h"][1]


def test_a_way_that_may_be_barred_is_a_verdict_with_reasons(ask: Ask) -> None:
    data = ask(*FISHING, "--scenario", "both-consents")
    assert data["verdict"] == "unknown"
    assert data["routes"][0]["time_h"] == [0.0, None]
    for reason in data["reasons"]:
        check_reason(reason)
    same = ask("check", *FISHING[1:], "--scenario", "both-consents")
    assert [leg["link"] for leg in data["routes"][0]["legs"]] == [s["link"] for s in same["path"]]
    assert data["sentence"] == same["sentence"]


def test_a_position_stands_for_the_place_nearest_to_it(ask: Ask) -> None:
    words = ["42.86,130.36" if w == "hunchun" else w for w in FISHING]
    data = ask(*words, "--scenario", "both-consents")
    assert data["question"]["origin"] == "hunchun"
    assert any("is taken as the place nearest to it" in a["sentence"] for a in data["assumptions"])


def test_files(run: Run, tmp_path: Path) -> None:
    table, picture = tmp_path / "ways.csv", tmp_path / "ways.png"
    code, _, _ = run(*COAL, *PACE, "--count", "3", "--csv", table, "--plot", picture)
    assert code == 0
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert {r["way"] for r in rows} == {"1", "2", "3"}
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_same_from_python() -> None:
    case = thalweg.open("brest")
    way = case.route("strizh", "moscow", "berlin", "2016-12-17", {"by": "time", "speeds": {"rail": 100}})
    classic = case.route("classic-train", "moscow", "berlin", "2016-12-17", {"by": "time", "speeds": {"rail": 100}})
    saved_min = (classic.routes[0].high_h - way.routes[0].high_h) * 60
    assert saved_min == pytest.approx(100)  # published: two hours against twenty minutes
    assert len(way.to_geojson()["features"]) == 2
    assert list(way.to_frame()["link"]) == ["moscow-brest", "brest-berlin"]
    assert "Gauge change of Brest: change of gauge" in repr(way)
    assert json.dumps(way.as_dict(), sort_keys=True) == json.dumps(
        case.route("strizh", "moscow", "berlin", "2016-12-17", {"by": "time", "speeds": {"rail": 100}}).as_dict(),
        sort_keys=True,
    )


@pytest.mark.parametrize("question", ["route", "flow", "corridor", "response"])
def test_nobody_travels_from_a_place_to_itself(run: Run, question: str) -> None:
    under = ("--scenario", "road-bridge-open") if question == "response" else ()
    there = ("--mover", "tourist-ru", "--from", "vladivostok", "--to", "vladivostok", "--on", "2026-10-01")
    code, out, err = run(question, "tumen", *there, *under)
    assert (code, out) == (2, "")
    assert err.strip() == "to: vladivostok, where it starts; expected another place"


def test_a_round_trip_names_a_place_to_pass(run: Run, ask: Ask) -> None:
    there = ("--mover", "truck-40t", "--from", "hunchun", "--to", "hunchun", "--on", "2026-10-01")
    found = ask("route", "tumen", *there, "--via", "vladivostok")
    assert found["verdict"] == "clear"
    links = [leg["link"] for leg in found["routes"][0]["legs"]]
    assert links == [*links[: len(links) // 2], *links[: len(links) // 2][::-1]]
    assert all(a["sentence"].count("road-kraskino-zarubino") <= 1 for a in found["assumptions"])
    assert run("route", "tumen", *there, "--via", "hunchun")[0] == 2


def test_the_two_places_that_no_way_joins_are_named(ask: Ask) -> None:
    words = ("route", "tumen", "--mover", "truck-40t", "--from", "hunchun", "--to", "tumangang", "--on", "2027-01-01",
             "--scenario", "road-bridge-open")  # fmt: skip
    assert ask(*words)["verdict"] == "clear"
    found = ask(*words, "--via", "niigata")
    assert found["verdict"] == "blocked"
    assert "joins Hunchun and Niigata" in found["reasons"][0]["sentence"]
