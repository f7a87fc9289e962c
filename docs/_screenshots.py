"""Pictures of the page for the documentation: `python docs/_screenshots.py` writes `docs/img`.

They depend on the fonts of the machine, and are made anew by hand when the page changes, not by the tests.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.page.browser import browser, missing, served, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).with_name("img")
DESK, TABLET = (1280, 800), (768, 1024)
TRIP = "case=tumen&mover=ccg-1000t&origin=hunchun&destination=sea-of-japan&on=2024-07-01"
TRUCK = "case=tumen&mover=truck-40t&origin=hunchun&destination=tumangang&on=2027-01-01&scenario=road-bridge-open"
QUEUE = f"{TRUCK}&view=traffic&part=queue&at=khasan-checkpoint&per_day=300&service_min=40..46&service_cv=0.5"
CONSENTS, HIGH = f"{TRIP}&scenario=both-consents", f"{TRIP}&scenario=consents-dredging-and-high-bridge"

PARTS = "both-consents%2Bdredge-tumen%2Bnew-yalu-bridge.status=open"


def evidence(page: Page) -> None:
    """Open the reason that rests on the bridge's clearance."""
    reason = page.locator(".reasons > li", has_text="Friendship Bridge").first
    reason.locator("summary").click()
    reason.scroll_into_view_if_needed()


def clearance(page: Page) -> None:
    """Open what is claimed of the clearance, and look at the bridge."""
    page.get_by_role("button", name="Show on the map").click()
    page.locator(".properties > li", has_text="vertical clearance").locator("summary").click()


def replay(page: Page) -> None:
    """Go to an hour of the run, and show it."""
    page.locator("queue-replay input").fill("100")
    page.get_by_role("heading", name="Waits").scroll_into_view_if_needed()
    page.locator("queue-replay").scroll_into_view_if_needed()


PICTURES = {
    "answer": (TRIP, DESK, "light", None),
    "evidence": (CONSENTS, DESK, "light", evidence),
    "unlock": (f"{TRIP}&view=unlock", DESK, "light", None),
    "settle": (f"{CONSENTS}&view=settle", DESK, "light", None),
    "facts": (f"{CONSENTS}&view=facts&about=friendship-bridge", DESK, "light", clearance),
    "whatif": (f"{TRIP}&view=whatif&scenario={PARTS}", DESK, "light", None),
    "flow": (f"{TRUCK}&view=traffic", DESK, "light", None),
    "queue": (QUEUE, DESK, "light", replay),
    "sides": (f"{CONSENTS}&view=compare&over=sides", DESK, "light", None),
    "treaties": (f"{TRIP.replace('2024-07-01', '2024-12-10')}&view=treaties&country=KP", DESK, "light", None),
    "dark": (f"{HIGH}&view=compare", DESK, "dark", None),
    "tablet": (CONSENTS, TABLET, "light", None),
}


def main() -> int:
    """Take every picture."""
    lacking = missing()
    if lacking:
        print(lacking)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with served("tumen") as address, browser() as running:
        for name, (query, size, scheme, then) in PICTURES.items():
            page = taken(running, f"{address}?{query}", size, scheme)
            if then:
                then(page)
                page.wait_for_timeout(1500)
            (IMAGES / f"page-{name}.webp").write_bytes(small(page.screenshot()))
            page.close()
            print(f"docs/img/page-{name}.webp")
        (IMAGES / "brief.webp").write_bytes(small(brief(running, address)))
        print("docs/img/brief.webp")
    return 0


def brief(running: Browser, address: str) -> bytes:
    """Take the first part of a brief."""
    page = running.new_page(viewport={"width": 900, "height": 1000}, color_scheme="light")
    page.goto(f"{address}api/cases/tumen/brief?{CONSENTS.removeprefix('case=tumen&')}")
    return page.screenshot()


def taken(running: Browser, address: str, size: tuple[int, int], scheme: str) -> Page:
    """Open an address, and wait until all is drawn."""
    page = running.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",  # type: ignore[arg-type]
    )
    page.goto(address)
    settled(page, view="view=" in address, idle=True)
    page.wait_for_timeout(500)
    return page


def small(picture: bytes) -> bytes:
    """Return a picture as WebP, in which nothing is lost."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").save(out, "WEBP", lossless=True, quality=100, method=6)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
