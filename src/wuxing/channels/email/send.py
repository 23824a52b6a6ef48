"""Mail to customers: what `cases.outbox` wrote down leaves here, at least once, and says so where it may be a second copy.

A row is marked as being sent in a transaction of its own before the mail server hears of it. Who dies in between leaves
the mark; when its lease ends, the mail goes out again under the same Message-ID and with X-Wuxing-Attempt.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from wuxing.accounts.lists import on_duty
from wuxing.accounts.models import Role
from wuxing.cases.models import Outbound
from wuxing.channels.email.letters import letter
from wuxing.core.source import Text
from wuxing.customers.showing import masked_email
from wuxing.ledger.writing import writing
from wuxing.notices.telling import News, tell
from wuxing.notices.verdicts import Verdict, verdict_on

log = logging.getLogger(__name__)

CHANNEL = "email"
LEASE = timedelta(minutes=5)
MAILS_PER_ROUND = 20
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=30)
MOST_ATTEMPTS = 54
"""About a day with those pauses."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail that is ours to send for as long as the lease lasts. `is_in_doubt`: an earlier try may have left."""

    outbound: Outbound
    attempt: int
    is_in_doubt: bool


def send_due(at: datetime) -> int:
    """Send what is due; how many mails the server took. One connection; ends early when the server is gone."""
    sent = 0
    server: BaseEmailBackend = mail.get_connection()
    try:
        for _turn in range(MAILS_PER_ROUND):
            parcel = _take(at)
            if parcel is None:
                break
            verdict = _send(parcel, server)
            _record(parcel, verdict, at)
            sent += verdict.is_sent
            if verdict.is_server_gone:
                break
    finally:
        _close(server)
    return sent


def pause_after(attempt: int) -> timedelta:
    """15 s, 30 s, 1 min, … at most half an hour."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempt - 1, 10)))


def _take(at: datetime) -> Parcel | None:
    """Claim the mail that has been due longest. A mark that is still there when its lease ends means doubt."""
    states = (Outbound.State.WAITING, Outbound.State.SENDING)
    with writing():
        due = Outbound.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            channel=CHANNEL, state__in=states, not_before__lte=at
        )
        outbound = due.select_related("case__customer", "message").order_by("not_before", "pk").first()
        if outbound is None:
            return None
        parcel = Parcel(outbound, outbound.attempts + 1, outbound.state == Outbound.State.SENDING)
        outbound.state, outbound.attempts = Outbound.State.SENDING, parcel.attempt
        outbound.not_before = at + LEASE
        outbound.save(update_fields=["state", "attempts", "not_before"])
    return parcel


def _send(parcel: Parcel, server: BaseEmailBackend) -> Verdict:
    try:
        letter(parcel.outbound, server, attempt=parcel.attempt if parcel.is_in_doubt else 0).send()
    except (OSError, SMTPException, ValueError) as error:  # ValueError: an address or header that no mail can carry
        return verdict_on(error)
    return Verdict(is_sent=True)


def _record(parcel: Parcel, verdict: Verdict, at: datetime) -> None:
    """Write down how it went, unless somebody else took the mail over because we were slower than our lease."""
    mine = Outbound.objects.filter(pk=parcel.outbound.pk, state=Outbound.State.SENDING, attempts=parcel.attempt)
    if verdict.is_sent:
        with writing():
            mine.update(state=Outbound.State.SENT, sent_at=at, error="")
        return
    log.warning("mail %s not sent, try %d: %s", parcel.outbound.source, parcel.attempt, verdict.said)
    with writing():
        if verdict.is_final or parcel.attempt >= MOST_ATTEMPTS:
            if mine.update(state=Outbound.State.FAILED, error=verdict.said):
                _tell_failed(parcel.outbound, verdict.said, at)
            return
        doubt = parcel.is_in_doubt or verdict.is_in_doubt
        state = Outbound.State.SENDING if doubt else Outbound.State.WAITING
        mine.update(state=state, error=verdict.said, not_before=at + pause_after(parcel.attempt))


def _tell_failed(outbound: Outbound, said: str, at: datetime) -> None:
    """Somebody has to reach the customer in another way."""
    case = outbound.case
    people = [each for each in (case.assignee, case.first_responder) if each is not None and each.is_active][:1]
    address = masked_email(outbound.address)
    news = News(
        kind="mail",
        text=Text(
            f"{case.ref} 发给客户的邮件没有送到（{address}）：{case.subject}",
            f"{case.ref}: mail to the customer was not delivered ({address}): {case.subject}",
        ),
        why=Text(f"邮件服务器答复：{said}", f"The mail server said: {said}"),
        path=f"/cases/{case.ref}/",
        case_ref=case.ref,
    )
    tell(people or on_duty(Role.SHIFT_LEADER, case.team).people, news, source=f"outbound:{outbound.pk}", at=at)


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (OSError, SMTPException):
        log.info("the mail server was gone when we said goodbye")
