"""Who else has to do with a case: the section of the context column, and what its buttons do."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.models import User
from wuxing.cases import following
from wuxing.cases.acting import NoCase
from wuxing.cases.page import live_case_for
from wuxing.ui.parts import go, part


@require_POST
@staff
def follow(request: AgentRequest, ref: str) -> HttpResponse:
    """Hear what happens on a case, or no more."""
    if request.POST.get("follow") == "1":
        following.follow(ref=ref, by=request.actor, at=timezone.now())
    else:
        following.unfollow(ref=ref, by=request.actor, at=timezone.now())
    return _followers(request, ref)


@require_POST
@staff
def participant_removal(request: AgentRequest, ref: str, person: int) -> HttpResponse:
    """End a colleague's part in a case. Who ends his own may see it no more."""
    colleague = get_object_or_404(User, pk=person)
    following.remove_participant(ref=ref, person=colleague, by=request.actor, at=timezone.now())
    try:
        return _followers(request, ref)
    except NoCase:
        return go(request, reverse("cases:list"))


def _followers(request: AgentRequest, ref: str) -> HttpResponse:
    case = live_case_for(ref, request.actor)
    slot = following.people_on(case, request.actor, timezone.now())
    then = reverse("cases:page", args=[ref])
    return part(request, "cases/_followers.html", {"slot": slot, "case": case}, then=then)
