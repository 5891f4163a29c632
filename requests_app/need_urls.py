from django.urls import path

from brusselshelps.people import url_converters
from requests_app import need_views

urlpatterns = [
    path("", need_views.NeedView.as_view(), name="need"),
    path("sent/<reference:reference>/", need_views.need_sent, name="need_sent"),
]
