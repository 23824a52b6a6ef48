"""What is said on a case: replies, notes, and what the customer writes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases import outbox
from wuxing.cases.acting import Act, acting
from wuxing.cases.attachments import Checked, Upload, check, keep
from wuxing.cases.following import bring_in, mentioned
from wuxing.cases.models import Case, DraftFile, Message
from wuxing.cases.process import leave_intake
from wuxing.cases.sayable import require_sayable
from wuxing.cases.ties import goes_on_at
from wuxing.ui.refusal import Refused

LONGEST = 50_000
WAITING_CUSTOMER = "waiting-customer"


class NothingSaid(Refused):
    code = "nothing-said"
    says = _("There is nothing to send yet. Write a message or add a file.")


class TooLong(Refused):
    code = "too-long"
    says = _("The message has %(length)s characters; at most %(most)s fit. Shorten it, or add it as a file.")


class SaidMeanwhile(Refused):
    """Somebody wrote after the page was opened: read it first."""

    code = "said-meanwhile"
    status = 409
    says = _("%(name)s wrote on this case meanwhile. Read it, then send.")


def reply(
    *, ref: str, body: str, by: Actor, at: datetime, files: Sequence[Upload] = (), seen_seq: int | None = None
) -> Case:
    """Answer the customer. `seen_seq` is the last event the writer saw: a newer public message refuses, once.

    Raises NothingSaid, TooLong, SaidMeanwhile, CaseEnded, and what is wrong with a file.
    """
    checked = require_said(body, files)
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        require_seen(act, seen_seq)
        answer(act, body, checked)
    return act.case


def answer(act: Act, body: str, files: Sequence[Checked | DraftFile] = ()) -> Message:
    """Let words go to the customer, within an act."""
    message = say(act, Message.Kind.AGENT, body, files)
    begin_work(act)
    outbox.send(message, kind="reply", at=act.at)
    return message


def note(*, ref: str, body: str, by: Actor, at: datetime, files: Sequence[Upload] = ()) -> Case:
    """Write something that only colleagues see, also on a case that has ended. Raises NothingSaid, TooLong.

    Who is mentioned in it follows the case from then on, and sees it.
    """
    checked = require_said(body, files)
    with acting(ref=ref, by=by, at=at) as act:
        remark(act, body, checked)
    return act.case


def remark(act: Act, body: str, files: Sequence[Checked | DraftFile] = ()) -> Message:
    """Write a note, within an act."""
    words, called = Words.of(body), mentioned(body)
    seq = act.tell(
        Message.Kind.NOTE, words.told(files) | ({"mentions": [each.pk for each in called]} if called else {})
    )
    message = write_down(act, seq, Message.Kind.NOTE, words, files)
    bring_in(act, called)
    return message


def receive(*, ref: str, body: str, by: Actor, at: datetime, files: Sequence[Upload] = ()) -> Case:
    """Take what the customer writes: it ends the wait for the customer and reopens a case that was resolved or closed.

    To a case that was merged it goes where that goes on.
    """
    checked = require_said(body, files)
    with acting(ref=goes_on_at(ref), by=by, at=at) as act:
        if act.facts.ending not in ("", "closed"):
            act.require_open()
        say(act, Message.Kind.CUSTOMER, body, checked)
        if WAITING_CUSTOMER in act.facts.waits:
            act.tell("wait.ended", {"reason": WAITING_CUSTOMER})
        if act.facts.resolved_at is not None or act.facts.ending:
            act.tell("case.reopened", {"reason": "customer-wrote"})
    return act.case


def require_said(body: str, files: Sequence[Upload]) -> list[Checked]:
    """The files of a message that may be sent. Raises NothingSaid, TooLong, and what is wrong with a file."""
    if not body.strip() and not files:
        raise NothingSaid
    if len(body) > LONGEST:
        raise TooLong(length=len(body), most=LONGEST)
    return check(files)


def say(act: Act, kind: str, body: str, files: Sequence[Checked | DraftFile] = ()) -> Message:
    """Put words on a case: the row keeps them, the event a salted digest of them.

    Raises ForbiddenWords, NotClassified where a person writes to the customer.
    """
    if kind == Message.Kind.AGENT:
        require_sayable(act, body)
    words = Words.of(body)
    seq = act.tell(kind, words.told(files))
    return write_down(act, seq, kind, words, files)


def tell_with_words(act: Act, kind: str, words: str) -> None:
    """Tell an event with the words that somebody gave for it: a customer's are public, a colleague's are a note.

    They are no message of their own: a thank-you with a confirmation is no question that somebody would have to answer.
    """
    if not words.strip():
        act.tell(kind)
        return
    said = Words.of(words)
    seq = act.tell(kind, said.told())
    write_down(act, seq, Message.Kind.CUSTOMER if act.by.speaker == "customer" else Message.Kind.NOTE, said, ())


class Words(NamedTuple):
    """A body as it is kept, and the salt of its digest."""

    text: str
    salt: str

    @classmethod
    def of(cls, body: str) -> Words:
        """Words with a salt of their own."""
        return cls(body.strip().replace("\r\n", "\n").replace("\x00", ""), secrets.token_hex(16))

    def told(self, files: Sequence[Checked | DraftFile] = ()) -> dict[str, Any]:
        """What the event keeps: it proves the words and does not tell them, also when salt and body are erased."""
        return {"digest": digest(self.salt, self.text), **({"files": [each.sha256 for each in files]} if files else {})}


def digest(salt: str, body: str) -> str:
    """SHA-256 of salt and body."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def write_down(act: Act, seq: int, kind: str, words: Words, files: Sequence[Checked | DraftFile]) -> Message:
    """The row of a message whose event was told as `seq`."""
    message = Message.objects.create(
        case=act.case,
        seq=seq,
        kind=kind,
        author=act.by.id,
        author_name=name_of(act),
        body=words.text,
        salt=words.salt,
        at=act.at.replace(microsecond=0),
    )
    act.said.append(message)
    if files:
        keep(files, message)
    return message


def name_of(act: Act) -> str:
    """What to call the author on the page."""
    if act.by.user is not None:
        return str(act.by.user)
    if act.by.speaker == "customer" and act.case.customer is not None:
        return act.case.customer.name
    return ""


def begin_work(act: Act) -> None:
    """The first answer of a person makes him responsible where nobody was, and leaves the intake."""
    if act.facts.assignee is None and act.by.user is not None:
        act.tell("case.assigned", {"team": act.facts.team, "assignee": act.by.user.pk})
    leave_intake(act)


def require_seen(act: Act, seen_seq: int | None) -> None:
    """Refuse what is sent past a newer public message. Raises SaidMeanwhile."""
    if seen_seq is None:
        return
    newer = Message.objects.filter(case=act.case, seq__gt=seen_seq).exclude(kind=Message.Kind.NOTE)
    if other := newer.exclude(author=act.by.id).order_by("-seq").first():
        raise SaidMeanwhile(name=other.author_name or _("Somebody"))
