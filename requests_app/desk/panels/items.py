"""The items on the page of a help request: where each stands, and the buttons for what can be done with it now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.messages import show_refusal
from brusselshelps.desk.return_url import post_action
from brusselshelps.reference.models import Category
from requests_app.desk.panels.base import Part
from requests_app.models import HelpRequest, Match, RequestItem
from requests_app.models.item import ReferredTo
from requests_app.states import MatchState, State

# How an item is closed while no volunteer helps with it, with the words on the buttons.
CLOSINGS: dict[str, Callable[..., None]] = {
    State.UNMET: RequestItem.leave_unmet,
    State.REFERRED: RequestItem.refer,
    State.WITHDRAWN: RequestItem.withdraw,
}
CLOSING_WORDS: tuple[tuple[str, str, Any], ...] = (
    (State.UNMET, "", _("Nobody could be found")),
    (State.REFERRED, ReferredTo.WELFARE, _("The public centre for social welfare (OCMW or CPAS) helps")),
    (State.REFERRED, ReferredTo.DOCTOR, _("A doctor helps")),
    (State.REFERRED, ReferredTo.OTHER, _("Another service helps")),
    (State.WITHDRAWN, "", _("The help is no longer needed")),
)


def _say_yes(match: Match, by: Any) -> None:
    """Who was willing only waited for a check; who was asked may still have to wait for one."""
    match.accept(by) if match.state == MatchState.WILLING else match.say_yes(by)


# What becomes of a match, with the words on the buttons.
MATCH_VERBS: dict[str, tuple[Callable[..., None], Any]] = {
    MatchState.ACCEPTED: (_say_yes, _("The volunteer said yes by phone")),
    MatchState.DECLINED: (Match.decline, _("The volunteer said no by phone")),
    MatchState.DONE: (Match.finish, _("The help was given")),
    MatchState.NO_SHOW: (Match.note_no_show, _("The volunteer did not come")),
    MatchState.CANCELLED: (Match.cancel, _("Cancel the match")),
}
# The next step of a match, drawn as such; the others take something away.
HOPED_FOR = frozenset({MatchState.ACCEPTED, MatchState.DONE})
NOT_ACCEPTED = frozenset({MatchState.PROPOSED, MatchState.WILLING})


@dataclass(frozen=True)
class Button:
    """A verb on the page: where it is sent, its words, and the value that goes along."""

    address: str
    words: Any
    value: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class Asked:
    """An item on the page: the match that stands, if there is one, and what can be done now."""

    item: RequestItem
    match: Match | None = None
    find: str = ""
    lacks_insurance: bool = False
    closings: list[Button] = field(default_factory=list)
    verbs: list[Button] = field(default_factory=list)
    has_stopped: bool = False
    mistake: Button | None = None


class Items(Part):
    def get_urls(self) -> list[URLPattern]:
        own = [
            self.verb("<int:pk>/items/", post_action(self.add_item), "add_item"),
            self.verb("<int:pk>/items/<int:item>/set-aside/", post_action(self.set_item_aside), "set_item_aside"),
            self.verb("<int:pk>/items/<int:item>/<slug:state>/", post_action(self.close), "close"),
            self.verb("<int:pk>/matches/<int:match>/<slug:state>/", post_action(self.move_match), "move_match"),
        ]
        return own + super().get_urls()

    def shows(self, request: HttpRequest, row: HelpRequest) -> dict[str, Any]:
        all_of_it = Match.objects.filter(item__request=row).select_related("volunteer", "item__category")
        standing, given = all_of_it.active(), all_of_it.filter(done_at__isnull=False)
        # Who gave the help stays on the page: somebody may want to thank, or to ask.
        matches = {match.item_id: match for match in (*given, *standing)}
        stopped = set(standing.with_who_stopped().values_list("item", flat=True)) if matches else ()
        ours, items = self.is_ours(request, row), row.items.all()
        asked = [_asked(item, matches.get(item.pk), ours, self.may_match(request, row)) for item in items]
        asked = [
            replace(
                one,
                has_stopped=one.item.pk in stopped,
                mistake=_mistake(one.item) if ours and len(items) > 1 and one.item.may_be_set_aside else None,
            )
            for one in asked
        ]
        may_add = ours and not row.person.erased_at
        return super().shows(request, row) | {"asked": asked, "addable": _not_asked(items) if may_add else ()}

    def may_match(self, request: HttpRequest, row: HelpRequest) -> bool:
        """To propose somebody for what is in the intake is to take it on as well."""
        return not row.set_aside_at and row.holder_id in (None, request.user.backoffice_id)  # type: ignore[union-attr]

    def close(self, request: HttpRequest, pk: int, item: int, state: str) -> HttpResponse:
        if state not in CLOSINGS:
            raise Http404
        to = request.POST.get("to", "")
        about = {"to": to} if state == State.REFERRED and to in ReferredTo.values else {}

        def verb(row: HelpRequest) -> str:
            asked = get_object_or_404(row.items.filter(set_aside_at=None), pk=item)
            CLOSINGS[state](asked, request.user, **about)
            words = {"category": asked.category, "state": State(state).label}
            return gettext("“%(category)s” is “%(state)s” now.") % words

        return self._pressed(request, pk, verb)

    def add_item(self, request: HttpRequest, pk: int) -> HttpResponse:
        category = Category.objects.filter(slug=request.POST.get("category", "").replace("\0", "")).first()

        def verb(row: HelpRequest) -> str:
            if category is None or not category.residents_may_ask:
                raise ValidationError(gettext("Choose from the kinds of help below."))
            RequestItem.add(row, category, by=request.user)  # type: ignore[arg-type]
            return gettext("“%(category)s” is added.") % {"category": category}

        return self._pressed(request, pk, verb)

    def set_item_aside(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        def verb(row: HelpRequest) -> str:
            wrong: RequestItem = get_object_or_404(RequestItem, request=row, pk=item)
            wrong.set_aside(by=request.user)  # type: ignore[arg-type]
            return gettext("“%(category)s” is set aside: chosen by mistake.") % {"category": wrong.category}

        return self._pressed(request, pk, verb)

    def move_match(self, request: HttpRequest, pk: int, match: int, state: str) -> HttpResponse:
        if state not in MATCH_VERBS:
            raise Http404

        def verb(row: HelpRequest) -> str:
            matches = Match.objects.filter(item__request=row, item__set_aside_at=None)
            moved: Match = get_object_or_404(matches.select_related("item__category", "item__request"), pk=match)
            MATCH_VERBS[state][0](moved, by=request.user)
            words = {"volunteer": moved.volunteer, "category": moved.item.category, "state": moved.state.label}
            return gettext("“%(category)s” with %(volunteer)s: “%(state)s”.") % words

        return self._pressed(request, pk, verb)

    def _pressed(self, request: HttpRequest, pk: int, verb: Callable[[HelpRequest], str]) -> HttpResponse:
        """Under the lock of the request, so that it is not handed over between the look and the verb."""
        try:
            with transaction.atomic():
                row = self.get_visible(request, pk, lock=True)
                if not self.refuse_others(request, row):
                    row.refuse_when_set_aside()
                    self.message_user(request, verb(row), "success")
        except ValidationError as refusal:
            show_refusal(request, refusal)
        return self.back(request, pk)


def _asked(item: RequestItem, match: Match | None, ours: bool, may_match: bool) -> Asked:
    is_open = item.state == State.OPEN
    find = reverse("admin:helprequest_candidates", args=[item.request_id, item.pk]) if is_open and may_match else ""
    if not ours:
        return Asked(item, match, find)
    lacks = match is not None and match.state in NOT_ACCEPTED and match.lacks_insurance
    return Asked(item, match, find, lacks, _closings(item), _verbs(item.request_id, match, lacks) if match else [])


def _mistake(item: RequestItem) -> Button:
    return Button(reverse("admin:helprequest_set_item_aside", args=[item.request_id, item.pk]), _("Chosen by mistake"))


def _not_asked(items: Iterable[RequestItem]) -> QuerySet[Category]:
    """What can be added."""
    asked = [item.category_id for item in items]
    return Category.objects.filter(residents_may_ask=True).exclude(pk__in=asked)


def _closings(item: RequestItem) -> list[Button]:
    return [
        Button(reverse("admin:helprequest_close", args=[item.request_id, item.pk, state]), words, to)
        for state, to, words in CLOSING_WORDS
        if state in item.possible_moves
    ]


def _verbs(request_id: int, match: Match, lacks_insurance: bool) -> list[Button]:
    """Who is willing but lacks insurance is accepted by recording a check, never by a button beside it."""
    waits = lacks_insurance and match.state == MatchState.WILLING
    return [
        Button(
            reverse("admin:helprequest_move_match", args=[request_id, match.pk, state]),
            words,
            is_main=state in HOPED_FOR,
        )
        for state, (_verb, words) in MATCH_VERBS.items()
        if state in match.possible_moves and not (waits and state == MatchState.ACCEPTED)
    ]
