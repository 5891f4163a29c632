"""The volunteer's own pages, reached by a signed link: change, pause, stay, withdraw."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from brusselshelps.people.forms.base import PublicForm
from brusselshelps.people.models import Link
from brusselshelps.people.self_service import SignedLinkView
from volunteers import tasks
from volunteers.forms.change import ChangeForm
from volunteers.models import Volunteer


class VolunteerView(SignedLinkView):
    purpose = Link.Purpose.VOLUNTEER

    def volunteer(self) -> Volunteer:
        return get_object_or_404(Volunteer.objects.select_related("person", "locality"), person=self.person)


class OwnOfferView(VolunteerView):
    """A form to change what the volunteer offers; a page that says so if they have withdrawn."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        volunteer = self.volunteer()
        if volunteer.has_withdrawn:
            return self.show("volunteers/withdrawn.html", volunteer=volunteer)
        return self._page(ChangeForm(volunteer=volunteer))

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        volunteer = self.volunteer()
        if volunteer.has_withdrawn:
            return HttpResponseRedirect(self.address())
        if "switch" in request.POST:
            return self._page(ChangeForm.as_typed(request.POST, volunteer=volunteer))
        form = ChangeForm(request.POST, volunteer=volunteer)
        if not form.is_valid():
            return self._page(form)
        with transaction.atomic():
            form.save()
            tasks.tell_changed(volunteer)
        return HttpResponseRedirect(f"{self.address()}?done=saved")

    def _page(self, form: PublicForm) -> HttpResponse:
        done = self.request.GET.get("done")
        return self.show("volunteers/self_service.html", form=form, volunteer=self.volunteer(), done=done)


class StayView(VolunteerView):
    """Stay a volunteer: pressing the button counts as activity, as any other change on these pages does."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return HttpResponseRedirect(self.address())

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return HttpResponseRedirect(f"{self.address()}?done=stays")


class WithdrawView(VolunteerView):
    """Stop being a volunteer, after a confirmation page."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return self.show("volunteers/withdraw.html", volunteer=self.volunteer())

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        volunteer = self.volunteer()
        with transaction.atomic():
            volunteer.withdraw()
            tasks.tell_withdrawn(volunteer)
        return HttpResponseRedirect(self.address())
