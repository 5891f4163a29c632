"""The resident's own pages, reached by a signed link: the status of requests, adding a note, withdrawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import helper_of
from brusselshelps.lazy_text import LazyText
from brusselshelps.people.forms.base import HIDDEN_FIELDS, PublicForm
from brusselshelps.people.forms.fields import TextField
from brusselshelps.people.forms.rate_limit import count_submission
from brusselshelps.people.models import Link
from brusselshelps.people.self_service import SignedLinkView
from requests_app import tasks
from requests_app.models import HelpRequest, Match, RequestItem
from requests_app.states import State

STATE_TEXTS: dict[str, LazyText] = {
    State.OPEN: _("We are looking for a volunteer."),
    State.MATCHED: _("We have asked a volunteer, and are waiting for the answer."),
    State.DONE: _("You received this help."),
    State.UNMET: _(
        "We have not found anybody who can help with this. Call us, and we will look for another solution together."
    ),
    State.REFERRED: _("Another service is helping you with this."),
    State.WITHDRAWN: _("You no longer need this. We have stopped looking."),
}
ACCEPTED_TEXT = _("A volunteer is going to help you, and will contact you to agree on a day and a time.")


@dataclass(frozen=True)
class ItemStatus:
    """An item, with its status in plain words."""

    item: RequestItem
    words: LazyText


class NoteForm(PublicForm):
    text = TextField(
        label=_("Would you like to add anything?"),
        help_text=_("The back office will read it. Do not write anything about your health here."),
        max_length=2000,
        empty=_("Write what you want to add."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    helper = helper_of(HIDDEN_FIELDS, "text")


class ResidentView(SignedLinkView):
    purpose = Link.Purpose.REQUEST

    def requests(self) -> QuerySet[HelpRequest]:
        """The requests of this person only: merging persons does not extend what the link gives access to."""
        items = RequestItem.objects.filter(set_aside_at=None).select_related("category").order_by("category__position")
        accepted = Match.objects.filter(accepted_at__isnull=False, cancelled_at=None)
        return (
            HelpRequest.objects.filter(person=self.person)
            .select_related("locality", "holder")
            .prefetch_related(Prefetch("items", items.prefetch_related(Prefetch("matches", accepted))), "notes")
            .order_by("-received_at")
        )


class OwnRequestsView(ResidentView):
    """The status of each item, and a form to add a note."""

    def get(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        return self._page(NoteForm())

    def post(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        if "switch" in request.POST:
            return self._page(NoteForm.as_typed(request.POST))
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self._page(form)
        count_submission(request)
        newest = get_object_or_404(self.requests()[:1])
        newest.add_note(form.cleaned_data["text"])
        return HttpResponseRedirect(f"{self.address()}?done=added")

    def _page(self, form: PublicForm) -> HttpResponse:
        rows = [(row, list(_item_statuses(row))) for row in self.requests()]
        return self.show("requests_app/self_service.html", form=form, rows=rows, done=self.request.GET.get("done"))


def _item_statuses(row: HelpRequest) -> Iterator[ItemStatus]:
    for item in row.items.all():
        accepted = item.state == State.MATCHED and item.matches.all()
        yield ItemStatus(item, ACCEPTED_TEXT if accepted else STATE_TEXTS[item.state])


class WithdrawView(ResidentView):
    """Withdraw one item or a whole request, after a confirmation page."""

    def get(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        row, item = self._meant()
        waiting = [item] if item else row.waiting
        if not set(waiting) & set(row.waiting):
            return HttpResponseRedirect(self.address())
        return self.show("requests_app/withdraw.html", waiting=waiting, item=item)

    def post(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        row, item = self._meant()
        try:
            with transaction.atomic():
                if item:
                    item.withdraw(by=None)
                else:
                    row.withdraw(by=None)
                tasks.tell_withdrawn(row)
        except ValidationError:
            # It was closed while the confirmation page was open; the next page shows the current status.
            return HttpResponseRedirect(f"{self.address()}?done=changed")
        return HttpResponseRedirect(f"{self.address()}?done=withdrawn")

    def _meant(self) -> tuple[HelpRequest, RequestItem | None]:
        row = get_object_or_404(self.requests(), reference=self.kwargs["reference"])
        if "item" not in self.kwargs:
            return row, None
        return row, get_object_or_404(row.items.filter(set_aside_at=None), pk=self.kwargs["item"])
