from django.urls import path

from reports import views

urlpatterns = [
    path("", views.show, name="reports"),
    path("<slug:name>/", views.download, name="reports_download"),
]
