"""Addresses of the bell."""

from __future__ import annotations

from django.urls import path

from wuxing.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="list"),
    path("bell/", views.bell, name="bell"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/ringing/", views.ringing_rules, name="ringing-rules"),
    path("ringing/", views.ringing, name="ringing"),
    path("reading/", views.reading_of_all, name="reading"),
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/reading/", views.reading_of_one, name="reading-of-one"),
]
