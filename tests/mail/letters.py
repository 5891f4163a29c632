"""Every e-mail that the platform sends, each about somebody who reads a given language; and an e-mail as it arrives."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import itertools
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from django.core import mail
from django.utils import timezone

from brusselshelps.people.models import Person
from brusselshelps.people.public_references import reference_of
from brusselshelps.reference.models import Category, Locality, Partner
from requests_app import tasks as about_requests
from requests_app.models import HelpRequest, Match, OrganisationNeed
from requests_app.states import MatchState
from tests.builders import make_person, make_request, make_volunteer
from volunteers import tasks as about_volunteers
from volunteers.models import Call, InsuranceCheck, SignUp, Volunteer

NAME = "Zoë Peeters"
numbers = itertools.count(1)


def reader(language: str, **fields: Any) -> Person:
    return make_person(**{"name": NAME, "contact_language": language} | fields)


def request(language: str, *categories: str, **fields: Any) -> HelpRequest:
    return make_request(*categories or ("dog", "letter"), person=reader(language), postcode="1020", **fields)


def volunteer(language: str, **fields: Any) -> Volunteer:
    return make_volunteer("dog", "letter", person=reader(language), postcode="1020", **fields)


def request_received(language: str) -> HelpRequest:
    row = request(language)
    about_requests.confirm_request(request_id=row.pk)
    return row


def request_on_behalf(language: str) -> HelpRequest:
    row = request(language, on_behalf_name="Jef", on_behalf_phone="02", on_behalf_agreed=True)
    about_requests.confirm_request(request_id=row.pk)
    return row


def request_withdrawn(language: str) -> HelpRequest:
    row = request(language)
    row.items.get(category__slug="dog").withdraw(by=None)
    about_requests.confirm_withdrawal(request_id=row.pk)
    return row


def request_link(language: str) -> HelpRequest:
    row = request(language)
    about_requests.mail_request_links(person_id=row.person.pk)
    return row


def need_received(language: str) -> OrganisationNeed:
    need = OrganisationNeed.objects.create(
        reference=reference_of(next(numbers)),
        organisation="Home at the Park",
        person=reader(language),
        people_helped=5000,
        by_when=dt.date(2027, 3, 1),
        locality=Locality.objects.get(postcode="1020"),
    )
    about_requests.confirm_need(need_id=need.pk)
    return need


def registered(language: str) -> Volunteer:
    row = volunteer(language)
    about_volunteers.confirm_registration(volunteer_id=row.pk)
    return row


def known(language: str) -> Volunteer:
    row = volunteer(language)
    about_volunteers.confirm_known_address(volunteer_id=row.pk)
    return row


def changed(language: str) -> Volunteer:
    row = volunteer(language, paused_until=timezone.localdate() + dt.timedelta(days=30))
    about_volunteers.confirm_changes(volunteer_id=row.pk)
    return row


def quiet(language: str) -> Volunteer:
    row = volunteer(language)
    Person.objects.filter(pk=row.person_id).update(notified_at=timezone.now())
    about_volunteers.warn_quiet(volunteer_id=row.pk)
    return row


def stopped(language: str) -> Volunteer:
    row = volunteer(language)
    row.withdraw()
    about_volunteers.confirm_withdrawal(volunteer_id=row.pk)
    return row


def volunteer_link(language: str) -> Volunteer:
    row = volunteer(language)
    about_volunteers.mail_volunteer_link(volunteer_id=row.pk)
    return row


def signed_up_for_a_call(language: str) -> SignUp:
    titles = {"title_nl": "Speelpakketten", "title_fr": "Colis de jeux", "title_en": "Play packs"}
    call = Call.objects.create(slug=f"packs-{language}", channel="mail", **titles)
    return _signed_up(language, call=call, headcount=12)


def signed_up_for_a_category(language: str) -> SignUp:
    return _signed_up(language, category=Category.objects.get(slug="dog"))


def _signed_up(language: str, **what: Any) -> SignUp:
    sign_up = SignUp.objects.create(person=reader(language), reference=reference_of(next(numbers)), **what)
    about_volunteers.confirm_sign_up(sign_up_id=sign_up.pk)
    return sign_up


def match_with(language: str) -> Match:
    """A match between somebody who asks and somebody who offers, who read the same language."""
    return Match.propose(request(language, "dog").items.get(), volunteer(language), by=None)


def match_proposed(language: str) -> Volunteer:
    return _told(match_with(language))


def match_willing(language: str) -> Volunteer:
    match = match_with(language)
    match.move_to(MatchState.WILLING, by=None)
    return _told(match)


def match_accepted(language: str) -> Volunteer:
    return _told(accepted(language))


def match_lapsed(language: str) -> Volunteer:
    match = match_with(language)
    match.lapse()
    return _told(match)


def match_cancelled(language: str) -> Volunteer:
    match = accepted(language)
    match.cancel(by=None)
    return _told(match)


def volunteer_found(language: str) -> HelpRequest:
    return _told_to_resident(accepted(language))


def volunteer_sought_again(language: str) -> HelpRequest:
    match = accepted(language)
    match.note_no_show(by=None)
    return _told_to_resident(match)


def request_handed_over(language: str) -> HelpRequest:
    row = request(language)
    HelpRequest.objects.filter(pk=row.pk).update(holder=Partner.objects.get(slug="cocof"), handled_at=timezone.now())
    about_requests.mail_handover(request_id=row.pk)
    return row


def accepted(language: str) -> Match:
    match = match_with(language)
    InsuranceCheck.record(match.volunteer, InsuranceCheck.Outcome.INSURED, InsuranceCheck.Method.PHONE)
    match.accept()
    return match


def _told(match: Match) -> Volunteer:
    about_requests.mail_volunteer(match_id=match.pk, state=match.state)
    return match.volunteer


def _told_to_resident(match: Match) -> HelpRequest:
    about_requests.mail_resident(match_id=match.pk, state=match.state)
    return match.item.request


# Each creates a row, sends the e-mail about it and returns the row.
LETTERS: dict[str, Callable[[str], Any]] = {
    letter.__name__: letter
    for letter in (
        *(request_received, request_on_behalf, request_withdrawn, request_link, need_received),
        *(registered, known, changed, quiet, stopped, volunteer_link, signed_up_for_a_call, signed_up_for_a_category),
        *(match_proposed, match_willing, match_accepted, match_lapsed, match_cancelled),
        *(volunteer_found, volunteer_sought_again, request_handed_over),
    )
}
WITH_A_LINK = LETTERS.keys() - {"need_received", "signed_up_for_a_call", "signed_up_for_a_category"}


def received() -> EmailMessage:
    """The last e-mail that was sent, as a mail program reads it."""
    content = mail.outbox[-1].message().as_bytes()
    letter: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    return letter
