"""Break-glass access opens an account for an hour, and cannot be used unnoticed."""

from __future__ import annotations

import logging
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from brusselshelps.accounts.models import AccountChange, User
from tests.accounts.sign_in_client import is_in, try_name
from tests.desk.desk_client import browser, page_of, shown

REASON = "Both leads lost their phones on the train."


def break_glass(*arguments: str) -> str:
    out = StringIO()
    call_command("break_glass", "marc", "--reason", REASON, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().split("password  ")[1].split("\n")[0]


def later(**hours: float) -> Any:
    return time_machine.travel(timezone.now() + timezone.timedelta(**hours))


def test_it_opens_an_administrator_or_the_lead_of_an_office(db: None) -> None:
    break_glass()
    marc = User.objects.get(username="marc")
    assert (marc.role, marc.backoffice) == ("administrator", None)
    call_command("break_glass", "mia", "--reason", REASON, "--office", "vgc", stdout=StringIO(), stderr=StringIO())
    mia = User.objects.get(username="mia")
    assert (mia.role, mia.backoffice.slug) == ("lead", "vgc")  # type: ignore[union-attr]


def test_it_asks_for_a_password_of_ones_own_and_a_second_factor_as_of_anybody(db: None) -> None:
    password, client = break_glass(), Client()
    assert try_name(client, "marc", password).status_code == 302
    assert client.get("/admin/")["Location"] == "/staff/password/"
    own = "a password of my own"
    client.post("/staff/password/", {"oldpassword": password, "password1": own, "password2": own})
    assert client.get("/admin/")["Location"] == "/staff/second-step/"


def test_it_is_over_after_an_hour_whoever_is_signed_in(db: None) -> None:
    break_glass()
    marc = User.objects.get(username="marc")
    marc.set_password("a password of my own")
    marc.first_password_until = None
    marc.save()
    client = browser(marc)
    with later(minutes=59):
        assert is_in(client)
    with later(minutes=61):
        assert not is_in(client)
        assert try_name(Client(), "marc", "a password of my own").status_code == 200


def test_nobody_makes_it_last(administrator: User) -> None:
    break_glass()
    marc = User.objects.get(username="marc")
    client = browser(administrator)
    assert "Emergency access: it works until" in shown(client.get(page_of(marc)))
    client.post(f"/admin/accounts/user/{marc.pk}/end/", {"stamp": marc.stamp})
    marc.refresh_from_db()
    assert not marc.is_active
    page = client.post(f"/admin/accounts/user/{marc.pk}/open/", {"stamp": marc.stamp}, follow=True)
    assert "This was emergency access, which has ended." in shown(page)
    marc.refresh_from_db()
    assert not marc.is_active


@pytest.mark.parametrize("who", ["noor", "els", "karim", "lies", "administrator"])
def test_all_staff_are_told_for_a_week(request: pytest.FixtureRequest, who: str) -> None:
    somebody = request.getfixturevalue(who)
    break_glass()
    page = shown(browser(somebody).get("/admin/"))
    assert REASON in page
    assert "marc" in page
    if who in ("els", "lies"):
        assert REASON in shown(browser(somebody).get("/reports/"))
    for days, told in ((6, True), (8, False)):
        with later(days=days):
            assert (REASON in shown(browser(somebody).get("/admin/"))) == told


def test_a_mail_goes_to_who_answers_for_the_platform_in_three_languages(db: None, settings: Any) -> None:
    settings.CONTACT_EMAIL = "desk@help.example"
    break_glass()
    [letter] = mail.outbox
    assert letter.to == ["desk@help.example"]
    assert letter.body.count(REASON) == 3
    assert letter.body.count("marc") == 3


def test_a_mail_server_that_is_away_does_not_stop_it(db: None, settings: Any) -> None:
    settings.CONTACT_EMAIL = "desk@help.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert break_glass()


def test_the_log_says_so_without_a_name(db: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        break_glass()
    [line] = caplog.messages
    assert line.startswith("Emergency access was opened from the server")
    assert "marc" not in line
    assert REASON not in line


def test_its_row_stays(db: None) -> None:
    break_glass()
    with pytest.raises(DatabaseError, match="only added"):
        AccountChange.objects.filter(what="emergency").delete()


def test_it_says_why_or_does_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="reason"):
        call_command("break_glass", "marc")
    with pytest.raises(CommandError, match="Say in a sentence why"):
        call_command("break_glass", "marc", "--reason", "because")
    assert not User.objects.exists()


def test_it_takes_no_name_that_is_taken_and_no_office_that_is_none(noor: User) -> None:
    with pytest.raises(CommandError, match="already exists"):
        call_command("break_glass", "noor", "--reason", REASON)
    with pytest.raises(CommandError, match=r"Choose one of: .*vgc"):
        call_command("break_glass", "marc", "--reason", REASON, "--office", "bruzz")
    assert not AccountChange.objects.exists()
