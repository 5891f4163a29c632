"""The middleware that writes the access log."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.audit.recording import entries


class AccessLogMiddleware:
    """A response with personal data is only sent once its entry is in the access log; if that fails, it is not sent.

    This runs outside the transaction of a page, if there is one: the page has been rendered by then, a refusal is
    recorded even though everything else is rolled back, and the log is locked only while entries are written.
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
