"""Whether the access log is whole: each entry carries the hash of the one before it."""

from __future__ import annotations

from collections.abc import Iterator

from brusselshelps.audit.models import AccessLogEntry


def faults() -> Iterator[str]:
    """What is wrong with the log, in a sentence each, from the oldest line on; holds one line at a time.

    The oldest line that is kept is believed about the one before it, so that a log can be trimmed at its beginning.
    """
    before: AccessLogEntry | None = None
    for line in AccessLogEntry.objects.order_by("pk").iterator(chunk_size=1000):
        if before and line.pk != before.pk + 1:
            yield f"Between lines {before.pk} and {line.pk} there are lines missing: {line.pk - before.pk - 1}."
        elif before and line.previous != before.seal:
            yield f"Line {line.pk} does not follow line {before.pk}: one of them was written anew."
        if line.seal != line.computed_digest():
            yield f"Line {line.pk} was changed after it was written."
        before = line
