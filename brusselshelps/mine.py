"""Asking for a signed link again, and the page after being forgotten: the roof knows both who asks and who offers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from brusselshelps.people.forms import EmailField, PublicForm
from brusselshelps.people.models import Link, Person
from brusselshelps.people.pages import OnceFormView
from requests_app.tasks import send_request_links
from volunteers.models import Volunteer
from volunteers.tasks import send_volunteer_link


class AskLinkForm(PublicForm):
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


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    return render(request, "mine/forgotten.html")
