"""States of the access log as shown to the person concerned, a lead, and an auditor."""

from __future__ import annotations

from playwright.sync_api import Page

from brusselshelps.audit.models import AccessLogEntry
from requests_app.models import HelpRequest
from tests.browser.support.matching_states import REQUESTS
from tests.browser.support.self_service_states import asked_link
from tests.builders import make_user

ACCESS_LOG = "/admin/audit/accesslogentry/"


def own_looked(page: Page, language: str) -> None:
    address = asked_link(language)
    noor = make_user("noor", "clerk", "vgc")
    row = HelpRequest.objects.latest("pk")
    for place in ("list", "page", "page"):
        AccessLogEntry.objects.create(
            by=noor,
            role=noor.role,
            office=noor.backoffice,
            place=place,
            what=row._meta.label_lower,
            rows=[row.pk],
            outcome="shown",
        )
    page.goto(address + "looked/")


def who_looked(page: Page, language: str) -> None:
    page.goto(f"{REQUESTS}{HelpRequest.objects.latest('pk').pk}/change/")
    page.locator(".looks a").click()
    page.wait_for_url("**/access-log/")


def access_log(page: Page, language: str) -> None:
    """An auditor tries to open a page they may not, and finds the attempt in the access log."""
    page.goto(REQUESTS)
    page.goto(f"{ACCESS_LOG}?outcome=refused")
    page.wait_for_selector("#result_list tbody th a")


def access_log_entry(page: Page, language: str) -> None:
    access_log(page, language)
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url(f"**{ACCESS_LOG}*/change/**")
