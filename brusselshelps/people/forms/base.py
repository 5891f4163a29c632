"""The base of every public form: idempotency key, language switch and suspension."""

from __future__ import annotations

import uuid
from typing import Any, TypeAlias, cast

from django.http import QueryDict

from brusselshelps.form_layout import Include
from brusselshelps.people.forms.honeypot import HoneypotForm
from brusselshelps.reference.models import Suspension

# The idempotency key and the honeypot, which open the layout of each public form.
HIDDEN_FIELDS = Include("brussels/hidden_fields.html", "key", "drawn", "sure", "homepage")


# A form's cleaned values by field name; each field knows its own type.
Answers: TypeAlias = dict[str, Any]


class PublicForm(HoneypotForm):
    """A form on one page. `optional` names the fields marked as optional; `key` makes sending twice harmless."""

    use_required_attribute = False
    optional: frozenset[str] = frozenset()

    @classmethod
    def begin(cls, **initial: Any) -> dict[str, Any]:
        """The initial values of an empty form."""
        key = uuid.uuid4()
        return {"key": key, "drawn": cls.drawn_now(str(key)), **initial}

    def asked_once_more(self) -> PublicForm:
        """The same answers, with a signed confirmation that the form has asked once more."""
        key = str(self.cleaned_data["key"])
        return self._with(key=key, sure=self.confirmation_of(key), homepage="")

    @classmethod
    def as_typed(cls, data: QueryDict, **kwargs: Any) -> PublicForm:
        """The form with everything that was typed, not validated, to show it in another language."""
        blank = cls(**kwargs)
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in blank.fields.items()}
        return cls(**kwargs | {"initial": typed})

    def with_new_key(self) -> PublicForm:
        """The same answers under a new key: sending them creates a second submission."""
        return self._with(key=str(uuid.uuid4()))

    def _with(self, **changed: str) -> PublicForm:
        data = cast(QueryDict, self.data).copy()
        for name, value in changed.items():
            data[name] = value
        return type(self)(data)

    def save(self) -> str:
        """Store the submission once and return its reference. Raises AlreadySent."""
        raise NotImplementedError

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()

    def content(self) -> dict[str, object]:
        """The submitted values that identify a repeated submission."""
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN_FIELDS.fields}

    def is_suspended(self) -> bool:
        """Whether submissions are suspended because nobody would read them."""
        return Suspension.objects.in_force().exists()
