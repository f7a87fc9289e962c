"""A server of its own and a browser that needs no screen; where either cannot be had, why."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "thalweg" / "server" / "static"
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
"""WebGL is drawn in software; the browser itself asks nothing of anybody."""
WAIT_MS = 60_000


def missing() -> str:
    """Return what is not there for a test in a browser, or nothing."""
    if not (STATIC / "vendor" / "lock.sha256").is_file() or not AXE.is_file():
        return "the files of others are not there: python web/vendor.py --tests"
    if not chromium():
        return "no chromium on the PATH"
    try:
        import playwright  # noqa: F401
    except ModuleNotFoundError:
        return "no playwright: pip install playwright"
    return ""


def chromium() -> str:
    """Return the path of the browser, or nothing."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or ""


@contextmanager
def served(*cases: str, store: str = "none") -> Iterator[str]:
    """Serve cases in a process of its own, with a store or without; yield its address."""
    words = [sys.executable, "-m", "thalweg.cli", "serve", *cases, "--port", "0", "--no-open", "--store", store]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, said
            yield found[0]
        finally:
            process.terminate()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()


def settled(page: Page, *, view: bool = False, idle: bool = False) -> None:
    """Wait until the page shows its answer, and if asked its view, and its map drawn."""
    for name, value in (("answer", "done"), *([("view", "done")] * view), *([("map", "idle")] * idle)):
        page.wait_for_selector(f"html[data-{name}={value}]", state="attached", timeout=WAIT_MS)
    if idle:
        page.wait_for_selector("html[data-coast]", state="attached", timeout=WAIT_MS)
