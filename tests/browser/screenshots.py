"""Take screenshots for docs/screenshots from a running `make run`: python tests/browser/screenshots.py

The URL comes from BASE_URL, or otherwise from what `make run` stored in .local/env; the logins are those of the demo.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from brusselshelps.dev import environment  # noqa: E402
from tests.browser.support.chromium import CHROMIUM, launch_options  # noqa: E402
from tests.browser.support.journeys import fill_ask, follow, send  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
LANGUAGES = ("nl", "fr", "en")
LARGEST = 200_000
WINDOW = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# Screenshots with a phone's viewport, and those with the dark colour scheme.
ON_A_PHONE, AT_NIGHT = {"phone", "own"}, {"phone"}
# Taken as noor, whose language is restored afterwards.
AT_THE_DESK = {"desk", "request", "start", "intake", "candidates", "matches"}
REQUESTS = "/admin/requests_app/helprequest/"
NOT_AT_ONCE = 2_500  # milliseconds: a form sent sooner has to be confirmed
LOCALES = {"nl": "nl-BE", "fr": "fr-BE", "en": "en-GB"}


def home(page: Page, language: str) -> None:
    page.goto(f"/{language}/")


def ask(page: Page, language: str) -> None:
    page.goto(f"/{language}/help/")


def ask_errors(page: Page, language: str) -> None:
    ask(page, language)
    follow(page, "button.main")
    page.wait_for_selector(".summary")


def asked(page: Page, language: str) -> None:
    ask(page, language)
    fill_ask(page)
    page.wait_for_timeout(NOT_AT_ONCE)
    send(page)
    page.wait_for_selector(".reference")


def own(page: Page, language: str) -> None:
    asked(page, language)
    follow(page, ".address a")
    page.wait_for_selector(".states")


def need(page: Page, language: str) -> None:
    page.goto(f"/{language}/organisation/")


def register(page: Page, language: str) -> None:
    page.goto(f"/{language}/volunteer/")


def start(page: Page, language: str) -> None:
    staff_page(page, "noor", "/admin/", language)


def desk(page: Page, language: str) -> None:
    start(page, language)
    page.goto(REQUESTS)


def request(page: Page, language: str) -> None:
    desk(page, language)
    open_first(page)


def intake(page: Page, language: str) -> None:
    start(page, language)
    page.goto(f"{REQUESTS}phone/")


def candidates(page: Page, language: str) -> None:
    """For a request that needs a volunteer."""
    start(page, language)
    page.goto(f"{REQUESTS}?place=ours&waits=match")
    open_first(page)
    follow(page, "a[href*='/candidates/']")
    page.wait_for_selector("form.candidates")


def matches(page: Page, language: str) -> None:
    """For a request that waits for an insurance check."""
    start(page, language)
    page.goto(f"{REQUESTS}?place=ours&waits=insurance")
    open_first(page)


def open_first(page: Page) -> None:
    follow(page, "#result_list tbody th a")
    page.wait_for_selector(".standing")


def reports(page: Page, language: str) -> None:
    staff_page(page, "lies", "/reports/", language)
    page.goto(f"/reports/?until=2020-04-30&language={language}")


PICTURES: dict[str, Callable[[Page, str], None]] = {
    "home": home,
    "phone": home,
    "ask": ask,
    "ask-errors": ask_errors,
    "asked": asked,
    "own": own,
    "register": register,
    "need": need,
    "start": start,
    "desk": desk,
    "request": request,
    "intake": intake,
    "candidates": candidates,
    "matches": matches,
    "reports": reports,
}


def staff_page(page: Page, username: str, then: str, language: str) -> None:
    """Sign in as this user; later screenshots use this language, until the next sign-in."""
    page.goto("/healthz")
    page.context.add_cookies([{"name": "sessionid", "value": demo_session(username), "url": page.url}])
    page.goto(then)
    if then == "/admin/":
        work_in(page, language)


def work_in(page: Page, language: str) -> None:
    follow(page, f".languages button[value={language}]")
    page.wait_for_selector(f"html[lang={language}]")


def demo_session(username: str) -> str:
    """A session of one of the demo's staff: a code can be used only once, and there are more screenshots than codes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brusselshelps.settings")
    # Playwright's synchronous API runs an event loop, in which Django otherwise refuses to access the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()
    from brusselshelps.accounts.models import User
    from tests.accounts.sign_in_client import session_of

    return session_of(User.objects.get(username=username))


def take(browser: Browser, address: str, name: str, language: str) -> Path:
    """Take one screenshot, in a new browser context."""
    context = browser.new_context(
        base_url=address,
        viewport=PHONE if name in ON_A_PHONE else WINDOW,  # type: ignore[arg-type]
        locale=LOCALES[language],
        reduced_motion="reduce",
        color_scheme="dark" if name in AT_NIGHT else "light",
    )
    page = context.new_page()
    PICTURES[name](page, language)
    file = FOLDER / f"{name}-{language}.png"
    page.screenshot(path=file)
    if name in AT_THE_DESK:
        work_in(page, "nl")  # the demo's setting for her
    context.close()
    return file


def main() -> int:
    address = os.environ.get("BASE_URL") or environment.read().get("BASE_URL")
    if not address or not Path(CHROMIUM).exists():
        print("Start `make run` in another terminal first; and Chromium is needed (CHROMIUM=… says where it is).")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        files = [take(browser, address, name, language) for language in LANGUAGES for name in PICTURES]
    too_large = [file.name for file in files if file.stat().st_size > LARGEST]
    print(f"{len(files)} pictures in {FOLDER.relative_to(ROOT)}, of {address}.")
    if too_large:
        print(f"Over {LARGEST // 1000} kB: {', '.join(too_large)}.")
    return len(too_large)


if __name__ == "__main__":
    raise SystemExit(main())
