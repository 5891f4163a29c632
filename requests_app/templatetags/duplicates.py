"""The part of a page that says who may be the same person, for requests and volunteers alike."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from brusselshelps.request_state import note_shown
from requests_app.desk.panels.duplicates import Row
from requests_app.desk.panels.duplicates import same_person as facts

register = template.Library()


@register.inclusion_tag("admin/requests_app/helprequest/same_person.html", takes_context=True)
def same_person(context: Context, row: Row) -> dict[str, Any]:
    request = context["request"]
    found = facts(request.user, row)
    note_shown(request, [one.row for one in (*found["same"], *found["alike"])])
    return found | {"original": row}
