"""The course of one clock, drawn: the folded bar, and a row for each day to scale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from wuxing.cases import timebar
from wuxing.cases.timebar import DayRow
from wuxing.core.calendar.calendar import Calendar
from wuxing.core.clock.reading import Reading
from wuxing.core.instant import date_of
from wuxing.ui import times
from wuxing.ui.language import language, said
from wuxing.ui.shapes import TimeBar
from wuxing.ui.timebars import folded, to_scale

NO_BAR = TimeBar(())


@dataclass(frozen=True, slots=True)
class Day:
    """A row of the reckoning by days; `name` is that of folded days, `tags` are pairs of a look and a word."""

    first: date
    name: str
    tags: tuple[tuple[str, str], ...]
    bar: TimeBar
    total: str
    is_fold: bool
    is_today: bool
    is_end: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A number over the day rows, in percent."""

    x: float
    text: str


class Course:
    """One reading with its calendar, ready to be drawn."""

    def __init__(self, reading: Reading, calendar: Calendar, at: datetime) -> None:
        self.reading, self.calendar = reading, calendar
        self.now = timezone.localtime(at)
        self.is_open = reading.stopped_at is None and reading.state not in ("cancelled", "none")
        self.due = reading.due_at if reading.due_at is not None else reading.projected_due_at
        rest = "open" if self.is_open else "after"
        self.stretches = timebar.course(reading.explain, calendar, self.due, rest=rest)
        self.rows = timebar.days(self.stretches, calendar)
        self.hours = timebar.axis(self.rows)

    @property
    def end(self) -> int:
        """Where the bar ends."""
        return max((each.end for each in self.stretches), default=0)

    def bar(self) -> TimeBar:
        """The whole course with closed time folded."""
        if not self.stretches:
            return NO_BAR
        words = {
            row.start if place else self.stretches[0].start: self._word(row) for place, row in enumerate(self.rows)
        }
        if len(self.rows) == 1:
            words = {self.stretches[0].start: self._time(self.stretches[0].start), self.end: self._time(self.end)}
        return folded(self.stretches, marks=self._marks(), words=words, says=self.says())

    def says(self) -> str:
        """From when to when, and how much of it was working time."""
        if not self.stretches:
            return ""
        worked = sum(each.end - each.start for each in self.stretches if each.kind in timebar.WORKED)
        return gettext("From %(start)s to %(end)s, of which %(worked)s are working time. Closed time is folded.") % {
            "start": said(times.instant(self._local(self.stretches[0].start), now=self.now)),
            "end": said(times.instant(self._local(self.end), now=self.now)),
            "worked": said(times.duration(worked)),
        }

    def days(self) -> Iterator[Day]:
        """A row for each date."""
        due = self.due if self.reading.state != "paused" else None
        for row in self.rows:
            start, end = timebar.window(row, self.hours)
            is_end = due is not None and row.start < due <= row.end
            is_today = not row.is_fold and row.start <= int(self.now.timestamp()) < row.end
            yield Day(
                date_of(row.first),
                self._span(row) if row.is_fold else "",
                tuple(_tags(row, is_today=is_today)),
                to_scale(row.drawn, start=start, end=end, marks=self._marks()),
                self._total(row),
                row.is_fold,
                is_today,
                is_end,
            )

    def ticks(self) -> Iterator[Tick]:
        """The hours over the rows, without those at the edges."""
        hours = self.hours
        for second in hours.ticks[1:-1]:
            hour, minute = second // 3600, second // 60 % 60
            text = str(hour) if not minute and not any(each % 3600 for each in hours.ticks) else f"{hour}:{minute:02}"
            yield Tick(round(100 * (second - hours.start) / (hours.end - hours.start), 3), text)

    def _marks(self) -> dict[str, int]:
        marks = {"now": int(self.now.timestamp())} if self.is_open else {}
        if self.due is not None and self.reading.state != "paused" and self.due <= self.end:
            marks["due-mark"] = self.due
        return marks

    def _total(self, row: DayRow) -> str:
        if row.kind in ("holiday", "weekend"):
            return gettext("off") if row.days == 1 else gettext("%(days)s days off") % {"days": row.days}
        return said(times.duration(row.total))

    def _span(self, row: DayRow) -> str:
        """10月1日–7日."""
        first, last = date_of(row.first), date_of(row.last)
        start, end = (said(times.short_day(each, today=self.now.date())) for each in (first, last))
        if first == last:
            return start
        return f"{start}–{last.day}日" if language() == "zh" and first.month == last.month else f"{start}–{end}"

    def _word(self, row: DayRow) -> str:
        if row.kind == "work":
            return said(times.short_day(date_of(row.first), today=self.now.date()))
        if row.kind == "makeup":
            return f"{said(times.short_day(date_of(row.first), today=self.now.date()))} {gettext('make-up')}"
        return said(row.label)

    def _time(self, instant: int) -> str:
        return said(times.short_instant(self._local(instant), now=self.now))

    def _local(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, UTC)


def _tags(row: DayRow, *, is_today: bool) -> Iterator[tuple[str, str]]:
    if row.is_fold:
        yield "is-hold", said(row.label)
    if row.kind == "makeup":
        yield "is-risk", gettext("Make-up working day")
    if is_today:
        yield "is-brand", gettext("Today")


def many_days(seconds: float) -> str:
    """9 天 21 小时: a length of wall time."""
    days, rest = divmod(int(seconds), 86_400)
    if not days:
        return said(times.duration(seconds))
    hours = rest // 3600
    zh, en = f"{days} 天", f"{days} d"
    return (f"{zh} {hours} 小时" if hours else zh) if language() == "zh" else (f"{en} {hours} h" if hours else en)
