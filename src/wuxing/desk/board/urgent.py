"""What wants doing first: the most urgent open cases of a scope, and the alerts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from wuxing.cases.models import Clock
from wuxing.cases.showing import ClockView, clock_view, urgency
from wuxing.core.standard.wording import role_in_words
from wuxing.desk.board.scope import Scope
from wuxing.desk.models import Alert
from wuxing.standards.finding import shelf, standard_of
from wuxing.ui import times
from wuxing.ui.language import said

MOST = 8
ALERTS = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A case that wants doing: whose, what, which clock, who has it."""

    ref: str
    href: str
    who: str
    what: str
    handler: str
    clock: ClockView
    step_in: str


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert: of which clock, since when, and whose it is now; or who took note."""

    ref: str
    href: str
    case_href: str
    what: str
    clock: str
    standard: str
    clause: str
    raised_at: datetime
    is_open: bool
    state: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """The live alerts, those of which nobody took note first."""

    lines: tuple[AlertLine, ...]
    open: int
    more: int


def urgent(scope: Scope, at: datetime) -> tuple[Line, ...]:
    """The cases whose next promise is due first, overdue ones before all."""
    cases = scope.open_cases(at).filter(next_due_at__isnull=False).select_related("customer", "assignee", "team")
    found = list(cases.order_by("next_due_at", "pk")[:MOST])
    clocks: dict[int, list[Clock]] = {case.pk: [] for case in found}
    for clock in Clock.objects.running().filter(case__in=clocks):
        clocks[clock.case_id].append(clock)
    standards = shelf() if found else None
    lines = []
    for case in found:
        first = min(clocks[case.pk], key=lambda clock: urgency(clock, at), default=None)
        if first is None or standards is None:
            continue
        view = clock_view(first, case.ref, standards.standard_of(first.standard), at)
        href, step_in = reverse("cases:page", args=[case.ref]), reverse("desk:intervention", args=[case.ref])
        handler = str(case.assignee) if case.assignee else gettext("Unassigned")
        lines.append(Line(case.ref, href, str(case.customer or ""), case.subject, handler, view, step_in))
    return tuple(lines)


def alerts_of(scope: Scope, at: datetime, most: int = ALERTS) -> Alerts:
    """The alerts of the open promises of a scope."""
    # Asked for each alert: there are far fewer of them than of open cases.
    live = Alert.objects.live().filter(Exists(scope.open_cases(at).order_by().filter(pk=OuterRef("case_id"))))
    counted = live.aggregate(all=Count("pk"), open=Count("pk", filter=Q(acknowledged_at=None)))
    first = F("acknowledged_at").asc(nulls_first=True), "raised_at", "pk"
    found = live.select_related("case", "acknowledged_by").order_by(*first)[:most]
    lines = tuple(alert_line(alert, at) for alert in found)
    return Alerts(lines, counted["open"], max(0, counted["all"] - len(lines)))


def alert_line(alert: Alert, at: datetime) -> AlertLine:
    """One alert in words."""
    ref, _sep, clause = alert.clause.partition("#")
    standard = standard_of(ref)
    commitment = standard.commitments.get(alert.commitment)
    return AlertLine(
        ref=alert.case.ref,
        href=reverse("desk:intervention", args=[alert.case.ref]),
        case_href=reverse("cases:page", args=[alert.case.ref]),
        what=alert.case.subject,
        clock=said(commitment.title) if commitment else alert.commitment,
        standard=ref,
        clause=clause,
        raised_at=alert.raised_at,
        is_open=alert.acknowledged_at is None,
        state=_state(alert, said(role_in_words(alert.to, standard)), at),
    )


def _state(alert: Alert, role: str, at: datetime) -> str:
    """待值班组长确认，10:15 起报上一级; 沈越 10:12 确认."""
    here = timezone.localtime(at)
    if alert.acknowledged_at is not None:
        when = said(times.short_instant(alert.acknowledged_at, now=here))
        return gettext("%(name)s took note at %(time)s") % {"name": alert.acknowledged_by, "time": when}
    if alert.next_at is None:
        return gettext("%(role)s has to take note") % {"role": role}
    when = said(times.short_instant(alert.next_at, now=here))
    return gettext("%(role)s has to take note by %(time)s") % {"role": role, "time": when}
