"""A request by phone: the page follows the conversation, recognises earlier callers, and loses nothing typed."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from brusselshelps.people.models import Person, PersonMerge, Submission
from brusselshelps.reference.models import CategoryPolicy
from requests_app.models import HelpRequest
from tests.builders import BRUSSELS, make_person, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, ROLE_QUERIES, browser, messages, page_of, shown

INTAKE = f"{REQUESTS}phone/"
TALK = {
    "phone": "0470 12 34 56",
    "categories": ["shopping"],
    "postcode": "1020",
    "street": "Kerkstraat 1",
    "for_whom": "myself",
    "name": "Maria Peeters",
    "contact_language": "nl",
    "channel": "phone",
    "received_at": "",
    "take_on": "on",
}


def talk(**said: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4())} | TALK | said


@pytest.fixture
def maria(noor: User) -> HelpRequest:
    """A request from somebody who called last month, whose number was then written differently."""
    person = make_person(name="Maria Peeters", contact_language="fr", languages=["ar"], street="Kerkstraat", number="7")
    person.write_phone("+32 470/12.34.56")
    person.save()
    return make_request(person=person, postcode="1030")


def only() -> HelpRequest:
    return HelpRequest.objects.select_related("person", "locality").latest("pk")


def test_the_start_page_leads_there_and_the_page_is_in_the_language_of_the_clerk(noor: User) -> None:
    client = browser(noor)
    assert INTAKE in [line.url for line in client.get("/admin/").context["work"]]
    page = client.get(INTAKE)
    assert page.status_code == 200
    assert "See who has called before" in shown(page)
    body = page.content.decode()
    assert body.index('name="phone"') < body.index('name="categories"') < body.index('name="urgency"')
    assert 'autocomplete="tel"' not in body
    assert 'name="homepage"' not in body


@pytest.mark.today
def test_what_is_told_by_phone_becomes_a_request_that_ones_own_office_holds(noor: User) -> None:
    before = timezone.now()
    page = browser(noor).post(INTAKE, talk(urgency="today", message="Blue door"), follow=True)
    row = only()
    assert page.redirect_chain == [(page_of(row), 302)]
    assert row.reference in messages(page)[0]
    assert (row.channel, row.urgency, row.message, row.locality.postcode) == ("phone", "today", "Blue door", "1020")
    assert (row.person.name, row.person.phone, row.person.street) == ("Maria Peeters", "+32470123456", "Kerkstraat 1")
    assert before <= row.received_at <= row.recorded_at
    assert (row.holder, row.clerk) == (noor.backoffice, noor)
    assert [item.category.slug for item in row.items.all()] == ["shopping"]


def test_who_only_writes_it_down_leaves_it_in_the_intake(noor: User) -> None:
    said = talk(channel="paper")
    del said["take_on"]
    browser(noor).post(INTAKE, said)
    assert (only().holder, only().channel) == (None, "paper")


@pytest.mark.today
def test_a_letter_was_received_before_it_was_written_down(noor: User) -> None:
    noon = dt.datetime.combine(timezone.localdate() - dt.timedelta(days=2), dt.time(12), BRUSSELS)
    browser(noor).post(INTAKE, talk(received_at=noon.strftime("%Y-%m-%dT%H:%M")))
    row = only()
    assert row.received_at == noon
    assert row.recorded_at - row.received_at > dt.timedelta(days=1)
    assert row.handled_at
    assert row.handled_at >= row.recorded_at


@pytest.mark.parametrize("now", ["2027-10-31T02:30+02:00", "2027-10-31T02:30+01:00", "2027-03-28T03:30+02:00"])
def test_in_the_night_in_which_the_clocks_change_the_page_takes_the_moment_it_filled_in(
    noor: User, time_machine: Any, now: str
) -> None:
    time_machine.move_to(dt.datetime.fromisoformat(now), tick=False)
    client = browser(noor)
    shown_there = client.get(INTAKE).context["form"]["received_at"].value()
    client.post(INTAKE, talk(received_at=shown_there.strftime("%Y-%m-%dT%H:%M")))
    assert only().recorded_at - only().received_at <= dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("3000-01-01T00:00", "This time is in the future."),
        ("0001-01-01T00:00", "Something is still missing or not right"),
        ("2019-01-01T00:00", "A help request is erased 180 days after it came in"),
        ("yesterday", "Enter the date and the time"),
        ("\0", "Enter the date and the time"),
    ],
)
def test_a_moment_that_cannot_be_is_told_at_its_field(noor: User, moment: str, sentence: str) -> None:
    page = browser(noor).post(INTAKE, talk(received_at=moment))
    assert page.status_code == 200
    assert sentence in shown(page)
    assert page.context["form"].errors["received_at"]
    assert not HelpRequest.objects.exists()


@pytest.mark.today
def test_a_paper_so_old_that_it_would_be_erased_is_asked_anew(noor: User) -> None:
    for days, is_written in ((151, False), (149, True)):
        moment = timezone.localtime() - dt.timedelta(days=days)
        page = browser(noor).post(INTAKE, talk(received_at=moment.strftime("%Y-%m-%dT%H:%M")))
        assert HelpRequest.objects.exists() is is_written
        assert is_written or "enter the day on which you asked" in shown(page)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"phone": "no figures"}, "phone"),
        ({"categories": []}, "categories"),
        ({"categories": ["nonsense"]}, "categories"),
        ({"postcode": ""}, "postcode"),
        ({"postcode": "9000"}, "postcode"),
        ({"for_whom": ""}, "for_whom"),
        ({"name": " "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"contact_language": ""}, "contact_language"),
        ({"channel": "web"}, "channel"),
        ({"who": "request-1"}, "who"),
        ({"by_when": "1/1/2020"}, "by_when"),
        ({"email": "maria@"}, "email"),
    ],
)
def test_what_is_missing_or_wrong_is_told_on_top_and_at_the_field_and_all_is_kept(
    noor: User, wrong: dict[str, Any], field: str
) -> None:
    page = browser(noor).post(INTAKE, talk(message="Blue door") | wrong)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    body = page.content.decode()
    assert "<title>Error:" in " ".join(body.split()).replace("<title> ", "<title>")
    assert 'class="summary"' in body
    assert "Blue door" in body
    assert not HelpRequest.objects.exists()


def test_the_summary_follows_the_order_of_the_page(noor: User) -> None:
    nothing = {"categories": [], "postcode": "", "for_whom": "", "name": "", "channel": "", "email": "maria@"}
    page = browser(noor).post(INTAKE, talk(**nothing))
    told = re.findall(r'<a href="#id_(\w+?)(?:_0)?">', page.content.decode())
    body = page.content.decode().partition("<form method")[2]
    assert told == ["categories", "postcode", "for_whom", "name", "email", "channel"]
    assert told == sorted(told, key=lambda name: body.index(f'name="{name}"'))


def test_what_need_not_be_asked_says_so(noor: User) -> None:
    page = shown(browser(noor).get(INTAKE))
    assert "E-mail address of the person who needs the help (optional)" in page
    assert "How urgent is it? (optional)" in page


def test_the_page_speaks_to_the_clerk_of_who_calls(noor: User) -> None:
    """The questions are worded for the clerk, who asks them on behalf of the caller."""
    page = shown(browser(noor).get(INTAKE))
    for words in (
        "What help is needed?",
        "Postcode of the place where help is needed",
        "Dog walking",
        "Ask: “How big is the dog",
    ):
        assert words in page
    for words in (
        "do you need help with",
        "you need the help",
        "we contact you",
        "Have my dog walked",
        "Do not write anything",
    ):
        assert words not in page


def test_what_is_missing_is_told_to_the_clerk_as_well(noor: User) -> None:
    page = browser(noor).post(INTAKE, talk(for_whom=""))
    assert "Choose who needs the help." in shown(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "look up the postcode in the list below."),
        ("Jette", "Enter the four digits"),
        ("9000", "in the list below."),
    ],
)
def test_who_knows_only_a_street_finds_the_postcode_on_the_page(noor: User, typed: str, sentence: str) -> None:
    page = browser(noor).get(INTAKE)
    assert "Jette – 1090" in shown(page)
    assert 'class="postcodes" >' in page.content.decode()
    page = browser(noor).post(INTAKE, talk(postcode=typed, channel="paper"))
    assert page.context["form"].errors["postcode"]
    assert sentence in shown(page)
    assert 'class="postcodes" open>' in page.content.decode()


def test_on_paper_a_mail_address_is_enough_and_the_confirmation_goes_there(noor: User) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    browser(noor).post(INTAKE, talk(phone="", email="maria@example.org", channel="paper"))
    assert only().person.email == "maria@example.org"
    assert ProcrastinateJob.objects.filter(args={"request_id": only().pk}).count() == 1


def test_who_calls_for_somebody_else_leaves_their_own_number_first(noor: User) -> None:
    said = talk(for_whom="somebody_else", on_behalf_name="Jan", on_behalf_relation="neighbour", on_behalf_agreed="on")
    browser(noor).post(INTAKE, said | {"on_behalf_phone": "02 555 12 12"})
    row = only()
    assert (row.on_behalf_name, row.on_behalf_phone, row.on_behalf_agreed) == ("Jan", "0470 12 34 56", True)
    assert row.person.phone_as_written == "02 555 12 12"


def test_whoever_has_no_number_of_their_own_is_reached_through_who_asks(noor: User) -> None:
    said = talk(for_whom="somebody_else", on_behalf_name="Jan", on_behalf_relation="neighbour", on_behalf_agreed="on")
    browser(noor).post(INTAKE, said)
    assert only().person.phone_as_written == only().on_behalf_phone == "0470 12 34 56"


def test_asking_for_somebody_else_takes_a_name_a_number_a_relation_and_a_yes(noor: User) -> None:
    page = browser(noor).post(INTAKE, talk(for_whom="somebody_else", phone="", email="m@example.org"))
    assert set(page.context["form"].errors) == {"on_behalf_name", "phone", "on_behalf_relation", "on_behalf_agreed"}


def test_a_double_press_makes_one_request(noor: User) -> None:
    client, said = browser(noor), talk()
    first, second = client.post(INTAKE, said), client.post(INTAKE, said)
    assert first.url == second.url  # type: ignore[attr-defined]
    assert HelpRequest.objects.count() == 1


def test_something_else_under_the_same_key_is_asked_about_and_can_be_a_second_one(noor: User) -> None:
    client, said = browser(noor), talk()
    client.post(INTAKE, said)
    other = said | {"message": "And the dog"}
    page = client.post(INTAKE, other)
    assert only().reference in shown(page)
    assert HelpRequest.objects.count() == 1
    client.post(INTAKE, other | {"key": page.context["form"]["key"].value(), "who": "new"})
    assert HelpRequest.objects.count() == 2


def look(client: Client, **said: Any) -> Any:
    return client.post(INTAKE, talk(**said) | {"look": ""})


@pytest.mark.parametrize("number", ["0470 12 34 56", "+32470123456", "0032 470.12.34.56", "0470/123456"])
def test_who_called_before_is_found_however_the_number_is_written(noor: User, maria: HelpRequest, number: str) -> None:
    page = look(browser(noor), phone=number, message="Blue door", name="")
    words = shown(page)
    assert "It is this person again" in words
    assert "Maria Peeters" in words
    assert maria.reference in words
    assert "Is it about the same help?" in words
    assert page_of(maria) in page.content.decode()
    assert "Blue door" in words
    assert page.context["form"].errors == {}
    assert not page.request["QUERY_STRING"]
    assert HelpRequest.objects.count() == 1


def test_who_asked_for_somebody_is_found_by_their_own_number(noor: User) -> None:
    row = make_request(
        on_behalf_name="Jan", on_behalf_phone="0470/12 34 56", on_behalf_relation="family", on_behalf_agreed=True
    )
    client = browser(noor)
    assert "asked by Jan" in shown(look(client))
    page = client.post(INTAKE, {"phone": "0470123456", "who": f"request-{row.pk}", "use": ""})
    form = page.context["form"]
    assert form["for_whom"].value() == "somebody_else"
    assert form["on_behalf_name"].value() == "Jan"
    assert not form["on_behalf_agreed"].value()


def test_a_volunteer_who_calls_for_help_is_found_too(noor: User) -> None:
    person = make_person(name="Jef Janssens")
    person.write_phone("0470123456")
    person.save()
    volunteer = make_volunteer(person=person)
    assert volunteer.reference in shown(look(browser(noor)))
    browser(noor).post(INTAKE, talk(who=f"volunteer-{volunteer.pk}"))
    assert PersonMerge.objects.get().kept == person


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        *((number, "We have found no earlier request with this number.") for number in ("", "0470 99 99 99")),
        *((number, "Ask the caller to repeat it.") for number in ("12", "no figures", "0470 11", "\0")),
    ],
)
def test_nobody_found_is_said_and_nothing_is_lost(noor: User, maria: HelpRequest, number: str, sentence: str) -> None:
    page = look(browser(noor), phone=number, message="Blue door")
    assert sentence in shown(page)
    assert "Blue door" in shown(page)


def test_enter_looks_while_there_is_only_a_number_and_saves_after_that(noor: User, maria: HelpRequest) -> None:
    client = browser(noor)
    begun = {name: value for name, value in talk().items() if name in ("key", "phone", "channel")}
    assert maria.reference in shown(client.post(INTAKE, begun | {"enter": ""}))
    client.post(INTAKE, talk(phone="0470 99 99 99") | {"enter": ""})
    assert HelpRequest.objects.exclude(pk=maria.pk).get().channel == "phone"


def test_what_we_know_fills_only_what_is_empty(noor: User, maria: HelpRequest) -> None:
    said = talk(street="", name="", contact_language="", postcode="1000", who=f"request-{maria.pk}")
    page = browser(noor).post(INTAKE, said | {"use": ""})
    form = page.context["form"]
    values = {name: form[name].value() for name in ("street", "name", "contact_language", "postcode", "languages")}
    assert values == {
        "street": "Kerkstraat 7",
        "name": "Maria Peeters",
        "contact_language": "fr",
        "postcode": "1000",
        "languages": ["ar"],
    }
    assert form["who"].value() == f"request-{maria.pk}"
    assert "The empty fields have been filled in" in shown(page)


def test_what_we_know_of_nobody_chosen_changes_nothing(noor: User, maria: HelpRequest) -> None:
    page = browser(noor).post(INTAKE, talk(street="", who="request-999999") | {"use": ""})
    assert not page.context["form"]["street"].value()


def test_a_repeat_caller_is_linked_and_never_dropped(noor: User, maria: HelpRequest) -> None:
    client = browser(noor)
    page = client.post(INTAKE, talk())
    assert "Choose who it is, or “Another person”." in shown(page)
    client.post(INTAKE, talk(who=f"request-{maria.pk}"))
    merge = PersonMerge.objects.get()
    assert (merge.kept, merge.merged, merge.by) == (maria.person, only().person, noor)
    assert Person.objects.count() == 2


def test_what_is_sent_again_when_the_other_office_has_it_leads_to_the_list(noor: User, karim: User) -> None:
    said, client = talk(take_on=""), browser(noor)
    client.post(INTAKE, said)
    only().take_on(by=karim)
    again = client.post(INTAKE, said)
    assert again["Location"] == REQUESTS
    assert only().reference in "".join(messages(client.get(REQUESTS)))


def test_somebody_new_with_the_same_number_stays_somebody_else(noor: User, maria: HelpRequest) -> None:
    browser(noor).post(INTAKE, talk(who="new", name="Her neighbour"))
    assert HelpRequest.objects.count() == 2
    assert not PersonMerge.objects.exists()


def test_a_choice_of_before_the_number_was_changed_is_asked_again(noor: User, maria: HelpRequest) -> None:
    page = browser(noor).post(INTAKE, talk(phone="0470 99 99 99", who=f"request-{maria.pk}"))
    assert "The number was changed" in shown(page)
    assert not PersonMerge.objects.exists()


def test_when_the_link_fails_nothing_is_stored(noor: User, maria: HelpRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(HelpRequest, "take_on", broken)
    with pytest.raises(RuntimeError):
        browser(noor).post(INTAKE, talk(who=f"request-{maria.pk}"))
    assert HelpRequest.objects.count() == 1
    assert not Submission.objects.exists()


def test_what_the_other_office_holds_is_not_found(noor: User, karim: User, maria: HelpRequest) -> None:
    maria.take_on(by=noor)
    page = look(browser(karim), name="")
    assert "Maria" not in shown(page)
    assert maria.reference not in page.content.decode()
    page = browser(karim).post(INTAKE, talk(who=f"request-{maria.pk}"))
    assert page.status_code == 200
    assert not PersonMerge.objects.exists()


def test_who_is_erased_is_not_found(noor: User, maria: HelpRequest) -> None:
    maria.person.erase()
    assert maria.reference not in shown(look(browser(noor)))


def test_a_category_that_is_closed_is_said_to_be_so(noor: User) -> None:
    CategoryPolicy.objects.filter(category__slug="shopping").update(registration="closed")
    client = browser(noor)
    assert "Closed today, and so not to be recorded:" in shown(client.get(INTAKE))
    assert "categories" in client.post(INTAKE, talk()).context["form"].errors


@pytest.mark.parametrize("role", ["lies", "administrator"])
def test_nobody_else_takes_requests_down(role: str, request: pytest.FixtureRequest) -> None:
    client = browser(request.getfixturevalue(role))
    assert client.get(INTAKE).status_code == 403
    assert client.post(INTAKE, talk()).status_code == 403
    assert INTAKE not in client.get("/admin/").content.decode()
    assert not HelpRequest.objects.exists()


def test_looking_takes_as_many_queries_for_one_caller_as_for_ten(
    noor: User, maria: HelpRequest, django_assert_max_num_queries: Any
) -> None:
    for _each in range(9):
        make_request(person=maria.person)
    client = browser(noor)
    with django_assert_max_num_queries(24 + ROLE_QUERIES):
        page = look(client)
    assert len(page.context["form"].callers) == 10
