"""What hangs on a case, as its context column shows it: tasks with their progress, links, what was merged and split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from wuxing.accounts.actors import Actor
from wuxing.cases.children import closing_rule
from wuxing.cases.linking import FREE
from wuxing.cases.models import Case, Link, Relation
from wuxing.cases.task_dates import movable_among
from wuxing.standards.finding import standard_of

CLOSE = (Relation.TARGET, Relation.SOURCE, Relation.ORIGIN, Relation.OFFSHOOT, Relation.PARENT, *FREE)


@dataclass(frozen=True, slots=True)
class Tied:
    """Another case beside this one. `case` is None where the reader may not see it; `look` is that of its tag; `task` the one
    of the two whose date the reader may move."""

    ref: str
    what: str
    case: Case | None
    who: str
    due_at: datetime | None
    state: str
    look: str
    is_free: bool
    task: str


def ties_on(case: Case, by: Actor, at: datetime) -> Mapping[str, Any] | None:
    """What the slot shows; without any tie, how to make one while the case is open."""
    links = list(case.links.all())
    if not links and case.ending:
        return None
    others = [link.other_id for link in links]
    seen = set(Case.objects.visible_to(by).filter(pk__in=others).values_list("pk", flat=True)) if others else set()
    dated = {each.task.ref for each in movable_among(case, seen)}
    tied = {link.pk: _tied(link, seen, dated, at) for link in links}
    tasks = [link for link in links if link.relation == Relation.CHILD]
    order = {relation: place for place, relation in enumerate(CLOSE)}
    near = sorted((link for link in links if link.relation in order), key=lambda link: order[Relation(link.relation)])
    rule = closing_rule(standard_of(case.standard), case.case_class) if tasks else None
    return {
        "tasks": [tied[link.pk] for link in sorted(tasks, key=_when)],
        "done": sum(_is_done(link.other) for link in tasks),
        "links": [tied[link.pk] for link in near],
        "clause": (case.standard, rule.clause) if rule else None,
        "is_open": not case.ending,
    }


def _when(link: Link) -> tuple[bool, Any]:
    return _is_done(link.other), link.due_at


def _is_done(case: Case) -> bool:
    return bool(case.ending) or case.resolved_at is not None


def _tied(link: Link, seen: set[int], dated: set[str], at: datetime) -> Tied:
    other = link.other
    task = {Relation.CHILD: other.ref, Relation.PARENT: link.case.ref}.get(Relation(link.relation), "")
    state, look = _state(link, at)
    who = " · ".join(str(each) for each in (other.assignee, other.team) if each)
    relation = Relation(link.relation)
    return Tied(
        other.ref,
        str(relation.label),
        other if other.pk in seen else None,
        who,
        link.due_at,
        state,
        look,
        relation in FREE,
        task if task in dated else "",
    )


def _state(link: Link, at: datetime) -> tuple[str, str]:
    """Where the other case stands, in a word."""
    other = link.other
    if other.ending:
        return str(other.get_ending_display()), "is-hold"
    if other.resolved_at is not None:
        return gettext("Resolved"), "is-met"
    if link.due_at is not None and link.due_at < at:
        return gettext("Overdue"), "is-late"
    return gettext("Open"), ""
