"""The segments of a cycle: working time that counted, closed hours, pauses, each with its reason."""

from __future__ import annotations

from functools import lru_cache

from wuxing.core.calendar.calendar import Calendar
from wuxing.core.clock.pausing import Course
from wuxing.core.clock.reading import Segment
from wuxing.core.clock.story import RESOLVED
from wuxing.core.clock.timeline import Timeline
from wuxing.core.source import Text

LONGEST_LOOK = 60
OFF_HOURS = Text("非工作时间", "outside working hours")
AROUND_THE_CLOCK = Text("全天计时", "round the clock")
MOST_REASONS = 3


def segments_of(course: Course, timeline: Timeline) -> tuple[Segment, ...]:
    """The segments of a course from its start to its end, in order, without gaps."""
    stretches = [(start, course.until if end is None else end, "") for start, end in course.running]
    stretches += [(start, min(end, course.until), reason) for start, end, reason in course.pauses]
    found: list[Segment] = []
    for start, end, reason in sorted(stretches) if course.pauses else stretches:
        if start >= end:
            continue
        if reason:
            kind = "resolved" if reason == RESOLVED else "paused"
            found.append(Segment(start, end, kind, timeline.between(start, end), _paused(reason)))
            continue
        for begin, until, calendar in timeline.cut(start, end):
            _run(found, calendar, begin, until)
    return tuple(found)


@lru_cache(maxsize=1024)
def _paused(reason: str) -> Text:
    return Text(f"暂停：{reason}", f"paused: {reason}")


def _run(found: list[Segment], calendar: Calendar, start: int, end: int) -> None:
    """Add the open and closed segments of a stretch in which the clock ran."""
    at = start
    for begin, until in calendar.open_stretches(start, end):
        if begin > at:
            found.append(Segment(at, begin, "closed", 0, _closed(calendar, at, begin)))
        found.append(Segment(begin, until, "open", until - begin, _open(calendar, begin, until)))
        at = until
    if at < end:
        found.append(Segment(at, end, "closed", 0, _closed(calendar, at, end)))


def _open(calendar: Calendar, start: int, end: int) -> Text:
    """Why a stretch is working time: the rule of the date whose shift it belongs to."""
    if calendar.is_always_open or end - start > 2 * 86_400:
        return AROUND_THE_CLOCK
    day = calendar.day_of(start)
    if calendar.has_night_shifts and not any(begin <= start < until for begin, until in calendar.own_stretches(day)):
        day -= 1  # a night shift belongs to the date it began on
    return calendar.day(day).why


def _closed(calendar: Calendar, start: int, end: int) -> Text:
    """Why a stretch is closed: a closure in it comes before the dates that it covers."""
    for closure in calendar.closures:
        if closure.start < end and closure.end > start:
            return Text(f"停业：{closure.why}", f"closed: {closure.why}") if closure.why else Text("停业", "closed")
    return _closed_dates(calendar, calendar.day_of(start), calendar.day_of(end - 1))


@lru_cache(maxsize=4096)
def _closed_dates(calendar: Calendar, first: int, last: int) -> Text:
    """What dates say of their being closed: a holiday comes before the weekend, the weekend before the night."""
    days = [calendar.day(day) for day in range(first, min(last, first + LONGEST_LOOK) + 1)]
    said = list(dict.fromkeys(day.why for day in days if day.rule == "closed"))
    said = said or list(dict.fromkeys(day.why for day in days if not day.hours))
    shown = said[:MOST_REASONS] or [OFF_HOURS]
    return Text("，".join(each.zh for each in shown), ", ".join(each.en for each in shown))
