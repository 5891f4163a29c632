"""The log of retention batches on the desk, which holds no personal data."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from brusselshelps.desk.base_admin import DeskAdmin
from brusselshelps.desk.display import yes_or_no
from brusselshelps.desk.site import desk
from brusselshelps.people.models import RetentionBatch


@admin.register(RetentionBatch, site=desk)
class RetentionBatchAdmin(DeskAdmin):
    """Retention batches, newest first; read-only."""

    list_display = ("at", "what", "number", "columns", "was_a_dry_run")
    list_display_links = None
    ordering = ("-at", "-pk")
    paged_by = "at"
    sortable_by = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RetentionBatch | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RetentionBatch | None = None) -> bool:
        return False

    @admin.display(description=_("dry run"))
    def was_a_dry_run(self, batch: RetentionBatch) -> str:
        return yes_or_no(batch.dry_run)
