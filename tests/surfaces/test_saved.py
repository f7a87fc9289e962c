"""Saving over HTTP: what is saved counts in every question, nobody's change is lost, and mistakes are told by field."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from tests.surfaces.conftest import Ask, Run
from tests.surfaces.mutants import loaded
from tests.surfaces.test_server import HERE, TRIP, problem
from thalweg.io.case import bundled, find_case
from thalweg.io.lint import lint_case
from thalweg.io.scenarios import stated_parts
from thalweg.server.app import make_app
from thalweg.server.shelf import Shelf
from thalweg.server.work import Limits
from thalweg.store.book import Make, Store
from thalweg.store.laid import Laid
from thalweg.store.reading import change_content, read_scenario

SAVED = "/api/cases/tumen/saved"
DREDGED = {
    "title": "Dredged to 5 m",
    "based_on": "both-consents",
    "changes": [
        {"subject": "tumen-lower", "attribute": "depth_m", "value": 5, "unit": "m", "valid": "2024-01-01/.."},
    ],
}
SOUNDED = {
    "subject": "tumen-lower",
    "attribute": "depth_m",
    "value": 2.2,
    "unit": "m",
    "qualifiers": {"level": "low water"},
    "source": {"title": "A sounding of our own", "kind": "survey", "published": "2024-05"},
}


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """Open an empty store."""
    it = Store(database)
    yield it
    it.close()


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    """Serve some cases, and keep what is saved."""
    with TestClient(make_app(Shelf(["tumen", "suez"], store)), base_url=HERE) as client:
        yield client


def saved(client: TestClient) -> dict[str, dict[str, Any]]:
    """Return what is saved of the Tumen, by kind and id."""
    return {kind: {r["id"]: r for r in them} for kind, them in client.get(SAVED).json().items()}


def match(revision: int) -> dict[str, str]:
    """Return the header of who looked at a revision."""
    return {"If-Match": f'"{revision}"'}


def depth(client: TestClient, **more: str) -> Any:
    """Ask for the depth of the last reach."""
    asked = {"subject": "tumen-lower", "attribute": "depth_m", "on": "2024-07-01", "where": "level=low water", **more}
    return client.get("/api/cases/tumen/facts", params=asked).json()


# Scenarios


def test_a_saved_scenario_is_one_of_the_case(client: TestClient) -> None:
    check = "/api/cases/tumen/check"
    before = client.get(check, params=TRIP)
    unknown = client.get(check, params={**TRIP, "scenario": "dredged-to-5-m"})
    problem(unknown, 422, "unknown-name", "dredged-to-5-m")
    made = client.post(f"{SAVED}/scenarios", json=DREDGED)
    assert made.status_code == 201
    record = made.json()
    assert (record["id"], record["revision"], record["by"]) == ("dredged-to-5-m", 1, "local")
    assert made.headers["etag"] == '"1"'
    assert made.headers["location"] == f"{SAVED}/scenarios/dredged-to-5-m"
    assert [c["attribute"] for c in record["copied"]] == ["consent", "consent"]
    assert saved(client)["scenarios"] == {"dredged-to-5-m": record}
    about = {s["id"]: s for s in client.get("/api/cases/tumen").json()["scenarios"]}
    assert [c["stated"] for c in about["dredged-to-5-m"]["changes"]] == ["granted", "granted", "5 m"]
    assert depth(client)["status"] == "weak"
    assert depth(client, scenario="dredged-to-5-m")["value"] == 5
    answer = client.get(check, params={**TRIP, "scenario": "dredged-to-5-m"}).json()
    assert answer["question"]["scenario"] == "dredged-to-5-m"
    after = client.get(check, params=TRIP)
    assert after.json() == before.json()
    assert after.headers["etag"] != before.headers["etag"]
    table = {**TRIP, "scenario": "all"}
    cells = client.get("/api/cases/tumen/access", params=table).json()["cells"]
    assert {c["scenario"] for c in cells} >= {"dredged-to-5-m", "baseline"}


def test_who_changed_it_first_is_not_overwritten(client: TestClient) -> None:
    address = client.post(f"{SAVED}/scenarios", json=DREDGED).headers["location"]
    first = client.put(address, json={**DREDGED, "description": "first"}, headers=match(1))
    assert (first.status_code, first.json()["revision"], first.headers["etag"]) == (200, 2, '"2"')
    second = client.put(address, json={**DREDGED, "description": "second"}, headers=match(1))
    problem(second, 412, "stale", "revision 2")
    assert second.json()["current"] == first.json()
    problem(client.put(address, json=DREDGED), 428, "missing-field", "If-Match")
    problem(client.delete(address), 428, "missing-field", "If-Match")
    problem(client.delete(address, headers=match(1)), 412, "stale", "revision 2")
    problem(client.put(address, json=DREDGED, headers={"If-Match": "*"}), 422, "bad-value", "If-Match")
    gone = client.delete(address, headers=match(2))
    assert (gone.status_code, gone.content) == (204, b"")
    problem(client.put(address, json=DREDGED, headers=match(3)), 404, "unknown-name", "dredged-to-5-m")
    problem(
        client.get("/api/cases/tumen/check", params={**TRIP, "scenario": "dredged-to-5-m"}), 422, "unknown-name", ""
    )
    assert saved(client)["scenarios"] == {}


def test_a_change_of_a_scenario_counts_at_once_and_others_keep_what_they_worked_out(client: TestClient) -> None:
    address = client.post(f"{SAVED}/scenarios", json=DREDGED).headers["location"]
    for revision, value in enumerate((6, 7.5, 3), start=1):
        changes = [{**DREDGED["changes"][0], "value": value}]  # type: ignore[dict-item]
        client.put(address, json={**DREDGED, "changes": changes}, headers=match(revision))
        assert depth(client, scenario="dredged-to-5-m")["value"] == value
        assert depth(client)["status"] == "weak"


def test_a_change_may_be_sent_as_a_file_has_it(client: TestClient) -> None:
    filed = {**DREDGED["changes"][0], "from": "2024-01-01", "why": "as in a file"}  # type: ignore[dict-item]
    filed.pop("valid")
    record = client.post(f"{SAVED}/scenarios", json={**DREDGED, "changes": [filed]}).json()
    assert [(c["valid"], c["note"]) for c in record["changes"]] == [("2024/..", "as in a file")]
    body = {k: v for k, v in record.items() if k in ("id", "title", "description", "based_on", "readings", "changes")}
    again = client.put(f"{SAVED}/scenarios/{record['id']}", json=body, headers=match(1)).json()
    assert {k: again[k] for k in (*body, "copied")} == {k: record[k] for k in (*body, "copied")}


def test_a_scenario_may_be_based_on_a_saved_one_and_outlives_it(client: TestClient) -> None:
    first = client.post(f"{SAVED}/scenarios", json=DREDGED).headers["location"]
    wider = {"subject": "friendship-bridge", "attribute": "vertical_clearance_m", "value": "none"}
    second = client.post(
        f"{SAVED}/scenarios",
        json={"id": "wider", "title": "Wider", "based_on": "dredged-to-5-m", "changes": [wider]},
    )
    assert [c["attribute"] for c in second.json()["copied"]] == ["consent", "consent", "depth_m"]
    client.delete(first, headers=match(1))
    assert depth(client, scenario="wider")["value"] == 5


MISTAKES: list[tuple[dict[str, Any], str, str, str]] = [
    # what differs, code, field, what the message names
    ({"title": ""}, "bad-value", "title", "at least 1"),
    ({"titel": "x"}, "unknown-field", "titel", "title"),
    ({"title": "a\u0000b"}, "bad-value", "title", "control"),
    ({"title": 3}, "bad-value", "title", "text"),
    ({"title": "x" * 501}, "bad-value", "title", "500"),
    ({"id": "Not An Id"}, "bad-value", "id", "pattern"),
    ({"id": "all"}, "bad-value", "id", "all"),
    ({"based_on": "both-consent"}, "unknown-name", "scenario", "both-consents"),
    ({"readings": {"art9": "brod"}}, "unknown-id", "readings.art9", "broad"),
    ({"readings": {"art8": "broad"}}, "unknown-id", "readings", "art9"),
    ({"changes": {}}, "bad-value", "changes", "list"),
    ({"changes": [{}]}, "missing-field", "changes.0.", "value"),
    ({"changes": [{}] * 501}, "bad-value", "changes", "500"),
    ({"changes.subject": "tumen-lowr"}, "unknown-id", "changes.0.subject", "tumen-lower"),
    ({"changes.attribute": "dpeth_m"}, "unknown-attribute", "changes.0.attribute", "depth_m"),
    ({"changes.attribute": "beam_m"}, "not-applicable", "changes.0.attribute", "kind mover"),
    ({"changes.value": "deep"}, "bad-value", "changes.0.value", "number"),
    ({"changes.value": 1e300}, "bad-value", "changes.0.value", "number"),
    ({"changes.unit": "kg"}, "bad-unit", "changes.0.unit", "m"),
    ({"changes.unit": ["m"]}, "bad-value", "changes.0.unit", "text"),
    ({"changes.valid": "2024-13"}, "bad-date", "changes.0.valid", "2024-13"),
    ({"changes.from": "2024-01-01"}, "bad-value", "changes.0.valid", "from"),
    (
        {"changes.valid": "", "changes.from": "2024-02-01", "changes.until": "2024-01-01"},
        "bad-date", "changes.0.until", "",
    ),
    ({"changes.valid": "", "changes.from": "2024-02-31"}, "bad-date", "changes.0.from", ""),
    ({"changes.qualifiers": {"levl": "x"}}, "unknown-id", "changes.0.qualifiers", "level"),
    ({"changes.subject": "ru-kp-tumen", "changes.attribute": "consent", "changes.value": "granted",
      "changes.unit": "", "changes.qualifiers": {"by": "KP", "to": "CN"}}, "no-effect", "changes.0.value", "already"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "code", "where", "said"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_names_its_field(more: dict[str, Any], code: str, where: str, said: str, serving: TestClient) -> None:
    body: dict[str, Any] = {**DREDGED, "changes": [dict(DREDGED["changes"][0])]}  # type: ignore[arg-type]
    for key, value in more.items():
        into, _, field = key.partition(".")
        if field:
            body["changes"][0][field] = value
        else:
            body[into] = value
    answer = serving.post(f"{SAVED}/scenarios", json=body)
    problem(answer, 422, code, said)
    assert answer.json()["error"]["field"].startswith(where)
    assert saved(serving)["scenarios"] == {}


def test_every_mistake_is_told_at_once(serving: TestClient) -> None:
    wrong = [
        {"subject": "nowhere", "attribute": "depth_m", "value": 1},
        {"subject": "tumen-lower", "attribute": "depth_m", "value": "x", "valid": "?"},
    ]
    answer = serving.post(f"{SAVED}/scenarios", json={"title": "Wrong", "changes": wrong})
    assert [p["field"] for p in answer.json()["error"]["problems"]] == ["changes.0.subject", "changes.1.valid"]


def test_an_id_stands_for_one_thing(client: TestClient) -> None:
    problem(client.post(f"{SAVED}/scenarios", json={**DREDGED, "id": "both-consents"}), 409, "exists", "both-consents")
    problem(client.post(f"{SAVED}/scenarios", json={**DREDGED, "id": "baseline"}), 409, "exists", "baseline")
    address = client.post(f"{SAVED}/scenarios", json={**DREDGED, "id": "mine"}).headers["location"]
    problem(client.post(f"{SAVED}/scenarios", json={**DREDGED, "id": "mine"}), 409, "exists", "mine")
    problem(client.put(address, json={**DREDGED, "id": "yours"}, headers=match(1)), 422, "bad-value", "mine")
    ids = [
        client.post(f"{SAVED}/scenarios", json={**DREDGED, "title": t}).json()["id"] for t in ("A b", "A-B!", "1 日本")
    ]
    assert ids[0] == "a-b"
    assert ids[1].startswith("a-b-")
    assert ids[2].startswith("scenario-1")


# Claims


def test_a_saved_claim_counts_and_is_corrected_and_withdrawn(client: TestClient) -> None:
    assert depth(client)["status"] == "weak"
    made = client.post(f"{SAVED}/claims", json=SOUNDED)
    assert made.status_code == 201
    first = made.json()
    fact = depth(client)
    assert (fact["status"], fact["value"], fact["chosen"]["id"]) == ("settled", 2.2, first["id"])
    assert fact["chosen"]["source"] == first["source"]["id"]
    again = client.post(f"{SAVED}/claims", json=SOUNDED)
    assert (again.status_code, again.json()) == (200, first)

    corrected = client.put(f"{SAVED}/claims/{first['id']}", json={**SOUNDED, "value": 2.6}, headers=match(1))
    second = corrected.json()
    assert (corrected.status_code, second["replaces"], second["revision"]) == (200, first["id"], 1)
    fact = depth(client)
    assert (fact["value"], [d["id"] for d in fact["dropped"] if d["id"] == first["id"]]) == (2.6, [first["id"]])
    assert saved(client)["claims"][first["id"]]["replaced_by"] == second["id"]
    for answer in (
        client.delete(f"{SAVED}/claims/{first['id']}", headers=match(2)),
        client.put(f"{SAVED}/claims/{first['id']}", json=SOUNDED, headers=match(2)),
        client.post(f"{SAVED}/claims", json=SOUNDED),
    ):
        problem(answer, 409, "exists", second["id"])

    assert client.delete(f"{SAVED}/claims/{second['id']}", headers=match(1)).status_code == 204
    assert depth(client)["value"] == 2.2, "what a withdrawn claim replaced stands again"
    assert client.delete(f"{SAVED}/claims/{first['id']}", headers=match(3)).status_code == 204
    assert depth(client)["status"] == "weak"
    assert saved(client)["claims"] == {}
    trail = client.get("/api/cases/tumen/history").json()["history"]
    assert [(e["id"], e["action"]) for e in trail if e["action"] == "deleted"] == [
        (first["id"], "deleted"),
        (second["id"], "deleted"),
    ]


def test_a_claim_is_known_from_the_day_on_which_it_is_saved(client: TestClient) -> None:
    undated = {**SOUNDED, "source": {"title": "Undated", "kind": "survey"}}
    client.post(f"{SAVED}/claims", json=undated)
    assert depth(client)["status"] == "settled"
    assert depth(client, known_on="2024-07-01")["status"] == "unknown"


def test_a_source_of_the_case_is_named_by_its_id(client: TestClient) -> None:
    source = {"id": "wikipedia-en-haijian-75"}
    record = client.post(f"{SAVED}/claims", json={**SOUNDED, "source": source}).json()
    known = loaded("tumen").facts.sources[source["id"]]
    assert (record["source"]["title"], record["source"]["kind"]) == (known.title, known.kind)
    other = client.post(f"{SAVED}/claims", json={**SOUNDED, "source": {**source, "title": "Another", "kind": "law"}})
    problem(other, 422, "duplicate-id", "title and kind")
    mine = {"id": "mine", "title": "Mine", "kind": "survey"}
    assert client.post(f"{SAVED}/claims", json={**SOUNDED, "source": mine}).status_code == 201
    assert client.post(f"{SAVED}/claims", json={**SOUNDED, "value": 9, "source": {"id": "mine"}}).status_code == 201
    problem(
        client.post(f"{SAVED}/claims", json={**SOUNDED, "source": {**mine, "kind": "law"}}), 422, "duplicate-id", "mine"
    )


CLAIM_MISTAKES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"subject": "tumen-lowr"}, "unknown-id", "subject", "tumen-lower"),
    ({"value": "deep"}, "bad-value", "value", "number"),
    ({"value": True}, "bad-value", "value", "number"),
    ({"stance": "believes"}, "bad-value", "stance", "asserts"),
    ({"valid": "x"}, "bad-date", "valid", "EDTF"),
    ({"qualifiers": {"levl": "x"}}, "bad-value", "qualifiers", "level"),
    ({"qualifiers": {"level": "low; datum=x"}}, "bad-value", "qualifiers", "without ;"),
    ({"source": {"title": "x"}}, "missing-field", "source.kind", ""),
    ({"source": {"id": "nowhere"}}, "missing-field", "source.title", ""),
    ({"source": {"title": "x", "kind": "rumour"}}, "bad-value", "source.kind", ""),
    ({"source": {"title": "x", "kind": "scenario"}}, "bad-value", "source.kind", ""),
    ({"source": {"title": "x", "kind": "news", "published": "soon"}}, "bad-date", "source.published", "soon"),
    ({"source": {"id": "../x", "title": "x", "kind": "news"}}, "bad-value", "source.id", "pattern"),
    ({"subject": "ru-kp-tumen", "attribute": "consent", "value": "granted", "unit": "",
      "qualifiers": {"by": "KP", "to": "CN"}, "source": {"title": "x", "kind": "statement"}},
     "statement-binds", "value", "binds nobody"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "code", "where", "said"), CLAIM_MISTAKES, ids=range(len(CLAIM_MISTAKES)))
def test_a_claim_is_read_as_files_are(
    more: dict[str, Any], code: str, where: str, said: str, serving: TestClient
) -> None:
    answer = serving.post(f"{SAVED}/claims", json={**SOUNDED, **more})
    problem(answer, 422, code, said)
    assert answer.json()["error"]["field"] == where


def test_what_the_files_say_already_is_not_saved(client: TestClient) -> None:
    claim = next(c for c in loaded("tumen").facts.single if c.attribute == "depth_m" and not c.said_by)
    value, unit = stated_parts(claim)
    body = {
        "subject": claim.subject, "attribute": claim.attribute, "value": value, "unit": unit, "stance": claim.stance,
        "qualifiers": dict(claim.qualifiers), "source": {"id": claim.source},
        "valid": "" if str(claim.valid) == "always" else str(claim.valid),
    }  # fmt: skip
    problem(client.post(f"{SAVED}/claims", json=body), 409, "exists", claim.id)


# Notes, history, the rest


def test_notes_are_plain_text(client: TestClient) -> None:
    note = {"about": "tumen-lower", "question": "/?case=tumen&on=2024-07-01", "text": "Look <b>here</b>\nand there"}
    made = client.post(f"{SAVED}/notes", json=note)
    record = made.json()
    assert {k: record[k] for k in note} == note
    assert client.put(made.headers["location"], json={"text": "Better"}, headers=match(1)).json()["text"] == "Better"
    assert saved(client)["notes"][record["id"]]["about"] == ""
    for body, code, said in (
        ({"text": ""}, "bad-value", "text"),
        ({"text": "x" * 10_001}, "bad-value", "10000"),
        ({"text": "a\x07b"}, "bad-value", "control"),
        ({"about": "nowhere", "text": "x"}, "unknown-id", "nowhere"),
    ):
        problem(client.post(f"{SAVED}/notes", json=body), 422, code, said)
    assert client.delete(made.headers["location"], headers=match(2)).status_code == 204


def test_notes_change_no_answer(client: TestClient) -> None:
    check = "/api/cases/tumen/check"
    before = client.get(check, params=TRIP).headers["etag"]
    listed = client.get(SAVED).headers["etag"]
    client.post(f"{SAVED}/notes", json={"text": "x"})
    assert client.get(check, params=TRIP).headers["etag"] == before
    assert client.get(SAVED).headers["etag"] != listed


def test_what_is_saved_has_a_tag(client: TestClient) -> None:
    tag = client.get(SAVED).headers["etag"]
    assert client.get(SAVED, headers={"If-None-Match": tag}).status_code == 304
    client.post(f"{SAVED}/notes", json={"text": "x"})
    assert client.get(SAVED, headers={"If-None-Match": tag}).status_code == 200


def test_the_history_is_read_page_by_page(client: TestClient) -> None:
    for n in range(3):
        client.post(f"{SAVED}/notes", json={"id": f"n{n}", "text": "x"})
    history = "/api/cases/tumen/history"
    first = client.get(history, params={"limit": 2}).json()["history"]
    assert [e["id"] for e in first] == ["n2", "n1"]
    rest = client.get(history, params={"limit": 2, "before": first[-1]["entry"]}).json()["history"]
    assert [(e["id"], e["who"], e["before"], e["after"]["text"]) for e in rest] == [("n0", "local", None, "x")]
    assert client.get("/api/cases/suez/history").json() == {"history": []}
    for query in ("limit=0", "limit=1001", "limit=x", "before=0", "before=-1", "limit=1&limit=2", "before=" + "9" * 30):
        problem(client.get(f"{history}?{query}"), 422, "bad-value", query.partition("=")[0])
    problem(client.get(f"{history}?befor=1"), 422, "unknown-field", "before")


def test_another_program_on_the_same_store_is_seen_within_a_second(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(SAVED)
    other = Laid.over(loaded("tumen")).with_news(store.since("tumen"))
    content = {"about": "", "question": "", "text": "from elsewhere"}
    store.write(other.case.name, "bob", Make("note", "theirs", content))
    monkeypatch.setattr("thalweg.server.shelf.FRESH_S", 0.0)
    assert saved(client)["notes"]["theirs"]["by"] == "bob"


def test_another_database_in_its_place_is_read_anew(
    client: TestClient, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thalweg.server.shelf.FRESH_S", 0.0)
    address = client.post(f"{SAVED}/scenarios", json=DREDGED).headers["location"]
    client.put(address, json=DREDGED, headers=match(1))
    assert len(saved(client)["scenarios"]) == 1
    other = Store(str(tmp_path / "other.sqlite"))
    monkeypatch.setattr(store, "engine", other.engine)
    assert saved(client) == {"scenarios": {}, "claims": {}, "notes": {}}
    asked = client.get("/api/cases/tumen/check", params={**TRIP, "scenario": "dredged-to-5-m"})
    problem(asked, 422, "unknown-name", "dredged-to-5-m")
    other.close()


def test_without_a_store_nothing_is_kept() -> None:
    with TestClient(make_app(Shelf(["suez"])), base_url=HERE) as client:
        empty: dict[str, list[Any]] = {"scenarios": [], "claims": [], "notes": []}
        assert client.get("/api/cases/suez/saved").json() == empty
        assert client.get("/api/cases/suez/history").json() == {"history": []}
        problem(client.post("/api/cases/suez/saved/notes", json={"text": "x"}), 403, "not-allowed", "--store")
        assert client.get("/api/cases/suez/export.zip").status_code == 200


def test_a_record_that_its_case_has_outgrown_is_told_and_does_not_count(client: TestClient, store: Store) -> None:
    change = {**DREDGED["changes"][0], "subject": "gone-reach", "qualifiers": {}, "note": ""}  # type: ignore[dict-item]
    old = {"title": "Old", "description": "", "based_on": "baseline", "readings": {}, "changes": [change], "copied": []}
    store.write("tumen", "ann", Make("scenario", "old", old), Make("scenario", "both-consents", {**old, "changes": []}))
    found = saved(client)["scenarios"]
    assert found["old"]["problems"][0]["found"] == "no subject 'gone-reach'"
    assert "files of this case" in found["both-consents"]["problems"][0]["found"]
    assert "old" not in {s["id"] for s in client.get("/api/cases/tumen").json()["scenarios"]}
    assert client.get("/api/cases/tumen/check", params={**TRIP, "scenario": "both-consents"}).status_code == 200
    assert client.delete(f"{SAVED}/scenarios/old", headers=match(1)).status_code == 204


def test_while_the_database_is_away_that_is_told(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(SAVED)
    away = create_engine("postgresql+psycopg://nobody@/none?host=/nowhere")
    monkeypatch.setattr(store, "engine", away)
    monkeypatch.setattr("thalweg.server.shelf.FRESH_S", 0.0)
    for answer in (
        client.post(f"{SAVED}/notes", json={"text": "x"}),
        client.get(SAVED),
        client.get("/api/cases/tumen/history"),
        client.get("/api/cases/tumen/check", params=TRIP),
    ):
        problem(answer, 503, "no-store", "does not answer")
        assert answer.headers["retry-after"]
    assert client.get("/api/cases").status_code == 200


# Pages of other sites


def test_only_a_page_of_this_server_may_save(client: TestClient) -> None:
    address, note = f"{SAVED}/notes", {"text": "x"}
    for origin in ("http://evil.test", "null", "http://127.0.0.1:3000", "https://127.0.0.1.evil.test"):
        problem(client.post(address, json=note, headers={"Origin": origin}), 403, "not-served", "Origin")
        problem(client.delete(f"{address}/x", headers={"Origin": origin}), 403, "not-served", "Origin")
    assert client.post(address, json=note, headers={"Origin": HERE}).status_code == 201
    problem(
        client.post(address, content=b'{"text":"x"}', headers={"Content-Type": "text/plain"}), 415, "not-served", ""
    )
    problem(client.post(address, data={"text": "x"}), 415, "not-served", "application/json")


ODD = ["'%20OR%201=1", "..", "%2e%2e%2f", "a%00b", "%E2%80%AE", "x" * 500, "%", "null", "1"]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_not_there(name: str, serving: TestClient) -> None:
    for kind, body in (("scenarios", DREDGED), ("claims", SOUNDED), ("notes", {"text": "x"})):
        address = f"{SAVED}/{kind}/{name}"
        for answer in (
            serving.put(address, headers=match(1), json=body),
            serving.delete(address, headers=match(1)),
        ):
            assert answer.status_code in (404, 405), answer.text
            assert answer.json()["error"]["code"] in ("unknown-name", "not-served")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve a case for tests that change nothing."""
    store = Store(str(tmp_path_factory.mktemp("saved") / "s.sqlite"))
    with TestClient(make_app(Shelf(["tumen"], store)), base_url=HERE) as client:
        yield client
    store.close()


# Folders


def filled(client: TestClient) -> None:
    """Save one of everything, and withdraw something."""
    client.post(f"{SAVED}/scenarios", json={**DREDGED, "description": "5 m, and\na second line: # no comment"})
    first = client.post(f"{SAVED}/claims", json={**SOUNDED, "note": 'A "note", with\ncommas'}).json()
    client.put(f"{SAVED}/claims/{first['id']}", json={**SOUNDED, "value": "2.4..2.8"}, headers=match(1))
    gone = client.post(f"{SAVED}/claims", json={**SOUNDED, "value": 99}).json()
    client.delete(f"{SAVED}/claims/{gone['id']}", headers=match(1))
    client.post(f"{SAVED}/notes", json={"about": "tumen-lower", "text": "=1+1, “quoted”\nnext line"})


def test_an_exported_case_lints_answers_alike_and_comes_back(
    client: TestClient, database: str, tmp_path: Path, run: Run, ask: Ask
) -> None:
    filled(client)
    answer = client.get("/api/cases/tumen/export.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''tumen.zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path / "zip")
    told = ask("store", "export", "tumen", tmp_path / "out" / "tumen", "--store", database)
    assert (told["scenarios"], told["claims"], told["notes"], told["problems"]) == (1, 2, 1, [])
    files = {
        where: {p.relative_to(tmp_path / where).as_posix(): p.read_bytes() for p in (tmp_path / where).rglob("*.*")}
        for where in ("zip", "out")
    }
    assert files["zip"] == files["out"]
    assert not list((tmp_path / "out").glob(".*"))

    folder = tmp_path / "out" / "tumen"
    assert lint_case(folder).problems == ()
    words = ("--mover", TRIP["mover"], "--from", TRIP["origin"], "--to", TRIP["destination"], "--on", TRIP["on"])
    there = ask("check", folder, *words, "--scenario", "dredged-to-5-m")
    assert there == client.get("/api/cases/tumen/check", params={**TRIP, "scenario": "dredged-to-5-m"}).json()
    facts = ("--on", "2024-07-01", "--where", "level=low water")
    assert ask("facts", folder, "tumen-lower", "depth_m", *facts) == depth(client)

    other = str(tmp_path / "other.sqlite")
    assert ask("store", "import", folder, "--store", other) == {"case": "tumen", "new": 4, "known": 0, "differ": []}
    assert ask("store", "import", folder, "--store", other) == {"case": "tumen", "new": 0, "known": 4, "differ": []}
    assert ask("store", "import", folder, "--store", database) == {"case": "tumen", "new": 0, "known": 4, "differ": []}
    ask("store", "export", "tumen", tmp_path / "again" / "tumen", "--store", other)
    for name in ("scenarios/dredged-to-5-m.yaml", "notes.csv", "sources.csv", "claims/saved.csv"):
        assert (tmp_path / "again" / "tumen" / name).read_bytes() == (folder / name).read_bytes(), name
    record = Store(other)
    (back,) = [r for r in record.since("tumen").records if r.kind == "note"]
    record.close()
    assert (back.by, back.made_at.isoformat()[:10]) == ("local", saved(client)["notes"][back.id]["made_at"][:10])


def test_what_was_changed_in_the_store_since_is_told_and_stands(
    client: TestClient, database: str, tmp_path: Path, run: Run
) -> None:
    filled(client)
    run("store", "export", "tumen", tmp_path / "tumen", "--store", database)
    client.put(f"{SAVED}/scenarios/dredged-to-5-m", json={**DREDGED, "title": "Other"}, headers=match(1))
    code, out, err = run("store", "import", tmp_path / "tumen", "--store", database)
    assert (code, out) == (0, "tumen: 0 new, 3 known\n")
    assert err == "the store has another scenario dredged-to-5-m, which stands\n"
    assert saved(client)["scenarios"]["dredged-to-5-m"]["title"] == "Other"


def test_an_exported_folder_may_be_served_and_exported_again(tmp_path: Path, run: Run) -> None:
    first, second = str(tmp_path / "a.sqlite"), str(tmp_path / "b.sqlite")
    for case, address, claim in (("tumen", first, SOUNDED), (str(tmp_path / "tumen"), second, {**SOUNDED, "value": 7})):
        store = Store(address)
        with TestClient(make_app(Shelf([case], store)), base_url=HERE) as client:
            client.post(f"{SAVED}/claims", json=claim)
            client.post(f"{SAVED}/notes", json={"text": str(claim["value"])})
        store.close()
        target = tmp_path / ("tumen" if case == "tumen" else "both")
        assert run("store", "export", case, target, "--store", address)[0] == 0
    assert lint_case(tmp_path / "both").problems == ()
    assert {"saved.csv", "saved-2.csv"} <= {p.name for p in (tmp_path / "both" / "claims").iterdir()}
    notes = (tmp_path / "both" / "notes.csv").read_text(encoding="utf-8").splitlines()
    assert len(notes) == 3


def test_what_the_folder_has_already_is_no_mistake_in_the_store(tmp_path: Path, run: Run, ask: Ask) -> None:
    """A folder that was exported is served from the store into which it was taken back."""
    store = Store(str(tmp_path / "a.sqlite"))
    with TestClient(make_app(Shelf(["tumen"], store)), base_url=HERE) as client:
        filled(client)
    store.close()
    folder, other = tmp_path / "tumen", str(tmp_path / "b.sqlite")
    for words in (
        ("export", "tumen", folder, "--store", str(tmp_path / "a.sqlite")),
        ("import", folder, "--store", other),
    ):
        assert run("store", *words)[0] == 0
    store = Store(other)
    with TestClient(make_app(Shelf([str(folder)], store)), base_url=HERE) as client:
        found = client.get(SAVED).json()
        assert not [r for them in found.values() for r in them if "problems" in r]
        assert (depth(client)["low"], depth(client)["high"]) == (2.4, 2.8)
        problem(client.put(f"{SAVED}/scenarios/dredged-to-5-m", json=DREDGED, headers=match(1)), 409, "exists", "files")
    store.close()
    assert ask("store", "export", folder, tmp_path / "again", "--store", other)["problems"] == []
    assert lint_case(tmp_path / "again").problems == ()


def test_a_case_may_have_any_name_that_a_folder_has(tmp_path: Path) -> None:
    shutil.copytree(find_case("suez"), tmp_path / "Süd 50% #1")
    store = Store(str(tmp_path / "s.sqlite"))
    with TestClient(make_app(Shelf([str(tmp_path / "Süd 50% #1")], store)), base_url=HERE) as client:
        address = f"/api/cases/{quote('Süd 50% #1')}"
        made = client.post(f"{address}/saved/notes", json={"text": "x"})
        assert made.status_code == 201
        assert client.delete(made.headers["location"], headers=match(1)).status_code == 204
        packed = client.get(f"{address}/export.zip")
        with zipfile.ZipFile(io.BytesIO(packed.content)) as found:
            assert "Süd 50% #1/case.yaml" in found.namelist()
    store.close()


def test_nothing_is_half_written(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    store = str(tmp_path / "s.sqlite")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine", encoding="utf-8")
    code, out, err = run("store", "export", "suez", tmp_path / "full", "--store", store)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "in the way" in err

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fails)
    code, out, err = run("store", "export", "suez", tmp_path / "new", "--store", store)
    assert (code, out) == (2, "")
    assert "No space left" in err
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("s.sqlite")) == ["full"]


def test_a_folder_that_was_not_exported_is_refused(tmp_path: Path, run: Run) -> None:
    store = str(tmp_path / "s.sqlite")
    folder = tmp_path / "suez"
    assert "no case folder" in run("store", "import", tmp_path, "--store", store)[2]
    run("store", "export", "suez", folder, "--store", store)
    lines = "suez,note,nowhere,1,ann,2024-07-01T00:00:00.000000Z,\nsuez,thing,x,1,ann,now,\nrhine,claim,y,1,ann,now,\n"
    with (folder / "saved.csv").open("a", encoding="utf-8") as out:
        out.write(lines)
    code, told, err = run("store", "import", folder, "--store", store)
    assert (code, told) == (2, "")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [
        "saved.csv",
        *[f"saved.csv:{n}" for n in (2, 3, 3, 4, 4)],
    ]
    shutil.rmtree(folder / "network")
    assert run("store", "import", folder, "--store", store)[0] == 2


@pytest.mark.parametrize("name", bundled())
def test_every_scenario_of_a_bundled_case_can_be_saved_as_it_is(name: str) -> None:
    """What a file says and what is saved of it are read alike, so that both forms have the same meaning."""
    case = loaded(name)
    for it in case.scenarios.values():
        changes = [change_content(c) for c in it.changes]
        content = {"title": it.title, "description": it.description, "readings": dict(it.readings), "changes": changes}
        assert read_scenario(case, it.id, {**content, "copied": []}) == it
    for claim in case.facts.single:
        value, unit = stated_parts(claim)
        assert f"{value} {unit}".strip() == claim.stated


def test_what_was_worked_out_is_kept_but_of_what_changed(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "s.sqlite"))
    shelf = Shelf(["tumen"], store)
    with TestClient(make_app(shelf), base_url=HERE) as client:
        address = client.post(f"{SAVED}/scenarios", json=DREDGED).headers["location"]
        for scenario in ("baseline", "dredged-to-5-m"):
            client.get("/api/cases/tumen/check", params={**TRIP, "scenario": scenario})
        first = shelf.open("tumen")[0]
        assert {k[2] for k in first._memo} == {"baseline", "dredged-to-5-m"}  # type: ignore[index]
        client.put(address, json={**DREDGED, "title": "Other"}, headers=match(1))
        second = shelf.open("tumen")[0]
        assert {k[2] for k in second._memo} == {"baseline"}  # type: ignore[index]
        client.post(f"{SAVED}/notes", json={"text": "x"})
        assert shelf.open("tumen")[0] is second
        client.post(f"{SAVED}/claims", json=SOUNDED)
        assert not shelf.open("tumen")[0]._memo
    store.close()


def test_however_many_ask_at_once_one_looks_what_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(str(tmp_path / "s.sqlite"))
    shelf = Shelf(["suez"], store)
    looks = 0
    since = store.since

    def counted(case: str, edition: int = 0) -> Any:
        nonlocal looks
        looks += 1
        time.sleep(0.2)
        return since(case, edition)

    monkeypatch.setattr(store, "since", counted)
    monkeypatch.setattr("thalweg.server.shelf.FRESH_S", 60.0)
    with TestClient(make_app(shelf, Limits(store=1, waiting=1)), base_url=HERE) as client:
        client.get("/api/cases/suez/check")
        shelf._books["suez"].looked_s = -1000.0
        looks = 0
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: client.get("/api/cases/suez/check").status_code, range(12)))
    store.close()
    assert (answers, looks) == ([200] * 12, 1)
