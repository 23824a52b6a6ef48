"""What open pages say about themselves, and who is there: parts for scripts, of no use without them."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases import presence
from wuxing.live.presence import Doing

MOST = 60
PAGE = re.compile(r"[a-z0-9]{4,16}")


@require_POST
@staff
def of_case(request: AgentRequest, ref: str) -> HttpResponse:
    """Take a page's word for what it does, and answer who else is there."""
    page, doing = request.POST.get("page", ""), request.POST.get("doing", "")
    if PAGE.fullmatch(page) and doing in [each.value for each in Doing]:
        presence.beat(ref=ref, page=page, doing=Doing(doing), by=request.actor)
    found = presence.here([ref], request.actor)
    return render(request, "cases/_here.html", {"here": found[0] if found else None})


@require_safe
@staff
def of_list(request: AgentRequest) -> HttpResponse:
    """Who is on the cases of a list."""
    found = presence.here(request.GET.getlist("ref")[:MOST], request.actor)
    return render(request, "cases/_here_rows.html", {"found": found})
