"""Where the access log was before: its old addresses redirect, for bookmarks and for links in notes.

Nothing is looked up here and nobody is told anything: whether there is such a row, and who may read of it, is asked by
the page redirected to.
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
