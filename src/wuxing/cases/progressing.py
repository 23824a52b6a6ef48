"""Work on a case, on record: solution proposed, written progress, result reported, and facts such as an arrival."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases import outbox
from wuxing.cases.acting import acting
from wuxing.cases.events import FACTS
from wuxing.cases.messages import begin_work, require_said, say
from wuxing.cases.models import Case, Message
from wuxing.core.standard.document import Standard
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused


class NoSuchFact(Refused):
    code = "no-such-fact"
    says = _("“%(kind)s” cannot be put on record by itself. These can: %(known)s.")


class NotYet(Refused):
    code = "not-yet"
    says = _("That lies in the future. Put it on record once it has happened.")


class BeforeTheCase(Refused):
    code = "before-the-case"
    says = _("That lies before the case was opened. Check date and time.")


def propose_solution(*, ref: str, body: str, by: Actor, at: datetime) -> Case:
    """Tell the customer how it can be solved. A greeting is no solution: the words go on record. Raises NothingSaid."""
    return _written("solution.proposed", ref=ref, body=body, by=by, at=at)


def write_progress(*, ref: str, body: str, by: Actor, at: datetime) -> Case:
    """Report progress to the customer in writing. Raises NothingSaid."""
    return _written("progress.written", ref=ref, body=body, by=by, at=at)


def report_result(*, ref: str, body: str, by: Actor, at: datetime) -> Case:
    """Tell the customer the result in writing. Raises NothingSaid."""
    return _written("result.reported", ref=ref, body=body, by=by, at=at)


def record(
    *, ref: str, kind: str, by: Actor, at: datetime, evidence: str = "", happened_at: datetime | None = None
) -> Case:
    """Put a fact on record, such as a call or an arrival, with the evidence as a note.

    `happened_at` is when it happened, where that was earlier. Raises NoSuchFact, NotYet, BeforeTheCase, CaseEnded.
    """
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        known = facts_of(standard_of(act.facts.standard))
        if kind not in known:
            raise NoSuchFact(kind=kind, known=", ".join(known))
        if happened_at is not None and happened_at > at:
            raise NotYet
        if happened_at is not None and happened_at < act.case.opened_at:
            raise BeforeTheCase
        payload = {}
        if evidence.strip():
            payload["evidence"] = say(act, Message.Kind.NOTE, evidence).seq
        act.tell(kind, payload, at=happened_at)
    return act.case


def facts_of(standard: Standard) -> list[str]:
    """The kinds that people may put on record under a standard."""
    return [*FACTS, *standard.events]


def _written(kind: str, *, ref: str, body: str, by: Actor, at: datetime) -> Case:
    """A message to the customer that is also what the kind says: it answers him as well."""
    require_said(body, ())
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        message = say(act, Message.Kind.AGENT, body)
        act.tell(kind, {"message": message.seq})
        begin_work(act)
        outbox.send(message, kind="reply", at=at)
    return act.case
