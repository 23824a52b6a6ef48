"""Addresses of cases: nouns; an act is a sub-resource."""

from __future__ import annotations

from django.urls import path

from wuxing.cases import act_views, following_views, own_views, presence_views, text_views, views, writing_views
from wuxing.cases.act_forms import FORMS

app_name = "cases"

UNDER = {
    "acceptance": "transfer/acceptance",
    "refusal": "transfer/refusal",
    "offer-withdrawal": "transfer/withdrawal",
    "note-withdrawal": "notes/withdrawal",
    "unmerge": "merger/undoing",
    "unsplit": "split/undoing",
    "unlink": "links/removal",
    "date": "tasks/date",
}
"""Acts whose address is not their name."""

urlpatterns = [
    path("", views.case_list, name="list"),
    path("filters/", views.filters, name="filters"),
    path("new/", views.new, name="new"),
    path("new/promises/", views.promises, name="promises"),
    path("new/customers/", views.customers, name="customers"),
    path("process/<str:name>/<str:version>/", views.process, name="process"),
    path("tabs/", own_views.tabs, name="tabs"),
    path("preferences/", own_views.preferences, name="preferences"),
    path("presence/", presence_views.of_list, name="presences"),
    path("texts/", text_views.texts, name="texts"),
    path("texts/new/", text_views.text_new, name="text-new"),
    path("texts/<int:pk>/", text_views.text, name="text"),
    path("texts/<int:pk>/removal/", text_views.text_removal, name="text-removal"),
    path("held/", writing_views.held, name="held"),
    path("<str:ref>/", views.case_page, name="page"),
    path("<str:ref>/presence/", presence_views.of_case, name="presence"),
    path("<str:ref>/tab/", own_views.closing_of_tab, name="tab"),
    path("<str:ref>/unread/", own_views.unread, name="unread"),
    path("<str:ref>/next/", own_views.beside, {"before": False}, name="next"),
    path("<str:ref>/previous/", own_views.beside, {"before": True}, name="previous"),
    path("<str:ref>/refreshment/", views.refreshment, name="refreshment"),
    path("<str:ref>/clocks/<str:commitment>/<int:cycle>/", views.why, name="why"),
    path("<str:ref>/attachments/<str:key>/", views.attachment, name="attachment"),
    path("<str:ref>/messages/", act_views.messages, name="messages"),
    path("<str:ref>/notes/", act_views.notes, name="notes"),
    path("<str:ref>/draft/", writing_views.draft, name="draft"),
    path("<str:ref>/draft/removal/", writing_views.draft_removal, name="draft-removal"),
    path("<str:ref>/draft/sharing/", writing_views.draft_sharing, name="draft-sharing"),
    path("<str:ref>/draft/files/", writing_views.draft_files, name="draft-files"),
    path("<str:ref>/draft/files/<str:file>/", writing_views.draft_file, name="draft-file"),
    path("<str:ref>/draft/files/<str:file>/removal/", writing_views.draft_file_removal, name="draft-file-removal"),
    path("<str:ref>/draft/preview/", writing_views.preview, name="draft-preview"),
    path("<str:ref>/draft/texts/", writing_views.texts, name="draft-texts"),
    path("<str:ref>/draft/colleagues/", writing_views.colleagues, name="draft-colleagues"),
    path("<str:ref>/drafts/<int:pk>/taking/", writing_views.draft_taking, name="draft-taking"),
    path("<str:ref>/held/undoing/", writing_views.undoing, name="undoing"),
    path("<str:ref>/held/letting-go/", writing_views.letting_go, name="letting-go"),
    path("<str:ref>/following/", following_views.follow, name="following"),
    path("<str:ref>/participants/<int:person>/removal/", following_views.participant_removal, name="participant"),
    *(path(f"<str:ref>/{UNDER.get(name, name)}/", act_views.act, {"name": name}, name=name) for name in FORMS),
]
