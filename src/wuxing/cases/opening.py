"""Opening a case: the one verb behind every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team, User
from wuxing.cases import outbox, routing
from wuxing.cases.acting import Act
from wuxing.cases.attachments import Upload
from wuxing.cases.folding import Facts
from wuxing.cases.leading import give_lead
from wuxing.cases.messages import Words, require_said, write_down
from wuxing.cases.models import Case, Message
from wuxing.cases.process import first_stage, stage_of
from wuxing.core.standard.document import Standard
from wuxing.customers.models import Customer
from wuxing.ledger import streams
from wuxing.ledger.writing import writing
from wuxing.standards.finding import in_force
from wuxing.standards.scopes import of_customer
from wuxing.ui.refusal import Refused

FIRST_NUMBER = 20_000
LONGEST_SUBJECT = 160


class UnknownClass(Refused):
    code = "unknown-class"
    says = _("“%(value)s” is no %(dimension)s of the standard %(standard)s. Choose one of: %(known)s.")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants, through whichever door. `case_class` may leave dimensions open; `files` come with the body."""

    subject: str
    body: str
    channel: str
    case_class: Mapping[str, str]
    customer: Customer | None = None
    team: Team | None = None
    assignee: User | None = None
    files: tuple[Upload, ...] = ()


def open_case(request: Request, *, by: Actor, at: datetime) -> Case:
    """Open a case under the standard in force for its customer: its promises run from here.

    What a customer asks is his message, whoever typed it in. Raises UnknownClass, NoStandard, NothingSaid and what is
    wrong with a file.
    """
    return opened(request, by=by, at=at).case


def opened(request: Request, *, by: Actor, at: datetime) -> Act:
    """The same, with the clocks at hand that the new case has."""
    standard = in_force(at, scopes_of(request.customer))
    case_class = _class_of(request, standard)
    body = request.body or request.subject
    checked = require_said(body, request.files)
    with writing():
        act = begin(request, by=by, at=at)
        words = Words.of(body)
        request, route = _routed(request, standard, case_class)
        payload = {**_payload(request, standard, case_class), **route, **words.told(checked)}
        seq = act.tell("case.opened", payload, speaker="customer" if request.customer else "")
        if request.assignee is not None:
            act.tell("case.assigned", {"team": act.facts.team, "assignee": request.assignee.pk})
        give_lead(act)
        act.case.team = request.team
        act.write()
        kind = Message.Kind.CUSTOMER if request.customer is not None else Message.Kind.NOTE
        write_down(act, seq, kind, words, checked)
        if request.customer is not None:
            prefetch_related_objects([request.customer], "points")  # for the index, and for the mail
        act.index()
        if request.customer is not None:
            outbox.send_receipt(act.case, at=at)
    return act


def scopes_of(customer: Customer | None) -> tuple[str, ...]:
    """Where a customer's own standard is looked for: the contract, then the region."""
    return of_customer(*customer.standing) if customer is not None else ()


def require_known(case_class: Mapping[str, str], standard: Standard) -> None:
    """Refuse a value that the standard does not declare. Raises UnknownClass."""
    for dimension, value in case_class.items():
        known = standard.classes.get(dimension, {})
        if value not in known:
            raise UnknownClass(value=value, dimension=dimension, standard=standard.ref, known=", ".join(known) or "—")


def _class_of(request: Request, standard: Standard) -> dict[str, str]:
    """What the request says; the customer's kind where it says none and the standard knows it."""
    said = {name: value for name, value in request.case_class.items() if value}
    kind = request.customer.kind if request.customer else ""
    if "customer" not in said and kind in standard.classes.get("customer", {}):
        said["customer"] = kind
    require_known(said, standard)
    return said


def _routed(request: Request, standard: Standard, case_class: Mapping[str, str]) -> tuple[Request, Mapping[str, Any]]:
    """A request that came for no team, with the one that its first stage is routed to, and what the event keeps of it."""
    stage = stage_of(standard, case_class, first_stage(standard, case_class))
    if request.team is not None or request.assignee is not None or stage is None or not stage.route:
        return request, {}
    choice = routing.route(stage, request.customer, None)
    team = Team.objects.get(pk=choice.team) if choice else None
    return replace(request, team=team), routing.told(choice)


def _payload(request: Request, standard: Standard, case_class: dict[str, str]) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "class": case_class,
        "channel": request.channel,
        "standard": standard.ref,
        "stage": first_stage(standard, case_class),
    }
    if request.customer is not None:
        payload["customer"] = request.customer.pk
    if request.team is not None:
        payload["team"] = request.team.pk
    return payload


def begin(request: Request, *, by: Actor, at: datetime) -> Act:
    """An act on a case that is not stored yet."""
    stream = streams.open_stream()
    case = Case(
        ref=f"C-{FIRST_NUMBER + stream.pk}", stream=stream, customer=request.customer, subject=_subject(request)
    )
    return Act(case, stream, by, at, [], Facts())


def _subject(request: Request) -> str:
    first_line = (request.subject or request.body).strip().splitlines() or [""]
    return first_line[0][:LONGEST_SUBJECT]
