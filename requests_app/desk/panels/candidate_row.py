"""A row in the list of candidates for an item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import DateTimeField, Func
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.display import language_names
from brusselshelps.lazy_text import LazyText
from brusselshelps.reference.models import CategoryPolicy, Locality
from volunteers.candidates import Candidate, Nearness
from volunteers.models import Volunteer

NEAR: dict[int, LazyText] = {
    Nearness.SAME_LOCALITY: _("same locality"),
    Nearness.SAME_COMMUNE: _("same commune"),
    Nearness.UNKNOWN: _("distance not known"),
}
# What is still missing for a covered volunteer, by the verification the policy requires.
LACKS: dict[str, LazyText] = {
    CategoryPolicy.Verification.PHONE: _("a check by phone is needed"),
    CategoryPolicy.Verification.DOCUMENT: _("a document is needed"),
}


@dataclass(frozen=True)
class CandidateRow:
    """A candidate for display, with the facts that explain their rank."""

    volunteer: Volunteer
    initials: str
    place: Locality | LazyText
    languages: str
    near: LazyText
    busy: str
    asked: str
    insurance: str
    lacks: bool
    missed: str

    @classmethod
    def of(cls, one: Candidate, missed: dt.datetime | None) -> CandidateRow:
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


def _how_near(one: Candidate) -> LazyText:
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
        return gettext("valid until %(day)s") % {"day": day} if day else gettext("in order")
    if check.valid_until and check.valid_until < timezone.localdate():
        return gettext("was valid until %(day)s") % {"day": date_format(check.valid_until)}
    if check.is_covered:
        return str(LACKS[one.verification])
    asked = check.outcome == check.Outcome.ASKED
    return gettext("asked for, not yet confirmed") if asked else check.get_outcome_display()


class MissedAt(Func):
    """The time of a volunteer's last no-show, including in matches of the other office: they share the volunteers."""

    function = "requests_app_last_no_show"
    output_field = DateTimeField()


def candidate_rows(found: Iterable[Candidate]) -> list[CandidateRow]:
    """The rows for these candidates, in the same order."""
    candidates = list(found)
    volunteers = Volunteer.objects.filter(pk__in=[one.volunteer.pk for one in candidates])
    missed = dict(volunteers.order_by().values_list("pk", MissedAt("pk")))
    return [CandidateRow.of(one, missed[one.volunteer.pk]) for one in candidates]
