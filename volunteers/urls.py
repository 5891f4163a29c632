from django.urls import path

from brusselshelps.people import converters  # noqa: F401  registers <reference:…>

from . import views

urlpatterns = [
    path("", views.RegisterView.as_view(), name="register"),
    path("sent/<reference:reference>/", views.registered, name="registered"),
    path("information/", views.information, name="volunteer_information"),
]
