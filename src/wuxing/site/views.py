"""The front door, the views beside every page, and the question of a load balancer."""

from __future__ import annotations

from copy import copy
from urllib.parse import urlsplit

from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.site.navigation import navigation_of
from wuxing.ui.parts import part


@require_safe
@staff
def home(request: HttpRequest) -> HttpResponse:
    """Work begins at the list."""
    return redirect("/cases/")


@require_safe
@staff
def view_groups(request: AgentRequest) -> HttpResponse:
    """The views with their counts as they are now, as the page shows them that asks."""
    page, shown = urlsplit(request.headers.get("HX-Current-URL", "")), copy(request)
    shown.path, shown.GET = page.path, QueryDict(page.query)
    return part(request, "ui/_view_groups.html", {"nav": navigation_of(shown, request.actor)})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether pages can be answered: the process runs and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
