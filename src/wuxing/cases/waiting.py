"""A case that waits, for a reason that is on record: clocks whose clause allows it pause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act, acting
from wuxing.cases.messages import say
from wuxing.cases.models import Case, Message
from wuxing.core.clock.story import RESOLVED
from wuxing.core.standard.document import Standard
from wuxing.core.standard.matching import row_for
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused

REASONS: Mapping[str, str | Promise] = {
    "waiting-customer": _("customer"),
    "waiting-parts": _("parts"),
    "waiting-supplier": _("supplier"),
    "testing": _("testing"),
    RESOLVED: _("customer’s confirmation"),
}
"""What the case waits for, in words; a reason that only the standard knows is shown as written there."""


class NoSuchReason(Refused):
    code = "no-such-reason"
    says = _("Choose a reason. The standard %(standard)s allows: %(reasons)s.")


class EvidenceMissing(Refused):
    code = "evidence-missing"
    says = _("Say what the case waits for: what was asked of whom, and when an answer is expected.")


class AlreadyWaiting(Refused):
    code = "already-waiting"
    status = 409
    says = _("The case waits for this already.")


class NotWaiting(Refused):
    code = "not-waiting"
    status = 409
    says = _("The case does not wait for anything; there is nothing to resume.")


def wait(*, ref: str, reason: str, evidence: str, by: Actor, at: datetime) -> Case:
    """Let a case wait. The evidence becomes an internal note.

    Raises NoSuchReason, EvidenceMissing, AlreadyWaiting, CaseEnded.
    """
    if not evidence.strip():
        raise EvidenceMissing
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        _require_reason(act, reason)
        if reason in act.facts.waits:
            raise AlreadyWaiting
        message = say(act, Message.Kind.NOTE, evidence)
        act.tell("wait.started", {"reason": reason, "evidence": message.seq})
    return act.case


def resume(*, ref: str, by: Actor, at: datetime, reason: str = "") -> Case:
    """End the waits of a case, or the one for a reason. Raises NotWaiting, CaseEnded."""
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        if not act.facts.waits or (reason and reason not in act.facts.waits):
            raise NotWaiting
        act.tell("wait.ended", {"reason": reason} if reason else {})
    return act.case


def reasons_of(standard: Standard, case_class: Mapping[str, str]) -> dict[str, list[str]]:
    """Reason → clauses that it pauses, for a class; waiting for the customer can always be put on record."""
    found: dict[str, list[str]] = {"waiting-customer": []}
    for commitment in standard.commitments.values():
        row = row_for(commitment, case_class)
        if row is not None and row.limit is not None:
            for reason in commitment.pauses:
                if reason != RESOLVED:
                    found.setdefault(reason, []).append(commitment.clause)
    return found


def _require_reason(act: Act, reason: str) -> None:
    standard = standard_of(act.facts.standard)
    allowed = reasons_of(standard, act.facts.case_class)
    if reason not in allowed:
        words = ", ".join(str(REASONS.get(each, each)) for each in allowed)
        raise NoSuchReason(standard=standard.ref, reasons=words)
