"""Answers as files: what stands in them is the answer, and a file is written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyogrio
import pytest
from starlette.testclient import TestClient

import thalweg
from tests.surfaces.conftest import Ask, Run
from tests.surfaces.test_server import HERE, TRIP, problem
from thalweg.errors import BadInput
from thalweg.io.written import FORMS, Layer, as_csv, as_gpkg
from thalweg.server.app import make_app
from thalweg.server.questions import QUESTIONS
from thalweg.server.shelf import Shelf

WORDS = ("--mover", "ccg-1000t", "--from", "hunchun", "--to", "sea-of-japan", "--on", "2024-07-01")
LEG = ("ccg-1000t", "hunchun", "sea-of-japan")
FILES = [(name, form) for name, q in QUESTIONS.items() if not q.posted for form in q.forms if form != "html"]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Serve the cases of which the examples ask."""
    cases = sorted({q.example[0] for q in QUESTIONS.values()})
    with TestClient(make_app(Shelf(cases)), base_url=HERE) as client:
        yield client


def rows_of(text: str) -> list[dict[str, str]]:
    """Read CSV."""
    return list(csv.DictReader(io.StringIO(text)))


# On the command line and in Python


def test_a_geopackage_has_a_layer_a_kind_with_what_check_and_map_say(tmp_path: Path, ask: Ask) -> None:
    file = tmp_path / "tumen.gpkg"
    told = ask("export", "tumen", file, *WORDS)
    layers = {str(n): g for n, g in pyogrio.list_layers(file)}
    assert layers == {"places": "Point", "links": "LineString", "gates": "Point", "way": "LineString",
                      "reasons": None, "sources": None}  # fmt: skip
    check = ask("check", "tumen", *WORDS)
    read = {n: geopandas.read_file(file, layer=n) for n in layers}
    assert {n: len(t) for n, t in read.items()} == told["layers"]
    assert read["links"].crs == read["way"].crs == "EPSG:4326"
    way = read["way"]
    assert list(zip(way["link"], way["length_km"], way["verdict"], strict=True)) == [
        (s["link"], s["length_km"], s["verdict"]) for s in check["path"]
    ]
    assert list(read["reasons"]["sentence"]) == [r["sentence"] for r in check["reasons"]]
    cited = {s for row in read["reasons"]["sources"] for s in row.split()}
    assert (
        cited
        == set(read["sources"]["source"])
        == {c["source"] for r in check["reasons"] for c in r["claims"]}
        | {s["source"] for r in check["reasons"] for s in r["sources"]}
    )
    seen = thalweg.open("tumen").map("ccg-1000t", "2024-07-01")
    links = read["links"].set_index("id")
    assert {k: None if pd.isna(v) else v for k, v in links["verdict"].items()} == {
        x.link.id: None if x.verdict is None else str(x.verdict) for x in seen.links
    }
    assert next(iter(links.loc["tumen-lower"].geometry.coords)) == seen.snapshot.network.links[
        seen.snapshot.network.element_index["tumen-lower"]
    ].line[0]  # fmt: skip
    bridge = read["gates"].set_index("id").loc["friendship-bridge"]
    assert (bridge["clearance_low_m"], bridge["clearance_high_m"], bridge["clearance_status"]) == (7.0, 11.0, "weak")
    assert read["links"]["length_km"].dtype == float
    assert read["links"]["oneway"].dtype == bool


def test_without_a_mover_or_rows_columns_keep_their_types(tmp_path: Path) -> None:
    file = thalweg.open("tumen").export(on="2024-07-01").to_file(tmp_path / "t.gpkg")
    types = dict(zip(*(pyogrio.read_info(file, layer="links")[k] for k in ("fields", "ogr_types")), strict=True))
    assert (types["verdict"], types["length_km"]) == ("OFTString", "OFTReal")
    empty = tmp_path / "empty.gpkg"
    empty.write_bytes(as_gpkg([Layer("none", {"a": "number", "b": "whole", "c": "yes"}, [], "Point", [])]))
    info = pyogrio.read_info(empty, layer="none")
    assert (info["geometry_type"], info["crs"], info["features"]) == ("Point", "EPSG:4326", 0)
    assert list(info["ogr_types"])[:2] == ["OFTReal", "OFTInteger64"]


def test_geojson_and_csv_hold_the_same_things(tmp_path: Path, run: Run, ask: Ask) -> None:
    for name in ("t.geojson", "t.csv"):
        code, out, err = run("export", "tumen", tmp_path / name, *WORDS)
        assert (code, err) == (0, "")
        assert "5 way" in out
        assert "reasons" not in out
    data = json.loads((tmp_path / "t.geojson").read_text(encoding="utf-8"))
    rows = rows_of((tmp_path / "t.csv").read_text(encoding="utf-8"))
    assert [f["properties"]["what"] for f in data["features"]] == [r["what"] for r in rows]
    answer = ask("check", "tumen", *WORDS)
    assert data["answer"] == {k: v for k, v in answer.items() if k != "path"}
    assert [r["id"] for r in rows if r["what"] == "way"] == [s["link"] for s in answer["path"]]


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "t.csv"
    file.write_text("mine", encoding="utf-8")
    code, _, err = run("export", "tumen", file)
    assert code == 2
    assert "in the way" in err
    assert "--force" in err
    assert file.read_text(encoding="utf-8") == "mine"
    assert run("export", "tumen", file, "--force")[0] == 0
    assert file.read_text(encoding="utf-8").startswith("what,id,")
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("x.shp",), "a form of export: csv, geojson, gpkg"),
        (("x",), "a form of export"),
        (("no/such/x.csv",), "no folder"),
        (("x.gpkg", "--mover", "ccg-1000"), "did you mean ccg-1000t"),
        (("x.gpkg", "--mover", "ccg-1000t", "--from", "hunchun"), "no --to given"),
        (("x.gpkg", "--on", "2024-13-01"), "YYYY-MM-DD"),
    ],
)
def test_a_mistake_is_told_and_leaves_nothing(words: tuple[str, ...], told: str, tmp_path: Path, run: Run) -> None:
    code, out, err = run("export", "tumen", tmp_path / words[0], *words[1:])
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert told in err
    assert not list(tmp_path.iterdir())


def test_what_is_not_installed_is_told_before_any_work(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "geopandas", None)
    code, _, err = run("export", "tumen", tmp_path / "t.gpkg")
    assert code == 2
    assert "geopandas is not installed" in err
    assert "thalweg[gpkg]" in err
    assert run("export", "tumen", tmp_path / "t.geojson")[0] == 0


def test_an_answer_is_a_file_in_the_forms_that_it_has(tmp_path: Path) -> None:
    study = thalweg.open("tumen")
    answer = study.check(*LEG, "2024-07-01")
    assert answer.forms() == ("csv", "geojson", "gpkg")
    path = answer.to_file(tmp_path / "way.csv")
    pd.testing.assert_frame_equal(pd.read_csv(path), answer.to_frame(), check_dtype=False)
    with pytest.raises(BadInput, match="a form of compare: csv"):
        study.compare(*LEG, "2024-07-01", scenario="both-consents").to_file(tmp_path / "c.geojson")
    with pytest.raises(BadInput, match="no table and no map"):
        study.may("ccg-1000t", "ru-kp-tumen", "2024-07-01").to_file(tmp_path / "c.csv")


def test_a_text_that_a_spreadsheet_would_run_is_made_safe() -> None:
    texts = ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "a=b", "", None]
    found = rows_of(as_csv(pd.DataFrame({"text": texts, "number": [-1.5] * 8, "list": [["-a", "b"]] * 8})).decode())
    assert [r["text"] for r in found] == ["'=1+1", "'+x", "'-x", "'@SUM(A1)", "'\tx", "a=b", "", ""]
    assert {r["number"] for r in found} == {"-1.5"}
    assert {r["list"] for r in found} == {"'-a b"}


# Over HTTP


@pytest.mark.parametrize(("name", "form"), FILES)
def test_every_question_can_be_had_as_the_files_that_it_has(name: str, form: str, client: TestClient) -> None:
    case, fields = QUESTIONS[name].example
    address = f"/api/cases/{case}/{name}"
    answer = client.get(address, params={**fields, "as": form})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == FORMS[form]
    said = answer.headers["content-disposition"]
    assert said.startswith(f'attachment; filename="{case}-{name}')
    assert said.endswith(f'.{form}"')
    if form == "csv":
        assert rows_of(answer.text) or name == "load"  # nothing can be loaded there: a table without rows
    elif form == "geojson":
        assert answer.json()["features"]
    else:
        assert answer.content.startswith(b"SQLite format 3\0")
    plain = client.get(address, params={**fields, "as": "json"})
    assert plain.headers["content-type"] == "application/json"
    assert plain.headers["etag"] != answer.headers["etag"]
    have = {"If-None-Match": answer.headers["etag"]}
    assert client.get(address, params={**fields, "as": form}, headers=have).status_code == 304
    assert client.get(address, params={**fields, "as": "json"}, headers=have).status_code == 200


def test_questions_have_the_forms_that_the_page_says() -> None:
    forms = {name: q.forms for name, q in QUESTIONS.items()}
    assert forms["check"] == forms["route"] == forms["map"] == forms["crossings"] == ("csv", "geojson", "gpkg")
    tables = ("access", "unlock", "settle", "compare", "facts", "allies", "envelope", "load", "windows")
    assert all(forms[name] == ("csv",) for name in tables)
    assert forms["may"] == forms["why"] == ()


def test_all_facts_of_a_subject_are_one_table(client: TestClient) -> None:
    asked: dict[str, Any] = {"subject": "friendship-bridge", "on": "2024-07-01"}
    plain = client.get("/api/cases/tumen/facts", params=asked).json()["facts"]
    rows = rows_of(client.get("/api/cases/tumen/facts", params={**asked, "as": "csv"}).text)
    claims = [c for f in plain for k in ("for", "against", "dropped") for c in f[k]]
    assert len(rows) == len(claims) + sum(f["usual"] is not None for f in plain)
    assert {r["attribute"] for r in rows} <= {f["question"]["attribute"] for f in plain}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("check?as=shp", "no form 'shp' of check"),
        ("access?as=gpkg", "a form of access: json, csv"),
        ("may?as=csv", "no form 'csv' of may"),
        ("check?as=csv&as=gpkg", "each field once"),
    ],
)
def test_a_form_that_a_question_has_not_is_one_mistake(address: str, told: str, client: TestClient) -> None:
    problem(client.get(f"/api/cases/tumen/{address}"), 422, "bad-question", told)


def test_a_posted_question_takes_no_form(client: TestClient) -> None:
    problem(client.post("/api/cases/tumen/check?as=csv", json=TRIP), 422, "unknown-field", "no field 'as'")
