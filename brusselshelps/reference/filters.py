"""Filters by locality and by help category, for the lists of all apps."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.filters import ChoiceFilter
from brusselshelps.lazy_text import LazyText
from brusselshelps.reference.models import Category, Locality
from brusselshelps.reference.translated_columns import in_our_language


class LocalityFilter(ChoiceFilter):
    title = _("locality")
    parameter_name = "postcode"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        columns = ("postcode", in_our_language("name"))
        return [(postcode, f"{postcode} {name}") for postcode, name in Locality.objects.values_list(*columns)]

    def narrow(self, request: HttpRequest, rows: QuerySet[Model], chosen: str) -> QuerySet[Model]:
        return rows.filter(locality__postcode=chosen)


class CategoryFilter(ChoiceFilter):
    """`keys` maps each slug to its primary key: PostgreSQL has statistics on how rare a key is, but not a slug."""

    title = _("help category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, LazyText]]:
        found = Category.objects.values_list("slug", in_our_language("report"), "pk")
        self.keys = {slug: key for slug, _label, key in found}
        return [(slug, label) for slug, label, _key in found]
