from django.urls import path

from brusselshelps.people import url_converters
from requests_app.views.help_request import need

urlpatterns = [
    path("", need.NeedView.as_view(), name="need"),
    path("sent/<reference:reference>/", need.need_sent, name="need_sent"),
]
