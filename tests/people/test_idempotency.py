"""Whatever is stored under an idempotency key is stored exactly once, whatever happens in between."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError

from brusselshelps.people.forms.idempotency import AlreadySent, store_once
from brusselshelps.people.models import Person, Submission
from brusselshelps.people.public_references import POSSIBLE, is_reference, keyed_hash, new_reference, reference_of
from requests_app.models import HelpRequest
from tests.builders import make_person, make_request, make_volunteer

pytestmark = pytest.mark.django_db

KEY = uuid.UUID("00000000-0000-4000-8000-000000000009")
NONE = HelpRequest.objects.none()


class Notebook:
    """A store function that records the references it is called with."""

    def __init__(self) -> None:
        self.stored: list[str] = []

    def __call__(self, reference: str) -> None:
        self.stored.append(reference)


def first_reference(seed: str) -> str:
    return reference_of(int(keyed_hash("reference", f"{seed}/0"), 16) % POSSIBLE)


def test_the_same_content_is_stored_once_and_gives_the_same_reference() -> None:
    notebook = Notebook()
    references = {store_once(KEY, {"name": "Maria"}, NONE, notebook) for _each in range(3)}
    assert notebook.stored == [*references]
    assert is_reference(notebook.stored[0])


def test_the_order_of_the_answers_makes_no_difference() -> None:
    notebook = Notebook()
    store_once(KEY, {"name": "Maria", "phone": "02"}, NONE, notebook)
    store_once(KEY, {"phone": "02", "name": "Maria"}, NONE, notebook)
    assert len(notebook.stored) == 1


def test_other_content_is_asked_about_with_the_reference_of_the_first() -> None:
    notebook = Notebook()
    first = store_once(KEY, {"name": "Maria"}, NONE, notebook)
    with pytest.raises(AlreadySent) as asked:
        store_once(KEY, {"name": "Marie"}, NONE, notebook)
    assert asked.value.reference == first
    assert notebook.stored == [first]


def test_what_fails_while_storing_leaves_no_trace() -> None:
    def fail(reference: str) -> None:
        make_person()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store_once(KEY, {}, NONE, fail)
    assert not Submission.objects.exists()
    assert not Person.objects.exists()


def test_a_row_that_somebody_took_meanwhile_is_looked_up_again_once() -> None:
    tries: list[str] = []

    def lose_the_first_time(reference: str) -> None:
        tries.append(reference)
        if len(tries) == 1:
            raise IntegrityError

    assert store_once(KEY, {}, NONE, lose_the_first_time) == tries[1]
    assert Submission.objects.get().reference == tries[1]


def test_a_rule_of_the_database_that_stays_broken_is_not_hidden() -> None:
    def always_refused(reference: str) -> None:
        raise IntegrityError

    with pytest.raises(IntegrityError):
        store_once(KEY, {}, NONE, always_refused)
    assert not Submission.objects.exists()


def test_a_reference_that_is_taken_is_passed_by() -> None:
    taken = first_reference(str(KEY))
    make_request(reference=taken)
    reference = new_reference(HelpRequest.objects.all(), seed=str(KEY))
    assert reference != taken
    assert is_reference(reference)


def test_a_volunteer_and_a_request_may_share_a_reference() -> None:
    reference = first_reference("x")
    make_volunteer(reference=reference)
    assert new_reference(HelpRequest.objects.all(), seed="x") == reference


def test_nothing_that_was_typed_can_be_read_from_a_submission() -> None:
    content: dict[str, Any] = {"name": "Maria Peeters", "email": "maria@example.org"}
    store_once(KEY, content, NONE, Notebook())
    kept = " ".join(str(value) for value in Submission.objects.values().get().values())
    assert "Maria" not in kept
    assert "example" not in kept
