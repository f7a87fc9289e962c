"""Corridors on the command line and from Python: files in and out, pictures, and mistakes told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.surfaces.conftest import Ask, Run
from thalweg.traffic import read_trips

ROOT = Path(__file__).resolve().parents[2]
LOG = str(ROOT / "docs/examples/trips/made-up-log.csv")
ASKED = (
    "corridor", "tumen", "--mover", "coal-consignment", "--from", "hunchun", "--to", "niigata", "--on", "2024-07-01",
    "--speed", "road=50", "--speed", "rail=40", "--speed", "sea=12kn", "--transfer-h", "12",
)  # fmt: skip
WAYS = ("--way", "Quanhe=wonjong,rajin", "--way", "Zarubino=hunchun,kraskino,zarubino,niigata")


def test_ways_with_steps_at_borders_that_nobody_times(ask: Ask) -> None:
    data = ask(*ASKED, *WAYS)
    assert [w["name"] for w in data["ways"]] == ["Quanhe", "Zarubino"]
    for way in data["ways"]:
        (border,) = [s for s in way["stages"] if s["kind"] == "border"]
        assert border["time_h"] == {"min": 0, "avg": None, "max": None}
        assert way["time_h"]["max"] is None
        assert way["length_km"] == pytest.approx(sum(s["km"] for s in way["stages"]), abs=0.01)


def test_a_way_by_a_place_turns_back_over_no_link_where_it_can_go_on(ask: Ask) -> None:
    by_place = ask(*ASKED, "--way", "Q=wonjong", "--way", "R=wonjong,rajin")["ways"]
    assert [(w["verdict"], w["length_km"]) for w in by_place] == [("unknown", pytest.approx(984.8, abs=0.1))] * 2
    three = ask(*ASKED, "--via", "rajin")["ways"]
    assert three[0]["length_km"] == pytest.approx(984.8, abs=0.1)
    routes = ask("route", *ASKED[1:], "--via", "rajin", "--count", "3")["routes"]
    assert [r["length_km"] for r in routes] == pytest.approx([w["length_km"] for w in three])
    for links in [[leg["link"] for leg in r["legs"]] for r in routes]:
        assert len(set(links)) == len(links)


def test_a_prior_fills_borders_alone_and_is_said(ask: Ask) -> None:
    data = ask(*ASKED, *WAYS, "--prior", "cpmm")
    assert [s["basis"] for w in data["ways"] for s in w["stages"] if s["kind"] == "border"] == ["cpmm", "cpmm"]
    assert any(a["about"] == "prior" for a in data["assumptions"])
    assert data["ways"][0]["time_h"]["max"] > data["ways"][0]["time_h"]["avg"]


def test_a_template_goes_out_and_comes_in(run: Run, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    code, _, _ = run(*ASKED, *WAYS, "--prior", "cpmm", "--template", str(file), "--plot", str(tmp_path / "t.png"))
    assert code == 0
    assert (tmp_path / "t.png").stat().st_size > 1000
    alone = ask("corridor", "tumen", "--observed", str(file))
    beside = ask(*ASKED, *WAYS, "--prior", "cpmm", "--observed", str(file))
    assert [w["verdict"] for w in alone["ways"]] == [None, None]
    assert len(beside["ways"]) == 4
    for model, back in zip(beside["ways"][:2], beside["ways"][2:], strict=True):
        assert back["time_h"]["avg"] == pytest.approx(model["time_h"]["avg"], abs=0.01)
    file.write_text(file.read_text(encoding="utf-8").replace("hunchun,quanhe,road,39", "hunchun,quanhe,road,-3"))
    code, _, err = run("corridor", "tumen", "--observed", str(file))
    assert code == 2
    assert "t.csv:2: distance_km: '-3'; expected a number, 0 or more" in err


def test_an_empty_template_has_the_header_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    code, out, _ = run("corridor", "tumen", "--template", str(file))
    assert code == 0
    assert str(file) in out.replace("\n", "")
    assert file.read_text(encoding="utf-8").startswith("way,kind,from,to,mode,distance_km,time_min_h")
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1


def test_a_log_needs_no_case_and_python_gives_the_same(ask: Ask, tmp_path: Path) -> None:
    data = ask("corridor", "--log", LOG, "--csv", str(tmp_path / "l.csv"), "--plot", str(tmp_path / "l.png"))
    assert data["TFI4_kmh"]["pooled"] == pytest.approx(1000 / 56, abs=1e-4)
    assert [p["TFI1_h"]["mean"] for p in data["posts"]] == [8, 6]
    assert read_trips(LOG).as_dict() == data
    assert len((tmp_path / "l.csv").read_text(encoding="utf-8").splitlines()) == 3
    assert (tmp_path / "l.png").stat().st_size > 1000


def test_the_table_of_a_log_shows_the_figures_of_its_data(run: Run, ask: Ask) -> None:
    data = ask("corridor", "--log", LOG)
    _, out, _ = run("corridor", "--log", LOG)
    posts, all_trips = out.split("all trips")
    rows = [row.split() for row in posts.splitlines() if "TFI" in row]
    assert [(r[-7], r[-6]) for r in rows] == [
        (str(p[i]["n"]), f"{p[i]['mean']:,.1f}") for p in data["posts"] for i in ("TFI1_h", "TFI2_usd")
    ]
    said = {
        "TFI1, h at a post": data["TFI1_h"],
        "TFI2, USD at a post": data["TFI2_usd"],
        "TFI3, USD for 500 km and 20 t": data["TFI3_usd"],
        "TFI4, km/h with delay (SWD)": data["TFI4_kmh"]["by_trip"],
        "km/h without delay (SWOD)": data["SWOD_kmh"]["by_trip"],
    }
    for name, spread in said.items():
        (row,) = [r for r in all_trips.splitlines() if name in r]
        cells = row.split(name)[1].split()
        told = [f"{spread[k]:,.1f}" for k in ("mean", "median", "low_quartile", "high_quartile")]
        assert [*cells[:4], cells[5]] == [str(spread["n"]), *told], name
    (lost,) = [r for r in all_trips.splitlines() if "time lost" in r]
    assert lost.split("SWOD)")[1].split() == [f"{100 * data['delay_ratio']:.1f}", "%"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("corridor",), "no case given"),
        ((*ASKED, "--prior", "cppm"), "expected cpmm"),
        ((*ASKED, "--usd-per-km", "road=-1"), "expected a number, 0 or more"),
        ((*ASKED, "--usd-per-km", "rode=1"), "no mode 'rode'"),
        ((*ASKED, "--way", "x=hunchn"), "did you mean hunchun"),
        ((*ASKED, "--way", "x"), "expected NAME=VALUE"),
        (("corridor", "tumen", "--observed", "nowhere.csv"), "no file 'nowhere.csv'"),
        (("corridor", "--log", "nowhere.csv"), "no file 'nowhere.csv'"),
        (("corridor", "tumen", "--log", LOG), "expected the log alone"),
        ((*ASKED, "--by", "cost"), "cost without a price"),
        ((*ASKED, "--to", "hunchun"), "expected another place"),
        ((*ASKED, "--mover", "tourist", "--prior", "cpmm"), "expected freight"),
    ],
)
def test_mistakes_are_told(run: Run, words: tuple[str, ...], told: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert told in err
