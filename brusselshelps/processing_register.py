"""The record of processing activities (article 30 of the GDPR), generated from what the models declare.

For the leads of the back offices and for auditors; it holds no personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from brusselshelps.access.roles import Role
from brusselshelps.accounts.models import User
from brusselshelps.audit.models import AccessLogEntry
from brusselshelps.desk.site import desk
from brusselshelps.lazy_text import LazyText
from brusselshelps.people.privacy.declarations import (
    Purpose,
    Who,
    declaration_of,
    declarations,
    facts,
    field_of,
    label_of,
)

MAY_READ = "people.view_retentionbatch"


@dataclass(frozen=True)
class Entry:
    """Columns of one kind of row that are held for one purpose, with everything the law requires to be stated about
    them."""

    kind: str
    columns: tuple[str, ...]
    held: Purpose

    @property
    def roles(self) -> str:
        """The staff roles that may ever read these columns."""
        return ", ".join(str(Role(role).label) for role in Role if role in self.held.read_by.roles)


@dataclass(frozen=True)
class Chapter:
    """All that can be held about one group of people."""

    title: LazyText
    entries: tuple[Entry, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied
    context = desk.each_context(request) | {
        "title": gettext("Record of processing activities"),
        "chapters": [_chapter(who) for who in Who],
        "staff": _labels(User, (column.name for column in User._meta.concrete_fields)),
        "access_log": _labels(AccessLogEntry, (column.name for column in AccessLogEntry._meta.concrete_fields)),
        "periods": settings.RETENTION,
        "made_on": timezone.localdate(),
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
    return TemplateResponse(request, "admin/register.html", context)


def _chapter(who: Who) -> Chapter:
    models_about = [model for model, personal in declarations() if personal.who == who]
    beside = tuple((_kind(model), _labels(model, facts(model))) for model in models_about)
    return Chapter(who.label, tuple(entry for model in models_about for entry in _entries(model)), beside)


def _entries(model: type[models.Model]) -> Iterator[Entry]:
    columns = declaration_of(model).columns
    for held in dict.fromkeys(columns.values()):
        names = [name for name, other in columns.items() if other == held]
        yield Entry(_kind(model), (str(held.what),) if held.what else _labels(model, names), held)


def _labels(model: type[models.Model], names: Iterable[str]) -> tuple[str, ...]:
    """In the reader's language. Columns without a translated label are technical keys, and are left out."""
    return tuple(label_of(model, name) for name in names if isinstance(field_of(model, name).verbose_name, Promise))


def _kind(model: type[models.Model]) -> str:
    return capfirst(str(model._meta.verbose_name))
