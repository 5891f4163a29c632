"""Calls and sign-ups at the desk: administrators write calls; both back offices see sign-ups and record attendance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from brusselshelps.accounts.current_user import staff_of
from brusselshelps.audit.audited_admin import AuditedAdmin
from brusselshelps.desk.base_admin import DeskAdmin
from brusselshelps.desk.display import EMPTY, PersonColumns, yes_or_no
from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.desk.messages import carry_out
from brusselshelps.desk.return_url import post_action
from brusselshelps.lazy_text import LazyText
from brusselshelps.people.search import PersonSearch
from brusselshelps.reference.filters import CategoryFilter
from volunteers.models.call_for_volunteers import Call, SignUp

if TYPE_CHECKING:
    from django.contrib.admin.options import _FieldsetSpec

PAGE = "admin:volunteers_signup_change"


class CallAdmin(DeskAdmin, TranslationAdmin):
    adding = _("Add a call")
    list_display = ("title", "channel", "launched_at", "open_until")
    search_fields = ("slug", "title")
    search_help_text = _("Search by title or code.")
    ordering = ("-launched_at",)
    fields = ("title", "text", "channel", "launched_at", "open_until", "slug")

    def get_form(
        self, request: HttpRequest, obj: Call | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        hint = _(
            "The end of the address of this call on the website, for instance “packs-jette”: lower-case letters "
            "without accents, digits and hyphens. If you change it, links that were sent no longer work."
        )
        return super().get_form(request, obj, **{"change": change, "help_texts": {"slug": hint}} | kwargs)


class AttendedFilter(ChoiceFilter):
    title = _("attended")
    parameter_name = "attended"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[SignUp], chosen: str) -> QuerySet[SignUp]:
        return rows.filter(attended_at__isnull=chosen == "no")


class CallFilter(ChoiceFilter):
    title = _("call")
    parameter_name = "call"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [(call.slug, str(call)) for call in Call.objects.order_by("-launched_at")]

    def narrow(self, request: HttpRequest, rows: QuerySet[SignUp], chosen: str) -> QuerySet[SignUp]:
        return rows.filter(call__slug=chosen)


class SignedUpCategoryFilter(CategoryFilter):
    def narrow(self, request: HttpRequest, rows: QuerySet[SignUp], chosen: str) -> QuerySet[SignUp]:
        return rows.filter(category__slug=chosen)


class SignUpAdmin(PersonSearch, PersonColumns, AuditedAdmin):
    list_display = ("reference_or_key", "what", "initials", "headcount", "at", "attended")
    list_select_related = ("person", "call", "category")
    list_filter = (AttendedFilter, CallFilter, SignedUpCategoryFilter)
    search_fields = ("reference",)
    search_help_text = _("Search by reference, phone number or name.")
    ordering = ("-at", "-pk")
    paged_by = "at"
    sortable_by = ()
    FACTS = ("reference_or_key", "what", "at", "recorded_at", "attended_at")
    fieldsets = (
        (_("Sign-up"), {"fields": ("headcount", *FACTS)}),
        (_("Person"), {"fields": PersonColumns.PERSON}),
    )
    readonly_fields = (*FACTS, *PersonColumns.PERSON)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(post_action(self.attend))
        return [path("<int:pk>/attend/", view, name="signup_attend"), *super().get_urls()]

    def attend(self, request: HttpRequest, pk: int) -> HttpResponse:
        sign_up: SignUp = self.get_visible(request, pk)
        if carry_out(request, sign_up.attend, by=staff_of(request)):
            messages.success(request, gettext("Attendance has been recorded."))
        return HttpResponseRedirect(reverse(PAGE, args=[pk]))

    def get_fieldsets(self, request: HttpRequest, obj: SignUp | None = None) -> _FieldsetSpec:
        """Leave out the person if there is none: an imported sign-up may have a headcount only."""
        return self.fieldsets if obj and obj.person else self.fieldsets[:1]

    def save_model(self, request: HttpRequest, obj: SignUp, form: forms.ModelForm, change: bool) -> None:
        """Save only the headcount, so as not to overwrite attendance recorded in the meantime."""
        obj.save(update_fields=form.changed_data)

    @admin.display(description=_("reference"))
    def reference_or_key(self, sign_up: SignUp) -> str:
        return str(sign_up)

    @admin.display(description=_("initials"))
    def initials(self, sign_up: SignUp) -> str:
        return (sign_up.person and sign_up.person.initials) or EMPTY

    @admin.display(description=_("call or category"))
    def what(self, sign_up: SignUp) -> str:
        return str(sign_up.call or sign_up.category)

    @admin.display(description=_("attended"))
    def attended(self, sign_up: SignUp) -> str:
        return yes_or_no(sign_up.attended_at is not None)
