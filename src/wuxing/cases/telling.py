"""What colleagues are told about what happens on their cases (reactions to events)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wuxing.accounts.models import User
from wuxing.cases.models import Case, Relation
from wuxing.core.source import Text
from wuxing.ledger.deliveries import Occurrence
from wuxing.ledger.models import Event
from wuxing.notices.telling import News, tell


def assigned(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell a person that a case is his now, unless he took it himself; a team, that the process brought it."""
    event, case = _event(occurrence)
    if "rule" in event.payload:
        _routed(event, case)
        return
    person = User.objects.filter(pk=event.payload.get("assignee")).first()
    if person is not None and event.by != f"user:{person.pk}":
        text = Text(f"{case.ref} 指派给您：{case.subject}", f"{case.ref} is assigned to you: {case.subject}")
        _tell([person], "assigned", event, case, text)


def offered(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell a team's people on duty that a case is offered to them."""
    event, case = _event(occurrence)
    text = Text(f"{case.ref} 申请转给您的班组：{case.subject}", f"{case.ref} is offered to your team: {case.subject}")
    _tell(_people_of(event.payload["team"]), "transfer", event, case, text)


def lead_named(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell a person that he leads the project of a case, unless he took that on himself."""
    event, case = _event(occurrence)
    person = User.objects.filter(pk=event.payload["lead"]).first()
    if person is not None and event.by != f"user:{person.pk}":
        text = Text(
            f"{case.ref} 由您任项目负责人：{case.subject}", f"You lead the project of {case.ref}: {case.subject}"
        )
        _tell([person], "assigned", event, case, text)


def declined(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell whoever has the case that the other team declined."""
    event, case = _event(occurrence)
    text = Text(f"{case.ref} 转派被退回：{case.subject}", f"{case.ref}: the transfer was declined: {case.subject}")
    _tell(_responsible(case), "transfer", event, case, text)


def customer_wrote(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell whoever has the case that the customer wrote."""
    event, case = _event(occurrence)
    text = Text(f"{case.ref} 客户有新留言：{case.subject}", f"{case.ref}: the customer wrote: {case.subject}")
    _tell(_responsible(case), "message", event, case, text)


def reopened(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell whoever has the case that it is open again."""
    event, case = _event(occurrence)
    if case.assignee is not None and event.by != f"user:{case.assignee.pk}":
        text = Text(f"{case.ref} 重新打开：{case.subject}", f"{case.ref} was reopened: {case.subject}")
        _tell([case.assignee], "reopened", event, case, text)


def task_given(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell a team that a task is theirs to do; a person hears of it as of any case that is given to him."""
    event, case = _event(occurrence)
    if case.assignee is None and case.team_id is not None:
        text = Text(f"{case.ref} 交办给您的班组：{case.subject}", f"{case.ref} is a task for your team: {case.subject}")
        _tell(_people_of(case.team_id), "assigned", event, case, text)


def task_moved(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell whoever does a task that its date is another one, unless he moved it himself."""
    event, case = _event(occurrence)
    if event.payload["relation"] != Relation.PARENT:
        return
    people = [case.assignee] if case.assignee else _people_of(case.team_id) if case.team_id else []
    text = Text(f"{case.ref} 的期限有变：{case.subject}", f"The date of {case.ref} has moved: {case.subject}")
    _tell([each for each in people if event.by != f"user:{each.pk}"], "task", event, case, text)


def task_done(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell whoever has the case for which a task was given that it is done."""
    event, case = _event(occurrence)
    for link in case.links.filter(relation=Relation.PARENT).select_related("other__assignee", "other__first_responder"):
        text = Text(f"{case.ref} 已办结：{case.subject}", f"{case.ref} is done: {case.subject}")
        _tell(_responsible(link.other), "task", event, link.other, text)


def _routed(event: Event, case: Case) -> None:
    text = Text(f"{case.ref} 按流程分到您的班组：{case.subject}", f"{case.ref} was routed to your team: {case.subject}")
    _tell(_people_of(event.payload["team"]), "assigned", event, case, text)


def _people_of(team: int) -> list[User]:
    """The people of a team who are on duty; all of them where nobody is."""
    people = list(User.objects.filter(teams=team, is_active=True))
    return [person for person in people if person.on_duty] or people


def _event(occurrence: Occurrence) -> tuple[Event, Case]:
    assert isinstance(occurrence, Event)
    cases = Case.objects.select_related("assignee", "first_responder")
    return occurrence, cases.get(stream_id=occurrence.stream_id)


def _responsible(case: Case) -> list[User]:
    person = case.assignee or case.first_responder
    return [person] if person is not None and person.is_active else []


def _tell(people: Iterable[User], kind: str, event: Event, case: Case, text: Text) -> None:
    news = News(kind=kind, text=text, why=None, path=f"/cases/{case.ref}/", case_ref=case.ref)
    tell(people, news, source=f"event:{event.pk}", at=event.at)
