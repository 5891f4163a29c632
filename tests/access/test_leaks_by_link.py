"""What somebody with a link of their own, or with none, finds of others: nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.access.database_roles import DESK, as_role
from brusselshelps.people.forms.views import SENT_COOKIE, remember_sent
from brusselshelps.people.models import Link, Person
from requests_app.desk.correction import correct_person
from requests_app.models import ContactAttempt, HelpRequest
from tests.access.matrix_setup import Walled
from tests.access.visits import Visitor, body, own_page
from tests.builders import make_person

pytestmark = pytest.mark.django_db
MARIA, JEF, ASKED, WILLING = "resident vgc", "volunteer helper vgc", "volunteer asked vgc", "volunteer willing vgc"
UNKNOWN = "333-333-333"


def matches_page(walled: Walled, name: str, part: str = "", *more: object) -> str:
    person = walled.world.actors[name].person
    assert person
    return reverse(f"my_matches{part}", args=[Link.objects.get(person=person).token, *more])


def test_a_link_opens_the_page_of_one_person(walled: Walled) -> None:
    for name, actor in walled.world.actors.items():
        if actor.person:
            for part in ("", "data", "renew", "forget"):
                assert Visitor(walled, name).get(own_page(walled, name, part)).status == 200


def test_a_link_for_one_purpose_opens_nothing_of_another(walled: Walled) -> None:
    """Somebody who asks and offers has two links; each is told to other people."""
    token = Link.objects.get(person=walled.world.actors[MARIA].person).token
    other = Link.objects.get(person=walled.world.actors[JEF].person).token
    for part in ("", "_data", "_renew", "_forget", "_withdraw"):
        assert Visitor(walled, MARIA).get(reverse(f"my_offer{part}", args=[token])).status == 404
    for part in ("", "_data", "_renew", "_forget"):
        assert Visitor(walled, JEF).get(reverse(f"my_request{part}", args=[other])).status == 404
    Visitor(walled, MARIA).refused(reverse("my_offer_withdraw", args=[token]))
    Visitor(walled, JEF).refused(reverse("my_request_forget", args=[other]))


def test_a_link_that_has_expired_opens_nothing(walled: Walled) -> None:
    address = own_page(walled, MARIA)
    Link.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert Visitor(walled, MARIA).get(address).status == 404
    Visitor(walled, MARIA).refused(address, {"text": "so"})


def test_a_link_that_was_exchanged_opens_nothing(walled: Walled) -> None:
    address = own_page(walled, MARIA)
    Link.objects.get(person=walled.world.actors[MARIA].person).renew()
    assert Visitor(walled, MARIA).get(address).status == 404


def test_a_link_that_is_not_valid_says_the_same_whyever(walled: Walled) -> None:
    expired = own_page(walled, MARIA)
    forged = re.sub(r"mine/[^/]+", "mine/2222-3333-4444-5555-6666-7777", expired)
    Link.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    answers = [Visitor(walled, "nobody").get(address) for address in (expired, forged)]
    words = [re.sub(r"mine/[^/\"]+", "", body(came)) for came in answers]
    assert words[0] == words[1]


def test_nobody_withdraws_what_another_person_asked(walled: Walled) -> None:
    theirs = HelpRequest.objects.get(pk=walled.world.requests["cocof"].pk)
    item = theirs.items.first().pk
    own = walled.world.requests["vgc"].reference
    for address in (
        own_page(walled, MARIA, "withdraw", theirs.reference),
        own_page(walled, MARIA, "withdraw", theirs.reference, item),
        own_page(walled, MARIA, "withdraw", own, item),
    ):
        assert Visitor(walled, MARIA).get(address).status == 404
        Visitor(walled, MARIA).refused(address)


def test_a_clerks_word_that_two_are_one_opens_no_more(walled: Walled) -> None:
    """The person of this request was said to be that of a request of COCOF."""
    came = Visitor(walled, MARIA).get(own_page(walled, MARIA))
    assert walled.world.requests["cocof"].reference not in came.text
    held = Visitor(walled, MARIA).get(own_page(walled, MARIA, "data"))
    assert walled.world.requests["cocof"].reference not in held.text


def test_a_volunteer_answers_for_nobody_else(walled: Walled) -> None:
    theirs = walled.world.matches[("asked", walled.world.requests["cocof"].pk)].pk
    for name in (ASKED, JEF, WILLING):
        assert Visitor(walled, name).get(matches_page(walled, name, "_no", theirs)).status == 404
        for part in ("_yes", "_no"):
            Visitor(walled, name).refused(matches_page(walled, name, part, theirs))


def test_whom_it_is_for_is_told_after_a_yes_and_as_long_as_it_stands(walled: Walled) -> None:
    """`Visitor` looks for every word of the resident; who helps reads some, who was asked or waits none."""
    told = Visitor(walled, JEF).get(matches_page(walled, JEF)).markers
    assert walled.world.requests["vgc"].person.phone_as_written or told
    for name in (ASKED, WILLING):
        assert Visitor(walled, name).get(matches_page(walled, name)).status == 200
    match = walled.world.matches[("helper", walled.world.requests["vgc"].pk)]
    match.cancel(by=None)
    person = HelpRequest.objects.get(pk=walled.world.requests["vgc"].pk).person
    assert person.street not in Visitor(walled, JEF).get(matches_page(walled, JEF)).text


def test_the_page_after_sending_is_the_same_for_every_reference(walled: Walled) -> None:
    for name in ("asked", "registered", "need_sent", "signed_up"):
        known, unknown = walled.world.requests["vgc"].reference, UNKNOWN
        pages = []
        for reference in (known, unknown):
            came = Visitor(walled, "nobody").get(reverse(name, args=[reference]))
            pages.append((came.status, body(came, reference)))
        assert pages[0] == pages[1]


def test_asking_for_a_link_does_not_tell_which_addresses_are_known(walled: Walled) -> None:
    known = [walled.world.requests["vgc"].person, walled.world.volunteers["free"].person]
    answers: list[object] = []
    for address in [*(type(one).objects.get(pk=one.pk).email for one in known), "nobody@example.org"]:
        came = Visitor(walled, "nobody").post(reverse("ask_link"), {"email": address, "drawn": ""})
        answers.append(
            (came.status, came.location, re.sub(rf"{re.escape(address)}|[A-Za-z0-9:_-]{{40,}}", "", came.text))
        )
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("letters", [("i", "\u0131"), ("s", "\u017f"), ("k", "\u212a")])
def test_a_letter_with_links_goes_to_nobody_whose_address_only_looks_the_same(
    walled: Walled, letters: tuple[str, str]
) -> None:
    """A dotless i is an I in capitals, and the domain is somebody else's; lists of before may hold one."""
    mine = HelpRequest.objects.get(pk=walled.world.requests["vgc"].pk).person
    mine.email = f"maria@{letters[0]}.example"
    mine.save()
    theirs = make_person(email=f"maria@{letters[1]}.example")
    assert list(Person.objects.reached_at(theirs.email)) == [theirs]
    assert list(Person.objects.reached_at(mine.email.upper())) == [mine]


def test_who_read_the_mail_at_a_wrong_address_is_shut_out(walled: Walled) -> None:
    row = HelpRequest.objects.get(pk=walled.world.requests["vgc"].pk)
    address = own_page(walled, MARIA)
    correct_person(row.person, {"street": "Kerkstraat"})
    assert Visitor(walled, MARIA).get(address).status == 200
    with as_role(DESK, walled.world.user("clerk vgc")):
        correct_person(row.person, {"email": "right@example.org"})
    assert Visitor(walled, MARIA).get(address).status == 404


def test_a_link_on_paper_stays_when_an_address_is_added(walled: Walled) -> None:
    row = HelpRequest.objects.get(pk=walled.world.requests["vgc"].pk)
    row.person.email, address = "", own_page(walled, MARIA)
    row.person.save()
    with as_role(DESK, walled.world.user("clerk vgc")):
        correct_person(row.person, {"email": "right@example.org"})
    assert Visitor(walled, MARIA).get(address).status == 200


def test_what_was_said_of_a_volunteer_is_not_told_to_the_resident(walled: Walled) -> None:
    match = walled.world.matches[("asked", walled.world.requests["vgc"].pk)]
    remark = ContactAttempt.objects.get(match=match.pk).remark
    assert remark
    assert remark not in Visitor(walled, MARIA).get(own_page(walled, MARIA, "data")).text
    assert remark in Visitor(walled, ASKED).get(own_page(walled, ASKED, "data")).text


def test_the_sign_of_one_form_opens_the_page_of_no_other(walled: Walled) -> None:
    reference = walled.world.requests["vgc"].reference
    for page, opens in (("asked", True), ("registered", False)):
        response, client = HttpResponse(), Client()
        remember_sent(response, reference, page)
        client.cookies[SENT_COOKIE] = response.cookies[SENT_COOKIE].value
        shown = client.get(reverse("asked", args=[reference])).content.decode()
        assert (Link.objects.get(person=walled.world.actors[MARIA].person).token in shown) is opens


def test_what_is_ones_own_is_kept_by_no_cache(walled: Walled) -> None:
    pages = [(name, own_page(walled, name)) for name in (MARIA, JEF)] + [(JEF, matches_page(walled, JEF))]
    pages += [("clerk cocof", "/admin/"), ("ministry", "/reports/"), ("ministry", "/reports/csv/")]
    for name, address in pages:
        assert "no-store" in Visitor(walled, name).get(address).response.get("Cache-Control", ""), address


def test_logs_name_no_link_and_no_reference(walled: Walled) -> None:
    with override("en"):
        for address in (own_page(walled, MARIA), reverse("asked", args=[walled.world.requests["vgc"].reference])):
            came = Visitor(walled, MARIA).get(
                address.replace("mine/", "nowhere/mine/").replace("sent/", "nowhere/sent/")
            )
            assert came.status == 404
            assert not came.logged & walled.readers.owners.keys()
