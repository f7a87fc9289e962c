"""The page in a browser: from a change of mover, day or scenario to the answer on map and panel, and to the next frame.

Each change is made as a reader makes it, on the control, when the page is at rest and its sharper coast drawn.
`applied` ends when the map has its colours and the panel its words; `frame` when the browser has drawn them, which
without a graphics card is done by the processor. First every question is new to the server, then each is asked once
more. With the shared files beside the repository the Dutch waterways are asked too.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.page.browser import browser, missing, served, settled

from benchmarks.fairways import ROOT, SHARED
from benchmarks.results import Row, finish, limit, row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_BYTES = 1_500_000
Changes = list[tuple[str, str]]
Times = dict[str, list[float]]
TUMEN = "case=tumen&mover=ccg-1000t&origin=hunchun&destination=sea-of-japan&on=2024-07-01"
MOVERS = (
    "haixun-0736",
    "ccg-type-818",
    "rsd44",
    "river-300t",
    "ccg-zhaotou",
    "cn-fishing-boat",
    "truck-40t",
    "tourist",
)
SCENARIOS = (
    "both-consents",
    "consents-and-dredging",
    "consents-dredging-and-high-bridge",
    "road-bridge-open",
    "baseline",
)
DAYS = tuple(f"{year}-{month:02}-15" for year in (2021, 2023, 2024, 2025) for month in (2, 5, 8, 11))
DUTCH = "case=fis&mover=spits&origin=fis-8867414&destination=fis-8864009&on=2024-07-01&trust=weak"


def tumen() -> Changes:
    """Return changes that ask a new question each."""
    movers, scenarios = ([("mover", m) for m in MOVERS], [("scenario", s) for s in SCENARIOS])
    return [*movers, *scenarios, *(("on", d) for d in DAYS)]


def asked(page: Page, changes: Changes) -> Times:
    """Make each change, and return what the page measured, in seconds."""
    found: Times = {"waiting": [], "applied": [], "frame": []}
    for name, value in changes:
        before = page.evaluate("() => performance.getEntriesByName('thalweg:frame').length")
        if name == "on":
            page.fill(f"[name={name}]", value)
        else:
            page.select_option(f"[name={name}]", value)
        page.wait_for_function("n => performance.getEntriesByName('thalweg:frame').length > n", arg=before)
        for part, times in found.items():
            last = f"() => performance.getEntriesByName('thalweg:{part}').at(-1).duration"
            times.append(page.evaluate(last) / 1000)
    return found


def loaded(running: Browser, address: str) -> tuple[Page, int, float]:
    """Open the page for the first time; return it, its compressed bytes, and seconds to the answer."""
    page = running.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    sent: list[int] = []
    page.on("requestfinished", lambda r: sent.append(r.sizes()["responseBodySize"]))
    page.goto(address)
    settled(page, idle=True)
    first = "performance.getEntriesByName('thalweg:applied')[0]"
    return page, sum(sent), page.evaluate(f"() => ({first}.startTime + {first}.duration) / 1000")


def told(name: str, most_s: float, times: Times) -> Iterator[Row]:
    """Say how the times are spread, and hold them against a limit."""
    for part, all_s in times.items():
        ordered = sorted(all_s)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        print(f"{name}, {part:8} median {statistics.median(all_s) * 1000:6.0f} ms, "
              f"p95 {p95 * 1000:6.0f} ms, most {ordered[-1] * 1000:6.0f} ms")  # fmt: skip
        if part == "applied":
            yield limit(f"page, {name}: a change to its answer", most_s, all_s, p95_s=round(p95, 4))


def main() -> int:
    """Measure the bundled case, and the national network if it is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--save", action="store_true", help="write benchmarks/results/page.json")
    save = parser.parse_args().save
    lacking = missing()
    if lacking:
        print(lacking)
        return 0
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as parent, browser() as running:
        with served("tumen") as address:
            page, sent, first_s = loaded(running, f"{address}?{TUMEN}")
            print(f"first load: {sent / 1e6:.2f} MB compressed, answer after {first_s:.1f} s")
            rows.append(row("page, first load", "limit of 1.5 MB", MOST_BYTES / sent, 1, [first_s], bytes=sent))
            rows += told("Tumen, new questions", 0.1, asked(page, tumen()))
            page.goto(f"{address}?{TUMEN}")
            settled(page, idle=True)
            rows += told("Tumen, asked before", 0.1, asked(page, tumen()))
            page.close()
        if SHARED.is_dir():
            folder = Path(parent) / "fis"
            shutil.copytree(ROOT / "docs" / "examples" / "fis", folder)
            for file in SHARED.glob("*.geojson"):
                shutil.copy(file, folder / "tables")
            with served(str(folder)) as address:
                page, _, first_s = loaded(running, f"{address}?{DUTCH}")
                print(f"Dutch waterways: answer after {first_s:.1f} s")
                days = [("on", f"2024-{month:02}-03") for month in range(1, 9)]
                rows += told("Dutch waterways, new questions", 0.4, asked(page, days))
    return finish("page", "The page: from a change to its answer", rows, save, ("playwright", "fastapi", "uvicorn"))


if __name__ == "__main__":
    sys.exit(main())
