"""What a customer does on the status page. Sent twice, it happens once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from wuxing.accounts.actors import Actor, of_customer
from wuxing.cases import closing, messages, rating
from wuxing.cases.attachments import Upload
from wuxing.cases.models import Case, Message
from wuxing.core.clock.story import whole_number
from wuxing.ledger.writing import writing
from wuxing.portal.showing import phase_of

SAME_AGAIN = timedelta(minutes=2)


def answer(case: Case, body: str, files: Sequence[Upload], *, at: datetime) -> None:
    """Take what the customer writes. Raises NothingSaid, CaseEnded and what is wrong with a file."""
    with writing():
        if not _is_said(case, body, at):
            messages.receive(ref=case.ref, body=body, files=files, by=_customer(case), at=at)


def confirm(case: Case, *, at: datetime) -> None:
    """Close a resolved case on the customer's word; one that is closed stays so. Raises NotResolved."""
    with writing():
        if phase_of(_held(case)) != "closed":
            closing.close(ref=case.ref, by=_customer(case), at=at)


def rate(case: Case, score: str, *, at: datetime) -> None:
    """Take how satisfied the customer is; another score later takes its place. Raises NoSuchScore, NotYetSolved."""
    with writing():
        rating.rate(ref=case.ref, score=whole_number(score) or 0, by=_customer(case), at=at)


def reopen(case: Case, reason: str, *, at: datetime) -> None:
    """Bring a case back because it is not solved. Raises ReasonMissing, NotEnded."""
    with writing():
        if not _is_said(case, reason, at):
            closing.reopen(ref=case.ref, reason=reason, by=_customer(case), at=at)


def _is_said(case: Case, body: str, at: datetime) -> bool:
    """Whether the customer's last words, a moment ago, were these. Holding the row, two at once come one by one."""
    _held(case)
    last = Message.objects.filter(case=case, author=_customer(case).id).order_by("-seq").first()
    same = last is not None and last.body == body.strip().replace("\r\n", "\n")
    return bool(body.strip()) and same and last is not None and last.at >= at - SAME_AGAIN and last.seq > 1


def _held(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def _customer(case: Case) -> Actor:
    assert case.customer_id is not None
    return of_customer(case.customer_id)
