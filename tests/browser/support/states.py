"""Every page, and every state of it that a visitor can meet: each entry brings a browser there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.support import (
    access_log_states,
    matching_states,
    need_states,
    self_service_states,
    sign_in_states,
    triage_states,
)
from tests.browser.support.journeys import back_to_the_form, fill_ask, fill_register, follow, key_of, send

Bring = Callable[[Page, str], None]


@dataclass(frozen=True)
class State:
    """`status` is that of the last response; `who` names the member of staff who is signed in."""

    bring: Bring
    who: str = ""
    status: int = 200


def at(address: str) -> Bring:
    """Go to a URL; {} is replaced by the language."""

    def bring(page: Page, language: str) -> None:
        page.goto(address.format(language))

    return bring


def with_errors(address: str) -> Bring:
    def bring(page: Page, language: str) -> None:
        page.goto(address.format(language))
        send(page)
        page.wait_for_selector(".summary")

    return bring


def asked(page: Page, language: str) -> None:
    page.goto(f"/{language}/help/")
    fill_ask(page)
    send(page)
    page.wait_for_url(f"**/{language}/help/sent/**")


def asked_before(page: Page, language: str) -> None:
    """Go back, change the same form, and send it again."""
    page.goto(f"/{language}/help/")
    key = key_of(page)
    fill_ask(page)
    send(page)
    page.wait_for_url(f"**/{language}/help/sent/**")
    back_to_the_form(page, key)
    fill_ask(page)
    page.locator("#id_message").fill("And something else.")
    send(page)
    page.wait_for_selector(".notice")


def for_somebody_else(page: Page, language: str) -> None:
    page.goto(f"/{language}/help/")
    page.locator("[name=for_whom][value=somebody_else]").check()
    send(page)
    page.wait_for_selector(".summary")


def registered(page: Page, language: str) -> None:
    page.goto(f"/{language}/volunteer/")
    fill_register(page)
    send(page)
    page.wait_for_url(f"**/{language}/volunteer/sent/**")


def open_too_long(page: Page, language: str) -> None:
    page.goto(f"/{language}/help/")
    page.context.clear_cookies()
    send(page)
    page.wait_for_load_state()


def first_row(address: str) -> Bring:
    def bring(page: Page, language: str) -> None:
        page.goto(address)
        follow(page, "#result_list tbody th a")
        page.wait_for_url(f"**{address}*/change/**")

    return bring


PUBLIC: dict[str, State] = {
    "home": State(at("/{}/")),
    "ask": State(at("/{}/help/")),
    "ask with errors": State(with_errors("/{}/help/")),
    "ask for somebody else": State(for_somebody_else),
    "asked": State(asked),
    "asked before": State(asked_before),
    "register": State(at("/{}/volunteer/")),
    "register with errors": State(with_errors("/{}/volunteer/")),
    "registered": State(registered),
    "information note": State(at("/{}/volunteer/information/")),
    "privacy": State(at("/{}/privacy/")),
    "accessibility": State(at("/{}/accessibility/")),
    "own request": State(self_service_states.own_request),
    "own request, added to": State(self_service_states.own_request_added),
    "own request with errors": State(self_service_states.own_request_with_errors),
    "withdraw an item": State(self_service_states.own_request_withdraw),
    "own data": State(self_service_states.own_data),
    "own data, who looked": State(access_log_states.own_looked),
    "new link": State(self_service_states.own_renew),
    "be forgotten": State(self_service_states.own_erase),
    "forgotten": State(at("/{}/forgotten/")),
    "own offer": State(self_service_states.own_offer),
    "own offer with errors": State(self_service_states.own_offer_with_errors),
    "stop as a volunteer": State(self_service_states.own_offer_stop),
    "stopped as a volunteer": State(self_service_states.own_offer_stopped),
    "own matches": State(self_service_states.own_matches),
    "own matches, none": State(self_service_states.own_matches_none),
    "own match accepted": State(self_service_states.own_match_accepted),
    "own match declined": State(self_service_states.own_match_no),
    "link gone": State(self_service_states.link_gone, status=404),
    "ask for a link": State(at("/{}/link/")),
    "ask for a link with errors": State(with_errors("/{}/link/")),
    "link asked": State(at("/{}/link/sent/")),
    "asked once more": State(self_service_states.asked_once_more),
    "too many forms": State(self_service_states.too_many, status=429),
    "suspended": State(self_service_states.suspended),
    "suspended meanwhile": State(self_service_states.suspended_meanwhile),
    "home, suspended": State(self_service_states.suspended_home),
    "ask, some closed": State(self_service_states.some_closed),
    "register otherwise": State(self_service_states.registering_otherwise),
    "home with calls": State(need_states.home_with_calls),
    "need": State(at("/{}/organisation/")),
    "need with errors": State(need_states.need_with_errors),
    "need sent": State(need_states.need_sent),
    "call": State(need_states.call),
    "call with errors": State(need_states.call_with_errors),
    "call over": State(need_states.call_over, status=410),
    "signed up": State(need_states.signed_up),
    "sign up for a category": State(need_states.category),
    "category by contact": State(need_states.category_by_contact),
    "category closed": State(need_states.category_closed),
    "not there": State(at("/{}/nowhere/"), status=404),
    "open too long": State(open_too_long, status=403),
}
STAFF: dict[str, State] = {
    "sign in": State(at("/staff/sign-in/")),
    "wrong password": State(sign_in_states.wrong_password),
    "sign in, code": State(sign_in_states.code),
    "sign in, wrong code": State(sign_in_states.wrong_code),
    "sign in, passkey": State(sign_in_states.passkey),
    "sign in, too many tries": State(sign_in_states.too_many, status=429),
    "sign in once more": State(at("/staff/sign-in/again/?next=/staff/second-step/app/remove/"), "noor"),
    "first password to change": State(sign_in_states.first_password),
    "second step, none": State(at("/staff/second-step/"), "noor"),
    "second step, all": State(sign_in_states.second_step, "noor"),
    "second step, app": State(at("/staff/second-step/app/"), "noor"),
    "second step, app with errors": State(sign_in_states.app_with_errors, "noor"),
    "second step, app removed": State(sign_in_states.app_removed, "noor"),
    "second step, passkey": State(at("/staff/second-step/passkey/"), "noor"),
    "second step, codes": State(sign_in_states.recovery_codes, "noor"),
    "second step, codes again": State(sign_in_states.recovery_codes_again, "noor"),
    "second step, new codes": State(sign_in_states.recovery_codes_new, "noor"),
    "emergency access": State(sign_in_states.emergency_account, "noor"),
    "desk list of staff": State(at("/admin/accounts/user/"), "els"),
    "desk new account": State(at("/admin/accounts/user/add/"), "els"),
    "desk account": State(sign_in_states.account, "els"),
    "desk account that ended": State(sign_in_states.account_ended, "els"),
    "desk first password": State(sign_in_states.first_password_shown, "els"),
    "figures": State(at("/reports/?until=2020-04-30&language={}"), "lies"),
    "figures of a day to come": State(at("/reports/?until=2999-01-01&language={}"), "lies"),
    "figures that are not for noor": State(at("/reports/"), "noor", status=403),
    "desk": State(at("/admin/"), "noor"),
    "desk list of requests": State(at("/admin/requests_app/helprequest/"), "noor"),
    "desk empty list": State(at("/admin/requests_app/helprequest/?q=xyz"), "noor"),
    "desk request": State(first_row("/admin/requests_app/helprequest/"), "noor"),
    "desk request with matches": State(matching_states.request_with_matches, "noor"),
    "desk candidates": State(matching_states.candidates, "noor"),
    "desk candidates with errors": State(matching_states.candidates_with_errors, "noor"),
    "desk candidates, none": State(matching_states.candidates_none, "noor"),
    "desk insurance": State(matching_states.insurance, "noor"),
    "desk insurance with errors": State(matching_states.insurance_with_errors, "noor"),
    "desk list with filters": State(triage_states.list_with_filters, "noor"),
    "desk found by name": State(triage_states.found_by_name, "noor"),
    "desk phone intake": State(at("/admin/requests_app/helprequest/phone/"), "noor"),
    "desk phone intake, who called": State(triage_states.intake_with_caller, "noor"),
    "desk phone intake with errors": State(triage_states.intake_with_errors, "noor"),
    "desk request with calls": State(triage_states.request_with_calls, "noor"),
    "desk request set aside": State(triage_states.request_set_aside, "noor"),
    "desk hand over with errors": State(triage_states.hand_over_with_errors, "noor"),
    "desk corrected by two": State(triage_states.corrected_by_two, "noor"),
    "desk corrected too late": State(triage_states.corrected_too_late, "noor", status=409),
    "desk demand and supply": State(at("/admin/requests_app/helprequest/weather/"), "noor"),
    "desk list of volunteers": State(at("/admin/volunteers/volunteer/"), "noor"),
    "desk volunteer": State(first_row("/admin/volunteers/volunteer/"), "noor"),
    "desk list of needs": State(at("/admin/requests_app/organisationneed/"), "noor"),
    "desk need": State(first_row("/admin/requests_app/organisationneed/"), "noor"),
    "desk list of sign-ups": State(at("/admin/volunteers/signup/"), "noor"),
    "desk sign-up": State(first_row("/admin/volunteers/signup/"), "noor"),
    "desk list of calls": State(at("/admin/volunteers/call/"), "ada"),
    "desk call": State(first_row("/admin/volunteers/call/"), "ada"),
    "desk who looked at a request": State(access_log_states.who_looked, "els"),
    "desk trail": State(access_log_states.access_log, "ines"),
    "desk line of the trail": State(access_log_states.access_log_entry, "ines"),
    "password": State(at("/staff/password/"), "noor"),
}
