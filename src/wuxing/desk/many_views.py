"""Pages of acts on many cases: choose, see what it would do, do it, see what came of it, undo."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases.filters import Filters
from wuxing.desk.act_forms import GivenForm, form_of
from wuxing.desk.acts import FOR_MANY, Act
from wuxing.desk.many import MOST, NothingChosen, TooManyChosen, address_of, start_many, undo_many
from wuxing.desk.many_page import list_of, named, number_in, preview, refs_of, result_of
from wuxing.desk.models import ManyRun
from wuxing.jobs.showing import job_view
from wuxing.ui.parts import go
from wuxing.ui.refusal import Refused


@require_safe
@staff
def count(request: AgentRequest) -> HttpResponse:
    """How many cases a list holds: what “all” would choose."""
    number = number_in(Filters.of(request.GET), request.actor, timezone.now())
    return render(request, "desk/_many_all.html", {"number": number, "most": MOST})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def act(request: AgentRequest) -> HttpResponse:
    """Ask what the act needs, show what it would do to the cases chosen; then do it."""
    asked = request.POST if request.method == "POST" else request.GET
    wanted = FOR_MANY.get(asked.get("act", ""))
    if wanted is None:
        return go(request, f"{reverse('cases:list')}?{list_of(asked).query}")
    refs = asked.get("refs", "").split() or refs_of(asked, request.actor, timezone.now())
    form = form_of(wanted.name)(request.actor, asked if {"see", "go"} & asked.keys() else None)
    if not form.fields:
        form.is_bound = True
    refused = _refused(refs)
    if refused is None and request.method == "POST" and "go" in request.POST and form.is_valid():
        back = list_of(asked).query
        started = start_many(
            act=wanted.name, given=form.given(), refs=refs, by=request.actor, at=timezone.now(), back=back
        )
        return go(request, address_of({"run": started.pk, "list": back}))
    return _asking(request, wanted, form, refs, refused)


@require_safe
@staff
def run(request: AgentRequest, pk: int) -> HttpResponse:
    """How far a run is, and what came of it."""
    found = _run_of(request, pk)
    at = timezone.now()
    context = {
        "result": result_of(found, request.actor, at),
        "job": job_view(found.job, at) if found.job else None,
        "list": list_of(request.GET),
        "now": at,
    }
    return render(request, "desk/many_run.html", context)


@require_POST
@staff
def undoing(request: AgentRequest, pk: int) -> HttpResponse:
    """Undo a whole run."""
    _run_of(request, pk)
    back = list_of(request.POST).query
    undone = undo_many(pk, by=request.actor, at=timezone.now(), back=back)
    return go(request, address_of({"run": undone.pk, "list": back}))


def _refused(refs: list[str]) -> Refused | None:
    if not refs:
        return NothingChosen()
    return TooManyChosen(most=MOST) if len(refs) > MOST else None


def _asking(
    request: AgentRequest, wanted: Act, form: GivenForm, refs: list[str], refused: Refused | None
) -> HttpResponse:
    is_ready = refused is None and form.is_bound and form.is_valid()
    at = timezone.now()
    context: dict[str, Any] = {
        "act": wanted,
        "form": form,
        "refs": " ".join(refs[:MOST]),
        "number": len(refs),
        "named": named(refs, request.actor),
        "list": list_of(request.POST if request.method == "POST" else request.GET),
        "refused": refused,
        "preview": preview(wanted, form.given(), refs, request.actor, at) if is_ready else None,
        "now": at,
    }
    status = 422 if refused or (form.is_bound and form.errors) else 200
    return render(request, "desk/many_act.html", context, status=status)


def _run_of(request: AgentRequest, pk: int) -> ManyRun:
    """A run is its starter's alone."""
    found = ManyRun.objects.filter(pk=pk, by=request.user).select_related("job", "undoes").first()
    if found is None:
        raise Http404
    return found
