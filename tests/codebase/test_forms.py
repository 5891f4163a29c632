"""A form's layout alone sets the order of its fields: page, error summary and tab order follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.core.context import request_context
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from brusselshelps.accounts.admin import UserForm
from brusselshelps.accounts.models import User
from brusselshelps.accounts.sign_in.forms import (
    AppForm,
    CodeForm,
    CredentialForm,
    NewPasskeyForm,
    PasskeyForm,
    PasswordForm,
    RelabelledForm,
    SignInForm,
)
from brusselshelps.form_layout import fields_in_order
from brusselshelps.people.forms.base import PublicForm
from brusselshelps.people.forms.contact import ContactForm
from brusselshelps.people.forms.honeypot import HoneypotForm
from brusselshelps.reference.admin import PolicyForm, SuspensionForm
from brusselshelps.reference.models import Category, Partner
from brusselshelps.self_service import AskLinkForm
from reports.forms import DayForm
from requests_app.desk.correction import CorrectionForm
from requests_app.desk.panels.assignment import HandOverForm
from requests_app.desk.panels.contact import AttemptForm, reachable
from requests_app.desk.panels.insurance import InsuranceForm
from requests_app.desk.panels.legal_hold import HoldForm
from requests_app.desk.panels.matching import ReferenceForm
from requests_app.desk.phone_intake_form import IntakeForm
from requests_app.forms.help_request import AskForm
from requests_app.forms.need import NeedForm
from requests_app.self_service import NoteForm
from tests.builders import make_person, make_request, make_user, make_volunteer
from volunteers.forms.call_sign_up import SignUpForm
from volunteers.forms.change import ChangeForm
from volunteers.forms.registration import RegisterForm

pytestmark = pytest.mark.django_db

OURS = ("brusselshelps.", "requests_app.", "volunteers.", "reports.")
PAGE = Template('{% load crispy_forms_tags %}{% include "brussels/errors.html" %}<form>{% crispy form %}</form>')
PHONE = "0470 12 34 56"


def noor() -> User:
    return make_user("noor", "clerk", "vgc", "nl")


def with_a_caller() -> IntakeForm:
    person = make_person(phone_as_written=PHONE)
    person.write_phone(PHONE)
    person.save()
    make_request(person=person)
    return IntakeForm({"phone": PHONE}, clerk=noor())


# Each form as sent with nothing filled in. These are on pages with an error summary:
WITH_SUMMARY: dict[type[forms.BaseForm], Callable[[], forms.BaseForm]] = {
    AskForm: lambda: AskForm({}),
    RegisterForm: lambda: RegisterForm({}),
    ChangeForm: lambda: ChangeForm({}, volunteer=make_volunteer()),
    SignUpForm: lambda: SignUpForm({}),
    NeedForm: lambda: NeedForm({}),
    NoteForm: lambda: NoteForm({}),
    AskLinkForm: lambda: AskLinkForm({}),
    IntakeForm: with_a_caller,
    SignInForm: lambda: SignInForm({}),
    PasswordForm: lambda: PasswordForm(user=noor(), data={}),
}
# And these show their errors at the field, or in a message.
WITHOUT_SUMMARY: dict[type[forms.BaseForm], Callable[[], forms.BaseForm]] = {
    HandOverForm: lambda: HandOverForm({}, holder=Partner.objects.get(slug="vgc")),
    HoldForm: lambda: HoldForm({}),
    InsuranceForm: lambda: InsuranceForm({}),
    ReferenceForm: lambda: ReferenceForm({}, user=noor(), category=Category.objects.get(slug="dog")),
    AttemptForm: lambda: AttemptForm({}, who=reachable(make_request())),
    DayForm: lambda: DayForm({}),
}
EVERY = WITH_SUMMARY | WITHOUT_SUMMARY
# Forms with one field, drawn by their pages; the others are filled in by a script.
OF_ONE_FIELD = {CodeForm, AppForm, NewPasskeyForm}
# Drawn by Django's admin, drawn by a script, or only inherited from.
BASES = {PublicForm, ContactForm, HoneypotForm, CredentialForm, RelabelledForm}
NOT_DRAWN = {UserForm, PolicyForm, SuspensionForm, CorrectionForm, PasskeyForm, *BASES}
# A field of allauth's own, which our pages leave out.
LEFT_OUT = {SignInForm: {"remember"}}
# The honeypot; and the language of the figures, which their page sends in a hidden field.
NO_STOP = {"homepage", "language"}


class Page(HTMLParser):
    """Collects what the summary's links lead to, and the names of the fields at which Tab stops."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.named: dict[str, str] = {}
        self.stops: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert given.get("tabindex", "0") in ("0", "-1"), "Tab goes as the page does"
        if tag == "a" and given["href"].startswith("#"):
            self.links.append(given["href"].removeprefix("#"))
        name = given.get("name", "")
        if tag not in ("input", "select", "textarea", "button") or not name or given.get("type") == "hidden":
            return
        self.named[given.get("id", "")] = name
        if given.get("tabindex") != "-1" and name not in self.stops:
            self.stops.append(name)


@pytest.fixture(autouse=True)
def _in_a_request() -> Iterator[None]:
    """allauth's forms need a current request."""
    with request_context(RequestFactory().get("/")):
        yield


def all_wrong(make: Callable[[], forms.BaseForm]) -> forms.BaseForm:
    """The form, with an error in each visible field."""
    form = make()
    form.full_clean()
    for field in form.visible_fields():
        if field.name not in form.errors:
            form.add_error(field.name, "Wrong.")
    return form


def drawn(form: forms.BaseForm) -> Page:
    return Page(PAGE.render(Context({"form": form})))


def by_class(forms: Any) -> Any:
    return pytest.mark.parametrize("kind", forms, ids=lambda kind: kind.__name__)


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_form_of_ours_is_known_here() -> None:
    # Django and modeltranslation derive further classes from the admin's forms, with the same names.
    ours = {kind.__name__ for kind in subclasses(forms.BaseForm) if kind.__module__.startswith(OURS)}
    assert ours == {kind.__name__ for kind in (*EVERY, *OF_ONE_FIELD, *NOT_DRAWN)}


@by_class(EVERY)
def test_every_field_is_in_the_layout_once(kind: type[forms.BaseForm]) -> None:
    form: Any = EVERY[kind]()
    names = [pointer.name for pointer in form.helper.layout.get_field_names()]
    assert sorted(names) == sorted(form.fields.keys() - LEFT_OUT.get(kind, set()))


@by_class(OF_ONE_FIELD)
def test_a_form_of_one_field_draws_it(kind: Any) -> None:
    assert len(kind.helper.layout.get_field_names()) == 1


@by_class(EVERY)
def test_tab_goes_through_the_fields_as_the_layout_says(kind: type[forms.BaseForm]) -> None:
    form = all_wrong(EVERY[kind])
    page = drawn(form)
    names = [field.name for field in fields_in_order(form)]
    assert [name for name in page.stops if name in form.fields] == [name for name in names if name not in NO_STOP]


@by_class(WITH_SUMMARY)
def test_the_summary_follows_the_page_and_each_of_its_links_leads_to_the_field(kind: type[forms.BaseForm]) -> None:
    form = all_wrong(WITH_SUMMARY[kind])
    page = drawn(form)
    assert [page.named[link] for link in page.links] == [field.name for field in fields_in_order(form)]


def test_a_question_below_a_kind_of_help_comes_right_after_it() -> None:
    page = drawn(all_wrong(WITH_SUMMARY[AskForm]))
    named = [page.named[link] for link in page.links]
    assert named.index("answer_shopping") in range(named.index("categories") + 1, named.index("for_whom"))
