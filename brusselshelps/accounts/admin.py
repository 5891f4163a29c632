"""Accounts at the desk: a lead manages those of their own office, an administrator those outside the offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.database_roles import as_owner
from brusselshelps.access.roles import APPOINTS, Role
from brusselshelps.accounts import break_glass
from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.filters import MaySignInFilter, RoleFilter
from brusselshelps.accounts.models import AccountChange, User
from brusselshelps.accounts.sign_in import rate_limit
from brusselshelps.desk.base_admin import DeskAdmin, VisibleRowsAdmin
from brusselshelps.desk.display import EMPTY, yes_or_no
from brusselshelps.desk.messages import show_refusal
from brusselshelps.desk.return_url import post_action
from brusselshelps.desk.site import desk
from brusselshelps.http.request_state import state_of
from brusselshelps.lazy_text import LazyText
from brusselshelps.reference.models import Partner


class UserForm(forms.ModelForm):
    """`backoffice` is the office of a new account, which the admin sets and nobody types."""

    backoffice: Partner | None = None

    class Meta:
        model = User
        fields = ("username", "role", "language")
        error_messages = {
            "username": {
                "required": _("Enter a username."),
                "unique": _("This username is taken. Choose another one."),
            },
            "role": {"required": _("Choose a role.")},
        }

    def clean(self) -> dict[str, Any] | None:
        if self.instance._state.adding:
            self.instance.backoffice = self.backoffice
        return super().clean()

    def validate_unique(self) -> None:
        """A username may be taken by an account of any office; which office is not revealed."""
        with as_owner():
            super().validate_unique()


@dataclass(frozen=True)
class AccountAction:
    """An action on an account: its label, the message once it is done, and the question and button that confirm it.

    Each returns a first password or None, and changes the password, so a form sent a second time has an outdated stamp.
    """

    perform: Callable[[User, User], str | None]
    label: LazyText
    done: LazyText
    question: LazyText
    button: LazyText


ACTIONS = {
    "first-password": AccountAction(
        User.give_first_password,
        _("Forgotten password: give a first password"),
        _("The old password no longer works. The second step stays the same."),
        _(
            "The current password will no longer work. Your colleague will be signed out everywhere and will lose "
            "anything that is not saved. The second step stays the same."
        ),
        _("Give a first password"),
    ),
    "second-factor": AccountAction(
        User.reset_second_factor,
        _("Lost phone or key: start again"),
        _("The old app, passkeys, recovery codes and password no longer work."),
        _(
            "The app, passkeys, recovery codes and current password will no longer work. Your colleague will be "
            "signed out everywhere and will lose anything that is not saved."
        ),
        _("Start again"),
    ),
    "end": AccountAction(
        User.end,
        _("End this account"),
        _("This account has ended. Nobody can sign in with it any more."),
        _(
            "Nobody will be able to sign in with this account. Your colleague will be signed out everywhere and will "
            "lose anything that is not saved."
        ),
        _("End it"),
    ),
    "open": AccountAction(
        User.open,
        _("Reopen this account"),
        _("This account is open again."),
        _("Your colleague will sign in with a first password, which is shown once."),
        _("Reopen it"),
    ),
}
SENT_BEFORE = _(
    "Nothing was changed: this had already been done, or the account was given another password after you opened the "
    "page. What happened is shown below."
)


def possible_actions(account: User) -> dict[str, AccountAction]:
    """The actions that make sense for an account in its current state, by their name in the URL."""
    if not account.is_active:
        names = [] if account.ends_at else ["open"]
    else:
        names = ["end"] if account.ends_at else ["first-password", "second-factor", "end"]
    return {name: ACTIONS[name] for name in names}


@admin.register(User, site=desk)
class UserAdmin(VisibleRowsAdmin):
    """Accounts are opened, ended and given a first password by those who manage them, never by their owners."""

    form = UserForm
    adding = _("Add a member of staff")
    fields = ("username", "role", "language")
    list_display = ("username", "role", "backoffice", "language", "may_sign_in", "last_signed_in")
    list_select_related = ("backoffice",)
    list_filter = (RoleFilter, MaySignInFilter)
    search_fields = ("username",)
    search_help_text = _("Search by username.")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(post_action(self.act_on))
        actions = [path(f"<int:pk>/{name}/", view, {"action": name}, f"user_{name}") for name in ACTIONS]
        return [*actions, *super().get_urls()]

    def start_page(self, request: HttpRequest) -> dict[str, object]:
        return {"emergencies": break_glass.recent()}

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return DeskAdmin.has_add_permission(self, request)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """A username never changes, because others know it by now. Nobody changes their own role."""
        if obj is None:
            return ()
        return ("username", "role") if obj == request.user else ("username",)

    def formfield_for_choice_field(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        if db_field.name == "role":
            appointed = APPOINTS.get(staff_of(request).role, frozenset())
            kwargs["choices"] = [("", "---------"), *(choice for choice in Role.choices if choice[0] in appointed)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """The office of a new account is that of the user who opens it, set before the form validates the account."""
        if not change:
            kwargs["form"] = type("NewUserForm", (UserForm,), {"backoffice": staff_of(request).backoffice})
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, str | list[str]]:
        """A lead usually works in the same language as the new colleague."""
        return {"language": staff_of(request).language}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        account = kwargs.get("obj")
        if account and account != request.user:
            context["account_actions"] = possible_actions(account)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("last signed in"), ordering="last_login")
    def last_signed_in(self, user: User) -> dt.datetime | str:
        return user.last_login or EMPTY

    @admin.display(description=_("may sign in"))
    def may_sign_in(self, user: User) -> str:
        return yes_or_no(user.may_sign_in)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change:
            state_of(request).first_password = obj.open(staff_of(request))
            return
        obj.save(update_fields=form.changed_data)
        if "role" in form.changed_data:
            obj.note(AccountChange.What.ROLE, staff_of(request))

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        return self._show_once(request, obj, state_of(request).first_password)

    def act_on(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        with transaction.atomic():
            user = self.get_visible(request, pk, lock=True)
            if user == request.user:
                raise PermissionDenied
            password = self._perform(request, user, ACTIONS[action])
        if password:
            # After the commit, and outside the desk's database role, which has no access to the counters.
            transaction.on_commit(partial(rate_limit.reset_attempts, request, user))
            return self._show_once(request, user, password)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[pk]))

    def _perform(self, request: HttpRequest, user: User, action: AccountAction) -> str | None:
        """The first password, if the action gave one. A form that is sent again, by reloading or twice, does
        nothing."""
        if not constant_time_compare(request.POST.get("stamp", ""), user.stamp):
            self.message_user(request, SENT_BEFORE, messages.WARNING)
            return None
        try:
            password = action.perform(user, staff_of(request))
        except ValidationError as refusal:
            show_refusal(request, refusal)
            return None
        self.message_user(request, action.done, messages.SUCCESS)
        return password

    def _show_once(self, request: HttpRequest, user: User, password: str) -> HttpResponse:
        """Shown in this response: to pass the password on to another page, it would have to be stored."""
        context = {"title": gettext("First password"), "account": user, "password": password}
        template = "admin/accounts/user/first_password.html"
        return TemplateResponse(request, template, self.admin_site.each_context(request) | context)
