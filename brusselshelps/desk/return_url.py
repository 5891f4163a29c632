"""The page to return to after signing in, for anyone who was signed out in the middle of something."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

ROW_URL = re.compile(r"/admin/\w+/\w+/\d+/")
LIST_URL = re.compile(r"/admin/\w+/\w+/")


def return_url(request: HttpRequest) -> str:
    """The URL that was requested. A button has no page of its own: then it is the page of its row or, failing that, the
    list."""
    if request.method != "POST":
        return request.get_full_path()
    if not is_post_action(request.path_info):
        return request.path
    row, rows = ROW_URL.match(request.path), LIST_URL.match(request.path)
    return f"{row[0]}change/" if row else rows[0] if rows else reverse("admin:index")


def post_action(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that accepts only POST, and has no page of its own."""
    post_only = require_POST(view)
    vars(post_only)["is_a_button"] = True
    return post_only


def is_post_action(path: str) -> bool:
    """Whether this is the URL of a button; also true for a URL that does not exist, since it has no page either."""
    try:
        return getattr(resolve(path).func, "is_a_button", False)
    except Resolver404:
        return True
