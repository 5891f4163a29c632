"""Filters of the list of staff accounts."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.roles import APPOINTS, Role
from brusselshelps.desk.filters import ChoiceFilter


class RoleFilter(ChoiceFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Those that are there for who reads."""
        there = APPOINTS.get(request.user.role, frozenset())  # type: ignore[union-attr]
        return [choice for choice in Role.choices if choice[0] in there]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return rows.filter(role=chosen)


class MaySignInFilter(ChoiceFilter):
    title = _("may sign in")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return rows.filter(is_active=chosen == "yes")
