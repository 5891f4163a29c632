"""The register of processing shows leads every declaration, in three languages, and what retention has done."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from brusselshelps.accounts.models import User
from brusselshelps.people.models import RetentionBatch
from brusselshelps.people.privacy.declarations import declarations, label_of
from tests.desk.desk_client import browser, shown
from tests.pages.test_notices import is_in

REGISTER, BATCHES = "/admin/register/", "/admin/people/retentionbatch/"


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_column_that_is_declared_stands_in_the_register(els: User, language: str) -> None:
    said = shown(browser(els, language).get(REGISTER))
    with override(language):
        for model, declared in declarations():
            for name, held in declared.columns.items():
                words = held.what or label_of(model, name)
                for told in (words, held.purpose, held.basis, held.period, held.readers, model._meta.verbose_name):
                    assert is_in(told, said), (model, name, told)


def test_the_register_and_what_retention_did_are_for_leads(
    noor: User, els: User, lies: User, administrator: User
) -> None:
    RetentionBatch.objects.create(what="erased", number=12345, columns=67890)
    for user in (noor, lies, administrator):
        assert browser(user).get(REGISTER).status_code == 403
        assert browser(user).get(BATCHES).status_code == 403
    said = shown(browser(els).get(BATCHES))
    assert "12345" in said
    assert "67890" in said
    assert "Record of processing activities" in shown(browser(els).get("/admin/"))


def test_nobody_changes_what_retention_did(els: User) -> None:
    line = RetentionBatch.objects.create(what="erased", number=1)
    client = browser(els)
    assert client.get(f"{BATCHES}add/").status_code == 403
    assert client.post(f"{BATCHES}{line.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{BATCHES}{line.pk}/change/", {"number": 2}).status_code == 403
    line.refresh_from_db()
    assert line.number == 1


def test_the_access_log_is_a_chapter_and_a_legal_hold_is_no_promise_to_erase_at_once(els: User) -> None:
    said = shown(browser(els).get(REGISTER))
    assert "Who viewed whose data" in said
    assert "It is kept for five years" in said
    assert "or as soon as a legal hold ends" in said
