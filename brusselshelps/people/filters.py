"""Filters on a person: whether e-mail reaches them, and whether their data is about to be erased."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.lazy_text import LazyText

Row = TypeVar("Row", bound=Model)


def without_working_mail(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows of people to whom e-mail cannot be delivered."""
    return rows.filter(person__mail_failed_at__isnull=False).exclude(person__email="")


class MailFilter(ChoiceFilter):
    title = _("e-mail")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("fails", _("cannot be delivered: call instead"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return without_working_mail(rows)


class RetentionFilter(ChoiceFilter):
    """Rows still open whose personal data is about to be erased: the office has to close them first."""

    title = _("retention")
    parameter_name = "erased"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("soon", _("erased soon"))]
