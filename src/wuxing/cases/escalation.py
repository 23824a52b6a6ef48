"""What is about to break reaches the right person before it breaks; what broke reaches the next level (reactions)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from wuxing.accounts.lists import OnDuty, on_duty
from wuxing.accounts.models import Role
from wuxing.cases.leading import is_leads
from wuxing.cases.models import Case
from wuxing.core.source import Text
from wuxing.core.standard.document import Commitment, Standard
from wuxing.core.standard.wording import role_in_words
from wuxing.ledger.deliveries import Occurrence
from wuxing.ledger.models import Signal
from wuxing.notices.telling import News, tell
from wuxing.packs.finding import calendars
from wuxing.standards.finding import standard_of
from wuxing.ui import times

OLD = timedelta(days=1)
ASSIGNED = Text("您正在处理这件工单", "You have this case")
LEADS = Text("您是这件工单的项目负责人", "You lead the project of this case")


class Concern(NamedTuple):
    """What a signal is about."""

    signal: Signal
    case: Case
    standard: Standard
    commitment: Commitment
    is_open: bool

    @property
    def due(self) -> Text:
        """The deadline on the wall clock of the commitment's calendar, as seen from the instant of the signal."""
        zone = calendars()[self.commitment.calendar].zone
        return times.short_instant(self.signal.due_at, now=self.signal.at.astimezone(zone))

    @property
    def share(self) -> str:
        """How much of the time is used up, such as 80%."""
        return self.signal.step.replace("%", " %")


def warn(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell whoever has the case that a promise is near its end; his team, where nobody has it."""
    concern = _concern(occurrence)
    ref, title = concern.case.ref, concern.commitment.title
    text = Text(
        f"{ref}“{title.zh}”时限已用 {concern.share}，{concern.due.zh} 到期",
        f"{ref}: {concern.share} of the time for “{title.en}” is used, due {concern.due.en}",
    )
    _tell(concern, "warned", _workers(concern), text, at)


def breach(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell whoever has the case that a promise is broken."""
    concern = _concern(occurrence)
    ref, title = concern.case.ref, concern.commitment.title
    text = Text(
        f"{ref}“{title.zh}”已超时，到期 {concern.due.zh}", f"{ref}: “{title.en}” is overdue, due {concern.due.en}"
    )
    _tell(concern, "breached", _workers(concern), text, at)


def escalate(occurrence: Occurrence, *, at: datetime) -> None:
    """Tell the people of the step's role who are on duty now; the notice says why it reached them."""
    concern = _concern(occurrence)
    ref, title = concern.case.ref, concern.commitment.title
    role = role_in_words(concern.signal.to, concern.standard)
    text = Text(
        f"{ref}“{title.zh}”超时，升级到{role.zh}；到期 {concern.due.zh}",
        f"{ref}: “{title.en}” is overdue, escalated to {role.en}; due {concern.due.en}",
    )
    _tell(concern, "escalated", on_duty(concern.signal.to, concern.case.team), text, at)


def _concern(occurrence: Occurrence) -> Concern:
    assert isinstance(occurrence, Signal)
    case = Case.objects.select_related("team", "assignee", "lead").get(stream_id=occurrence.stream_id)
    clock = case.clocks.filter(commitment=occurrence.commitment, cycle=occurrence.cycle).first()
    standard = standard_of(clock.standard if clock else case.standard)
    is_open = clock is not None and clock.stopped_at is None and not clock.cancelled
    return Concern(occurrence, case, standard, standard.commitments[occurrence.commitment], is_open)


def _workers(concern: Concern) -> OnDuty:
    """Who answers for a promise: in a matrix the project lead for what is his, else whoever has the case."""
    case = concern.case
    is_his = is_leads(concern.standard, case.case_class, concern.commitment.owner)
    if is_his and case.lead is not None and case.lead.is_active:
        return OnDuty([case.lead], LEADS)
    if case.assignee is not None and case.assignee.is_active:
        return OnDuty([case.assignee], ASSIGNED)
    return on_duty(Role.AGENT, case.team)


def _tell(concern: Concern, kind: str, to: OnDuty, text: Text, now: datetime) -> None:
    signal, case = concern.signal, concern.case
    if now - signal.at > OLD and not concern.is_open:
        return  # on record, and no news to anybody: the clock has ended long since
    clause = f"{concern.standard.ref}#{concern.commitment.clause}"
    news = News(kind=kind, text=text, why=to.why, path=_path(case, signal), case_ref=case.ref, clause=clause)
    tell(to.people, news, source=f"signal:{signal.pk}:{kind}", at=signal.at)


def _path(case: Case, signal: Signal) -> str:
    return f"/cases/{case.ref}/clocks/{signal.commitment}/{signal.cycle}/"
