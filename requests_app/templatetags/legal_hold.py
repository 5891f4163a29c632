"""The part of a page that says whether a law or a claim asks to keep it, for requests and volunteers alike."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from requests_app.desk.panels.duplicates import Row
from requests_app.desk.panels.legal_hold import legal_hold as facts

register = template.Library()


@register.inclusion_tag("admin/requests_app/helprequest/held.html", takes_context=True)
def legal_hold(context: Context, row: Row) -> dict[str, Any]:
    return facts(context["request"].user, row) | {"original": row}
