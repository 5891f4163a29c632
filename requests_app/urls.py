from django.urls import path

from brusselshelps.people.models import Link
from brusselshelps.people.self_service import EraseView, HeldDataView, RenewLinkView
from requests_app import self_service
from requests_app.views import help_request
from requests_app.views.volunteer_matches import AcceptMatchView, ConfirmInsuranceView, DeclineMatchView, OwnMatchesView

urlpatterns = [
    path("", help_request.AskView.as_view(), name="ask"),
    path("sent/<reference:reference>/", help_request.asked, name="asked"),
    path("mine/<token:token>/", self_service.OwnRequestsView.as_view(), name="my_request"),
    path(
        "mine/<token:token>/<reference:reference>/withdraw/",
        self_service.WithdrawView.as_view(),
        name="my_request_withdraw",
    ),
    path(
        "mine/<token:token>/<reference:reference>/withdraw/<int:item>/",
        self_service.WithdrawView.as_view(),
        name="my_request_withdraw",
    ),
    path("mine/<token:token>/data/", HeldDataView.as_view(purpose=Link.Purpose.REQUEST), name="my_request_data"),
    path("mine/<token:token>/renew/", RenewLinkView.as_view(purpose=Link.Purpose.REQUEST), name="my_request_renew"),
    path("mine/<token:token>/forget/", EraseView.as_view(purpose=Link.Purpose.REQUEST), name="my_request_erase"),
    path("matches/mine/<token:token>/", OwnMatchesView.as_view(), name="my_matches"),
    path(
        "matches/mine/<token:token>/<int:match>/yes/",
        AcceptMatchView.as_view(),
        name="my_matches_yes",
    ),
    path("matches/mine/<token:token>/<int:match>/no/", DeclineMatchView.as_view(), name="my_matches_no"),
    path(
        "matches/mine/<token:token>/insured/",
        ConfirmInsuranceView.as_view(),
        name="my_matches_insured",
    ),
]
