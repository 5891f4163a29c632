"""The home page, the health checks, and the template context of every page."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import connection
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, translate_url
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from brusselshelps.http import inline_stylesheet
from brusselshelps.reference.models import Partner, Suspension
from volunteers.models import Call


def site_context(request: HttpRequest) -> dict[str, object]:
    """What every page may show: contact details, the stylesheet, and links to the other languages."""
    return {
        "contact_phone": settings.CONTACT_PHONE,
        "contact_email": settings.CONTACT_EMAIL,
        "stylesheet": partial(inline_stylesheet.stylesheet, request),
        "base_url": settings.BASE_URL,
        "languages": settings.LANGUAGES,
        "language_links": SimpleLazyObject(partial(_language_links, request)),
    }


def _language_links(request: HttpRequest) -> list[dict[str, str]]:
    return [{"code": code, "name": name, "url": translate_url(request.path, code)} for code, name in settings.LANGUAGES]


# Search engines may index all public pages, but no staff pages and no page behind a signed link.
ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /reports/
Disallow: /staff/
Disallow: /*/mine/
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Redirect to the language that the browser asks for, or to Dutch if we have none of those."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One query, plus one for the open calls and one for the suspension when there are any."""
    calling, suspended = Exists(Call.objects.open()), Exists(Suspension.objects.in_force())
    partners = list(Partner.objects.annotate(calling=calling, suspended=suspended))
    context: dict[str, object] = {"partners": partners}
    if any(partner.calling for partner in partners):
        context["calls"] = Call.objects.open()
    if any(partner.suspended for partner in partners):
        context["suspension"] = Suspension.objects.in_force().first()
    return render(request, "pages/home.html", context)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process responds; the database is not queried."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process responds, and so does its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Exception:
        return HttpResponse("no database", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")
