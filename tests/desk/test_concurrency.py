"""Two transactions that deadlock: one of them completes, and the user of the other is told what to do."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory, TransactionTestCase

from brusselshelps.accounts.models import User
from brusselshelps.desk.site import desk
from requests_app.models import HelpRequest, Match
from tests.builders import make_request, make_user, make_volunteer
from tests.desk.desk_client import REQUESTS, browser, messages, page_of
from volunteers.models import Volunteer

SENTENCE = "Somebody else made a change at the same time. Check what it was, then try again."


class DeadlockTests(TransactionTestCase):
    def test_who_is_stopped_by_a_deadlock_reads_what_to_do_and_can_do_it_again(self) -> None:
        request, jef = make_request("phone"), make_volunteer("phone")
        clerk = browser(make_user("noor", "clerk", "vgc"))
        address = f"{REQUESTS}{request.pk}/items/{request.items.get().pk}/candidates/"
        with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
            # The reverse of the order in all our verbs, which lock a request before a volunteer.
            Volunteer.objects.select_for_update().get(pk=jef.pk)
            answer = elsewhere.submit(self.propose, clerk, address, jef)
            self.wait_until_it_waits(answer)
            HelpRequest.objects.select_for_update().get(pk=request.pk)
        page = answer.result()
        assert page.redirect_chain == [(page_of(request), 302)]
        assert messages(page) == [SENTENCE]
        assert not Match.objects.exists()
        request.refresh_from_db()
        assert request.holder is None
        clerk.post(address, {"volunteer": jef.pk})
        assert Match.objects.get().volunteer == jef

    def propose(self, clerk: Client, address: str, volunteer: Volunteer) -> Any:
        try:
            return clerk.post(address, {"volunteer": volunteer.pk}, follow=True)
        finally:
            connection.close()

    def wait_until_it_waits(self, answer: Future[Any]) -> None:
        """Wait for the other transaction to block: PostgreSQL ends the one that began to wait first."""
        while not answer.done():
            with connection.cursor() as cursor:
                cursor.execute("select count(*) from pg_locks where pg_backend_pid() = any(pg_blocking_pids(pid))")
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.01)


def test_a_database_that_is_away_is_no_deadlock(rf: RequestFactory, administrator: User) -> None:
    def away(request: HttpRequest) -> None:
        raise OperationalError("the connection is closed")

    request = rf.post("/admin/")
    request.user = administrator
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    with pytest.raises(OperationalError):
        desk.admin_view(away)(request)
