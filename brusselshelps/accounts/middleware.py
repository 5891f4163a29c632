"""Staff work in their own language on every page whose address does not name one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation


class StaffLanguageMiddleware:
    """Public pages are passed by: looking at the user there would read the session for nothing.

    The pages are rendered, and failures turned into pages, before `get_response` returns; so all of it is translated.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff_page = request.path_info.startswith(("/admin/", "/reports/"))
        if not staff_page or not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = request.user.language
            response = self.get_response(request)
        # LocaleMiddleware, further out, would name the browser's language here.
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response
