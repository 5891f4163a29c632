"""Accounts at the desk: a lead makes and ends those of the own office, an administrator those outside the offices."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from brusselshelps.walls import beyond_the_wall

from . import tries
from .desk import DeskAdmin, Scoped, desk, tell_refusal
from .filters import ByRole, MaySignIn
from .models import AccountChange, User
from .roles import APPOINTS, Role
from .shown import yes_or_no


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("username", "role", "language")
        error_messages = {
            "username": {"required": _("Fill in a username.")},
            "role": {"required": _("Choose a role.")},
        }

    def validate_unique(self) -> None:
        """A name is taken whichever office has it; whose it is, is not told."""
        with beyond_the_wall():
            super().validate_unique()


@admin.register(User, site=desk)
class UserAdmin(Scoped):
    """Accounts are made, ended and given a first password by who looks after them; nobody does so for themselves."""

    form = UserForm
    fields = ("username", "role", "language")
    list_display = ("username", "role", "backoffice", "language", "may_sign_in", "last_login")
    list_select_related = ("backoffice",)
    list_filter = (ByRole, MaySignIn)
    search_fields = ("username",)
    search_help_text = _("Search by username.")
    # What can be done, by the word in its address; each gives a first password, or None.
    VERBS = {
        "first-password": User.give_first_password,
        "second-factor": User.reset_second_factor,
        "end": User.end,
        "open": User.open,
    }

    def get_urls(self) -> list[URLPattern]:
        verbs = [
            path(f"<int:pk>/{verb}/", self.admin_site.admin_view(require_POST(self.do)), {"verb": verb}, f"user_{verb}")
            for verb in self.VERBS
        ]
        return [*verbs, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return DeskAdmin.has_add_permission(self, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A name stays, for others know it by now. Nobody changes their own role."""
        if obj is None:
            return ()
        return ("username", "role") if obj == request.user else ("username",)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            mine = APPOINTS.get(request.user.role, frozenset())  # type: ignore[union-attr]
            kwargs["choices"] = [("", "---------"), *(choice for choice in Role.choices if choice[0] in mine)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The office of a new account is that of who makes it; it stands there before the form is looked at."""
        form = super().get_form(request, obj, change, **kwargs)
        if change:
            return form
        office = request.user.backoffice  # type: ignore[union-attr]

        class InMyOffice(form):  # type: ignore[valid-type, misc]
            def _post_clean(self) -> None:
                self.instance.backoffice = office
                super()._post_clean()

        return InMyOffice

    @admin.display(description=_("may sign in"))
    def may_sign_in(self, user: User) -> str:
        return yes_or_no(user.may_sign_in)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            request.first_password = obj.open(request.user)  # type: ignore[attr-defined, arg-type]
            return
        obj.save(update_fields=form.changed_data)
        if "role" in form.changed_data:
            obj.note(AccountChange.What.ROLE, request.user)  # type: ignore[arg-type]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._show_once(request, obj, request.first_password)  # type: ignore[attr-defined]

    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        with transaction.atomic():
            user = self.get_visible(request, pk, lock=True)
            if user == request.user:
                raise PermissionDenied
            try:
                password = self.VERBS[verb](user, request.user)  # type: ignore[arg-type]
            except ValidationError as refusal:
                tell_refusal(request, refusal)
                password = None
        if password:
            # Once it holds; and not by the role of the desk, which does not reach the counters.
            transaction.on_commit(partial(tries.forget, request, user))
            return self._show_once(request, user, password)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))

    def _show_once(self, request: HttpRequest, user: User, password: str) -> HttpResponse:
        """On the answer itself: a password on its way to another page would have to be kept somewhere."""
        told = {"title": gettext("First password"), "account": user, "password": password}
        page = "admin/accounts/user/first_password.html"
        return TemplateResponse(request, page, self.admin_site.each_context(request) | told)
