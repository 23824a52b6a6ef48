"""Addresses of jobs."""

from __future__ import annotations

from django.urls import path

from wuxing.jobs import views

app_name = "jobs"

urlpatterns = [
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/cancellation/", views.cancellation, name="cancellation"),
]
