"""Reference data on the desk: administrators edit it; staff who use it may read it."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import RangeWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from brusselshelps.desk.base_admin import DeskAdmin
from brusselshelps.desk.dashboard import WorkLine
from brusselshelps.desk.date_fields import BoundedDays
from brusselshelps.desk.display import yes_or_no
from brusselshelps.desk.messages import show_refusal
from brusselshelps.desk.return_url import post_action
from brusselshelps.desk.site import desk
from brusselshelps.reference.models import (
    LANGUAGES,
    Category,
    CategoryPolicy,
    Commune,
    Locality,
    Partner,
    Suspension,
)

if TYPE_CHECKING:
    from django_stubs_ext import FieldsetSpec

SUSPENSIONS = "admin:reference_suspension_changelist"


class DaysWidget(RangeWidget):
    """Two date inputs, each with its own label for screen readers."""

    def __init__(self) -> None:
        first = {"type": "date", "aria-label": _("first day")}
        end = {"type": "date", "aria-label": _("the day after the last")}
        forms.MultiWidget.__init__(self, [forms.DateInput(first, "%Y-%m-%d"), forms.DateInput(end, "%Y-%m-%d")])


class PolicyForm(forms.ModelForm):
    class Meta:
        model = CategoryPolicy
        fields = ("valid", "registration", "insurance", "verification", "reason")
        widgets = {"valid": DaysWidget}
        field_classes = {"valid": BoundedDays}

    def validate_constraints(self) -> None:
        """Skip the overlap constraint: PolicyFormSet compares all rows, as one may end where a new one begins."""
        exclude = {*self._get_validation_exclusions(), "category"}  # type: ignore[attr-defined]
        try:
            self.instance.validate_constraints(exclude=exclude)
        except forms.ValidationError as refusal:
            self._update_errors(refusal)  # type: ignore[attr-defined]


class PolicyFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.cleaned_data.get("valid") and not self._is_deleted(form)]
        for one, other in combinations(kept, 2):
            if _overlap(one.cleaned_data["valid"], other.cleaned_data["valid"]):
                raise forms.ValidationError(
                    _("Two policies are in force on the same day. End one on the day the next begins.")
                )

    def save(self, commit: bool = True) -> list[CategoryPolicy]:
        """Delete before saving, so that a changed policy may use the freed days; Django would go from top to bottom."""
        for form in self.deleted_forms:
            if form.instance.pk:
                form.instance.delete()
        return super().save(commit)

    def _is_deleted(self, form: forms.ModelForm) -> bool:
        return bool(self.can_delete and form.cleaned_data.get(DELETION_FIELD_NAME))


def _overlap(one: DateRange, other: DateRange) -> bool:
    begins_before = one.lower is None or other.upper is None or one.lower < other.upper
    return begins_before and (other.lower is None or one.upper is None or other.lower < one.upper)


class PolicyInline(admin.TabularInline[CategoryPolicy, Category]):
    model = CategoryPolicy
    form = PolicyForm
    formset = PolicyFormSet
    # An empty row, so that one can be added without JavaScript.
    extra = 1

    def get_fields(self, request: HttpRequest, obj: Category | None = None) -> tuple[str, ...]:
        first = "valid" if self.has_change_permission(request, obj) else "days"
        return (first, "registration", "insurance", "verification", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> tuple[str, ...]:
        return () if self.has_change_permission(request, obj) else self.get_fields(request, obj)

    @admin.display(description=_("in force"))
    def days(self, policy: CategoryPolicy) -> str:
        first, end = policy.valid.lower, policy.valid.upper
        words = {"first": first and date_format(first), "end": end and date_format(end)}
        if end is None:
            return gettext("from %(first)s") % words
        return gettext("from %(first)s up to but not including %(end)s") % words


class ReferenceAdmin(DeskAdmin, TranslationAdmin):
    """The key of an existing row is read-only: other programs, files and the rows written after migrate refer to it."""

    key = "slug"
    list_display_links = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), self.key] if obj else [*self.readonly_fields]


@admin.register(Category, site=desk)
class CategoryAdmin(ReferenceAdmin):
    adding = _("Add a help category")
    list_display = ("position", "report", "asked_for")
    list_display_links = ("report",)
    inlines = (PolicyInline,)

    @admin.display(description=_("residents may ask for it"))
    def asked_for(self, category: Category) -> str:
        return yes_or_no(category.residents_may_ask)


@admin.register(Commune, site=desk)
class CommuneAdmin(ReferenceAdmin):
    adding = _("Add a commune")
    key = "nis"
    list_display = ("nis", "name")


@admin.register(Locality, site=desk)
class LocalityAdmin(ReferenceAdmin):
    adding = _("Add a locality")
    key = "postcode"
    list_display = ("postcode", "name")


@admin.register(Partner, site=desk)
class PartnerAdmin(ReferenceAdmin):
    adding = _("Add a partner")
    list_display = ("name", "has_backoffice")

    @admin.display(description=_("runs a back office"))
    def has_backoffice(self, partner: Partner) -> str:
        return yes_or_no(partner.runs_backoffice)


class SuspensionForm(forms.ModelForm):
    def clean_until(self) -> dt.datetime | None:
        until: dt.datetime | None = self.cleaned_data["until"]
        if until and until <= timezone.now():
            raise forms.ValidationError(_("Choose a time in the future, or leave this empty."))
        return until


@admin.register(Suspension, site=desk)
class SuspensionAdmin(DeskAdmin, TranslationAdmin):
    """Adding a row suspends the platform from that time on. A suspension is ended with a button and never deleted."""

    form = SuspensionForm
    adding = _("Suspend the platform")
    list_display = ("since", "until", "in_force_now")
    sortable_by = ()
    readonly_fields = ("since",)

    def get_fieldsets(self, request: HttpRequest, obj: Suspension | None = None) -> FieldsetSpec:
        texts = [f"text_{code}" for code in LANGUAGES]
        says = _("As soon as you save, nobody can ask for help, register or sign up. The pages say so.")
        return [
            (
                None,
                {"fields": ["since", "until", *texts]} if obj else {"fields": ["until", *texts], "description": says},
            )
        ]

    def get_urls(self) -> list[URLPattern]:
        end = self.admin_site.admin_view(post_action(self.end))
        return [path("<int:pk>/end/", end, name="suspension_end"), *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Suspension | None = None) -> bool:
        """A suspension that has ended cannot be changed."""
        return (obj is None or obj.is_in_force) and super().has_change_permission(request, obj)

    def work(self, request: HttpRequest) -> list[WorkLine]:
        suspension = Suspension.objects.in_force().first()
        if suspension is None or not self.has_view_permission(request):
            return []
        return [WorkLine(gettext("The platform is suspended"), None, self._change_url(suspension))]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        suspension = Suspension.objects.in_force().first()
        if suspension and self.has_add_permission(request):
            self.message_user(
                request, gettext("The platform is already suspended. You can change or end the suspension here.")
            )
            return HttpResponseRedirect(self._change_url(suspension))
        return super().add_view(request, form_url, extra_context)

    def response_add(self, request: HttpRequest, obj: Suspension, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, gettext("The platform is suspended now."), "success")
        return HttpResponseRedirect(reverse(SUSPENSIONS))

    def save_model(self, request: HttpRequest, obj: Suspension, form: forms.ModelForm, change: bool) -> None:
        """Write only the changed columns: somebody may have ended the suspension since the form was loaded."""
        obj.save(update_fields=form.changed_data if change else None)

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        suspension = get_object_or_404(Suspension, pk=pk)
        try:
            suspension.end()
        except ValidationError as refusal:
            show_refusal(request, refusal)
        else:
            self.log_change(request, suspension, [{"changed": {"fields": ["until"]}}])
            self.message_user(request, gettext("The platform is open again."), "success")
        return HttpResponseRedirect(reverse(SUSPENSIONS))

    @admin.display(description=_("in force now"))
    def in_force_now(self, suspension: Suspension) -> str:
        return yes_or_no(suspension.is_in_force)

    @staticmethod
    def _change_url(suspension: Suspension) -> str:
        return reverse("admin:reference_suspension_change", args=[suspension.pk])
