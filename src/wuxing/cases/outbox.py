"""Words on their way to the customer: written with the event, sent after it by a channel that reaches him."""

from __future__ import annotations

from datetime import datetime

from wuxing.cases.models import Case, Message, Outbound
from wuxing.customers.lists import mail_address


def send(message: Message, *, kind: str, at: datetime) -> None:
    """Let a public message go to the customer's address, where one is known; the status page has it in any case."""
    _queue(message.case, kind=kind, source=f"message:{message.pk}", at=at, message=message)


def send_receipt(case: Case, *, at: datetime) -> None:
    """Tell the customer that his request arrived, and where he can follow it."""
    _queue(case, kind="receipt", source=f"receipt:{case.pk}", at=at)


def send_resolved(message: Message, seq: int, *, at: datetime) -> None:
    """Send the customer what was done, and ask for confirmation."""
    _queue(message.case, kind="resolved", source=f"resolved:{message.case_id}:{seq}", at=at, message=message)


def _queue(case: Case, *, kind: str, source: str, at: datetime, message: Message | None = None) -> None:
    address = mail_address(case.customer) if case.customer else ""
    if address:
        Outbound.objects.create(
            case=case,
            message=message,
            channel="email",
            kind=kind,
            address=address,
            language=case.customer.language if case.customer else "zh-hans",
            source=source,
            not_before=at,
        )
