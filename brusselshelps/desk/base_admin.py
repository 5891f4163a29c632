"""The desk: our own admin site, on which each room registers its own, and the mixins that decide what staff meet."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR, ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from brusselshelps.accounts import break_glass
from brusselshelps.audit.models import look_at
from brusselshelps.audit.pages import TellsWhoLooked
from brusselshelps.desk.date_fields import BoundedDay, BoundedMoment
from brusselshelps.desk.keyset_pagination import KeyList
from brusselshelps.desk.return_url import A_ROW, way_back

logger = logging.getLogger(__name__)

# What PostgreSQL ends when two wait for each other: a deadlock, or two transactions that have no order.
AT_THE_SAME_MOMENT = frozenset({"40P01", "40001"})
# Django's own ways to a row that ask nobody's permission but the role's, and its own door: ours is in `accounts.urls`.
CLOSED_ADDRESSES = frozenset(
    {"view_on_site", "autocomplete", "login", "logout", "password_change", "password_change_done"}
)


@dataclass(frozen=True)
class Work:
    """A line of the start page: how many rows wait for this member of staff, if any are counted, and where they are."""

    label: str
    count: int | None
    url: str
    group: str = ""

    @property
    def number(self) -> str:
        """The count in words of the page; past MOST it is not counted further."""
        return f"{localize(MOST)}+" if self.count and self.count > MOST else str(localize(self.count))


# A start page is opened all day: whoever has more than this has enough to do.
MOST = 1000


def few(rows: models.QuerySet[Any]) -> int:
    """How many rows there are; more than MOST are counted as one more than that."""
    return rows.order_by()[: MOST + 1].count()


class Desk(admin.AdminSite):
    """Only what is registered here exists; the index shows no recent actions, for they outlive a handover."""

    site_header = _("Brussels helps – the desk")
    site_title = _("Brussels helps")
    index_title = _("What is there to do?")
    site_url = None
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        door = RedirectView.as_view(pattern_name="account_login", query_string=True)
        own: list[URLPattern | URLResolver] = [path("login/", door, name="login")]
        return own + [url for url in super().get_urls() if getattr(url, "name", None) not in CLOSED_ADDRESSES]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who is not signed in is led to the door. Nothing here opens in a popup or is looked up by another column:
        who asks for it is refused."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                return redirect_to_login(way_back(request))
            if {IS_POPUP_VAR, TO_FIELD_VAR} & {*request.GET, *request.POST}:
                raise SuspiciousOperation("a popup, or a row by another column")
            try:
                return inner(request, *args, **kwargs)
            except OperationalError as failure:
                if request.method != "POST" or getattr(failure.__cause__, "sqlstate", "") not in AT_THE_SAME_MOMENT:
                    raise
                return _look_again(request, failure)

        return guarded

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        rooms = [room for room in self._registry.values() if isinstance(room, DeskAdmin)]
        work = [line for room in rooms for line in room.work(request)]
        more = {name: value for room in rooms for name, value in room.start_page(request).items()}
        told = {"work": work, "emergencies": break_glass.recent()}
        return super().index(request, told | more | (extra_context or {}))

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """A page per app would say nothing that the start page does not."""
        if not self.get_app_list(request, app_label):
            raise Http404
        return HttpResponseRedirect(reverse("admin:index"))


desk = Desk(name="admin")


def _look_again(request: HttpRequest, failure: OperationalError) -> HttpResponse:
    """Nothing was saved: the database undid all of it, so that somebody else could go on."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    logger.warning("Two at the desk were in each other's way: %s", type(failure.__cause__).__name__)
    messages.error(request, _("Somebody else did something at the same moment. Look, and do it again."))
    row = A_ROW.match(request.path)
    return HttpResponseRedirect(f"{row[0]}change/" if row else reverse("admin:index"))


class DeskAdmin(admin.ModelAdmin[Any]):
    """What holds for every list and page of the desk. Filters are those of `accounts.filters`, never bare fields."""

    actions = None
    list_per_page = list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    # What is said by the page on which a row is added, and by the link that leads there.
    adding: Any = ""
    # The moment by which a long list is ordered and paged; lists of some dozens of rows have none.
    paged_by = ""
    formfield_overrides = {
        models.DateField: {
            "form_class": BoundedDay,
            "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        },
        # The browser's own field: Django's two have no labels, and their script adds style that our policy refuses.
        models.DateTimeField: {
            "form_class": BoundedMoment,
            "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        },
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }

    def work(self, request: HttpRequest) -> list[Work]:
        """What waits here for this member of staff; shown on the start page."""
        return []

    def start_page(self, request: HttpRequest) -> dict[str, Any]:
        """What else of this room stands on the start page, by the name the template uses."""
        return {}

    def listed(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """A page of a long list, reading only what it shows."""
        return rows

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """An address may use the filters that are on the page and nothing else."""
        return lookup in {getattr(shown, "parameter_name", None) for shown in self.list_filter}

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as wild:
            # Django leads back to the bare list once; the second time it would blame the database.
            if ERROR_FLAG in request.GET:
                raise SuspiciousOperation("a filter or a page that is not there") from wild
            raise

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeyList if self.paged_by else super().get_changelist(request, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST":
            request.searched = request.POST.get(SEARCH_VAR, "")  # type: ignore[attr-defined]
        told = {"title": capfirst(self.opts.verbose_name_plural), "adding": self.adding}
        response = super().changelist_view(request, told | (extra_context or {}))
        if isinstance(response, TemplateResponse):
            look_at(request, response.context_data["cl"].result_list)  # type: ignore[index]
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        look_at(request, [kwargs.get("obj")])
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
                "Somebody else saved something at the same moment that does not go with this. Look, and save again."
            )
            messages.error(request, sentence)
            return HttpResponseRedirect(request.path)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._saved(request, obj, super().response_post_save_add)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._saved(request, obj, super().response_post_save_change)

    def _saved(self, request: HttpRequest, obj: Any, to_the_list: Callable[..., HttpResponse]) -> HttpResponse:
        """In our words: Django would speak of objects."""
        self.message_user(request, _("Saved: %(what)s") % {"what": obj}, messages.SUCCESS)
        if "_continue" not in request.POST:
            return to_the_list(request, obj)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        )

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        """What staff wrote about a row outlives a handover; the page of the row tells what happened."""
        raise Http404

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # without the links that open popups
        return field

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        raise Http404


class Scoped(TellsWhoLooked, DeskAdmin):
    """Staff meet only the rows `visible_to` gives them; any other row is one that does not exist."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined]
        return rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        choices = db_field.remote_field.model._default_manager.all()
        if hasattr(choices, "visible_to"):
            kwargs["queryset"] = choices.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_visible(self, request: HttpRequest, pk: int, lock: bool = False) -> Any:
        """The row a verb is about, locked if asked; 404 for who may not see it, as if it did not exist."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = self.get_queryset(request).filter(pk=pk)
        row = (rows.select_for_update(of=("self",)) if lock else rows).first()
        if row is None:
            raise Http404
        return row


def tell_refusal(request: HttpRequest, refusal: ValidationError) -> None:
    """A refused verb becomes a message on the page."""
    for sentence in refusal.messages:
        messages.error(request, sentence)
