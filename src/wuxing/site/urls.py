"""Every address of the product, by capability."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from wuxing.channels.api.app import api
from wuxing.site import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("views/", views.view_groups, name="views"),
    path("health/", views.health, name="health"),
    path("accounts/", include("wuxing.accounts.door_urls")),
    path("people/", include("wuxing.accounts.urls")),
    path("notices/", include("wuxing.notices.urls")),
    path("cases/", include("wuxing.cases.urls")),
    path("desk/", include("wuxing.desk.urls")),
    path("customers/", include("wuxing.customers.urls")),
    path("standards/", include("wuxing.standards.urls")),
    path("history/", include("wuxing.history.urls")),
    path("jobs/", include("wuxing.jobs.urls")),
    path("api/v1/", api.urls),
    path("", include("wuxing.channels.urls")),
    path("", include("wuxing.portal.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "wuxing.site.errors.bad_request"
handler403 = "wuxing.site.errors.permission_denied"
handler404 = "wuxing.site.errors.page_not_found"
handler500 = "wuxing.site.errors.server_error"
