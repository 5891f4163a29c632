"""The middleware that enters the database role of a staff page."""

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

# The pages for which somebody has to be signed in.
STAFF_PAGES = ("/admin/", "/reports/")


class DatabaseRoleMiddleware:
    """Pages of staff under a database role: one transaction, from before the view until the answer is drawn.

    Who asks is looked up before. What failed leaves nothing; what was refused leaves what was noted about it. An answer
    that would be drawn while it is sent is drawn here.
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
        """What the database refuses is forbidden, as if a page had refused it; and is a fault of ours, for no page
        should have asked."""
        if not isinstance(exception.__cause__, InsufficientPrivilege):
            return None
        logger.error("Refused by the database", exc_info=exception)
        transaction.set_rollback(True)
        return forbidden(request)


def _kind(request: HttpRequest) -> str:
    """Figures are read without any personal column, by whomever; and the ministry reads nothing else."""
    figures = request.path_info.startswith("/reports/") or getattr(request.user, "role", "") == Role.MINISTRY
    return FACTS if figures else DESK
