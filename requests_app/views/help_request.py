"""Asking for help, and the confirmation page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from brusselshelps.people.forms.views import PublicFormView, sent_page, was_sent_here
from brusselshelps.people.models import Link
from requests_app.forms.help_request import AskForm
from requests_app.models import HelpRequest


class AskView(PublicFormView):
    form_class = AskForm
    template_name = "requests_app/ask.html"
    sent_url = "asked"


@require_safe
def asked(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm a request; the page is the same for every reference with a valid check character.
    So it does not reveal who asked, or whether anybody did. Only the browser that sent the request is shown its
    signed link.
    """
    link = None
    if was_sent_here(request, reference, AskView.sent_url):
        row = HelpRequest.objects.filter(reference=reference, person__erased_at=None).select_related("person").first()
        link = Link.of(row.person, Link.Purpose.REQUEST) if row else None
    return sent_page(request, "requests_app/asked.html", reference, link)
