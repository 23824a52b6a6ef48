"""Passed on and on: how often a case changed hands without anybody working on it, and who hears of it (S3-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wuxing.accounts.actors import Actor
from wuxing.accounts.lists import on_duty
from wuxing.cases.acting import Act
from wuxing.cases.events import CASE_BOUNCED, TRANSFER_DECLINED
from wuxing.cases.models import Case
from wuxing.core.clock.event import Event
from wuxing.core.source import Text
from wuxing.ledger import models as ledger
from wuxing.ledger.deliveries import Occurrence
from wuxing.notices.telling import News, tell
from wuxing.standards.finding import standard_of

WORK = frozenset(
    (
        "message.agent",
        "call.answered",
        "customer.contacted",
        "solution.proposed",
        "progress.written",
        "result.reported",
        "meeting.held",
        "visit.arrived",
        "visit.finished",
        "case.resolved",
        "case.closed",
    )
)
"""What the customer, or the matter itself, gets something of. A note is none: every transfer needs one."""
HANDED = ("transfer.accepted", TRANSFER_DECLINED)


def times_passed_on(events: Sequence[Event]) -> tuple[int, int]:
    """How often a case was passed on since anybody worked on it, and at which of these times that was told last.

    Passed on: accepted by another team, declined by it, given to somebody else, or given back. Whoever takes a case
    himself passes nothing on, nor does the process.
    """
    times, told, holder = 0, 0, None
    for event in events:
        if event.kind in WORK and event.speaker not in ("bot", "system"):
            times = told = 0
        elif event.kind in HANDED:
            times += 1
        elif event.kind == CASE_BOUNCED:
            told = times
        elif event.kind == "case.assigned" and _is_passed_on(event, holder):
            times += 1
        if event.kind in ("case.assigned", "transfer.accepted"):
            holder = event.payload.get("assignee")
    return times, told


def watch(act: Act) -> None:
    """Put on record that a case was passed on as often as its standard allows: somebody hears of it."""
    rule = standard_of(act.facts.standard).transfers
    if rule is None:
        return
    times, told = times_passed_on(act.events)
    if times >= told + rule.bounces:
        act.tell(CASE_BOUNCED, {"times": times, "clause": f"{act.facts.standard}#{rule.clause}"})


def bounced(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell the role that the standard names (reaction)."""
    assert isinstance(occurrence, ledger.Event)
    case = Case.objects.select_related("team").get(stream_id=occurrence.stream_id)
    rule = standard_of(case.standard).transfers
    if rule is None:
        return
    to, times, clause = on_duty(rule.tell, case.team), occurrence.payload["times"], occurrence.payload["clause"]
    text = Text(
        f"{case.ref} 转手 {times} 次仍无人处理：{case.subject}",
        f"{case.ref} was passed on {times} times without any work: {case.subject}",
    )
    path = f"/cases/{case.ref}/"
    news = News(kind="escalated", text=text, why=to.why, path=path, case_ref=case.ref, clause=clause)
    tell(to.people, news, source=f"event:{occurrence.pk}", at=occurrence.at)


def passed_on_and_on(case: Case, _by: Actor, _at: datetime) -> Mapping[str, Any] | None:
    """What the head of a case says while it is passed on and nobody works on it (slot)."""
    told = ledger.Event.objects.filter(stream_id=case.stream_id, kind=CASE_BOUNCED).order_by("-seq").first()
    if told is None or case.ending:
        return None
    since = ledger.Event.objects.filter(stream_id=case.stream_id, seq__gt=told.seq, kind__in=WORK)
    return None if since.exists() else {"times": told.payload["times"], "clause": told.payload["clause"].split("#")}


def _is_passed_on(event: Event, holder: int | None) -> bool:
    to = event.payload.get("assignee")
    return holder is not None and to != holder and "rule" not in event.payload and event.by != f"user:{to}"
