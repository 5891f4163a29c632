"""Every address of the house. Public pages begin with their language; staff and figures do not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from brusselshelps import errors, mine, notices, register, views
from brusselshelps.accounts.desk import desk
from brusselshelps.accounts.views import too_many_tries
from brusselshelps.people import converters  # noqa: F401  registers <token:…>
from brusselshelps.people.models import Link

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = too_many_tries
handler500 = errors.server_error

urlpatterns = [
    path("", views.choose_language),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("robots.txt", views.robots),
    path("staff/", include("brusselshelps.accounts.urls")),
    path("admin/register/", desk.admin_view(register.register), name="register_of_processing"),
    path("admin/", desk.urls),
    path("reports/", include("reports.urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path(
            "help/mine/<token:token>/looked/",
            mine.LookedView.as_view(purpose=Link.Purpose.REQUEST),
            name="my_request_looked",
        ),
        path(
            "volunteer/mine/<token:token>/looked/",
            mine.LookedView.as_view(purpose=Link.Purpose.VOLUNTEER),
            name="my_offer_looked",
        ),
        path("help/", include("requests_app.urls")),
        path("volunteer/", include("volunteers.urls")),
        path("privacy/", notices.privacy, name="privacy"),
        path("accessibility/", notices.accessibility, name="accessibility"),
        path("organisation/", include("requests_app.need_urls")),
        path("link/", mine.AskLinkView.as_view(), name="ask_link"),
        path("link/sent/", mine.link_asked, name="link_asked"),
        path("forgotten/", mine.forgotten, name="forgotten"),
    ),
]
