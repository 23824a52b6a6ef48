"""Why a deadline is when it is, as stretches of time and rows of days. Pure: a reading and its calendar decide everything.

Instants are UTC seconds, days are those since 1970-01-01 in the calendar's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from wuxing.core.calendar.calendar import Calendar
from wuxing.core.clock.reading import Segment
from wuxing.core.source import Text
from wuxing.ui.timebars import Stretch

HOUR, DAY = 3600, 86_400
WORKED = ("used", "open", "over")
STEPS = (60, 300, 600, 900, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR)
MOST_TICKS = 6
MOST_DAYS = 21
"""More rows than these fold in the middle."""

WEEKEND = Text("休息日", "days off")
BETWEEN = Text("中间的日子", "days between")
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class DayRow:
    """One date, or several that fold into one row. `kind`: work, holiday, weekend, makeup, between."""

    first: int
    last: int
    start: int
    end: int
    kind: str
    label: Text
    stretches: tuple[Stretch, ...]
    total: int
    """Working seconds of the clock up to the end of the row."""

    @property
    def is_fold(self) -> bool:
        """Whether nothing of it is worked, or it stands for many."""
        return self.kind in ("holiday", "weekend", "between")

    @property
    def drawn(self) -> tuple[Stretch, ...]:
        """What its bar shows: days off are closed from end to end."""
        is_off = self.kind in ("holiday", "weekend")
        return (Stretch(self.start, self.end, "closed"),) if is_off else self.stretches

    @property
    def days(self) -> int:
        """How many dates it stands for."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Axis:
    """The hours that day rows show: seconds from midnight, and those at which a number stands."""

    start: int
    end: int
    ticks: tuple[int, ...]


def course(segments: Sequence[Segment], calendar: Calendar, due: int | None, *, rest: str = "open") -> list[Stretch]:
    """What happened, and what comes until the due: stretches without a gap from the start on.

    `rest` is what the time up to the due is: open while the clock runs, after once it has stopped. Paused nights are
    closed: only working time can be paused.
    """
    found: list[Stretch] = []
    for segment in segments:
        if segment.kind == "open":
            found += _cut(segment.start, segment.end, due)
        elif segment.kind == "closed":
            found.append(Stretch(segment.start, segment.end, "closed"))
        else:
            found += _filled(calendar, segment.start, segment.end, "paused")
    if due is not None and found and due > found[-1].end:
        found += _filled(calendar, found[-1].end, due, rest)
    return found


def _cut(start: int, end: int, due: int | None) -> Iterator[Stretch]:
    """Working time that was used; after the due it is over."""
    if due is None or end <= due:
        yield Stretch(start, end, "used")
    elif start >= due:
        yield Stretch(start, end, "over")
    else:
        yield Stretch(start, due, "used")
        yield Stretch(due, end, "over")


def _filled(calendar: Calendar, start: int, end: int, kind: str) -> Iterator[Stretch]:
    """A span as open stretches of a kind and closed ones between them."""
    at = start
    for begin, until in calendar.open_stretches(start, end):
        if begin > at:
            yield Stretch(at, begin, "closed")
        yield Stretch(begin, until, kind)
        at = until
    if at < end:
        yield Stretch(at, end, "closed")


def days(stretches: Sequence[Stretch], calendar: Calendar) -> list[DayRow]:
    """A row for each date that the course touches; dates off fold together, and so does the middle of a long one."""
    if not stretches:
        return []
    first, last = calendar.day_of(stretches[0].start), calendar.day_of(max(each.end for each in stretches) - 1)
    rows: list[DayRow] = []
    total = 0
    for day in range(first, last + 1):
        row = _row(stretches, calendar, day, total)
        total = row.total
        rows.append(row)
    folded = [_folded(list(each)) for _key, each in groupby(rows, key=_fold_key)]
    if len(folded) <= MOST_DAYS:
        return folded
    head, middle, tail = folded[: MOST_DAYS // 2], folded[MOST_DAYS // 2 : -MOST_DAYS // 2], folded[-MOST_DAYS // 2 :]
    return [*head, _between(middle), *tail]


def _row(stretches: Sequence[Stretch], calendar: Calendar, day: int, before: int) -> DayRow:
    start, end = calendar.midnight_after(day - 1), calendar.midnight_after(day)
    mine = [Stretch(max(each.start, start), min(each.end, end), each.kind) for each in stretches]
    inside = [each for each in mine if each.end > each.start]
    worked = sum(each.end - each.start for each in inside if each.kind in WORKED)
    hours = calendar.open_stretches(start, end)
    beside = [piece for begin, until in hours for piece in _beside(begin, until, stretches)]
    kind, label = _kind(calendar, day, is_empty=not hours)
    if hours:  # the bare ground says that it is closed; only whole days off are hatched
        inside = [each for each in inside if each.kind != "closed"]
    return DayRow(day, day, start, end, kind, label, (*beside, *inside), before + worked)


def _beside(start: int, end: int, stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Working hours of a date before the clock began and after it ended."""
    first, last = stretches[0].start, max(each.end for each in stretches)
    if start < first:
        yield Stretch(start, min(end, first), "after")
    if end > last:
        yield Stretch(max(start, last), end, "after")


def _kind(calendar: Calendar, day: int, *, is_empty: bool) -> tuple[str, Text]:
    known = calendar.day(day)
    if known.rule == "opened":
        return "makeup", known.why
    if not is_empty:
        return "work", NOTHING
    for name in calendar.definition.closed_sets:
        if label := calendar.data_sets[name].days.get(day):
            return "holiday", label
    return ("holiday", known.why) if known.rule == "closed" else ("weekend", WEEKEND)


def _fold_key(row: DayRow) -> tuple[object, ...]:
    return (row.kind, row.label) if row.is_fold else (row.first,)


def _folded(rows: Sequence[DayRow]) -> DayRow:
    first, last = rows[0], rows[-1]
    return DayRow(first.first, last.last, first.start, last.end, first.kind, first.label, _every(rows), last.total)


def _between(rows: Sequence[DayRow]) -> DayRow:
    first, last = rows[0], rows[-1]
    return DayRow(first.first, last.last, first.start, last.end, "between", BETWEEN, _every(rows), last.total)


def _every(rows: Iterable[DayRow]) -> tuple[Stretch, ...]:
    return tuple(each for row in rows for each in row.stretches)


def axis(rows: Sequence[DayRow]) -> Axis:
    """The hours to show: those of the clock where it lies within one date, else the working hours of its dates."""
    own = [row for row in rows if not row.is_fold]
    is_one = len(own) == 1
    spans = [
        (each.start - row.start, each.end - row.start)
        for row in own
        for each in row.stretches
        if each.kind != "closed" and not (is_one and each.kind == "after")
    ]
    if not spans:
        return Axis(0, DAY, (0, 6 * HOUR, 12 * HOUR, 18 * HOUR, DAY))
    first, last = min(start for start, _end in spans), max(end for _start, end in spans)
    step = next((each for each in STEPS if (last - first) / each <= MOST_TICKS - 2), STEPS[-1])
    start, end = max(0, (first - 1) // step * step), min(max(DAY, last), -(-(last + 1) // step) * step)
    return Axis(start, end, tuple(range(start, end + 1, step)))


def window(row: DayRow, hours: Axis) -> tuple[int, int]:
    """The span of instants that a row's bar shows."""
    return (row.start, row.end) if row.is_fold else (row.start + hours.start, row.start + hours.end)
