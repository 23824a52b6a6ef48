"""Working time of many spans at once: the tables of a calendar as arrays (standard.md section 2, rule 9)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wuxing.core.calendar.calendar import Calendar, NoWorkingTime
from wuxing.core.calendar.local_time import offsets
from wuxing.core.clock.pausing import end_of_days
from wuxing.core.clock.timeline import BEGINNING, Timeline
from wuxing.core.instant import DAY
from wuxing.core.standard.limit import Limit

Instants = NDArray[np.int64]
Mask = NDArray[np.bool_]

NONE = np.iinfo(np.int64).min
"""Stands for an instant that there is not."""

YEAR = 366 * DAY
MARGIN = 3 * YEAR


def working_times(calendar: Calendar, begin: Instants, until: Instants) -> WorkingTimes:
    """The working times of a calendar over all of these spans; made once for the years in which they lie."""
    if not len(begin):
        return _over(calendar, None, None)
    return _over(calendar, int(begin.min()) // YEAR, int(until.max()) // YEAR)


@lru_cache(maxsize=64)
def _over(calendar: Calendar, first: int | None, last: int | None) -> WorkingTimes:
    if first is None or last is None:
        return WorkingTimes(calendar, None)
    return WorkingTimes(calendar, (first * YEAR, (last + 1) * YEAR + MARGIN))


class WorkingTimes:
    """A calendar that answers for arrays of instants (UTC seconds) within a span, and a little beyond."""

    def __init__(self, calendar: Calendar, span: tuple[int, int] | None) -> None:
        self.calendar = calendar
        self._day_limits: dict[Limit, dict[int, int]] = {}
        self._timeline = Timeline([(BEGINNING, calendar)])
        self._always = calendar.is_never_closed
        if not self._always:
            starts, ends, sums = calendar.tables(*span) if span else ([], [], [])
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
        days, first, place = np.unique(self._local(start) // DAY, return_index=True, return_inverse=True)
        known = self._day_limits.setdefault(limit, {})
        for day, at in zip(days.tolist(), start[first].tolist(), strict=True):
            if day not in known:  # any instant of the date will do: its own date never counts
                known[day] = self._end_of(limit, at)
        return np.array([known[day] for day in days.tolist()], np.int64)[place]

    def hours(self, at: Instants) -> Instants:
        """The hour of the day, 0 to 23, on the wall clock of the calendar's zone."""
        return self._local(at) % DAY // 3_600

    def is_provisional(self, start: Instants, end: Instants) -> Mask:
        """Where a span reaches into years that a data set does not cover."""
        calendar = self.calendar
        return (np.minimum(start, end) < calendar.known_from) | (np.maximum(start, end) >= calendar.known_until)

    def _local(self, at: Instants) -> Instants:
        """What the wall clocks read, in seconds since 1970-01-01."""
        years = np.unique(at.astype("datetime64[s]").astype("datetime64[Y]"))
        begins, shifts = [], []
        for year, new_year in zip(years.astype(int).tolist(), years.astype("datetime64[s]").astype(int), strict=True):
            for begin, _, offset in offsets(self.calendar.timezone, 1970 + year):
                begins.append(max(begin, new_year))
                shifts.append(offset)
        place = np.searchsorted(np.array(begins, np.int64), at, side="right") - 1
        local: Instants = at + np.array(shifts, np.int64)[place]
        return local

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
