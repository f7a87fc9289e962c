"""The brief in a real browser: it asks nobody, axe finds nothing serious, and its first page has what it should."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import thalweg
from tests.page.browser import AXE, browser, missing

ASKED = ("ccg-1000t", "hunchun", "sea-of-japan", "2024-07-01")


def test_the_brief_on_a_screen_and_on_paper(tmp_path: Path) -> None:
    lacking = missing()
    if lacking and os.environ.get("CI") == "true":
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)
    file = thalweg.open("tumen").brief(*ASKED, scenario="both-consents").to_file(tmp_path / "brief.html")
    with browser() as running:
        page = running.new_page(viewport={"width": 1000, "height": 900})
        asked, told = [], []
        page.on("request", lambda r: asked.append(r.url))
        page.on("console", lambda m: told.append(m.text))
        page.on("pageerror", lambda e: told.append(str(e)))
        page.goto(file.as_uri())
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"  # its style is let in by its policy
        assert asked == [file.as_uri()]
        assert not told
        for width in (1000, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = running.new_page(color_scheme=scheme)
            found.set_content(file.read_text("utf-8").replace("Content-Security-Policy", "x"))  # axe itself is a script
            found.evaluate(AXE.read_text("utf-8"))
            grave = [
                (v["id"], [n["html"][:160] for n in v["nodes"]][:3])
                for v in found.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
                if v["impact"] in ("serious", "critical")
            ]
            assert not grave, scheme
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        for width_mm, height_mm in ((180, 268), (186, 250)):  # A4 and Letter without their margins
            page.set_viewport_size({"width": round(width_mm * 96 / 25.4), "height": 900})
            bottom = page.evaluate("document.querySelector('.first').getBoundingClientRect().bottom")
            assert bottom <= height_mm * 96 / 25.4
