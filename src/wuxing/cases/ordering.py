"""The order of a list: stretches that an index can walk, one after the other, from any case on, in both directions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from wuxing.accounts.actors import Actor
from wuxing.cases.filters import Filters, Mark, Sort, State, View, cases_in
from wuxing.cases.models import Case


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a list with an order of its own: its cases, and the column they follow."""

    name: str
    holds: Q
    by: str
    is_down: bool = False


AHEAD = frozenset({"due", "ended"})
RUNNING = {State.LATE: AHEAD | {"hold"}, State.RISK: AHEAD, State.RUN: AHEAD}
"""States in which a promise still runs, and the stretches of cases that can have such a one."""
Place = tuple[datetime, int]
"""Where a case stands in its segment: the value of the column, and its key."""

BY_DUE = (
    Segment("due", Q(ending="", next_due_at__isnull=False), "next_due_at"),
    Segment("hold", Q(ending="", next_due_at=None) & ~Q(waiting_for=""), "opened_at"),
    Segment("idle", Q(ending="", next_due_at=None, waiting_for="", resolved_at=None), "opened_at"),
    Segment("resolved", Q(ending="", next_due_at=None, waiting_for="", resolved_at__isnull=False), "opened_at"),
    Segment("ended", ~Q(ending=""), "opened_at", is_down=True),
)
EVERY = frozenset(segment.name for segment in BY_DUE)
SEGMENTS: Mapping[str, Sequence[Segment]] = {
    Sort.DUE: BY_DUE,
    Sort.NEWEST: (Segment("", Q(), "opened_at", is_down=True),),
    Sort.OLDEST: (Segment("", Q(), "opened_at"),),
}


def segments_of(filters: Filters) -> list[Segment]:
    """The stretches that the list can hold anything in: an empty one would cost a query."""
    names = RUNNING.get(State(filters.state), EVERY) if filters.state else EVERY
    names &= AHEAD if filters.due else EVERY
    if filters.state == State.ENDED or filters.ended:
        names = frozenset({"ended"})
    elif Mark.UNRESOLVED in filters.has:
        names -= {"ended", "resolved"}
    elif filters.state == State.HOLD or filters.waiting or filters.stage or Mark.UNANSWERED in filters.has:
        names -= {"ended"}  # an end ends every wait
    elif filters.view != View.ALL and not filters.today:
        names -= {"ended", "resolved"} if filters.view == View.MINE else {"ended"}
    found = [segment for segment in SEGMENTS[filters.sort] if segment.name in names | {""}]
    return [_running(each, filters.state) for each in found] if filters.state in RUNNING else found


def _running(segment: Segment, state: str) -> Segment:
    """Of what has ended, the little in which a promise still runs: to look into all of it takes a second.

    What is past a warning has a due ahead, and says so. Said twice, PostgreSQL would take such cases for thirty times as
    rare, and compare each of them with each of those clocks.
    """
    if segment.name == "ended":
        return replace(segment, holds=segment.holds & Q(next_due_at__isnull=False))
    return replace(segment, holds=Q(ending="")) if segment.name == "due" and state == State.RISK else segment


def walk(cases: QuerySet[Case], segments: Sequence[Segment], after: str, most: int) -> list[tuple[Segment, Case]]:
    """So many cases, from a cursor on, in two queries: where they stand, and what they are."""
    number, since = _since(segments, after)
    return _walked(cases, segments[number:], since, most)


def cursor(segment: Segment, case: Case) -> str:
    """Where the walk goes on after a case."""
    return f"{segment.name}~{getattr(case, segment.by).isoformat()}~{case.pk}"


def neighbour(by: Actor, filters: Filters, at: datetime, case: Case, *, before: bool = False) -> str:
    """The case that follows in a list, or the one before it; empty at the end. Of a case elsewhere, the first one."""
    segments = segments_of(filters)
    number = next((number for number, each in enumerate(segments) if each.name in ("", _segment_of(case))), None)
    since = None if number is None else (getattr(case, segments[number].by), case.pk)
    way = segments[number or 0 :]
    if before:
        way = [_back(each) for each in reversed(segments[: 0 if number is None else number + 1])]
    found = _walked(cases_in(filters, by, at), way, since, 1)
    return found[0][1].ref if found else ""


def _walked(
    cases: QuerySet[Case], segments: Sequence[Segment], since: Place | None, most: int
) -> list[tuple[Segment, Case]]:
    stretches = [_stretch(cases, segment, None if number else since) for number, segment in enumerate(segments)]
    places = _first_of(stretches, most)
    # Customers and people are looked up for those that are shown, not for each that a database sorts.
    shown = Case.objects.select_related("customer", "team", "assignee").in_bulk([pk for _number, pk in places])
    return [(segments[number], shown[pk]) for number, pk in places if pk in shown]


def _stretch(cases: QuerySet[Case], segment: Segment, since: Place | None) -> QuerySet[Case, Any]:
    held = cases.filter(segment.holds)
    if since is not None:
        held = held.filter(_beyond(segment, *since))
    sign = "-" if segment.is_down else ""
    return held.order_by(f"{sign}{segment.by}", f"{sign}pk").values("pk")


def _first_of(stretches: Sequence[QuerySet[Any, Any]], most: int) -> list[tuple[int, int]]:
    """Number of the stretch, and key: one question, in which a database opens a stretch when those before it gave too few."""
    parts: list[str] = []
    values: list[Any] = []
    for number, stretch in enumerate(stretches):
        with suppress(EmptyResultSet):
            sql, given = stretch[:most].query.sql_with_params()
            parts.append(f"SELECT {number} AS stretch, s{number}.* FROM ({sql}) AS s{number}")
            values += given
    if not parts:
        return []
    with connection.cursor() as asked:
        asked.execute(f"{' UNION ALL '.join(parts)} LIMIT {most}", values)
        return list(asked.fetchall())


def _segment_of(case: Case) -> str:
    """Which stretch of the usual order a case stands in: what `BY_DUE` says, of a row."""
    if case.ending:
        return "ended"
    if case.next_due_at is not None:
        return "due"
    if case.waiting_for:
        return "hold"
    return "resolved" if case.resolved_at is not None else "idle"


def _back(segment: Segment) -> Segment:
    return replace(segment, is_down=not segment.is_down)


def _beyond(segment: Segment, value: datetime, pk: int) -> Q:
    more = "lt" if segment.is_down else "gt"
    return Q(**{f"{segment.by}__{more}": value}) | Q(**{segment.by: value, f"pk__{more}": pk})


def _since(segments: Sequence[Segment], after: str) -> tuple[int, Place | None]:
    """Where a page begins; one that cannot be read begins at the beginning."""
    name, _sep, rest = after.partition("~")
    value, _sep, pk = rest.partition("~")
    names = [segment.name for segment in segments]
    try:
        instant = parse_datetime(value)
    except ValueError:
        instant = None
    if name not in names or instant is None or timezone.is_naive(instant) or not pk.isdecimal():
        return 0, None
    return names.index(name), (instant, int(pk[:18]))
