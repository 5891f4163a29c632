"""The volunteer's matches, reached by a signed link: answering proposals, and details of whom they help."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.lazy_text import LazyText
from brusselshelps.people.models import Link
from brusselshelps.people.self_service import SignedLinkView
from brusselshelps.reference.models import CategoryPolicy
from requests_app.models import Match
from requests_app.models.match_queryset import MatchQuerySet
from requests_app.states import ENDS, MatchState
from volunteers.models import InsuranceCheck, Volunteer

# The levels of verification for which the volunteer's own statement, asked for on the page, is enough.
OWN_WORD = (CategoryPolicy.Verification.NONE, CategoryPolicy.Verification.SELF)
EARLIER_SHOWN = 10
ENDED_TEXTS: dict[str, LazyText] = {
    MatchState.DONE: _("You helped with this. Thank you."),
    MatchState.NO_SHOW: _("The help was not given."),
    MatchState.CANCELLED: _("This has been cancelled; you do not have to do anything more."),
    MatchState.LAPSED: _("There was no answer in time, so we are asking somebody else."),
    MatchState.DECLINED: _("You said no, so we are asking somebody else."),
}


@dataclass(frozen=True)
class DisplayedMatch:
    """A match as shown to the volunteer: whether insurance is still required, and how it ended."""

    match: Match
    lacks_insurance: bool = False
    own_word: bool = False
    ended: LazyText = ""

    @classmethod
    def of(cls, match: Match) -> DisplayedMatch:
        if match.state in ENDS:
            return cls(match, ended=ENDED_TEXTS[match.state])
        if match.state == MatchState.ACCEPTED or not match.lacks_insurance:
            return cls(match)
        return cls(match, lacks_insurance=True, own_word=_own_word_is_enough(match))


def _own_word_is_enough(match: Match) -> bool:
    policy = CategoryPolicy.on(match.item.category, timezone.localdate())
    return policy is None or policy.verification in OWN_WORD


class MatchesView(SignedLinkView):
    purpose = Link.Purpose.VOLUNTEER

    def volunteer(self) -> Volunteer:
        return get_object_or_404(Volunteer, person=self.person)

    def matches(self) -> MatchQuerySet:
        rows = Match.objects.filter(volunteer__person=self.person).order_by("-proposed_at", "-pk")
        return rows.select_related(
            "volunteer", "item__category", "item__request__person", "item__request__locality", "item__request__holder"
        )

    def match(self) -> Match:
        return get_object_or_404(self.matches(), pk=self.kwargs["match"])

    def matches_url(self) -> str:
        return reverse("my_matches", args=[self.kwargs["token"]])

    def back_to_matches(self, done: str) -> HttpResponse:
        return HttpResponseRedirect(f"{self.matches_url()}?done={done}")


class OwnMatchesView(MatchesView):
    """The volunteer's proposals to answer, current matches with the details of the resident, and earlier matches."""

    def get(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        going_on = [DisplayedMatch.of(match) for match in self.matches().active()]
        earlier = [DisplayedMatch.of(match) for match in self.matches().ended()[:EARLIER_SHOWN]]
        by_state = {state: [one for one in going_on if one.match.state == state] for state in MatchState.values}
        return self.show(
            "requests_app/matches.html",
            volunteer=self.volunteer(),
            proposed=by_state[MatchState.PROPOSED],
            willing=by_state[MatchState.WILLING],
            accepted=by_state[MatchState.ACCEPTED],
            earlier=earlier,
            done=request.GET.get("done"),
        )


class AcceptMatchView(MatchesView):
    """Accept a match; the volunteer may state at the same time that they are insured."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        match = self.match()
        try:
            self._take_up(match, insured="insured" in request.POST)
        except ValidationError:
            # Pressed twice, too late, or no longer needed: the next page shows the current state.
            match.refresh_from_db()
        return self.back_to_matches(
            match.state if match.state in (MatchState.ACCEPTED, MatchState.WILLING) else "changed"
        )

    @transaction.atomic
    def _take_up(self, match: Match, insured: bool) -> None:
        match.item.lock()
        if insured and match.lacks_insurance and _own_word_is_enough(match):
            InsuranceCheck.record(match.volunteer, InsuranceCheck.Outcome.INSURED, InsuranceCheck.Method.SELF)
        match.say_yes()


class DeclineMatchView(MatchesView):
    """Decline a proposal or cancel an accepted match, after a confirmation page."""

    def get(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        match = self.match()
        if match.state in ENDS:
            return self.back_to_matches("changed")
        promised = match.state == MatchState.ACCEPTED
        return self.show("requests_app/match_no.html", match=match, promised=promised, back=self.matches_url())

    def post(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        match = self.match()
        try:
            if match.state == MatchState.ACCEPTED:
                match.cancel(by=None)
            else:
                match.decline()
        except ValidationError:
            return self.back_to_matches("changed")
        return self.back_to_matches("said_no")


class ConfirmInsuranceView(MatchesView):
    """A volunteer who agreed without insurance states later that they are insured."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: str | int) -> HttpResponse:
        volunteer = self.volunteer()
        if not any(_own_word_is_enough(match) and match.lacks_insurance for match in self.matches().willing()):
            return self.back_to_matches("changed")
        InsuranceCheck.record(volunteer, InsuranceCheck.Outcome.INSURED, InsuranceCheck.Method.SELF)
        accepted = Match.accept_insured(volunteer, by=None)
        return self.back_to_matches(MatchState.ACCEPTED if accepted else "changed")
