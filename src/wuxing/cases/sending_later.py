"""A reply that its writer sends at an instant of his choice, and that comes back to him if somebody writes before.

It waits as a held reply does, only longer: as a draft, no event, no clock stopped. So it may not wait past the end of a
promise that it would keep.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.cases.drafting import ring
from wuxing.cases.holding import HELD, MARGIN, give_back, promises_kept
from wuxing.cases.models import Case, Draft
from wuxing.core.source import Text
from wuxing.ledger.deliveries import Occurrence
from wuxing.ledger.models import Event
from wuxing.ledger.writing import writing
from wuxing.notices.telling import News, tell
from wuxing.standards.finding import standard_of
from wuxing.ui import times
from wuxing.ui.language import said
from wuxing.ui.refusal import Refused

LATEST = timedelta(days=60)
MORNING, EVENING = 9, 18
"""Hours of the day that are offered."""


class NoSuchTime(Refused):
    code = "no-such-time"
    says = _("Choose a time from one minute to 60 days ahead.")


class LeavesTooLate(Refused):
    code = "leaves-too-late"
    status = 409
    says = _("“%(title)s” (%(clause)s) is due at %(due)s, before this reply would leave. Send it now, or earlier.")


class OneWaits(Refused):
    code = "one-waits"
    status = 409
    says = _("A reply of yours leaves at %(time)s. Take it back or send it before you send another one.")


class Time(NamedTuple):
    """An instant that is offered: what it is called, and its value in a form."""

    text: str
    value: str


def times_offered(at: datetime) -> list[Time]:
    """In an hour, this evening if it is still ahead, tomorrow morning, Monday morning."""
    here = timezone.localtime(at).replace(second=0, microsecond=0)
    evening, morning = here.replace(hour=EVENING, minute=0), here.replace(hour=MORNING, minute=0)
    monday = morning + timedelta(days=7 - here.weekday())
    offered = [(gettext("In an hour"), here + timedelta(hours=1))]
    if here.hour < EVENING - 1:
        offered.append((gettext("Today at %(time)s") % {"time": f"{evening:%H:%M}"}, evening))
    offered.append((gettext("Tomorrow at %(time)s") % {"time": f"{morning:%H:%M}"}, morning + timedelta(days=1)))
    if monday - morning > timedelta(days=1):
        offered.append((gettext("On Monday at %(time)s") % {"time": f"{monday:%H:%M}"}, monday))
    return [Time(text, when.strftime("%Y-%m-%dT%H:%M")) for text, when in offered]


def require_in_time(case: Case, leaves_at: datetime, at: datetime) -> None:
    """Refuse an instant that is over, far away, or past a promise. Raises NoSuchTime, LeavesTooLate."""
    if not at + HELD < leaves_at <= at + LATEST:
        raise NoSuchTime
    for clock in promises_kept(case).filter(due_at__gt=at, due_at__lte=leaves_at + MARGIN).order_by("due_at")[:1]:
        standard = standard_of(clock.standard)
        commitment = standard.commitments[clock.commitment]
        assert clock.due_at
        raise LeavesTooLate(
            title=said(commitment.title),
            clause=f"§{commitment.clause}",
            due=said(times.instant(clock.due_at, now=timezone.localtime(at))),
        )


def require_none_waits(case: Case, user_id: int | None, at: datetime) -> None:
    """Refuse a second reply while one waits. Raises OneWaits."""
    waiting = Draft.objects.filter(case=case, user=user_id, leaves_at__isnull=False).first()
    if waiting is not None and waiting.leaves_at:
        raise OneWaits(time=said(times.instant(waiting.leaves_at, now=timezone.localtime(at))))


def call_back(occurrence: Occurrence, *, at: datetime) -> None:
    """Somebody wrote to or for the customer: what others wanted to say later they look at again (a reaction)."""
    assert isinstance(occurrence, Event)
    late = Draft.objects.filter(case__stream=occurrence.stream_id, leaves_at__gt=occurrence.at + HELD)
    with writing():
        for draft in late.select_for_update(of=("self",)).select_related("case", "user"):
            is_own = f"user:{draft.user_id}" == occurrence.by
            if draft.is_for_later and draft.saved_at <= occurrence.at and not is_own:
                _tell_called_back(draft, occurrence, at)
                give_back(draft, at)
                ring(draft.case)


def _tell_called_back(draft: Draft, event: Event, at: datetime) -> None:
    ref, by_customer = draft.case.ref, event.kind == "message.customer"
    zh = f"{ref} {'客户有新留言' if by_customer else '同事已回复客户'}，您定时发送的回复没有发出，内容在草稿里"
    who = "the customer wrote" if by_customer else "a colleague answered"
    en = f"{ref}: {who}; the reply that you wanted to send later was not sent, its words are in your draft"
    news = News("message", Text(zh, en), path=f"/cases/{ref}/", case_ref=ref)
    tell([draft.user], news, source=f"called-back:{draft.pk}:{draft.revision}", at=at)
