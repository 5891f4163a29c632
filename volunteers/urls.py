from django.urls import path

from brusselshelps.people import url_converters
from brusselshelps.people.models import Link
from brusselshelps.people.self_service import ForgetView, HeldView, RenewView
from volunteers import mine, sign_up_views, views

urlpatterns = [
    path("", views.RegisterView.as_view(), name="register"),
    path("sent/<reference:reference>/", views.registered, name="registered"),
    path("mine/<token:token>/", mine.MyOfferView.as_view(), name="my_offer"),
    path("mine/<token:token>/stay/", mine.StayView.as_view(), name="my_offer_stay"),
    path("mine/<token:token>/withdraw/", mine.WithdrawView.as_view(), name="my_offer_withdraw"),
    path("mine/<token:token>/data/", HeldView.as_view(purpose=Link.Purpose.VOLUNTEER), name="my_offer_data"),
    path("mine/<token:token>/renew/", RenewView.as_view(purpose=Link.Purpose.VOLUNTEER), name="my_offer_renew"),
    path("mine/<token:token>/forget/", ForgetView.as_view(purpose=Link.Purpose.VOLUNTEER), name="my_offer_forget"),
    path("calls/<slug:slug>/", sign_up_views.CallView.as_view(), name="sign_up_call"),
    path("sign-up/<slug:slug>/", sign_up_views.CategoryView.as_view(), name="sign_up_category"),
    path("sign-up/sent/<reference:reference>/", sign_up_views.signed_up, name="signed_up"),
    path("information/", views.information, name="volunteer_information"),
]
