"""The desk: our own admin site, on which each room registers its own, and the mixin that scopes what staff see."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from brusselshelps.reference.models import Language


class Desk(admin.AdminSite):
    """Only what is registered here exists; the index shows no recent actions, for they outlive a handover."""

    site_header = _("Brussels helps – the desk")
    site_title = _("Brussels helps")
    index_title = _("What is there to do?")
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own: list[URLPattern | URLResolver] = [
            path("language/", self.admin_view(require_POST(set_language)), name="language")
        ]
        return own + super().get_urls()


desk = Desk(name="admin")


def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language a member of staff works in."""
    language = request.POST.get("language", "")
    if language in Language.values:
        request.user.language = language  # type: ignore[union-attr]
        request.user.save(update_fields=["language"])
    return HttpResponseRedirect(reverse("admin:index"))


class Scoped(admin.ModelAdmin[Any]):
    """Staff meet only the rows `visible_to` gives them; any other row is one that does not exist."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

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

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        raise Http404

    def get_visible(self, request: HttpRequest, object_id: int) -> Any:
        """The row, or 404: for who may not see it, it does not exist."""
        row = self.get_queryset(request).filter(pk=object_id).first()
        if row is None or not self.has_change_permission(request, row):
            raise Http404
        return row


def tell_refusal(request: HttpRequest, refusal: ValidationError) -> None:
    """A refused verb becomes a message on the page."""
    for sentence in refusal.messages:
        messages.error(request, sentence)
