"""The page that says why a promise of a case came out as it did under both standards of a replay."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.history.models import Replay
from wuxing.history.two_whys import two_whys

LARGEST_CYCLE = 6
"""Digits of a cycle's number."""


@require_safe
@staff
def why_under_both(request: AgentRequest, pk: int) -> HttpResponse:
    """One promise of a case, side by side."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    replay = Replay.objects.filter(pk=pk).first()
    if replay is None:
        raise Http404
    cycle = request.GET.get("cycle", "")
    found = two_whys(
        replay,
        request.GET.get("case", ""),
        commitment=request.GET.get("commitment", ""),
        cycle=int(cycle) if cycle.isdecimal() and len(cycle) <= LARGEST_CYCLE else 1,
        by=request.actor,
    )
    return render(request, "history/why_under_both.html", {"found": found, "now": found.horizon})
