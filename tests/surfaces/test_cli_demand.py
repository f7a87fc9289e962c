"""Questions of demand on the command line and from Python: estimates with ranges, and none where nothing is known."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import thalweg
import thalweg.errors
from tests.surfaces.conftest import Ask, Run

DAY = ("--on", "2026-10-01", "--scenario", "road-bridge-open", "--speed", "road=50")
PACE = ("--speed", "rail=40", "--transfer-h", "1")
TOURIST = ("response", "tumen", "--mover", "tourist-ru", "--from", "vladivostok", "--to", "tumangang", *DAY, *PACE)
TRUCK = ("response", "tumen", "--mover", "truck-40t", "--from", "vladivostok", "--to", "tumangang", *DAY)


WHAT_IF = Path(__file__).parents[2] / "docs" / "examples" / "what-if-demand.csv"
ASSIGN = ("assign", "tumen", "--demand", str(WHAT_IF), *DAY, *PACE)


def test_a_ladder_of_estimates_each_with_its_sources(ask: Ask) -> None:
    found = ask(*TOURIST, "--per-day", "20..30")
    assert found["before"]["ways"][0]["cost"] == pytest.approx([5.425, 5.425], abs=0.01)
    rungs = {r["subject"]: r for r in found["rungs"] if r["subject"]}
    cost0, cost1 = (found[side]["ways"][0]["cost"][0] for side in ("before", "after"))
    long_run = rungs["travel-by-cost-long-run"]
    assert long_run["ratio"] == pytest.approx([(cost1 / cost0) ** n for n in (-1, -2)], rel=1e-4)
    assert long_run["per_day"] == pytest.approx([20 * long_run["ratio"][0], 30 * long_run["ratio"][1]], rel=1e-4)
    low = (20 + long_run["per_day"][0]) * (cost0 - cost1) / 2
    assert long_run["gain"][0] == pytest.approx(low, rel=1e-4)
    assert all(c["url"] for r in rungs.values() for c in r["claims"])
    assert {c["at"]: c["per_day"] for c in found["caps"]} == {"khasan-checkpoint": [2850, 2850]}


def test_regimes_stand_apart_with_their_dates(ask: Ask) -> None:
    found = ask(*TOURIST)
    assert [(r["valid"], r["ratio"]) for r in found["regimes"]] == [
        ("2020-03/2022-11", "0"), ("2023-06/2023-10", "9.5"), ("2023-11/..", "~4"),
    ]  # fmt: skip
    assert found["regimes"][0]["claim"]["source"] == "csis-quanhe-2024"
    early = ask(*TOURIST, "--known-on", "2023-01-01")
    assert early["regimes"] == []


def test_where_there_was_no_way_nothing_is_estimated(ask: Ask, run: Run) -> None:
    found = ask(*TRUCK, "--per-day", "10", "--trade-elasticity", "5")
    assert found["before"]["ways"] == []
    assert all(r["ratio"] is None for r in found["rungs"])
    assert found["caps"][0]["per_day"] == [300, 300]
    assert "neither a cost before nor the rule of half is defined" in " ".join(run(*TRUCK)[1].split())


def test_what_is_not_given_is_not_estimated(ask: Ask) -> None:
    rail = "response", "tumen", "--mover", "kp-coal", "--from", "vladivostok", "--to", "tumangang", *DAY
    found = ask(*rail)
    assert {r["ratio"] for r in found["rungs"] if r["method"] == "days as a tariff"} == {None}
    logsum = {r["method"]: r for r in ask(*TOURIST, "--scale", "0.5", "--slope", "0.1")["rungs"]}
    assert logsum["logsum, scale 0.5, slope 0.1"]["ratio"][0] > 1


def test_a_full_crossing_caps_and_the_wait_settles_below_it(ask: Ask) -> None:
    shut = [f"{w}+rail-khasan-tumangang.status=closed" if w == "road-bridge-open" else w for w in TOURIST]
    found = ask(*shut, "--per-day", "2800")
    assert found["caps"][0]["on_all"]
    capped = [r for r in found["rungs"] if r["capped"]]
    assert capped
    assert all(r["per_day"][1] == 2850 for r in capped)
    settled = [r["settled"] for r in capped if r["settled"]]
    assert settled
    assert all(2700 < low <= high < 2850 for low, high in settled)


def test_a_table_of_the_estimates(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ladder.csv"
    _, text, _ = run(*TOURIST, "--csv", str(file))
    assert "Øresund link, 10 years" in text
    with file.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert {r["method"] for r in rows} >= {"constant elasticity", "logsum", "seen elsewhere"}


def test_what_a_link_did_elsewhere_is_not_told_where_no_way_is_new(ask: Ask) -> None:
    words = [
        x if x != "road-bridge-open" else "both-consents" for x in TOURIST
    ]  # consents of the river move no tourist
    rungs = ask(*words)["rungs"]
    seen = [r for r in rungs if r["method"] == "seen elsewhere"]
    assert [(r["ratio"], r["why"]) for r in seen] == [(None, "The best way leads over no new link.")] * 4
    assert {tuple(r["ratio"]) for r in rungs if r["method"] == "constant elasticity"} == {(1.0, 1.0)}


def test_the_same_from_python(ask: Ask) -> None:
    found = thalweg.open("tumen").response(
        "tourist-ru", "vladivostok", "tumangang", "2026-10-01", scenario="road-bridge-open", demand={"per_day": 20},
        plan={"speeds": {"road": 50, "rail": 40}, "transfer_h": 1, "count": 3},
    )  # fmt: skip
    assert found.as_dict()["rungs"] == ask(*TOURIST, "--per-day", "20")["rungs"]
    assert "estimates" in repr(found)
    assert "<pre" in found._repr_html_()


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--against", "road-bridge-open"), "road-bridge-open against itself"),
        (("--against", "road-bridge"), "road-bridge-open"),
        (("--per-day", "many"), "per-day: 'many'"),
        (("--per-day", "30..20"), "per-day"),
        (("--scale", "1"), "both, or neither"),
        (("--scale", "-1", "--slope", "1"), "above 0"),
        (("--income-growth", "0.1"), "both, or neither"),
        (("--trade-elasticity", "nan"), "above 0"),
        (("--trade-elasticity", "1e6"), "at most 100"),
    ],
)
def test_a_mistake_is_one_message(run: Run, option: tuple[str, str], told: str) -> None:
    code, out, text = run(*TOURIST, *option)
    assert (code, out) == (2, "")
    assert told in text
    assert len(text.strip().splitlines()) == 1


def test_plain_data_is_json(run: Run) -> None:
    assert json.loads(run(*TRUCK, "--json")[1])["unit"] == "h"


def test_a_demand_finds_its_ways_and_the_consents_that_they_rest_on(ask: Ask) -> None:
    found = ask(*ASSIGN)
    assert found["finished"]
    assert found["gap"] <= 1e-6
    paths = {p["row"]: p for p in found["paths"]}
    assert paths[0]["links"][-1] == "road-khasan-tumangang"
    assert paths[0]["per_day"] == pytest.approx(250)
    assert paths[3]["countries"] == ["the DPRK"]
    carried = {(x["link"], x["kind"]): x for x in found["links"]}
    bridge = carried["road-khasan-tumangang", "truck"]
    assert (bridge["per_day"], bridge["capacity"]) == (250, 300)
    assert carried["road-khasan-tumangang", "person"]["capacity"] == 2850
    assert carried["road-kraskino-zarubino", "truck"]["per_day"] == pytest.approx(350)
    assert any("capacity a day is known" in a["sentence"] for a in found["assumptions"])


def test_the_delay_at_a_post_is_that_of_its_capacity(ask: Ask, tmp_path: Path) -> None:
    delays = []
    for movers in (150, 300):
        file = tmp_path / f"{movers}.csv"
        head = "origin,destination,mover,per_day\n"
        file.write_text(f"{head}khasan,tumangang,truck-40t,{movers}\n", encoding="utf-8")
        found = ask("assign", "tumen", "--demand", file, *DAY)
        delays.append(found["links"][0]["delay_h"])
        hours = found["demand"][0]["cost"] - delays[-1]
    assert delays[1] == pytest.approx(0.15 * hours, rel=1e-3)
    assert delays[1] == pytest.approx(16 * delays[0], rel=1e-2)


def test_without_the_bridge_the_demand_of_trucks_is_left(ask: Ask) -> None:
    words = [w if w != "road-bridge-open" else "baseline" for w in ASSIGN]
    found = ask(*words)
    assert (found["demand"][0]["travel"], found["demand"][0]["left"], found["demand"][0]["cost"]) == (0, 250, None)
    assert {p["row"] for p in found["paths"]} == {1, 2, 3}


def test_a_way_that_is_not_known_is_no_way_that_is_not_there(run: Run, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "demand.csv"
    rows = ("hunchun,rajin,coal-consignment", "hunchun,rajin,kp-coal", "vladivostok,rajin,freight-train")
    file.write_text("origin,destination,mover,per_day\n" + "".join(f"{r},5\n" for r in rows), encoding="utf-8")
    words = "assign", "tumen", "--demand", file, "--on", "2026-10-01", "--speed", "road=50"
    demand = ask(*words)["demand"]
    assert [(d["left"], d["cost"], d["verdict"], d["lack"]) for d in demand] == [
        (5, None, "unknown", "it is not known whether there is a way"),
        (5, None, "blocked", "there is no way"),
        (5, None, "clear", "there is no way of known time"),
    ]
    verdicts = [ask("check", "tumen", "--mover", m, "--from", a, "--to", b, "--on", "2026-10-01")["verdict"]
                for a, b, m in (r.split(",") for r in rows)]  # fmt: skip
    assert verdicts == [d["verdict"] for d in demand]
    text = run(*words)[1]
    assert "row 1: it is not known whether there is a way" in text
    assert [" ".join(line.split()[6:]) for line in text.splitlines()[3:6]] == ["5 not known", "5 no way", "5 not known"]


def test_an_elastic_demand_falls_with_the_delay(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "demand.csv"
    head = "origin,destination,mover,per_day,elasticity\n"
    file.write_text(head + "vladivostok,tumangang,truck-40t,2000,-1\n", encoding="utf-8")
    found = ask("assign", "tumen", "--demand", file, *DAY)
    row = found["demand"][0]
    free = row["cost"] - sum(x["delay_h"] for x in found["links"])
    assert free == pytest.approx(
        ask("assign", "tumen", "--demand", WHAT_IF, *DAY, *PACE)["demand"][0]["cost"], rel=0.01
    )
    assert row["travel"] < 2000
    assert row["travel"] == pytest.approx(2000 * free / row["cost"], rel=1e-3)
    assert any("More would come a day than can pass" in a["sentence"] for a in found["assumptions"])


@pytest.mark.parametrize(("movers", "elasticity"), [(2000, -0.01), (250, -0.005), (1e9, -0.000001), (1e9, -0.5)])
def test_a_demand_that_hardly_answers_to_its_cost_is_assigned(
    ask: Ask, tmp_path: Path, movers: float, elasticity: float
) -> None:
    def asked(row: str) -> Any:
        file = tmp_path / "demand.csv"
        file.write_text(f"origin,destination,mover,per_day,elasticity\n{row}\n", encoding="utf-8")
        return ask("assign", "tumen", "--demand", file, *DAY)

    free = asked("vladivostok,tumangang,truck-40t,0.001,")["demand"][0]["cost"]
    found = asked(f"vladivostok,tumangang,truck-40t,{movers:g},{elasticity:f}")
    row = found["demand"][0]
    assert found["finished"]
    assert row["travel"] == pytest.approx(movers * (row["cost"] / free) ** elasticity, rel=1e-3)


def test_links_with_their_flows_go_to_files(run: Run, tmp_path: Path) -> None:
    table, lines = tmp_path / "links.csv", tmp_path / "links.geojson"
    code, text, _ = run(*ASSIGN, "--csv", table, "--geojson", lines)
    assert code == 0
    assert "a what-if of this page" in text
    with table.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    features = json.loads(lines.read_text(encoding="utf-8"))["features"]
    assert len(rows) == len(features)
    assert {f["properties"]["link"] for f in features} == {r["link"] for r in rows}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("vladivostok,rajin,truck-40,1,", "did you mean truck-40t"),
        ("vladivostock,rajin,truck-40t,1,", "vladivostok"),
        ("rajin,rajin,truck-40t,1,", "a place other than the origin"),
        ("vladivostok,rajin,truck-40t,many,", "per_day"),
        ("vladivostok,rajin,truck-40t,-1,", "0 or more"),
        ("vladivostok,rajin,truck-40t,1e308,", "demand.csv:2: per_day: '1e308'; expected a number of movers a day"),
        ("vladivostok,rajin,truck-40t,nan,", "0 or more"),
        ("vladivostok,rajin,truck-40t,1,0.5", "elasticity: '0.5'; expected a number from -100 to -0.000001"),
        ("vladivostok,rajin,truck-40t,1,-1e-300", "nothing for a demand that stays"),
        ("vladivostok,rajin,truck-40t,1,-1e9", "from -100"),
        ("", "no rows"),
    ],
)
def test_a_demand_that_cannot_be_used_is_one_message_a_row(run: Run, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "demand.csv"
    file.write_text(f"origin,destination,mover,per_day,elasticity\n{text}\n", encoding="utf-8")
    code, out, error = run("assign", "tumen", "--demand", file, "--on", "2026-10-01")
    assert (code, out) == (2, "")
    assert told in error


def test_no_demand_is_a_mistake(run: Run, tmp_path: Path) -> None:
    assert "the case has no demand.csv" in run("assign", "tumen")[2]
    assert "no file" in run("assign", "tumen", "--demand", tmp_path / "none.csv")[2]
    assert "gap" in run(*ASSIGN, "--gap", "2")[2]


def test_a_way_that_can_be_gone_round_caps_nothing(ask: Ask) -> None:
    found = ask(*TOURIST, "--per-day", "4000")
    assert not found["caps"][0]["on_all"]  # the railway is still open
    assert not [r for r in found["rungs"] if r["capped"] or r["settled"]]
    assert "goes by the other ways" in " ".join(a["sentence"] for a in found["assumptions"])
    assert all(r["per_day"][0] >= 4000 for r in found["rungs"] if r["per_day"])


def test_methods_of_which_nothing_is_claimed_say_so(ask: Ask) -> None:
    words = ("--mover", "cn-cargo-ship", "--from", "simao", "--to", "luang-prabang", "--on", "2015-07-01", "--speed",
             "river=15", "--scenario", "baseline+clear-rapids", "--accept", "unknown")  # fmt: skip
    why = {r["method"]: r["why"] for r in ask("response", "mekong", *words)["rungs"]}
    assert len(why) == 6
    assert sum("flow-priors" in w for w in why.values()) == 5


@pytest.mark.parametrize("demand", [{"trade_elasticity": "5"}, {"scale": "1", "slope": 1}, {"income_growth": []}])
def test_what_is_no_number_is_no_traceback_in_python(demand: dict[str, object]) -> None:
    with pytest.raises(thalweg.errors.BadInput):
        thalweg.open("tumen").response(
            "tourist-ru", "vladivostok", "tumangang", "2026-10-01", scenario="road-bridge-open", demand=demand,  # type: ignore[arg-type]
        )  # fmt: skip


def test_an_estimate_without_bounds_is_not_told(ask: Ask, run: Run) -> None:
    words = (*TOURIST, "--scale", "1e6", "--slope", "1e6", "--per-day", "4")
    assert "too large" in {r["method"]: r["why"] for r in ask(*words)["rungs"]}["logsum, scale 1e+06, slope 1e+06"]
    assert "Warning" not in run(*words)[2]
    assert "from -100 to 100" in run(*TOURIST, "--income-growth", "1", "--income-elasticity", "1e308")[2]


def test_a_link_that_may_have_been_open_before_is_not_taken_as_new(ask: Ask) -> None:
    found = ask(*TOURIST, "--against", "road-bridge-open+road-khasan-tumangang.status=unknown")
    seen = [r for r in found["rungs"] if r["method"] == "seen elsewhere"]
    assert seen
    assert {(r["ratio"], "not known whether" in r["why"]) for r in seen} == {(None, True)}
