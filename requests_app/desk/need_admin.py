"""Needs of organisations at the desk, shared by both back offices."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.current_user import staff_of
from brusselshelps.audit.audited_admin import AuditedAdmin
from brusselshelps.desk.dashboard import WorkLine
from brusselshelps.desk.display import PersonColumns, yes_or_no
from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.desk.messages import carry_out
from brusselshelps.desk.return_url import post_action
from brusselshelps.lazy_text import LazyText
from brusselshelps.people.filters import RetentionFilter
from brusselshelps.people.search import PersonSearch
from brusselshelps.reference.filters import LocalityFilter
from requests_app.models import OrganisationNeed
from requests_app.retention import needs_soon_erased

LIST = "admin:requests_app_organisationneed_changelist"
PAGE = "admin:requests_app_organisationneed_change"


class OpenFilter(ChoiceFilter):
    title = _("still open")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[OrganisationNeed], chosen: str) -> QuerySet[OrganisationNeed]:
        return rows.filter(closed_at__isnull=chosen == "yes")


class NeedSoonErasedFilter(RetentionFilter):
    def narrow(self, request: HttpRequest, rows: QuerySet[OrganisationNeed], chosen: str) -> QuerySet[OrganisationNeed]:
        return needs_soon_erased(rows)


class NeedAdmin(PersonSearch, PersonColumns, AuditedAdmin):
    list_display = ("reference", "organisation", "locality", "people_helped", "by_when", "received_at", "is_open")
    list_select_related = ("person", "locality", "call")
    list_filter = (OpenFilter, LocalityFilter, NeedSoonErasedFilter)
    search_fields = ("reference",)
    search_help_text = _("Search by reference.")
    ordering = ("-received_at", "-pk")
    sortable_by = ("reference", "organisation", "by_when", "received_at")
    WHAT = ("organisation", "locality", "what", "people_helped", "by_when")
    DATES = ("received_at", "recorded_at", "closed_at")
    fieldsets = (
        (_("What is needed"), {"fields": (*WHAT, "call")}),
        (_("Contact person"), {"fields": PersonColumns.PERSON}),
        (_("Dates"), {"fields": DATES}),
    )
    readonly_fields = (*WHAT, *PersonColumns.PERSON, *DATES)

    def work(self, request: HttpRequest) -> list[WorkLine]:
        if not self.has_view_permission(request):
            return []
        rows = OrganisationNeed.objects.visible_to(staff_of(request))
        erased = gettext("Needs of organisations, still open and soon to be erased: close them")
        lines = [
            WorkLine(gettext("Needs of organisations"), rows.open().count(), f"{reverse(LIST)}?open=yes"),
            WorkLine(erased, needs_soon_erased(rows).count(), f"{reverse(LIST)}?erased=soon"),
        ]
        return [line for line in lines if line.count]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(post_action(self.close))
        return [path("<int:pk>/close/", view, name="organisationneed_close"), *super().get_urls()]

    def close(self, request: HttpRequest, pk: int) -> HttpResponse:
        need: OrganisationNeed = self.get_visible(request, pk)
        if carry_out(request, need.close, by=staff_of(request)):
            messages.success(request, gettext("%(reference)s is now closed.") % {"reference": need})
        return HttpResponseRedirect(reverse(PAGE, args=[pk]))

    def save_model(self, request: HttpRequest, obj: OrganisationNeed, form: forms.ModelForm, change: bool) -> None:
        """Save only the call: the need may have been closed since the row was read."""
        obj.save(update_fields=form.changed_data)

    @admin.display(description=_("still open"))
    def is_open(self, need: OrganisationNeed) -> str:
        return yes_or_no(need.closed_at is None)
