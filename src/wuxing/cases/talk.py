"""What happened on a case, oldest to newest: what was said, and what was done, as one stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, pgettext

from wuxing.accounts.models import Team, User
from wuxing.cases.events import CASE_INTERVENED, INTERVENTIONS, OWN_KINDS
from wuxing.cases.models import Attachment, Case, Message, Relation
from wuxing.cases.process import process_of
from wuxing.cases.routing import as_told
from wuxing.cases.showing import class_words, waiting_for
from wuxing.cases.splitting import gone_with_splits
from wuxing.cases.stretches import MOST, Stretch
from wuxing.cases.tie_words import QUIET, TIE_TELLERS
from wuxing.cases.ties import family
from wuxing.cases.withdrawing import NOTE_WITHDRAWN, evidence_among
from wuxing.core.clock.rating import RATED
from wuxing.core.routing.choosing import reason
from wuxing.core.standard.document import EVENT_KINDS, Standard
from wuxing.core.standard.wording import role_in_words
from wuxing.ledger.models import Event, Signal
from wuxing.ui.language import said

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
    author: str
    role: str = ""
    tags: list[str] = field(default_factory=list)
    files: Sequence[Attachment] = ()
    is_first_new: bool = False
    is_waiting: bool = False
    withdrawn_at: datetime | None = None
    is_mine: bool = False
    """Whether its reader may take it back: a note of his own that stands."""
    of: str = ""
    """The case that it was said on, where that was merged into this one."""
    kind: str = "words"


@dataclass(frozen=True, slots=True)
class Talk:
    """A stretch of the stream, from its `first_seq` to its `last_seq`. `before` is where the earlier part ends, 0 where
    there is none; `unread` messages of others were not read yet when the page was opened. `struck` are notes before it that
    were withdrawn within it: a page that shows them already strikes them through."""

    entries: tuple[Line | Words, ...]
    before: int
    first_seq: int
    last_seq: int
    unread: int = 0
    struck: tuple[Words, ...] = ()


def talk_of(case: Case, standard: Standard, stretch: Stretch, reader: str = "") -> Talk:
    """A part of what happened on a case; what `reader` wrote himself is not new to him."""
    events = stretch.events_of(case)
    if not events:
        return Talk((), 0, 0, 0)
    words = _words(case, standard, events, is_last=not stretch.before)
    unread = _mark_new(words, stretch, reader)
    kept = evidence_among(each.payload for each in events)
    for each in words.values():
        each.is_mine = each.side == "note" and each.author == reader and not each.withdrawn_at and each.seq not in kept
    scribe = Scribe.of(case, standard, events)
    entries = [*_entries(events, words, scribe), *_signals(case, standard, events, is_last=not stretch.before)]
    entries += _of_merged(case, events, is_last=not stretch.before)
    entries.sort(key=lambda entry: entry.at)
    first, last = events[0].seq, events[-1].seq
    before = first if first > 1 else 0
    return Talk(tuple(_joined(entries)), before, first, last, unread, tuple(_struck_before(case, events)))


def _mark_new(words: Mapping[int, Words], stretch: Stretch, reader: str) -> int:
    """Mark the first message that the reader has not read; how many there are."""
    read_to = stretch.read_to
    unread = (
        [] if read_to is None else [each for each in words.values() if each.seq > read_to and each.author != reader]
    )
    if unread:
        unread[0].is_first_new = True
    return len(unread)


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
        people |= {
            each.payload[name] for each in events for name in ("assignee", "lead", "user") if each.payload.get(name)
        }
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

    def rated(self, payload: Mapping[str, Any], _by: str) -> str:
        """评价 5 分（满分 5 分）."""
        return gettext("Rating: %(score)s of 5") % {"score": payload.get("score", "—")}

    def joined(self, payload: Mapping[str, Any], _by: str) -> str:
        """请 沈越 参与."""
        return gettext("asks %(name)s to take part") % {"name": self.people.get(payload["user"], "")}

    def left(self, payload: Mapping[str, Any], _by: str) -> str:
        """沈越 不再参与."""
        return gettext("%(name)s no longer takes part") % {"name": self.people.get(payload["user"], "")}

    def intervened(self, payload: Mapping[str, Any], _by: str) -> str:
        """介入：叫上 客服主管."""
        how, role = payload.get("how", ""), payload.get("role", "")
        words = str(INTERVENTIONS.get(how, how))
        return f"{words} {said(role_in_words(role, self.standard))}" if role else words

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
    "participant.added": Scribe.joined,
    "participant.removed": Scribe.left,
    CASE_INTERVENED: Scribe.intervened,
    RATED: Scribe.rated,
    **TIE_TELLERS,
}


def _words(case: Case, standard: Standard, events: Sequence[Event], *, is_last: bool) -> dict[int, Words]:
    """The messages of these events by seq, with what else each of them was."""
    rows = Message.objects.filter(case=case, seq__range=(events[0].seq, events[-1].seq)).prefetch_related("attachments")
    found = {row.seq: _spoken(row, case) for row in rows}
    for event in events:
        if event.kind in ON_A_MESSAGE and (words := found.get(event.payload.get("message", 0))):
            words.tags.append(said({**EVENT_KINDS, **standard.events}[event.kind]))
    for seq, at in _withdrawn(case, events, is_last=is_last).items():
        if seq in found:
            found[seq].withdrawn_at = at
    gone = gone_with_splits(case)
    for seq in gone.keys() & found.keys():
        found[seq].tags.append(gettext("Now in %(ref)s") % {"ref": gone[seq]})
    theirs = [words for words in found.values() if words.side == "theirs" and words.seq not in gone]
    waiting = [words for words in theirs if _is_unanswered(words, case)]
    if waiting:
        waiting[-1].is_waiting = True
    return found


def _withdrawn(case: Case, events: Sequence[Event], *, is_last: bool) -> dict[int, datetime]:
    """Notes that were withdrawn, and when: by one of these events, or where they are not the last, later."""
    voids = [each for each in events if each.kind == "event.voided"]
    if not is_last:
        voids += Event.objects.filter(stream_id=case.stream_id, kind="event.voided", seq__gt=events[-1].seq)
    return {each.payload["seq"]: each.at for each in voids if each.payload.get("reason") == NOTE_WITHDRAWN}


def _struck_before(case: Case, events: Sequence[Event]) -> Iterator[Words]:
    withdrawn = {seq: at for seq, at in _withdrawn(case, events, is_last=True).items() if seq < events[0].seq}
    rows = Message.objects.filter(case=case, seq__in=withdrawn).prefetch_related("attachments") if withdrawn else ()
    for row in rows:
        words = _spoken(row, case)
        words.withdrawn_at = withdrawn[row.seq]
        yield words


def _of_merged(case: Case, events: Sequence[Event], *, is_last: bool) -> Iterator[Words]:
    """What was said on cases that were merged into this one, in the same stretch of time."""
    if not any(link.relation == Relation.SOURCE for link in case.links.all()):
        return
    rows = Message.objects.filter(case__in=family(case)).exclude(case=case).select_related("case")
    if events[0].seq > 1:
        rows = rows.filter(at__gte=events[0].at)
    if not is_last:
        rows = rows.filter(at__lt=events[-1].at)
    rows = rows.prefetch_related("attachments").order_by("-at", "-pk")[:MOST]
    streams = {row.case.stream_id for row in rows}
    voids = Event.objects.filter(stream_id__in=streams, kind="event.voided", payload__reason=NOTE_WITHDRAWN)
    withdrawn = {(each.stream_id, each.payload["seq"]): each.at for each in voids}
    for row in rows:
        words = _spoken(row, case)
        words.withdrawn_at = withdrawn.get((row.case.stream_id, row.seq))
        words.of = row.case.ref
        words.tags.append(gettext("From %(ref)s") % {"ref": row.case.ref})
        yield words


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
    return Words(row.seq, row.at, name, side, row.body, row.author, role=role, files=tuple(row.attachments.all()))


def _entries(events: Sequence[Event], words: Mapping[int, Words], scribe: Scribe) -> Iterator[Line | Words]:
    for event in events:
        is_tag = event.kind in ON_A_MESSAGE and event.payload.get("message") in words
        is_quiet = event.kind in QUIET and not (event.kind == "event.voided" and event.payload.get("reason"))
        if event.kind not in SPOKEN and not is_tag and not is_quiet:
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
