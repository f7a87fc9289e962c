"""The page in a real browser: one story from opening it to sharing a question, and what holds all along."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.page.browser import AXE, browser, missing, served, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_BYTES = 1_500_000
"""How much the first load may take, compressed."""
WIDTHS = {"desk": (1280, 800), "tablet": (768, 1024)}


def test_the_story() -> None:
    """Ask, read, look up the evidence, ask what would unlock, compare, share; and never ask another host."""
    lacking = missing()
    if lacking and os.environ.get("CI") == "true":
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)
    with served("tumen") as address, browser() as running:
        page, seen = _opened(running, address)
        _answers(page)
        _evidence(page)
        _changes(page)
        _compares(page)
        _speaks(page)
        _goes_back(page)
        _shared(running, page)
        assert not seen["told"]
        _accessible(page)
        _says_what_is_wrong(page, address)
        _says_what_is_missing(running, address)
        assert seen["hosts"] == {urlsplit(address).netloc}


def _opened(running: Browser, address: str) -> tuple[Page, dict[str, Any]]:
    """Open the page, and watch what it asks for and what it complains about."""
    width, height = WIDTHS["desk"]
    page = running.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    seen: dict[str, Any] = {"hosts": set(), "told": []}
    loaded = []
    page.on("request", lambda r: seen["hosts"].add(urlsplit(r.url).netloc) if not r.url.startswith("data:") else None)
    page.on("requestfinished", lambda r: loaded.append(r))
    page.on("pageerror", lambda e: seen["told"].append(str(e)))
    page.on("console", lambda m: seen["told"].append(m.text) if m.type == "error" and "422" not in m.text else None)
    page.goto(address)
    settled(page, idle=True)
    assert sum(r.sizes()["responseBodySize"] for r in loaded) <= MOST_BYTES
    return page, seen


def _asked(page: Page) -> dict[str, str]:
    """Return the question in the address."""
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


def _coloured(page: Page, link: str) -> str:
    """Return the verdict by which the map colours a link."""
    state = page.evaluate(
        "id => document.querySelector('case-map').map.getFeatureState({source: 'links', id}).verdict", link
    )
    return str(state)


def _answers(page: Page) -> None:
    """Without a word the case's own question is asked; each field changes answer, map and address."""
    ends = {"origin": "hunchun", "destination": "sea-of-japan"}
    assert _asked(page) == {"case": "tumen", "mover": "cn-fishing-boat", **ends, "on": "2024-07-01"}
    assert page.locator(".verdict .badge").inner_text().endswith("Blocked")
    assert _coloured(page, "tumen-lower") == "blocked"

    page.select_option("[name=mover]", "ccg-1000t")
    page.wait_for_function("() => document.querySelector('.sentence').textContent.includes('CCG cutter')")
    settled(page)
    assert _asked(page)["mover"] == "ccg-1000t"

    page.fill("[name=on]", "2024-08-01")
    page.wait_for_function("() => document.querySelector('.sentence').textContent.includes('1 August 2024')")
    page.locator(".days input").press("PageUp")
    page.wait_for_function("() => document.querySelector('.sentence').textContent.includes('1 September 2024')")
    assert "This day" in page.locator(".said summary").inner_text()

    page.select_option("[name=scenario]", "both-consents")
    page.wait_for_selector(".verdict.unknown")
    settled(page)
    assert _coloured(page, "tumen-lower") == "unknown"
    assert "Unknown" in page.locator("[role=status]").inner_text()


def _evidence(page: Page) -> None:
    """A reason opens to its claims with their sources, and leads to all that is known of the thing."""
    reason = page.locator(".reasons > li", has_text="Friendship Bridge").first
    reason.locator("summary").click()
    source = reason.locator("a[href^=http]").first
    assert source.get_attribute("rel") == "noopener noreferrer"
    reason.get_by_role("button", name="All that is known").click()
    settled(page, view=True)
    assert _asked(page)["about"] == "friendship-bridge"
    clearance = page.locator(".properties > li", has_text="vertical clearance")
    assert "weak" in clearance.locator("summary").inner_text()
    clearance.locator("summary").click()
    assert clearance.locator(".claim").count() > 3


def _changes(page: Page) -> None:
    """What would unlock names the changes; what would settle names the facts."""
    page.get_by_role("tab", name="Answer").click()
    page.select_option("[name=scenario]", "baseline")
    page.wait_for_selector(".verdict.blocked")
    page.get_by_role("button", name="What would unlock it?").click()
    page.wait_for_selector(".set")
    assert "consent of the DPRK" in page.locator(".set").first.inner_text()
    assert "the DPRK" in page.locator(".veto").inner_text()
    page.select_option("[name=scenario]", "both-consents")
    page.get_by_role("tab", name="Settle").click()
    page.wait_for_selector(".facts")
    assert "the depth of Bar at the mouth of the Tumen" in page.locator(".facts").first.inner_text()


def _compares(page: Page) -> None:
    """A cell of the matrix asks its question."""
    page.keyboard.press("4")
    page.wait_for_selector(".matrix")
    cell = page.get_by_role("button", name="CCG cutter, Type 818, Both consent, 6 m deep")
    assert (cell.get_attribute("aria-label") or "").endswith("Conditional")
    cell.click()
    settled(page)
    page.wait_for_selector(".cell.conditional[aria-current=true]")
    assert _asked(page)["mover"] == "ccg-type-818"
    page.keyboard.press("1")
    page.wait_for_selector(".verdict.conditional")


def _goes_back(page: Page) -> None:
    """Back and forward are undo and redo."""
    page.locator(".ticks input").first.check()
    page.wait_for_selector(".chip")
    assert _asked(page)["meets"]
    page.go_back()
    page.wait_for_selector(".chip", state="detached")
    assert "meets" not in _asked(page)
    page.go_forward()
    page.wait_for_selector(".chip")


def _shared(running: Browser, page: Page) -> None:
    """The address alone brings another reader to the same answer."""
    settled(page)
    other = running.new_page(viewport={"width": WIDTHS["tablet"][0], "height": WIDTHS["tablet"][1]})
    other.goto(page.url)
    settled(other, idle=True)
    assert other.locator(".sentence").inner_text() == page.locator(".sentence").inner_text()
    assert other.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    other.close()


def _speaks(page: Page) -> None:
    """The words change with the language, places have their own names, and the case stays in its words."""
    page.select_option(".tongue", "ko")
    page.wait_for_function("() => document.documentElement.lang === 'ko'")
    page.wait_for_selector(".verdict .badge:has-text('조건부')")
    assert page.locator("[name=origin] option:checked").inner_text() == "훈춘"
    assert page.locator(".sentence").get_attribute("lang") == "en"
    page.select_option(".tongue", "en")
    page.wait_for_selector(".verdict .badge:has-text('Conditional')")


def _says_what_is_wrong(page: Page, address: str) -> None:
    """A question that cannot be understood is told in words, with the nearest name."""
    page.goto(f"{address}?case=tumen&mover=ccg-1000&origin=hunchun&destination=sea-of-japan&on=2024-07-01")
    page.wait_for_selector("html[data-answer=failed]", state="attached")
    assert "did you mean ccg-1000t" in page.get_by_role("alert").inner_text()


def _accessible(page: Page) -> None:
    """Axe finds nothing serious, by day and by night."""
    page.evaluate(AXE.read_text("utf-8"))
    for scheme, tab in (("light", "Answer"), ("dark", "Compare")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.get_by_role("tab", name=tab).click()
        settled(page)
        for summary in page.locator(".reasons summary").all()[:2]:
            summary.click()
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        grave = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert not [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in grave], (scheme, tab)


def _says_what_is_missing(running: Browser, address: str) -> None:
    """An installation without the files of others says so, and lists the cases."""
    page = running.new_page()
    page.route("**/static/vendor/**", lambda route: route.fulfill(status=404))
    page.goto(address)
    page.wait_for_selector("html[data-answer=failed]", state="attached")
    assert "python web/vendor.py" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("link", name="check").count() == 1
    page.close()
