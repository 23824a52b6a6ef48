"""Taking back what was said or asked among colleagues: it stays on record and readable, and no longer counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import acting
from wuxing.cases.assigning import LEADERS, NothingOffered
from wuxing.cases.folding import taken_back
from wuxing.cases.models import Case, Message
from wuxing.core.clock.event import Event
from wuxing.ledger import streams
from wuxing.ui.refusal import Refused

NOTE_WITHDRAWN = "note-withdrawn"
OFFER_WITHDRAWN = "offer-withdrawn"
"""Reasons of a void, told in the story."""


class NoNote(Refused):
    code = "no-note"
    status = 409
    says = _("There is no such note, or it was withdrawn already; reload the page.")


class NotTheWriter(Refused):
    code = "not-the-writer"
    status = 403
    says = _("Only whoever wrote a note can withdraw it. Write one of your own that puts it right.")


class NoteIsEvidence(Refused):
    code = "note-is-evidence"
    status = 409
    says = _(
        "This note belongs to what stands on record with it: a transfer, a wait, grounds. Write another that puts it right."
    )


class NotTheAsker(Refused):
    code = "not-the-asker"
    status = 403
    says = _("Only whoever asked for the transfer, or a leader, can take it back.")


def withdraw_note(*, ref: str, seq: int, by: Actor, at: datetime) -> Case:
    """Strike one's own note through, told as `seq`. Who was mentioned in it still follows the case.

    Raises NoNote, NotTheWriter, NoteIsEvidence.
    """
    with acting(ref=ref, by=by, at=at) as act:
        gone = taken_back(act.events)
        note = next((each for each in act.events if each.seq == seq and each.kind == Message.Kind.NOTE), None)
        if note is None or seq in gone:
            raise NoNote
        if note.by != by.id:
            raise NotTheWriter
        if seq in evidence_among(each.payload for each in act.events):
            raise NoteIsEvidence
        act.take_back(seq, NOTE_WITHDRAWN)
    return act.case


def evidence_among(told: Iterable[Mapping[str, Any]]) -> set[int]:
    """The notes that facts with these payloads rest on: what a wait is for, a hand-over, the grounds of more time."""
    named = (payload.get(name) for payload in told for name in ("evidence", "basis"))
    return {seq for seq in named if isinstance(seq, int)}


def withdraw_offer(*, ref: str, by: Actor, at: datetime) -> Case:
    """Take back a transfer that the other team has not answered yet; the hand-over note stays.

    Raises NothingOffered, NotTheAsker.
    """
    with acting(ref=ref, by=by, at=at) as act:
        asked = _last_asked(act.events)
        if act.facts.transfer_to is None or asked is None:
            raise NothingOffered
        if not _may_withdraw(asked, by):
            raise NotTheAsker
        act.take_back(asked.seq, OFFER_WITHDRAWN)
    return act.case


def may_withdraw_offer(case: Case, by: Actor) -> bool:
    """Whether a transfer that waits for its answer is somebody's to take back."""
    asked = _last_asked(streams.read(case.stream_id))
    return asked is not None and _may_withdraw(asked, by)


def _last_asked(events: Sequence[Event]) -> Event | None:
    """The request for a transfer that came last and was not taken back."""
    gone = taken_back(events)
    asked = (each for each in reversed(events) if each.kind == "transfer.requested" and each.seq not in gone)
    return next(asked, None)


def _may_withdraw(asked: Event, by: Actor) -> bool:
    return asked.by == by.id or (by.user is not None and by.user.role in LEADERS)
