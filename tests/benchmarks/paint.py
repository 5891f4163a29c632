"""The time to the largest contentful paint on a slow phone connection, next to the same page as one bare file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright

from tests.benchmarks.interleaved_timing import Compared, Side, take_turns
from tests.benchmarks.server import serving
from tests.benchmarks.statements import Check
from tests.browser.support.chromium import CHROMIUM, launch_options

PAGES = {"home": "/fr/", "the ask form": "/fr/help/", "the volunteer form": "/fr/volunteer/"}
BARE = "/bare"
KILOBIT = 1000 / 8
# 400 kilobits a second and a latency of 400 ms for every response, emulated by the browser.
SLOW = {"offline": False, "downloadThroughput": 400 * KILOBIT, "uploadThroughput": 400 * KILOBIT, "latency": 400}
PHONE = {"width": 360, "height": 740}
ROUNDS = 11
MOST = 1.3
LIGHT, FEW = 14 * 1024, 5
LARGEST_PAINT = """() => new Promise(tell => new PerformanceObserver(
    list => tell(list.getEntries().at(-1).startTime)
).observe({type: "largest-contentful-paint", buffered: true}))"""


@dataclass
class View:
    """What a first view transferred: the bytes of HTML and CSS as transferred, and the number of requests."""

    drawn: int = 0
    requests: int = 0


@dataclass(frozen=True)
class Painted(Side):
    """A turn is timed by what the browser reports for the paint, not by how long we wait for it."""

    def turn(self) -> float:
        return float(self.act(None))  # type: ignore[arg-type]


@dataclass
class Phone:
    """A browser with an empty cache each time, on a slow connection."""

    browser: Browser
    house: str
    views: dict[str, View] = field(default_factory=dict)

    def look(self, address: str) -> float:
        """The seconds until the largest contentful paint of this URL."""
        context = self.browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)  # type: ignore[arg-type]
        try:
            page = context.new_page()
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", SLOW)
            came: list[Response] = []
            page.on("response", lambda response: came.append(response))
            page.goto(self.house + address, wait_until="networkidle")
            self.views[address] = weighed(came)
            return float(page.evaluate(LARGEST_PAINT)) / 1000
        finally:
            context.close()


def weighed(came: list[Response]) -> View:
    """Excludes what is part of the page itself (data:)."""
    outside = [response for response in came if response.url.startswith("http")]
    drawn = [one for one in outside if one.request.resource_type in ("document", "stylesheet")]
    return View(sum(one.request.sizes()["responseBodySize"] for one in drawn), len(outside))


@dataclass(frozen=True)
class Seen:
    """One page: its paint next to the bare page's, and what a first view transferred."""

    name: str
    paint: Compared
    view: View


def first_views(database: str) -> list[Seen]:
    """Every page in PAGES; none if there is no browser, which is reported."""
    if not Path(CHROMIUM).exists():
        print(f"NOT MEASURED: the first view on a slow line. There is no Chromium at {CHROMIUM}.")
        return []
    with serving(database) as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        phone = Phone(browser, house)
        return [look_at(phone, name, address) for name, address in PAGES.items()]


def look_at(phone: Phone, name: str, address: str) -> Seen:
    paint = take_turns(
        Painted(f"{name}, first seen on a slow line", lambda _nothing: phone.look(address)),
        Painted("the same page as one bare file", lambda _nothing: phone.look(BARE + address)),
        rounds=ROUNDS,
        seconds=120,
    )
    return Seen(name, paint, phone.views[address])


def table(seen: list[Seen]) -> list[str]:
    """Sizes as transferred: compressed or not."""
    rows = [f"{'a first view':<46}{'HTML and CSS':>14}{'requests':>10}"]
    return rows + [f"{one.name:<46}{one.view.drawn / 1024:>11.1f} KB{one.view.requests:>10}" for one in seen]


def checks(seen: list[Seen]) -> list[Check]:
    if not seen:
        return []
    late = [f"{one.name}: {one.paint.ratio:.2f} times" for one in seen if one.paint.ratio > MOST]
    heavy = [
        f"{one.name}: {one.view.drawn / 1024:.1f} KB, {one.view.requests} requests"
        for one in seen
        if one.view.drawn > LIGHT or one.view.requests > FEW
    ]
    return [
        Check(f"A first view on a slow line takes at most {MOST} times that of one bare file.", late),
        Check(f"It takes at most {LIGHT // 1024} KB of HTML and CSS, and at most {FEW} requests.", heavy),
    ]
