"""What the parts of the desk for help requests have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from brusselshelps.audit.pages import AuditedAdmin
from requests_app.models import HelpRequest

LIST = "admin:requests_app_helprequest_changelist"
PAGE = "admin:requests_app_helprequest_change"


class Part(AuditedAdmin):
    """One part of the work on a request: verbs have addresses (`get_urls`), facts stand on the page (`shows`)."""

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        """What this part adds to the page of a request, by the name that its template uses."""
        return {}

    def verb(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        return path(route, self.admin_site.admin_view(view), name=f"helprequest_{name}")

    def is_ours(self, request: HttpRequest, row: HelpRequest) -> bool:
        """Whether the back office of this member of staff may work on it now."""
        return row.holder_id == request.user.backoffice_id and not row.set_aside_at  # type: ignore[union-attr]

    def refuse_others(self, request: HttpRequest, row: HelpRequest) -> bool:
        """Whether it is not theirs to work on; then a message says so."""
        if row.holder_id == request.user.backoffice_id:  # type: ignore[union-attr]
            return False
        sentence = gettext("Your back office does not hold %(reference)s.") % {"reference": row}
        self.message_user(request, sentence, "error")
        return True

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the page of the request, or to the list when it is no longer there for this member of staff."""
        still_there = self.get_queryset(request).filter(pk=pk).exists()
        return HttpResponseRedirect(reverse(PAGE, args=[pk]) if still_there else reverse(LIST))
