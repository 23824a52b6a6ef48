"""Splitting: what belongs to another matter becomes a case of its own, as old as the words that ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act, acting
from wuxing.cases.attachments import copied, keep
from wuxing.cases.events import CASE_LINKED, CASE_SPLIT
from wuxing.cases.folding import Facts
from wuxing.cases.leading import give_lead
from wuxing.cases.merging import MovedOn
from wuxing.cases.messages import Words
from wuxing.cases.models import Case, Message, Relation
from wuxing.cases.opening import Request, begin
from wuxing.cases.pairs import acting_on_both
from wuxing.cases.process import first_stage
from wuxing.ledger.models import Event, Stream
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused

SPEAKERS = {Message.Kind.CUSTOMER: "customer", Message.Kind.AUTO: "system"}


class NothingChosen(Refused):
    code = "nothing-chosen"
    says = _("Choose what belongs to the new case, beginning with a message of the customer.")


class NothingSplit(Refused):
    code = "nothing-split"
    status = 409
    says = _("%(ref)s was not split; there is nothing to undo.")


def split(*, ref: str, chosen: Sequence[int], subject: str, by: Actor, at: datetime) -> Case:
    """Open a new case from messages of one, with the class, team and person of it, dated as the first of them.

    `chosen` are seqs. The customer's messages go over: no clock of the old case counts them from now on. Replies and
    notes stand in both. Raises NothingChosen, CaseEnded.
    """
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        messages = _messages(act, chosen)
        asked = _asked(act, messages, subject)
        new = begin(asked, by=by, at=at)
        seqs = _tell_part(act, new, messages)
        new.write()
        new.said += [_written_down(each, new.case, *seqs[each.seq]) for each in messages]
        new.index()
        _tell_whole(act, new, messages)
    return new.case


def unsplit(*, ref: str, by: Actor, at: datetime) -> Case:
    """Take the last split back, seen from either case: the messages return, the new case goes into the old one.

    Only while nothing has happened on either since. Raises NothingSplit, MovedOn, NoCase.
    """
    old, new = _last_split(ref, by)
    with acting_on_both(ref=old, other=new, by=by, at=at) as (whole, part):
        last = whole.events[-1]
        if last.kind != CASE_SPLIT or last.payload["into"] != new:
            raise MovedOn(ref=old)
        if part.events[-1].payload.get("relation") != Relation.ORIGIN:
            raise MovedOn(ref=new)
        for seq in last.payload["with"]:
            whole.take_back(seq)
        whole.take_back(last.seq, "unsplit")
        part.tell("case.merged", {"into": old})
    return whole.case


def splittable(case: Case) -> list[Message]:
    """What may go to a case of its own: everything said after the opening that has not gone yet."""
    gone = set(gone_with_splits(case))
    said = case.messages.filter(seq__gt=1).order_by("at", "seq").prefetch_related("attachments")
    return [each for each in said if each.seq not in gone]


def gone_with_splits(case: Case) -> dict[int, str]:
    """Messages that went to another case, by seq: the ref of that case."""
    into = {link.other.ref for link in case.links.all() if link.relation == Relation.OFFSHOOT}
    told = Event.objects.filter(stream_id=case.stream_id, kind=CASE_SPLIT) if into else ()
    return {
        seq: each.payload["into"] for each in told if each.payload["into"] in into for seq in each.payload["messages"]
    }


def part_of(act: Act, chosen: Sequence[int], subject: str) -> tuple[Act, list[Message]]:
    """The new case as a split would make it, and its messages; nothing is written. Raises NothingChosen, CaseEnded."""
    act.require_open()
    messages = _messages(act, chosen)
    case = Case(ref="", customer=act.case.customer, subject=subject, standard=act.facts.standard)
    new = Act(case, Stream(), act.by, act.at, [], Facts())
    _tell_part(act, new, messages)
    _tell_whole(act, new, messages)
    return new, messages


def _messages(act: Act, chosen: Sequence[int]) -> list[Message]:
    found = [each for each in splittable(act.case) if each.seq in chosen]
    if not found or found[0].kind != Message.Kind.CUSTOMER:
        raise NothingChosen
    return found


def _asked(act: Act, messages: Sequence[Message], subject: str) -> Request:
    body = messages[0].body
    return Request(subject or body, body, act.facts.channel, act.facts.case_class, act.case.customer)


def _tell_part(act: Act, new: Act, messages: Sequence[Message]) -> dict[int, tuple[int, Words]]:
    """Tell the story of the new case; where each message stands in it, and its words. The standard is the one that the
    words were written under."""
    first, *others = messages
    facts = act.facts
    stage = first_stage(standard_of(facts.standard), facts.case_class)
    opening = {"class": facts.case_class, "channel": facts.channel, "standard": facts.standard, "stage": stage}
    whose = {"customer": facts.customer} | ({"team": facts.team} if facts.team else {})
    said = {each.seq: Words.of(each.body) for each in messages}
    opened = new.tell(
        "case.opened", {**opening, **whose, **_told(first, said[first.seq])}, speaker="customer", at=first.at
    )
    seqs = {first.seq: (opened, said[first.seq])}
    if facts.assignee is not None:
        new.tell("case.assigned", {"team": facts.team, "assignee": facts.assignee})
    give_lead(new)
    for each in others:
        told = _told(each, said[each.seq])
        seqs[each.seq] = new.tell(each.kind, told, speaker=_speaker(each), at=each.at), said[each.seq]
    new.tell(CASE_LINKED, {"to": act.case.ref, "relation": Relation.ORIGIN})
    return seqs


def _tell_whole(act: Act, new: Act, messages: Sequence[Message]) -> None:
    """The customer's messages count in the old case no more."""
    moved = [each.seq for each in messages if each.kind == Message.Kind.CUSTOMER]
    taken = [act.take_back(seq) for seq in moved]
    act.tell(CASE_SPLIT, {"into": new.case.ref, "messages": moved, "with": taken})


def _told(message: Message, words: Words) -> dict[str, Any]:
    """What the event of the new case keeps of it: a digest of its own, the same files."""
    files = [each.sha256 for each in message.attachments.all()]
    return {**words.told(), **({"files": files} if files else {})}


def _speaker(message: Message) -> str:
    return SPEAKERS.get(Message.Kind(message.kind), "agent")


def _written_down(message: Message, case: Case, seq: int, words: Words) -> Message:
    """The row of a message in the new case: by whom and when it was said stays as it was."""
    files = [copied(each) for each in message.attachments.all()]
    again = Message.objects.create(
        case=case,
        seq=seq,
        kind=message.kind,
        author=message.author,
        author_name=message.author_name,
        body=words.text,
        salt=words.salt,
        at=message.at,
    )
    if files:
        keep(files, again)
    return again


def _last_split(ref: str, by: Actor) -> tuple[str, str]:
    """The case that was split, and the new one."""
    case = Case.objects.visible_to(by).filter(ref=ref).first()
    origin = case.links.filter(relation=Relation.ORIGIN).values_list("other__ref", flat=True).first() if case else None
    last = Event.objects.filter(stream__case=case).order_by("-seq").first() if case else None
    if last is not None and last.kind == CASE_SPLIT:
        return ref, last.payload["into"]
    if origin is None or case is None or case.ending:
        raise NothingSplit(ref=ref)
    return origin, ref
