"""The form to sign up for one call or category, alone or as a group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import helper_of
from brusselshelps.people.forms.base import HIDDEN_FIELDS
from brusselshelps.people.forms.contact import ContactForm
from brusselshelps.people.forms.count_field import CountField
from brusselshelps.people.forms.idempotency import store_once
from brusselshelps.reference.models import Category
from volunteers import tasks
from volunteers.models.call_for_volunteers import Call, SignUp

MOST_HEADS = 500


class SignUpForm(ContactForm):
    """The view sets `target`, the call or category to sign up for; it is not part of the submitted data."""

    target: Call | Category

    headcount = CountField(
        label=_("How many of you will take part?"),
        help_text=_("Include yourself."),
        most=MOST_HEADS,
        initial="1",
        empty=_("Enter how many of you will take part."),
    )
    adult = forms.BooleanField(
        label=_("I am 16 or older."),
        error_messages={"required": _("You can sign up from the age of 16. Tick the box if you are 16 or older.")},
    )

    helper = helper_of(HIDDEN_FIELDS, "name", "email", "phone", "headcount", "contact_language", "adult")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("A phone number or an e-mail address is enough.")

    @property
    def what(self) -> dict[str, Call | Category]:
        """The target under the name of the sign-up's field that holds it."""
        return {"call" if isinstance(self.target, Call) else "category": self.target}

    def content(self) -> dict[str, object]:
        return super().content() | self.what

    def save(self) -> str:
        """Store the sign-up once, queue its confirmation and return the reference. Raises AlreadySent."""
        return store_once(self.cleaned_data["key"], self.content(), SignUp.objects.all(), self._store)

    def _store(self, reference: str) -> None:
        now = timezone.now()
        sign_up = SignUp.objects.create(
            **self.what,
            person=self.make_person(),
            reference=reference,
            headcount=self.cleaned_data["headcount"],
            at=now,
            recorded_at=now,
        )
        if self.cleaned_data["email"]:
            tasks.confirm_sign_up.defer(sign_up_id=sign_up.pk)
