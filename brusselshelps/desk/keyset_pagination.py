"""Keyset pagination for long lists: each page begins after the last row of the previous one, and nothing is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.http import HttpRequest

from brusselshelps.http.request_state import state_of

AFTER, BEFORE, OLDEST_FIRST = "after", "before", "oldest"
PARAMETERS = (AFTER, BEFORE, OLDEST_FIRST)
MOMENT = "%Y%m%dT%H%M%S.%f"


class RowBefore(Func):
    """Whether a time and a key, as a pair, come before another pair: an index over both can answer this, and the
    planner estimates it well."""

    output_field = BooleanField()
    sign = "<"

    def as_sql(self, compiler: Any, connection: Any, **extra: object) -> tuple[str, list[object]]:  # type: ignore[override]
        compiled = [compiler.compile(one) for one in self.get_source_expressions()]
        moment, key, than, other = (sql for sql, _params in compiled)
        values = [value for _sql, params in compiled for value in params]
        return f"({moment}, {key}) {self.sign} ({than}, {other})", values


class RowAfter(RowBefore):
    sign = ">"


class KeysetChangeList(ChangeList):
    """A list ordered by a time and the key, newest first; `paged_by` of the admin names the time column.

    A page is named by the row it begins after, or ends before: "20201231T235959.000001-17", in UTC.
    """

    has_next = has_previous = False
    model_admin: Any

    def get_filters_params(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in PARAMETERS}

    def get_query_string(self, new_params: dict[str, str] | None = None, remove: Iterable[str] | None = None) -> str:
        """A new filter starts at the first page; the search term never appears in a URL."""
        return super().get_query_string(new_params, [*(remove or []), AFTER, BEFORE, SEARCH_VAR])

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        self.query = state_of(request).search or self.query
        return super().get_queryset(request, *args, **kwargs)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        if self.query:
            # Best matches first, as ranked by the search.
            return list(queryset.query.order_by) or self._order(newest_first=True)
        return self._order(newest_first=not self.is_oldest_first)

    @property
    def is_oldest_first(self) -> bool:
        return OLDEST_FIRST in self.params

    def get_results(self, request: HttpRequest) -> None:
        before = self.params.get(BEFORE)
        backwards = before is not None
        rows = self._begun(before if backwards else self.params.get(AFTER), backwards)
        found = list(self._page_of(rows))
        more, found = len(found) > self.list_per_page, found[: self.list_per_page]
        self.result_list = found[::-1] if backwards else found
        self.has_next = backwards or more
        self.has_previous = more if backwards else AFTER in self.params
        self.result_count = len(found)
        self.more_found = bool(self.query) and more
        self.full_result_count = self.paginator = None
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = self.multi_page = False

    def _page_of(self, rows: QuerySet) -> QuerySet:
        """The rows of a page are selected by the ordering columns first, and only then joined with what they show;
        otherwise the planner might join the whole table and sort it afterwards."""
        if self.query:
            return self.model_admin.listed(rows)[: self.list_per_page + 1]
        chosen = rows.select_related(None).prefetch_related(None).values("pk")[: self.list_per_page + 1]
        whole = self.root_queryset.filter(pk__in=chosen).order_by(*rows.query.order_by)
        return self.model_admin.listed(self.apply_select_related(whole))

    @property
    def next_url(self) -> str:
        return super().get_query_string({AFTER: self._name(self.result_list[-1])}, [BEFORE])

    @property
    def previous_url(self) -> str:
        return super().get_query_string({BEFORE: self._name(self.result_list[0])}, [AFTER])

    @property
    def first_url(self) -> str:
        return self.get_query_string()

    @property
    def turned_url(self) -> str:
        """The same list in reverse order."""
        if self.is_oldest_first:
            return self.get_query_string(remove=[OLDEST_FIRST])
        return self.get_query_string({OLDEST_FIRST: "yes"})

    @property
    def is_paged(self) -> bool:
        return not self.query and bool(self.result_list) and (self.has_next or self.has_previous)

    def _begun(self, place: str | None, backwards: bool) -> QuerySet:
        if place is None or self.query:
            return self.queryset
        moment, key = _read(place)
        newest_first = self.is_oldest_first == backwards
        beyond = RowBefore if newest_first else RowAfter
        reached = beyond(F(self.model_admin.paged_by), F("pk"), Value(moment), Value(key))
        return self.queryset.filter(reached).order_by(*self._order(newest_first))

    def _order(self, newest_first: bool) -> list[str]:
        sign = "-" if newest_first else ""
        return [f"{sign}{self.model_admin.paged_by}", f"{sign}pk"]

    def _name(self, row: Model) -> str:
        moment: dt.datetime = getattr(row, self.model_admin.paged_by)
        return f"{moment.astimezone(dt.UTC).strftime(MOMENT)}-{row.pk}"


def _read(place: str) -> tuple[dt.datetime, int]:
    """Raises IncorrectLookupParameters for a text that names no page."""
    moment, _dash, key = place.partition("-")
    try:
        if not key.isascii() or not key.isdecimal() or int(key) >= 2**63:
            raise ValueError
        return dt.datetime.strptime(moment, MOMENT).replace(tzinfo=dt.UTC), int(key)
    except ValueError:
        raise IncorrectLookupParameters from None
