"""What a case adds to boards: read from the database for the cases that changed, and at first for all that count.

The conditions are those of the lists that the numbers open, so that both always agree.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField, Count, F, Q, QuerySet, When

from wuxing.cases.filters import State
from wuxing.cases.models import Case, Clock

CHUNK = 10_000

Cases = Collection[int] | QuerySet[Any, Any] | None
"""Of which cases: their numbers, a question for these, or None for all."""


class Of(StrEnum):
    """What is counted: cases by class, by clause and by who has them; promises of today by who has the case."""

    OPEN = "open"
    RISK = "risk"
    LATE = "late"
    UNASSIGNED = "unassigned"
    CLAUSE_OPEN = "clause-open"
    CLAUSE_RISK = "clause-risk"
    CLAUSE_LATE = "clause-late"
    LOAD = "load"
    KEPT = "kept"
    BROKEN = "broken"


class Key(NamedTuple):
    """One count: what, in which team, and by which class, clause or person."""

    what: Of
    team: int | None
    by: Hashable


class Due(NamedTuple):
    """The deadline of a running clock, its first warning, and the case."""

    at: datetime
    risk_at: datetime | None
    ref: str


@dataclass(slots=True)
class Entry:
    """One case: where it counts, its deadlines, since when it waits for somebody, when time alone will change it."""

    team: int | None
    business: str = ""
    keys: list[Key] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)
    waits_since: datetime | None = None
    changes_at: datetime | None = None

    def count(self, what: Of, by: Hashable) -> None:
        """Once for each case, whatever the number of its clocks."""
        if (key := Key(what, self.team, by)) not in self.keys:
            self.keys.append(key)


class _Row(NamedTuple):
    """A clock that still stands, with what it says of its case now."""

    case: int
    ref: str
    clause: str
    commitment: str
    paused: bool
    due_at: datetime | None
    risk_at: datetime | None
    state: str


def entries_of(cases: Cases, midnight: datetime, at: datetime) -> dict[int, Entry]:
    """The entries of these cases, or of all. What counts nowhere has none."""
    found = dict(_open(cases))
    for row in _clocks(cases, at):
        if (entry := found.get(row.case)) is not None:
            _add(entry, row, at)
    for what, pk, team, person, times in _decided(cases, midnight, at):
        found.setdefault(pk, Entry(team)).keys.extend([Key(what, team, person)] * times)
    return found


def _open(cases: Cases) -> Iterator[tuple[int, Entry]]:
    columns = "pk", "team", "business", "assignee", "resolved_at", "opened_at"
    rows = _among(Case.objects.live().open(), "pk", cases).values_list(*columns)
    for pk, team, business, person, resolved_at, opened_at in rows.iterator(chunk_size=CHUNK):
        entry = Entry(team, business, [Key(Of.OPEN, team, business)])
        if person is None:
            entry.count(Of.UNASSIGNED, business)
            entry.waits_since = opened_at
        elif resolved_at is None:
            entry.count(Of.LOAD, person)
        yield pk, entry


def _clocks(cases: Cases, at: datetime) -> Iterator[_Row]:
    clocks = Clock.objects.filter(stopped_at=None, cancelled=False, case__ending="", case__history="")
    runs, can_be_late = Q(paused=False, due_at__gte=at), Q(case__next_due_at__lt=at) | ~Q(case__waiting_for="")
    state = models.Case(
        When(Q(due_at__lt=at) & can_be_late, then=models.Value(State.LATE)),
        When(runs & Q(risk_at__lte=at), then=models.Value(State.RISK)),
        When(runs, then=models.Value(State.RUN)),
        default=models.Value(""),
        output_field=CharField(),
    )
    columns = "case", "case__ref", "clause", "commitment", "paused", "due_at", "risk_at"
    rows = _among(clocks, "case", cases).annotate(state=state).values_list(*columns, "state")
    yield from map(_Row._make, rows.iterator(chunk_size=CHUNK))


def _add(entry: Entry, row: _Row, at: datetime) -> None:
    by = row.clause, row.commitment
    if row.state in (State.RUN, State.RISK):
        entry.count(Of.CLAUSE_OPEN, by)
    if row.state == State.RISK:
        entry.count(Of.RISK, entry.business)
        entry.count(Of.CLAUSE_RISK, by)
    if row.state == State.LATE:
        entry.count(Of.LATE, entry.business)
        entry.count(Of.CLAUSE_LATE, by)
    if row.due_at is not None and not row.paused:
        entry.dues.append(Due(row.due_at, row.risk_at, row.ref))
    ahead = [instant for instant in (row.due_at, row.risk_at) if instant is not None and instant >= at]
    entry.changes_at = min(filter(None, (entry.changes_at, *ahead)), default=None)


def _decided(cases: Cases, midnight: datetime, at: datetime) -> Iterator[tuple[Of, int, int | None, int | None, int]]:
    """Promises of today, by case: what stopped, kept or not, and what became overdue and still stands."""
    whose = "case", "case__team", "case__assignee"
    seen, in_time = Clock.objects.filter(case__history=""), Count("pk", filter=Q(stopped_at__lte=F("due_at")))
    stopped = _among(seen.stopped_in(midnight, at), "case", cases)
    for *who, kept, of in stopped.values_list(*whose).annotate(kept=in_time, of=Count("pk")).iterator(CHUNK):
        yield Of.KEPT, *who, kept
        yield Of.BROKEN, *who, of - kept
    broken = _among(seen.fallen_due_in(midnight, at), "case", cases)
    for *who, of in broken.values_list(*whose).annotate(of=Count("pk")).iterator(CHUNK):
        yield Of.BROKEN, *who, of


def _among(rows: QuerySet[Any], name: str, cases: Cases) -> QuerySet[Any]:
    return rows.order_by() if cases is None else rows.order_by().filter(**{f"{name}__in": cases})
