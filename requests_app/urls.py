from django.urls import path

from brusselshelps.people import converters  # noqa: F401  registers <reference:…>

from . import views

urlpatterns = [
    path("", views.AskView.as_view(), name="ask"),
    path("sent/<reference:reference>/", views.asked, name="asked"),
]
