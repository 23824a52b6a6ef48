"""When a target is used up, and what is left of it: the due instant of a cycle along its course (rules 2, 6 and 14)."""

from __future__ import annotations

from typing import NamedTuple

from wuxing.core.clock.cycle import Cycle, Era
from wuxing.core.clock.pausing import NEVER, Course, course_of, end_of_days
from wuxing.core.clock.story import Wait
from wuxing.core.clock.timeline import Timeline, WorkingTime


class Standing(NamedTuple):
    """Where a cycle stands at the end of its course.

    `due` is set while it runs and once it has passed; `projected` is set while it is paused in time: the due instant
    if it were resumed at once. `elapsed` and `target` are working seconds in which the clock runs: of a limit in days,
    `target` is what it runs from start to due. `targets` are those in force in turn, each until a legal stop moved the
    due instant: a warning that one of them set off stays.
    """

    course: Course
    due: int | None
    projected: int | None
    elapsed: int
    target: int
    targets: tuple[tuple[int, int], ...]

    @property
    def is_breached(self) -> bool:
        """Whether the due instant has passed; at the instant itself it has not (rule 2)."""
        return self.due is not None and self.due < self.course.until

    @property
    def last_word(self) -> int | None:
        """The due instant, or the projected one where the clock is paused in time."""
        return self.due if self.due is not None else self.projected


def standing_of(cycle: Cycle, era: Era, waits: list[Wait], until: int) -> Standing:
    """Where a cycle stands at an instant under one of its targets."""
    course = course_of(cycle, era, waits, until)
    if era.limit.is_days:
        return _standing_in_days(era, course)
    time = era.timeline.working_time
    due, projected = _used_up(course, time, era.limit.amount)
    target = era.limit.amount
    return Standing(course, due, projected, sum(course.worked), target, ((target, NEVER),))


def _used_up(course: Course, time: WorkingTime, target: int) -> tuple[int | None, int | None]:
    """The due instant, or None and the projected one while paused in time.

    A pause at the very due instant leaves 0: due is then the resume, unless only closed time was paused (rule 2).
    """
    used = 0
    empty: int | None = None  # since when nothing is left
    for (start, end), here in zip(course.running, course.worked, strict=True):
        if empty is not None:
            empty = start if time.between(empty, start) else empty
            if end is None or end > empty:
                return empty, None
        elif end is None or used + here >= target:
            due = time.add(start, target - used)
            if end is None or due < end:
                return due, None
            empty = due
        used += here
    until = course.until
    if empty is None:
        return None, time.add(until, target - used)
    return None, until if time.between(empty, until) else empty


def _standing_in_days(era: Era, course: Course) -> Standing:
    due = _day_limit(era, frozenset())
    projected = None
    touched: set[int] = set()
    targets: list[tuple[int, int]] = []
    for start, end, _ in course.pauses:
        if start > due:
            break
        targets.append((_running_until(era, course, due, start), start))
        until = min(end, course.until)
        touched |= dates_touched(era.timeline, start, until)
        due = _day_limit(era, frozenset(touched))
        if due < until and era.timeline.between(due, until):
            due = until  # paused at its very last instant: due is the resume (rule 2)
        if end > course.until:
            projected = due
    target = _running_until(era, course, due, course.until)
    elapsed = sum(course.worked)
    settled = None if projected is not None else due
    return Standing(course, settled, projected, elapsed, target, (*targets, (target, NEVER)))


def _running_until(era: Era, course: Course, due: int, known: int) -> int:
    """Working seconds that a clock runs from its start to a due instant, by the pauses known at an instant."""
    time = era.timeline.working_time
    stopped = sum(time.between(start, min(end, known, due)) for start, end, _ in course.pauses)
    return time.between(era.start, due) - stopped


def _day_limit(era: Era, touched: frozenset[int]) -> int:
    due = end_of_days(era.timeline, era.base, era.limit.unit, era.limit.amount, touched, roll=era.limit.roll)
    return due if era.floor is None else max(due, era.floor)


def dates_touched(timeline: Timeline, start: int, end: int) -> set[int]:
    """The dates that a stretch touches, even for a minute, in the calendar's zone; an empty one touches none."""
    calendar = timeline.at(start)
    return set(range(calendar.day_of(start), calendar.day_of(end - 1) + 1)) if end > start else set()


def instant_of_share(course: Course, time: WorkingTime, seconds: int) -> int | None:
    """The instant at which so many working seconds had been used; None while paused before that."""
    used = 0
    for (start, end), here in zip(course.running, course.worked, strict=True):
        if end is None or used + here >= seconds:
            return time.add(start, seconds - used)
        used += here
    return None
