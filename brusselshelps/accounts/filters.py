"""Filters of the list of staff accounts."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.roles import APPOINTS, Role
from brusselshelps.accounts.current_user import staff_of
from brusselshelps.accounts.models import User
from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.lazy_text import LazyText


class RoleFilter(ChoiceFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        """The roles of the accounts that this member of staff manages."""
        appointed = APPOINTS.get(staff_of(request).role, frozenset())
        return [(role, label) for role, label in Role.choices if role in appointed]

    def narrow(self, request: HttpRequest, rows: QuerySet[User], chosen: str) -> QuerySet[User]:
        return rows.filter(role=chosen)


class MaySignInFilter(ChoiceFilter):
    title = _("may sign in")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[User], chosen: str) -> QuerySet[User]:
        return rows.filter(is_active=chosen == "yes")
