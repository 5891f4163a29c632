"""For both who asks and who offers: asking for a signed link again, who looked, the page after being forgotten."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brusselshelps.accounts.desk import desk
from brusselshelps.accounts.looks import Look, Place
from brusselshelps.accounts.roles import Role
from brusselshelps.people.forms import TRAPS, EmailField, PublicForm
from brusselshelps.people.layout import helper_of
from brusselshelps.people.mine import MineView
from brusselshelps.people.models import Link, Person
from brusselshelps.people.pages import OnceFormView
from brusselshelps.reference.models import Partner
from requests_app.tasks import send_request_links
from volunteers.models import Volunteer
from volunteers.tasks import send_volunteer_link


class AskLinkForm(PublicForm):
    helper = helper_of(TRAPS, "email")

    email = EmailField()

    def is_suspended(self) -> bool:
        """Who sent something may always see, change and withdraw it."""
        return False

    @transaction.atomic
    def save(self) -> str:
        """Queue a letter with the links of what was asked from this address, and one with that of the volunteer."""
        email = self.cleaned_data["email"]
        asking = Person.objects.reached_at(email).filter(help_requests__isnull=False).order_by("-pk").first()
        if asking and Link.of(asking, Link.Purpose.REQUEST).ask_again():
            send_request_links(asking.pk)
        for volunteer in Volunteer.objects.registered_with(email).select_related("person"):
            if Link.of(volunteer.person, Link.Purpose.VOLUNTEER).ask_again():
                send_volunteer_link(volunteer.pk)
        return ""


class AskLinkView(OnceFormView):
    form_class = AskLinkForm
    template_name = "mine/ask.html"

    def get_initial(self) -> dict[str, Any]:
        return self.form_class.begin()

    def send(self, form: PublicForm) -> HttpResponse:
        """The same answer whether the address is known or not."""
        form.save()
        return HttpResponseRedirect(reverse("link_asked"))


@require_safe
def link_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "mine/asked.html")


class LookedView(MineView):
    """Who of the staff looked at what somebody sent: the day, the office and the role, where in the tool and how often.

    Not who it was: that is for the back office to know, and for who watches over it (docs/decisions/0018).
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        looks = list(Look.objects.at_rows(rows_about(self.person)).shown().by_day())
        offices = Partner.objects.in_bulk({one["office"] for one in looks if one["office"]})
        for one in looks:
            one |= {
                "office": offices.get(one["office"]),
                "role": Role(one["role"]).label,
                "where": Place(one["place"]).label,
            }
        return self.show("mine/looked.html", looks=looks)


def rows_about(person: Person) -> dict[type[Model], list[int]]:
    """The rows about somebody that the desk can show, as keys by kind."""
    kinds: list[Any] = [kind for kind in desk._registry if hasattr(kind, "PERSONAL")]
    return {
        kind: list(kind._base_manager.filter(kind.PERSONAL.about([person.pk])).values_list("pk", flat=True))
        for kind in kinds
    }


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    return render(request, "mine/forgotten.html")
