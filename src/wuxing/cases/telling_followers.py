"""What followers, participants and people who are mentioned are told (reactions to events)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from wuxing.accounts.actors import keys_of
from wuxing.accounts.models import User
from wuxing.cases.models import Case
from wuxing.core.source import Text
from wuxing.ledger.deliveries import Occurrence
from wuxing.ledger.models import Event
from wuxing.notices.telling import News, tell

SAYS: Mapping[str, Text] = {
    "message.customer": Text("客户有新留言", "the customer wrote"),
    "message.agent": Text("客服回复了客户", "a colleague answered the customer"),
    "note.added": Text("有新的内部备注", "a colleague wrote a note"),
    "case.resolved": Text("已解决", "it is resolved"),
    "case.closed": Text("已结案", "it is closed"),
    "case.reopened": Text("重新打开", "it is open again"),
    "transfer.accepted": Text("已转派", "another team has it now"),
}
"""What a follower hears of, and in which words."""


def tell_followers(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell who follows a case what happened on it; whoever can no longer see it is told nothing."""
    event, case = _found(occurrence)
    says = SAYS[event.kind]
    people = User.objects.active().filter(followed__case=case).exclude(pk__in=event.payload.get("mentions", ()))
    text = Text(f"{case.ref} {says.zh}：{case.subject}", f"{case.ref}: {says.en}: {case.subject}")
    _tell(people, "followed", event, case, text)


def tell_mentioned(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell the people whom a note calls."""
    event, case = _found(occurrence)
    called = User.objects.active().filter(pk__in=event.payload.get("mentions", ()))
    name = _writer(event)
    text = Text(f"{name} 在 {case.ref} 提到您：{case.subject}", f"{name} mentions you on {case.ref}: {case.subject}")
    _tell(called, "mentioned", event, case, text)


def tell_participant(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell a colleague that he takes part in a case, unless a note that calls him says so."""
    event, case = _found(occurrence)
    same = Event.objects.filter(stream_id=event.stream_id, recorded_at=event.recorded_at, kind="note.added")
    if any(event.payload["user"] in each.payload.get("mentions", ()) for each in same):
        return
    name = _writer(event)
    text = Text(f"{name} 请您参与 {case.ref}：{case.subject}", f"{name} asks you to join {case.ref}: {case.subject}")
    _tell(User.objects.active().filter(pk=event.payload["user"]), "mentioned", event, case, text)


def _found(occurrence: Occurrence) -> tuple[Event, Case]:
    assert isinstance(occurrence, Event)
    return occurrence, Case.objects.get(stream_id=occurrence.stream_id)


def _writer(event: Event) -> str:
    kind, _sep, number = event.by.partition(":")
    return str(User.objects.filter(pk=number).first() or "") if kind == "user" else ""


def _tell(people: Iterable[User], kind: str, event: Event, case: Case, text: Text) -> None:
    seeing = set(case.audience.values_list("key", flat=True))
    hearing = [each for each in people if f"user:{each.pk}" != event.by and keys_of(each) & seeing]
    news = News(kind=kind, text=text, path=f"/cases/{case.ref}/", case_ref=case.ref)
    tell(hearing, news, source=f"event:{event.pk}", at=event.at)
