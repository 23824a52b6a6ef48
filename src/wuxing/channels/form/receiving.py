"""A request from the public form becomes a case: its customer is found or made, what was chosen is its class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor, of_customer
from wuxing.cases.attachments import Upload
from wuxing.cases.models import Case, Message
from wuxing.cases.opening import Request, open_case
from wuxing.channels.intake import team_for
from wuxing.customers.finding import find_or_make
from wuxing.customers.models import Customer
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

SAME_AGAIN = timedelta(minutes=10)
SENTENCE_ENDS = re.compile(r"[。！？!?\n；;]|\.(?:\s|$)")
SHORT = 60
OUTSIDER = Actor("form", "customer", frozenset())
"""Whoever fills in the form: nobody has checked who it is."""


class NoWayBack(Refused):
    code = "no-way-back"
    says = _("We need a phone number or a mail address to answer you. Write at least one of them.")


@dataclass(frozen=True, slots=True)
class Inbound:
    """What the form brought."""

    name: str
    body: str
    phone: str = ""
    email: str = ""
    company: str = ""
    case_class: Mapping[str, str] | None = None
    files: tuple[Upload, ...] = ()
    language: str = "zh-hans"


def receive(inbound: Inbound, *, at: datetime) -> Case:
    """Open the case of a request. Sent twice (a double click, a page loaded again), it is one case.

    Raises NoWayBack, BadContactPoint, NothingSaid, NoStandard and what is wrong with a file.
    """
    if not inbound.phone.strip() and not inbound.email.strip():
        raise NoWayBack
    case_class = dict(inbound.case_class or {})
    with writing():
        customer = find_or_make(
            name=inbound.name,
            kind=_kind(case_class.get("customer", "")),
            phone=inbound.phone,
            email=inbound.email,
            company=inbound.company,
            language=inbound.language,
            by=OUTSIDER,
            at=at,
        )
        return _same_again(customer, inbound, at) or open_case(
            _request(inbound, customer, case_class), by=of_customer(customer.pk), at=at
        )


def _kind(said: str) -> str:
    return said if said in Customer.Kind.values else Customer.Kind.INDIVIDUAL


def subject_of(body: str) -> str:
    """What a list calls the request: its first sentence, cut where it is long."""
    text = " ".join(SENTENCE_ENDS.split(body.strip(), maxsplit=1)[0].split())
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _same_again(customer: Customer, inbound: Inbound, at: datetime) -> Case | None:
    """The case that the same words opened a moment ago. Holding the customer's row, two at once come one by one."""
    Customer.objects.select_for_update().get(pk=customer.pk)
    lately = Case.objects.filter(customer=customer, channel="form", opened_at__gte=at - SAME_AGAIN)
    said = Message.objects.filter(case__in=lately, seq=1, body=inbound.body.strip().replace("\r\n", "\n"))
    message = said.select_related("case").order_by("-pk").first()
    return message.case if message else None


def _request(inbound: Inbound, customer: Customer, case_class: dict[str, str]) -> Request:
    return Request(
        subject=subject_of(inbound.body),
        body=inbound.body,
        channel="form",
        case_class=case_class,
        customer=customer,
        team=team_for("form"),
        files=inbound.files,
    )
