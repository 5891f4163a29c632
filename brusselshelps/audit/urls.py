"""Redirects from the former URLs of the access log, for bookmarks and for links in notes.

Nothing is looked up or revealed here: the target page checks whether the row exists and who may read its log.
"""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path, re_path
from django.views.generic import RedirectView


def moved_to(url: str) -> Callable[..., HttpResponseBase]:
    return RedirectView.as_view(url=url, permanent=True, query_string=True, http_method_names=["get", "head"])


urlpatterns = [
    re_path(r"^accounts/look/(?P<rest>.*)$", moved_to("/admin/audit/accesslogentry/%(rest)s"), name="moved_access_log"),
    path(
        "<slug:app_label>/<slug:model_name>/<int:pk>/looks/",
        moved_to("/admin/%(app_label)s/%(model_name)s/%(pk)s/access-log/"),
        name="moved_row_access_log",
    ),
]
