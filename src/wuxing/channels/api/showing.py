"""What a program is told: shapes of answers, and how they are filled. Instants carry their offset."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from ninja import Schema

from wuxing.accounts.models import Team, User
from wuxing.cases.models import Attachment, Case, Clock, Message
from wuxing.cases.process import process_of
from wuxing.channels.links import address_of
from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.ledger.models import Event
from wuxing.standards.finding import standards_for
from wuxing.ui.citing import clause_path


class Both(Schema):
    zh: str
    en: str


class TeamTold(Schema):
    id: int
    name: str


class PersonTold(Schema):
    user: str
    name: str


class CaseLine(Schema):
    """A case as lists show it."""

    ref: str
    subject: str
    state: str
    channel: str
    standard: str
    case_class: dict[str, str]
    stage: str
    team: TeamTold | None
    assignee: PersonTold | None
    first_responder: PersonTold | None
    customer: int | None
    waiting_for: str
    opened_at: str
    last_event_at: str
    resolved_at: str | None
    ended_at: str | None
    next_due_at: str | None


class ClockTold(Schema):
    """One cycle of one promise. `state` is a word of the engine: running, breached, paused, met …

    `clause_url` is the page of the clause, in the version that applies.
    """

    commitment: str
    cycle: int
    title: Both
    clause: str
    clause_url: str
    audience: str
    owner: str
    state: str
    started_at: str | None
    due_at: str | None
    stopped_at: str | None
    waiting_for: str


class StageTold(Schema):
    id: str
    title: Both
    owner: str
    is_current: bool


class CaseTold(CaseLine):
    """A case with its stages and the times promised; `link` is the customer's own page."""

    stages: list[StageTold]
    clocks: list[ClockTold]
    link: str


class CasePage(Schema):
    cases: list[CaseLine]
    next: str | None


class AttachmentTold(Schema):
    key: str
    name: str
    content_type: str
    size: int
    sha256: str


class MessageTold(Schema):
    seq: int
    kind: str
    author: str
    author_name: str
    body: str
    at: str
    attachments: list[AttachmentTold]


class MessagePage(Schema):
    messages: list[MessageTold]


class EventTold(Schema):
    seq: int
    kind: str
    at: str
    recorded_at: str
    by: str
    speaker: str
    payload: dict[str, Any]
    hash: str


class EventPage(Schema):
    events: list[EventTold]
    next: int | None


class ReadingPage(Schema):
    """Readings with the names of the standard's rule 13."""

    at: str
    readings: list[dict[str, Any]]


def case_line(case: Case) -> dict[str, Any]:
    """A case as lists show it; team and people have to be at hand."""
    return {
        "ref": case.ref,
        "subject": case.subject,
        "state": state_of(case),
        "channel": case.channel,
        "standard": case.standard,
        "case_class": case.case_class,
        "stage": case.stage,
        "team": _team(case.team),
        "assignee": _person(case.assignee),
        "first_responder": _person(case.first_responder),
        "customer": case.customer_id,
        "waiting_for": case.waiting_for,
        "opened_at": shown(case.opened_at),
        "last_event_at": shown(case.last_event_at),
        "resolved_at": shown(case.resolved_at),
        "ended_at": shown(case.ended_at),
        "next_due_at": shown(case.next_due_at),
    }


def case_told(case: Case, at: datetime, clocks: Iterable[Clock] | None = None) -> dict[str, Any]:
    """A case with its stages and promises; its clocks are looked up where they are not at hand."""
    versions = {each.ref: each for each in standards_for(case.standard)}
    rows = sorted(case.clocks.all() if clocks is None else clocks, key=_next_first)
    return {
        **case_line(case),
        "stages": _stages(case, versions[case.standard]),
        "clocks": [_clock(row, versions[row.standard], at) for row in rows],
        "link": address_of(case) if case.customer_id else "",
    }


def state_of(case: Case) -> str:
    """open, resolved, or how it ended."""
    return case.ending or ("resolved" if case.resolved_at else "open")


def clock_state(row: Clock, at: datetime) -> str:
    """The word of the engine for a stored clock at an instant."""
    if row.cancelled:
        return "cancelled"
    if row.stopped_at is not None:
        return "met_late" if row.due_at is not None and row.stopped_at > row.due_at else "met"
    if row.paused:
        return "paused" if row.due_at is None else "paused_breached"
    return "breached" if row.due_at is not None and row.due_at < at else "running"


def message_told(message: Message) -> dict[str, Any]:
    """A message; its attachments have to be at hand."""
    return {
        "seq": message.seq,
        "kind": message.kind,
        "author": message.author,
        "author_name": message.author_name,
        "body": message.body,
        "at": shown(message.at),
        "attachments": [attachment_told(each) for each in message.attachments.all()],
    }


def attachment_told(attachment: Attachment) -> dict[str, Any]:
    """A file without its bytes."""
    return {
        "key": attachment.key,
        "name": attachment.name,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def event_told(event: Event) -> dict[str, Any]:
    """An event as the ledger has it."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": shown(event.at),
        "recorded_at": shown(event.recorded_at),
        "by": event.by,
        "speaker": event.speaker,
        "payload": event.payload,
        "hash": event.hash,
    }


def shown(at: datetime | None) -> str | None:
    """An instant with its offset, in the time zone of the company."""
    return None if at is None else timezone.localtime(at).isoformat(timespec="seconds")


def both(text: Text) -> dict[str, str]:
    """A text of a standard."""
    return {"zh": text.zh, "en": text.en}


def _next_first(row: Clock) -> tuple[bool, datetime | None, str, int]:
    return row.due_at is None, row.due_at, row.commitment, row.cycle


def _clock(row: Clock, standard: Standard, at: datetime) -> dict[str, Any]:
    return {
        "commitment": row.commitment,
        "cycle": row.cycle,
        "title": both(standard.commitments[row.commitment].title),
        "clause": f"{row.standard}#{row.clause}",
        "clause_url": settings.BASE_URL + clause_path(row.standard, row.clause),
        "audience": row.audience,
        "owner": row.owner,
        "state": clock_state(row, at),
        "started_at": shown(row.started_at),
        "due_at": shown(row.due_at),
        "stopped_at": shown(row.stopped_at),
        "waiting_for": row.pause_reason,
    }


def _stages(case: Case, standard: Standard) -> list[dict[str, Any]]:
    process = process_of(standard, case.case_class)
    return [
        {"id": stage.id, "title": both(stage.title), "owner": stage.owner, "is_current": stage.id == case.stage}
        for stage in (process.stages if process else ())
    ]


def _team(team: Team | None) -> dict[str, Any] | None:
    return None if team is None else {"id": team.pk, "name": team.name}


def _person(person: User | None) -> dict[str, Any] | None:
    return None if person is None else {"user": person.username, "name": person.name}
