"""Working time of many spans at once: the tables of a calendar as arrays (standard.md section 2, rule 9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from wuxing.core.calendar.calendar import Calendar, NoWorkingTime
from wuxing.core.clock.pausing import end_of_days
from wuxing.core.clock.timeline import BEGINNING, Timeline
from wuxing.core.standard.limit import Limit

Instants = NDArray[np.int64]
Mask = NDArray[np.bool_]

NONE = np.iinfo(np.int64).min
"""Stands for an instant that there is not."""

MARGIN = 3 * 366 * 86_400


class WorkingTimes:
    """A calendar that answers for arrays of instants (UTC seconds) within a span, and a little beyond."""

    def __init__(self, calendar: Calendar, first: int, last: int) -> None:
        self.calendar = calendar
        self._timeline = Timeline([(BEGINNING, calendar)])
        self._always = calendar.is_never_closed
        if not self._always:
            starts, ends, sums = calendar.tables(first, last + MARGIN)
            self._starts, self._ends, self._sums = (np.array(each, np.int64) for each in (starts, ends, sums))
            self._total = int(self._sums[-1] + self._ends[-1] - self._starts[-1]) if starts else 0

    def between(self, start: Instants, end: Instants) -> Instants:
        """Working seconds of each span; 0 where it is reversed."""
        worked: Instants = end - start if self._always else self._position(end) - self._position(start)
        return np.maximum(worked, 0)

    def add(self, start: Instants, seconds: Instants) -> Instants:
        """The earliest instants at which so many working seconds have passed; NONE beyond the tables."""
        if self._always:
            return start + np.maximum(seconds, 0)
        wanted = self._position(start) + seconds
        at = np.maximum(np.searchsorted(self._sums, wanted, side="left") - 1, 0)
        reached = self._starts[at] + wanted - self._sums[at]
        found: Instants = np.where(seconds <= 0, start, np.where(wanted > self._total, NONE, reached))
        return found

    def end_of(self, limit: Limit, start: Instants) -> Instants:
        """The ends of a limit in days; NONE where the calendar offers no such day."""
        days, place = np.unique(self._days(start), return_inverse=True)
        first = np.full(len(days), NONE)
        np.maximum.at(first, place, start)  # any instant of the date will do: its own date never counts
        return np.array([self._end_of(limit, int(each)) for each in first], np.int64)[place]

    def hours(self, at: Instants) -> Instants:
        """The hour of the day, 0 to 23, on the wall clock of the calendar's zone."""
        zone = self.calendar.zone
        return _each_quarter(at, lambda instant: datetime.fromtimestamp(instant, zone).hour)

    def is_provisional(self, start: Instants, end: Instants) -> Mask:
        """Where a span reaches into years that a data set does not cover."""
        calendar = self.calendar
        return (np.minimum(start, end) < calendar.known_from) | (np.maximum(start, end) >= calendar.known_until)

    def _days(self, at: Instants) -> Instants:
        return _each_quarter(at, self.calendar.day_of)

    def _position(self, at: Instants) -> Instants:
        here = np.searchsorted(self._starts, at, side="right") - 1
        inside = np.maximum(here, 0)
        position = self._sums[inside] + np.minimum(at, self._ends[inside]) - self._starts[inside]
        return np.where(here < 0, 0, position)

    def _end_of(self, limit: Limit, start: int) -> int:
        try:
            return end_of_days(self._timeline, start, limit.unit, limit.amount, frozenset(), roll=limit.roll)
        except NoWorkingTime:
            return int(NONE)


def _each_quarter(at: Instants, asked: Callable[[int], int]) -> Instants:
    """Ask once for each quarter of an hour: since 1970 no zone changes its offset within one."""
    quarters, place = np.unique(at // 900, return_inverse=True)
    return np.array([asked(int(each) * 900) for each in quarters], np.int64)[place]
