"""The filters of the lists: each knows its choices, and none of them is a row of persons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.roles import APPOINTS, Role
from brusselshelps.reference.models import Category, Locality
from brusselshelps.reference.translated_columns import in_our_language


def whom_no_mail_reaches(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows of people with an address at which no mail arrives."""
    return rows.filter(person__mail_failed_at__isnull=False).exclude(person__email="")


class Choice(admin.SimpleListFilter):
    """A choice that is on the page narrows the list; any other value in the address leads back to the whole list."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen is None:
            return queryset
        if chosen not in {str(key) for key, _label in self.lookup_choices}:
            raise IncorrectLookupParameters
        return self.narrow(request, queryset, chosen)

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        raise NotImplementedError


class ByLocality(Choice):
    title = _("locality")
    parameter_name = "postcode"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        columns = ("postcode", in_our_language("name"))
        return [(postcode, f"{postcode} {name}") for postcode, name in Locality.objects.values_list(*columns)]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return rows.filter(locality__postcode=chosen)


class ByCategory(Choice):
    """`keys` has the key of each: the database knows how rare that one is, and of a code it does not."""

    title = _("help category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = Category.objects.values_list("slug", in_our_language("report"), "pk")
        self.keys = {slug: key for slug, _label, key in found}
        return [(slug, label) for slug, label, _key in found]


class ByMail(Choice):
    title = _("mail")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("fails", _("cannot be delivered: call instead"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return whom_no_mail_reaches(rows)


class ByRetention(Choice):
    """What is still to be done and is erased before long: the office closes it."""

    title = _("retention")
    parameter_name = "erased"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", _("erased soon"))]


class ByRole(Choice):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Those that are there for who reads."""
        there = APPOINTS.get(request.user.role, frozenset())  # type: ignore[union-attr]
        return [choice for choice in Role.choices if choice[0] in there]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return rows.filter(role=chosen)


class MaySignIn(Choice):
    title = _("may sign in")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return rows.filter(is_active=chosen == "yes")
