"""Every address of the house. Public pages begin with their language; staff and figures do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from brusselshelps.accounts.desk import desk

from . import views

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("", views.choose_language),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("admin/", desk.urls),
    path("reports/", include("reports.urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("help/", include("requests_app.urls")),
        path("volunteer/", include("volunteers.urls")),
    ),
]
