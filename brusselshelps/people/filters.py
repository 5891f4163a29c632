"""Filters by what is known of a person: whether mail arrives, and whether they are erased soon."""

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
    """The rows of people with an address at which no mail arrives."""
    return rows.filter(person__mail_failed_at__isnull=False).exclude(person__email="")


class MailFilter(ChoiceFilter):
    title = _("e-mail")
    parameter_name = "mail"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("fails", _("cannot be delivered: call instead"))]

    def narrow(self, request: HttpRequest, rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return without_working_mail(rows)


class RetentionFilter(ChoiceFilter):
    """What is still to be done and is erased before long: the office closes it."""

    title = _("retention")
    parameter_name = "erased"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        return [("soon", _("erased soon"))]
