"""Volunteers at the desk: one pool shared by both back offices, read-only here."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.audit.audited_admin import AuditedAdmin
from brusselshelps.desk.display import EMPTY, PersonColumns, yes_or_no
from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.lazy_text import LazyText
from brusselshelps.people.filters import MailFilter
from brusselshelps.people.search import PersonSearch
from brusselshelps.reference.filters import CategoryFilter, LocalityFilter
from brusselshelps.reference.translated_columns import in_our_language
from volunteers.models import Candidacy, InsuranceCheck, Volunteer

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Annotated(TypedDict):
    """The annotations this admin adds to its queryset."""

    offered: list[str]


class ActivityFilter(ChoiceFilter):
    title = _("active")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[Volunteer], chosen: str) -> QuerySet[Volunteer]:
        active = Exists(Candidacy.objects.open().filter(volunteer=OuterRef("pk")))
        return rows.filter(active if chosen == "yes" else ~active)


class OfferedCategoryFilter(CategoryFilter):
    def narrow(self, request: HttpRequest, rows: QuerySet[Volunteer], chosen: str) -> QuerySet[Volunteer]:
        offers = Candidacy.objects.open().filter(volunteer=OuterRef("pk"), category=self.keys[chosen])
        return rows.filter(Exists(offers))


class VolunteerAdmin(PersonSearch, PersonColumns, AuditedAdmin):
    list_display = ("reference", "initials", "lives_in", "open_categories", "languages", "registered_at", "active")
    list_select_related = ("person", "locality")
    list_filter = (ActivityFilter, OfferedCategoryFilter, LocalityFilter, MailFilter)
    search_fields = ("reference",)
    search_help_text = _("Search by reference, phone number or name.")
    ordering = ("-registered_at", "-pk")
    paged_by = "registered_at"
    sortable_by = ()
    fieldsets = (
        (_("Person"), {"fields": PersonColumns.PERSON}),
        (
            _("Volunteer"),
            {
                "fields": (
                    "reference",
                    "lives_in",
                    "active",
                    "of_age",
                    "max_active",
                    "registered_at",
                    "recorded_at",
                    "information_read_at",
                )
            },
        ),
    )
    readonly_fields = (*PersonColumns.PERSON, *fieldsets[1][1]["fields"])

    def has_change_permission(self, request: HttpRequest, obj: Volunteer | None = None) -> bool:
        """Always false: volunteers change their own data, through their signed link."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Volunteer]:
        candidacies = Candidacy.objects.select_related("category").order_by("category__position", "since")
        checks = InsuranceCheck.objects.annotate(who=UsernameOf("checked_by")).order_by("checked_at")
        offered = ArraySubquery(
            Candidacy.objects.open()
            .filter(volunteer=OuterRef("pk"))
            .order_by("category__position", "since")
            .values(in_our_language("category__report"))
        )
        return (
            super()
            .get_queryset(request)
            .annotate(offered=offered)
            .prefetch_related(Prefetch("candidacies", candidacies), Prefetch("insurance_checks", checks))
        )

    def listed(self, rows: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
        shown = ("reference", "registered_at", "residence", "locality__postcode", in_our_language("locality__name"))
        return rows.prefetch_related(None).only(*shown, *self.READ, "person__languages")

    @admin.display(description=_("residence"))
    def lives_in(self, volunteer: Volunteer) -> str:
        return str(volunteer.locality or volunteer.get_residence_display())

    @admin.display(description=_("offers"))
    def open_categories(self, volunteer: WithAnnotations[Volunteer, Annotated]) -> str:
        return ", ".join(volunteer.offered) or EMPTY

    @admin.display(description=_("active"))
    def active(self, volunteer: WithAnnotations[Volunteer, Annotated]) -> str:
        return yes_or_no(bool(volunteer.offered))

    @admin.display(description=_("16 or older"))
    def of_age(self, volunteer: Volunteer) -> str:
        return yes_or_no(volunteer.adult)
