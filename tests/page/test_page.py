"""The page in a real browser: one story from opening it to sharing a question, and what holds all along."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.page.browser import AXE, browser, missing, served, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_BYTES = 1_500_000
"""How much the first load may take, compressed."""
WIDTHS = {"desk": (1280, 800), "tablet": (768, 1024)}


def test_the_story(tmp_path: Path) -> None:
    """Ask, read, look up the evidence, ask what would unlock, compare, share; and never ask another host."""
    lacking = missing()
    if lacking and os.environ.get("CI") == "true":
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)
    with served("tumen", store=str(tmp_path / "store.sqlite")) as address, browser() as running:
        page, seen = _opened(running, address)
        _answers(page)
        _evidence(page)
        _changes(page)
        _tries(page)
        _saves(page)
        _adds(page)
        _finds(page)
        _flows(page)
        _treaties(page)
        _compares(page)
        _speaks(page)
        _takes_away(page)
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
    assert page.evaluate("document.documentElement.dataset.coast") == "near"
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


def _tries(page: Page) -> None:
    """A set of unlock becomes a scenario that is taken apart; a part that is switched off is kept at hand."""
    page.select_option("[name=scenario]", "baseline")
    page.keyboard.press("3")
    page.wait_for_selector(".set")
    page.get_by_role("button", name="Try it").first.click()
    page.wait_for_selector(".parts .tag")
    settled(page, view=True)
    assert page.locator(".then .badge").last.inner_text().endswith("Conditional")
    assert _asked(page)["scenario"].startswith("baseline+")
    consent = page.locator(".parts li", has_text="consent granted (by the DPRK")
    assert "without it: Blocked" in consent.inner_text()
    consent.locator("input").uncheck()
    page.wait_for_selector(".parts li.off:has-text('by the DPRK')")
    settled(page, view=True)
    assert _asked(page)["spare"].startswith("ru-kp-tumen.consent")
    assert page.locator(".then .badge").last.inner_text().endswith("Blocked")
    page.keyboard.press("Control+z")
    page.wait_for_selector(".parts li.on:has-text('by the DPRK')")
    page.get_by_role("button", name="Redo").click()
    page.wait_for_selector(".parts li.off:has-text('by the DPRK')")

    page.locator(".add summary").click()
    page.select_option(".adding [name=subject]", "new-yalu-bridge")
    page.select_option(".adding [name=attribute]", "status")
    page.select_option(".adding [name=value]", "open")
    page.get_by_role("button", name="Put it in").click()
    page.wait_for_selector(".parts li:has-text('New Yalu') >> text=changes nothing here")
    assert "new-yalu-bridge.status=open" in _asked(page)["scenario"]


def _saves(page: Page) -> None:
    """A scenario is saved under a title, stands in the list for every question, and can be deleted again."""
    page.fill("[name=title]", "The Yalu first")
    page.get_by_role("button", name="Save as a scenario").click()
    page.wait_for_function("() => !new URLSearchParams(location.search).get('scenario').includes('+')")
    settled(page, view=True)
    made = _asked(page)["scenario"]
    assert page.locator(f"[name=scenario] option[value={made}]").inner_text() == "The Yalu first"
    assert "saved by local" in page.locator(".panel").inner_text()
    page.get_by_role("button", name="Delete The Yalu first").click()
    page.wait_for_function("() => !new URLSearchParams(location.search).has('scenario')")
    assert page.locator(f"[name=scenario] option[value={made}]").count() == 0


def _adds(page: Page) -> None:
    """A claim with its source counts at once; withdrawn, it no longer does."""
    page.keyboard.press("7")
    page.select_option("[name=about]", "tumen-bar")
    settled(page, view=True)
    depth = page.locator(".properties > li", has_text="depth")
    assert depth.locator(".tag").inner_text() == "not known"
    page.locator(".add summary").click()
    page.select_option(".adding [name=attribute]", "depth_m")
    page.fill(".adding [name=value]", "1.2")
    page.fill(".adding [name=title]", "A sounding of our own")
    page.select_option(".adding [name=kind]", "survey")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_selector(".properties > li:has-text('1.2 m')")
    page.wait_for_selector("text=Added by readers")
    page.fill("[name=text]", "Ask the harbour master.")
    page.get_by_role("button", name="Keep the note").click()
    page.wait_for_selector(".note:has-text('Ask the harbour master.')")
    page.get_by_role("button", name="Withdraw").click()
    page.wait_for_selector(".properties > li:has-text('1.2 m')", state="detached")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_selector(".note", state="detached")


def _finds(page: Page) -> None:
    """Claims are found by words, and a contested number has a picture."""
    page.fill("[type=search]", "quanhe capacity")
    page.locator("[type=search]").press("Enter")
    page.wait_for_selector(".found")
    assert _asked(page)["words"] == "quanhe capacity"
    page.select_option("[name=about]", "tumen-road-bridge")
    page.wait_for_selector(".properties")
    row = page.locator(".properties > li", has_text="structure length")
    row.locator("summary").click()
    assert row.locator(".spread g").count() > 1
    assert "claims from" in (row.locator(".spread").get_attribute("aria-label") or "")


def _flows(page: Page) -> None:
    """What bounds the flow is ringed, and leads to its queue, which is watched; estimates stand about 1."""
    was = _asked(page)
    trip = {"mover": "truck-40t", "destination": "tumangang", "on": "2027-01-01", "scenario": "road-bridge-open"}
    _ask(page, trip | {"origin": "hunchun", "view": "traffic"})
    assert "At most 300 vehicles a day" in page.locator(".lead").inner_text()
    assert [b.inner_text() for b in page.locator(".bars b").all()] == ["300", "750", "no known bound"]
    assert page.evaluate("document.querySelector('case-map').map.querySourceFeatures('rings').length > 0")
    page.get_by_role("button", name="Who waits here?").click()
    page.wait_for_selector(".veto")
    assert "less than 48 min" in page.locator(".body").inner_text()
    assert not page.locator("queue-replay").count()
    page.fill("[name=service_min]", "40..46")
    page.get_by_role("button", name="Reckon").click()
    page.wait_for_selector("queue-replay circle, queue-replay rect")
    assert _asked(page)["service_min"] == "40..46"
    assert page.locator(".figures td").count() == 2 * 7 + 1
    _watches(page)
    page.fill("[name=per_day]", "many")
    page.get_by_role("button", name="Reckon").click()
    page.wait_for_selector(".error:has-text('per_day')")
    assert page.locator("[name=service_min]").input_value() == "40..46"  # what else was said is kept
    page.fill("[name=hours]", "08:00-18:00")
    page.select_option("[name=at]", "quanhe-bridge-new")  # nothing of it is taken to another gate
    page.wait_for_selector(".waiting", state="detached")
    assert not {"service_min", "per_day", "hours"} & set(_asked(page))
    assert not [x.input_value() for x in page.locator(".adding input").all() if x.input_value()]
    page.select_option("[name=kind]", "convoys")  # what another way to serve takes is asked for at once
    page.wait_for_selector("[name=convoy]")
    assert not page.locator("[name=lanes]").count()
    page.select_option("[name=at]", "khasan-checkpoint")
    page.wait_for_selector("[name=service_min]")
    page.fill("[name=service_min]", "40,5–46")
    page.get_by_role("button", name="Reckon").click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('service_min') === '40.5..46'")
    page.select_option("[name=at]", "")
    page.wait_for_selector(".error", state="detached")
    _ask(page, {"part": "nonsense"})
    assert page.locator(".bars b").count() == 3
    page.get_by_role("button", name="How much more").click()
    _ask(page, trip | {"mover": "tourist-ru", "origin": "vladivostok", "part": "more"})
    page.fill("[name=movers]", "4")
    page.fill("[name=speed-road]", "50")
    page.fill("[name=speed-rail]", "40")
    page.fill("[name=transfer_h]", "1")
    page.get_by_role("button", name="Reckon").click()
    page.wait_for_selector(".bars.more circle")
    long_run = page.locator(".bars.more li", has_text="long run").inner_text()
    assert "×1.24–1.53" in long_run
    assert "4.9–6.1 a day" in long_run
    page.go_back()  # what was assumed is undone in the fields too
    page.wait_for_function("() => !document.querySelector('[name=speed-road]').value")
    page.evaluate("was => document.querySelector('thalweg-page').ask({part: '', at: '', ...was})", was)
    settled(page, view=True)
    assert not page.evaluate("document.querySelector('case-map').map.querySourceFeatures('rings').length")


def _ask(page: Page, change: dict[str, str]) -> None:
    """Change the question, and wait for its answer."""
    page.evaluate("change => document.querySelector('thalweg-page').ask(change)", change)
    settled(page, view=True)
    page.wait_for_selector(".waiting", state="detached")


def _watches(page: Page) -> None:
    """A run that is played goes on by itself; at any hour whoever has come waits, is served, or is through."""
    player = page.locator("queue-replay")
    player.get_by_role("button", name="Play").click()
    page.wait_for_function("() => Number(document.querySelector('queue-replay input').value) > 1")
    player.get_by_role("button", name="Pause").click()
    at = "([hour]) => { const it = document.querySelector('queue-replay'); it.hour = hour; return it.updateComplete; }"
    page.evaluate(at, [48.0])
    count = [int(x.inner_text().partition(": ")[2].replace(",", "")) for x in player.locator(".counts span").all()]
    come = page.evaluate("document.querySelector('queue-replay').events.filter(e => e.arrive_h <= 48).length")
    assert sum(count) == come
    assert count[1] == player.locator("rect.busy").count() <= 10
    assert count[0] >= player.locator("circle").count()
    page.evaluate(at, [0.0])
    assert "waiting: 0" in player.inner_text()


def _treaties(page: Page) -> None:
    """On the day of the report China alone is bound to the DPRK; after 4 December 2024 Russia is too."""
    page.keyboard.press("8")
    page.wait_for_selector(".net")
    page.select_option("[name=country]", "KP")
    page.wait_for_selector(".ties")
    assert page.locator(".net .mine").count() == 1
    page.fill("[name=on]", "2024-12-10")
    page.wait_for_function("() => document.querySelectorAll('.net .mine').length === 2")
    assert "2024-12-04" in page.locator(".timeline .now", has_text="partnership").inner_text()
    page.fill("[name=on]", "2024-07-01")
    page.locator("[name=on]").blur()
    settled(page, view=True)


def _takes_away(page: Page) -> None:
    """The map goes out as a picture, the answer as a table, the brief as a page."""
    page.keyboard.press("1")
    settled(page, idle=True)
    for word, end, first in (
        ("picture", ".png", b"\x89PNG"),
        ("table", ".csv", b"link,"),
        ("GeoJSON", ".geojson", b"{"),
        ("GeoPackage", ".gpkg", b"SQLite format 3"),
        ("Brief", ".html", b"<!doctype html>"),
    ):
        page.locator(".menu summary").click()
        with page.expect_download() as got:
            page.locator(".menu").get_by_role("button", name=word).click()
        assert got.value.suggested_filename.endswith(end)
        assert got.value.path().read_bytes().startswith(first)


def _compares(page: Page) -> None:
    """A cell of the matrix asks its question."""
    page.keyboard.press("5")
    page.wait_for_selector(".matrix")
    page.get_by_role("button", name="Months").click()
    page.wait_for_selector(".matrix th:has-text('Feb 24')")
    page.get_by_role("button", name="Scenarios", exact=True).click()
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
    for tongue in ("ru", "ja", "zh", "en"):
        page.select_option(".tongue", tongue)
        page.wait_for_function("tongue => document.documentElement.lang === tongue", arg=tongue)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), tongue
    page.wait_for_selector(".verdict .badge:has-text('Conditional')")


def _says_what_is_wrong(page: Page, address: str) -> None:
    """A question that cannot be understood is told in words, with the nearest name."""
    page.goto(f"{address}?case=tumen&mover=ccg-1000&origin=hunchun&destination=sea-of-japan&on=2024-07-01")
    page.wait_for_selector("html[data-answer=failed]", state="attached")
    assert "did you mean ccg-1000t" in page.get_by_role("alert").inner_text()


def _accessible(page: Page) -> None:
    """Axe finds nothing serious, by day and by night."""
    page.evaluate(AXE.read_text("utf-8"))
    tabs = ("light", "Answer"), ("dark", "Compare"), ("light", "What if"), ("dark", "Treaties"), ("light", "Flow")
    for scheme, tab in tabs:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.get_by_role("tab", name=tab).click()
        settled(page)
        for summary in page.locator(".reasons summary").all()[:2]:
            summary.click()
        _nothing_grave(page, (scheme, tab))
    run = {"at": "khasan-checkpoint", "per_day": "300", "service_min": "40..46", "part": "queue"}
    ways = {"mover": "tourist-ru", "origin": "vladivostok", "destination": "tumangang", "part": "more",
            "scenario": "road-bridge-open", "speeds": "road=50"}  # fmt: skip
    for change in (run, ways):
        _ask(page, change)
        _nothing_grave(page, change)


def _nothing_grave(page: Page, where: object) -> None:
    """Nothing is out of reach of who cannot see, and nothing wider than the page."""
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    grave = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
    assert not [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in grave], where
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), where


def _says_what_is_missing(running: Browser, address: str) -> None:
    """An installation without the files of others says so, and lists the cases."""
    page = running.new_page()
    page.route("**/static/vendor/**", lambda route: route.fulfill(status=404))
    page.goto(address)
    page.wait_for_selector("html[data-answer=failed]", state="attached")
    assert "python web/vendor.py" in page.get_by_role("alert").inner_text()
    assert page.get_by_role("link", name="check").count() == 1
    page.close()
