"""Idempotent submissions: each form carries a key, and its content is stored once under that key."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

from django.db import IntegrityError, connection, models, transaction

from brusselshelps.people.models import Submission
from brusselshelps.people.public_references import keyed_hash, new_reference


class AlreadySent(Exception):
    """Other content was sent under this key; the person is asked whether this is a second submission."""

    def __init__(self, reference: str) -> None:
        super().__init__("sent before")
        self.reference = reference


def _as_text(value: object) -> str:
    """A model instance as its primary key, anything else as `str` gives it."""
    return str(value.pk if isinstance(value, models.Model) else value)


def content_digest(content: dict[str, object]) -> str:
    """A hash that recognises the same answers without storing them."""
    return keyed_hash("submission", json.dumps(content, sort_keys=True, default=_as_text))


def was_sent_with(reference: str, content: dict[str, object]) -> bool:
    """Whether exactly this content was sent and got this reference."""
    return Submission.objects.filter(reference=reference, digest=content_digest(content)).exists()


def store_once(
    key: uuid.UUID,
    content: dict[str, object],
    rows: models.QuerySet,
    store: Callable[[str], None],
    *,
    outermost: bool = True,
) -> str:
    """Call `store` with a new reference and record the key, in one transaction; return the reference.

    The same key and content return the same reference and store nothing. Raises AlreadySent for other content. Staff
    pages already run in a transaction: there `outermost` is False, and deferred constraints are checked here.
    """
    digest = content_digest(content)
    for last_try in (False, True):
        try:
            return _stored(key, digest, rows, store, outermost)
        except IntegrityError:
            sent = Submission.objects.filter(key=key).first()
            if sent is None:
                # Another transaction took the reference or the address between our query and our insert: retry once.
                if last_try:
                    raise
                continue
            if sent.digest != digest:
                raise AlreadySent(sent.reference) from None
            return sent.reference
    raise AssertionError("unreachable")


def _stored(key: uuid.UUID, digest: str, rows: models.QuerySet, store: Callable[[str], None], outermost: bool) -> str:
    with transaction.atomic(durable=outermost):
        reference = new_reference(rows, seed=f"{rows.model._meta.label_lower}/{key}")
        Submission.objects.create(key=key, digest=digest, reference=reference)
        store(reference)
        if not outermost:
            connection.check_constraints()
    return reference
