"""The counts of a board: one pass over the open cases of a scope, by team and class, and one over their clocks by clause.

Each number is counted by the conditions of the list that it leads to, so that both always agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from wuxing.cases.models import Clock
from wuxing.desk.board.scope import Scope


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases are in hand, past a warning, overdue and without anybody; since when the oldest of these waits."""

    open: int = 0
    risk: int = 0
    late: int = 0
    unassigned: int = 0
    oldest: datetime | None = None

    def __add__(self, other: Tally) -> Tally:
        oldest = min(filter(None, (self.oldest, other.oldest)), default=None)
        return Tally(
            self.open + other.open,
            self.risk + other.risk,
            self.late + other.late,
            self.unassigned + other.unassigned,
            oldest,
        )


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts of a scope, whole and by what they are looked at."""

    all: Tally
    by_team: Mapping[int | None, Tally]
    by_class: Mapping[str, Tally]
    by_clause: Mapping[tuple[str, str], Tally]


def tallies(scope: Scope, at: datetime) -> Tallies:
    """Count now."""
    rows = list(_cases(scope, at))
    return Tallies(
        sum((tally for _team, _business, tally in rows), Tally()),
        _added((team, tally) for team, _business, tally in rows),
        _added((business, tally) for _team, business, tally in rows),
        dict(_clauses(scope, at)),
    )


def _cases(scope: Scope, at: datetime) -> Iterable[tuple[int | None, str, Tally]]:
    clocks = Clock.objects.filter(case=OuterRef("pk"))
    late = (Q(next_due_at__lt=at) | ~Q(waiting_for="")) & Q(Exists(clocks.breached(at)))
    risk = Q(next_due_at__isnull=False) & Q(Exists(clocks.at_risk(at)))
    grouped = scope.open_cases(at).order_by().values_list("team", "business")
    for team, business, *counts in grouped.annotate(
        open=Count("pk"),
        risk=Count("pk", filter=risk),
        late=Count("pk", filter=late),
        unassigned=Count("pk", filter=Q(assignee=None)),
        oldest=Min("opened_at", filter=Q(assignee=None)),
    ):
        yield team, business, Tally(*counts)


def _clauses(scope: Scope, at: datetime) -> Iterable[tuple[tuple[str, str], Tally]]:
    """By clause and the commitment it is: how many cases have such a clock in time, past its warning, or overdue."""
    going_on = Clock.objects.filter(stopped_at=None, cancelled=False, case__in=scope.open_cases(at).order_by())
    running = Q(paused=False, due_at__gte=at)
    can_be_late = Q(case__next_due_at__lt=at) | ~Q(case__waiting_for="")
    grouped = going_on.order_by().values_list("clause", "commitment")
    for clause, commitment, *counts in grouped.annotate(
        open=Count("case", distinct=True, filter=running),
        risk=Count("case", distinct=True, filter=running & Q(risk_at__lte=at)),
        late=Count("case", distinct=True, filter=can_be_late & Q(due_at__lt=at)),
    ):
        yield (clause, commitment), Tally(*counts)


def _added(rows: Iterable[tuple[Any, Tally]]) -> dict[Any, Tally]:
    found: dict[Any, Tally] = {}
    for key, tally in rows:
        found[key] = found.get(key, Tally()) + tally
    return found
