"""Pages of logs: the list, bringing one in, saying how it is read, importing it, its cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.core.source import Problems
from wuxing.history import bringing, improvement_lists, log_lists, replay_lists
from wuxing.history.improvement_page import Record
from wuxing.history.live_export import live_view
from wuxing.history.log_forms import BringForm, ColumnsForm, Labels
from wuxing.history.log_page import (
    Trial,
    counted_kinds,
    outline_for,
    standard_now,
    stopped_where,
    try_mapping,
)
from wuxing.history.logs.drafting import draft_mapping
from wuxing.history.logs.mapping_file import SHIPPED, shipped_mappings
from wuxing.history.models import Log
from wuxing.jobs.showing import job_view
from wuxing.ui.language import language
from wuxing.ui.parts import go, part
from wuxing.ui.refusal import Refused

LATEST = 5
"""Replays on the first page."""


@require_safe
@staff
def home(request: AgentRequest) -> HttpResponse:
    """What there is of history."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    is_all = "hidden" in request.GET
    at = timezone.now()
    context = {
        "logs": log_lists.logs(is_all=is_all),
        "replays": replay_lists.replays()[:LATEST],
        "improvements": [Record(each) for each in improvement_lists.improvements()[:LATEST]],
        "live": live_view(at),
        "is_all": is_all,
        "now": at,
    }
    return render(request, "history/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: AgentRequest) -> HttpResponse:
    """Bring a log in."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    names = bringing.incoming()
    if request.method != "POST":
        return _bring_page(request, BringForm(names))
    form = BringForm(names, request.POST, request.FILES)
    if not form.is_valid():
        return _bring_page(request, form, status=422)
    try:
        log = _brought(request, form)
    except (Refused, Problems) as wrong:
        form.add_error(None, wrong.in_language(language()) if isinstance(wrong, Problems) else str(wrong))
        return _bring_page(request, form, status=422)
    return go(request, reverse("history:log", args=[log.pk]))


@require_safe
@staff
def log(request: AgentRequest, pk: int) -> HttpResponse:
    """One log, by where it stands: to be mapped, being imported, imported."""
    found = log_for(request, pk)
    if found.state == Log.State.NEW:
        return _mapping_page(request, found)
    at = timezone.now()
    landed = log_lists.landed(found)
    context = {
        "log": found,
        "job": job_view(found.job, at) if found.job else None,
        "kinds": counted_kinds(found, at),
        "landed": landed,
        "stopped": stopped_where(found, landed) if found.state == Log.State.STOPPED else "",
        "can_remap": found.state == Log.State.STOPPED and not bringing.has_begun(found),
        "now": at,
    }
    return render(request, "history/log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def mapping(request: AgentRequest, pk: int) -> HttpResponse:
    """Say how a log is read: as text, from its columns, or with a shipped mapping; `act` says which."""
    found = log_for(request, pk)
    if request.method != "POST":
        return _mapping_page(request, found)
    text = request.POST.get("text", "")
    form = None
    if request.POST.get("act") == "columns":
        form = _columns_form(found, request.POST)
        if form is None or not form.is_valid():
            return _mapping_page(request, found, form=form, status=422)
        text = draft_mapping(form.choices(Path(found.name).stem))
    elif request.POST.get("act") == "shipped":
        text = _shipped(request.POST.get("shipped", ""))
    bringing.set_mapping(log=found, text=text, by=request.actor, at=timezone.now())
    return go(request, reverse("history:mapping", args=[pk]))


@require_safe
@staff
def columns(request: AgentRequest, pk: int) -> HttpResponse:
    """The questions about columns, as the choices so far leave them."""
    found = log_for(request, pk)
    form = _columns_form(found, request.GET)
    return part(request, "history/_columns.html", {"log": found, "columns": form})


@require_safe
@staff
def mapping_text(request: AgentRequest, pk: int) -> HttpResponse:
    """The mapping as a file."""
    found = log_for(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="{found.key}.mapping.yaml"'}
    return HttpResponse(found.mapping, content_type="application/yaml; charset=utf-8", headers=headers)


@require_POST
@staff
def import_(request: AgentRequest, pk: int) -> HttpResponse:
    """Start the import, or go on with one that was not finished."""
    found = log_for(request, pk)
    try:
        bringing.start_import(log=found, by=request.actor, at=timezone.now())
    except Problems:
        return _mapping_page(request, found, status=422)  # it shows them
    return go(request, reverse("history:log", args=[pk]))


@require_POST
@staff
def hiding(request: AgentRequest, pk: int) -> HttpResponse:
    """Take it out of the list, or back in with `shown`."""
    found = log_for(request, pk)
    bringing.hide(log=found, is_hidden="shown" not in request.POST, by=request.actor, at=timezone.now())
    return go(request, reverse("history:home"))


@require_safe
@staff
def rejected(request: AgentRequest, pk: int) -> HttpResponseBase:
    """The rows that could not be read, with their reasons."""
    path = log_for(request, pk).rejected_path
    if path is None or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")


@require_safe
@staff
def cases(request: AgentRequest, pk: int) -> HttpResponse:
    """The cases of a log, the newest first; `q` is a number or a part of one."""
    found = log_for(request, pk)
    shown = log_lists.cases(found, request.actor, q=request.GET.get("q", ""), after=request.GET.get("after", ""))
    return part(
        request, "history/_cases.html", {"log": found, "cases": shown, "now": timezone.now()}, page="history/cases.html"
    )


def log_for(request: AgentRequest, pk: int) -> Log:
    """A log that the reader may see. Raises NotAllowed, Http404."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    found = Log.objects.select_related("job").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _brought(request: AgentRequest, form: BringForm) -> Log:
    file, name, at = form.cleaned_data["file"], form.cleaned_data["incoming"], timezone.now()
    if file:
        return bringing.upload(name=file.name, chunks=file.chunks(), by=request.actor, at=at)
    return bringing.choose(name=name, by=request.actor, at=at)


def _bring_page(request: AgentRequest, form: BringForm, *, status: int = 200) -> HttpResponse:
    limit = settings.BODY_LIMIT // 1_000_000
    context = {"form": form, "folder": settings.INCOMING, "limit": limit, "waiting": bringing.incoming()}
    return render(request, "history/log_new.html", context, status=status)


def _mapping_page(
    request: AgentRequest, found: Log, *, form: ColumnsForm | None = None, status: int = 200
) -> HttpResponse:
    if found.job and bringing.has_begun(found):
        return go(request, reverse("history:log", args=[found.pk]))
    at = timezone.now()
    trial: Trial | None = try_mapping(found, at)
    context: dict[str, Any] = {
        "log": found,
        "trial": trial,
        "columns": form or _columns_form(found),
        "asks_columns": form is not None or trial is None,
        "shipped": shipped_mappings(),
        "lines": max(8, min(28, found.mapping.count("\n") + 2)),
        "now": at,
    }
    return render(request, "history/mapping.html", context, status=status)


def _columns_form(found: Log, data: Any = None) -> ColumnsForm | None:
    """None where the log cannot be looked into."""
    try:
        outline = outline_for(found)
    except Problems:
        return None
    standard = standard_now(timezone.now())
    labels: Labels = standard.classes if standard else {}
    return ColumnsForm(outline, labels, data or None)


def _shipped(name: str) -> str:
    if name not in shipped_mappings():
        raise Http404
    return (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
