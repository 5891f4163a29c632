"""Retention runs may be killed at any time, and two may run at once; the persons due are found by an index."""

from __future__ import annotations

import datetime as dt
import io
import threading
import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from brusselshelps.people.models import Person, RetentionBatch
from brusselshelps.people.privacy import retention
from tests.access.support.planted_data import starts
from tests.people.aged_rows import request_of


class RunsTests(TransactionTestCase):
    """The recorded batches and the erased persons always agree."""

    def setUp(self) -> None:
        for _number in range(60):
            request_of(200)

    def assert_lines_are_true(self) -> int:
        gone = Person.objects.exclude(erased_at=None)
        lines = RetentionBatch.objects.filter(what="erased")
        told = sum(lines.values_list("number", flat=True))
        assert told == gone.count()
        assert not gone.exclude(name="").exists()
        return told

    def test_killed_between_batches_it_goes_on_where_it_was(self) -> None:
        run = starts(str(connection.settings_dict["NAME"]), "run_retention", "--size", "1")
        while not RetentionBatch.objects.exists():
            assert run.poll() is None, run.communicate()
            time.sleep(0.01)
        run.kill()
        run.communicate()
        assert 0 < self.assert_lines_are_true() < 60
        retention.run()
        assert self.assert_lines_are_true() == 60

    def test_two_at_once_do_each_person_once(self) -> None:
        gate = threading.Barrier(2)
        done: list[retention.RetentionResult] = []

        def run() -> None:
            gate.wait()
            done.append(retention.run(size=7))
            connection.close()

        threads = [threading.Thread(target=run) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        retention.run()
        assert len(done) == 2
        assert self.assert_lines_are_true() == 60

    def test_whom_somebody_works_on_waits_for_the_next_run(self) -> None:
        person = Person.objects.earliest("pk")
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            thread = threading.Thread(target=lambda: (retention.run(), connection.close()))
            thread.start()
            thread.join(timeout=30)
            assert not thread.is_alive()
        assert self.assert_lines_are_true() == 59
        retention.run()
        assert self.assert_lines_are_true() == 60


class CrowdTests(TransactionTestCase):
    """Uses real transactions, because an index is not used in the transaction that created it."""

    LARGE = ("people_person", "requests_app_helprequest", "requests_app_requestitem", "volunteers_volunteer")

    def setUp(self) -> None:
        call_command("seed_demo", requests=10_000, volunteers=10_000, seed=7, stdout=io.StringIO())
        with connection.cursor() as cursor:
            # An index built in a transaction that also updated rows is not used until all older transactions,
            # in any database of the server, have ended.
            cursor.execute(";".join(f"reindex table {name}" for name in self.LARGE))

    def plan(self, rows: Any) -> str:
        return str(rows.explain())

    def test_among_twenty_thousand_those_who_are_due_are_found_by_their_index(self) -> None:
        later = timezone.now() + dt.timedelta(days=30)
        Person.objects.filter(pk__gt=Person.objects.order_by("pk")[300].pk).update(review_at=later)
        with connection.cursor() as cursor:
            cursor.execute("analyze people_person")
        now = timezone.now()
        for after in (None, (now - dt.timedelta(hours=1), 1)):
            assert "person_to_review" in self.plan(retention.due(now, after).values("review_at", "pk")[:200])

    @pytest.mark.more
    def test_a_batch_looks_through_no_large_table(self) -> None:
        asked: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith(("SELECT", "UPDATE", "DELETE")) and not many:
                asked.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            # The same share of twenty thousand rows as a whole batch is of a million, or more.
            done = retention.run(batches=1, size=20)
        assert done.number
        with connection.cursor() as cursor:
            for sql, params in asked:
                cursor.execute(f"explain {sql}", params)
                plan = "\n".join(line for (line,) in cursor.fetchall())
                assert not [name for name in self.LARGE if f"Seq Scan on {name} " in plan], plan
