"""What a server allows: size, time and number of questions, and how a process starts and ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any
from urllib.request import urlopen

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive

from tests.surfaces.conftest import Run
from tests.surfaces.test_server import HERE, TRIP, events, problem
from thalweg.server.app import make_app
from thalweg.server.kept import Body, Kept
from thalweg.server.shelf import MOST_WARM, Shelf
from thalweg.server.work import Busy, Lane, Limits, Report, Stopped, TooLong

UNLOCK = "/api/cases/tumen/unlock"


@contextmanager
def served(*cases: str, **limits: Any) -> Iterator[TestClient]:
    """Serve cases within these limits."""
    with TestClient(make_app(Shelf(cases), Limits(**limits)), base_url=HERE) as client:
        yield client


# Requests


def test_a_long_body_is_refused_whether_its_length_is_stated_or_not() -> None:
    with served("suez", body_bytes=100) as client:
        body = b'{"mover": "%s"}' % (b"x" * 200)
        headers = {"Content-Type": "application/json"}
        for content in (body, iter([body[:150], body[150:]])):
            answer = client.post("/api/cases/suez/check", content=content, headers=headers)
            problem(answer, 413, "over-limit", "at most 100 bytes")
        assert client.post("/api/cases/suez/check", json={}).status_code == 200


async def never() -> Message:
    """Send nothing of a body."""
    await asyncio.sleep(60)
    raise AssertionError


async def gone() -> Message:
    """End the connection in the middle of a body."""
    return {"type": "http.disconnect"}


@pytest.mark.parametrize(("receive", "status", "code"), [(never, 408, "over-limit"), (gone, 400, "bad-json")])
def test_a_body_that_does_not_come_is_not_waited_for(receive: Receive, status: int, code: str) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    path = "/api/cases/suez/check"
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
             "headers": headers, "http_version": "1.1", "scheme": "http", "root_path": ""}  # fmt: skip

    async def asked() -> None:
        await make_app(Shelf(["suez"]), Limits(body_s=0.05))(scope, receive, send)

    asyncio.run(asked())
    assert sent[0]["status"] == status
    assert json.loads(sent[1]["body"])["error"]["code"] == code


def test_a_question_that_takes_too_long_is_told_so() -> None:
    with served("tumen", answer_s=0.05, stream_s=0.05) as client:
        client.get("/api/cases/tumen")  # reading the case may take longer than the question
        while client.get("/api/cases/tumen").status_code == 503:
            time.sleep(0.1)
        answer = client.get(UNLOCK, params=TRIP)
        problem(answer, 503, "over-limit", "an answer within 0.05 s")
        assert answer.headers["retry-after"]
        (*_, (last, told)) = events(client, UNLOCK, **{**TRIP, "on": "2025-03-01"})  # the first is at work, and kept
        assert (last, told["error"]["code"]) == ("error", "over-limit")


def test_questions_beyond_the_queue_are_turned_away() -> None:
    with served("suez", quick=1, waiting=-1) as client:
        answer = client.get("/api/cases/suez/check")
        problem(answer, 503, "busy", "ask again later")
        assert answer.headers["retry-after"]


def test_a_table_with_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thalweg.server.questions.MOST_CELLS", 3)
    asked = {"origin": "port-said", "destination": "suez-city", "on": "2020-06-01,2020-06-02", "mover": "ever-given"}
    with served("suez") as client:
        assert len(client.get("/api/cases/suez/access", params=asked).json()["cells"]) == 2
        asked["on"] += ",2020-06-03,2020-06-04"
        problem(client.get("/api/cases/suez/access", params=asked), 422, "over-limit", "4 cells")


# Lanes


def test_a_lane_takes_as_many_as_it_has_and_no_more() -> None:
    async def tried() -> None:
        lane, go = Lane("test", 1, 1), Event()
        first = asyncio.create_task(lane.run(lambda _: go.wait(5), 5))
        second = asyncio.create_task(lane.run(lambda _: "second", 5))
        await asyncio.sleep(0.05)
        with pytest.raises(Busy):
            await lane.run(lambda _: "third", 5)
        go.set()
        assert (await first, await second) == (True, "second")
        assert await lane.run(lambda _: "fourth", 5) == "fourth"
        lane.close()

    asyncio.run(tried())


def test_work_that_reports_is_stopped_and_its_thread_is_free_again() -> None:
    ended = Event()

    def endless(report: Report) -> None:
        try:
            while True:
                report(0, 0)
                time.sleep(0.01)
        except Stopped:
            ended.set()
            raise

    async def tried() -> None:
        lane = Lane("test", 1, 0)
        with pytest.raises(TooLong):
            await lane.run(endless, 0.1)
        assert await asyncio.to_thread(ended.wait, 5)
        while lane._watched:
            await asyncio.sleep(0.01)
        assert await lane.run(lambda _: 1, 5) == 1
        lane.close()

    asyncio.run(tried())


def test_work_whose_asker_has_gone_is_stopped() -> None:
    reports: list[int] = []

    def endless(report: Report) -> None:
        while True:
            report(len(reports), 0)
            reports.append(1)
            time.sleep(0.01)

    async def tried() -> None:
        lane = Lane("test", 1, 0)
        task = asyncio.create_task(lane.run(endless, 60))
        while not reports:
            await asyncio.sleep(0.01)
        task.cancel()
        while lane._watched:
            await asyncio.sleep(0.01)
        lane.close()

    asyncio.run(asyncio.wait_for(tried(), 10))


def test_a_fault_of_the_work_comes_out_as_it_is() -> None:
    async def tried() -> None:
        lane = Lane("test", 1, 0)
        with pytest.raises(ZeroDivisionError):
            await lane.run(lambda _: 1 / 0, 5)
        lane.close()

    asyncio.run(tried())


# Memory


def test_kept_answers_stay_within_their_bytes_and_the_oldest_go_first() -> None:
    kept = Kept(5000)
    bodies = [Body.of(bytes([65 + n]) * 900, "text/plain") for n in range(6)]
    for body in bodies:
        kept.put(body)
        kept.get(bodies[0].tag)
    assert [kept.get(b.tag) is not None for b in bodies] == [True, False, False, True, True, True]
    large = Body.of(os.urandom(1000), "text/plain")
    kept.put(large)
    assert kept.get(large.tag) is None


def test_cases_asked_long_ago_forget_what_they_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_WARM >= 1
    monkeypatch.setattr("thalweg.server.shelf.MOST_WARM", 1)
    shelf = Shelf(["suez", "corinth"])
    suez, _ = shelf.open("suez")
    suez.check()
    assert suez._memo
    corinth, _ = shelf.open("corinth")
    corinth.check()
    assert (bool(suez._memo), bool(corinth._memo)) == (False, True)
    assert shelf.open("suez")[0] is suez


def test_a_case_is_read_once_however_many_ask() -> None:
    shelf = Shelf(["suez"])
    with ThreadPoolExecutor(8) as pool:
        found = {id(study) for study, _ in pool.map(lambda _: shelf.open("suez"), range(8))}
    assert len(found) == 1


# The process

SERVE = (sys.executable, "-m", "thalweg.cli", "serve", "suez", "--no-open", "--port")


def test_a_server_starts_answers_and_ends_quietly(run: Run) -> None:
    with subprocess.Popen([*SERVE, "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("1 case at http://127.0.0.1:")
        address = line.split()[3]
        with urlopen(f"{address}api/cases/suez/check", timeout=30) as answer:
            assert json.load(answer)["question"]["case"] == "suez"
        port = address.rstrip("/").rpartition(":")[2]
        code, out, err = run("serve", "suez", "--no-open", "--port", port)
        assert (code, out) == (2, "")
        assert err == f"port: port {port} of 127.0.0.1 is in use; expected a free port (see --port)\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tumne",), "tumen"),
        (("suez", "--host", "0.0.0.0"), "--name"),
        (("suez", "--host", "192.0.2.1"), "cannot be used"),
        (("suez", "--port", "70000"), "0 to 65535"),
        (("suez", "suez"), "two cases"),
    ],
)
def test_what_cannot_be_served_is_one_line(words: tuple[str, ...], said: str, run: Run) -> None:
    code, out, err = run("serve", "--no-open", "--port", "0", *words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert said in err


def test_without_its_packages_the_command_says_what_to_install() -> None:
    script = "import sys; sys.modules['uvicorn'] = None; from thalweg.cli import main; main(['serve'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "serve: the package uvicorn is not installed; expected pip install 'thalweg[serve]'\n"
