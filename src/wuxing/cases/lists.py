"""The lists of cases: what a view holds, in which order, and how many. Always through `visible_to`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.counting import COUNTED, AskedAt, Counts, bounded
from wuxing.cases.filters import OWN, Filters, View, cases_in, in_view
from wuxing.cases.models import Case, Clock
from wuxing.cases.ordering import Segment, cursor, segments_of, walk
from wuxing.cases.rows import Row, Shown, row_of
from wuxing.cases.seeing import unread_among
from wuxing.cases.sight import from_side, sees_few
from wuxing.standards.finding import shelf

PAGE, MOST = 25, 100
"""Rows that come at once, two screens of them; and with what somebody scrolled to, when a list is asked for again."""
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
    def last_band(self) -> str:
        """The band that the next page goes on with, or begins after."""
        return self.bands[-1].name if self.bands else ""

    @property
    def count(self) -> str:
        """How many there are; empty where this page does not know: the view tells, and each band says "at least"."""
        return str(sum(len(band.rows) for band in self.bands)) if self.is_first and not self.after else ""


def case_list(by: Actor, filters: Filters, at: datetime, after: str = "", current: str = "", rows: int = 0) -> CaseList:
    """One page of a list for a reader, of as many `rows` as he has before him; `current` is the case that stands open."""
    size = min(max(rows, PAGE), MOST)
    cases = cases_in(filters, by, at)
    if filters.today and (filters.view in OWN or sees_few(by, at, is_narrowed=True)):
        # All promises of the day are gone through for it: once, not for each stretch of the list.
        cases = Case.objects.filter(pk__in=list(cases.values_list("pk", flat=True)))
    found = walk(cases, segments_of(filters), after, size + 1)
    has_more = len(found) > size
    found = found[:size]
    shown = [case for _segment, case in found]
    told = _rows(shown, Shown(filters.query, current, unread_among(shown, by), at))
    banded = [(_band_of(segment, case, at), row) for (segment, case), row in zip(found, told, strict=True)]
    is_first = not after
    end = cursor(*found[-1]) if has_more else ""
    return CaseList(filters, tuple(_bands(banded, is_first=is_first, has_more=has_more)), end, is_first)


def view_counts(by: Actor, at: datetime) -> dict[str, int]:
    """How many cases each view holds, up to COUNTED, and `late`: those of mine that are overdue. One query."""
    return _counts_of_views(by, is_few=sees_few(by, at, is_narrowed=False), most=COUNTED).at(at)


@lru_cache(maxsize=512)
def _counts_of_views(by: Actor, *, is_few: bool, most: int) -> Counts:
    at, seen = AskedAt(), from_side(by, is_few=is_few).live()
    questions: dict[str, QuerySet[Any]] = {
        view: seen.filter(in_view(view, by, at)) for view in View if view != View.ALL
    }
    questions["late"] = questions[View.MINE].filter(next_due_at__lt=at)
    return bounded(questions, most)


def _rows(cases: Sequence[Case], shown: Shown) -> list[Row]:
    clocks: dict[int, list[Clock]] = {case.pk: [] for case in cases}
    for clock in Clock.objects.filter(case__in=clocks, stopped_at=None, cancelled=False):
        clocks[clock.case_id].append(clock)
    standards = shelf() if cases else None
    return [row_of(case, clocks[case.pk], standards, shown) for case in cases if standards]


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
