"""Asking for help, and the page after it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from brusselshelps.people.pages import OnceFormView

from .forms import AskForm


class AskView(OnceFormView):
    form_class = AskForm
    template_name = "requests_app/ask.html"
    sent_url = "asked"


def asked(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for every reference whose check sign is right: it says nothing of who asked, or whether anybody did."""
    return render(request, "requests_app/asked.html", {"reference": reference})
