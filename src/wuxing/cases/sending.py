"""What the button of the composer does: the words of the writer become a note, a reply, or a reply that is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases import drafting, holding
from wuxing.cases.acting import Act, acting
from wuxing.cases.attachments import Upload, check, keep_with_draft
from wuxing.cases.filling import fields_left
from wuxing.cases.messages import LONGEST, NothingSaid, TooLong, answer, remark, require_seen
from wuxing.cases.models import Case, Draft
from wuxing.cases.sayable import require_sayable
from wuxing.cases.sending_later import require_in_time, require_none_waits
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused


class SaidAtOnce(Refused):
    """Two colleagues answer at the same moment: the second one looks first."""

    code = "said-at-once"
    status = 409
    says = _("%(name)s is just sending a reply. Read it, then send yours.")


class OtherReader(Refused):
    """The case was merged, or its customer changed, while the page was open."""

    code = "other-reader"
    status = 409
    says = _("This reply would now go to %(name)s. If that is right, send it again.")


class FieldLeft(Refused):
    code = "field-left"
    says = _("%(fields)s could not be filled in. Write what belongs there, or take it out.")


class TypedAsNote(Refused):
    """What was meant for colleagues would reach the customer."""

    code = "typed-as-note"
    status = 409
    says = _("These words were typed as an internal note. If the customer may read them, send again.")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the composer. `seen_seq` and `reader`: the last event and the customer that its page showed.

    `leaves_at`: when the writer wants a reply to leave, if not now.
    """

    kind: str
    body: str
    files: Sequence[Upload] = ()
    seen_seq: int | None = None
    reader: int | None = None
    is_meant: bool = True
    leaves_at: datetime | None = None


def send(*, ref: str, written: Written, by: Actor, at: datetime) -> Draft | None:
    """Write a note, or answer the customer; the held reply where it leaves later.

    A reply of the same person that is still held leaves before. Raises NothingSaid, TooLong, SaidMeanwhile, SaidAtOnce,
    OtherReader, FieldLeft, TypedAsNote, OneWaits, NoSuchTime, LeavesTooLate, what the standard forbids, CaseEnded,
    NoCase, and what is wrong with a file.
    """
    files = check(written.files)
    with writing():
        draft = drafting.own(ref=ref, by=by, at=at)
        was_note = draft.kind == Draft.Kind.NOTE and draft.body.strip() == written.body.strip() != ""
        draft.kind, draft.body = written.kind, written.body
        keep_with_draft(files, draft)
        _require_said(draft)
        if written.kind == Draft.Kind.NOTE:
            _note(draft, by, at)
            return None
        if was_note and not written.is_meant:
            raise TypedAsNote
        holding.let_go(ref=ref, by=by, at=at)
        return _reply(draft, written, by, at)


def _require_said(draft: Draft) -> None:
    if not draft.body.strip() and not draft.files.exists():
        raise NothingSaid
    if len(draft.body) > LONGEST:
        raise TooLong(length=len(draft.body), most=LONGEST)


def _note(draft: Draft, by: Actor, at: datetime) -> None:
    with acting(ref=draft.case.ref, by=by, at=at) as act:
        remark(act, draft.body, list(draft.files.all()))
        draft.delete()


def _reply(draft: Draft, written: Written, by: Actor, at: datetime) -> Draft | None:
    with acting(ref=draft.case.ref, by=by, at=at) as act:
        _require_ready(act, written)
        require_none_waits(act.case, draft.user_id, at)
        if written.leaves_at:
            require_in_time(act.case, written.leaves_at, at)
        leaves_at = written.leaves_at or holding.leaves_at(act.case, at)
        if leaves_at <= at:
            answer(act, draft.body, list(draft.files.all()))
            draft.delete()
            return None
    draft.saved_at, draft.leaves_at, draft.shared = at, leaves_at, False
    draft.save()
    drafting.ring(draft.case)
    return draft


def _require_ready(act: Act, written: Written) -> None:
    """Everything that a writer wants to know before it is too late."""
    act.require_open()
    require_seen(act, written.seen_seq)
    if written.reader is not None and act.case.customer_id != written.reader:
        raise OtherReader(name=act.case.customer or "—")
    if other := _other_on_its_way(act.case, act.by, act.at):
        raise SaidAtOnce(name=other.user)
    if left := fields_left(written.body):
        raise FieldLeft(fields=" ".join(left))
    require_sayable(act, written.body)


def _other_on_its_way(case: Case, by: Actor, at: datetime) -> Draft | None:
    soon = Draft.objects.filter(case=case, leaves_at__lte=at + holding.HELD)
    return soon.exclude(user=by.user).first()
