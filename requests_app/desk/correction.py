"""Correcting a request and its person, including when a colleague does so at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.database_roles import as_owner
from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.models import User
from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.desk.display import flag, instead_of_mail, mail_fails, phone_link
from brusselshelps.people.forms.fields import EmailField, TextField, choose, spoken_languages
from brusselshelps.people.input_cleaning import has_digit, read_phone
from brusselshelps.people.models import Link, Person
from brusselshelps.reference.models import Language
from requests_app.desk.correctable_fields import OF_PERSON, OF_REQUEST, WHAT
from requests_app.desk.viewed_request_token import proof_of_view
from requests_app.models import ContactAttempt, Correction, HelpRequest

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Annotated(TypedDict):
    """The username of the member of staff who saved a correction."""

    who: str


NOT_THEIRS = ("version", "shown")
UNREADABLE_PHONE = _("Enter the phone number in digits, for instance 0470 12 34 56.")


def _text(max_length: int, **kwargs: Any) -> TextField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    options: dict[str, Any] = {"required": False, "widget": widget, "show_hidden_initial": True} | kwargs
    return TextField(max_length=max_length, **options)


class CorrectionForm(forms.ModelForm):
    """The form to correct a request and its person.
    Hidden fields hold the values and the latest correction at the time the page was rendered. If two clerks save, the
    second one therefore sees what the first one saved next to their own input.
    """

    clerk: User

    message = _text(4000, label=_("message"), widget=forms.Textarea(attrs={"rows": 4}))
    on_behalf_name = _text(200, label=_("asked by"))
    on_behalf_phone = _text(60, label=_("phone of the person asking"))
    name = _text(200, label=_("name"), empty=_("Enter a name."))
    phone = _text(60, label=_("phone"))
    email = EmailField(label=_("e-mail address"), required=False, show_hidden_initial=True)
    street = _text(200, label=_("street"))
    number = _text(20, label=_("house number"))
    contact_language = forms.ChoiceField(
        label=_("contact language"),
        choices=Language.choices,
        show_hidden_initial=True,
        error_messages={"invalid_choice": _("Choose a language: Dutch, French or English.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("languages spoken"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        show_hidden_initial=True,
        error_messages={"invalid_choice": _("Choose from the languages below.")},
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = HelpRequest
        fields = OF_REQUEST

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest = Correction.objects.filter(request=self.instance).annotate(who=UsernameOf("by")).last()
        stored = {name: getattr(self.instance.person, column) for name, column in OF_PERSON.items()}
        self.initial.update(stored, version=self._version(), shown=proof_of_view(self.clerk, self.instance.pk))
        for name in ("locality", "urgency", "by_when", "on_behalf_relation", "on_behalf_agreed"):
            if name in self.fields:
                self.fields[name].show_hidden_initial = True
        self.fields["email"].widget.attrs["autocomplete"] = "off"  # the browser would suggest the clerk's own address
        choose(self, "languages", spoken_languages())  # type: ignore[arg-type]
        self.fields["name"].required = bool(stored["name"])
        for field in self.fields.values():
            field.label = capfirst(str(field.label or ""))
        self._leave_out()
        self._say_how_to_reach()

    @classmethod
    def of(cls, clerk: User) -> type[CorrectionForm]:
        """The form class for this member of staff."""
        return type(cls.__name__, (cls,), {"clerk": clerk, "__module__": cls.__module__})

    def _version(self) -> str:
        return str(self.newest.pk) if self.newest else ""

    def _leave_out(self) -> None:
        """Remove the personal fields if the person was erased, and use the stored values of fields not sent."""
        if self.instance.person.erased_at:
            for name in self.fields.keys() - {*WHAT, *NOT_THEIRS}:
                del self.fields[name]
        if self.is_bound and "version" not in self.data:
            data = cast(QueryDict, self.data).copy()
            for name in self.fields.keys() - self.data.keys():
                data.setlist(name, self._as_sent(name))
            self.data = data

    def _say_how_to_reach(self) -> None:
        """Show a link to call or mail below each input, with a warning if the number or address is known to fail."""
        row, wrong = self.instance, ContactAttempt.with_wrong_number(self.instance)
        phones = {
            "phone": (ContactAttempt.Whom.RESIDENT, row.person.phone, row.person.phone_as_written),
            "on_behalf_phone": (ContactAttempt.Whom.ASKER, read_phone(row.on_behalf_phone), row.on_behalf_phone),
        }
        for name, (whom, number, as_written) in phones.items():
            if name in self.fields and as_written:
                warning = flag(gettext("wrong number")) if whom in wrong else ""
                self.fields[name].help_text = format_html("{} {}", phone_link(number, as_written), warning)
        if "email" in self.fields and row.person.email:
            warning = flag(instead_of_mail(row)) if mail_fails(row.person) else ""
            self.fields["email"].help_text = format_html('<a href="mailto:{0}">{0}</a> {1}', row.person.email, warning)

    def clean_phone(self) -> str:
        return self._phone("phone")

    def clean_on_behalf_phone(self) -> str:
        return self._phone("on_behalf_phone")

    def _phone(self, name: str) -> str:
        """Require a digit in a new number; a stored number is accepted as it is."""
        phone: str = self.cleaned_data[name]
        if phone and not has_digit(phone) and phone != self.initial[name]:
            raise ValidationError(UNREADABLE_PHONE)
        return phone

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if {"phone", "email"} <= said.keys() and not said["email"] and not has_digit(said["phone"]):
            self.add_error("phone", gettext("Enter a phone number or an e-mail address."))
        asked = any(said.get(name) for name in ("on_behalf_name", "on_behalf_phone", "on_behalf_relation"))
        if asked and said.get("on_behalf_agreed") is False:
            self.add_error("on_behalf_agreed", gettext("First ask the person whether they agree, then tick the box."))
        if self.newest and self.data.get("version", self._version()) != self._version():
            self._merge(self.newest)
        return said

    def corrections(self) -> list[str]:
        """The names of the fields whose value differs from the stored one."""
        return [
            name
            for name in (*OF_REQUEST, *OF_PERSON)
            if name in self.fields and self.fields[name].has_changed(self.initial.get(name), self[name].data)
        ]

    def _merge(self, theirs: WithAnnotations[Correction, Annotated]) -> None:
        """Merge what a colleague saved in the meantime, and ask the clerk to save again.
        Fields only the colleague changed are filled in; where both changed a field, both values are shown. No input
        is lost, and saving again keeps what is on the page.
        """
        data = cast(QueryDict, self.data).copy()
        mine = set(self.changed_data)
        for name in [name for name in self.fields if name not in NOT_THEIRS and self._changed_meanwhile(name)]:
            typed, stored = data.getlist(name), self._as_sent(name)
            if name not in mine:
                data.setlist(name, stored)
                self._mark(name, theirs)
            elif typed != stored:
                self._show_both(name, theirs)
            data.setlist(f"initial-{name}", stored)
        data["version"] = self._version()
        self.data = data
        self.add_error(None, _who_saved(theirs))

    def _changed_meanwhile(self, name: str) -> bool:
        """Whether the stored value is no longer the one the page was rendered with."""
        field = self.fields[name]
        sent = field.hidden_widget().value_from_datadict(self.data, MultiValueDict(), f"initial-{name}")
        try:
            drawn = field.to_python(sent)
        except ValidationError:
            return True
        return field.has_changed(drawn, self.initial.get(name))

    def _as_sent(self, name: str) -> list[str]:
        """The stored value, as a browser would send it."""
        value = self.initial.get(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return ["" if value is None else str(value)] if value is not False else []

    def in_words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if hasattr(value, "isoformat"):
            return date_format(value)
        labels = {str(code): str(label) for code, label in getattr(self.fields[name], "choices", ())}
        values = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(one), str(one or "")) for one in values)

    def _mark(self, name: str, theirs: WithAnnotations[Correction, Annotated]) -> None:
        words = gettext("Changed by %(who)s in the meantime.") % {"who": theirs.who}
        self[name].help_text = format_html("{} {}", flag(words), self[name].help_text)

    def _show_both(self, name: str, theirs: WithAnnotations[Correction, Annotated]) -> None:
        stored = self.in_words(name, self.initial.get(name))
        sentence = (
            gettext("%(who)s also changed this. Stored now: “%(value)s”.")
            if stored
            else gettext("%(who)s also changed this. It is empty now.")
        )
        self.add_error(name, sentence % {"who": theirs.who, "value": stored})


def _who_saved(theirs: WithAnnotations[Correction, Annotated]) -> str:
    moment = date_format(localtime(theirs.at), "j F Y, H:i")
    sentence = gettext(
        "%(who)s saved this request on %(moment)s, after you opened it. Your changes have not been saved yet. Check "
        "the fields that are marked, then save again: what is on the page now will be kept."
    )
    return sentence % {"who": theirs.who, "moment": moment}


def save_correction(form: CorrectionForm, by: User) -> None:
    """Write only the fields that differ: others, such as the holder, may have changed since the row was read."""
    row, columns = form.instance, form.corrections()
    row.save(update_fields=[name for name in columns if name in OF_REQUEST])
    of_person = [name for name in columns if name in OF_PERSON]
    if of_person:
        correct_person(row.person, {name: form.cleaned_data[name] for name in of_person})
    if columns:
        Correction.objects.create(request=row, columns=columns, by=by)


def correct_person(person: Person, values: Mapping[str, Any]) -> None:
    """Write only these values. A new e-mail address also clears the record that mail could not be delivered."""
    if values.get("email") is not None and person.email:
        end_links(person)
    columns = [OF_PERSON[name] for name in values]
    for name, value in values.items():
        setattr(person, OF_PERSON[name], value)
    if "phone" in values:
        person.write_phone(values["phone"])
        columns.append("phone")
    if "email" in values:
        person.mail_failed_at = None
        columns.append("mail_failed_at")
    person.save(update_fields=columns)


def end_links(person: Person) -> None:
    """Revoke the person's links, because mail to a wrong address may have given them to somebody else."""
    # No member of staff has access to links.
    with as_owner():
        Link.objects.filter(person=person).delete()


def typed_by(request: HttpRequest, row: HelpRequest) -> list[tuple[str, str]]:
    """The label and value of each field this clerk changed on a page that can no longer be saved."""
    row.person.erased_at = None  # the clerk may not learn whether the person was erased since
    form, sent = CorrectionForm.of(staff_of(request))(instance=row), request.POST
    changed = [
        name for name in (*OF_REQUEST, *OF_PERSON) if sent.getlist(name) != (sent.getlist(f"initial-{name}") or [""])
    ]
    return [
        (str(form.fields[name].label), form.in_words(name, sent.getlist(name)))
        for name in changed
        if name in form.fields and (name in sent or f"initial-{name}" in sent)
    ]
