"""For residents and volunteers alike: requesting a signed link again, the access log, and the page after erasure."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brusselshelps.access.roles import Role
from brusselshelps.audit.models import AccessLogEntry, Place
from brusselshelps.desk.site import desk
from brusselshelps.form_layout import helper_of
from brusselshelps.people.forms.base import HIDDEN_FIELDS, PublicForm
from brusselshelps.people.forms.fields import EmailField
from brusselshelps.people.forms.views import PublicFormView
from brusselshelps.people.models import Link, Person
from brusselshelps.people.privacy.declarations import declarations
from brusselshelps.people.self_service import SignedLinkView
from brusselshelps.reference.models import Partner
from requests_app.tasks import send_request_links
from volunteers.models import Volunteer
from volunteers.tasks import send_volunteer_link


class AskLinkForm(PublicForm):
    helper = helper_of(HIDDEN_FIELDS, "email")

    email = EmailField()

    def is_suspended(self) -> bool:
        """During a suspension, people can still view, change and withdraw what they sent."""
        return False

    @transaction.atomic
    def save(self) -> str:
        """Queue an e-mail with links to the requests made from this address, and one with the volunteer's link."""
        email = self.cleaned_data["email"]
        asking = Person.objects.reached_at(email).filter(help_requests__isnull=False).order_by("-pk").first()
        if asking and Link.of(asking, Link.Purpose.REQUEST).ask_again():
            send_request_links(asking.pk)
        for volunteer in Volunteer.objects.registered_with(email).select_related("person"):
            if Link.of(volunteer.person, Link.Purpose.VOLUNTEER).ask_again():
                send_volunteer_link(volunteer.pk)
        return ""


class AskLinkView(PublicFormView):
    form_class = AskLinkForm
    template_name = "self_service/ask_link.html"

    def get_initial(self) -> dict[str, Any]:
        return self.form_class.begin()

    def send(self, form: PublicForm) -> HttpResponse:
        """Give the same response whether or not the address is known."""
        form.save()
        return HttpResponseRedirect(reverse("link_asked"))


@require_safe
def link_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "self_service/link_asked.html")


class AccessLogView(SignedLinkView):
    """Which staff were shown what this person sent: by day, office, role and part of the tool, and how often.

    It does not name them: only the back office and its auditors may know who it was (docs/decisions/0018).
    """

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        counts = list(AccessLogEntry.objects.about_rows(rows_about(self.person)).shown().by_day())
        offices = Partner.objects.in_bulk({count["office"] for count in counts if count["office"]})
        lines = [
            count
            | {
                "office": offices.get(count["office"]),
                "role": Role(count["role"]).label,
                "place": Place(count["place"]).label,
            }
            for count in counts
        ]
        return self.show("self_service/access_log.html", lines=lines)


def rows_about(person: Person) -> dict[type[Model], list[int]]:
    """The rows about this person that the desk can show, as primary keys by model."""
    return {
        model: list(model._base_manager.filter(personal.about([person.pk])).values_list("pk", flat=True))
        for model, personal in declarations()
        if desk.is_registered(model)
    }


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "self_service/erased.html")
