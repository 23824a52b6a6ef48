"""Addresses of cases: nouns; an act is a sub-resource."""

from __future__ import annotations

from django.urls import path

from wuxing.cases import act_views, views
from wuxing.cases.act_forms import FORMS

app_name = "cases"

UNDER = {"acceptance": "transfer/acceptance", "refusal": "transfer/refusal"}
"""Acts whose address is not their name."""

urlpatterns = [
    path("", views.case_list, name="list"),
    path("new/", views.new, name="new"),
    path("new/promises/", views.promises, name="promises"),
    path("new/customers/", views.customers, name="customers"),
    path("process/<str:name>/<str:version>/", views.process, name="process"),
    path("<str:ref>/", views.case_page, name="page"),
    path("<str:ref>/refreshment/", views.refreshment, name="refreshment"),
    path("<str:ref>/clocks/<str:commitment>/<int:cycle>/", views.why, name="why"),
    path("<str:ref>/attachments/<str:key>/", views.attachment, name="attachment"),
    path("<str:ref>/messages/", act_views.messages, name="messages"),
    path("<str:ref>/notes/", act_views.notes, name="notes"),
    *(path(f"<str:ref>/{UNDER.get(name, name)}/", act_views.act, {"name": name}, name=name) for name in FORMS),
]
