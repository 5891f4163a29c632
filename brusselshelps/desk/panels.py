"""Panels: the subjects of a model admin, each with its own URLs, forms and templates, combined in one admin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from brusselshelps.desk.base_admin import VisibleRowsAdmin
from brusselshelps.desk.dashboard import WorkLine
from brusselshelps.desk.return_url import post_action

BUTTON, PAGE, FORM = ("POST",), ("GET", "HEAD"), ("GET", "HEAD", "POST")


@dataclass(frozen=True)
class Action:
    """A method of a panel that answers at this route below the admin's list; `name` is the end of its URL name."""

    route: str
    view: str
    methods: tuple[str, ...] = BUTTON
    name: str = ""


class Panel:
    """One subject of a model admin, instantiated for each HTTP request.

    It renders `template` on the page of a row, answers at its `actions`, and may add to the start page. A panel knows
    its admin and the request, but no other panel.
    """

    name: ClassVar[str] = ""
    template: ClassVar[str] = ""
    actions: ClassVar[tuple[Action, ...]] = ()

    def __init__(self, admin: VisibleRowsAdmin, request: HttpRequest) -> None:
        self.admin, self.request = admin, request

    @classmethod
    def urls(cls, admin: VisibleRowsAdmin) -> list[URLPattern]:
        def url(action: Action) -> URLPattern:
            view = admin.admin_site.admin_view(cls._view(admin, action))
            return path(action.route, view, name=f"{admin.opts.model_name}_{action.name or action.view}")

        return [url(action) for action in cls.actions]

    @classmethod
    def _view(cls, admin: VisibleRowsAdmin, action: Action) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, **captured: object) -> HttpResponse:
            answer: Callable[..., HttpResponse] = getattr(cls(admin, request), action.view)
            return answer(**captured)

        return post_action(view) if action.methods == BUTTON else require_http_methods([*action.methods])(view)

    @property
    def sent(self) -> QueryDict | None:
        """The submitted form data; None when the page is only opened."""
        return self.request.POST if self.request.method == "POST" else None

    def context(self, row: Any) -> dict[str, object]:
        """What the template gets for this row, besides the row itself as `original`."""
        return {}

    def draw(self, row: Model) -> SafeString:
        return render_to_string(self.template, self.context(row) | {"original": row}, self.request)

    def work(self) -> list[WorkLine]:
        """The work waiting for this member of staff, for the start page."""
        return []

    def start_page(self) -> dict[str, object]:
        """What else is on the start page, by the name that its template uses."""
        return {}

    def page(self, template: str, title: str, row: Model | None, context: Mapping[str, object]) -> TemplateResponse:
        """A page of the panel's own, about a row or about none."""
        return self.admin.render_page(self.request, template, title, row, context)

    def back(self, pk: int) -> HttpResponseRedirect:
        """Redirect to the page of a row, or to the list if this member of staff can no longer see the row."""
        opts = self.admin.opts
        place = f"admin:{opts.app_label}_{opts.model_name}"
        is_visible = self.admin.get_queryset(self.request).filter(pk=pk).exists()
        url = reverse(f"{place}_change", args=[pk]) if is_visible else reverse(f"{place}_changelist")
        return HttpResponseRedirect(url)


class PanelAdmin(VisibleRowsAdmin):
    """An admin made of panels. Their URLs and their lines on the start page come in the order of the panels."""

    panels: ClassVar[tuple[type[Panel], ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        return [*(url for panel in self.panels for url in panel.urls(self)), *super().get_urls()]

    def work(self, request: HttpRequest) -> list[WorkLine]:
        return [line for panel in self.panels for line in panel(self, request).work()]

    def start_page(self, request: HttpRequest) -> Mapping[str, object]:
        return {name: value for panel in self.panels for name, value in panel(self, request).start_page().items()}

    def drawn_panels(self, request: HttpRequest, row: Model) -> dict[str, object]:
        """The panels of this row, by name: {{ panels.items }} in the template of its page draws one."""
        drawn = (panel(self, request) for panel in self.panels if panel.template)
        return {panel.name: SimpleLazyObject(partial(panel.draw, row)) for panel in drawn}
