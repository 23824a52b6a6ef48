"""How a case ends, and how it comes back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases import outbox
from wuxing.cases.acting import acting
from wuxing.cases.children import require_children_done
from wuxing.cases.messages import begin_work, require_said, say, tell_with_words
from wuxing.cases.models import Case, Ending, Message
from wuxing.cases.stages import walk_to_the_end
from wuxing.ui.refusal import Refused


class AlreadyResolved(Refused):
    code = "already-resolved"
    status = 409
    says = _("The case is resolved already; the customer has been asked to confirm.")


class NotResolved(Refused):
    code = "not-resolved"
    status = 409
    says = _("The case is not resolved yet. Resolve it first: tell the customer what was done.")


class NotEnded(Refused):
    code = "not-ended"
    status = 409
    says = _("The case is still open; there is nothing to reopen.")


class ReasonMissing(Refused):
    code = "reason-missing"
    says = _("Give a reason: it stays on record.")


def resolve(*, ref: str, resolution: str, by: Actor, at: datetime) -> Case:
    """Tell the customer what was done, and ask for confirmation; clocks until the resolution stop.

    Raises NothingSaid, AlreadyResolved, ChildOpen, StageOwed, CaseEnded.
    """
    require_said(resolution, ())
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        if act.facts.resolved_at is not None:
            raise AlreadyResolved
        require_children_done(act)
        message = say(act, Message.Kind.AGENT, resolution)
        begin_work(act)
        seq = act.tell("case.resolved", {"message": message.seq})
        walk_to_the_end(act)
        outbox.send_resolved(message, seq, at=at)
    return act.case


def close(*, ref: str, by: Actor, at: datetime, reason: str = "") -> Case:
    """Close a case that is resolved; a duty may be closed at once. Raises NotResolved, ChildOpen, CaseEnded."""
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        if act.facts.resolved_at is None and act.facts.customer is not None:
            raise NotResolved
        require_children_done(act)
        tell_with_words(act, "case.closed", reason)
    return act.case


def reopen(*, ref: str, reason: str, by: Actor, at: datetime) -> Case:
    """Bring a resolved or ended case back; what its clocks do, each clause says (`reopen`). Raises NotEnded, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with acting(ref=ref, by=by, at=at) as act:
        if not act.facts.ending and act.facts.resolved_at is None:
            raise NotEnded
        if act.facts.ending == Ending.MERGED:
            act.require_open()
        if by.speaker == "customer":  # what he writes is a question: somebody owes him a reply
            say(act, Message.Kind.CUSTOMER, reason)
            act.tell("case.reopened")
        else:
            tell_with_words(act, "case.reopened", reason)
    return act.case


def withdraw(*, ref: str, reason: str, by: Actor, at: datetime) -> Case:
    """End a case because the customer withdrew it: what is still open is cancelled, never met. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        tell_with_words(act, "case.withdrawn", reason)
    return act.case


def mark_spam(*, ref: str, by: Actor, at: datetime) -> Case:
    """End a case that nobody asked for: its clocks are cancelled and count nowhere."""
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        act.tell("case.spam")
    return act.case
