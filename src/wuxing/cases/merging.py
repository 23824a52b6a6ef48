"""Merging: what two cases ask for goes on in one, the earliest promise survives, and nothing that was said is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act
from wuxing.cases.events import CASE_SPLIT
from wuxing.cases.folding import taken_back
from wuxing.cases.messages import WAITING_CUSTOMER
from wuxing.cases.models import Case, Ending, Relation
from wuxing.cases.pairs import acting_on_both
from wuxing.cases.ties import family
from wuxing.core.instant import parse_instant
from wuxing.customers.models import Customer
from wuxing.ledger.models import Event
from wuxing.ui.refusal import Refused

UNDO = (Relation.TARGET, Relation.SOURCE, Relation.OFFSHOOT)
UNDONE_BY = {"case.merged": "unmerge", "case.merged_in": "unmerge", CASE_SPLIT: "unsplit"}
"""Only what was the last thing to happen can be taken back."""


class OtherCustomer(Refused):
    """One would read what the other wrote, and a reply would go to the wrong one."""

    code = "other-customer"
    status = 409
    says = _(
        "%(ref)s is another customer's: merged, one would read what the other wrote. Link them as duplicates instead."
    )


class ResolvedAlready(Refused):
    code = "resolved-already"
    status = 409
    says = _("%(ref)s is resolved already. Reopen it first, or merge the other way round.")


class NothingMerged(Refused):
    code = "nothing-merged"
    status = 409
    says = _("%(ref)s was not merged; there is nothing to undo.")


class MovedOn(Refused):
    """An undoing would take back what others have built on."""

    code = "moved-on"
    status = 409
    says = _(
        "%(ref)s has moved on since: there is no undoing now. Split off the messages that belong elsewhere instead."
    )


@dataclass(frozen=True, slots=True)
class Source:
    """A case that was merged into another one: whose it is, through which door it came, and since when it is here."""

    case: Case
    customer: Customer | None
    channel: str
    seq: int


def merge(*, ref: str, into: str, by: Actor, at: datetime) -> Case:
    """Merge a case into another one of the same customer, where everything goes on.

    The merged case's open clocks are cancelled, not met; running clocks of the other start where its own began, where
    that was earlier (rule 10). A question that waits for an answer waits on. Raises NoCase, SameCase, CaseEnded,
    ResolvedAlready, OtherCustomer.
    """
    with acting_on_both(ref=ref, other=into, by=by, at=at) as (source, target):
        join(source, target)
    return target.case


def join(source: Act, target: Act) -> None:
    """The merge itself, on two acts under way; tried without being written, it shows what it would do."""
    _require_mergeable(source, target)
    carried = _carry_question(source, target)
    asked = source.facts.unanswered_since
    told = {"from": source.case.ref, "opened_at": _said(_promised_since(source)), "with": carried}
    target.tell("case.merged_in", told | ({"unanswered_since": _said(asked)} if asked else {}))
    source.tell("case.merged", {"into": target.case.ref})


def unmerge(*, ref: str, by: Actor, at: datetime) -> Case:
    """Take the last merge of a case back, seen from either side: both are what they were. The merged one.

    Only while nothing has happened on either since. Raises NothingMerged, MovedOn, NoCase.
    """
    one, other = _last_merge(ref, by)
    with acting_on_both(ref=one, other=other, by=by, at=at) as (source, target):
        merged, merged_in = source.events[-1], target.events[-1]
        if merged.kind != "case.merged":
            raise MovedOn(ref=one)
        if merged_in.kind != "case.merged_in" or merged_in.payload["from"] != one:
            raise MovedOn(ref=other)
        target.take_back(merged_in.seq, "unmerged")
        for seq in merged_in.payload["with"]:
            target.take_back(seq)
        source.take_back(merged.seq, "unmerged")
    return source.case


def came_from(case: Case) -> tuple[Source, ...]:
    """The cases that were merged into this one, the oldest first."""
    cases = Case.objects.filter(pk__in=family(case)).exclude(pk=case.pk)
    sources = {each.ref: each for each in cases.select_related("customer").order_by("opened_at", "pk")}
    told = Event.objects.filter(stream_id=case.stream_id, kind="case.merged_in") if sources else ()
    since = {event.payload["from"]: event.seq for event in told}
    return tuple(Source(each, each.customer, each.channel, since.get(ref, 0)) for ref, each in sources.items())


def undoable(case: Case) -> str:
    """The act that would take back the last thing that happened: `unmerge` or `unsplit`; empty where nothing would."""
    if not any(link.relation in UNDO for link in case.links.all()):
        return ""
    last = Event.objects.filter(stream_id=case.stream_id).order_by("-seq").values_list("kind", flat=True).first()
    return UNDONE_BY.get(last or "", "")


def _require_mergeable(source: Act, target: Act) -> None:
    """Refuse two that cannot become one. Raises CaseEnded, ResolvedAlready, OtherCustomer."""
    source.require_open()
    target.require_open()
    if target.facts.resolved_at is not None:
        raise ResolvedAlready(ref=target.case.ref)
    if source.facts.customer != target.facts.customer:
        raise OtherCustomer(ref=target.case.ref)


def _carry_question(source: Act, target: Act) -> list[int]:
    """Let a question that nobody answered ask on: the reply clock of the other case starts where it was asked."""
    asked = source.facts.unanswered_since
    if asked is None:
        return []
    seqs = []
    if target.facts.unanswered_since is None:
        when = datetime.fromtimestamp(asked, UTC)
        seqs.append(target.tell("message.customer", {"of": source.case.ref}, speaker="customer", at=when))
    if WAITING_CUSTOMER in target.facts.waits:
        seqs.append(target.tell("wait.ended", {"reason": WAITING_CUSTOMER}))
    return seqs


def _promised_since(source: Act) -> int:
    """When the oldest of what was merged into it before was opened, or it itself."""
    gone = taken_back(source.events)
    merged_in = [each for each in source.events if each.kind == "case.merged_in" and each.seq not in gone]
    return min([source.facts.opened_at, *(parse_instant(each.payload["opened_at"]) for each in merged_in)])


def _last_merge(ref: str, by: Actor) -> tuple[str, str]:
    """The merged case and the one it went into."""
    case = Case.objects.visible_to(by).filter(ref=ref).first()
    if case is not None and case.ending == Ending.MERGED:
        into = case.links.filter(relation=Relation.TARGET).values_list("other__ref", flat=True).first()
        if into:
            return ref, into
    last = Event.objects.filter(stream__case=case).order_by("-seq").first() if case else None
    if last is None or last.kind != "case.merged_in":
        raise NothingMerged(ref=ref)
    return last.payload["from"], ref


def _said(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
