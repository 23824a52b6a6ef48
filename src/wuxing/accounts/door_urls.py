"""Addresses of the door: signing in and out, passwords, the second factor, invitations, the language.

allauth's own addresses are taken over, but for those of things that Wuxing does not have: nobody signs up, and mail
addresses are kept by administrators. Their names must stay, allauth asks for them; their pages are not there.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from wuxing.accounts import door_views


def nothing_here(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("invitation/<str:token>/", door_views.invitation, name="account_invitation"),
    path("language/", door_views.language, name="account_language"),
    re_path(r"^(?:signup|email|confirm-email|password/set|login/code)/", nothing_here),
    path("", include("allauth.urls")),
]
