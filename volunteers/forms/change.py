"""The form a volunteer changes their offer with: the registration form without the fields that cannot change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import Cards, helper_of
from brusselshelps.people.forms.base import HIDDEN_FIELDS, Answers
from brusselshelps.people.forms.day_field import DayField
from brusselshelps.people.forms.fields import choose
from volunteers.forms.registration import INSIDE, RegisterForm
from volunteers.models import Volunteer

STAYS = ("name", "email", "adult", "information_read")


class ChangeForm(RegisterForm):
    """Kinds of help, phone, residence, languages, and a pause. A pause does not affect the figures."""

    paused_until = DayField(
        label=_("Do you want to take a break until a certain day?"),
        help_text=_("Enter the day, month and year. Until then we will not ask you for help."),
        soon=True,
        required=False,
    )
    helper = helper_of(
        HIDDEN_FIELDS,
        Cards("categories"),
        "phone",
        "residence",
        "postcode",
        "languages",
        "contact_language",
        "max_active",
        "paused_until",
    )
    optional = frozenset({"phone", "paused_until"})

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        self.volunteer = volunteer
        self.stood_for = [row.category for row in volunteer.candidacies.open().select_related("category")]
        kwargs["initial"] = self._as_it_is() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for name in STAYS:
            del self.fields[name]
        # A volunteer may keep a kind of help they already offer, even if it is closed to new volunteers.
        self.offered |= {category.slug: category for category in self.stood_for}
        choose(self, "categories", [(slug, row.offer) for slug, row in self.offered.items()])

    def _as_it_is(self) -> Answers:
        volunteer, person = self.volunteer, self.volunteer.person
        return {
            "categories": [category.slug for category in self.stood_for],
            "phone": person.phone_as_written,
            "residence": volunteer.residence,
            "postcode": volunteer.locality.postcode if volunteer.locality else "",
            "languages": person.languages,
            "contact_language": person.contact_language,
            "max_active": volunteer.max_active,
            "paused_until": volunteer.paused_until if volunteer.is_paused else None,
        }

    def is_suspended(self) -> bool:
        """Never: a volunteer may change their offer or stop even during a suspension."""
        return False

    def has_address(self, answers: Answers) -> bool:
        return bool(self.volunteer.person.email)

    @transaction.atomic
    def save(self) -> str:
        answers, volunteer, person = self.cleaned_data, self.volunteer, self.volunteer.person
        volunteer.stand_for(self.offered[slug] for slug in answers["categories"])
        volunteer.residence, volunteer.paused_until = answers["residence"], answers["paused_until"]
        volunteer.locality = answers["postcode"] if answers["residence"] == INSIDE else None
        volunteer.max_active = answers["max_active"]
        volunteer.save(update_fields=["residence", "locality", "max_active", "paused_until"])
        person.languages, person.contact_language = answers["languages"], answers["contact_language"]
        person.write_phone(answers["phone"])
        person.save(update_fields=["languages", "contact_language", "phone", "phone_as_written"])
        return volunteer.reference
