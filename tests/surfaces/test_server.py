"""The server: every question over HTTP is what `--json` prints, and nothing that is sent to it makes it fail."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.surfaces.conftest import Ask
from thalweg.asking import Asked, Terms
from thalweg.errors import CODES, BadInput
from thalweg.io import expected
from thalweg.io.new import new_case
from thalweg.question import Question
from thalweg.server.app import make_app
from thalweg.server.guard import HEADERS
from thalweg.server.questions import QUESTIONS
from thalweg.server.shelf import Shelf
from thalweg.server.work import Limits
from thalweg.study import Study

CASES = ("tumen", "rhine", "suez", "dprk-sanctions", "alliances")
OPTIONS = {"origin": "--from", "destination": "--to", "step_min": "--step", "before": "--diff"}
COMMANDS = {"programme": "unlock", "alliances": "allies"}
POSITIONAL = ("words", "manifest", "subject", "attribute", "country")
HERE = "http://127.0.0.1"
TRIP = {"mover": "ccg-1000t", "origin": "hunchun", "destination": "sea-of-japan", "on": "2024-07-01"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Serve some cases."""
    with TestClient(make_app(Shelf(CASES)), base_url=HERE) as client:
        yield client


@pytest.fixture(scope="module")
def forgetful() -> Iterator[TestClient]:
    """Serve cases, and keep no answer."""
    with TestClient(make_app(Shelf(["tumen", "rhine", "suez"]), Limits(kept_bytes=0)), base_url=HERE) as client:
        yield client


def problem(answer: Any, status: int, code: str, said: str) -> None:
    """Check that an answer is the one form of errors."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert code in CODES
    assert said in error["message"]
    assert {k: v for k, v in error.items() if k not in ("message", "problems")} == error["problems"][0]
    assert "Traceback" not in answer.text


# The same answers as on the command line


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - {"map", "export"}))
def test_a_question_is_answered_as_the_command_line_answers(
    name: str, client: TestClient, ask: Ask, tmp_path: Path
) -> None:
    case, fields = QUESTIONS[name].example
    words: list[str | Path] = [COMMANDS.get(name, name), case]
    for field, value in fields.items():
        if field == "manifest":
            (tmp_path / "manifest.csv").write_text(value, encoding="utf-8")
            words.insert(2, tmp_path / "manifest.csv")
        elif field == "demand":
            (tmp_path / "demand.csv").write_text(value, encoding="utf-8")
            words += ["--demand", tmp_path / "demand.csv"]
        elif field in POSITIONAL:
            words.append(value)
        else:
            words += [OPTIONS.get(field, f"--{field.replace('_', '-')}"), str(value)]
    address = f"/api/cases/{case}/{name}"
    expected = ask(*words)
    assert client.post(address, json=fields).json() == expected
    if not QUESTIONS[name].posted:
        plain = {"as": "json"} if QUESTIONS[name].forms else {}
        assert client.get(address, params={**fields, **plain}).json() == expected


@pytest.mark.parametrize("case", ["tumen", "rhine", "suez", "dprk-sanctions"])
@pytest.mark.parametrize("name", ["check", "why"])
def test_without_fields_the_default_question_is_asked(name: str, case: str, client: TestClient, ask: Ask) -> None:
    assert client.get(f"/api/cases/{case}/{name}").json() == ask(name, case)


def test_facts_without_an_attribute_are_all_that_is_claimed(client: TestClient, ask: Ask) -> None:
    found = client.get("/api/cases/tumen/facts", params={"subject": "tumen-lower", "on": "2024-07-01"}).json()
    assert found == ask("facts", "tumen", "tumen-lower", "--on", "2024-07-01")


def test_numbers_of_a_field_stand_with_commas_or_again_and_again(client: TestClient) -> None:
    gate: dict[str, Any] = {
        "at": "khasan-checkpoint",
        "on": "2026-01-05",
        "per_day": 30,
        "service_min": "40",
        "days": 2,
        "runs": 2,
    }
    address, hours = "/api/cases/tumen/simulate", [1.0] * 12 + [2.0] * 12
    posted = client.post(address, json={**gate, "by_hour": hours})
    assert posted.status_code == 200
    for written in (",".join(map(str, hours)), hours):
        got = client.get(address, params={**gate, "by_hour": written, "as": "json"})
        assert got.json() == posted.json()
    problem(client.get(address, params={**gate, "by_hour": "1,x"}), 422, "bad-value", "by_hour")


def test_the_ways_of_writing_a_field(client: TestClient, ask: Ask) -> None:
    words = ("check", "tumen", "--mover", "ccg-1000t", "--from", "hunchun", "--to", "sea-of-japan", "--on", TRIP["on"])
    more = ("--with", "draught_m=2.8", "--with", "stay_days=2", "--reading", "art9=broad", "--known-on", "2025-01-01")
    expected = ask(*words, *more)
    query = {**TRIP, "trip": ["draught_m=2.8", "stay_days=2"], "readings": "art9=broad", "known_on": "2025-01-01"}
    body = {
        **TRIP,
        "trip": {"draught_m": 2.8, "stay_days": "2"},
        "readings": {"art9": "broad"},
        "known_on": "2025-01-01",
    }
    assert client.get("/api/cases/tumen/check", params={**query, "scenario": ""}).json() == expected
    assert client.post("/api/cases/tumen/check", json=body).json() == expected


def test_several_values_stand_with_commas_or_apart(client: TestClient) -> None:
    one = {
        "origin": "hunchun",
        "on": "2024-07-01,2025-07-01",
        "destination": "rajin,sea-of-japan",
        "mover": "truck-40t",
    }
    apart = {**one, "on": ["2024-07-01", "2025-07-01"], "destination": ["rajin", "sea-of-japan"]}
    answers = [client.get("/api/cases/tumen/access", params=p).json() for p in (one, apart)]
    answers += [client.post("/api/cases/tumen/access", json=p).json() for p in (one, apart)]
    assert len(answers[0]["cells"]) == 4
    assert all(a == answers[0] for a in answers)


def test_the_question_has_the_same_fields_on_every_surface() -> None:
    record = set(Question("", "", "", "", date.min).as_dict()) - {"case", "snapped"}
    served = set(QUESTIONS["check"].fields)
    assert served == record
    assert served <= set(expected.TestModel.model_fields)
    assert set(Asked.__annotations__) <= served
    assert {"on", *Asked.__annotations__} == set(Terms.__dataclass_fields__)


def test_every_question_of_a_study_is_served() -> None:
    told = {"about", "snapshot", "forget", "attributes_of", "all_facts", "carried"}
    assert {n for n in dir(Study) if not n.startswith("_") and callable(getattr(Study, n))} - told == set(QUESTIONS)


# Cases and maps


def test_the_cases_and_what_one_holds(client: TestClient) -> None:
    listed = client.get("/api/cases").json()
    assert [c["name"] for c in listed["cases"]] == sorted(CASES)
    assert listed["questions"] == list(QUESTIONS)
    about = client.get("/api/cases/tumen").json()
    assert about["default"]["mover"] == "cn-fishing-boat"
    assert {"hunchun", "sea-of-japan"} <= {p["id"] for p in about["places"]}
    assert {s["id"] for s in about["scenarios"]} >= {"baseline", "both-consents"}
    days = {e["on"]: e["events"] for e in about["events"]}
    assert list(days) == sorted(days)
    opened = [e for e in days["1959-01-01"] if e["about"] == "friendship-bridge"]
    assert [(e["ends"], e["kind"], e["text"]) for e in opened] == [
        (False, "claim", "Korea-Russia Friendship Bridge: status open")
    ]
    rsd = client.get("/api/cases/suez").json()["movers"]
    assert all({"id", "name", "kind", "flag", "class", "loadings"} == set(m) for m in rsd)


def test_a_map_has_the_verdict_of_each_link(client: TestClient) -> None:
    found = client.get("/api/cases/tumen/map", params={k: TRIP[k] for k in ("mover", "on")}).json()
    assert found["type"] == "FeatureCollection"
    of = {w: [f for f in found["features"] if f["properties"]["what"] == w] for w in ("place", "link", "gate")}
    links = {f["properties"]["id"]: f["properties"] for f in of["link"]}
    for step in client.get("/api/cases/tumen/check", params=TRIP).json()["path"]:
        assert links[step["link"]]["verdict"] == step["verdict"]
    told = [p for p in links.values() if p["verdict"] not in (None, "clear")]
    assert told
    assert all(p["reason"].endswith(".") and p["rule"] for p in told)
    assert all(p["reason"] is None for p in links.values() if p["verdict"] in (None, "clear"))
    assert {p["mode"] for p in links.values() if p["verdict"] is None} >= {"road", "rail"}
    bridge = next(f["properties"] for f in of["gate"] if f["properties"]["id"] == "friendship-bridge")
    assert (bridge["kind"], bridge["status"]) == ("bridge", "open")
    assert (bridge["clearance"]["low"], bridge["clearance"]["status"]) == (7, "weak")
    assert all(f["geometry"]["type"] == ("LineString" if w == "link" else "Point") for w, fs in of.items() for f in fs)


def test_a_map_without_a_mover_or_without_lines(client: TestClient) -> None:
    bare = client.get("/api/cases/tumen/map", params={"on": "2024-07-01"}).json()
    assert {f["properties"].get("verdict") for f in bare["features"]} == {None}
    flat = client.get("/api/cases/tumen/map", params={"on": "2024-07-01", "geometry": "false"}).json()
    assert {f["geometry"] for f in flat["features"]} == {None}
    whole = {f["properties"]["id"]: f["properties"] for f in bare["features"]}
    assert all(f["properties"].items() <= whole[f["properties"]["id"]].items() for f in flat["features"])


# Errors

MISTAKES = [
    # address, status, code, what the message names
    ("/api/cases/tumne/check", 404, "unknown-name", "tumen"),
    ("/api/cases/..%2Ftumen/check", 404, "not-served", ""),
    ("/api/cases/%2e%2e/check", 404, "", ""),
    ("/api/cases/tumen/chek", 404, "not-served", "check"),
    ("/api/cases/tumen/screen", 405, "not-served", "POST"),
    ("/nothing", 404, "not-served", "/nothing"),
    ("/static/../app.py", 404, "not-served", ""),
    ("/static/%2e%2e/app.py", 404, "not-served", ""),
    ("/api/cases?page=2", 422, "unknown-field", "page"),
    ("/api/cases/tumen?on=2024-07-01", 422, "unknown-field", "on"),
    ("/api/cases/tumen/check?movr=x", 422, "unknown-field", "mover"),
    ("/api/cases/tumen/check?movr=", 422, "unknown-field", "mover"),
    ("/api/cases/tumen/check?report=1", 422, "unknown-field", "report"),
    ("/api/cases/tumen/access?zarr=x", 422, "unknown-field", "zarr"),
    ("/api/cases/tumen/check?mover=ccg-1000", 422, "bad-question", "from"),
    ("/api/cases/tumen/check?mover=a&mover=b", 422, "bad-question", "2 times"),
    ("/api/cases/tumen/check?on=2024-02-30", 422, "bad-question", "2024-02-30"),
    ("/api/cases/tumen/check?scenario=both-consent", 422, "unknown-name", "both-consents"),
    ("/api/cases/tumen/check?trip=draught_m", 422, "bad-question", "NAME=VALUE"),
    ("/api/cases/tumen/route?count=two", 422, "bad-value", "a whole number"),
    ("/api/cases/tumen/route?pareto=perhaps", 422, "bad-value", "true or false"),
    ("/api/cases/tumen/route?cost_per_km=nan", 422, "bad-value", "finite"),
    ("/api/cases/tumen/access?destination=rajin", 422, "missing-field", "origin"),
    ("/api/cases/tumen/facts?subject=tumen-bar&where=level%3Dlow", 422, "bad-question", "attribute"),
]


@pytest.mark.parametrize(("address", "status", "code", "said"), MISTAKES, ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_one_form(address: str, status: int, code: str, said: str, client: TestClient) -> None:
    answer = client.get(address)
    problem(answer, status, code or answer.json()["error"]["code"], said)


POSTED = [
    (b"{", 400, "bad-json", "JSON"),
    (b"[" * 100_000, 400, "bad-json", "JSON"),
    (b'{"on": "\xff"}', 400, "bad-json", "JSON"),
    (b'{"count": NaN}', 400, "bad-json", "JSON"),
    (b"[]", 422, "bad-value", "mapping"),
    (b'{"mover": 3}', 422, "bad-value", "mover"),
    (b'{"movr": "x"}', 422, "unknown-field", "mover"),
    (b'{"trip": {"draught_m": []}}', 422, "bad-value", "trip"),
    (b'{"mover": "x"}', 422, "bad-question", "from"),
]


@pytest.mark.parametrize(("body", "status", "code", "said"), POSTED, ids=range(len(POSTED)))
def test_a_body_that_is_wrong_is_one_form(body: bytes, status: int, code: str, said: str, client: TestClient) -> None:
    answer = client.post("/api/cases/tumen/check", content=body, headers={"Content-Type": "application/json"})
    problem(answer, status, code, said)


def test_a_body_must_be_sent_as_json_and_fields_stand_in_one_place(client: TestClient) -> None:
    problem(client.post("/api/cases/tumen/check", data={"mover": "x"}), 415, "not-served", "application/json")
    problem(client.post("/api/cases/tumen/check?on=2024-07-01", json={}), 422, "unknown-field", "on")
    answer = client.delete("/api/cases/tumen/check")
    problem(answer, 405, "not-served", "DELETE")
    assert answer.headers["allow"]


def test_a_manifest_with_mistakes_is_told_line_by_line(client: TestClient) -> None:
    sent = {"manifest": "id,flag,hs\nrussian,RUS,270112\n\nrussian,RU,270112\n", "at": "dprk-rajin-port"}
    answer = client.post("/api/cases/dprk-sanctions/screen", json=sent)
    problem(answer, 422, "bad-value", "manifest:2")
    assert [(p["line"], p["code"]) for p in answer.json()["error"]["problems"]] == [
        (2, "bad-value"),
        (4, "duplicate-id"),
    ]


def test_a_case_with_problems_is_told_with_all_of_them(tmp_path: Path) -> None:
    new_case(tmp_path / "mine")
    (tmp_path / "mine" / "sources.csv").write_text("id,kind\nx,rumour\n", encoding="utf-8")
    with TestClient(make_app(Shelf([str(tmp_path / "mine")])), base_url=HERE) as client:
        assert client.get("/api/cases").json()["cases"][0]["name"] == "mine"
        answer = client.get("/api/cases/mine/check")
    assert answer.status_code == 422
    assert {p["file"] for p in answer.json()["error"]["problems"]} >= {"sources.csv"}


def test_two_cases_of_one_name_are_refused(tmp_path: Path) -> None:
    new_case(tmp_path / "suez")
    with pytest.raises(BadInput, match="two cases of the name 'suez'"):
        Shelf(["suez", str(tmp_path / "suez")])


class Failing(Shelf):
    """Cases that are there and fail when they are asked."""

    def open(self, name: str) -> tuple[Study, str]:
        """Return a case that cannot answer."""
        study, stamp = super().open(name)
        return Study(None) if self.failing else study, stamp  # type: ignore[arg-type]

    failing = False


def test_a_fault_during_progress_ends_it_with_the_one_form() -> None:
    shelf = Failing(["suez"])
    shelf.open("suez")
    shelf.failing = True
    with TestClient(make_app(shelf), base_url=HERE, raise_server_exceptions=False) as client:
        (event,) = events(client, "/api/cases/suez/check")
    assert (event[0], event[1]["error"]["code"]) == ("error", "fault")


class Broken(Shelf):
    """Cases that cannot be opened, by a fault of the program."""

    def open(self, name: str) -> tuple[Study, str]:
        """Fail."""
        raise RuntimeError(f"{name} stands in a secret place")


def test_a_fault_is_told_without_what_it_was() -> None:
    with TestClient(make_app(Broken(["suez"])), base_url=HERE, raise_server_exceptions=False) as client:
        answer = client.get("/api/cases/suez/check")
    problem(answer, 500, "fault", "")
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


# What a client has already


def test_what_a_client_has_is_not_sent_again(client: TestClient) -> None:
    address = "/api/cases/tumen/check"
    first = client.get(address, params=TRIP)
    tag = first.headers["etag"]
    for sent in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = client.get(address, params=TRIP, headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, params=TRIP, headers={"If-None-Match": '"other"'}).json() == first.json()
    reordered = dict(reversed(TRIP.items()))
    assert client.get(address, params={**TRIP, "on": "2024-07-02"}).headers["etag"] != tag
    assert client.get("/api/cases/tumen/why", params=TRIP).headers["etag"] != tag
    assert client.get(address, params=reordered).json() == first.json()
    for page in ("/", "/api/cases", "/openapi.json", "/api/cases/tumen"):
        tag = client.get(page).headers["etag"]
        assert client.get(page, headers={"If-None-Match": tag}).status_code == 304


def test_the_tag_is_that_of_the_files(tmp_path: Path) -> None:
    def tag() -> str:
        with TestClient(make_app(Shelf([str(tmp_path / "mine")])), base_url=HERE) as client:
            return str(client.get("/api/cases/mine").headers["etag"])

    new_case(tmp_path / "mine")
    before = tag()
    assert tag() == before
    (tmp_path / "mine" / "README.md").write_text("More.", encoding="utf-8")
    assert tag() != before


def test_large_answers_are_compressed_for_those_who_take_it(client: TestClient) -> None:
    def raw(encoding: str) -> tuple[bytes, str | None, str]:
        with client.stream("GET", "/api/cases/tumen", headers={"Accept-Encoding": encoding}) as got:
            return b"".join(got.iter_raw()), got.headers.get("content-encoding"), got.headers["etag"]

    plain, none, tag = raw("identity")
    packed, how, same = raw("br, gzip")
    assert (none, how, same) == (None, "gzip", tag)
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 4
    assert raw("gzip;q=0, identity")[1] is None


# The browser


def test_every_answer_has_the_headers_of_security(client: TestClient) -> None:
    for answer in (
        client.get("/"),
        client.get("/api/cases/tumen/chek"),
        client.get("/", headers={"Host": "evil.test"}),
    ):
        assert {k: answer.headers.get(k) for k in HEADERS} == HEADERS
        assert "server" not in answer.headers


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "localhost.", "", "127.0.0.1@evil.test", "[::2]"])
def test_a_host_that_is_not_served_is_refused(host: str, client: TestClient) -> None:
    problem(client.get("/api/cases", headers={"Host": host}), 421, "not-served", "localhost")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8450", "127.0.0.1:1", "[::1]:8450"])
def test_a_host_of_this_machine_is_served(host: str, client: TestClient) -> None:
    assert client.get("/api/cases", headers={"Host": host}).status_code == 200


def test_a_page_of_another_site_may_link_here_and_not_ask(client: TestClient) -> None:
    asked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Origin": "http://evil.test"}
    problem(client.get("/api/cases", headers=asked), 403, "not-served", "another site")
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/", headers=linked).status_code == 200
    wanted = {"Origin": "http://evil.test", "Access-Control-Request-Method": "POST"}
    preflight = client.options("/api/cases/tumen/check", headers=wanted)
    assert preflight.status_code == 405
    assert not any(k.startswith("access-control") for k in preflight.headers)


def test_the_first_page_lists_the_cases_and_asks_nothing_of_another_host(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert all(f'href="/api/cases/{c}"' in page.text for c in CASES)
    assert "//" not in page.text.replace("<!--", "")
    assert client.get("/static/index.html").status_code == 200


# Progress


def events(client: TestClient, address: str, **fields: Any) -> list[tuple[str, Any]]:
    """Ask for the progress of a question; return its events."""
    answer = client.get(address, params=fields, headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [b for b in answer.text.split("\n\n") if b and not b.startswith(":")]
    parts = [dict(line.split(": ", 1) for line in b.split("\n")) for b in blocks]
    return [(p["event"], json.loads(p["data"])) for p in parts]


@pytest.mark.parametrize("name", ["access", "load", "windows", "unlock", "settle", "envelope", "programme", "check"])
def test_progress_ends_with_the_answer(name: str, client: TestClient, forgetful: TestClient) -> None:
    case, fields = QUESTIONS[name].example
    address = f"/api/cases/{case}/{name}"
    *progress, (last, answer) = events(forgetful, address, **fields)
    assert last == "answer"
    assert answer == client.get(address, params=dict(fields)).json()
    assert events(client, address, **fields) == [("answer", answer)]  # it is known by now
    assert {kind for kind, _ in progress} == ({"progress"} if QUESTIONS[name].reports else set())
    assert [p["done"] for _, p in progress] == sorted(p["done"] for _, p in progress)


def test_a_mistake_ends_progress_with_the_one_form(client: TestClient) -> None:
    (event,) = events(client, "/api/cases/tumen/unlock", **{**TRIP, "mover": "ccg-1000"})
    assert event[0] == "error"
    assert event[1]["error"]["code"] == "unknown-name"


# Threads


def test_threads_get_the_answers_that_one_gets_alone(client: TestClient) -> None:
    days = [f"20{y}-0{m}-01" for y in (18, 24) for m in (1, 5, 9)]
    asked = [("check", {**TRIP, "on": d}) for d in days] + [("map", {"mover": "truck-40t", "on": d}) for d in days]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda q: client.get(f"/api/cases/tumen/{q[0]}", params=q[1]).json(), asked))
    alone: dict[str, Any] = {"check": Study.check, "map": Study.map}
    study = Shelf(["tumen"]).open("tumen")[0]
    assert found == [json.loads(json.dumps(alone[name](study, **fields).as_dict())) for name, fields in asked]
