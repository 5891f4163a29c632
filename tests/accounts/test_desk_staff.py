"""Administrators keep the accounts; nobody can be given more than a role gives."""

from __future__ import annotations

import pytest
from django.test import Client

from brusselshelps.accounts.models import User
from brusselshelps.reference.models import Partner
from tests.accounts.desk import browser, page_of, shown
from tests.builders import PASSWORD, make_request, make_user, make_volunteer

ACCOUNTS = "/admin/accounts/user/"


def filled_in(**fields: object) -> dict[str, object]:
    vgc = Partner.objects.get(slug="vgc").pk
    return {
        "username": "wout",
        "role": "clerk",
        "backoffice": vgc,
        "language": "nl",
        "is_active": "on",
        "new_password": PASSWORD,
    } | fields


def sign_in(username: str, password: str) -> Client:
    client = Client()
    client.post("/staff/sign-in/", {"username": username, "password": password, "next": "/admin/"})
    return client


def test_an_administrator_makes_an_account_with_which_a_clerk_signs_in(administrator: User) -> None:
    browser(administrator).post(f"{ACCOUNTS}add/", filled_in())
    assert sign_in("wout", PASSWORD).get("/admin/requests_app/helprequest/").status_code == 200


def test_an_empty_form_says_what_to_fill_in(administrator: User) -> None:
    page = shown(browser(administrator).post(f"{ACCOUNTS}add/", {}))
    for sentence in ("Fill in a username.", "Choose a role.", "Fill in a password for the new member of staff."):
        assert sentence in page


def test_a_new_account_needs_a_password(administrator: User) -> None:
    page = browser(administrator).post(f"{ACCOUNTS}add/", filled_in(new_password=""))
    assert "Fill in a password for the new member of staff." in shown(page)
    assert not User.objects.filter(username="wout").exists()


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_weak_password_is_refused_and_not_shown_again(administrator: User, password: str) -> None:
    page = browser(administrator).post(f"{ACCOUNTS}add/", filled_in(new_password=password))
    assert page.status_code == 200
    assert page.context["errors"]
    assert f'value="{password}"' not in page.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"role": "ministry"}, {"role": "administrator"}, {"backoffice": ""}, {"role": "lead", "backoffice": ""}]
)
def test_a_back_office_goes_with_clerks_and_leads_alone(administrator: User, wrong: dict[str, str]) -> None:
    page = browser(administrator).post(f"{ACCOUNTS}add/", filled_in(**wrong))
    assert "Choose a back office for a clerk or a lead, and for nobody else." in shown(page)


def test_only_partners_that_run_a_back_office_are_offered(administrator: User) -> None:
    page = browser(administrator).get(f"{ACCOUNTS}add/")
    offered = [str(label) for _key, label in page.context["adminform"].form.fields["backoffice"].choices]
    assert len(offered) == 3
    bruzz = Partner.objects.get(slug="bruzz")
    refused = browser(administrator).post(f"{ACCOUNTS}add/", filled_in(backoffice=bruzz.pk))
    assert refused.context["errors"]


def test_who_is_deactivated_is_out_at_once(administrator: User, noor: User) -> None:
    hers = browser(noor)
    fields = filled_in(username="noor", new_password="")
    del fields["is_active"]
    browser(administrator).post(page_of(noor), fields)
    assert hers.get("/admin/").status_code == 302
    assert sign_in("noor", PASSWORD).get("/admin/").status_code == 302


def test_the_present_password_stays_when_none_is_filled_in(administrator: User, noor: User) -> None:
    browser(administrator).post(page_of(noor), filled_in(username="noor", role="lead", new_password=""))
    noor.refresh_from_db()
    assert noor.is_lead
    assert noor.check_password(PASSWORD)


def test_a_change_of_role_takes_persons_away_at_once(administrator: User, noor: User) -> None:
    hers, request = browser(noor), make_request()
    assert hers.get(page_of(request)).status_code == 200
    fields = filled_in(username="noor", role="ministry", backoffice="", new_password="")
    browser(administrator).post(page_of(noor), fields)
    assert hers.get(page_of(request)).status_code == 403


def test_an_administrator_cannot_take_their_own_account_away(administrator: User) -> None:
    client = browser(administrator)
    fields = filled_in(username="ada", role="clerk", new_password="another long password")
    del fields["is_active"]
    client.post(page_of(administrator), fields)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.role == "administrator"
    # Their own new password does not put them out.
    assert client.get("/admin/").status_code == 200


def test_accounts_are_listed_and_filtered_and_never_deleted(administrator: User, noor: User, lies: User) -> None:
    client = browser(administrator)
    assert "lies" in shown(client.get(ACCOUNTS))
    assert "lies" not in shown(client.get(f"{ACCOUNTS}?role=clerk"))
    assert "noor" in shown(client.get(f"{ACCOUNTS}?active=yes"))
    assert "noor" not in shown(client.get(f"{ACCOUNTS}?active=no"))
    assert client.post(f"{ACCOUNTS}{noor.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["clerk", "lead", "ministry"])
def test_nobody_else_reaches_the_accounts(db: None, role: str) -> None:
    somebody = make_user("somebody", role, None if role == "ministry" else "vgc")
    client = browser(somebody)
    assert client.get(ACCOUNTS).status_code == 403
    assert client.get(page_of(somebody)).status_code == 403
    assert client.post(page_of(somebody), filled_in(role="administrator")).status_code == 403


@pytest.mark.parametrize("role", ["ministry", "administrator"])
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
    fields = {
        "old_password": PASSWORD,
        "new_password1": "a brand new password",
        "new_password2": "a brand new password",
    }
    assert "/password_change/done/" in client.post("/staff/password/", fields)["Location"]
    assert client.get("/staff/password/done/").status_code == 200
    assert sign_in("noor", "a brand new password").get("/admin/").status_code == 200


def test_createsuperuser_makes_an_administrator_who_sees_no_persons(db: None) -> None:
    ada = User.objects.create_superuser("ada", PASSWORD)
    make_request()
    assert browser(ada).get("/admin/requests_app/helprequest/").status_code == 403


def test_a_wrong_password_is_told_in_plain_words(noor: User) -> None:
    page = Client().post("/staff/sign-in/", {"username": "noor", "password": "wrong"}, headers={"accept-language": "en"})
    assert "This username and password do not belong together." in shown(page)


def test_signing_out_leads_back_to_signing_in(noor: User) -> None:
    client = browser(noor)
    page = client.post("/admin/logout/", follow=True)
    assert page.redirect_chain == [("/staff/sign-in/", 302)]
    assert client.get("/admin/").status_code == 302
