"""The form for organisations, and the confirmation page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from brusselshelps.people.forms.views import PublicFormView, sent_page
from requests_app.forms.need import NeedForm


class NeedView(PublicFormView):
    form_class = NeedForm
    template_name = "requests_app/need.html"
    sent_url = "need_sent"


@require_safe
def need_sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm a need; the page is the same for every reference with a valid check character."""
    return sent_page(request, "requests_app/need_sent.html", reference, link=None)
