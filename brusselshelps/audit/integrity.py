"""Checks that the access log is complete and unchanged: each entry holds the digest of the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from brusselshelps.audit.models import AccessLogEntry


def faults() -> Iterator[str]:
    """What is wrong with the access log, one sentence per fault, oldest entry first. Entries are streamed.

    What the oldest entry says about the one before it is trusted, so that a log can be trimmed at its beginning.
    """
    before: AccessLogEntry | None = None
    for entry in AccessLogEntry.objects.order_by("pk").iterator(chunk_size=1000):
        if before and entry.pk != before.pk + 1:
            yield f"Between entries {before.pk} and {entry.pk} there are entries missing: {entry.pk - before.pk - 1}."
        elif before and entry.previous != before.digest:
            yield f"Entry {entry.pk} does not follow entry {before.pk}: one of them was rewritten."
        if entry.digest != entry.computed_digest():
            yield f"Entry {entry.pk} was changed after it was written."
        before = entry
