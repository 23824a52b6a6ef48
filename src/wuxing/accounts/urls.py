"""Addresses of the pages about people."""

from __future__ import annotations

from django.urls import path

from wuxing.accounts import views

app_name = "people"

urlpatterns = [
    path("", views.people_list, name="list"),
    path("new/", views.new, name="new"),
    path("me/", views.me, name="me"),
    path("me/state/", views.state, name="state"),
    path("me/duty/", views.duty, name="duty"),
    path("audit/", views.audit, name="audit"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/invitation/", views.invitation, name="invitation"),
    path("<int:pk>/role/", views.role, name="role"),
    path("<int:pk>/place/", views.place, name="place"),
    path("<int:pk>/access/", views.access, name="access"),
    path("<int:pk>/second-step/", views.second_step, name="second-step"),
    path("<int:pk>/duty/", views.duty, name="duty-of"),
]
