"""The flow of every public form: fill in, switch language, send once, read what happens next."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.generic import FormView

from brusselshelps.people.forms.base import PublicForm
from brusselshelps.people.forms.idempotency import AlreadySent, was_sent_with
from brusselshelps.people.forms.rate_limit import count_submission
from brusselshelps.people.models import Link
from brusselshelps.reference.models import Suspension

# For half an hour, only the browser that sent a form may print its signed link.
SENT_COOKIE = "sent"
SENT_LASTS = 30 * 60


class PublicFormView(FormView):
    """A public form. `sent_url` names the page that follows; no session is created."""

    form_class: type[PublicForm]
    template_name: str
    sent_url: str

    def get_initial(self) -> dict[str, Any]:
        return self.form_class.begin(contact_language=get_language())

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        form = self.get_form()
        if form.is_suspended():
            return render(request, "pages/closed.html", _suspension(form))
        return self.show(form)

    def post(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        form = self.get_form()
        suspension = _suspension(form)
        if suspension or "switch" in request.POST:
            return self.show(self.as_typed(), **suspension)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def as_typed(self) -> PublicForm:
        return self.form_class.as_typed(self.request.POST)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        """Raises RateLimitExceeded when this network sends too many forms."""
        if form.seems_automatic():
            return self.show(form.asked_once_more(), once_more=True)
        count_submission(self.request)
        return self.send(form)

    def send(self, form: PublicForm) -> HttpResponse:
        try:
            reference = self._sent_a_moment_ago(form) or form.save()
        except AlreadySent as before:
            return self.show(form.with_new_key(), sent_before=before.reference)
        response = HttpResponseRedirect(reverse(self.sent_url, args=[reference]))
        remember_sent(response, reference, self.sent_url)
        return response

    def _sent_a_moment_ago(self, form: PublicForm) -> str:
        """The reference of the same answers sent just before, or "". After Back the browser may have loaded the form
        with another key, and the same answers are not a second request."""
        reference = _reference_sent(self.request, self.sent_url)
        return reference if reference and was_sent_with(reference, form.content()) else ""

    def show(self, form: PublicForm, **context: object) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(form=form, **context))


def _suspension(form: PublicForm) -> dict[str, Suspension | None]:
    """Template context: the suspension in force, if any."""
    return {"suspension": Suspension.objects.in_force().first()} if form.is_suspended() else {}


def remember_sent(response: HttpResponse, reference: str, page: str) -> None:
    """Set a signed cookie that records that this browser sent the form with this reference.

    `page` is the URL name of the page that follows; a cookie of one kind of form is not valid for another.
    """
    response.set_signed_cookie(
        SENT_COOKIE,
        reference,
        salt=_salt(page),
        max_age=SENT_LASTS,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def was_sent_here(request: HttpRequest, reference: str, page: str) -> bool:
    """Whether this browser sent the form with this reference and this next page in the last half hour."""
    return _reference_sent(request, page) == reference


def _reference_sent(request: HttpRequest, page: str) -> str:
    return request.get_signed_cookie(SENT_COOKIE, default="", salt=_salt(page), max_age=SENT_LASTS) or ""


def _salt(page: str) -> str:
    return f"{SENT_COOKIE}.{page}"


def sent_page(request: HttpRequest, template: str, reference: str, link: Link | None) -> HttpResponse:
    """The page after sending: the same for every valid reference, but only the sender's browser may print the link."""
    response = render(request, template, {"reference": reference, "link": link})
    add_never_cache_headers(response)
    return response
