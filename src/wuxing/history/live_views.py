"""Exporting the company's own cases, for who does not want to wait for the night."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.history.live_export import start_export
from wuxing.ui.parts import go


@require_POST
@staff
def export(request: AgentRequest) -> HttpResponse:
    """Start an export."""
    start_export(by=request.actor, at=timezone.now())
    return go(request, reverse("history:home"))
