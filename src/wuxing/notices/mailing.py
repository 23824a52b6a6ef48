"""Mail to staff: what the bell rang for, in their language, together when many come at once, not in quiet hours.

At least once: a mail is marked as being sent in a transaction of its own before the mail server hears of it. Who dies
in between leaves the mark; when its lease ends the mail goes out again and says that it may be a second one.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Min

from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.auditing import audit
from wuxing.ledger.writing import writing
from wuxing.notices.letters import letter
from wuxing.notices.lists import refused_mail
from wuxing.notices.models import Notice
from wuxing.notices.parcels import Parcel, take
from wuxing.notices.verdicts import Verdict, verdict_on

log = logging.getLogger(__name__)

PEOPLE_PER_ROUND = 50
LONGEST_PAUSE = timedelta(minutes=30)
GIVEN_UP_AFTER = timedelta(days=1)


def send_due(at: datetime) -> int:
    """Send what is due; return how many mails the server took. One connection; ends early when the server is gone."""
    sent = 0
    server = mail.get_connection()
    try:
        for person in _people_waiting(at):
            while parcel := take(person, at):
                verdict = _send(parcel, server)
                _record(parcel, verdict, at)
                sent += verdict.is_sent
                if verdict.is_server_gone:
                    _hold_all(at)
                    return sent
    finally:
        _close(server)
    return sent


def _people_waiting(at: datetime) -> list[int]:
    waiting = Notice.objects.to_mail(at).values("user").annotate(since=Min("not_before")).order_by("since")
    return [row["user"] for row in waiting[:PEOPLE_PER_ROUND]]


def _send(parcel: Parcel, server: BaseEmailBackend) -> Verdict:
    try:
        letter(parcel, server).send()
    except (OSError, SMTPException, ValueError) as error:  # ValueError: an address or header that no mail can carry
        return verdict_on(error)
    return Verdict(is_sent=True)


def _record(parcel: Parcel, verdict: Verdict, at: datetime) -> None:
    """Write down how it went, unless somebody else took the parcel over because we were slower than our lease."""
    mine = Notice.objects.filter(pk__in=parcel.ids, mail=Notice.Mail.SENDING, attempts=parcel.attempt)
    with writing():
        if verdict.is_final and refused_mail(parcel.user) is None:  # said once, not for every notice
            detail = {"email": parcel.user.email, "error": verdict.said}
            audit("user.mail_refused", f"user:{parcel.user.pk}", by=SYSTEM, at=at, detail=detail)
        if verdict.is_sent:
            mine.update(mail=Notice.Mail.SENT, mailed_at=at, in_doubt=False, error="")
        elif verdict.is_final or parcel.made_at < at - GIVEN_UP_AFTER:
            mine.update(mail=Notice.Mail.FAILED, error=verdict.said, in_doubt=verdict.is_in_doubt)
        else:
            mine.update(
                mail=Notice.Mail.WAITING,
                error=verdict.said,
                in_doubt=parcel.is_in_doubt or verdict.is_in_doubt,
                not_before=at + pause_after(parcel.attempt),
            )
    if not verdict.is_sent:
        log.warning("mail for notices %s not sent, try %d: %s", parcel.ids, parcel.attempt, verdict.said)


def pause_after(attempt: int) -> timedelta:
    """15 s, 30 s, 1 min, … at most half an hour."""
    return min(LONGEST_PAUSE, timedelta(seconds=15 << min(attempt - 1, 10)))


def _hold_all(at: datetime) -> None:
    """No server: nobody's mail can leave. Nothing was tried for the others, so their tries are not counted."""
    with writing():
        Notice.objects.to_mail(at).filter(mail=Notice.Mail.WAITING).update(not_before=at + pause_after(1))


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (OSError, SMTPException):
        log.info("the mail server was gone when we said goodbye")
