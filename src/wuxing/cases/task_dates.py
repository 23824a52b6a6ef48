"""The date of a task, moved by those who gave it: with a reason, told on both cases, its promise brought along."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act, NoCase
from wuxing.cases.children import DueBehind, instant_said, targets_until
from wuxing.cases.events import TASK_MOVED
from wuxing.cases.messages import Words, write_down
from wuxing.cases.models import Case, Link, Message, Relation
from wuxing.cases.pairs import acting_on_both
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused


class NoTask(Refused):
    code = "no-task"
    status = 409
    says = _("%(ref)s was not given as a task, so it has no date of its own.")


class TaskDone(Refused):
    code = "task-done"
    status = 409
    says = _("%(ref)s is done; its date stays what it was.")


class NotTheGiver(Refused):
    code = "not-the-giver"
    status = 403
    says = _("The date belongs to those who gave the task, in %(ref)s. Ask them in a note on this one.")


class SameDate(Refused):
    code = "same-date"
    says = _("That is the date already. Choose another one.")


class WhyMissing(Refused):
    code = "why-missing"
    says = _("Say why the date moves: whoever does the task and whoever gave it read it.")


class Dated(NamedTuple):
    """A task and until when it is to be done."""

    task: Case
    due_at: datetime | None


def move_date(*, ref: str, due_at: datetime, reason: str, by: Actor, at: datetime) -> Case:
    """Set another date for a task, for a reason that stays on record on both cases; an overdue one stays on record too.

    Only by who sees the case that it was given for. From now on its promise runs until the new date, also where more
    time was granted before. Raises WhyMissing, DueBehind, NoCase, NoTask, NotTheGiver, TaskDone, SameDate.
    """
    if not reason.strip():
        raise WhyMissing
    if due_at <= at:
        raise DueBehind
    given = _tie_of(ref, by)
    with acting_on_both(ref=ref, other=given.other.ref, by=by, at=at) as (task, giver):
        if task.facts.ending or task.facts.resolved_at is not None:
            raise TaskDone(ref=ref)
        before = task.facts.ties[giver.case.ref, Relation.PARENT]
        if before == int(due_at.timestamp()):
            raise SameDate
        dates = {"was": instant_said(datetime.fromtimestamp(before, UTC))} if before else {}
        dates |= {"due_at": instant_said(due_at)}
        _tell(task, giver, Relation.PARENT, dates, reason)
        _tell(giver, task, Relation.CHILD, dates, reason)
        if targets := targets_until(standard_of(task.facts.standard), at, due_at):
            task.tell("targets.changed", {"targets": targets, "policy": "from_change"})
    return task.case


def movable(case: Case, by: Actor) -> list[Dated]:
    """The tasks on the page of a case whose date the reader may move: itself where it is one, and those it gave."""
    others = [link.other_id for link in case.links.all()]
    return movable_among(case, set(Case.objects.visible_to(by).filter(pk__in=others).values_list("pk", flat=True)))


def movable_among(case: Case, seen: Set[int]) -> list[Dated]:
    """The same, where it is known which of the cases tied to it the reader may see."""
    tied = [link for link in case.links.all() if link.relation in (Relation.PARENT, Relation.CHILD)]
    found = [
        Dated(case if link.relation == Relation.PARENT else link.other, link.due_at)
        for link in tied
        if link.other_id in seen
    ]
    return [each for each in found if not each.task.ending and each.task.resolved_at is None]


def _tie_of(ref: str, by: Actor) -> Link:
    task = Case.objects.visible_to(by).filter(ref=ref).first()
    if task is None:
        raise NoCase(ref=ref)
    tie = task.links.filter(relation=Relation.PARENT).select_related("other").first()
    if tie is None:
        raise NoTask(ref=ref)
    if not Case.objects.visible_to(by).filter(pk=tie.other_id).exists():
        raise NotTheGiver(ref=tie.other.ref)
    return tie


def _tell(act: Act, other: Act, relation: Relation, dates: dict[str, str], reason: str) -> None:
    """The event on one of the two, and the reason as its note."""
    words = Words.of(reason)
    seq = act.tell(TASK_MOVED, {"to": other.case.ref, "relation": relation.value, **dates, **words.told()})
    write_down(act, seq, Message.Kind.NOTE, words, ())
