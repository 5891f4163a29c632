"""The purposes for which free text of a request is held, for the privacy notice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from brusselshelps.people.privacy.declarations import PUBLIC_TASK, Purpose, ReadBy, Term

ON_BEHALF = Purpose(
    gettext_lazy("to reach the person who asks on behalf of somebody else"), PUBLIC_TASK, Term.REQUEST, ReadBy.HOLDER
)
OWN_WORDS = Purpose(
    gettext_lazy("to know what help is needed, in your own words"), PUBLIC_TASK, Term.REQUEST, ReadBy.HOLDER
)
STAFF_WORDS = Purpose(gettext_lazy("to know why our staff took a decision"), PUBLIC_TASK, Term.REQUEST, ReadBy.HOLDER)
