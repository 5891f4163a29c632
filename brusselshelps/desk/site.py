"""The admin site of the back offices, on which each app registers its own lists and pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from brusselshelps.desk.base_admin import DeskAdmin
from brusselshelps.desk.return_url import ROW_URL, return_url

logger = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# The errors with which PostgreSQL aborts one of two conflicting transactions: deadlock and serialization failure.
AT_THE_SAME_MOMENT = frozenset({"40P01", "40001"})
# URLs of Django's admin that lead to a row by the role's permission alone, and its sign-in: ours is in
# `accounts.sign_in.urls`.
CLOSED_ADDRESSES = frozenset(
    {"view_on_site", "autocomplete", "login", "logout", "password_change", "password_change_done"}
)


class Desk(admin.AdminSite):
    """Only what is registered here exists. The index shows no recent actions, because they outlive a handover."""

    site_header = _("Brussels helps – the desk")
    site_title = _("Brussels helps")
    index_title = _("What needs doing?")
    site_url = None
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
        own: list[URLPattern | URLResolver] = [path("login/", sign_in, name="login")]
        return own + [url for url in super().get_urls() if getattr(url, "name", None) not in CLOSED_ADDRESSES]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Anyone who is not signed in is redirected to the sign-in page. Popups, and rows looked up by another column,
        are refused."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not self.has_permission(request):
                return redirect_to_login(return_url(request))
            if {IS_POPUP_VAR, TO_FIELD_VAR} & {*request.GET, *request.POST}:
                raise SuspiciousOperation("a popup, or a row by another column")
            try:
                return cast(HttpResponse, inner(request, *args, **kwargs))
            except OperationalError as failure:
                if request.method != "POST" or getattr(failure.__cause__, "sqlstate", "") not in AT_THE_SAME_MOMENT:
                    raise
                return _look_again(request, failure)

        return cast(View, guarded)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        admins = [one for one in self._registry.values() if isinstance(one, DeskAdmin)]
        work = [line for one in admins for line in one.work(request)]
        more = {name: value for one in admins for name, value in one.start_page(request).items()}
        return super().index(request, {"work": work} | more | (extra_context or {}))

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """A page per app would add nothing to the start page."""
        if not self.get_app_list(request, app_label):
            raise Http404
        return HttpResponseRedirect(reverse("admin:index"))


desk = Desk(name="admin")


def _look_again(request: HttpRequest, failure: OperationalError) -> HttpResponse:
    """Redirect after a conflict: nothing was saved, because the database rolled it all back so that somebody else could
    go on."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    logger.warning("Two at the desk were in each other's way: %s", type(failure.__cause__).__name__)
    messages.error(request, _("Somebody else made a change at the same time. Check what it was, then try again."))
    row = ROW_URL.match(request.path)
    return HttpResponseRedirect(f"{row[0]}change/" if row else reverse("admin:index"))
