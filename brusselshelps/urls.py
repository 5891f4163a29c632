"""Every URL of the platform. Those of public pages begin with a language; those of staff pages and figures do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from brusselshelps import error_views, legal_pages, processing_register, self_service, views
from brusselshelps.accounts.sign_in.views import too_many_tries
from brusselshelps.desk.site import desk
from brusselshelps.people.models import Link

handler400 = error_views.bad_request
handler403 = error_views.forbidden
handler404 = error_views.not_found
handler429 = too_many_tries
handler500 = error_views.server_error

urlpatterns = [
    path("", views.choose_language),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("staff/", include("brusselshelps.accounts.sign_in.urls")),
    path("admin/register/", desk.admin_view(processing_register.register), name="register_of_processing"),
    path("admin/", include("brusselshelps.audit.urls")),
    path("admin/", desk.urls),
    path("reports/", include("reports.urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path(
            "help/mine/<token:token>/looked/",
            self_service.AccessLogView.as_view(purpose=Link.Purpose.REQUEST),
            name="my_request_access_log",
        ),
        path(
            "volunteer/mine/<token:token>/looked/",
            self_service.AccessLogView.as_view(purpose=Link.Purpose.VOLUNTEER),
            name="my_offer_access_log",
        ),
        path("help/", include("requests_app.urls")),
        path("volunteer/", include("volunteers.urls")),
        path("privacy/", legal_pages.privacy, name="privacy"),
        path("accessibility/", legal_pages.accessibility, name="accessibility"),
        path("organisation/", include("requests_app.need_urls")),
        path("link/", self_service.AskLinkView.as_view(), name="ask_link"),
        path("link/sent/", self_service.link_asked, name="link_asked"),
        path("forgotten/", self_service.erased, name="erased"),
    ),
]
