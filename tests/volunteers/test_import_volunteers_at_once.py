"""Two imports at once, or a registration during an import: what is refused is explained in a sentence."""

import io
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.builders import make_person, make_volunteer
from volunteers.models import Volunteer

HEAD = "external_ref,registered_at,email,phone,language,categories\n"


def import_list(rows: str, said: list[str]) -> None:
    """Run the command on this list, in a thread and therefore on a separate connection, and keep what it says."""
    out = io.StringIO()
    try:
        with TemporaryDirectory() as folder:
            file = Path(folder, "list.csv")
            file.write_text(HEAD + rows)
            call_command("import_volunteers", file, stdout=out)
        said.append(out.getvalue().strip())
    except CommandError as error:
        said.append(str(error))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_same_list_twice_import_list_is_stored_once() -> None:
    said: list[str] = []
    rows = "".join(f"{number},2020-03-28,,0470123456,nl,dog\n" for number in range(50))
    threads = [threading.Thread(target=import_list, args=(rows, said)) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [
        "Imported 0 volunteers; 50 were known already and left as they are.",
        "Imported 50 volunteers.",
    ]
    assert Volunteer.objects.count() == 50


def wait_until_somebody_waits() -> None:
    """Wait until another connection to this database waits for this one's transaction."""
    with connection.cursor() as cursor:
        for _attempt in range(500):
            cursor.execute("select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))")
            if cursor.fetchall():
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_an_address_that_registers_meanwhile_stores_nothing_and_names_nobody() -> None:
    said: list[str] = []
    with transaction.atomic():
        make_volunteer(person=make_person(email="jef@example.org"))
        importing = threading.Thread(target=import_list, args=(",2020-03-28,jef@example.org,,nl,dog\n", said))
        importing.start()
        wait_until_somebody_waits()
    importing.join()
    assert said == ["Nothing was stored: somebody in the list registered just now. Run the command again to see who."]
    assert Volunteer.objects.count() == 1
