"""The part of a page that shows a job, and stopping it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from wuxing.accounts.actors import Actor
from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.jobs.cancelling import cancel
from wuxing.jobs.kinds import kind_called, may_have
from wuxing.jobs.models import Job
from wuxing.jobs.showing import job_view
from wuxing.ui.parts import go, part, wants_part


@require_safe
@staff
def job(request: AgentRequest, pk: int) -> HttpResponse:
    """How far a job is; once it has ended, the page of what it was about."""
    shown = job_view(_job_for(pk, request.actor), timezone.now())
    if shown.is_finished or not wants_part(request):
        return go(request, shown.href)
    return part(request, "jobs/_job.html", {"job": shown})


@require_POST
@staff
def cancellation(request: AgentRequest, pk: int) -> HttpResponse:
    """Stop it."""
    found = _job_for(pk, request.actor)
    cancel(found.pk, by=request.actor, at=timezone.now())
    return go(request, kind_called(found.kind).address(found.params))


def _job_for(pk: int, by: Actor) -> Job:
    """A job that somebody may see: who may start its kind. A stranger does not learn that it is there."""
    found = Job.objects.filter(pk=pk).first()
    if found is None or not may_have(kind_called(found.kind), found.by, by):
        raise Http404
    return found
