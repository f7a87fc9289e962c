"""A table of trade among countries: structural gravity as estimates of the ladder, on the closed Suez Canal."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.surfaces.conftest import Ask, Run
from thalweg.server.app import make_app
from thalweg.server.shelf import Shelf

WHAT_IF = Path(__file__).parents[2] / "docs" / "examples" / "what-if-trade.csv"
SUEZ = ("response", "sea", "--mover", "panamax", "--from", "singapore", "--to", "rotterdam", "--on", "2026-10-01",
        "--scenario", "suez-closed", "--with", "loaded=yes", "--with", "first_passage=no",
        "--speed", "sea=18kn", "--speed", "canal=8kn")  # fmt: skip
TRUCK = ("response", "tumen", "--mover", "truck-40t", "--from", "hunchun", "--to", "rajin", "--on", "2026-10-01",
         "--scenario", "road-bridge-open", "--speed", "road=50")  # fmt: skip
HEAD = "origin,destination,value,takes_way\n"
ROWS = "CN,CN,9,\nCN,KP,2,yes\nKP,KP,3,\nKP,CN,1,\n"
KEPT, FOLLOW = "structural gravity, totals kept", "structural gravity, incomes follow"


def kept(cost: float, e: float) -> float:
    """Balance a table of three equal countries by turns, until rows and columns add up to what they did."""
    start = np.full((3, 3), 100.0)
    np.fill_diagonal(start, 1000.0)
    x = start.copy()
    x[0, 1] *= cost**-e
    x[1, 0] *= cost**-e
    for _ in range(500):
        x *= (start.sum(axis=1) / x.sum(axis=1))[:, None]
        x *= start.sum(axis=0) / x.sum(axis=0)
    return float((x[0, 1] + x[1, 0]) / 200)


def test_what_a_closed_canal_does_to_trade_at_both_ends_and_elsewhere(ask: Ask) -> None:
    found = ask(*SUEZ, "--trade-elasticity", "5", "--trade", WHAT_IF)
    assert found["demand"]["trade"] == {
        "countries": 3, "pairs": [["east", "west"], ["west", "east"]], "sources": ["a what-if of this page"],
    }  # fmt: skip
    rungs = {r["method"]: r for r in found["rungs"]}
    days = [w["time_h"][0] / 24 for w in (found["before"]["ways"][0], found["after"]["ways"][0])]
    assert days[1] - days[0] > 7
    costs = [(1 + t * days[1]) / (1 + t * days[0]) for t in (0.021, 0.006)]
    assert rungs["days as a tariff"]["ratio"] == pytest.approx([c**-5 for c in costs], abs=1e-5)
    assert rungs[KEPT]["ratio"] == pytest.approx([kept(c, 5) for c in costs], abs=1e-5)
    assert rungs["days as a tariff"]["ratio"][1] < rungs[FOLLOW]["ratio"][1] < 1  # others give way, so it falls less
    told = {c["name"]: c for c in rungs[FOLLOW]["countries"]}
    assert told["east"] == {**told["west"], "name": "east"}
    assert told["west"]["welfare"][1] < 1 < told["others"]["exports"][0]
    assert rungs[KEPT]["countries"] == []
    assert rungs[FOLLOW]["gain"] is None
    elsewhere = {r["why"] for r in found["rungs"] if r["method"] == "seen elsewhere"}
    assert elsewhere == {"The best way leads over no new link."}
    assert rungs[FOLLOW]["given"]
    assert not rungs["trade by days"]["given"]


def test_where_no_time_is_known_a_closed_canal_brings_no_trade(ask: Ask) -> None:
    untimed = [w for w in SUEZ if not w.startswith(("--speed", "sea=", "canal="))]
    assert [r["method"] for r in ask(*untimed)["rungs"] if r["ratio"]] == []


def test_a_shorter_way_that_is_not_known_to_be_open_is_told_of(ask: Ask) -> None:
    unsaid = [w for w in SUEZ if w not in ("--with", "loaded=yes", "first_passage=no")]
    found = ask(*unsaid)
    assert found["before"]["ways"][0]["time_h"] == found["after"]["ways"][0]["time_h"]
    assert "not known to be open" in found["before"]["beside"]
    assert "depends on loaded" in found["before"]["beside"]
    assert found["after"]["beside"] == ""
    assert found["before"]["beside"] in " ".join(a["sentence"] for a in found["assumptions"])
    assert ask(*unsaid, "--accept", "unknown")["before"]["ways"][0]["time_h"] != found["before"]["ways"][0]["time_h"]


def test_a_way_that_stays_the_same_changes_no_trade(run: Run, ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8")
    words = (*TRUCK, "--trade-elasticity", "4", "--trade", file)
    rungs = {r["method"]: r for r in ask(*words)["rungs"]}
    assert rungs[KEPT]["ratio"] == rungs[FOLLOW]["ratio"] == pytest.approx([1, 1])
    text = run(*words)[1]
    assert "structural gravity, incomes follow: countries" in text
    assert "1.0000" in text


def test_many_countries_are_told_of_in_short(run: Run, ask: Ask, tmp_path: Path) -> None:
    names = [f"c{i}" for i in range(15)]
    rows = [f"{a},{b},{9 if a == b else 1},{'yes' if (a, b) == ('c0', 'c1') else ''}" for a, b in product(names, names)]
    file = tmp_path / "trade.csv"
    file.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    words = (*TRUCK, "--trade-elasticity", "4", "--trade", file)
    assert "and 3 more that change less" in run(*words)[1]
    assert len(next(r for r in ask(*words)["rungs"] if r["method"] == FOLLOW)["countries"]) == 15


def test_without_a_table_or_an_elasticity_there_is_no_answer(ask: Ask, run: Run) -> None:
    why = {r["method"]: r["why"] for r in ask(*TRUCK, "--trade-elasticity", "4")["rungs"]}
    assert why[KEPT] == why[FOLLOW] == "No table of trade between countries is given."
    assert "none is claimed" in {r["method"]: r["why"] for r in ask(*TRUCK)["rungs"]}[FOLLOW]
    assert "--trade-elasticity" in run(*TRUCK, "--trade", WHAT_IF)[2]


def test_what_does_not_settle_is_said(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    file.write_text(HEAD + "A,A,180,\nB,A,43,yes\nB,B,1,\n", encoding="utf-8")  # B buys nothing for what it sells
    rungs = {r["method"]: r for r in ask(*SUEZ, "--trade-elasticity", "90", "--trade", file)["rungs"]}
    assert "trade does not balance" in rungs[FOLLOW]["why"]
    assert rungs[KEPT]["ratio"] == pytest.approx([1, 1], abs=0.02)  # whatever it costs, that much is sold and bought


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CN,CN,9,\nCN,KP,2,yes\n", "no sales of KP at home"),
        ("CN,CN,9,\nCN,KP,2,\nKP,KP,1,\n", "takes_way: no pair"),
        ("CN,CN,9,\nCN,KP,0,yes\nKP,KP,1,\n", "trade.csv:3: value: '0'; expected a value above 0"),
        ("CN,CN,0,\nCN,KP,1,yes\nKP,KP,1,\n", "trade.csv:2: value: '0'; expected a value above 0"),
        ("CN,CN,9,\nCN,KP,-1,\nKP,KP,1,\n", "from 0 to 1e+18"),
        ("CN,CN,9,\nCN,KP,nan,yes\nKP,KP,1,\n", "trade.csv:3: value: 'nan'"),
        ("CN,CN,9,\nCN,KP,1e19,yes\nKP,KP,1,\n", "trade.csv:3: value"),
        ("CN,CN,9,yes\nCN,KP,1,yes\nKP,KP,1,\n", "a pair of two countries"),
        ("CN,CN,9,\nCN,KP,1,maybe\nKP,KP,1,\n", "takes_way: 'maybe'; expected yes or no"),
        ("CN,CN,9,\nCN,KP,1,yes\nCN,KP,1,yes\nKP,KP,1,\n", "CN to KP again"),
        ("CN,CN,9\n", "3 cells"),
        ("", "no pair"),
        ("".join(f"c{i},c{i},1,\n" for i in range(251)), "at most 250"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_line_by_line(run: Run, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "trade.csv"
    file.write_text(HEAD + text, encoding="utf-8")
    code, out, error = run(*TRUCK, "--trade-elasticity", "5", "--trade", file)
    assert (code, out) == (2, "")
    assert told in error
    assert "Traceback" not in error


def test_over_http_the_table_is_a_text_and_never_a_path(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "trade.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8")
    fields = {"mover": "truck-40t", "origin": "hunchun", "destination": "rajin", "on": "2026-10-01",
              "scenario": "road-bridge-open", "speeds": {"road": 50}, "trade_elasticity": 5}  # fmt: skip
    with TestClient(make_app(Shelf(["tumen"])), base_url="http://127.0.0.1") as client:
        sent = client.post("/api/cases/tumen/response", json={**fields, "trade": HEAD + ROWS})
        assert sent.json() == ask(*TRUCK, "--trade-elasticity", "5", "--trade", file)
        wrong = client.post("/api/cases/tumen/response", json={**fields, "trade": str(file)})
        assert wrong.status_code == 422
        assert "no column" in wrong.json()["error"]["message"]
