"""The items of a help request, their matches, and the actions on both."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from brusselshelps.desk.messages import show_refusal
from brusselshelps.desk.panels import Action
from brusselshelps.reference.models import Category
from requests_app.desk.panels.base import RequestPanel
from requests_app.desk.panels.item_row import MATCH_VERBS, ItemRow
from requests_app.models import HelpRequest, Match, RequestItem
from requests_app.models.item import ReferredTo
from requests_app.states import State

CLOSINGS: dict[str, Callable[..., None]] = {
    State.UNMET: RequestItem.leave_unmet,
    State.REFERRED: RequestItem.refer,
    State.WITHDRAWN: RequestItem.withdraw,
}


class ItemsPanel(RequestPanel):
    name = "items"
    template = "admin/requests_app/helprequest/items.html"
    actions = (
        Action("<int:pk>/items/", "add_item"),
        Action("<int:pk>/items/<int:item>/set-aside/", "set_item_aside"),
        Action("<int:pk>/items/<int:item>/<slug:state>/", "close"),
        Action("<int:pk>/matches/<int:match>/<slug:state>/", "move_match"),
    )

    def context(self, row: HelpRequest) -> dict[str, object]:
        items = row.items.all()
        may_add = self.is_ours(row) and not row.person.erased_at
        return {"item_rows": self._rows(row, items), "addable": _not_asked(items) if may_add else ()}

    def _rows(self, row: HelpRequest, items: QuerySet[RequestItem]) -> list[ItemRow]:
        matches = Match.objects.filter(item__request=row).select_related("volunteer", "item__category")
        active, done = matches.active(), matches.filter(done_at__isnull=False)
        # A volunteer who gave the help stays on the page, in case somebody wants to thank or ask them something.
        shown = {match.item_id: match for match in (*done, *active)}
        stopped = set(active.with_who_stopped().values_list("item", flat=True)) if shown else set()
        is_ours, may_match, is_only = self.is_ours(row), self.may_match(row), len(items) == 1
        return [ItemRow(item, shown.get(item.pk), item.pk in stopped, is_ours, may_match, is_only) for item in items]

    def close(self, pk: int, item: int, state: str) -> HttpResponse:
        if state not in CLOSINGS:
            raise Http404
        to = self.request.POST.get("to", "")
        about = {"to": to} if state == State.REFERRED and to in ReferredTo.values else {}

        def verb(row: HelpRequest) -> str:
            closed = get_object_or_404(row.items.filter(set_aside_at=None), pk=item)
            CLOSINGS[state](closed, self.user, **about)
            words = {"category": closed.category, "state": State(state).label}
            return gettext("“%(category)s” is now “%(state)s”.") % words

        return self._under_lock(pk, verb)

    def add_item(self, pk: int) -> HttpResponse:
        category = Category.objects.filter(slug=self.request.POST.get("category", "").replace("\0", "")).first()

        def verb(row: HelpRequest) -> str:
            if category is None or not category.residents_may_ask:
                raise ValidationError(gettext("Choose from the kinds of help below."))
            RequestItem.add(row, category, by=self.user)
            return gettext("“%(category)s” was added.") % {"category": category}

        return self._under_lock(pk, verb)

    def set_item_aside(self, pk: int, item: int) -> HttpResponse:
        def verb(row: HelpRequest) -> str:
            wrong: RequestItem = get_object_or_404(RequestItem, request=row, pk=item)
            wrong.set_aside(by=self.user)
            return gettext("“%(category)s” was set aside: chosen by mistake.") % {"category": wrong.category}

        return self._under_lock(pk, verb)

    def move_match(self, pk: int, match: int, state: str) -> HttpResponse:
        if state not in MATCH_VERBS:
            raise Http404

        def verb(row: HelpRequest) -> str:
            matches = Match.objects.filter(item__request=row, item__set_aside_at=None)
            moved: Match = get_object_or_404(matches.select_related("item__category", "item__request"), pk=match)
            MATCH_VERBS[state][0](moved, by=self.user)
            words = {"volunteer": moved.volunteer, "category": moved.item.category, "state": moved.state.label}
            return gettext("“%(category)s” with %(volunteer)s: “%(state)s”.") % words

        return self._under_lock(pk, verb)

    def _under_lock(self, pk: int, verb: Callable[[HelpRequest], str]) -> HttpResponse:
        """Run the action with the request locked, so that it cannot be handed over meanwhile.
        `verb` returns the success message.
        """
        try:
            with transaction.atomic():
                row = self.visible(pk, lock=True)
                if not self.refuse_others(row):
                    row.refuse_when_set_aside()
                    messages.success(self.request, verb(row))
        except ValidationError as refusal:
            show_refusal(self.request, refusal)
        return self.back(pk)


def _not_asked(items: Iterable[RequestItem]) -> QuerySet[Category]:
    """The categories that can still be added."""
    asked = [item.category_id for item in items]
    return Category.objects.filter(residents_may_ask=True).exclude(pk__in=asked)
