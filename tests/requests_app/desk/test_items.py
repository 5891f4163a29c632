"""A wrong kind of help is corrected on the page of its request: the right one is added, the wrong one set aside."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import User
from reports.figures import as_data, as_of, figures
from requests_app.models import HelpRequest, Match, RequestItem
from tests.builders import make_check, make_request, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, close, messages, page_of, shown
from volunteers.models import InsuranceCheck


@pytest.fixture
def ours(noor: User) -> HelpRequest:
    """A request from the day before, for a dog walk and a phone call, that Noor took on."""
    request = make_request("dog", "phone", received_at=timezone.now() - dt.timedelta(days=1))
    request.take_on(by=noor)
    return request


def item(request: HelpRequest, slug: str = "dog") -> RequestItem:
    found: RequestItem = RequestItem.objects.get(request=request, category__slug=slug)
    return found


def add(client: Client, request: HelpRequest, slug: str = "shopping") -> Any:
    return client.post(f"{REQUESTS}{request.pk}/items/", {"category": slug}, follow=True)


def set_aside(client: Client, request: HelpRequest, slug: str = "dog") -> Any:
    return client.post(f"{REQUESTS}{request.pk}/items/{item(request, slug).pk}/set-aside/", follow=True)


def counted(day: dt.date) -> dict[str, int]:
    by_category = as_data(figures(as_of(day)), "nl")["requests"]["received"]["by_category"]
    return {slug: number for slug, number in by_category.items() if number}


def asked_for(request: HelpRequest) -> set[str]:
    return set(request.items.filter(set_aside_at=None).values_list("category__slug", flat=True))


class TestPuttingRight:
    def test_the_right_category_is_added_and_the_wrong_one_set_aside(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        page = client.get(page_of(ours)).content.decode()
        assert f'action="{REQUESTS}{ours.pk}/items/"' in page
        assert page.count("Chosen by mistake <span") == 2
        assert messages(add(client, ours)) == ["“Groceries” was added."]
        page = set_aside(client, ours)
        assert messages(page) == ["“Dog walking” was set aside: chosen by mistake."]
        assert asked_for(ours) == {"phone", "shopping"}
        assert [one.item.category.slug for one in page.context["item_rows"]] == ["phone", "shopping"]
        wrong = item(ours)
        assert (wrong.set_aside_by, item(ours, "shopping").added_by) == (noor, noor)

    def test_the_history_says_who_and_when(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        add(client, ours)
        set_aside(client, ours)
        lines = [(event.what, event.by) for event in client.get(page_of(ours)).context["history"]]
        assert lines[-2:] == [
            ("“Groceries” was added.", "noor"),
            ("“Dog walking” was set aside: chosen by mistake.", "noor"),
        ]

    @pytest.mark.today
    def test_both_correct_every_day_of_the_request(self, noor: User, ours: HelpRequest) -> None:
        yesterday = timezone.localdate(ours.received_at)
        assert counted(yesterday) == {"dog": 1, "phone": 1}
        add(browser(noor), ours)
        set_aside(browser(noor), ours)
        assert counted(yesterday) == {"shopping": 1, "phone": 1}

    def test_what_was_set_aside_can_be_asked_for_again(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        set_aside(client, ours)
        add(client, ours, "dog")
        assert asked_for(ours) == {"dog", "phone"}

    def test_an_added_item_waits_for_a_volunteer_also_when_all_was_closed(self, noor: User, ours: HelpRequest) -> None:
        ours.withdraw(by=noor)
        add(browser(noor), ours)
        ours.refresh_from_db()
        assert ours.state == "open"

    def test_setting_the_only_open_item_aside_leaves_the_state_of_the_others(
        self, noor: User, ours: HelpRequest
    ) -> None:
        close(browser(noor), ours, "unmet", item(ours, "phone"))
        set_aside(browser(noor), ours)
        ours.refresh_from_db()
        assert ours.state == "unmet"


class TestRefusals:
    def test_never_the_last_one(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        set_aside(client, ours, "phone")
        page = set_aside(client, ours)
        assert messages(page) == ["“Dog walking” is the only help asked for. Add the right category first."]
        assert asked_for(ours) == {"dog"}
        assert "Chosen by mistake <span" not in page.content.decode()

    def test_not_while_a_volunteer_stands_for_it_and_not_after_they_helped(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        match = Match.propose(item(ours, "phone"), make_volunteer("phone"), by=noor)
        page = set_aside(client, ours, "phone")
        assert messages(page) == ["A volunteer has been matched with “Phone calls”. Cancel the match first."]
        assert page.content.decode().count("Chosen by mistake <span") == 1
        match.accept()
        match.finish(by=noor)
        sentence = "The help with “Phone calls” has been given, so this can no longer be changed."
        assert messages(set_aside(client, ours, "phone")) == [sentence]
        assert asked_for(ours) == {"dog", "phone"}

    def test_the_second_to_press_reads_so(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        set_aside(client, ours)
        assert messages(set_aside(client, ours)) == ["“Dog walking” has already been set aside."]
        assert messages(add(client, ours, "phone")) == ["This category has already been asked for."]

    @pytest.mark.parametrize("slug", ["", "masks", "nonsense", "\0"])
    def test_only_what_residents_may_ask_for(self, noor: User, ours: HelpRequest, slug: str) -> None:
        assert messages(add(browser(noor), ours, slug)) == ["Choose from the kinds of help below."]
        assert asked_for(ours) == {"dog", "phone"}

    def test_nobody_else_puts_it_right(self, noor: User, karim: User, lies: User, ours: HelpRequest) -> None:
        for user, status in ((karim, 404), (lies, 403)):
            assert add(browser(user), ours).status_code == status
            assert set_aside(browser(user), ours).status_code == status
        intake = make_request("dog", "phone")
        client = browser(karim)
        page = client.get(page_of(intake)).content.decode()
        assert "Add a help category" not in page
        assert "Chosen by mistake" not in page
        assert messages(add(client, intake)) == [f"Your back office does not hold {intake.reference}."]

    def test_nothing_is_added_to_spam_or_for_who_is_erased(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        ours.set_aside("spam", by=noor)
        assert messages(add(client, ours)) == [f"{ours.reference} is set aside."]
        ours.put_back(by=noor)
        ours.person.erase()
        sentence = "This person’s data has been erased. Nothing more can be recorded about them."
        assert messages(add(client, ours)) == [sentence]
        assert "Add a help category" not in shown(client.get(page_of(ours)))


def main_buttons(page: Any) -> list[str]:
    """The labels of the buttons drawn as the next step, for the items and their matches."""
    body = page.content.decode().partition("<caption>Items</caption>")[2].partition("</table>")[0]
    drawn = re.findall(r'class="button default".*?>(.*?)<', body, re.DOTALL)
    return [" ".join(words.split()) for words in drawn]


class TestMatchOnThePage:
    def test_each_step_of_a_match_has_one_main_button(self, noor: User, ours: HelpRequest) -> None:
        client = browser(noor)
        match = Match.propose(item(ours), make_volunteer("dog"), by=noor)
        find = "Find a volunteer"
        assert main_buttons(client.get(page_of(ours))) == [find, "The volunteer said yes by phone"]
        match.say_yes()
        assert main_buttons(client.get(page_of(ours))) == [find, "Record an insurance check"]
        make_check(match.volunteer)
        match.accept(noor)
        assert main_buttons(client.get(page_of(ours))) == [find, "The help was given"]
        match.finish(noor)
        InsuranceCheck.record(match.volunteer, "refused", "phone")
        page = client.get(page_of(ours))
        assert main_buttons(page) == [find]
        assert "Insurance is required" not in shown(page)

    def test_the_promise_of_who_has_stopped_is_marked_until_it_ends(self, noor: User, ours: HelpRequest) -> None:
        client, tile = browser(noor), "The volunteer has stopped: call"
        flag = "This volunteer has stopped: call to ask whether they are still coming."
        match = Match.propose(item(ours, "phone"), make_volunteer("phone"), by=noor)
        match.accept()
        assert flag not in shown(client.get(page_of(ours)))
        match.volunteer.withdraw()
        page = shown(client.get(page_of(ours)))
        assert page.count(flag) == 1
        [line] = [line for line in client.get("/admin/").context["work"] if line.label == tile]
        assert line.count == 1
        assert [row.pk for row in client.get(line.url).context["cl"].result_list] == [ours.pk]
        match.cancel(noor)
        assert flag not in shown(client.get(page_of(ours)))
        assert tile not in shown(client.get("/admin/"))

    def test_an_empty_cell_stands_on_no_small_screen(self, noor: User, ours: HelpRequest) -> None:
        RequestItem.objects.filter(pk=item(ours).pk).update(answer="A small one")
        body = browser(noor).get(page_of(ours)).content.decode()
        items = body[body.index("facts items") :].partition("</table>")[0]
        cells = re.findall(r'<td data-label="(\w+)"\s*(class="nothing")?\s*>', items)
        assert cells == [
            *(("Answer", 'class="nothing"'), ("State", ""), ("Volunteer", 'class="nothing"')),
            *(("Answer", ""), ("State", ""), ("Volunteer", 'class="nothing"')),
        ]
