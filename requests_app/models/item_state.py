"""The states of an item, and what they say together of a request."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy


class State(models.TextChoices):
    OPEN = "open", gettext_lazy("open")
    MATCHED = "matched", gettext_lazy("matched")
    DONE = "done", gettext_lazy("done")
    UNMET = "unmet", gettext_lazy("unmet")
    REFERRED = "referred", gettext_lazy("referred")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


# What a request is called when its items differ: what still waits comes first, then the best that came of it.
BY_NEED = (State.OPEN, State.MATCHED, State.DONE, State.REFERRED, State.UNMET, State.WITHDRAWN)
# States that answer a request, and so make it handled.
ANSWERS = frozenset({State.MATCHED, State.DONE, State.UNMET, State.REFERRED})
