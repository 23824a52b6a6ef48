"""When work comes in: arrivals by hour of the week, in working time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wuxing.core.calendar.calendar import Calendar
from wuxing.core.replay.working_times import NONE, working_times

QUARTER = 900
WEEK = 7 * 24
"""Hours of a week, Monday 0:00 first."""


@dataclass(frozen=True)
class Week:
    """An average week. For each of its hours: arrivals per hour that is worked, and the share of it that is worked.

    What arrives outside working time counts in the first working hour after it: there it waits to be taken up.
    """

    arrivals: NDArray[np.float64]
    worked: NDArray[np.float64]
    counted: int
    days: float

    @property
    def hours(self) -> float:
        """Working hours of the week."""
        return float(self.worked.sum())


def week_of(started_at: NDArray[np.int64], calendar: Calendar, first: int, last: int) -> Week:
    """The average week of a stretch [first, last), UTC seconds, in the calendar's own time."""
    times = working_times(calendar, np.array([first]), np.array([last]))
    begin = first // QUARTER * QUARTER
    quarters = np.arange(begin, max(last, begin + QUARTER), QUARTER)
    hour = _hours_of_week(quarters, calendar.zone)
    there = np.bincount(hour, minlength=WEEK) * QUARTER
    worked = np.bincount(hour, times.between(quarters, quarters + QUARTER), WEEK)
    taken_up = times.add(started_at, np.ones(len(started_at), np.int64))
    taken_up = taken_up[taken_up != NONE] - 1
    place = (taken_up - begin) // QUARTER
    counts = np.bincount(hour[place[(place >= 0) & (place < len(hour))]], minlength=WEEK)
    return Week(
        arrivals=np.divide(counts * 3600, worked, out=np.zeros(WEEK), where=worked > 0),
        worked=np.divide(worked, there, out=np.zeros(WEEK), where=there > 0),
        counted=int(counts.sum()),
        days=(last - first) / 86_400,
    )


def _hours_of_week(quarters: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    local = (datetime.fromtimestamp(each, zone) for each in quarters.tolist())
    return np.array([each.weekday() * 24 + each.hour for each in local], np.int64)
