"""Staff work in their own language on every page whose address does not name one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_path


class StaffLanguageMiddleware:
    """Public pages are passed by: looking at the user there would read the session for nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff_page = request.path_info.startswith(("/admin/", "/reports/"))
        if not staff_page or get_language_from_path(request.path_info) or not request.user.is_authenticated:
            return self.get_response(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = request.user.language
            return self.get_response(request)
