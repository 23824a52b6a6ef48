"""What happened on a case, oldest to newest: what was said, and what was done, as one stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, pgettext

from wuxing.accounts.models import Team, User
from wuxing.cases.events import OWN_KINDS
from wuxing.cases.models import Attachment, Case, Message
from wuxing.cases.process import process_of
from wuxing.cases.routing import as_told
from wuxing.cases.showing import class_words, waiting_for
from wuxing.core.routing.choosing import reason
from wuxing.core.standard.document import EVENT_KINDS, Standard
from wuxing.core.standard.wording import role_in_words
from wuxing.ledger.models import Event, Signal
from wuxing.ui.language import said

MOST = 60
"""So many events are shown; earlier ones are behind a link."""

SPOKEN = {kind.value for kind in Message.Kind}
ON_A_MESSAGE = {"solution.proposed", "progress.written", "result.reported", "case.resolved"}
"""Told together with a message: shown as its tag."""

SIGNALS = (Signal.Kind.BREACHED, Signal.Kind.STEP)


@dataclass(frozen=True, slots=True)
class Line:
    """Things done at one moment by one person, as a line across the stream."""

    at: datetime
    by: str
    says: tuple[str, ...]
    state: str = ""
    kind: str = "line"

    @property
    def text(self) -> str:
        """All of it in one sentence."""
        return pgettext("between items of a list", ", ").join(self.says)


@dataclass(slots=True)
class Words:
    """One message. `side` is theirs, ours or note; `tags` say what else it was."""

    seq: int
    at: datetime
    name: str
    side: str
    body: str
    role: str = ""
    tags: list[str] = field(default_factory=list)
    files: Sequence[Attachment] = ()
    is_first_new: bool = False
    is_waiting: bool = False
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch of the stream. `before` is where the earlier part ends, 0 at the beginning; `last_seq` its newest event."""

    entries: tuple[Line | Words, ...]
    before: int
    last_seq: int


def talk_of(case: Case, standard: Standard, before: int = 0) -> Talk:
    """The last part of what happened on a case, or the part before an event."""
    told = Event.objects.filter(stream_id=case.stream_id).order_by("-seq")
    found = list((told.filter(seq__lt=before) if before else told)[: MOST + 1])
    events = found[:MOST][::-1]
    if not events:
        return Talk((), 0, 0)
    first = events[0].seq if len(found) > MOST else 0
    words = _words(case, standard, events)
    scribe = Scribe.of(case, standard, events)
    entries = [*_entries(events, words, scribe), *_signals(case, standard, events, is_last=not before)]
    entries.sort(key=lambda entry: entry.at)
    return Talk(tuple(_joined(entries)), first, events[-1].seq)


@dataclass(frozen=True, slots=True)
class Scribe:
    """Who knows the names that events only point to."""

    standard: Standard
    case: Case
    people: Mapping[int, str]
    teams: Mapping[int, str]

    @classmethod
    def of(cls, case: Case, standard: Standard, events: Sequence[Event]) -> Scribe:
        """With the people and teams of these events: a query each."""
        people = {int(each.by.partition(":")[2]) for each in events if each.by.startswith("user:")}
        people |= {each.payload[name] for each in events for name in ("assignee", "lead") if each.payload.get(name)}
        teams = {each.payload["team"] for each in events if each.payload.get("team")}
        teams |= {each.payload["route"]["team"] for each in events if each.payload.get("route")}
        return cls(
            standard,
            case,
            {user.pk: str(user) for user in User.objects.filter(pk__in=people)} if people else {},
            dict(Team.objects.filter(pk__in=teams).values_list("pk", "name")) if teams else {},
        )

    def who(self, by: str) -> str:
        """The name of an actor; the system needs none."""
        kind, _sep, number = by.partition(":")
        if kind == "user":
            return self.people.get(int(number), "")
        return str(self.case.customer) if kind == "customer" and self.case.customer else ""

    def said(self, event: Event) -> str:
        """What an event tells, in a few words."""
        teller = TELLERS.get(event.kind)
        return teller(self, event.payload, event.by) if teller else self.name_of(event.kind)

    def name_of(self, kind: str) -> str:
        """The name of a kind of event."""
        if kind in OWN_KINDS:
            return str(OWN_KINDS[kind])
        known = {**EVENT_KINDS, **self.standard.events}.get(kind)
        return said(known) if known else kind

    def opened(self, payload: Mapping[str, Any], _by: str) -> str:
        """按 服务规范 2026.1 归为 售后 / 个人 / 紧急."""
        opened = gettext("Case opened under %(standard)s as %(class)s") % {
            "standard": f"{said(self.standard.title)} {self.standard.version}",
            "class": class_words(self.standard, payload.get("class", {})),
        }
        return self._listed(opened, self._routed(payload))

    def classified(self, payload: Mapping[str, Any], _by: str) -> str:
        """The dimensions that changed."""
        return gettext("Class changed: %(class)s") % {"class": class_words(self.standard, payload.get("class", {}))}

    def assigned(self, payload: Mapping[str, Any], by: str) -> str:
        """指派给 周宁; of oneself 领取."""
        if by == f"user:{payload.get('assignee')}":
            return gettext("takes the case")
        if "rule" in payload:
            return gettext("Handed to %(team)s") % {"team": self.teams.get(payload["team"], "")}
        person, team = self.people.get(payload.get("assignee") or 0), self.teams.get(payload.get("team") or 0)
        if person is None:
            return gettext("Back to the queue of %(team)s") % {"team": team} if team else gettext("Assigned to nobody")
        return gettext("Assigned to %(name)s") % {"name": person}

    def requested(self, payload: Mapping[str, Any], _by: str) -> str:
        """申请转给 专家组."""
        return gettext("Transfer to %(team)s requested") % {"team": self.teams.get(payload["team"], "")}

    def accepted(self, payload: Mapping[str, Any], _by: str) -> str:
        """专家组 接收."""
        team, person = self.teams.get(payload["team"], ""), self.people.get(payload.get("assignee") or 0)
        return gettext("Accepted by %(team)s") % {"team": " · ".join(filter(None, (team, person)))}

    def waits(self, payload: Mapping[str, Any], _by: str) -> str:
        """开始等待：等客户."""
        return gettext("Starts waiting %(reason)s") % {"reason": waiting_for(str(payload.get("reason", "")))}

    def resumes(self, payload: Mapping[str, Any], _by: str) -> str:
        """结束等待."""
        reason = str(payload.get("reason", ""))
        if not reason:
            return gettext("Waiting ended")
        return gettext("No longer waiting %(reason)s") % {"reason": waiting_for(reason)}

    def stage(self, payload: Mapping[str, Any], _by: str) -> str:
        """进入环节“诊断”，跳过“登记”，就近分给杭州西湖店：最近，在办 2 件、在岗 3 人."""
        entered = gettext("enters the stage “%(stage)s”") % {"stage": self._stage(payload["stage"])}
        skipped = [gettext("skips “%(stage)s”") % {"stage": self._stage(each)} for each in payload.get("skipped", ())]
        return self._listed(entered, *skipped, self._routed(payload))

    def lead(self, payload: Mapping[str, Any], by: str) -> str:
        """项目负责人 周宁."""
        return gettext("Project lead: %(name)s") % {"name": self.people.get(payload["lead"], "")}

    def _stage(self, stage: str) -> str:
        process = process_of(self.standard, self.case.case_class)
        titles = {each.id: said(each.title) for each in process.stages} if process else {}
        return titles.get(stage, stage)

    def _routed(self, payload: Mapping[str, Any]) -> str:
        choice = as_told(payload)
        if choice is None:
            return ""
        words = {"team": self.teams.get(choice.team, ""), "why": said(reason(choice))}
        return gettext("routed to %(team)s: %(why)s") % words

    def _listed(self, *parts: str) -> str:
        return pgettext("between items of a list", ", ").join(filter(None, parts))


TELLERS = {
    "case.opened": Scribe.opened,
    "case.classified": Scribe.classified,
    "case.assigned": Scribe.assigned,
    "transfer.requested": Scribe.requested,
    "transfer.accepted": Scribe.accepted,
    "wait.started": Scribe.waits,
    "wait.ended": Scribe.resumes,
    "stage.entered": Scribe.stage,
    "lead.named": Scribe.lead,
}


def _words(case: Case, standard: Standard, events: Sequence[Event]) -> dict[int, Words]:
    """The messages of these events by seq, with what else each of them was."""
    rows = Message.objects.filter(case=case, seq__range=(events[0].seq, events[-1].seq)).prefetch_related("attachments")
    found = {row.seq: _spoken(row, case) for row in rows}
    for event in events:
        if event.kind in ON_A_MESSAGE and (words := found.get(event.payload.get("message", 0))):
            words.tags.append(said({**EVENT_KINDS, **standard.events}[event.kind]))
    waiting = [words for words in found.values() if words.side == "theirs" and _is_unanswered(words, case)]
    if waiting:
        waiting[0].is_first_new = waiting[0].seq > 1
        waiting[-1].is_waiting = True
    return found


def _is_unanswered(words: Words, case: Case) -> bool:
    return case.unanswered_since is not None and words.at >= case.unanswered_since


def _spoken(row: Message, case: Case) -> Words:
    """The opening words of a case are the customer's, whoever typed them in, of a duty a note."""
    is_note = row.kind == Message.Kind.NOTE
    side = "note" if is_note else "theirs" if row.kind == Message.Kind.CUSTOMER else "ours"
    is_customer = side == "theirs" and case.customer is not None
    name = str(case.customer) if is_customer else row.author_name or gettext("Wuxing")
    role = ""
    if is_customer and row.author.startswith("user:"):
        role = gettext("written down by %(name)s") % {"name": row.author_name}
    elif case.first_responder_id and row.author == f"user:{case.first_responder_id}" and side == "ours":
        role = gettext("first responder")
    return Words(row.seq, row.at, name, side, row.body, role=role, files=tuple(row.attachments.all()))


def _entries(events: Sequence[Event], words: Mapping[int, Words], scribe: Scribe) -> Iterator[Line | Words]:
    for event in events:
        is_tag = event.kind in ON_A_MESSAGE and event.payload.get("message") in words
        if event.kind not in SPOKEN and not is_tag:
            yield Line(event.at, scribe.who(event.by), (scribe.said(event),))
        if event.seq in words:
            yield words[event.seq]


def _signals(case: Case, standard: Standard, events: Sequence[Event], *, is_last: bool) -> Iterator[Line]:
    """Broken promises and the steps that followed, between the first and the last event (or now)."""
    found = Signal.objects.filter(stream_id=case.stream_id, kind__in=SIGNALS, at__gte=events[0].at)
    if not is_last:
        found = found.filter(at__lt=events[-1].at)
    for signal in found.order_by("at", "pk")[:MOST]:
        commitment = standard.commitments.get(signal.commitment)
        name = said(commitment.title) if commitment else signal.commitment
        if signal.kind == Signal.Kind.BREACHED:
            yield Line(signal.at, "", (gettext("%(clock)s is overdue") % {"clock": name},), state="late")
        else:
            role = said(role_in_words(signal.to, standard))
            says = gettext("%(role)s informed") % {"role": role}
            if signal.step != "due":  # else the line of the breach itself stands before it
                says = gettext("%(clock)s: %(role)s informed") % {"clock": name, "role": role}
            yield Line(signal.at, "", (says,), state="late")


def _joined(entries: Sequence[Line | Words]) -> Iterator[Line | Words]:
    """Lines of one moment and one person become one."""
    pending: Line | None = None
    for entry in entries:
        if isinstance(entry, Line) and pending and _belong(pending, entry):
            pending = Line(pending.at, pending.by, (*pending.says, *entry.says), pending.state)
            continue
        if pending:
            yield pending
        pending = entry if isinstance(entry, Line) else None
        if isinstance(entry, Words):
            yield entry
    if pending:
        yield pending


def _belong(one: Line, other: Line) -> bool:
    return (one.at, one.by, one.state) == (other.at, other.by, other.state)
