"""The palette and the sheet of keys: parts over every page, and pages of their own for who works without scripts."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.people import set_single_keys
from wuxing.desk.keys import KEYS
from wuxing.desk.palette import Asked
from wuxing.desk.palette import palette as palette_of
from wuxing.ui.parts import go, part, wants_part


@require_safe
@staff
def palette(request: AgentRequest) -> HttpResponse:
    """What may be chosen for what was typed."""
    given = request.GET
    asked = Asked(given.get("q", ""), given.get("in", ""), given.get("ref", ""))
    context = {"palette": palette_of(asked, request.actor, timezone.now())}
    return part(request, "desk/_palette_options.html", context, page="desk/palette_page.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def keyboard(request: AgentRequest) -> HttpResponse:
    """What each key does, and whether single keys do anything for this person."""
    if request.method != "POST":
        return part(request, "desk/_keys.html", {"keys": KEYS}, page="desk/keyboard.html")
    set_single_keys(by=request.actor, on=request.POST.get("single_keys") == "1")
    return HttpResponse(status=204) if wants_part(request) else go(request, reverse("desk:keyboard"))
