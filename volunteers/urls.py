from django.urls import path

from brusselshelps.people.models import Link
from brusselshelps.people.self_service import EraseView, HeldDataView, RenewLinkView
from volunteers import self_service
from volunteers.views import call_sign_up, registration

urlpatterns = [
    path("", registration.RegisterView.as_view(), name="register"),
    path("sent/<reference:reference>/", registration.registered, name="registered"),
    path("mine/<token:token>/", self_service.OwnOfferView.as_view(), name="my_offer"),
    path("mine/<token:token>/stay/", self_service.StayView.as_view(), name="my_offer_stay"),
    path("mine/<token:token>/withdraw/", self_service.WithdrawView.as_view(), name="my_offer_withdraw"),
    path("mine/<token:token>/data/", HeldDataView.as_view(purpose=Link.Purpose.VOLUNTEER), name="my_offer_data"),
    path("mine/<token:token>/renew/", RenewLinkView.as_view(purpose=Link.Purpose.VOLUNTEER), name="my_offer_renew"),
    path("mine/<token:token>/forget/", EraseView.as_view(purpose=Link.Purpose.VOLUNTEER), name="my_offer_erase"),
    path("calls/<slug:slug>/", call_sign_up.CallView.as_view(), name="sign_up_call"),
    path("sign-up/<slug:slug>/", call_sign_up.CategoryView.as_view(), name="sign_up_category"),
    path("sign-up/sent/<reference:reference>/", call_sign_up.signed_up, name="signed_up"),
    path("information/", registration.information, name="volunteer_information"),
]
