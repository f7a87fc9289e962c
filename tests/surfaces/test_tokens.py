"""Tokens and roles: who may do what, and that nobody gets in who may not; on both databases."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from tests.surfaces.conftest import Ask, Run
from tests.surfaces.test_server import HERE, problem
from thalweg.errors import BadInput
from thalweg.server import gate
from thalweg.server.app import make_app
from thalweg.server.run import Served, needs_tokens
from thalweg.server.shelf import Shelf
from thalweg.store import tokens as tokens_
from thalweg.store.book import Store

CASES = ("suez", "corinth")
NOTES = "/api/cases/suez/saved/notes"
REAL = tokens_._HASHER
Make = Callable[..., dict[str, str]]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the time that a hash takes on purpose."""
    monkeypatch.setattr(tokens_, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """Open an empty store."""
    it = Store(database)
    yield it
    it.close()


@contextmanager
def guarded(store: Store, tokens: bool = True) -> Iterator[TestClient]:
    """Serve some cases to who has a token."""
    app = make_app(Shelf(CASES, store), hosts=["thalweg.test"], tokens=tokens)
    with TestClient(app, base_url="http://thalweg.test") as client:
        yield client


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    """Serve some cases to who has a token."""
    with guarded(store) as client:
        yield client


@pytest.fixture
def token(store: Store) -> Make:
    """Make a token; return the header that shows it."""

    def make(name: str, role: str = "analyst", *cases: str, days: int | None = None) -> dict[str, str]:
        return shown(store.tokens.make(name, role, cases, days)[1])

    return make


def shown(text: str) -> dict[str, str]:
    """Return the header that shows a token."""
    return {"Authorization": f"Bearer {text}"}


def match(revision: int) -> dict[str, str]:
    """Return the header of who looked at a revision."""
    return {"If-Match": f'"{revision}"'}


def addresses(client: TestClient, header: dict[str, str]) -> list[tuple[str, str]]:
    """Return every address of the server, with each way to ask."""
    described = client.get("/openapi.json", headers=header).json()["paths"]
    fill = {"{case}": "suez", "{id}": "x"}
    return [
        (method.upper(), re.sub(r"\{\w+\}", lambda m: fill[m[0]], path))
        for path, ways in described.items()
        for method in ways
    ] + [("GET", "/openapi.json")]


# Getting in


def test_without_a_token_only_the_page_is_there(client: TestClient, token: Make) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "suez" not in page.text.lower()
    assert client.get("/static/page.css").status_code == 200
    known = addresses(client, token("root", "admin"))
    assert len(known) > 40
    for method, path in known:
        answer = client.request(method, path, json={} if method in ("POST", "PUT") else None)
        problem(answer, 401, "not-allowed", "Bearer TOKEN")
        assert answer.headers["www-authenticate"] == 'Bearer realm="thalweg"'
        assert "x-content-type-options" in answer.headers


def wrong_tokens(store: Store) -> dict[str, dict[str, str]]:
    """Return headers that show what is no token that counts."""
    good, text = store.tokens.make("ann", "admin")
    revoked, gone = store.tokens.make("bob", "admin")
    store.tokens.revoke(revoked.id)
    expired, old = store.tokens.make("eve", "admin", days=1)
    past = datetime.now(UTC) - timedelta(seconds=1)
    with store.engine.begin() as there:
        there.execute(
            sql("UPDATE token SET expires_at = :past WHERE id = :id"),
            {"past": past.replace(tzinfo=None).isoformat(" ") if store._is("sqlite") else past, "id": expired.id},
        )
    head, _, secret = text.rpartition("_" + good.id + "_")
    other = store.tokens.make("zoe", "viewer")[1].split("_", 2)[2]
    hashed = store.tokens.look(good.id)
    assert hashed is not None
    return {
        "revoked": shown(gone),
        "expired": shown(old),
        "nothing": shown(""),
        "a word": shown("admin"),
        "too weak": shown(f"thalweg_{good.id}_1234"),
        "no secret": shown(f"thalweg_{good.id}_"),
        "another secret": shown(f"thalweg_{good.id}_{'A' * 43}"),
        "the secret of another": shown(f"thalweg_{good.id}_{other}"),
        "the hash itself": shown(f"thalweg_{good.id}_{hashed[1][:43]}"),
        "another id": shown(f"thalweg_{'0' * 16}_{secret}"),
        "an id that is a pattern": shown(f"thalweg_{'%' * 16}_{secret}"),
        "sql": shown(f"thalweg_' OR 1=1 --_{secret}"),
        "a letter more": shown(text + "A"),
        "a letter less": shown(text[:-1]),
        "capitals": shown(text.upper()),
        "another scheme": {"Authorization": f"Basic {text}"},
        "no scheme": {"Authorization": text},
        "the wrong header": {"X-Token": text, "Cookie": f"token={text}"},
        "odd bytes": {"Authorization": "Bearer \u00ff\u00fe"},
        "very long": shown("thalweg_" + "a" * 20_000),
        "head": shown(head),
    }


def test_no_token_that_does_not_count_lets_in(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_FAILED", 1000)
    with guarded(store) as client:
        for name, header in wrong_tokens(store).items():
            for path in ("/api/me", "/api/cases", "/api/cases/suez/check", "/api/cases/suez/export.zip"):
                raw = {k.encode(): v.encode("latin-1") for k, v in header.items()}
                answer = client.get(path, headers=raw)
                assert answer.status_code == 401, (name, path)
                problem(answer, 401, "not-allowed", "Authorization")
        good = store.tokens.make("ann", "admin")[1]
        twice = [("Authorization", f"Bearer {good}"), ("Authorization", f"Bearer {good}")]
        assert client.get("/api/me", headers=twice).status_code == 401
        assert client.get("/api/me", params={"token": good}).status_code == 401
        assert client.get("/api/me", headers=shown(good)).status_code == 200


def test_a_token_says_who_asks(client: TestClient, token: Make) -> None:
    told = [
        client.get("/api/me", headers=token(*given)).json()
        for given in (("Ann B.", "viewer"), ("bob", "analyst"), ("carl", "admin"), ("dora", "analyst", "suez", "rhine"))
    ]
    assert told == [
        {"name": "Ann B.", "role": "viewer", "cases": None, "writes": False},
        {"name": "bob", "role": "analyst", "cases": None, "writes": True},
        {"name": "carl", "role": "admin", "cases": None, "writes": True},
        {"name": "dora", "role": "analyst", "cases": ["rhine", "suez"], "writes": True},
    ]


def test_at_this_machine_without_tokens_everybody_is_local() -> None:
    with TestClient(make_app(Shelf(CASES)), base_url=HERE) as client:
        told = {"name": "local", "role": "admin", "cases": None, "writes": False}
        assert client.get("/api/me").json() == told
        problem(client.get("/api/me", headers=shown("x")), 401, "not-allowed", "not valid")
        problem(client.get("/api/me?x=1"), 422, "unknown-field", "x")


# Roles


def test_a_viewer_reads_and_nothing_else(client: TestClient, token: Make) -> None:
    viewer, analyst = token("vic", "viewer"), token("ann")
    record = client.post(NOTES, json={"text": "x"}, headers=analyst)
    address = record.headers["location"]
    assert record.json()["by"] == "ann"
    for path in ("/api/cases", "/api/cases/suez", "/api/cases/suez/check", "/api/cases/suez/saved", "/openapi.json"):
        assert client.get(path, headers=viewer).status_code == 200
    assert client.post("/api/cases/suez/check", json={}, headers=viewer).status_code == 200
    assert client.get("/api/cases/suez/history", headers=viewer).json() == {"history": []}
    for answer in (
        client.post(NOTES, json={"text": "x"}, headers=viewer),
        client.put(address, json={"text": "y"}, headers=viewer | match(1)),
        client.delete(address, headers=viewer | match(1)),
        client.get("/api/cases/suez/export.zip", headers=viewer),
    ):
        problem(answer, 403, "not-allowed", "as viewer")


def test_an_analyst_saves_and_deletes_only_what_they_made(client: TestClient, token: Make) -> None:
    ann, bob, root = token("ann"), token("bob"), token("root", "admin")
    first, second = (client.post(NOTES, json={"text": n}, headers=ann).headers["location"] for n in "ab")
    changed = client.put(first, json={"text": "better"}, headers=bob | match(1))
    assert (changed.status_code, changed.json()["by"]) == (200, "ann")
    problem(client.delete(first, headers=bob | match(2)), 403, "not-allowed", "role admin")
    problem(client.get("/api/cases/suez/export.zip", headers=ann), 403, "not-allowed", "role admin")
    assert client.delete(first, headers=ann | match(2)).status_code == 204
    assert client.delete(second, headers=root | match(1)).status_code == 204
    assert client.get("/api/cases/suez/export.zip", headers=root).status_code == 200
    trails = [
        [(e["who"], e["action"]) for e in client.get("/api/cases/suez/history", headers=who).json()["history"]]
        for who in (root, ann, bob)
    ]
    assert trails[0] == [
        ("root", "deleted"),
        ("ann", "deleted"),
        ("bob", "changed"),
        ("ann", "created"),
        ("ann", "created"),
    ]
    assert trails[1] == [("ann", "deleted"), ("ann", "created"), ("ann", "created")]
    assert trails[2] == [("bob", "changed")]


def test_a_token_for_a_case_sees_no_other(client: TestClient, token: Make) -> None:
    ann, root = token("ann", "admin", "suez"), token("root", "admin")
    listed = client.get("/api/cases", headers=ann).json()["cases"]
    assert [c["name"] for c in listed] == ["suez"]
    assert "corinth" not in client.get("/openapi.json", headers=ann).text
    for method, path in addresses(client, root):
        if "/suez" in path:
            other = path.replace("/suez", "/corinth")
            header = ann | match(1)
            seen = client.request(method, other, headers=header, json={} if method in ("POST", "PUT") else None)
            problem(seen, 404, "unknown-name", "no case 'corinth'")
            nowhere = client.request(
                method,
                path.replace("/suez", "/nowhere"),
                headers=header,
                json={} if method in ("POST", "PUT") else None,
            )
            assert seen.text.replace("corinth", "nowhere") == nowhere.text, (
                "a case that is hidden and one that is not there"
            )
    stream = client.get("/api/cases/corinth/unlock", headers=ann | {"Accept": "text/event-stream"})
    assert stream.status_code == 404


def test_what_was_kept_for_one_is_not_sent_to_another(client: TestClient, token: Make) -> None:
    root, ann = token("root", "admin"), token("ann", "viewer", "corinth")
    answer = client.get("/api/cases/suez/check", headers=root)
    again = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/api/cases/suez/check", headers=root | again).status_code == 304
    assert client.get("/api/cases/suez/check", headers=ann | again).status_code == 404
    assert client.get("/api/cases/suez/check", headers=again).status_code == 401


# Time


def test_a_secret_is_verified_once_in_a_while(client: TestClient, token: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = token("ann")
    count = 0

    def counted(hashed: str, secret: str) -> bool:
        nonlocal count
        count += 1
        return tokens_.fits(hashed, secret)

    monkeypatch.setattr(gate, "fits", counted)
    for _ in range(5):
        assert client.get("/api/me", headers=made).status_code == 200
    assert count == 1
    monkeypatch.setattr(gate, "LOOK_S", 0.0)
    assert client.get("/api/me", headers=made).status_code == 200
    assert count == 1, "to look whether it is revoked takes no hash"


def test_what_is_revoked_here_counts_at_once(client: TestClient, token: Make, store: Store) -> None:
    made = token("ann")
    assert client.get("/api/me", headers=made).status_code == 200
    store.tokens.revoke("ann")
    problem(client.get("/api/me", headers=made), 401, "not-allowed", "not valid")


def test_what_is_revoked_elsewhere_counts_within_seconds(
    client: TestClient, token: Make, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = token("ann")
    assert client.get("/api/me", headers=made).status_code == 200
    other = Store(database)
    other.tokens.revoke("ann")
    other.close()
    assert gate.LOOK_S <= 5
    now = time.monotonic()
    monkeypatch.setattr(gate, "monotonic", lambda: now + gate.LOOK_S + 0.1)
    problem(client.get("/api/me", headers=made), 401, "not-allowed", "not valid")


def test_a_token_ends_on_its_day(client: TestClient, token: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = token("ann", days=2)

    for days, status in ((0, 200), (1.9, 200), (2.1, 401)):
        then = datetime.now(UTC) + timedelta(days=days)
        monkeypatch.setattr(gate, "_now", lambda then=then: then)
        assert client.get("/api/me", headers=made).status_code == status


def test_who_guesses_must_wait_and_who_is_known_need_not(
    client: TestClient, token: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, new = token("ann"), token("bob")
    assert client.get("/api/me", headers=known).status_code == 200
    for _ in range(gate.MOST_FAILED):
        assert client.get("/api/me", headers=shown("x")).status_code == 401
    answer = client.get("/api/me", headers=shown("x"))
    problem(answer, 429, "over-limit", "wait")
    assert 0 < int(answer.headers["retry-after"]) <= gate.FAILED_S + 1
    assert client.get("/api/me", headers=new).status_code == 429
    assert client.get("/api/me", headers=known).status_code == 200
    now = time.monotonic()
    monkeypatch.setattr(gate, "monotonic", lambda: now + gate.FAILED_S + 1)
    assert client.get("/api/me", headers=new).status_code == 200


# What is kept


def test_a_secret_is_kept_as_a_strong_hash_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens_, "_HASHER", REAL)
    made, text = store.tokens.make("ann", "admin")
    secret = text.split("_", 2)[2]
    found = store.tokens.look(made.id)
    assert found is not None
    kind = re.fullmatch(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$.*", found[1])
    assert kind
    assert (int(kind[1]) >= 19 * 1024, int(kind[2]) >= 2) == (True, True)
    assert tokens_.fits(found[1], secret)
    with store.engine.connect() as there:
        for table in ("token", "audit"):
            assert secret not in str(there.execute(sql(f"SELECT * FROM {table}")).all())
    trail = store.history("", 10)
    assert [(e.kind, e.id, e.action) for e in trail] == [("token", made.id, "created")]
    assert "argon2" not in str(trail)


def test_two_tokens_share_nothing(store: Store) -> None:
    texts = {store.tokens.make("ann", "viewer")[1] for _ in range(5)}
    assert len({t.split("_", 2)[1] for t in texts}) == len({t.split("_", 2)[2] for t in texts}) == 5


# Commands


def test_tokens_are_made_listed_and_revoked(database: str, run: Run, ask: Ask) -> None:
    code, out, err = run("token", "create", "ann", "--role", "analyst", "--case", "suez", "--store", database)
    assert code == 0
    assert tokens_.parts_of(out.strip())
    assert "not shown again" in err
    told = ask("token", "create", "bob", "--role", "admin", "--days", "7", "--store", database)
    assert told["token"].startswith(f"thalweg_{told['id']}_")
    listed = {t["name"]: t for t in ask("token", "list", "--store", database)}
    assert (listed["ann"]["cases"], listed["bob"]["cases"], listed["bob"]["state"]) == (["suez"], None, "valid")
    days = datetime.fromisoformat(listed["bob"]["expires_at"]) - datetime.fromisoformat(listed["bob"]["made_at"])
    assert days == timedelta(days=7)
    assert "suez" in run("token", "list", "--store", database)[1]
    assert run("token", "revoke", "ann", "--store", database)[1] == f"revoked {listed['ann']['id']} of ann\n"
    assert ask("token", "revoke", "ann", "--store", database) == []
    assert run("token", "revoke", listed["ann"]["id"], "--store", database)[1] == "revoked already\n"
    assert {t["name"]: t["state"] for t in ask("token", "list", "--store", database)} == {
        "ann": "revoked",
        "bob": "valid",
    }
    for words, said in (
        (("create", "x", "--role", "boss"), "analyst"),
        (("create", "local", "--role", "admin"), "local"),
        (("create", "a\nb", "--role", "admin"), "letters"),
        (("create", "x", "--role", "admin", "--days", "0"), "1 to"),
        (("revoke", "bo"), "bob"),
    ):
        code, out, err = run("token", *words, "--store", database)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert said in err


def test_who_is_reached_by_others_needs_names_and_tokens(database: str, run: Run) -> None:
    serve = ("serve", "suez", "--no-open", "--port", "0", "--store", database)
    for words, said in (
        (("--host", "0.0.0.0"), "--name"),
        (("--host", "0.0.0.0", "--name", "a b"), "without a port"),
        (("--host", "0.0.0.0", "--name", "thalweg.test:80"), "without a port"),
        (("--host", "0.0.0.0", "--name", "thalweg.test"), "thalweg token create NAME --role admin --store"),
        (("--name", "thalweg.test"), "thalweg token create NAME"),
        (("--require-token",), "thalweg token create NAME"),
    ):
        code, out, err = run(*serve, *words)
        assert (code, out, len(err.splitlines())) == (2, "", 1), err
        assert said in err
    code, _, err = run("serve", "suez", "--no-open", "--port", "0", "--store", "none", "--require-token")
    assert (code, "without a store" in err) == (2, True)


def test_when_tokens_are_asked_for(store: Store) -> None:
    assert not needs_tokens(Served(), store, "")
    assert not needs_tokens(Served(), None, "")
    for served in (Served("0.0.0.0", names=["x.test"]), Served(names=["x.test"]), Served(tokens=True)):
        with pytest.raises(BadInput):
            needs_tokens(served, store, "")
    made, _ = store.tokens.make("ann", "viewer")
    for served in (Served("0.0.0.0", names=["x.test"]), Served(names=["x.test"]), Served(tokens=True), Served()):
        assert needs_tokens(served, store, "")
    store.tokens.revoke(made.id)
    assert not needs_tokens(Served(), store, "")


def test_the_names_that_are_served() -> None:
    assert "localhost" in Served().hosts()
    assert set(Served("0.0.0.0", names=["Thalweg.Test"]).hosts()) == {"thalweg.test"}
    assert set(Served("192.0.2.7").hosts()) == {"192.0.2.7"}
    assert set(Served("2001:db8::1").hosts()) == {"[2001:db8::1]"}
    assert set(Served(names=["x.test"]).hosts()) > {"x.test", "localhost"}


def test_a_shared_server_serves_its_name_alone(database: str, run: Run) -> None:
    text = run("token", "create", "ann", "--role", "analyst", "--store", database)[1].strip()
    words = (sys.executable, "-m", "thalweg.cli", "serve", "suez", "--no-open", "--port", "0", "--store", database,
             "--host", "0.0.0.0", "--name", "thalweg.test")  # fmt: skip
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        port = line.split()[3].rstrip("/").rpartition(":")[2]
        from http.client import HTTPConnection

        def asked(host: str, **headers: str) -> tuple[int, Any]:
            there = HTTPConnection("127.0.0.1", int(port), timeout=30)
            there.request("GET", "/api/me", headers={"Host": host, **headers})
            answer = there.getresponse()
            found = answer.status, json.loads(answer.read())
            there.close()
            return found

        assert asked("thalweg.test")[0] == 401
        assert asked("thalweg.test", Authorization=f"Bearer {text}") == (
            200,
            {"name": "ann", "role": "analyst", "cases": None, "writes": True},
        )
        assert asked("127.0.0.1", Authorization=f"Bearer {text}")[0] == 421
        process.terminate()
        process.wait(20)
