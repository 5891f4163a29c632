from django.urls import path

from brusselshelps.people import url_converters
from brusselshelps.people.models import Link
from brusselshelps.people.self_service import ForgetView, HeldView, RenewView
from requests_app import match_views, mine, views

urlpatterns = [
    path("", views.AskView.as_view(), name="ask"),
    path("sent/<reference:reference>/", views.asked, name="asked"),
    path("mine/<token:token>/", mine.MyRequestView.as_view(), name="my_request"),
    path("mine/<token:token>/<reference:reference>/withdraw/", mine.WithdrawView.as_view(), name="my_request_withdraw"),
    path(
        "mine/<token:token>/<reference:reference>/withdraw/<int:item>/",
        mine.WithdrawView.as_view(),
        name="my_request_withdraw",
    ),
    path("mine/<token:token>/data/", HeldView.as_view(purpose=Link.Purpose.REQUEST), name="my_request_data"),
    path("mine/<token:token>/renew/", RenewView.as_view(purpose=Link.Purpose.REQUEST), name="my_request_renew"),
    path("mine/<token:token>/forget/", ForgetView.as_view(purpose=Link.Purpose.REQUEST), name="my_request_forget"),
    path("matches/mine/<token:token>/", match_views.MyMatchesView.as_view(), name="my_matches"),
    path("matches/mine/<token:token>/<int:match>/yes/", match_views.YesView.as_view(), name="my_matches_yes"),
    path("matches/mine/<token:token>/<int:match>/no/", match_views.NoView.as_view(), name="my_matches_no"),
    path("matches/mine/<token:token>/insured/", match_views.InsuredView.as_view(), name="my_matches_insured"),
]
