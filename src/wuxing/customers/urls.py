"""Addresses of customers."""

from __future__ import annotations

from django.urls import path

from wuxing.customers import views

app_name = "customers"

urlpatterns = [
    path("", views.customer_list, name="list"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/details/", views.details, name="details"),
    path("<int:pk>/address/disclosure/", views.address_disclosure, name="address-disclosure"),
    path("<int:pk>/points/", views.points, name="points"),
    path("<int:pk>/points/<int:point>/disclosure/", views.disclosure, name="disclosure"),
    path("<int:pk>/points/<int:point>/confirmation/", views.confirmation, name="confirmation"),
    path("<int:pk>/points/<int:point>/removal/", views.removal, name="removal"),
]
