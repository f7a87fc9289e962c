"""The server under load: many clients on loopback, how long they wait, and whether memory stays flat.

Starts `thalweg serve tumen` as a process of its own. Two loads, one after the other: *again*, where clients ask what
others asked before, as a page does that many look at; and *anew*, where no question is asked twice. Clients are tasks
of one process beside the server, so that on a small machine they take part of what they measure.
Results go to `benchmarks/results/serve.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, cycle
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.results import Row, finish, row

MOVERS = ("cn-fishing-boat", "ccg-1000t", "haixun-0736", "truck-40t")
CLIENTS = 50
PAGE_BYTES = 4096


@dataclass
class Load:
    """What a load came to."""

    times_s: list[float] = field(default_factory=list)
    errors: int = 0

    def share(self, q: float) -> float:
        """Return the time within which a share of the requests was answered, in s."""
        return sorted(self.times_s)[min(len(self.times_s) - 1, int(q * len(self.times_s)))]


def questions(anew: bool) -> Iterator[str]:
    """Yield addresses: checks, explanations and maps, of 60 different questions or of ever new ones."""
    first, stride = date(1995, 1, 1), 7919  # of which there is much to tell, and of which little, in no order
    for n in count() if anew else cycle(range(60)):
        on = (first + timedelta(days=n * stride % 11000)).isoformat()
        mover = MOVERS[n % len(MOVERS) if not anew else (n // 11000 + n) % len(MOVERS)]
        trip = {"mover": mover, "on": on}
        ends = {"origin": "hunchun", "destination": "sea-of-japan" if mover != "truck-40t" else "rajin"}
        kind = ("check", "check", "map", "why")[n % 4]
        asked = {**trip, "geometry": "false"} if kind == "map" else {**trip, **ends}
        yield f"/api/cases/tumen/{kind}?{urlencode(asked)}"


async def client(port: int, asked: Iterator[str], until: float, most: int, load: Load) -> None:
    """Ask one question after the other on one connection until the time is over or enough was asked."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until and len(load.times_s) < most:
        start = time.perf_counter()
        head = f"GET {next(asked)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(head.encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        load.times_s.append(time.perf_counter() - start)
        load.errors += answer.split()[1] != b"200"
    writer.close()


async def loaded(port: int, anew: bool, seconds: float, most: int, asked: Iterator[str] | None = None) -> Load:
    """Let all clients ask for some time, or until enough was asked."""
    load, until = Load(), time.perf_counter() + seconds
    shared = asked or questions(anew)
    await asyncio.gather(*(client(port, shared, until, most, load) for _ in range(CLIENTS)))
    return load


def memory_mb(process: subprocess.Popen[str]) -> float:
    """Return the memory that a process holds, in MB."""
    pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="utf-8").split()[1]
    return int(pages) * PAGE_BYTES / 1e6


def told(name: str, load: Load, note: str = "") -> Row:
    """Print and return the row of a load."""
    p50, p95 = load.share(0.5), load.share(0.95)
    said = f"p50 {p50 * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms"
    print(f"{name}: {len(load.times_s):,} requests, {said}, {load.errors} errors {note}".rstrip())
    return row(name, "no error", 1.0, 1, [p50, p95], mismatches=load.errors, note=f"{said} {note}".rstrip())


def main() -> int:
    """Run both loads."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=10, help="how long each load lasts")
    options.add_argument(
        "--requests", type=int, default=2000, help="requests over which memory is watched, after as many"
    )
    options.add_argument("--save", action="store_true", help="keep the results")
    chosen = options.parse_args()
    command = [sys.executable, "-m", "thalweg.cli", "serve", "tumen", "--store", "none", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split()[3].rstrip("/").rpartition(":")[2])
        asyncio.run(loaded(port, False, 60, 200))  # the case is read, and the first answers are kept
        again = asyncio.run(loaded(port, False, chosen.seconds, 10**9))
        rows = [told(f"{CLIENTS} clients, asked again", again)]
        fresh = questions(True)
        asyncio.run(loaded(port, True, 3600, chosen.requests, fresh))  # what is kept is full by now
        before = memory_mb(process)
        anew = asyncio.run(loaded(port, True, 3600, chosen.requests, fresh))
        grown = memory_mb(process) - before
        memory = f"; memory {before:.0f} MB, {grown:+.1f} MB over {len(anew.times_s):,} requests"
        rows.append(told(f"{CLIENTS} clients, asked anew", anew, memory))
        process.send_signal(signal.SIGINT)
    return finish("serve", "Serve: clients at once on loopback", rows, chosen.save, ["fastapi", "uvicorn"])


if __name__ == "__main__":
    sys.exit(main())
