"""Two libraries that add working time as well, asked the same questions: how much slower, and do they agree?

Neither knows make-up days (a Sunday with Monday's hours), and pandas adds whole hours only and moves a result that
falls on closing time to the next opening. So the questions are whole hours, and the answers are compared where no
make-up day lies in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any

import businesstimedelta
import pandas as pd
from businesstimedelta.businesstimedelta import pytz  # it needs its own kind of zone

from best import best_of
from story import DAY, FIRST, HOUR, LAST, MOST
from wuxing.core.calendar.calendar import Calendar
from wuxing.core.instant import date_of, to_seconds

COUNT, REPEATS = 1_000, 5
MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(18))
BEFORE_THE_END = LAST - 12 * DAY
AFTER_THE_DATA = date(2027, 1, 1)  # a holiday by law; businesstimedelta fails where it finds no next one

Question = tuple[int, int]
"""Start (UTC seconds) and whole hours."""


@dataclass(frozen=True)
class Rival:
    """A library: the questions as it takes them, one addition, its answer in UTC seconds, and the answer due by its rule."""

    name: str
    takes: Callable[[Question], Any]
    add: Callable[[Any], Any]
    instant: Callable[[Any], int]
    expected: Callable[[int], int]


def compared(calendar: Calendar, chance: Random) -> list[dict[str, Any]]:
    """For each library: seconds of one addition, ours and its own, and how many of how many answers agree."""
    questions = [(chance.randrange(FIRST, BEFORE_THE_END), chance.randint(1, MOST // HOUR)) for _ in range(COUNT)]
    ours = _ours(calendar, questions) / COUNT
    at_the_door = _ours_at_the_door(calendar, questions) / COUNT
    return [
        {
            "name": rival.name,
            "stamps": COUNT,
            "ours": ours,
            "at_the_door": at_the_door,
            **_asked(rival, calendar, questions),
        }
        for rival in (_businesstimedelta(calendar), _pandas(calendar))
    ]


def _ours(calendar: Calendar, questions: Sequence[Question]) -> float:
    def act() -> None:
        for start, hours in questions:
            calendar.add(start, hours * HOUR)

    return best_of(REPEATS * 4, act)


def _ours_at_the_door(calendar: Calendar, questions: Sequence[Question]) -> float:
    """The same from an aware datetime to an aware datetime, as the others do it."""
    moments = [(datetime.fromtimestamp(start, calendar.zone), hours) for start, hours in questions]

    def act() -> None:
        for moment, hours in moments:
            datetime.fromtimestamp(calendar.add(to_seconds(moment), hours * HOUR), calendar.zone)

    return best_of(REPEATS * 4, act)


def _asked(rival: Rival, calendar: Calendar, questions: Sequence[Question]) -> dict[str, Any]:
    taken = [rival.takes(question) for question in questions]

    def act() -> None:
        for each in taken:
            rival.add(each)

    checked = agreed = 0
    for (start, hours), each in zip(questions, taken, strict=True):
        expected = rival.expected(calendar.add(start, hours * HOUR))
        if not _has_makeup_day(calendar, start, expected):
            checked += 1
            agreed += rival.instant(rival.add(each)) == expected
    return {"theirs": best_of(REPEATS, act) / len(questions), "checked": checked, "agreed": agreed}


def _businesstimedelta(calendar: Calendar) -> Rival:
    zone = pytz.timezone(calendar.timezone)
    shifts = [businesstimedelta.WorkDayRule(*hours, tz=zone) for hours in (MORNING, AFTERNOON)]
    closed = businesstimedelta.HolidayRule({*_holidays(calendar), AFTER_THE_DATA}, tz=zone)
    rules = businesstimedelta.Rules([*shifts, closed])
    amounts = [businesstimedelta.BusinessTimeDelta(rules, hours=hours) for hours in range(MOST // HOUR + 1)]
    return Rival(
        "businesstimedelta",
        takes=lambda question: (datetime.fromtimestamp(question[0], zone), amounts[question[1]]),
        add=lambda each: each[0] + each[1],
        instant=to_seconds,
        expected=lambda due: due,
    )


def _pandas(calendar: Calendar) -> Rival:
    opens, closes = ([f"{each:%H:%M}" for each in side] for side in zip(MORNING, AFTERNOON, strict=True))
    hour = pd.offsets.CustomBusinessHour(start=opens, end=closes, holidays=_holidays(calendar))
    amounts = [hour * hours for hours in range(MOST // HOUR + 1)]

    def local(instant: int) -> Any:
        return pd.Timestamp(datetime.fromtimestamp(instant, calendar.zone).replace(tzinfo=None))

    return Rival(
        "pandas CustomBusinessHour",
        takes=lambda question: (local(question[0]), amounts[question[1]]),
        add=lambda each: each[0] + each[1],
        instant=lambda found: to_seconds(found.to_pydatetime().replace(tzinfo=calendar.zone)),
        expected=calendar.next_open,
    )


def _holidays(calendar: Calendar) -> list[date]:
    return [date_of(day) for day in sorted(calendar.data_sets["cn-statutory-holidays"].days)]


def _has_makeup_day(calendar: Calendar, start: int, end: int) -> bool:
    made_up = calendar.data_sets["cn-makeup-days"].days
    return any(day in made_up for day in range(calendar.day_of(start), calendar.day_of(end) + 1))
