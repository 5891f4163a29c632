"""The volunteer registration form: one page, several kinds of help, inside or outside Brussels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import Cards, Include, helper_of
from brusselshelps.people.forms.base import HIDDEN_FIELDS, Answers
from brusselshelps.people.forms.contact import ContactForm
from brusselshelps.people.forms.fields import PostcodeField, choose, spoken_languages
from brusselshelps.people.forms.idempotency import store_once
from brusselshelps.reference.models import Category, CategoryPolicy
from volunteers import tasks
from volunteers.models import Volunteer, email_key_of

Registration = CategoryPolicy.Registration
MOST_AT_A_TIME = 5
INSIDE, OUTSIDE = Volunteer.Residence.INSIDE, Volunteer.Residence.OUTSIDE


class RegisterForm(ContactForm):
    categories = forms.MultipleChoiceField(
        label=_("What would you like to help with?"),
        help_text=_("You can choose more than one."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one kind of help."),
            "invalid_choice": _("Choose from the kinds of help below."),
        },
    )
    residence = forms.ChoiceField(
        label=_("Where do you live?"),
        choices=[(INSIDE, _("In the Brussels Region")), (OUTSIDE, _("Outside the Brussels Region"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where you live."),
            "invalid_choice": _("Choose where you live."),
        },
    )
    postcode = PostcodeField(
        label=_("Postcode"),
        help_text=_("Only if you live in the Brussels Region."),
        required=False,
        elsewhere=_(
            "%(postcode)s is not a postcode of the Brussels Region. If you live there, correct it; "
            "if not, choose “Outside the Brussels Region”."
        ),
    )
    languages = forms.MultipleChoiceField(
        label=_("Which languages do you speak?"),
        help_text=_("So that people can talk to you."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one language you speak."),
            "invalid_choice": _("Choose from the languages below."),
        },
    )
    max_active = forms.TypedChoiceField(
        label=_("How many people do you want to help at the same time?"),
        help_text=_("We will never ask you to help more people at the same time."),
        choices=[(number, str(number)) for number in range(1, MOST_AT_A_TIME + 1)],
        widget=forms.Select(attrs={"class": "short"}),
        coerce=int,
        empty_value=1,  # type: ignore[arg-type]  # any value, says Django
        initial=1,
        required=False,
        error_messages={"invalid_choice": _("Choose a number from the list.")},
    )
    adult = forms.BooleanField(
        label=_("I am 16 or older."),
        error_messages={"required": _("You can register from the age of 16. Tick the box if you are 16 or older.")},
    )
    information_read = forms.BooleanField(
        label=_("I have read the information note for volunteers."),
        error_messages={"required": _("Read the information note for volunteers, and tick the box.")},
    )

    helper = helper_of(
        HIDDEN_FIELDS,
        Cards("categories"),
        Include("volunteers/otherwise.html"),
        "name",
        "email",
        "phone",
        "residence",
        "postcode",
        "languages",
        "contact_language",
        "max_active",
        "adult",
        Include("volunteers/information_link.html"),
        "information_read",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Category.objects.for_form(timezone.localdate()))
        self.offered = {row.slug: row for row in rows if row.registration == Registration.REGISTRATION}
        self.without_registration = [row for row in rows if row.registration == Registration.SIGN_UP]
        self.by_contact = [row for row in rows if row.registration == Registration.PERSONAL_CONTACT]
        self.suspended = any(row.suspended for row in rows)
        choose(self, "categories", [(slug, row.offer) for slug, row in self.offered.items()])
        choose(self, "languages", spoken_languages())
        self.fields["email"].help_text = _("A phone number or an e-mail address is enough.")

    def is_suspended(self) -> bool:
        return self.suspended

    def clean(self) -> Answers:
        answers = super().clean()
        if answers.get("residence") == OUTSIDE:
            # A postcode outside the Region is not stored, so an error in it does not matter.
            self.errors.pop("postcode", None)
            answers["postcode"] = None
        elif answers.get("residence") == INSIDE and "postcode" not in self.errors and not answers.get("postcode"):
            self.add_error("postcode", _("Enter the postcode of the place where you live."))
        return answers

    def content(self) -> dict[str, object]:
        answers = self.cleaned_data
        sets = {name: sorted(set(answers[name])) for name in ("categories", "languages")}
        return super().content() | sets

    def save(self) -> str:
        """Store the registration once, queue its confirmation and return the reference. Raises AlreadySent."""
        return store_once(self.cleaned_data["key"], self.content(), Volunteer.objects.all(), self._store)

    def _store(self, reference: str) -> None:
        """Store the registration, or if the address is already registered, mail its owner.
        The page shown afterwards is the same in both cases, so it does not reveal that an address is registered.
        """
        known = Volunteer.objects.registered_with(self.cleaned_data["email"]).first()
        if known:
            tasks.remind_registered(known)
            return
        volunteer = self._register(reference)
        if self.cleaned_data["email"]:
            tasks.confirm_registration.defer(volunteer_id=volunteer.pk)

    def _register(self, reference: str) -> Volunteer:
        answers = self.cleaned_data
        now = timezone.now()
        volunteer = Volunteer.objects.create(
            person=self.make_person(),
            reference=reference,
            registered_at=now,
            recorded_at=now,
            residence=answers["residence"],
            locality=answers["postcode"],
            adult=answers["adult"],
            information_read_at=now,
            max_active=answers["max_active"],
            email_key=email_key_of(answers["email"]),
        )
        volunteer.register_for(self.offered[slug] for slug in dict.fromkeys(answers["categories"]))
        return volunteer
