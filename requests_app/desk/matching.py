"""Finding a volunteer for an item: the best first, with the why of their order, and the button that proposes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Func
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from brusselshelps.accounts.desk import tell_refusal
from brusselshelps.accounts.looks import look_at
from brusselshelps.accounts.shown import language_names, mail_fails
from brusselshelps.people.layout import Field, helper_of
from brusselshelps.reference.models import Category, CategoryPolicy
from volunteers.models import Volunteer
from volunteers.standby import Candidate, Nearness, candidates

from ..models import HelpRequest, Match, RequestItem, State
from .items import Items
from .triage import shown_to

A_PAGE, MOST = 10, 50
SAME_MOMENT = _("Somebody else saved something at the same moment that does not go with this. Look, and save again.")
NEAR: dict[int, Any] = {
    Nearness.SAME_LOCALITY: _("same locality"),
    Nearness.SAME_COMMUNE: _("same commune"),
    Nearness.UNKNOWN: _("how far is not known"),
}
# What is still to be done for who is covered, by what the policy asks for.
LACKS: dict[str, Any] = {
    CategoryPolicy.Verification.PHONE: _("a check by phone is needed"),
    CategoryPolicy.Verification.DOCUMENT: _("a document is needed"),
}


@dataclass(frozen=True)
class Row:
    """A candidate in words: why they stand where they stand."""

    volunteer: Volunteer
    initials: str
    place: Any
    languages: str
    near: Any
    busy: str
    asked: str
    insurance: str
    lacks: bool
    missed: str

    @classmethod
    def of(cls, one: Candidate, missed: dt.datetime | None) -> Row:
        volunteer = one.volunteer
        return cls(
            volunteer,
            one.person.initials,
            volunteer.locality or ("" if one.nearness == Nearness.OUTSIDE else volunteer.get_residence_display()),
            language_names(list(one.languages_in_common)),
            _how_near(one),
            _how_busy(volunteer),
            _when_asked(volunteer),
            _how_insured(one),
            one.insurance_lacks,
            gettext("did not come on %(day)s") % {"day": date_format(timezone.localtime(missed))} if missed else "",
        )


def _how_near(one: Candidate) -> Any:
    if one.nearness == Nearness.OUTSIDE:
        return one.volunteer.get_residence_display()
    if one.nearness != Nearness.SOME_KILOMETRES or one.kilometres is None:
        return NEAR.get(one.nearness, NEAR[Nearness.UNKNOWN])
    return gettext("%(kilometres)s km") % {"kilometres": number_format(one.kilometres, 1)}


def _how_busy(volunteer: Volunteer) -> str:
    words = {"active": volunteer.active_matches, "most": volunteer.max_active}
    return ngettext("%(active)d of %(most)d match", "%(active)d of %(most)d matches", volunteer.max_active) % words


def _when_asked(volunteer: Volunteer) -> str:
    if volunteer.asked_at is None:
        return gettext("never asked")
    return gettext("last asked on %(day)s") % {"day": date_format(timezone.localtime(volunteer.asked_at))}


def _how_insured(one: Candidate) -> str:
    check = one.insurance
    if not one.insurance_asked:
        return gettext("not needed")
    if check is None:
        return gettext("not checked")
    if one.insured:
        day = check.valid_until and date_format(check.valid_until)
        return gettext("in order until %(day)s") % {"day": day} if day else gettext("in order")
    if check.valid_until and check.valid_until < timezone.localdate():
        return gettext("was valid until %(day)s") % {"day": date_format(check.valid_until)}
    if check.is_covered:
        return str(LACKS[one.verification])
    asked = check.outcome == check.Outcome.ASKED
    return gettext("asked for, and not confirmed yet") if asked else check.get_outcome_display()


class ReferenceForm(forms.Form):
    """A particular volunteer, by reference; who no longer volunteers, or takes a break, is left in peace."""

    reference = forms.CharField(
        label=_("Reference of a volunteer"),
        max_length=40,
        error_messages={
            "required": _("Fill in the reference of a volunteer."),
            "max_length": _("Fill in the reference of a volunteer, for instance BCD-FGH-JKM."),
        },
    )
    helper = helper_of(Field("reference", template="brussels/line.html"))

    def __init__(self, *args: Any, user: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.category = user, category

    def clean_reference(self) -> Volunteer:
        signs = "".join(sign for sign in self.cleaned_data["reference"].upper() if sign.isalnum())
        written = "-".join(signs[start : start + 3] for start in range(0, len(signs), 3))
        volunteer = Volunteer.objects.visible_to(self.user).filter(reference=written).first()
        if volunteer is None:
            raise ValidationError(_("There is no volunteer with this reference. Look whether each sign is right."))
        volunteer.refuse_when_away()
        if not volunteer.candidacies.open().filter(category=self.category).exists():
            words = {"volunteer": volunteer, "category": self.category}
            sentence = gettext(
                "%(volunteer)s does not offer “%(category)s”. Ask by phone: who wants to can add it on their own page."
            )
            raise ValidationError(sentence % words)
        return volunteer


def _item_of(row: HelpRequest, pk: int) -> RequestItem:
    """One of what this request asks, as it was read with it; any other does not exist."""
    for item in row.items.all():
        if item.pk == pk:
            return item
    raise Http404


class Matching(Items):
    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.candidates)
        return [self.verb("<int:pk>/items/<int:item>/candidates/", view, "candidates"), *super().get_urls()]

    def candidates(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        row: HelpRequest = self.visible_or_just_gone(request, pk)  # type: ignore[attr-defined]  # of Triage
        if refusal := self._gone(request, row):
            self.message_user(request, refusal, "error")
            return self.back(request, pk)
        asked = _item_of(row, item)
        if refusal := self._why_not(row, asked):
            self.message_user(request, refusal, "error")
            return self.back(request, pk)
        by_reference = request.method == "POST" and "reference" in request.POST
        form = ReferenceForm(request.POST if by_reference else None, user=request.user, category=asked.category)
        if by_reference and not form.is_valid():
            return self._candidates_page(request, row, asked, form)
        if request.method == "POST":
            volunteer = form.cleaned_data["reference"] if by_reference else self._pressed_volunteer(request)
            return self._propose(request, row, asked, volunteer)
        return self._candidates_page(request, row, asked, form)

    def _pressed_volunteer(self, request: HttpRequest) -> Volunteer:
        key = request.POST.get("volunteer", "")
        key = key if key.isascii() and key.isdecimal() and len(key) < 19 else "0"
        return get_object_or_404(Volunteer.objects.visible_to(request.user), pk=key)  # type: ignore[arg-type]

    def _gone(self, request: HttpRequest, row: HelpRequest) -> str:
        if row.holder_id in (None, request.user.backoffice_id):  # type: ignore[union-attr]
            return ""
        taken = gettext("%(reference)s is already taken on by %(office)s.")
        return taken % {"reference": row, "office": row.holder}

    def _why_not(self, row: HelpRequest, asked: RequestItem) -> str:
        if row.set_aside_at:
            return gettext("%(reference)s is set aside.") % {"reference": row}
        if asked.state == State.MATCHED:
            return gettext("Another volunteer is already proposed for this item.")
        words = {"category": asked.category, "state": State(asked.state).label}
        return "" if asked.state == State.OPEN else gettext("“%(category)s” is “%(state)s” now.") % words

    def _propose(self, request: HttpRequest, row: HelpRequest, asked: RequestItem, to: Volunteer) -> HttpResponse:
        """In one transaction with taking it on, where nobody did yet: all of it, or nothing."""
        try:
            with transaction.atomic():
                row.lock()
                if row.holder_id != request.user.backoffice_id:  # type: ignore[union-attr]
                    row.take_on(by=request.user)  # type: ignore[arg-type]
                row.refuse_when_set_aside()
                Match.propose(asked, to, by=request.user)  # type: ignore[arg-type]
        except ValidationError as refusal:
            tell_refusal(request, refusal)
            return self._after_refusal(request, row.pk, asked)
        except IntegrityError:
            self.message_user(request, SAME_MOMENT, "error")
            return self._after_refusal(request, row.pk, asked)
        words = {"category": asked.category, "volunteer": to}
        self.message_user(request, _told(to) % words, "success")
        return self.back(request, row.pk)

    def _after_refusal(self, request: HttpRequest, pk: int, asked: RequestItem) -> HttpResponse:
        """To choose somebody else, as long as the item is open and the request still ours to match."""
        open_still = RequestItem.objects.filter(pk=asked.pk, state=State.OPEN).exists()
        row = self.get_queryset(request).filter(pk=pk).first()
        if open_still and row and self.may_match(request, row):
            return HttpResponseRedirect(reverse("admin:helprequest_candidates", args=[pk, asked.pk]))
        return self.back(request, pk)

    def _candidates_page(
        self, request: HttpRequest, row: HelpRequest, asked: RequestItem, form: ReferenceForm
    ) -> HttpResponse:
        limit = _limit(request.GET.get("limit", ""))
        without = list(asked.matches.values_list("volunteer", flat=True))
        found = candidates(asked.category, row.locality, row.languages, timezone.localdate(), without, limit + 1)
        look_at(request, [row, *(one.volunteer for one in found[:limit])])
        context = self.admin_site.each_context(request) | {
            "title": gettext("Find a volunteer"),
            "subtitle": row,
            "opts": self.opts,
            "original": row,
            "item": asked,
            "rows": _rows(found[:limit]),
            "more": min(limit + A_PAGE, MOST) if len(found) > limit and limit < MOST else 0,
            "form": form,
            "in_intake": row.holder_id is None,
            "shown": shown_to(request.user, row.pk),
        }
        return TemplateResponse(request, "admin/requests_app/helprequest/candidates.html", context)


class MissedAt(Func):
    """When a volunteer was promised somewhere and did not come, the last time: volunteers are one pool, so whom the
    other office waited for in vain, too."""

    function = "requests_app_missed_at"
    output_field = DateTimeField()


def _rows(found: list[Candidate]) -> list[Row]:
    shown = Volunteer.objects.filter(pk__in=[one.volunteer.pk for one in found])
    missed = dict(shown.order_by().values_list("pk", MissedAt("pk")))
    return [Row.of(one, missed[one.volunteer.pk]) for one in found]


def _told(volunteer: Volunteer) -> str:
    """Whom no mail reaches is called by the clerk."""
    if volunteer.person.email and not mail_fails(volunteer.person):
        return gettext("“%(category)s” is proposed to %(volunteer)s, who gets a mail.")
    return gettext("“%(category)s” is proposed to %(volunteer)s, whom no mail reaches: call them.")


def _limit(typed: str) -> int:
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else A_PAGE
    return min(max(number, A_PAGE), MOST)
