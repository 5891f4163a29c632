"""Registering as a volunteer, the page after it, and the information note."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from brusselshelps.people.pages import OnceFormView

from .forms import RegisterForm


class RegisterView(OnceFormView):
    form_class = RegisterForm
    template_name = "volunteers/register.html"
    sent_url = "registered"


def registered(request: HttpRequest, reference: str) -> HttpResponse:
    """The same whether the address was new or known, and for every reference whose check sign is right."""
    return render(request, "volunteers/registered.html", {"reference": reference})


def information(request: HttpRequest) -> HttpResponse:
    """What the law wants a volunteer to know beforehand (law of 3 July 2005 on the rights of volunteers)."""
    return render(request, "volunteers/information.html")
