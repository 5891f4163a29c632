"""Accounts are created and ended by those who manage them; nobody can raise their own rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from brusselshelps.accounts.models import AccountChange, User
from tests.accounts.sign_in_client import come_in, is_in, kinds_of, try_name, with_app, with_recovery_codes
from tests.builders import PASSWORD, make_request, make_user, make_volunteer
from tests.desk.desk_client import browser, messages, page_of, shown

ACCOUNTS = "/admin/accounts/user/"
VERBS = ["first-password", "second-factor", "end", "open"]


def add(by: User, **fields: str) -> Any:
    return browser(by).post(f"{ACCOUNTS}add/", {"username": "wout", "role": "clerk", "language": "nl"} | fields)


def do(by: User, verb: str, account: User, **how: Any) -> Any:
    """Submit the action from a freshly opened page."""
    account.refresh_from_db()
    return browser(by).post(f"{ACCOUNTS}{account.pk}/{verb}/", {"stamp": account.stamp}, **how)


def changes_of(account: User) -> list[tuple[str, str]]:
    rows = account.changes.order_by("pk").select_related("by")
    return [(change.what, change.by.username if change.by else "") for change in rows]


class TestALead:
    def test_makes_an_account_for_the_own_office_with_a_password_shown_once(self, els: User) -> None:
        page = add(els)
        wout = User.objects.get(username="wout")
        assert (wout.role, wout.backoffice) == ("clerk", els.backoffice)
        password = page.context["password"]
        assert wout.check_password(password)
        assert password in shown(page)
        assert password not in shown(browser(els).get(page_of(wout)))
        assert try_name(Client(), "wout", password).status_code == 302
        assert changes_of(wout) == [("opened", "els")]

    @pytest.mark.parametrize("role", ["ministry", "auditor", "administrator", "nonsense", ""])
    def test_gives_no_role_outside_the_offices(self, els: User, noor: User, role: str) -> None:
        assert add(els, role=role).status_code == 200
        assert not User.objects.filter(username="wout").exists()
        browser(els).post(page_of(noor), {"role": role, "language": "nl"})
        noor.refresh_from_db()
        assert noor.role == "clerk"

    def test_has_no_say_over_the_office_and_what_else_the_form_does_not_show(self, els: User, samira: User) -> None:
        wild = {"backoffice": str(samira.backoffice_id), "is_superuser": "on", "password": "x", "pk": "1"}
        add(els, **wild)
        wout = User.objects.get(username="wout")
        assert wout.backoffice == els.backoffice
        browser(els).post(page_of(wout), {"role": "lead", "language": "nl", "username": "other"} | wild)
        wout.refresh_from_db()
        assert (wout.username, wout.role, wout.backoffice) == ("wout", "lead", els.backoffice)
        assert changes_of(wout) == [("opened", "els"), ("role", "els")]

    def test_meets_nobody_of_another_office_and_nobody_outside(
        self, els: User, noor: User, karim: User, lies: User, administrator: User
    ) -> None:
        client = browser(els)
        listed = shown(client.get(ACCOUNTS))
        assert "noor" in listed
        for stranger in (karim, lies, administrator):
            assert stranger.username not in listed
            missing = client.get(f"{ACCOUNTS}999999/change/")
            there = client.get(page_of(stranger))
            assert (there.status_code, there.content) == (404, missing.content)
            before = User.objects.filter(pk=stranger.pk).values().get()
            assert client.post(page_of(stranger), {"role": "clerk", "language": "fr"}).status_code == 404
            for verb in VERBS:
                assert do(els, verb, stranger).status_code == 404
            assert User.objects.filter(pk=stranger.pk).values().get() == before

    def test_is_not_told_who_else_has_a_name_but_that_it_is_taken(self, els: User, karim: User) -> None:
        page = add(els, username="karim")
        assert page.status_code == 200
        assert "This username is taken. Choose another one." in shown(page)
        assert "cocof" not in shown(page).lower()

    def test_filters_by_the_roles_that_are_there(self, els: User) -> None:
        page = browser(els).get(ACCOUNTS)
        assert "?role=clerk" in page.content.decode()
        for role in ("ministry", "auditor", "administrator"):
            assert f"?role={role}" not in page.content.decode()
            assert browser(els).get(f"{ACCOUNTS}?role={role}").status_code == 302


class TestAnAdministrator:
    @pytest.mark.parametrize("role", ["ministry", "auditor", "administrator"])
    def test_makes_accounts_outside_the_offices(self, administrator: User, role: str) -> None:
        assert add(administrator, role=role).context["password"]
        assert User.objects.get(username="wout").backoffice is None

    @pytest.mark.parametrize("role", ["clerk", "lead"])
    def test_gives_nobody_an_account_that_sees_persons(self, administrator: User, els: User, role: str) -> None:
        assert add(administrator, role=role, backoffice=str(els.backoffice_id)).status_code == 200
        assert not User.objects.filter(username="wout").exists()

    def test_meets_nobody_of_an_office(self, administrator: User, lies: User, els: User, noor: User) -> None:
        client = browser(administrator)
        assert set(client.get(ACCOUNTS).context["cl"].result_list) == {administrator, lies}
        for stranger in (els, noor):
            assert client.get(page_of(stranger)).status_code == 404
            assert do(administrator, "first-password", stranger).status_code == 404

    def test_sees_no_persons(self, administrator: User) -> None:
        make_request()
        assert browser(administrator).get("/admin/requests_app/helprequest/").status_code == 403


@pytest.mark.parametrize("who", ["els", "administrator"])
class TestNobody:
    def test_changes_their_own_role_or_office(self, request: pytest.FixtureRequest, who: str) -> None:
        me = request.getfixturevalue(who)
        before = (me.role, me.backoffice_id, me.is_active)
        for role in ("clerk", "lead", "ministry", "auditor", "administrator"):
            browser(me).post(page_of(me), {"role": role, "language": "nl", "backoffice": "1", "is_active": ""})
            me.refresh_from_db()
            assert (me.role, me.backoffice_id, me.is_active) == before

    @pytest.mark.parametrize("verb", VERBS)
    def test_ends_or_renews_their_own_account(self, request: pytest.FixtureRequest, who: str, verb: str) -> None:
        me = request.getfixturevalue(who)
        assert do(me, verb, me).status_code == 403
        assert "End this account" not in shown(browser(me).get(page_of(me)))
        assert changes_of(me) == []


class TestAnAccount:
    def test_that_ended_is_out_at_once_and_comes_back_with_a_first_password(self, els: User, noor: User) -> None:
        secret = with_app(noor)
        hers = come_in(noor, secret)
        do(els, "end", noor)
        assert not is_in(hers)
        assert try_name(Client(), "noor").status_code == 200
        page = do(els, "open", noor)
        assert try_name(Client(), "noor", page.context["password"]).status_code == 302
        assert changes_of(noor) == [("ended", "els"), ("opened", "els")]

    def test_whose_password_was_forgotten_keeps_its_second_factor(self, els: User, noor: User) -> None:
        with_app(noor)
        page = do(els, "first-password", noor)
        assert try_name(Client(), "noor", page.context["password"])["Location"] == "/staff/sign-in/code/"
        assert try_name(Client(), "noor", PASSWORD).status_code == 200
        assert changes_of(noor) == [("password", "els")]

    def test_whose_phone_was_lost_begins_anew(self, els: User, noor: User) -> None:
        secret = with_app(noor)
        with_recovery_codes(noor)
        hers = come_in(noor, secret)
        page = do(els, "second-factor", noor)
        assert not is_in(hers)
        assert kinds_of(noor) == set()
        # The old password no longer works.
        assert try_name(Client(), "noor", PASSWORD).status_code == 200
        assert try_name(Client(), "noor", page.context["password"])["Location"] == "/admin/"
        assert changes_of(noor) == [("second_factor", "els")]

    def test_that_ended_is_opened_first(self, els: User, noor: User) -> None:
        noor.end(els)
        for verb in ("first-password", "second-factor"):
            assert messages(do(els, verb, noor, follow=True)) == ["This account has ended. Reopen it first."]

    @pytest.mark.parametrize(("verb", "done"), [("first-password", "no longer works"), ("end", "has ended")])
    def test_is_asked_about_before_and_told_about_after(self, els: User, noor: User, verb: str, done: str) -> None:
        asked = browser(els).get(page_of(noor)).content.decode()
        assert f'action="{ACCOUNTS}{noor.pk}/{verb}/"' in asked
        assert noor.stamp in asked
        assert asked.count("will lose anything that is not saved") == 3
        assert done in shown(do(els, verb, noor, follow=True))

    @pytest.mark.parametrize("verb", VERBS)
    def test_is_given_one_password_by_a_form_that_is_sent_twice(self, els: User, noor: User, verb: str) -> None:
        if verb == "open":
            noor.end(els)
        form, client, address = {"stamp": noor.stamp}, browser(els), f"{ACCOUNTS}{noor.pk}/{verb}/"
        client.post(address, form)
        before = User.objects.filter(pk=noor.pk).values().get()
        for again in (form, {}):
            page = client.post(address, again, follow=True)
            assert "Nothing was changed" in messages(page)[-1]
        assert User.objects.filter(pk=noor.pk).values().get() == before

    def test_tells_until_when_its_first_password_works(self, els: User, noor: User) -> None:
        assert "irst password w" not in shown(browser(els).get(page_of(noor)))
        noor.give_first_password(els)
        assert "The first password has not been changed yet. It works until" in shown(browser(els).get(page_of(noor)))
        User.objects.filter(pk=noor.pk).update(first_password_until=timezone.now())
        assert "and no longer works. Give another one." in shown(browser(els).get(page_of(noor)))
        noor.end(els)
        assert "irst password w" not in shown(browser(els).get(page_of(noor)))

    def test_is_never_deleted(self, els: User, noor: User, administrator: User, lies: User) -> None:
        for by, account in ((els, noor), (administrator, lies)):
            assert browser(by).post(f"{ACCOUNTS}{account.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_tells_what_was_done_to_it(self, els: User, noor: User) -> None:
        do(els, "first-password", noor)
        page = shown(browser(els).get(page_of(noor)))
        assert "new first password els" in page

    def test_keeps_what_was_done_to_it_for_good(self, els: User, noor: User) -> None:
        noor.give_first_password(els)
        change = noor.changes.get()
        rows = AccountChange.objects.all()
        for attempt in (change.delete, rows.delete, lambda: rows.update(by=None)):
            with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
                attempt()

    def test_loses_persons_at_once_with_its_role(self, els: User, noor: User) -> None:
        hers, request = browser(noor), make_request()
        assert hers.get(page_of(request)).status_code == 200
        User.objects.filter(pk=noor.pk).update(role="ministry", backoffice=None)
        assert hers.get(page_of(request)).status_code == 403

    @pytest.mark.parametrize("verb", VERBS)
    def test_is_changed_by_a_button_not_by_a_link(self, els: User, noor: User, verb: str) -> None:
        assert browser(els).get(f"{ACCOUNTS}{noor.pk}/{verb}/").status_code == 405


def test_an_empty_form_says_what_to_fill_in(els: User) -> None:
    page = shown(browser(els).post(f"{ACCOUNTS}add/", {}))
    for sentence in ("Enter a username.", "Choose a role."):
        assert sentence in page


@pytest.mark.parametrize("role", ["ministry", "administrator", "auditor", "clerk", "lead"])
def test_a_back_office_goes_with_clerks_and_leads_alone(els: User, role: str) -> None:
    office = None if role in ("clerk", "lead") else els.backoffice
    sentence = "A clerk and a lead need a back office; nobody else may have one."
    with override("en"), pytest.raises(ValidationError, match=sentence):
        User.objects.create_user("wout", PASSWORD, role=role, backoffice=office)


def test_a_new_account_begins_in_the_language_of_who_makes_it(els: User) -> None:
    page = browser(els, "fr").get(f"{ACCOUNTS}add/").content.decode()
    assert '<option value="fr" selected>' in page


def test_accounts_are_listed_and_filtered(els: User, noor: User) -> None:
    client = browser(els)
    make_user("wout", "clerk", "vgc").end(els)
    assert "noor" in shown(client.get(f"{ACCOUNTS}?role=clerk"))
    assert "noor" not in shown(client.get(f"{ACCOUNTS}?role=lead"))
    assert "noor" in shown(client.get(f"{ACCOUNTS}?active=yes"))
    assert "noor" not in shown(client.get(f"{ACCOUNTS}?active=no"))


@pytest.mark.parametrize("role", ["clerk", "ministry", "auditor"])
def test_nobody_else_reaches_the_accounts(db: None, role: str) -> None:
    somebody = make_user("somebody", role, "vgc" if role == "clerk" else None)
    client = browser(somebody)
    assert client.get(ACCOUNTS).status_code == 403
    assert client.get(page_of(somebody)).status_code == 403
    assert client.post(page_of(somebody), {"role": "administrator", "language": "nl"}).status_code == 403
    assert {do(somebody, verb, somebody).status_code for verb in VERBS} == {403}
    assert add(somebody).status_code == 403


@pytest.mark.parametrize("role", ["ministry", "administrator", "auditor"])
def test_who_works_in_no_back_office_reaches_no_persons(db: None, role: str) -> None:
    client = browser(make_user("somebody", role))
    request, volunteer = make_request(), make_volunteer()
    for row in (request, volunteer):
        pages = [page_of(row), f"{page_of(row)}?x=1", page_of(row).replace("change", "history")]
        pages += [page_of(row).replace("change", "delete"), page_of(row).rsplit("/", 3)[0] + "/"]
        assert {client.get(page).status_code for page in pages} <= {403, 404}
    assert client.post(f"/admin/requests_app/helprequest/{request.pk}/take-on/").status_code == 403
    assert client.get(f"/admin/requests_app/helprequest/{request.pk}/hand-over/").status_code == 403
    assert client.get("/admin/requests_app/").status_code == 404
    assert "helprequest" not in client.get("/admin/").content.decode()


def test_everybody_changes_their_own_password(noor: User) -> None:
    client = browser(noor)
    fields = {"oldpassword": PASSWORD, "password1": "a brand new password", "password2": "a brand new password"}
    page = client.post("/staff/password/", fields, follow=True)
    assert page.redirect_chain == [("/admin/", 302)]
    assert messages(page) == ["Your password has been changed. You have been signed out everywhere else."]
    assert try_name(Client(), "noor", "a brand new password").status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"oldpassword": "wrong"}, "This is not your current password."),
        ({"oldpassword": ""}, "Enter your current password."),
        ({"password2": "a brand new passport"}, "Type the same new password twice."),
        ({"password1": PASSWORD, "password2": PASSWORD}, "Choose a password that is different from the current one."),
        ({"password1": "short", "password2": "short"}, "at least 12"),
        ({"password1": "noornoornoor", "password2": "noornoornoor"}, "Do not use your username"),
        ({"password1": "By Noor in 2026", "password2": "By Noor in 2026"}, "Do not use your username"),
        ({"password1": "aaaaaaaaaaaa", "password2": "aaaaaaaaaaaa"}, "at least five different characters"),
        ({"password1": "470123456789", "password2": "470123456789"}, "not only digits"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
        (
            {"password1": "Welcome to VGC 2026", "password2": "Welcome to VGC 2026"},
            "Do not use the name of the platform",
        ),
    ],
)
def test_a_password_that_will_not_do_is_refused_and_not_shown_again(
    noor: User, fields: dict[str, str], sentence: str
) -> None:
    typed = {"oldpassword": PASSWORD, "password1": "a brand new password", "password2": "a brand new password"} | fields
    page = browser(noor).post("/staff/password/", typed)
    assert page.status_code == 200
    assert sentence in shown(page)
    assert not any(f'value="{text}"' in page.content.decode() for text in typed.values() if text)
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


def test_there_are_no_superusers(db: None) -> None:
    with pytest.raises(CommandError, match="break_glass"):
        call_command("createsuperuser", "--noinput", username="ada")
    assert not User.objects.exists()
