"""Addresses of history."""

from __future__ import annotations

from django.urls import path

from wuxing.history import (
    before_after_views,
    driver_views,
    improvement_views,
    live_views,
    log_views,
    replay_views,
    whatif_views,
    why_views,
)

app_name = "history"

urlpatterns = [
    path("", log_views.home, name="home"),
    path("export/", live_views.export, name="export"),
    path("logs/new/", log_views.new, name="log-new"),
    path("logs/<int:pk>/", log_views.log, name="log"),
    path("logs/<int:pk>/mapping/", log_views.mapping, name="mapping"),
    path("logs/<int:pk>/mapping/columns/", log_views.columns, name="columns"),
    path("logs/<int:pk>/mapping.yaml", log_views.mapping_text, name="mapping-text"),
    path("logs/<int:pk>/import/", log_views.import_, name="import"),
    path("logs/<int:pk>/hiding/", log_views.hiding, name="hiding"),
    path("logs/<int:pk>/rejected.csv", log_views.rejected, name="rejected"),
    path("logs/<int:pk>/cases/", log_views.cases, name="cases"),
    path("replays/<int:pk>/why/", why_views.why_under_both, name="why-under-both"),
    path("replays/", replay_views.replays, name="replays"),
    path("replays/new/", replay_views.new, name="replay-new"),
    path("replays/<int:pk>/", replay_views.replay, name="replay"),
    path("replays/<int:pk>/again/", replay_views.again, name="replay-again"),
    path("replays/<int:pk>/files/<str:name>", replay_views.file, name="replay-file"),
    path("before-after/", before_after_views.before_after, name="before-after"),
    path("before-after/counting/", before_after_views.counting, name="before-after-counting"),
    path("drivers/", driver_views.drivers, name="drivers"),
    path("drivers/weighing/", driver_views.weighing, name="drivers-weighing"),
    path("improvements/", improvement_views.improvements, name="improvements"),
    path("improvements/new/", improvement_views.new, name="improvement-new"),
    path("improvements/<int:pk>/", improvement_views.improvement, name="improvement"),
    path("improvements/<int:pk>/actions/", improvement_views.actions, name="improvement-actions"),
    path("improvements/<int:pk>/actions/<int:action>/completion/", improvement_views.completion, name="completion"),
    path("improvements/<int:pk>/checks/", improvement_views.checks, name="improvement-checks"),
    path("improvements/<int:pk>/decision/", improvement_views.decision, name="improvement-decision"),
    path("what-if/", whatif_views.what_if, name="what-if"),
    path("what-if/measurement/", whatif_views.measurement, name="what-if-measurement"),
    path("what-if/draft/", whatif_views.draft, name="what-if-draft"),
]
