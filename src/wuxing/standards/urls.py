"""Addresses of standards. Versions are no paths: they hold neither slash nor @."""

from __future__ import annotations

from django.urls import path

from wuxing.standards import views

app_name = "standards"

urlpatterns = [
    path("", views.standard_list, name="list"),
    path("publication/", views.publication, name="publication"),
    path("<str:name>/<str:version>/", views.document, name="document"),
    path("<str:name>/<str:version>/standard.yaml", views.text, name="text"),
    path("<str:name>/<str:version>/table/", views.table, name="table"),
    path("<str:name>/<str:version>/diff/", views.choose_difference, name="choose-diff"),
    path("<str:name>/<str:version>/diff/<str:other>/<str:other_version>/", views.difference, name="diff"),
]
