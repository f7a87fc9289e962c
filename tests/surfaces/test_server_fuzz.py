"""Whatever is sent to the server, it answers, or says what is wrong: never a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from tests.surfaces.test_server import HERE
from thalweg.server.app import make_app
from thalweg.server.questions import QUESTIONS
from thalweg.server.shelf import Shelf

APP = make_app(Shelf(["suez"]))


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


@given(st.text(max_size=100))
def test_no_manifest_is_a_fault(client: TestClient, text: str) -> None:
    sent = {"manifest": f"id,flag,hs\n{text}", "at": "suez-canal"}
    answer = client.post("/api/cases/suez/screen", json=sent)
    assert answer.status_code in (200, 422), answer.text
