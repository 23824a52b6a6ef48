"""Addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from wuxing.desk import macro_views, many_views, palette_views, search_views, view_views
from wuxing.desk.alerts import views as alert_views
from wuxing.desk.board import screen_views
from wuxing.desk.board import views as board_views

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("many/count/", many_views.count, name="many-count"),
    path("many/act/", many_views.act, name="many-act"),
    path("many/<int:pk>/", many_views.run, name="many-run"),
    path("many/<int:pk>/undoing/", many_views.undoing, name="many-undoing"),
    path("macros/", macro_views.macros, name="macros"),
    path("macros/new/", macro_views.new, name="macro-new"),
    path("macros/<int:pk>/", macro_views.macro, name="macro"),
    path("macros/<int:pk>/deletion/", macro_views.deletion, name="macro-deletion"),
    path("macros/<int:pk>/restoration/", macro_views.restoration, name="macro-restoration"),
    path("macros/<int:pk>/on/<str:ref>/trial/", macro_views.trial, name="macro-trial"),
    path("macros/<int:pk>/on/<str:ref>/runs/", macro_views.run, name="macro-run"),
    path("views/", view_views.views, name="views"),
    path("views/new/", view_views.new, name="view-new"),
    path("views/<int:pk>/", view_views.view, name="view"),
    path("views/<int:pk>/place/", view_views.place, name="view-place"),
    path("views/<int:pk>/deletion/", view_views.deletion, name="view-deletion"),
    path("views/<int:pk>/restoration/", view_views.restoration, name="view-restoration"),
    path("palette/", palette_views.palette, name="palette"),
    path("keyboard/", palette_views.keyboard, name="keyboard"),
    path("search/", search_views.search_page, name="search"),
    path("search/similar/<str:ref>/", search_views.similar_cases, name="similar"),
    path("search/kept/", search_views.keeping, name="search-keeping"),
    path("search/recent/", search_views.clearing, name="search-clearing"),
    path("alerts/", board_views.alerts, name="alerts"),
    path("board/", board_views.board, name="board"),
    path("board/figures/", board_views.figures, name="board-figures"),
    path("wall/", board_views.wall, name="wall"),
    path("wall/figures/", board_views.wall_figures, name="wall-figures"),
    path("wall/<str:key>/", board_views.screen, name="screen"),
    path("wall/<str:key>/figures/", board_views.screen_figures, name="screen-figures"),
    path("screens/", screen_views.screens, name="screens"),
    path("screens/<int:pk>/withdrawal/", screen_views.withdrawal, name="screen-withdrawal"),
    path("interventions/<str:ref>/", alert_views.intervention, name="intervention"),
    path("interventions/<str:ref>/<str:how>/", alert_views.way, name="intervention-way"),
]
