"""Pages of administrators: the keys of integrations; and the documentation of the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.channels import lists
from wuxing.channels.forms import KeyForm
from wuxing.channels.keys import make, revoke
from wuxing.ui.parts import go

DOCS_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""As strict as everywhere: the library styles its elements through the DOM, which a policy does not concern."""


@require_http_methods(["GET", "POST"])
@staff
def keys(request: AgentRequest) -> HttpResponse:
    """The keys there are, and a form for a new one; its token is on the answer to the form and nowhere else."""
    require_may(request.actor, Act.MANAGE_API_KEYS)
    form = KeyForm(request.POST or None)
    made: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            key, token = make(form.wanted(), by=request.actor, at=timezone.now())
            made, form, status = {"made": key, "token": token}, KeyForm(), 201
        else:
            status = 422
    context = {"form": form, "keys": lists.keys(), "api": f"{settings.BASE_URL}/api/v1", **made}
    response = render(request, "channels/keys.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@staff
def revocation(request: AgentRequest, number: int) -> HttpResponse:
    """Withdraw a key."""
    revoke(number, by=request.actor, at=timezone.now())
    return go(request, reverse("channels:keys"))


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The documentation of the API, from its OpenAPI document; it needs no network."""
    response = render(request, "channels/api_docs.html")
    response["Content-Security-Policy"] = DOCS_POLICY
    return response
