"""The filter that every list of the desk builds on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest


class ChoiceFilter(admin.SimpleListFilter):
    """A choice offered on the page narrows the list; any other value in the URL leads back to the whole list."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen is None:
            return queryset
        if chosen not in {str(key) for key, _label in self.lookup_choices}:
            raise IncorrectLookupParameters
        return self.narrow(request, queryset, chosen)

    def narrow(self, request: HttpRequest, rows: Any, chosen: str) -> QuerySet:
        raise NotImplementedError
