"""Questions of demand on the command line and from Python: estimates with ranges, and none where nothing is known."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import thalweg
from tests.surfaces.conftest import Ask, Run

DAY = ("--on", "2026-10-01", "--scenario", "road-bridge-open", "--speed", "road=50")
PACE = ("--speed", "rail=40", "--transfer-h", "1")
TOURIST = ("response", "tumen", "--mover", "tourist-ru", "--from", "vladivostok", "--to", "tumangang", *DAY, *PACE)
TRUCK = ("response", "tumen", "--mover", "truck-40t", "--from", "vladivostok", "--to", "tumangang", *DAY)


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
    found = ask(*TOURIST, "--per-day", "2800")
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
        (("--against", "road-bridge-open"), "the scenario itself"),
        (("--against", "road-bridge"), "road-bridge-open"),
        (("--per-day", "many"), "per-day: 'many'"),
        (("--per-day", "30..20"), "per-day"),
        (("--scale", "1"), "both, or neither"),
        (("--scale", "-1", "--slope", "1"), "above 0"),
        (("--income-growth", "0.1"), "both, or neither"),
        (("--trade-elasticity", "nan"), "above 0"),
    ],
)
def test_a_mistake_is_one_message(run: Run, option: tuple[str, str], told: str) -> None:
    code, out, text = run(*TOURIST, *option)
    assert (code, out) == (2, "")
    assert told in text
    assert len(text.strip().splitlines()) == 1


def test_plain_data_is_json(run: Run) -> None:
    assert json.loads(run(*TRUCK, "--json")[1])["unit"] == "h"
