"""The middleware that enters the database role for a staff page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from psycopg.errors import InsufficientPrivilege

from brusselshelps.access.database_roles import DESK, FACTS, as_role
from brusselshelps.access.roles import Role
from brusselshelps.error_views import forbidden

logger = logging.getLogger(__name__)

# The pages that require signing in.
STAFF_PAGES = ("/admin/", "/reports/")


class DatabaseRoleMiddleware:
    """Serves staff pages under a database role: one transaction, from before the view until the response is rendered.

    The user is looked up before. A server error rolls everything back; a refusal keeps what was recorded about it. A
    streaming response is rendered in full here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(STAFF_PAGES):
            return self.get_response(request)
        with as_role(_kind(request), request.user if request.user.is_authenticated else None):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = [b"".join(response)]
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answers 403 when the database refuses a query, and logs it as an error: no page should have sent such a
        query."""
        if not isinstance(exception.__cause__, InsufficientPrivilege):
            return None
        logger.error("Refused by the database", exc_info=exception)
        transaction.set_rollback(True)
        return forbidden(request)


def _kind(request: HttpRequest) -> str:
    """Figures are read without any personal column, whoever reads them; and the ministry reads nothing else."""
    figures = request.path_info.startswith("/reports/") or getattr(request.user, "role", "") == Role.MINISTRY
    return FACTS if figures else DESK
