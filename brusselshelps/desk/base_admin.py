"""The model admins that every list and page of the desk builds on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Protocol, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR, ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.dashboard import WorkLine
from brusselshelps.desk.date_fields import BoundedDay, BoundedMoment
from brusselshelps.desk.keyset_pagination import KeysetChangeList
from brusselshelps.http.request_state import note_shown, state_of
from brusselshelps.lazy_text import LazyText


class VisibleRows(Protocol):
    """A QuerySet that knows which rows a member of staff may see."""

    def visible_to(self, user: object) -> models.QuerySet: ...


class DeskAdmin(admin.ModelAdmin[Any]):
    """What all lists and pages of the desk have in common. Filters are subclasses of `ChoiceFilter`, never bare
    fields."""

    actions = None
    list_per_page = list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    # The title of the page on which a row is added, and the text of the link to it.
    adding: LazyText = ""
    # The time column by which a long list is ordered and paged; lists of a few dozen rows have none.
    paged_by = ""
    formfield_overrides = {
        models.DateField: {
            "form_class": BoundedDay,
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        },
        # The browser's own field: Django's two have no labels, and their script adds styles that our policy blocks.
        models.DateTimeField: {
            "form_class": BoundedMoment,
            "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        },
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }

    def work(self, request: HttpRequest) -> list[WorkLine]:
        """The work waiting here for this member of staff; shown on the start page."""
        return []

    def start_page(self, request: HttpRequest) -> Mapping[str, object]:
        """What else this admin shows on the start page, by the name the template uses."""
        return {}

    def render_page(
        self,
        request: HttpRequest,
        template: str,
        title: str,
        row: models.Model | None = None,
        context: Mapping[str, object] | None = None,
        status: int = 200,
    ) -> TemplateResponse:
        """One of our own pages within the admin, about a row or about none."""
        shown = {"title": title, "subtitle": row, "original": row, "opts": row._meta if row else self.opts}
        context = self.admin_site.each_context(request) | shown | dict(context or {})
        return TemplateResponse(request, template, context, status=status)

    def listed(self, rows: models.QuerySet) -> models.QuerySet:
        """A page of a long list, limited to the columns that it shows."""
        return rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """A URL may use only the filters that are on the page."""
        return lookup in {getattr(shown, "parameter_name", None) for shown in self.list_filter}

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as wild:
            # Django redirects to the bare list once; the second time it would report a database error.
            if ERROR_FLAG in request.GET:
                raise SuspiciousOperation("a filter or a page that is not there") from wild
            raise

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:
        return KeysetChangeList if self.paged_by else super().get_changelist(request, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST":
            state_of(request).search = request.POST.get(SEARCH_VAR, "")
        told = {"title": capfirst(self.opts.verbose_name_plural), "adding": self.adding}
        response = super().changelist_view(request, told | (extra_context or {}))
        if isinstance(response, TemplateResponse) and response.context_data:
            note_shown(request, response.context_data["cl"].result_list)
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        note_shown(request, [kwargs.get("obj")])
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name) if object_id else self.adding}
        try:
            return super().changeform_view(request, object_id, form_url, title | (extra_context or {}))
        except IntegrityError:
            sentence = _(
                "Somebody else saved something at the same time that conflicts with this. Check what it was, then "
                "save again."
            )
            messages.error(request, sentence)
            return HttpResponseRedirect(request.path)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj, super().response_post_save_add)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj, super().response_post_save_change)

    def _saved(self, request: HttpRequest, obj: models.Model, to_the_list: Callable[..., HttpResponse]) -> HttpResponse:
        """In our own words, because Django would mention objects."""
        self.message_user(request, _("Saved: %(what)s") % {"what": obj}, messages.SUCCESS)
        if "_continue" not in request.POST:
            return to_the_list(request, obj)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        )

    def history_view(self, request: HttpRequest, *args: object, **kwargs: object) -> NoReturn:
        """Not available: what staff wrote about a row outlives a handover, and the page of the row shows what
        happened."""
        raise Http404

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # without the links that open popups
        return field

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: object, object_id: str) -> NoReturn:
        raise Http404


class VisibleRowsAdmin(DeskAdmin):
    """Staff see only the rows that `visible_to` returns; any other row is treated as non-existent."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = cast(VisibleRows, super().get_queryset(request))
        return rows.visible_to(request.user)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        choices = db_field.remote_field.model._default_manager.all()
        if hasattr(choices, "visible_to"):
            kwargs["queryset"] = choices.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, *args: object) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def get_visible(self, request: HttpRequest, pk: int, lock: bool = False) -> Any:
        """The row an action is about, locked if asked; 404 for a user who may not see it, as if it did not exist."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).filter(pk=pk)
        row = (rows.select_for_update(of=("self",)) if lock else rows).first()
        if row is None:
            raise Http404
        return row
