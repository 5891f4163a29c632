"""Who may do what: permission names by role. There are no groups and no superusers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CLERK = "clerk", _("back-office clerk")
    LEAD = "lead", _("back-office lead")
    MINISTRY = "ministry", _("ministry")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


# Roles that work in a back office and therefore see personal data; the others never do.
BACKOFFICE_ROLES = frozenset({Role.CLERK, Role.LEAD})
# Who opens and ends accounts, and with which roles: a lead for their own office, an administrator outside the offices.
# So nobody without access to personal data can give it to anyone, themselves included.
APPOINTS: dict[str, frozenset[str]] = {
    Role.LEAD: BACKOFFICE_ROLES,
    Role.ADMINISTRATOR: frozenset(Role) - BACKOFFICE_ROLES,
}

READ_REFERENCE = frozenset(
    f"reference.view_{name}" for name in ("category", "categorypolicy", "commune", "locality", "partner", "suspension")
)
EDIT_REFERENCE = READ_REFERENCE | frozenset(
    f"reference.{verb}_{name}"
    for verb in ("add", "change")
    for name in ("category", "categorypolicy", "commune", "locality", "partner")
)
# A suspension is ended, never deleted, so that it stays on record when the platform was closed.
SUSPEND = frozenset({"reference.add_suspension", "reference.change_suspension"})
CALLS = frozenset({"volunteers.view_call", "volunteers.add_call", "volunteers.change_call"})
WORK = frozenset(
    {
        "requests_app.view_helprequest",
        "requests_app.change_helprequest",
        "requests_app.view_organisationneed",
        "requests_app.change_organisationneed",
        "volunteers.view_volunteer",
        "volunteers.view_signup",
        "volunteers.change_signup",
    }
)
STAFF = frozenset({"accounts.view_user", "accounts.add_user", "accounts.change_user"})

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.CLERK: READ_REFERENCE | WORK,
    Role.LEAD: READ_REFERENCE | SUSPEND | WORK | CALLS | STAFF | {"reports.view_figures", "people.view_retentionbatch"},
    Role.MINISTRY: READ_REFERENCE | {"reports.view_figures"},
    # Reads who accessed what and how the platform is used, but never a person's name.
    Role.AUDITOR: READ_REFERENCE | {"reports.view_figures", "audit.view_accesslogentry", "people.view_retentionbatch"},
    Role.ADMINISTRATOR: EDIT_REFERENCE | SUSPEND | CALLS | STAFF | {"reference.delete_categorypolicy"},
}
