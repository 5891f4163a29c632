"""Finding a volunteer for an item: candidates, best first, with the reasons for their rank; and proposing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.models import User
from brusselshelps.desk.display import mail_fails
from brusselshelps.desk.messages import show_refusal
from brusselshelps.desk.panels import FORM, Action
from brusselshelps.form_layout import Field, helper_of
from brusselshelps.http.request_state import note_shown
from brusselshelps.reference.models import Category
from requests_app.desk.panels.base import RequestPanel
from requests_app.desk.panels.candidate_row import candidate_rows
from requests_app.desk.viewed_request_token import proof_of_view
from requests_app.models import HelpRequest, Match, RequestItem
from requests_app.states import State
from volunteers.candidates import candidates
from volunteers.models import Volunteer

A_PAGE, MOST = 10, 50
SAME_MOMENT = _(
    "Somebody else saved something at the same time that conflicts with this. Check what it was, then save again."
)


class ReferenceForm(forms.Form):
    """Choose a volunteer by reference; those who have stopped or are taking a break are refused."""

    reference = forms.CharField(
        label=_("Volunteer’s reference"),
        max_length=40,
        error_messages={
            "required": _("Enter the volunteer’s reference."),
            "max_length": _("Enter the volunteer’s reference, for instance BCD-FGH-JKM."),
        },
    )
    helper = helper_of(Field("reference", template="brussels/line.html"))

    def __init__(self, *args: Any, user: User, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.category = user, category

    def clean_reference(self) -> Volunteer:
        signs = "".join(sign for sign in self.cleaned_data["reference"].upper() if sign.isalnum())
        written = "-".join(signs[start : start + 3] for start in range(0, len(signs), 3))
        volunteer = Volunteer.objects.visible_to(self.user).filter(reference=written).first()
        if volunteer is None:
            raise ValidationError(_("There is no volunteer with this reference. Check each character."))
        volunteer.refuse_when_away()
        if not volunteer.candidacies.open().filter(category=self.category).exists():
            words = {"volunteer": volunteer, "category": self.category}
            sentence = gettext(
                "%(volunteer)s does not offer “%(category)s”. Ask by phone: volunteers can add it on their own page."
            )
            raise ValidationError(sentence % words)
        return volunteer


class MatchingPanel(RequestPanel):
    """Has its own page, linked from an item. Must precede ItemsPanel, one of whose URL patterns matches its URL."""

    actions = (Action("<int:pk>/items/<int:item>/candidates/", "candidates", FORM),)

    def candidates(self, pk: int, item: int) -> HttpResponse:
        row = self.visible_or_recently_taken_on(pk)
        if refusal := self._why_not_theirs(row):
            return self._refused(row, refusal)
        asked = _item_of(row, item)
        if refusal := _why_not_now(row, asked):
            return self._refused(row, refusal)
        by_reference = self.sent is not None and "reference" in self.sent
        form = ReferenceForm(self.sent if by_reference else None, user=self.user, category=asked.category)
        if self.sent is None or (by_reference and not form.is_valid()):
            return self._candidates_page(row, asked, form)
        return self._propose(row, asked, form.cleaned_data["reference"] if by_reference else self._chosen_volunteer())

    def _refused(self, row: HelpRequest, why: str) -> HttpResponse:
        messages.error(self.request, why)
        return self.back(row.pk)

    def _chosen_volunteer(self) -> Volunteer:
        key = self.request.POST.get("volunteer", "")
        key = key if key.isascii() and key.isdecimal() and len(key) < 19 else "0"
        return get_object_or_404(Volunteer.objects.visible_to(self.user), pk=key)

    def _why_not_theirs(self, row: HelpRequest) -> str:
        if self.is_ours_or_in_intake(row):
            return ""
        taken = gettext("%(reference)s has already been taken on by %(office)s.")
        return taken % {"reference": row, "office": row.holder}

    def _propose(self, row: HelpRequest, asked: RequestItem, to: Volunteer) -> HttpResponse:
        try:
            self._take_on_and_propose(row, asked, to)
        except ValidationError as refusal:
            show_refusal(self.request, refusal)
            return self._after_refusal(row.pk, asked)
        except IntegrityError:
            messages.error(self.request, SAME_MOMENT)
            return self._after_refusal(row.pk, asked)
        messages.success(self.request, _proposed(to) % {"category": asked.category, "volunteer": to})
        return self.back(row.pk)

    @transaction.atomic
    def _take_on_and_propose(self, row: HelpRequest, asked: RequestItem, to: Volunteer) -> None:
        """Take the request on if nobody has yet, and propose the volunteer, in one transaction."""
        row.lock()
        if row.holder_id != self.user.backoffice_id:
            row.take_on(by=self.user)
        row.refuse_when_set_aside()
        Match.propose(asked, to, by=self.user)

    def _after_refusal(self, pk: int, asked: RequestItem) -> HttpResponse:
        """Go back to the candidates if the item is still open and the user may still match it, else to the request."""
        is_open = RequestItem.objects.filter(pk=asked.pk, state=State.OPEN).exists()
        row = self.admin.get_queryset(self.request).filter(pk=pk).first()
        if is_open and row and self.may_match(row):
            return HttpResponseRedirect(reverse("admin:helprequest_candidates", args=[pk, asked.pk]))
        return self.back(pk)

    def _candidates_page(self, row: HelpRequest, asked: RequestItem, form: ReferenceForm) -> HttpResponse:
        limit = _limit(self.request.GET.get("limit", ""))
        without = list(asked.matches.values_list("volunteer", flat=True))
        found = candidates(asked.category, row.locality, row.languages, timezone.localdate(), without, limit + 1)
        note_shown(self.request, [row, *(one.volunteer for one in found[:limit])])
        context = {
            "item": asked,
            "rows": candidate_rows(found[:limit]),
            "more": min(limit + A_PAGE, MOST) if len(found) > limit and limit < MOST else 0,
            "form": form,
            "in_intake": row.holder_id is None,
            "shown": proof_of_view(self.user, row.pk),
        }
        template = "admin/requests_app/helprequest/candidates.html"
        return self.page(template, gettext("Find a volunteer"), row, context)


def _item_of(row: HelpRequest, pk: int) -> RequestItem:
    """The prefetched item of this request with this key. Raises Http404."""
    for item in row.items.all():
        if item.pk == pk:
            return item
    raise Http404


def _why_not_now(row: HelpRequest, asked: RequestItem) -> str:
    if row.set_aside_at:
        return gettext("%(reference)s is set aside.") % {"reference": row}
    if asked.state == State.MATCHED:
        return gettext("Another volunteer has already been proposed for this item.")
    words = {"category": asked.category, "state": State(asked.state).label}
    return "" if asked.state == State.OPEN else gettext("“%(category)s” is now “%(state)s”.") % words


def _proposed(volunteer: Volunteer) -> str:
    """The success message; if mail does not reach the volunteer, it asks the clerk to call."""
    if volunteer.person.email and not mail_fails(volunteer.person):
        return gettext("“%(category)s” has been proposed to %(volunteer)s, who will get an e-mail.")
    return gettext("“%(category)s” has been proposed to %(volunteer)s, who cannot be reached by e-mail: call them.")


def _limit(typed: str) -> int:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else A_PAGE
    return min(max(number, A_PAGE), MOST)
