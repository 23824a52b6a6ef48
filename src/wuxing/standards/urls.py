"""Addresses of standards. Versions are no paths: they hold neither slash nor @."""

from __future__ import annotations

from django.urls import path

from wuxing.standards import draft_acts, draft_views, views

app_name = "standards"

urlpatterns = [
    path("", views.standard_list, name="list"),
    path("publication/", views.publication, name="publication"),
    path("drafts/", draft_views.drafts, name="drafts"),
    path("drafts/<int:key>/", draft_views.draft, name="draft"),
    path("drafts/<int:key>/text/", draft_views.text, name="draft-text"),
    path("drafts/<int:key>/revisions/<int:number>/", draft_views.revision, name="draft-revision"),
    path("drafts/<int:key>/revisions/<int:number>/restoration/", draft_views.restoration, name="draft-restoration"),
    path("drafts/<int:key>/remarks/", draft_acts.remark, name="draft-remarks"),
    path("drafts/<int:key>/remarks/<int:remark>/resolution/", draft_acts.resolution, name="draft-resolution"),
    path("drafts/<int:key>/norm/", draft_acts.norm, name="draft-norm"),
    path("drafts/<int:key>/submission/", draft_acts.submission, name="draft-submission"),
    path("drafts/<int:key>/approval/", draft_acts.approval, name="draft-approval"),
    path("drafts/<int:key>/rejection/", draft_acts.rejection, name="draft-rejection"),
    path("drafts/<int:key>/withdrawal/", draft_acts.withdrawal, name="draft-withdrawal"),
    path("drafts/<int:key>/publication/", draft_acts.publication, name="draft-publication"),
    path("<str:name>/<str:version>/", views.document, name="document"),
    path("<str:name>/<str:version>/standard.yaml", views.text, name="text"),
    path("<str:name>/<str:version>/table/", views.table, name="table"),
    path("<str:name>/<str:version>/diff/", views.choose_difference, name="choose-diff"),
    path("<str:name>/<str:version>/diff/<str:other>/<str:other_version>/", views.difference, name="diff"),
]
