"""States behind a signed link, and of a platform that asks for confirmation, is suspended, or has closed something."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Page

from brusselshelps.people.models import Link, SubmissionCount
from brusselshelps.people.public_references import keyed_hash
from brusselshelps.reference.models import CategoryPolicy, Suspension
from requests_app.models import Match
from tests.browser.support.journeys import fill_ask, follow, send
from tests.builders import make_person, make_request, make_volunteer, path_of


def asked_link(language: str) -> str:
    """The link of a request with an item in every state, and a long message."""
    words = "Second floor. " + "Donaudampfschifffahrtsgesellschaft" * 3
    request = make_request("dog", "phone", "letter", "shopping", "pharmacy", "video", message=words)
    items = {item.category.slug: item for item in request.items.all()}
    items["phone"].leave_unmet(by=None)
    items["letter"].refer(by=None)
    items["shopping"].withdraw(by=None)
    Match.propose(items["video"], make_volunteer("video"), by=None).accept()
    request.add_note("Ring twice.")
    return path_of(request, language)


def offered_link(language: str) -> str:
    person = make_person(name="Jef Janssens", email="jef@example.org", languages=["nl", "tr"])
    return path_of(make_volunteer("dog", "phone", person=person), language)


def own_request(page: Page, language: str) -> None:
    page.goto(asked_link(language))


def own_request_added(page: Page, language: str) -> None:
    page.goto(asked_link(language))
    page.locator("#id_text").fill("Third floor after all.")
    send(page)
    page.wait_for_url("**done=added")


def own_request_with_errors(page: Page, language: str) -> None:
    page.goto(asked_link(language))
    send(page)
    page.wait_for_selector(".summary")


def own_request_withdraw(page: Page, language: str) -> None:
    page.goto(asked_link(language))
    follow(page, ".states a")
    page.wait_for_url("**/withdraw/*/")


def own_data(page: Page, language: str) -> None:
    page.goto(asked_link(language) + "data/")


def own_renew(page: Page, language: str) -> None:
    page.goto(asked_link(language) + "renew/")


def own_erase(page: Page, language: str) -> None:
    page.goto(asked_link(language) + "forget/")


def own_offer(page: Page, language: str) -> None:
    page.goto(offered_link(language))


def own_offer_with_errors(page: Page, language: str) -> None:
    page.goto(offered_link(language))
    page.locator("#id_postcode").fill("9000")
    page.locator("#id_paused_until").fill("1/1/2020")
    send(page)
    page.wait_for_selector(".summary")


def own_offer_stop(page: Page, language: str) -> None:
    page.goto(offered_link(language) + "withdraw/")


def own_offer_stopped(page: Page, language: str) -> None:
    own_offer_stop(page, language)
    follow(page, "button.danger")
    page.wait_for_url("**/mine/*/")


def matches_link(language: str) -> str:
    """The page of a volunteer who was asked twice, waits for an insurance check, helps someone and declined once."""
    volunteer = make_volunteer("dog", "phone", "letter", max_active=5)
    person = make_person(street="Nieuwstraat", number="7", phone_as_written="0470 12 34 56", phone="+32470123456")
    request = make_request("dog", "phone", "letter", person=person, urgency="today", message="Ring twice.")
    for slug in ("dog", "phone"):
        Match.propose(request.items.get(category__slug=slug), volunteer, by=None)
    Match.propose(request.items.get(category__slug="letter"), volunteer, by=None).accept()
    Match.propose(make_request("dog").items.get(), volunteer, by=None).say_yes()
    Match.propose(make_request("letter").items.get(), volunteer, by=None).decline()
    with override(language):
        return reverse("my_matches", args=[Link.of(volunteer.person, Link.Purpose.VOLUNTEER).token])


def own_matches(page: Page, language: str) -> None:
    page.goto(matches_link(language))


def own_matches_none(page: Page, language: str) -> None:
    page.goto(offered_link(language).replace("/volunteer/", "/help/matches/"))


def own_match_accepted(page: Page, language: str) -> None:
    page.goto(matches_link(language))
    follow(page, "form[action$='/yes/'] button")
    page.wait_for_url("**done=*")


def own_match_no(page: Page, language: str) -> None:
    page.goto(matches_link(language))
    follow(page, "a[href$='/no/']")
    page.wait_for_url("**/no/")


def link_gone(page: Page, language: str) -> None:
    page.goto(f"/{language}/help/mine/3333-3333-3333-3333-3333-3333/")


def asked_once_more(page: Page, language: str) -> None:
    page.goto(f"/{language}/help/")
    fill_ask(page)
    page.locator("[name=homepage]").evaluate("field => { field.value = 'https://spam.example' }")
    send(page)
    page.wait_for_selector(".notice")


def too_many(page: Page, language: str) -> None:
    page.goto(f"/{language}/link/")
    page.locator("#id_email").fill("maria@example.org")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    network = keyed_hash("network", f"127.0.0.1/ask_link/{hour.date()}")
    SubmissionCount.objects.create(network=network, hour=hour, count=settings.FORMS_PER_HOUR)
    send(page)
    page.wait_for_load_state()


def suspended(page: Page, language: str) -> None:
    Suspension.objects.create(text_nl="Bel 1700.", text_fr="Appelez le 1700.", text_en="Call 1700.")
    page.goto(f"/{language}/help/")


def suspended_meanwhile(page: Page, language: str) -> None:
    page.goto(f"/{language}/help/")
    fill_ask(page)
    Suspension.objects.create()
    send(page)
    page.wait_for_selector(".notice")


def suspended_home(page: Page, language: str) -> None:
    Suspension.objects.create()
    page.goto(f"/{language}/")


def some_closed(page: Page, language: str) -> None:
    CategoryPolicy.objects.filter(category__slug__in=["dog", "video"]).update(registration="closed")
    page.goto(f"/{language}/help/")


def registering_otherwise(page: Page, language: str) -> None:
    CategoryPolicy.objects.filter(category__slug="drawing").update(registration="sign_up")
    CategoryPolicy.objects.filter(category__slug="masks").update(registration="personal_contact")
    page.goto(f"/{language}/volunteer/")
