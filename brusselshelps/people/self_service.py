"""The pages behind a signed link, whose holder acts for one person. Only a POST changes anything, never a GET."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.generic import View

from brusselshelps.people.models import Link, Person
from brusselshelps.people.privacy.declarations import data_held_about


class SignedLinkView(View):
    """A page for the holder of a link. An invalid link, for any reason, gets a page on how to request a new one."""

    purpose: str = ""
    link: Link
    person: Person

    def dispatch(self, request: HttpRequest, **kwargs: str | int) -> HttpResponseBase:
        links = Link.objects.opened_with(str(kwargs["token"]), self.purpose)
        link = links.select_related("person").first()
        if link is None:
            response: HttpResponseBase = render(request, "self_service/link_invalid.html", status=404)
        else:
            self.link, self.person = link, link.person
            response = super().dispatch(request, **kwargs)
            if request.method == "POST" and response.status_code < 400:
                self.person.note_activity()
        add_never_cache_headers(response)
        return response

    def address(self, part: str = "", *more: str | int) -> str:
        """The URL of a page of this link: the main page, or one of its subpages."""
        page = Link.PAGES[Link.Purpose(self.purpose)]
        return reverse(f"{page}_{part}" if part else page, args=[self.kwargs["token"], *more])

    def show(self, template: str, **context: object) -> HttpResponse:
        own = {"back": self.address(), "token": self.kwargs["token"], "purpose": self.purpose, "link": self.link}
        return render(self.request, template, own | context)


class EraseView(SignedLinkView):
    """Erasure: the page explains the consequences, the button does it, at once or after a legal hold ends."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        is_held = self.person.is_held
        if is_held and self.person.erasure_requested_at:
            return self.show("self_service/erase_later.html")
        return self.show("self_service/erase.html", is_held=is_held)

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not self.person.erase():
            return self.show("self_service/erase_later.html")
        return HttpResponseRedirect(reverse("erased"))


class RenewLinkView(SignedLinkView):
    """A new link to replace one that others may have seen, on a library computer or in a forwarded e-mail."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return self.show("self_service/renew_link.html")

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        return HttpResponseRedirect(f"{self.link.renew().path}?done=renewed")


class HeldDataView(SignedLinkView):
    """All data held about the person: on a page, or with ?file as a JSON download."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        held = data_held_about([self.person.pk])
        if "file" not in request.GET:
            return self.show("self_service/held_data.html", held=held)
        data = {kind.what: [{cell.label: cell.value for cell in row} for row in kind.rows] for kind in held}
        text = json.dumps(data, ensure_ascii=False, indent=2)
        name = f"brussels-helps-{timezone.localdate()}.json"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(text, content_type="application/json; charset=utf-8", headers=disposition)
