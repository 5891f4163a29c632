"""Accounts and the shared words: administrators edit them; who works with the words may read them."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation, update_session_auth_hash
from django.contrib.postgres.forms import RangeWidget
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from brusselshelps.reference.models import Category, CategoryPolicy, Commune, Locality, Partner

from .desk import DeskAdmin, desk
from .filters import ByRole, MaySignIn
from .models import User
from .shown import yes_or_no


class UserForm(forms.ModelForm):
    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 signs. Leave it empty to keep the present one."),
    )

    class Meta:
        model = User
        fields = ("username", "role", "backoffice", "language", "is_active")
        error_messages = {
            "username": {"required": _("Fill in a username.")},
            "role": {"required": _("Choose a role.")},
        }

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            password_validation.validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError(_("Fill in a password for the new member of staff."))
        return password

    def save(self, commit: bool = True) -> User:
        if self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        return super().save(commit)


@admin.register(User, site=desk)
class UserAdmin(DeskAdmin):
    form = UserForm
    list_display = ("username", "role", "backoffice", "language", "may_sign_in")
    list_select_related = ("backoffice",)
    list_filter = (ByRole, MaySignIn)
    search_fields = ("username",)
    search_help_text = _("Search by username.")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Administrators cannot shut themselves out."""
        return ("role", "backoffice", "is_active") if obj == request.user else ()

    @admin.display(description=_("may sign in"))
    def may_sign_in(self, user: User) -> str:
        return yes_or_no(user.is_active)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj == request.user:
            update_session_auth_hash(request, obj)


class DaysWidget(RangeWidget):
    """Two days, each with its own name for who does not see them side by side."""

    def __init__(self) -> None:
        first = {"type": "date", "aria-label": _("first day")}
        end = {"type": "date", "aria-label": _("the day after the last")}
        forms.MultiWidget.__init__(self, [forms.DateInput(first, "%Y-%m-%d"), forms.DateInput(end, "%Y-%m-%d")])


class PolicyForm(forms.ModelForm):
    class Meta:
        model = CategoryPolicy
        fields = ("valid", "registration", "insurance", "verification", "reason")
        widgets = {"valid": DaysWidget}

    def validate_constraints(self) -> None:
        """Overlap is looked at over all rows of the page: one policy may end where a new one begins."""
        exclude = {*self._get_validation_exclusions(), "category"}  # type: ignore[attr-defined]
        try:
            self.instance.validate_constraints(exclude=exclude)
        except forms.ValidationError as refusal:
            self._update_errors(refusal)  # type: ignore[attr-defined]


class PolicyFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.cleaned_data.get("valid") and not self._goes(form)]
        for one, other in combinations(kept, 2):
            if _overlap(one.cleaned_data["valid"], other.cleaned_data["valid"]):
                raise forms.ValidationError(
                    _("Two policies are in force on the same day. Let one end where the next begins.")
                )

    def save(self, commit: bool = True) -> list[Any]:
        """What goes makes room first for what changes; Django would go from top to bottom."""
        for form in self.deleted_forms:
            if form.instance.pk:
                form.instance.delete()
        return super().save(commit)

    def _goes(self, form: Any) -> bool:
        return bool(self.can_delete and self._should_delete_form(form))  # type: ignore[attr-defined]


def _overlap(one: Any, other: Any) -> bool:
    begins_before = one.lower is None or other.upper is None or one.lower < other.upper
    return begins_before and (other.lower is None or one.upper is None or other.lower < one.upper)


class PolicyInline(admin.TabularInline[CategoryPolicy, Category]):
    model = CategoryPolicy
    form = PolicyForm
    formset = PolicyFormSet
    # A row to fill in without JavaScript.
    extra = 1

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        first = "valid" if self.has_change_permission(request, obj) else "days"
        return (first, "registration", "insurance", "verification", "reason")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if self.has_change_permission(request, obj) else self.get_fields(request, obj)

    @admin.display(description=_("in force"))
    def days(self, policy: CategoryPolicy) -> str:
        first, end = policy.valid.lower, policy.valid.upper
        words = {"first": first and date_format(first), "end": end and date_format(end)}
        if end is None:
            return gettext("from %(first)s") % words
        return gettext("from %(first)s up to, not including, %(end)s") % words


class ReferenceAdmin(DeskAdmin, TranslationAdmin):
    """The key a row is known by stays: other programs, files and the rows written after migrate name it."""

    key = "slug"
    list_display_links = ("name",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), self.key] if obj else self.readonly_fields


@admin.register(Category, site=desk)
class CategoryAdmin(ReferenceAdmin):
    list_display = ("position", "report", "asked_for")
    list_display_links = ("report",)
    inlines = (PolicyInline,)

    @admin.display(description=_("residents may ask for it"))
    def asked_for(self, category: Category) -> str:
        return yes_or_no(category.residents_may_ask)


@admin.register(Commune, site=desk)
class CommuneAdmin(ReferenceAdmin):
    key = "nis"
    list_display = ("nis", "name")


@admin.register(Locality, site=desk)
class LocalityAdmin(ReferenceAdmin):
    key = "postcode"
    list_display = ("postcode", "name")


@admin.register(Partner, site=desk)
class PartnerAdmin(ReferenceAdmin):
    list_display = ("name", "has_backoffice")

    @admin.display(description=_("runs a back office"))
    def has_backoffice(self, partner: Partner) -> str:
        return yes_or_no(partner.runs_backoffice)
