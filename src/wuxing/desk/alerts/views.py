"""The page of one case whose promise is in danger: what is known, what was done, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuxing.accounts.lists import names_of
from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.models import User
from wuxing.cases.acting import NoCase
from wuxing.cases.models import Case
from wuxing.cases.page import live_case_for
from wuxing.cases.showing import ClockView, clock_view, in_order
from wuxing.core.standard.wording import role_in_words
from wuxing.desk.alerts.forms import WAYS, InterventionForm
from wuxing.desk.alerts.intervening import live_alerts, may_intervene, next_level
from wuxing.desk.board.urgent import alert_line
from wuxing.desk.models import AlertStep
from wuxing.standards.finding import shelf, standard_of
from wuxing.ui.language import said
from wuxing.ui.parts import go, part
from wuxing.ui.refusal import Refused


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of an alert's record."""

    at: datetime
    text: str
    who: str


@require_safe
@staff
def intervention(request: AgentRequest, ref: str) -> HttpResponse:
    """The alerts of a case, and the ways to step in."""
    return _page(request, live_case_for(ref, request.actor))


@require_http_methods(["POST"])
@staff
def way(request: AgentRequest, ref: str, how: str) -> HttpResponse:
    """Step in one way. Refused, the form stays with what was typed."""
    if how not in WAYS:
        raise Http404
    case, at = live_case_for(ref, request.actor), timezone.now()
    form = WAYS[how](case, request.actor, at, request.POST)
    if not form.is_valid():
        return _page(request, case, {how: form}, status=422)
    try:
        form.act(at)
    except NoCase:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, case, {how: form}, status=refused.status)
    messages.info(request, _("On record: %(what)s.") % {"what": form.title})
    return go(request, reverse("desk:intervention", args=[ref]))


def _page(
    request: AgentRequest, case: Case, given: dict[str, InterventionForm] | None = None, *, status: int = 200
) -> HttpResponse:
    at, by = timezone.now(), request.actor
    alerts = live_alerts(case)
    is_open = any(each.acknowledged_at is None for each in alerts)
    context = {
        "case": case,
        "clocks": _clocks(case, at),
        "alerts": [alert_line(each, at) for each in alerts],
        "record": _record(case),
        "may": may_intervene(by, alerts) and not case.ending,
        "ways": _ways(request, case, given or {}, is_open=is_open),
        "now": at,
    }
    return part(request, "desk/_intervention.html", context, status=status, page="desk/intervention.html")


def _ways(
    request: AgentRequest, case: Case, given: dict[str, InterventionForm], *, is_open: bool
) -> list[tuple[str, InterventionForm, str]]:
    """The ways that make sense now, with their addresses; one that was refused stays with what was typed."""
    mine, at = request.user.pk == case.assignee_id, timezone.now()
    without = {
        "acknowledgement": not is_open,
        "take-over": mine,
        "whisper": case.assignee_id is None or mine,
        "call": next_level(case, request.actor) is None,
    }
    return [
        (
            how,
            given.get(how) or form(case, request.actor, at),
            reverse("desk:intervention-way", args=[case.ref, how]),
        )
        for how, form in WAYS.items()
        if how in given or not without.get(how)
    ]


def _clocks(case: Case, at: datetime) -> list[ClockView]:
    standards = shelf()
    return in_order(clock_view(row, case.ref, standards.standard_of(row.standard), at) for row in case.clocks.all())


def _record(case: Case) -> list[StepLine]:
    """Everything that became of the alerts of a case, the newest first."""
    steps = list(AlertStep.objects.filter(alert__case=case).select_related("alert").order_by("-at", "-pk")[:30])
    names = names_of({each.by for each in steps})
    told = {user.pk: str(user) for user in User.objects.filter(pk__in={pk for each in steps for pk in each.told})}
    standard = standard_of(case.standard)
    lines = []
    for step in steps:
        commitment = standard.commitments.get(step.alert.commitment)
        what = said(commitment.title) if commitment else step.alert.commitment
        to = said(role_in_words(step.to, standard)) if step.to else ""
        people = "、".join(told[pk] for pk in step.told if pk in told)
        who = names.get(step.by, "")
        text = " · ".join(filter(None, (what, str(step.get_kind_display()), to, people)))
        lines.append(StepLine(step.at, text, who))
    return lines
