"""The form that every public page builds on: one key a form, the language switch, suspension."""

from __future__ import annotations

import uuid
from typing import Any, TypeAlias, cast

from django.http import QueryDict

from brusselshelps.form_layout import Include
from brusselshelps.people.forms.honeypot import HoneypotForm
from brusselshelps.reference.models import Suspension

# The idempotency key and the honeypot; the first part of the layout of each public form.
HIDDEN_FIELDS = Include("brussels/hidden_fields.html", "key", "drawn", "sure", "homepage")


# What a form was given, by the names of its fields: each field knows the type of its own.
Answers: TypeAlias = dict[str, Any]


class PublicForm(HoneypotForm):
    """A form on one page. `optional` names the fields that say so; the key makes sending twice harmless."""

    use_required_attribute = False
    optional: frozenset[str] = frozenset()

    @classmethod
    def begin(cls, **initial: Any) -> dict[str, Any]:
        """What a form that nobody filled in yet begins with."""
        key = uuid.uuid4()
        return {"key": key, "drawn": cls.drawn_now(str(key)), **initial}

    def asked_once_more(self) -> PublicForm:
        """The same answers, and a sign that they were looked at twice."""
        key = str(self.cleaned_data["key"])
        return self._with(key=key, sure=self.confirmation_of(key), homepage="")

    @classmethod
    def as_typed(cls, data: QueryDict, **kwargs: Any) -> PublicForm:
        """The form with everything that was typed, not yet looked at: for showing it in another language."""
        blank = cls(**kwargs)
        typed = {name: field.widget.value_from_datadict(data, {}, name) for name, field in blank.fields.items()}
        return cls(**kwargs | {"initial": typed})

    def with_new_key(self) -> PublicForm:
        """The same answers under another key: what is sent next is a second one."""
        return self._with(key=str(uuid.uuid4()))

    def _with(self, **changed: str) -> PublicForm:
        data = cast(QueryDict, self.data).copy()
        for name, value in changed.items():
            data[name] = value
        return type(self)(data)

    def save(self) -> str:
        """Store what was sent, once; gives the reference. Raises AlreadySent."""
        raise NotImplementedError

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()

    def content(self) -> dict[str, object]:
        """What was sent, by which a repetition is recognised."""
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN_FIELDS.fields}

    def is_suspended(self) -> bool:
        """Whether nobody reads what is sent now."""
        return Suspension.objects.in_force().exists()
