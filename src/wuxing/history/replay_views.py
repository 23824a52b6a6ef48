"""Pages of replays: the list, asking for one, its result, running it again, taking files away."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, require_may
from wuxing.core.source import Problems
from wuxing.history import replay_lists
from wuxing.history.log_page import standard_now
from wuxing.history.models import Replay
from wuxing.history.replay_forms import ReplayForm
from wuxing.history.replay_page import FILES, result_of
from wuxing.history.replay_starting import run_again, start_replay
from wuxing.jobs.showing import job_view
from wuxing.ui.language import language
from wuxing.ui.parts import go
from wuxing.ui.refusal import Refused


@require_safe
@staff
def replays(request: AgentRequest) -> HttpResponse:
    """Every replay, the newest first; `before` a number."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    before = request.GET.get("before", "")
    lines = replay_lists.replays(int(before) if before.isdecimal() and len(before) < 18 else 0)
    last = lines[-1].replay.pk if len(lines) == replay_lists.PAGE else 0
    return render(request, "history/replays.html", {"replays": lines, "older": last, "now": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: AgentRequest) -> HttpResponse:
    """Ask for a replay; the query fills the form."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    at = timezone.now()
    in_force = standard_now(at)
    if request.method != "POST":
        return _form_page(request, ReplayForm(in_force, asked=request.GET.dict()))
    form = ReplayForm(in_force, request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        keys = {name: form.cleaned_data[name] for name in ("standard", "against")}
        replay = start_replay(**keys, stretch=form.stretch, by=request.actor, at=at)
    except (Refused, Problems) as wrong:
        form.add_error(None, wrong.in_language(language()) if isinstance(wrong, Problems) else str(wrong))
        return _form_page(request, form, status=422)
    return go(request, reverse("history:replay", args=[replay.pk]))


@require_safe
@staff
def replay(request: AgentRequest, pk: int) -> HttpResponse:
    """One replay: under way, stopped, or what it found."""
    found = replay_for(request, pk)
    at = timezone.now()
    context = {
        "replay": found,
        "history": replay_lists.history_of(found),
        "limits": replay_lists.limits_of(found),
        "result": result_of(found),
        "job": job_view(found.job, at) if found.job else None,
        "now": at,
    }
    return render(request, "history/replay.html", context)


@require_POST
@staff
def again(request: AgentRequest, pk: int) -> HttpResponse:
    """Run it again: the same inputs give the same figures."""
    found = replay_for(request, pk)
    repeated = run_again(replay=found, by=request.actor, at=timezone.now())
    return go(request, reverse("history:replay", args=[repeated.pk]))


@require_safe
@staff
def file(request: AgentRequest, pk: int, name: str) -> HttpResponseBase:
    """A file of the result."""
    found = replay_for(request, pk)
    path = found.folder / name
    if name not in FILES or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{found.key}-{name}", content_type=FILES[name])


def replay_for(request: AgentRequest, pk: int) -> Replay:
    """A replay that the reader may see. Raises NotAllowed, Http404."""
    require_may(request.actor, Act.WORK_WITH_HISTORY)
    found = Replay.objects.select_related("job", "again").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _form_page(request: AgentRequest, form: ReplayForm, *, status: int = 200) -> HttpResponse:
    return render(request, "history/replay_new.html", {"form": form, "now": timezone.now()}, status=status)
