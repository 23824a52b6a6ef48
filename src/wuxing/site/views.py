"""The front door, and the question of a load balancer."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from wuxing.accounts.middleware import staff


@require_safe
@staff
def home(request: HttpRequest) -> HttpResponse:
    """Work begins at the list."""
    return redirect("/cases/")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether pages can be answered: the process runs and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
