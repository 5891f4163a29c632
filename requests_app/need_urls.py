from django.urls import path

from requests_app.views import need

urlpatterns = [
    path("", need.NeedView.as_view(), name="need"),
    path("sent/<reference:reference>/", need.need_sent, name="need_sent"),
]
