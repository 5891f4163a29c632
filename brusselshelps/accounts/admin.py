"""Accounts, for administrators: who may sign in, with which role, for which back office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .desk import desk
from .models import User


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
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
        return super().save(commit)  # type: ignore[no-any-return]


@admin.register(User, site=desk)
class UserAdmin(admin.ModelAdmin[User]):
    form = UserForm
    list_display = ("username", "role", "backoffice", "language", "is_active")
    list_select_related = ("backoffice",)
    list_filter = ("role", "is_active")
    search_fields = ("username",)
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
