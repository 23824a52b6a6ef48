"""The lists of cases: what a view holds, in which order, and how many. Always through `visible_to`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.filters import Filters, Sort, State, View, cases_in, in_view
from wuxing.cases.models import Case, Clock
from wuxing.cases.rows import Row, row_of
from wuxing.standards.finding import shelf

PAGE = 50
COUNTED = 100
"""Counts stop here: 99+ is shown."""

NEAR = timedelta(minutes=30)

BANDS = {
    "late": _("Overdue"),
    "near": _("Within 30 minutes"),
    "today": _("Today"),
    "later": _("Later than today"),
    "hold": _("Waiting, clocks paused"),
    "idle": _("No clock running"),
    "resolved": _("To be confirmed"),
    "ended": _("Ended"),
    "": "",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a list with an order of its own, that an index can walk: its cases, and the column they follow."""

    name: str
    holds: Q
    by: str
    is_down: bool = False


BY_DUE = (
    Segment("due", Q(ending="", next_due_at__isnull=False), "next_due_at"),
    Segment("hold", Q(ending="", next_due_at=None) & ~Q(waiting_for=""), "opened_at"),
    Segment("idle", Q(ending="", next_due_at=None, waiting_for="", resolved_at=None), "opened_at"),
    Segment("resolved", Q(ending="", next_due_at=None, waiting_for="", resolved_at__isnull=False), "opened_at"),
    Segment("ended", ~Q(ending=""), "opened_at", is_down=True),
)
SEGMENTS: Mapping[str, Sequence[Segment]] = {
    Sort.DUE: BY_DUE,
    Sort.NEWEST: (Segment("", Q(), "opened_at", is_down=True),),
    Sort.OLDEST: (Segment("", Q(), "opened_at"),),
}


@dataclass(frozen=True, slots=True)
class Band:
    """Rows under one heading. `count` is empty where the rows are not all of it, or go on from the page before."""

    name: str
    title: str
    state: str
    count: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of a list. `after` is where the next page begins, empty at the end."""

    filters: Filters
    bands: tuple[Band, ...]
    after: str
    is_first: bool

    @property
    def rows(self) -> Iterator[Row]:
        """All rows of the page."""
        return (row for band in self.bands for row in band.rows)

    @property
    def count(self) -> str:
        """How many there are, as far as this page knows."""
        number = sum(len(band.rows) for band in self.bands)
        return f"{number}+" if self.after else str(number) if self.is_first else ""


def case_list(by: Actor, filters: Filters, at: datetime, after: str = "", current: str = "") -> CaseList:
    """One page of a list for a reader; `current` is the case that stands open beside it."""
    found = _page(cases_in(filters, by, at), _segments(filters), after)
    has_more = len(found) > PAGE
    found = found[:PAGE]
    rows = _rows([case for _segment, case in found], filters, at, current)
    banded = [(_band_of(segment, case, at), row) for (segment, case), row in zip(found, rows, strict=True)]
    is_first = not after
    end = _cursor(*found[-1]) if has_more else ""
    return CaseList(filters, tuple(_bands(banded, is_first=is_first, has_more=has_more)), end, is_first)


def view_counts(by: Actor, at: datetime) -> dict[str, int]:
    """How many cases each view holds, up to COUNTED, and `late`: those of mine that are overdue. One query."""
    mine = Case.objects.visible_to(by).live()
    questions: dict[str, QuerySet[Any]] = {
        view: mine.filter(in_view(view, by, at)) for view in View if view != View.ALL
    }
    questions["late"] = questions[View.MINE].filter(next_due_at__lt=at)
    return _counted(questions)


def _counted(questions: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Bounded counts, all at once: the database stops each at COUNTED."""
    parts: list[str] = []
    values: list[Any] = []
    for place, cases in enumerate(questions.values()):
        try:
            sql, given = cases.order_by().values("pk")[:COUNTED].query.sql_with_params()
        except EmptyResultSet:  # nothing to ask: somebody without a team has no team's cases
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS q{place})")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(questions, cursor.fetchone(), strict=True))


def _segments(filters: Filters) -> list[Segment]:
    """The stretches that the list can hold anything in: an empty one would cost a query."""
    names = {segment.name for segment in BY_DUE}
    if filters.state == State.ENDED:
        names = {"ended"}
    elif filters.view != View.ALL:
        names -= {"ended", "resolved"} if filters.view == View.MINE else {"ended"}
    return [segment for segment in SEGMENTS[filters.sort] if segment.name in names | {""}]


def _page(cases: QuerySet[Case], segments: Sequence[Segment], after: str) -> list[tuple[Segment, Case]]:
    """PAGE cases and one more, from a cursor on: one query a segment, and only as many as it takes."""
    place, since = _since(segments, after)
    found: list[tuple[Segment, Case]] = []
    for segment in segments[place:]:
        held = cases.filter(segment.holds)
        if since is not None:
            held = held.filter(_beyond(segment, *since))
            since = None
        sign = "-" if segment.is_down else ""
        held = held.select_related("customer", "team", "assignee").order_by(f"{sign}{segment.by}", f"{sign}pk")
        found += [(segment, case) for case in held[: PAGE + 1 - len(found)]]
        if len(found) > PAGE:
            break
    return found


def _beyond(segment: Segment, value: datetime, pk: int) -> Q:
    more = "lt" if segment.is_down else "gt"
    return Q(**{f"{segment.by}__{more}": value}) | Q(**{segment.by: value, f"pk__{more}": pk})


def _cursor(segment: Segment, case: Case) -> str:
    return f"{segment.name}~{getattr(case, segment.by).isoformat()}~{case.pk}"


def _since(segments: Sequence[Segment], after: str) -> tuple[int, tuple[datetime, int] | None]:
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


def _rows(cases: Sequence[Case], filters: Filters, at: datetime, current: str) -> list[Row]:
    clocks: dict[int, list[Clock]] = {case.pk: [] for case in cases}
    for clock in Clock.objects.filter(case__in=clocks, stopped_at=None, cancelled=False):
        clocks[clock.case_id].append(clock)
    standards = shelf() if cases else None
    query = filters.query
    return [row_of(case, clocks[case.pk], standards, at, (query, current)) for case in cases if standards]


def _band_of(segment: Segment, case: Case, at: datetime) -> str:
    due = case.next_due_at
    if segment.name != "due" or due is None:
        return segment.name
    if due < at:
        return "late"
    if due <= at + NEAR:
        return "near"
    is_today = timezone.localtime(due).date() == timezone.localtime(at).date()
    return "today" if is_today else "later"


def _bands(rows: Sequence[tuple[str, Row]], *, is_first: bool, has_more: bool) -> Iterator[Band]:
    grouped = [(name, tuple(row for _name, row in each)) for name, each in groupby(rows, key=lambda pair: pair[0])]
    for place, (name, held) in enumerate(grouped):
        is_cut = has_more and place + 1 == len(grouped)
        goes_on = not is_first and not place
        count = "" if goes_on else f"{len(held)}+" if is_cut else str(len(held))
        state = {"late": "late", "near": "risk"}.get(name, "")
        yield Band(name, str(BANDS[name]), state, count, held)
