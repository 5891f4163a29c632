"""Registering as a volunteer, the page after it, and the information note."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from brusselshelps.people.forms.views import PublicFormView, sent_page, was_sent_here
from brusselshelps.people.models import Link
from volunteers.forms.registration import RegisterForm
from volunteers.models import Volunteer


class RegisterView(PublicFormView):
    form_class = RegisterForm
    template_name = "volunteers/register.html"
    sent_url = "registered"


@require_safe
def registered(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm a registration; the page is the same for every reference with a valid check character.
    A signed link is shown only to the browser that sent the form, and only if no e-mail address was given. Otherwise
    the link is mailed, so that the page does not reveal whether the address was already registered.
    """
    link = None
    if was_sent_here(request, reference, RegisterView.sent_url):
        row = Volunteer.objects.filter(reference=reference, person__email="", person__erased_at=None)
        volunteer = row.select_related("person").first()
        link = Link.of(volunteer.person, Link.Purpose.VOLUNTEER) if volunteer else None
    return sent_page(request, "volunteers/registered.html", reference, link)


@require_safe
def information(request: HttpRequest) -> HttpResponse:
    """What the law requires volunteers to be told beforehand (law of 3 July 2005 on the rights of volunteers)."""
    return render(request, "volunteers/information.html")
