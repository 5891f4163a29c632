"""What visitors with a personal link, or with none, find out about others: nothing."""

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
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.visits import Visitor, body, own_page
from tests.builders import make_person

pytestmark = pytest.mark.django_db
MARIA, JEF, ASKED, WILLING = "resident vgc", "volunteer helper vgc", "volunteer asked vgc", "volunteer willing vgc"
UNKNOWN = "333-333-333"


def matches_page(sample_world: SampleWorld, name: str, part: str = "", *more: object) -> str:
    person = sample_world.world.actors[name].person
    assert person
    return reverse(f"my_matches{part}", args=[Link.objects.get(person=person).token, *more])


def test_a_link_opens_the_page_of_one_person(sample_world: SampleWorld) -> None:
    for name, actor in sample_world.world.actors.items():
        if actor.person:
            for part in ("", "data", "renew", "erase"):
                assert Visitor(sample_world, name).get(own_page(sample_world, name, part)).status == 200


def test_a_link_for_one_purpose_opens_nothing_of_another(sample_world: SampleWorld) -> None:
    """Someone who both asks and offers help has two links; each is shared with different people."""
    token = Link.objects.get(person=sample_world.world.actors[MARIA].person).token
    other = Link.objects.get(person=sample_world.world.actors[JEF].person).token
    for part in ("", "_data", "_renew", "_erase", "_withdraw"):
        assert Visitor(sample_world, MARIA).get(reverse(f"my_offer{part}", args=[token])).status == 404
    for part in ("", "_data", "_renew", "_erase"):
        assert Visitor(sample_world, JEF).get(reverse(f"my_request{part}", args=[other])).status == 404
    Visitor(sample_world, MARIA).refused(reverse("my_offer_withdraw", args=[token]))
    Visitor(sample_world, JEF).refused(reverse("my_request_erase", args=[other]))


def test_a_link_that_has_expired_opens_nothing(sample_world: SampleWorld) -> None:
    address = own_page(sample_world, MARIA)
    Link.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert Visitor(sample_world, MARIA).get(address).status == 404
    Visitor(sample_world, MARIA).refused(address, {"text": "so"})


def test_a_link_that_was_exchanged_opens_nothing(sample_world: SampleWorld) -> None:
    address = own_page(sample_world, MARIA)
    Link.objects.get(person=sample_world.world.actors[MARIA].person).renew()
    assert Visitor(sample_world, MARIA).get(address).status == 404


def test_a_link_that_is_not_valid_says_the_same_whyever(sample_world: SampleWorld) -> None:
    expired = own_page(sample_world, MARIA)
    forged = re.sub(r"mine/[^/]+", "mine/2222-3333-4444-5555-6666-7777", expired)
    Link.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    answers = [Visitor(sample_world, "nobody").get(address) for address in (expired, forged)]
    words = [re.sub(r"mine/[^/\"]+", "", body(came)) for came in answers]
    assert words[0] == words[1]


def test_nobody_withdraws_what_another_person_asked(sample_world: SampleWorld) -> None:
    theirs = HelpRequest.objects.get(pk=sample_world.world.requests["cocof"].pk)
    item = theirs.items.first().pk
    own = sample_world.world.requests["vgc"].reference
    for address in (
        own_page(sample_world, MARIA, "withdraw", theirs.reference),
        own_page(sample_world, MARIA, "withdraw", theirs.reference, item),
        own_page(sample_world, MARIA, "withdraw", own, item),
    ):
        assert Visitor(sample_world, MARIA).get(address).status == 404
        Visitor(sample_world, MARIA).refused(address)


def test_a_clerks_word_that_two_are_one_opens_no_more(sample_world: SampleWorld) -> None:
    """The person of this request was merged with one of a request held by COCOF."""
    came = Visitor(sample_world, MARIA).get(own_page(sample_world, MARIA))
    assert sample_world.world.requests["cocof"].reference not in came.text
    held = Visitor(sample_world, MARIA).get(own_page(sample_world, MARIA, "data"))
    assert sample_world.world.requests["cocof"].reference not in held.text


def test_a_volunteer_answers_for_nobody_else(sample_world: SampleWorld) -> None:
    theirs = sample_world.world.matches[("asked", sample_world.world.requests["cocof"].pk)].pk
    for name in (ASKED, JEF, WILLING):
        assert Visitor(sample_world, name).get(matches_page(sample_world, name, "_no", theirs)).status == 404
        for part in ("_yes", "_no"):
            Visitor(sample_world, name).refused(matches_page(sample_world, name, part, theirs))


def test_whom_it_is_for_is_told_after_a_yes_and_as_long_as_it_stands(sample_world: SampleWorld) -> None:
    """`Visitor` checks every word of the resident: volunteers who help may read some, those asked or waiting none."""
    told = Visitor(sample_world, JEF).get(matches_page(sample_world, JEF)).markers
    assert sample_world.world.requests["vgc"].person.phone_as_written or told
    for name in (ASKED, WILLING):
        assert Visitor(sample_world, name).get(matches_page(sample_world, name)).status == 200
    match = sample_world.world.matches[("helper", sample_world.world.requests["vgc"].pk)]
    match.cancel(by=None)
    person = HelpRequest.objects.get(pk=sample_world.world.requests["vgc"].pk).person
    assert person.street not in Visitor(sample_world, JEF).get(matches_page(sample_world, JEF)).text


def test_the_page_after_sending_is_the_same_for_every_reference(sample_world: SampleWorld) -> None:
    for name in ("asked", "registered", "need_sent", "signed_up"):
        known, unknown = sample_world.world.requests["vgc"].reference, UNKNOWN
        pages = []
        for reference in (known, unknown):
            came = Visitor(sample_world, "nobody").get(reverse(name, args=[reference]))
            pages.append((came.status, body(came, reference)))
        assert pages[0] == pages[1]


def test_asking_for_a_link_does_not_tell_which_addresses_are_known(sample_world: SampleWorld) -> None:
    known = [sample_world.world.requests["vgc"].person, sample_world.world.volunteers["free"].person]
    answers: list[object] = []
    for address in [*(type(one).objects.get(pk=one.pk).email for one in known), "nobody@example.org"]:
        came = Visitor(sample_world, "nobody").post(reverse("ask_link"), {"email": address, "drawn": ""})
        answers.append(
            (came.status, came.location, re.sub(rf"{re.escape(address)}|[A-Za-z0-9:_-]{{40,}}", "", came.text))
        )
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("letters", [("i", "\u0131"), ("s", "\u017f"), ("k", "\u212a")])
def test_a_letter_with_links_goes_to_no_address_that_only_looks_the_same(
    sample_world: SampleWorld, letters: tuple[str, str]
) -> None:
    """A dotless i upper-cases to I, but the domain is someone else's; addresses stored earlier may contain one."""
    mine = HelpRequest.objects.get(pk=sample_world.world.requests["vgc"].pk).person
    mine.email = f"maria@{letters[0]}.example"
    mine.save()
    theirs = make_person(email=f"maria@{letters[1]}.example")
    assert list(Person.objects.reached_at(theirs.email)) == [theirs]
    assert list(Person.objects.reached_at(mine.email.upper())) == [mine]


def test_who_read_the_mail_at_a_wrong_address_is_shut_out(sample_world: SampleWorld) -> None:
    row = HelpRequest.objects.get(pk=sample_world.world.requests["vgc"].pk)
    address = own_page(sample_world, MARIA)
    correct_person(row.person, {"street": "Kerkstraat"})
    assert Visitor(sample_world, MARIA).get(address).status == 200
    with as_role(DESK, sample_world.world.user("clerk vgc")):
        correct_person(row.person, {"email": "right@example.org"})
    assert Visitor(sample_world, MARIA).get(address).status == 404


def test_a_link_on_paper_stays_when_an_address_is_added(sample_world: SampleWorld) -> None:
    row = HelpRequest.objects.get(pk=sample_world.world.requests["vgc"].pk)
    row.person.email, address = "", own_page(sample_world, MARIA)
    row.person.save()
    with as_role(DESK, sample_world.world.user("clerk vgc")):
        correct_person(row.person, {"email": "right@example.org"})
    assert Visitor(sample_world, MARIA).get(address).status == 200


def test_what_was_said_of_a_volunteer_is_not_told_to_the_resident(sample_world: SampleWorld) -> None:
    match = sample_world.world.matches[("asked", sample_world.world.requests["vgc"].pk)]
    remark = ContactAttempt.objects.get(match=match.pk).remark
    assert remark
    assert remark not in Visitor(sample_world, MARIA).get(own_page(sample_world, MARIA, "data")).text
    assert remark in Visitor(sample_world, ASKED).get(own_page(sample_world, ASKED, "data")).text


def test_the_cookie_of_one_form_opens_the_page_of_no_other(sample_world: SampleWorld) -> None:
    reference = sample_world.world.requests["vgc"].reference
    for page, opens in (("asked", True), ("registered", False)):
        response, client = HttpResponse(), Client()
        remember_sent(response, reference, page)
        client.cookies[SENT_COOKIE] = response.cookies[SENT_COOKIE].value
        shown = client.get(reverse("asked", args=[reference])).content.decode()
        assert (Link.objects.get(person=sample_world.world.actors[MARIA].person).token in shown) is opens


def test_what_is_ones_own_is_kept_by_no_cache(sample_world: SampleWorld) -> None:
    pages = [(name, own_page(sample_world, name)) for name in (MARIA, JEF)] + [(JEF, matches_page(sample_world, JEF))]
    pages += [("clerk cocof", "/admin/"), ("ministry", "/reports/"), ("ministry", "/reports/csv/")]
    for name, address in pages:
        assert "no-store" in Visitor(sample_world, name).get(address).response.get("Cache-Control", ""), address


def test_logs_name_no_link_and_no_reference(sample_world: SampleWorld) -> None:
    with override("en"):
        for address in (
            own_page(sample_world, MARIA),
            reverse("asked", args=[sample_world.world.requests["vgc"].reference]),
        ):
            came = Visitor(sample_world, MARIA).get(
                address.replace("mine/", "nowhere/mine/").replace("sent/", "nowhere/sent/")
            )
            assert came.status == 404
            assert not came.logged & sample_world.readers.owners.keys()
