"""To which page signing in leads whoever was signed out in the middle of something."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

ROW_URL = re.compile(r"/admin/\w+/\w+/\d+/")
LIST_URL = re.compile(r"/admin/\w+/\w+/")


def return_url(request: HttpRequest) -> str:
    """What was asked for. A button has no page: the way back leads to the row it stands with, else to the list."""
    if request.method != "POST":
        return request.get_full_path()
    if not is_post_action(request.path_info):
        return request.path
    row, rows = ROW_URL.match(request.path), LIST_URL.match(request.path)
    return f"{row[0]}change/" if row else rows[0] if rows else reverse("admin:index")


def post_action(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A verb that only takes what is sent, and has no page of its own."""
    only_sent = require_POST(view)
    vars(only_sent)["is_a_button"] = True
    return only_sent


def is_post_action(path: str) -> bool:
    """Whether an address is that of a button; also one that is not there, for nothing can be shown of it."""
    try:
        return getattr(resolve(path).func, "is_a_button", False)
    except Resolver404:
        return True
