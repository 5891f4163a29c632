"""The form for what an organisation needs for the people it cares for: one page, one contact person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import Fieldset, helper_of
from brusselshelps.people.forms.base import HIDDEN_FIELDS
from brusselshelps.people.forms.contact import ContactForm
from brusselshelps.people.forms.count_field import CountField
from brusselshelps.people.forms.day_field import DayField
from brusselshelps.people.forms.fields import PostcodeField, TextField
from brusselshelps.people.forms.idempotency import store_once
from requests_app import tasks
from requests_app.models import OrganisationNeed


class NeedForm(ContactForm):
    organisation = TextField(
        label=_("Name of the organisation"),
        max_length=200,
        empty=_("Enter the name of your organisation."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    postcode = PostcodeField(
        label=_("Postcode"),
        help_text=_("Of the place where it is needed, in the Brussels Region."),
        empty=_("Enter the postcode of the place where it is needed."),
        elsewhere=_(
            "%(postcode)s is not a postcode of the Brussels Region, and our volunteers only help there. Enter the "
            "postcode of a place in the Brussels Region."
        ),
    )
    what = TextField(
        label=_("What do you need?"),
        help_text=_(
            "For instance letters for the residents of a care home, drawings, play packs for children, or face masks. "
            "Do not write anything personal about the people you care for: no names, and nothing about their health."
        ),
        max_length=4000,
        empty=_("Write what your organisation needs."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    people_helped = CountField(
        label=_("For how many people?"),
        help_text=_("In figures. An estimate is enough."),
        most=1_000_000,
        required=False,
    )
    by_when = DayField(label=_("Is there a day by which you need it?"), required=False)

    helper = helper_of(
        HIDDEN_FIELDS,
        "what",
        "people_helped",
        "by_when",
        Fieldset(_("Your organisation"), "organisation", "postcode"),
        Fieldset(_("Who can we speak to about this?"), "name", "phone", "email", "contact_language"),
    )
    optional = frozenset({"people_helped", "by_when"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = _("A phone number or an e-mail address is enough.")

    def save(self) -> str:
        """Store the need once, queue its confirmation and return the reference. Raises AlreadySent."""
        return store_once(self.cleaned_data["key"], self.content(), OrganisationNeed.objects.all(), self._store)

    def _store(self, reference: str) -> None:
        answers = self.cleaned_data
        now = timezone.now()
        need = OrganisationNeed.objects.create(
            reference=reference,
            organisation=answers["organisation"],
            person=self.make_person(),
            what=answers["what"],
            people_helped=answers["people_helped"],
            by_when=answers["by_when"],
            locality=answers["postcode"],
            received_at=now,
            recorded_at=now,
        )
        if answers["email"]:
            tasks.confirm_need.defer(need_id=need.pk)
