"""A scenario put together in its name, saved under a title: what it comes to is what its parts come to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

import thalweg
from tests.surfaces.test_saved import match
from tests.surfaces.test_server import TRIP, problem
from thalweg.errors import CaseError
from thalweg.io.case import load_case
from thalweg.io.composed import JOIN, composed
from thalweg.server.app import make_app
from thalweg.server.shelf import Shelf
from thalweg.store.book import Store
from thalweg.store.folder import take_folder, write_folder
from thalweg.store.laid import Laid

YALU = "new-yalu-bridge.status=open@2027-01-01"
PARTS = ["dredge-tumen", YALU, "reading:art9=broad"]
LESS = ["!ru-kp-tumen.consent", "dredge-tumen"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open an empty store."""
    it = Store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield it
    it.close()


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    """Serve two cases, and keep what is saved."""
    with TestClient(make_app(Shelf(["tumen", "kiel"], store)), base_url="http://127.0.0.1") as client:
        yield client


def saved(client: TestClient, case: str, **body: Any) -> dict[str, Any]:
    """Save a scenario."""
    made = client.post(f"/api/cases/{case}/saved/scenarios", json={"title": "Mine", **body})
    assert made.status_code == 201, made.text
    return dict(made.json())


def about(client: TestClient, case: str, scenario: str) -> dict[str, Any]:
    """Return what the case says of a scenario."""
    found = client.get(f"/api/cases/{case}").json()["scenarios"]
    return next(dict(s) for s in found if s["id"] == scenario)


@pytest.mark.parametrize(("base", "top"), [("both-consents", PARTS), ("both-consents", LESS), ("baseline", PARTS)])
def test_saved_it_is_what_its_name_came_to(client: TestClient, base: str, top: list[str]) -> None:
    record = saved(client, "tumen", based_on=base, top=top)
    name = JOIN.join((base, *top))
    it = composed(load_case("tumen"), name)
    mine = about(client, "tumen", record["id"])
    assert [(c["subject"], c["attribute"], c["stated"], c["from"]) for c in mine["changes"]] == [
        (c.subject, c.attribute, c.stated, c.valid.start.isoformat() if c.valid.start else None) for c in it.changes
    ]
    assert mine["readings"] == dict(it.readings)
    answers = [client.get("/api/cases/tumen/check", params={**TRIP, "scenario": s}).json() for s in (name, "mine")]
    assert answers[0]["verdict"] == answers[1]["verdict"]
    assert [(r["rule"], r["at"]) for r in answers[0]["reasons"]] == [
        (r["rule"], r["at"]) for r in answers[1]["reasons"]
    ]
    less = any(x.startswith("!") for x in top)
    assert record["based_on"] == ("baseline" if less else base)
    assert len(record["copied"]) == (2 if base == "both-consents" and not less else 0)


def test_saved_over_itself_it_goes_on_from_what_it_was(client: TestClient) -> None:
    first = saved(client, "tumen", based_on="both-consents", top=["dredge-tumen"])
    body = {"id": "mine", "title": "Mine", "based_on": "mine", "top": [YALU]}
    second = client.put("/api/cases/tumen/saved/scenarios/mine", json=body, headers=match(1)).json()
    assert second["changes"] == [*first["changes"], *second["changes"][-1:]]
    assert second["changes"][-1]["subject"] == "new-yalu-bridge"
    assert (second["based_on"], second["copied"]) == (first["based_on"], first["copied"])
    body["top"] = ["!new-yalu-bridge.status"]
    third = client.put("/api/cases/tumen/saved/scenarios/mine", json=body, headers=match(2)).json()
    assert (third["based_on"], third["copied"]) == ("baseline", [])
    assert third["changes"] == [*first["copied"], *first["changes"]]


def test_what_is_met_under_it_goes_with_it(client: TestClient, store: Store, tmp_path: Path) -> None:
    record = saved(client, "kiel", top=["lower-masts", "give-notice"])
    assert record["meets"] == ["height_notice", "lowered"]
    assert about(client, "kiel", "mine")["meets"] == ["height_notice", "lowered"]
    asked = client.get("/api/cases/kiel/check", params={"scenario": "mine"}).json()
    assert set(asked["question"]["meets"]) == {"height_notice", "lowered"}
    laid = Laid.over(load_case("kiel")).with_news(store.since("kiel"))
    folder = tmp_path / "out"
    write_folder(laid, store.whole_history("kiel"), folder)
    assert yaml.safe_load((folder / "scenarios" / "mine.yaml").read_text("utf-8"))["meets"] == record["meets"]
    assert load_case(folder).scenarios["mine"].meets == ("height_notice", "lowered")
    other = Store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert take_folder(other, folder, "me").new == 1
    assert other.since("kiel").records[0].content["meets"] == record["meets"]
    other.close()


def test_meets_of_a_file_are_met_and_checked(tmp_path: Path) -> None:
    folder = tmp_path / "kiel"
    shutil.copytree(Path(thalweg.__file__).parent / "cases" / "kiel", folder)
    file = folder / "scenarios" / "low.yaml"
    file.write_text("title: Low\nmeets: [lowered]\n", encoding="utf-8")
    case = thalweg.open(folder)
    assert case.check(scenario="low").question.meets == ("lowered",)
    named = composed(case.case, "low+give-notice")
    assert named.meets == ("height_notice", "lowered")
    file.write_text("title: Low\nmeets: [lowerd]\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"low.yaml:2: meets: no requirement 'lowerd'.*lowered"):
        thalweg.open(folder)


@pytest.mark.parametrize(
    ("top", "code", "said"),
    [
        (["dredge-tumn"], "bad-question", "dredge-tumen"),
        (["!ru-kp-tumen.consnt"], "unknown-name", "consent"),
        (["reading:art9=brod"], "unknown-name", "broad"),
        (["tumen-lower.depth_m=deep"], "bad-value", "number"),
        (["a"] * 61, "bad-value", "60"),
        (["a\x00"], "bad-value", "control"),
        ("dredge-tumen", "bad-value", "list"),
    ],
)
def test_a_part_that_cannot_be_used_is_one_message(client: TestClient, top: Any, code: str, said: str) -> None:
    body = {"title": "Mine", "based_on": "both-consents", "top": top}
    problem(client.post("/api/cases/tumen/saved/scenarios", json=body), 422, code, said)
    assert client.get("/api/cases/tumen/saved").json()["scenarios"] == []
