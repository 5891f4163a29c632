"""Once, and only once: a form carries a key, and what was sent under it is stored one time."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

from django.db import IntegrityError, connection, models, transaction

from brusselshelps.people.models import Submission
from brusselshelps.people.references import keyed_hash, new_reference


class AlreadySent(Exception):
    """Something else was sent under this key; the person is asked whether this is a second one."""

    def __init__(self, reference: str) -> None:
        super().__init__("sent before")
        self.reference = reference


def _as_text(value: object) -> str:
    """A row by its key, a day as it is written."""
    return str(value.pk if isinstance(value, models.Model) else value)


def content_digest(content: dict[str, object]) -> str:
    """By what the same answers are recognised without being kept."""
    return keyed_hash("submission", json.dumps(content, sort_keys=True, default=_as_text))


def was_sent_with(reference: str, content: dict[str, object]) -> bool:
    """Whether this very content was sent, and got this reference."""
    return Submission.objects.filter(reference=reference, digest=content_digest(content)).exists()


def store_once(
    key: uuid.UUID,
    content: dict[str, object],
    rows: models.QuerySet,
    store: Callable[[str], None],
    *,
    outermost: bool = True,
) -> str:
    """Call `store` with a new reference and remember the key, in one transaction; the reference is returned.

    The same key and content give the same reference and store nothing. Raises AlreadySent for other content. Pages of
    staff have a transaction already: there it is not the outermost, and what is checked at commit is checked here.
    """
    digest = content_digest(content)
    for last_try in (False, True):
        try:
            return _stored(key, digest, rows, store, outermost)
        except IntegrityError:
            sent = Submission.objects.filter(key=key).first()
            if sent is None:
                # Somebody took the reference or the address between our look and our write: look again, once.
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
