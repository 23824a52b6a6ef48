"""The calendars in force for one commitment over time: each stretch is counted by the calendar of its time (rule 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Protocol

from wuxing.core.calendar.calendar import FAR, MOST_DAYS, Calendar
from wuxing.core.calendar.local_time import Stretch

BEGINNING = -(1 << 62)


class WorkingTime(Protocol):
    """What clocks ask of working time: a single calendar answers it, and so do several in turn."""

    def between(self, start: int, end: int) -> int:
        """Working seconds of a span."""
        ...

    def add(self, start: int, seconds: int) -> int:
        """The earliest instant at which so many working seconds have passed."""
        ...


class Timeline:
    """Calendars one after another, each from an instant on (the first from the beginning)."""

    def __init__(self, parts: Sequence[tuple[int, Calendar]]) -> None:
        self._parts = tuple(parts)
        self.only = self._parts[0][1] if len(self._parts) == 1 else None
        """The calendar, when it never changed."""
        self.working_time: WorkingTime = self.only or self
        """The quickest thing that can answer: the calendar itself while there is only one."""

    def then(self, at: int, calendar: Calendar) -> Timeline:
        """This timeline with another calendar from an instant on."""
        return Timeline([*(part for part in self._parts if part[0] < at), (at, calendar)])

    def at(self, instant: int) -> Calendar:
        """The calendar in force at an instant."""
        if self.only:
            return self.only
        current = self._parts[0][1]
        for begin, calendar in self._parts[1:]:
            if begin > instant:
                break
            current = calendar
        return current

    def cut(self, start: int, end: int) -> list[tuple[int, int, Calendar]]:
        """A span cut where the calendar changes."""
        if only := self.only:
            return [(start, end, only)]
        bounds = [begin for begin, _ in self._parts[1:] if start < begin < end]
        edges = [start, *bounds, end]
        return [(a, b, self.at(a)) for a, b in pairwise(edges)]

    def between(self, start: int, end: int) -> int:
        """Working seconds of a span."""
        return sum(calendar.between(a, b) for a, b, calendar in self.cut(start, end)) if end > start else 0

    def add(self, start: int, seconds: int) -> int:
        """The earliest instant at which so many working seconds have passed."""
        at, left = start, seconds
        for begin, _ in self._parts[1:]:
            if begin > at:
                calendar = self.at(at)
                here = calendar.between(at, begin)
                if left <= here:
                    return calendar.add(at, left)
                at, left = begin, left - here
        return self._parts[-1][1].add(at, left)

    def working_days_end(self, start: int, count: int, touched: frozenset[int]) -> int:
        """The close of the Nth working date after the start date, dates touched by a legal stop left out."""
        if self.only and not touched:
            return self.only.close_of(self.only.nth_working_day(self.only.day_of(start), count))
        dates = (day for day in self._working_days(self.at(start).day_of(start)) if day not in touched)
        last = next(islice(dates, count - 1, None))
        return self._own_stretches(last)[-1][1]

    def calendar_days_end(self, start: int, count: int, touched: frozenset[int], *, roll: bool) -> int:
        """24:00 of the Nth date after the start date, dates touched by a legal stop left out."""
        calendar = self.at(start)
        day = calendar.day_of(start)
        left = count
        while left:
            day += 1
            left -= day not in touched
        if roll and not (self._own_stretches(day) and day not in touched):
            day = next(each for each in self._working_days(day) if each not in touched)
        return self.at(calendar.midnight_after(day) - 1).midnight_after(day)

    def _working_days(self, after: int) -> Iterator[int]:
        if self.only:
            return self.only.working_days(after)
        return (day for day in range(after + 1, after + MOST_DAYS) if self._own_stretches(day))

    def _own_stretches(self, day: int) -> Sequence[Stretch]:
        """The open stretches of a date's shifts, each counted by the calendar of its time."""
        if self.only:
            return self.only.own_stretches(day)
        ends = [*(begin for begin, _ in self._parts[1:]), FAR]
        return sorted(
            (max(start, begin), min(end, until))
            for (begin, calendar), until in zip(self._parts, ends, strict=True)
            for start, end in calendar.own_stretches(day)
            if max(start, begin) < min(end, until)
        )
