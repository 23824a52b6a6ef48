"""A reply between the button and the customer: mail cannot be called back, so it waits twelve seconds and can be undone.

Until it leaves it is a draft with an instant, no event: no clock stops, nothing is on record, nothing is lost whoever
dies. It leaves by the worker, and its event bears that instant. Where a promise that the reply keeps would run out
meanwhile, it leaves before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wuxing.accounts.actors import Actor, of_user
from wuxing.cases.acting import hold
from wuxing.cases.drafting import merge, ring
from wuxing.cases.messages import answer
from wuxing.cases.models import Case, ClockQuerySet, Draft
from wuxing.core.source import Text
from wuxing.customers.lists import mail_address
from wuxing.ledger.writing import writing
from wuxing.notices.telling import News, tell
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused

HELD = Draft.HELD
MARGIN = timedelta(seconds=3)
"""So long before the end of a promise a reply leaves: the worker looks four times a second, a busy one less often."""


class AlreadyLeft(Refused):
    code = "already-left"
    status = 409
    says = _("The reply has left already. Write a second one to put it right.")


class WriterLeft(Refused):
    code = "writer-left"
    status = 409
    says = _("%(name)s does not work here any more. The words are a draft that colleagues can go on with.")


def leaves_at(case: Case, at: datetime) -> datetime:
    """When a reply that is sent now leaves: at once where no mail goes out, and in time for what it answers."""
    if case.customer is None or not mail_address(case.customer):
        return at
    dues = promises_kept(case).filter(due_at__gt=at).values_list("due_at", flat=True)
    return max(at, min([at + HELD, *(due - MARGIN for due in dues if due)]))


def promises_kept(case: Case) -> ClockQuerySet:
    """The running clocks that a reply stops."""
    kept = [name for name, each in standard_of(case.standard).commitments.items() if "message.agent" in each.stops]
    return case.clocks.running().filter(commitment__in=kept)


def undo(*, ref: str, by: Actor, at: datetime) -> Draft:
    """Give a reply that has not left back to its writer. Raises AlreadyLeft."""
    with writing():
        held = Draft.objects.select_for_update().filter(case__ref=ref, user=by.user, leaves_at__isnull=False).first()
        if held is None:
            raise AlreadyLeft
        draft = give_back(held, at)
        ring(held.case)
    return draft


def let_go(*, ref: str, by: Actor, at: datetime, later: bool = False) -> None:
    """Send one's held reply now: whoever goes on working on the case wants no undoing. `later`: also one for later."""
    held = Draft.objects.select_for_update().filter(case__ref=ref, user=by.user, leaves_at__isnull=False)
    with writing():
        _leave_all(held if later else held.filter(leaves_at__lte=at + HELD), at)


def release_due(at: datetime, most: int = 20) -> int:
    """Send what has waited long enough (a loop of the worker), each in a transaction of its own; how many."""
    due = list(Draft.objects.filter(leaves_at__lte=at).order_by("leaves_at").values_list("pk", flat=True)[:most])
    for pk in due:
        with writing():
            _leave_all(Draft.objects.select_for_update(skip_locked=True).filter(pk=pk, leaves_at__lte=at), at)
    return len(due)


def leave(draft: Draft, at: datetime) -> None:
    """Let a draft go to the customer as a reply, within a transaction. Raises CaseEnded, ForbiddenWords.

    Its writer saw the case when he sent it; that he may have lost sight of it since changes nothing.
    """
    act = hold(draft.case.stream_id, by=of_user(draft.user), at=at)
    act.require_open()
    answer(act, draft.body, list(draft.files.all()))
    draft.delete()
    act.write()


def _leave_all(held: Iterable[Draft], at: datetime) -> None:
    for draft in held:
        try:
            _require_writer(draft)
            leave(draft, at)
        except Refused as refused:  # it ended, was merged, went over to another standard: the writer decides
            _tell_kept(draft, refused, at)
            give_back(draft, at)


def _require_writer(draft: Draft) -> None:
    """What somebody wanted to say later is not said in his name once he has left."""
    if not draft.user.is_active:
        raise WriterLeft(name=draft.user)


def give_back(held: Draft, at: datetime) -> Draft:
    """A draft again; before what has been typed since. Of somebody who left, one that colleagues can go on with."""
    begun = Draft.objects.select_for_update().filter(case=held.case, user=held.user, leaves_at=None).first()
    if begun is not None:
        return merge(held, into=begun, at=at)
    held.leaves_at, held.shared = None, not held.user.is_active
    held.revision += 1
    held.save(update_fields=["leaves_at", "shared", "revision"])
    return held


def _tell_kept(draft: Draft, refused: Refused, at: datetime) -> None:
    ref = draft.case.ref
    with override("zh-hans"):
        zh = f"{ref} 的回复没有发出，内容在草稿里。{refused}"
    with override("en"):
        en = f"{ref}: the reply was not sent, its words are in your draft. {refused}"
    news = News("message", Text(zh, en), path=f"/cases/{ref}/", case_ref=ref)
    tell([draft.user], news, source=f"kept:{draft.pk}:{draft.revision}", at=at)
