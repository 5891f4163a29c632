"""The middleware that writes the access log."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.audit.recording import entries


class AccessLogMiddleware:
    """No answer with personal data leaves before its entry is in the access log; without the entry, no answer.

    It is outside the transaction of a page, if there is one: what is shown was drawn, what is refused leaves its entry
    though all else is undone, and entries wait for one another no longer than it takes to write one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            new = list(entries(request, response.status_code))
            if new:
                AccessLogEntry.objects.bulk_create(new)
        return response
