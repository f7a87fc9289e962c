"""A server that is killed while people save: every save that was acknowledged is there, and none is half there.

Starts `thalweg serve suez` as a process of its own, lets several threads save, change and delete scenarios, claims and
notes, kills the process at once (SIGKILL) in the midst, starts it again, and so on; then reads the database. What was
in flight when the process died may be there or not. Both databases are tried; PostgreSQL runs in a temporary folder and
waits for the disk as it does by default. Results go to `benchmarks/results/faults.json`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Condition, Event
from typing import Any

import pytest
from tests.surfaces.databases import postgres

from benchmarks.results import Row, finish, row
from thalweg.store.book import Store
from thalweg.store.records import Entry

CASE = "suez"
PLURAL = {"scenario": "scenarios", "claim": "claims", "note": "notes"}
WAIT_S = 60


@dataclass(frozen=True)
class Save:
    """Something that was sent to be saved, and what was answered if an answer came."""

    method: str
    kind: str
    id: str
    revision: int
    """The revision that it makes; 0 if that is not known."""
    acknowledged: bool


@dataclass
class Trial:
    """A server that is killed now and then, and those who save on it."""

    store: str
    saves: int
    kills: int
    seed: int = 1
    threads: int = 4
    log: list[Save] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    starts_s: list[float] = field(default_factory=list)
    port: int = 0
    up: Event = field(default_factory=Event)
    changed: Condition = field(default_factory=Condition)

    @property
    def acknowledged(self) -> int:
        """How many saves were acknowledged."""
        return sum(s.acknowledged for s in self.log)

    def run(self) -> None:
        """Save until enough is acknowledged, through all kills."""
        rng = random.Random(self.seed)
        marks = sorted(rng.sample(range(2, self.saves - 2), self.kills))
        with ThreadPoolExecutor(self.threads) as pool:
            done = [pool.submit(self._work, n) for n in range(self.threads)]
            for mark in (*marks, self.saves):
                with self._server() as process:
                    self._wait(mark)
                    if mark < self.saves:
                        time.sleep(rng.uniform(0, 0.02))  # at any moment of the saves that follow
                    else:
                        for each in done:
                            each.result(WAIT_S)
                    self.up.clear()
                    process.kill()

    def _wait(self, saves: int) -> None:
        """Wait until so many saves are acknowledged."""
        with self.changed:
            enough = self.changed.wait_for(lambda: self.acknowledged >= saves, WAIT_S)
        assert enough, f"{self.acknowledged} of {saves} saves within {WAIT_S} s"

    @contextmanager
    def _server(self) -> Iterator[subprocess.Popen[str]]:
        """Start the server, and wait until it listens."""
        begun = time.perf_counter()
        words = [sys.executable, "-m", "thalweg.cli", "serve", CASE, "--no-open", "--port", "0", "--store", self.store]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                assert line, "the server does not start"
                self.port = int(line.split()[3].rstrip("/").rpartition(":")[2])
                self.starts_s.append(time.perf_counter() - begun)
                self.up.set()
                yield process
            finally:
                process.kill()

    def _work(self, number: int) -> None:
        """Save one thing after the other, as one of several people."""
        rng = random.Random(f"{self.seed} {number}")
        mine: dict[tuple[str, str], int] = {}
        count = 0
        while self.acknowledged < self.saves:
            assert self.up.wait(WAIT_S)
            there = HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
            with suppress(OSError, HTTPException):
                while self.acknowledged < self.saves and self.up.is_set():
                    count += 1
                    self._save(there, rng, f"{'abcdefgh'[number]}{count}", mine)
            there.close()

    def _save(self, there: HTTPConnection, rng: random.Random, name: str, mine: dict[tuple[str, str], int]) -> None:
        """Send one thing; note what came of it, also if nothing came."""
        kind, key, method, revision = rng.choice(sorted(PLURAL)), name, "POST", 1
        if mine and rng.random() < 0.5:
            (kind, key), before = rng.choice(sorted(mine.items()))
            method = "DELETE" if kind == "claim" or rng.random() < 0.3 else "PUT"
            revision = before + 1
        address = f"/api/cases/{CASE}/saved/{PLURAL[kind]}" + ("" if method == "POST" else f"/{key}")
        headers = {"Content-Type": "application/json", "If-Match": f'"{revision - 1}"'}
        begun = time.perf_counter()
        try:
            there.request(method, address, json.dumps(_said(kind, key, rng, method)), headers)
            answer = there.getresponse()
            data = answer.read()
        except (OSError, HTTPException):
            mine.pop((kind, key), None)  # nobody knows what became of it
            self._note(Save(method, kind, key if kind != "claim" else "", revision, False))
            raise
        assert answer.status in (200, 201, 204), (answer.status, data)
        self.times_s.append(time.perf_counter() - begun)
        if method == "DELETE":
            mine.pop((kind, key))
        else:
            record = json.loads(data)
            key = record["id"]
            mine[kind, key] = record["revision"]
            assert record["revision"] == revision
        self._note(Save(method, kind, key, revision, True))

    def _note(self, save: Save) -> None:
        with self.changed:
            self.log.append(save)
            self.changed.notify_all()


def _said(kind: str, key: str, rng: random.Random, method: str) -> Any:
    """Return what is sent."""
    metres = round(rng.uniform(5, 19), 6)
    said: dict[str, Any] = {"subject": "suez-canal", "attribute": "max_draught_m", "value": metres, "unit": "m"}
    if method == "DELETE":
        return {}
    if kind == "scenario":
        return {"id": key, "title": f"{key} {metres}", "changes": [said]}
    if kind == "claim":
        return {**said, "source": {"title": key, "kind": "survey"}}
    return {"id": key, "text": f"{key} {metres}"}


# What is there afterwards


def wrongs(trial: Trial) -> list[str]:
    """Return everything that is not as it should be: saves that are lost, or half there."""
    store = Store(trial.store)
    news, trail = store.since(CASE), store.whole_history(CASE)
    store.close()
    entries: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in trail:
        entries[entry.kind, entry.id].append(entry)
    records = {(str(r.kind), r.id): r for r in news.records}
    found = [f"an entry of {k} without a record" for k in entries.keys() - records.keys()]
    found += [f"a record {k} without an entry" for k in records.keys() - entries.keys()]
    if news.edition != len(trail):
        found.append(f"edition {news.edition} of {len(trail)} changes")
    for key, its in entries.items():
        if [e.revision for e in its] != list(range(1, len(its) + 1)):
            found.append(f"revisions of {key}: {[e.revision for e in its]}")
        record, last = records.get(key), its[-1]
        said = last.before if last.action == "deleted" else last.after
        if record and (record.revision, record.gone, dict(record.content)) != (
            last.revision, last.action == "deleted", dict(said or {}),
        ):  # fmt: skip
            found.append(f"{key} and its last entry differ")
    action = {"POST": "created", "PUT": "changed", "DELETE": "deleted"}
    there = {(e.kind, e.id, e.revision, e.action) for e in trail}
    sure = {(s.kind, s.id, s.revision, action[s.method]) for s in trial.log if s.acknowledged}
    found += [f"lost: {s}" for s in sorted(sure - there)]
    perhaps = sum(not s.acknowledged for s in trial.log)
    if len(there - sure) > perhaps:
        found.append(f"{len(there - sure)} changes that nobody was told of, and {perhaps} were in flight")
    return found


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Give an empty database."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="thalweg-faults-") as folder:
            yield str(Path(folder) / "store.sqlite")
    else:
        with postgres(sync=True) as it:
            yield it.new()


def measured(kind: str, saves: int, kills: int, seed: int) -> Row:
    """Try one database; print and return what came of it."""
    with database(kind) as address:
        trial = Trial(address, saves, kills, seed)
        trial.run()
        wrong = wrongs(trial)
    for it in wrong:
        print(f"wrong: {it}")
    times = sorted(trial.times_s)
    flight = sum(not s.acknowledged for s in trial.log)
    note = (
        f"{trial.acknowledged} saves acknowledged through {kills} kills, {flight} in flight when the process died; "
        f"p95 {times[int(0.95 * len(times))] * 1e3:.0f} ms by {trial.threads} at once; "
        f"again up after {max(trial.starts_s):.1f} s at most"
    )
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[kind]
    print(f"{name}: {note}; {len(wrong)} wrong")
    ends = [times[len(times) // 2], times[int(0.95 * len(times))]]
    return row(
        f"saves through kills, {name}", "none lost, none half there", 1.0, 1, ends, mismatches=len(wrong), note=note
    )


def main() -> int:
    """Try both databases."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--saves", type=int, default=100)
    options.add_argument("--kills", type=int, default=5)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--save", action="store_true", help="keep the results")
    chosen = options.parse_args()
    rows = []
    for kind in ("sqlite", "postgresql"):
        try:
            rows.append(measured(kind, chosen.saves, chosen.kills, chosen.seed))
        except pytest.skip.Exception as why:
            print(f"left out: {why}")
    packages = ("sqlalchemy", "psycopg")
    return finish("faults", "Saves: a server that is killed in the midst", rows, chosen.save, packages)


if __name__ == "__main__":
    sys.exit(main())
