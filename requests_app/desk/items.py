"""The items on the page of a help request, and the buttons that close them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from brusselshelps.accounts.desk import tell_refusal

from ..models import HelpRequest, RequestItem, State
from .part import Part

# How an item is closed, with the words on the button.
CLOSINGS: dict[str, tuple[Callable[..., None], Any]] = {
    State.DONE: (RequestItem.finish, _("The help was given")),
    State.UNMET: (RequestItem.leave_unmet, _("Nobody could be found")),
    State.REFERRED: (RequestItem.refer, _("Somebody outside the platform helps")),
    State.WITHDRAWN: (RequestItem.withdraw, _("The help is no longer needed")),
}


@dataclass(frozen=True)
class Asked:
    """An item on the page, with the buttons that close it: address and words."""

    item: RequestItem
    closings: list[tuple[str, Any]]


class Items(Part):
    def get_urls(self) -> list[URLPattern]:
        own = [self.verb("<int:pk>/items/<int:item>/<slug:state>/", require_POST(self.close), "close")]
        return own + super().get_urls()

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        ours = self.is_ours(request, row)
        asked = [Asked(item, _closings(item) if ours else []) for item in row.items.all()]
        return super().shows(request, row) | {"asked": asked}

    @transaction.atomic
    def close(self, request: HttpRequest, pk: int, item: int, state: str) -> HttpResponse:
        """Under the lock of the request, so that it is not handed over between the look and the verb."""
        row = self.get_visible(request, pk, lock=True)
        asked = get_object_or_404(row.items.filter(set_aside_at=None), pk=item)
        if state not in CLOSINGS:
            raise Http404
        if not self.refuse_others(request, row):
            verb, _label = CLOSINGS[state]
            try:
                verb(asked, request.user)
            except ValidationError as refusal:
                tell_refusal(request, refusal)
            else:
                words = {"category": asked.category, "state": State(state).label}
                self.message_user(request, gettext("“%(category)s” is “%(state)s” now.") % words, "success")
        return self.back(request, pk)


def _closings(item: RequestItem) -> list[tuple[str, Any]]:
    return [
        (reverse("admin:helprequest_close", args=[item.request_id, item.pk, state]), CLOSINGS[state][1])
        for state in item.possible_moves
        if state in CLOSINGS
    ]
