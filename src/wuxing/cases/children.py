"""Tasks given for a case: cases of their own, with somebody who does them and a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team, User
from wuxing.cases.acting import Act, acting
from wuxing.cases.events import CASE_LINKED
from wuxing.cases.folding import Facts
from wuxing.cases.messages import Words, require_said, write_down
from wuxing.cases.models import Case, Message, Relation
from wuxing.cases.opening import Request, begin, require_known
from wuxing.cases.process import first_stage
from wuxing.core.standard.closing import closing_for
from wuxing.core.standard.document import TASK, Class, Closing, Standard
from wuxing.packs.finding import calendars
from wuxing.standards.finding import in_force, standard_of
from wuxing.ui.refusal import Refused


class DueBehind(Refused):
    code = "due-behind"
    says = _("The date lies behind us. A task needs one that can still be kept.")


class NobodyGiven(Refused):
    code = "nobody-given"
    says = _("Say who does it: a team, or a colleague.")


class ChildOpen(Refused):
    """The standard wants what was given to others done before the case is over."""

    code = "child-open"
    status = 409
    says = _("Not yet: %(refs)s was given as a task and is still open. Have it done or taken back first. (%(clause)s)")


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, by whom, until when."""

    subject: str
    body: str
    due_at: datetime
    team: Team | None = None
    assignee: User | None = None


def give_task(*, ref: str, task: Task, by: Actor, at: datetime) -> Case:
    """Open a case for a part of the work: the given team or colleague has it, the team that gave it keeps sight of it.

    Its promise is the one of the standard that starts with a task given, with the date as its limit. Raises NothingSaid,
    DueBehind, NobodyGiven, CaseEnded, NoStandard.
    """
    require_said(task.subject or task.body, ())
    if task.due_at <= at:
        raise DueBehind
    if task.team is None and task.assignee is None:
        raise NobodyGiven
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        child = _opened(act, task, in_force(at))
        act.tell(CASE_LINKED, {"to": child.ref, "relation": Relation.CHILD, "due_at": instant_said(task.due_at)})
    return child


def require_children_done(act: Act) -> None:
    """Refuse to end a case while a task given for it is open, where its standard says so. Raises ChildOpen.

    A customer who confirms is not stopped by what he cannot see.
    """
    rule = closing_rule(standard_of(act.facts.standard), act.facts.case_class)
    refs = open_children(act.case) if rule and act.by.speaker != "customer" else []
    if rule and refs:
        raise ChildOpen(refs=", ".join(refs), clause=f"{act.facts.standard} §{rule.clause}")


def why_not_end(case: Case) -> str:
    """Why a case may not end yet; empty where it may."""
    rule = closing_rule(standard_of(case.standard), case.case_class)
    refs = open_children(case) if rule else []
    if not rule or not refs:
        return ""
    return gettext("Tasks are open: %(refs)s (§%(clause)s)") % {"refs": ", ".join(refs), "clause": rule.clause}


def open_children(case: Case) -> list[str]:
    """The tasks given for a case that are not done."""
    given = [link for link in case.links.all() if link.relation == Relation.CHILD]
    return [link.other.ref for link in given if not link.other.ending and link.other.resolved_at is None]


def closing_rule(standard: Standard, case_class: Class) -> Closing | None:
    """The clause that wants tasks done before a case ends."""
    return closing_for(standard, case_class, "children")


def targets_until(standard: Standard, at: datetime, due_at: datetime) -> dict[str, int]:
    """The working time until a date, for each promise that starts with a task given."""
    start, end = int(at.timestamp()), int(due_at.timestamp())
    promises = [each for each in standard.commitments.values() if "task.given" in each.starts]
    found = {each.id: calendars()[each.calendar].between(start, end) for each in promises}
    return {name: seconds for name, seconds in found.items() if seconds > 0}


def instant_said(at: datetime) -> str:
    """An instant as events tell it, in whole seconds."""
    return at.replace(microsecond=0).isoformat()


def _opened(parent: Act, task: Task, standard: Standard) -> Case:
    case_class = {"business": TASK} if TASK in standard.classes.get("business", {}) else {}
    require_known(case_class, standard)
    words = Words.of(task.body or task.subject)
    asked = Request(task.subject, task.body, TASK, case_class)
    child = begin(asked, by=parent.by, at=parent.at)
    child.tell("case.opened", _opening(parent.facts, standard, case_class) | words.told())
    person = task.assignee
    team = (
        task.team.pk
        if task.team
        else person.teams.order_by("pk").values_list("pk", flat=True).first()
        if person
        else None
    )
    child.tell("case.assigned", {"team": team or parent.facts.team, "assignee": person.pk if person else None})
    if targets := targets_until(standard, parent.at, task.due_at):
        child.tell("targets.changed", {"targets": targets, "policy": "retro"})
    child.tell("task.given", {"for": parent.case.ref, "due_at": instant_said(task.due_at)})
    child.write()
    write_down(child, 1, Message.Kind.NOTE, words, ())
    child.index()
    return child.case


def _opening(facts: Facts, standard: Standard, case_class: Mapping[str, str]) -> dict[str, object]:
    """The team that gives the task opens it: so it keeps sight of it."""
    stage = first_stage(standard, case_class)
    told = {"class": dict(case_class), "channel": TASK, "standard": standard.ref, "stage": stage}
    return told | ({"team": facts.team} if facts.team else {})
