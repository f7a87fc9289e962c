"""Whatever is sent to the server, it answers, or says what is wrong: never a fault."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from tests.surfaces.test_server import HERE
from thalweg.io.case import load_case
from thalweg.io.lint import lint_case
from thalweg.server.app import make_app
from thalweg.server.questions import QUESTIONS
from thalweg.server.shelf import Shelf
from thalweg.store.book import Store
from thalweg.store.folder import write_folder
from thalweg.store.laid import Laid

FOLDER = Path(tempfile.mkdtemp(prefix="thalweg-fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
STORE = Store(str(FOLDER / "store.sqlite"))
atexit.register(STORE.close)
APP = make_app(Shelf(["suez"], STORE))


async def here(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a client that calls the server by another name."""
    if scope["type"] == "http":
        scope = {**scope, "headers": [(k, b"localhost" if k == b"host" else v) for k, v in scope["headers"]]}
    await APP(scope, receive, send)


SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", here)
PER_ROUTE = max(2, settings().max_examples // 5)
DAYS = ["2020-06-01", "2021-02-04", "0001-01-01", "9999-12-31", "2020-02-29", "2021-02-29", "", "x"]
PICKED: dict[str, list[Any]] = {
    "mover": ["ever-given", "cargo-vessel", "ever-given,cargo-vessel", "all", "", "@", "ever-given@laden"],
    "origin": ["port-said", "bonn", "30.0,32.5", "999,999", "-0,-0"],
    "destination": ["suez-city", "dormagen", "all", "suez-city,port-said", ","],
    "on": [*DAYS, "2020-06-01,2020-06-02"],
    "known_on": DAYS,
    "scenario": ["baseline", "all", "none"],
    "count": ["0", "1", "3", "-1", "99999999999999999999"],
    "by": ["distance", "time", "cost", "count"],
    "depart": ["08:00", "2020-06-01T23:59", "25:00"],
    "trip": ["draught_m=2.8", "draught_m=-1", "draught_m=1e308", "draught_m=nan", "=", "a=b", "beam_m=0"],
    "speeds": ["sea=12kn", "sea=1e-300", "canal=1e308", "road=0"],
    "cost_per_km": ["0", "1e308", "-1", "inf"],
    "cost_per_h": ["1", "1e-320"],
    "transfer_h": ["0", "1e308"],
    "share": ["0", "0.5", "1", "2"],
    "step_min": ["360", "1440", "0"],
    "at": ["suez-canal", "rhine", ""],
    "before": DAYS,
    "subject": ["suez-canal", "kaub", "ever-given"],
    "attribute": ["depth_m", "max_draught_m", "water_level_m"],
    "where": ["level=low", "datum=x"],
    "trust": ["normal", "weak", "strong"],
    "country": ["EG", "eg", ""],
    "obligation": ["defence"],
    "border": ["EG-EG", "-", "KP-RU"],
    "status": ["all", "open", ","],
}


@pytest.fixture(scope="module")
def client() -> Any:
    """Serve two small cases."""
    with TestClient(make_app(Shelf(["suez", "rhine"])), base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def check(answer: Any) -> None:
    """Check that there is an answer or the one form of errors, and plain JSON in both."""
    assert answer.status_code in (200, 404, 422), answer.text
    data = json.loads(answer.text, parse_constant=pytest.fail)
    assert (answer.status_code != 200) == ("error" in data)


@SCHEMA.parametrize()
@settings(max_examples=PER_ROUTE, suppress_health_check=list(HealthCheck))
def test_no_request_of_the_described_shape_is_a_fault(case: Any) -> None:
    answer = case.call()
    assert answer.status_code < 500, answer.text
    case.validate_response(answer, excluded_checks=NOT_ASKED)


def _not_asked() -> list[Any]:
    """Return the checks that ask more than that an answer is as described."""
    wanted = {"not_a_server_error", "content_type_conformance", "response_schema_conformance"}
    return [c for c in schemathesis.checks.CHECKS.get_all() if c.__name__ not in wanted]


NOT_ASKED = _not_asked()


def sent(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw fields of a question, each with a value that may make sense or not."""
    fields = QUESTIONS[name].fields
    return st.fixed_dictionaries({}, optional={f: st.sampled_from(PICKED[f]) for f in fields if f in PICKED})


@pytest.mark.parametrize("name", sorted(n for n, q in QUESTIONS.items() if not q.posted))
def test_no_mixture_of_values_is_a_fault(name: str, client: TestClient) -> None:
    example = dict(QUESTIONS[name].example[1])
    plain = {"as": "json"} if QUESTIONS[name].forms else {}

    @settings(max_examples=PER_ROUTE, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(["suez", "rhine"]), sent(name), st.booleans())
    def tried(case: str, fields: dict[str, Any], sensible: bool) -> None:
        check(client.get(f"/api/cases/{case}/{name}", params={**(example if sensible else {}), **fields, **plain}))

    tried()


@given(st.binary(max_size=200))
def test_no_body_is_a_fault(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/cases/suez/check", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 422)


KINDS = ("scenarios", "claims", "notes")
SAID: dict[str, dict[str, list[Any]]] = {
    "scenarios": {
        "id": ["a", "A", "all", "baseline", "", None, "x" * 99, 3],
        "title": ["t", "", "\u202e", "日本", "a\nb", 1],
        "description": ["", "# a\n- b: c", "\U0001f680", "\x85"],
        "based_on": ["baseline", "a", "none"],
        "top": [[], ["suez-canal.status=closed"], ["!x.y"], ["reading:x=y", ""], "x", [1]],
        "meets": [[], ["x"], "x"],
        "readings": [{}, {"x": "y"}, []],
    },
    "claims": {
        "stance": ["asserts", "denies", "", "x"],
        "source": [
            {"title": "t", "kind": "survey"}, {"id": "x", "title": "t", "kind": "news", "published": "2020"},
            {"id": "x"}, {"id": "..", "title": "t", "kind": "law"}, {}, None, "x", {"title": "t", "kind": "definition"},
        ],
    },
    "notes": {
        "id": ["a", "b", "", None],
        "about": ["suez-canal", "", "x", 1],
        "question": ["", "/?x", "x" * 5000],
        "text": ["t", "", "a\r\nb", "\x00", "=cmd()"],
    },
}  # fmt: skip
CHANGE: dict[str, list[Any]] = {
    "subject": ["suez-canal", "ever-given", "x", "", None],
    "attribute": ["max_draught_m", "draught_m", "status", "jurisdiction", "coordinates", "opening_date", "x", 1],
    "value": [1, 20.1, "20.1", "none", "unknown", "open", "suez-canal", "", True, None, 1e308, 10**30, "1..2",
              "30.0, 32.5", "2020-01-01"],
    "unit": ["m", "", "ft", "kg", "deg", 1],
    "qualifiers": [{}, {"level": "low"}, {"a": "b;c=d"}, {"": ""}, {"draught": "0"}, []],
    "valid": ["", "2020", "2020/..", "../2020", "9999", "0001-01-01", "2020-02-30", "x", 1],
    "note": ["", "a, \"b\"", "x" * 600],
}  # fmt: skip


@pytest.fixture(scope="module")
def keeping() -> Iterator[TestClient]:
    """Serve a case, and keep what is saved."""
    with TestClient(APP, base_url=HERE, raise_server_exceptions=False) as client:
        yield client


def drawn(fields: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw fields, each with a value that may make sense or not."""
    return st.fixed_dictionaries({}, optional={f: st.sampled_from(v) for f, v in fields.items()})


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_saved_is_a_fault_then_or_later(kind: str, keeping: TestClient) -> None:
    sensible: dict[str, Any] = {"subject": "suez-canal", "attribute": "max_draught_m", "value": 21, "unit": "m"}
    basis: dict[str, dict[str, Any]] = {
        "scenarios": {"title": "t"},
        "claims": {"source": {"title": "t", "kind": "survey"}},
        "notes": {"text": "t"},
    }
    address = f"/api/cases/suez/saved/{kind}"

    @settings(suppress_health_check=list(HealthCheck))
    @given(drawn(SAID[kind]), drawn(CHANGE), st.sampled_from(["1", '"2"', "", "0", "x", '"99"']))
    def tried(fields: dict[str, Any], change: dict[str, Any], match: str) -> None:
        said: dict[str, Any] = {**basis[kind], **fields}
        if kind == "claims":
            said = {**sensible, **said, **change}
        if kind == "scenarios":
            said["changes"] = [{**sensible, **change}]
        made = keeping.post(address, json=said)
        assert made.status_code in (200, 201, 409, 422), made.text
        for name in {r["id"] for r in keeping.get("/api/cases/suez/saved").json()[kind]} | {"a"}:
            found = keeping.put(f"{address}/{name}", json=said, headers={"If-Match": match} if match else {})
            assert found.status_code in (200, 404, 409, 412, 422, 428), found.text
        for name in ("check", "map", "export.zip", "history", "access?origin=port-said&destination=all&scenario=all"):
            answer = keeping.get(f"/api/cases/suez/{name}")
            assert answer.status_code == 200, answer.text
        for record in keeping.get("/api/cases/suez/saved").json()[kind][2:]:
            gone = keeping.delete(f"{address}/{record['id']}", headers={"If-Match": f'"{record["revision"]}"'})
            assert gone.status_code in (204, 404, 409, 412), gone.text

    tried()
    folder = FOLDER / f"out-{kind}"
    laid = Laid.over(load_case("suez")).with_news(STORE.since("suez"))
    assert not laid.problems
    write_folder(laid, STORE.whole_history("suez"), folder)
    assert {p.code for p in lint_case(folder).problems} <= {"no-effect"}


@given(st.text(max_size=100))
def test_no_manifest_is_a_fault(client: TestClient, text: str) -> None:
    sent = {"manifest": f"id,flag,hs\n{text}", "at": "suez-canal"}
    answer = client.post("/api/cases/suez/screen", json=sent)
    assert answer.status_code in (200, 422), answer.text
