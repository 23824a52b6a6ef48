"""When customers get in touch, and when the company works: local time of the company."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wuxing.demo.chance import Chance

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = (1, 0.5, 0.3, 0.2, 0.3, 0.8, 2, 4, 9, 13, 13, 10, 7, 7, 8, 9, 9, 8, 8, 12, 12, 9, 5, 2)
"""Share of calls by hour: two peaks, before noon and after supper."""
WEEKDAYS = (1.15, 1.05, 1, 1, 1, 1.1, 0.95)
OPEN, CLOSE = 8, 20
"""Hours in which engineers are on the road and calls are returned."""


def calls(seed: str, days: int, number: int, until: datetime) -> list[datetime]:
    """So many instants within the days before an instant, in order."""
    last = until.astimezone(ZONE).date()
    found: list[datetime] = []
    for serial in range(number):
        chance = Chance(f"{seed}/call/{serial}")
        found.append(next(each for each in _tries(chance, last, days) if each < until))
    return sorted(found)


def _tries(chance: Chance, last: date, days: int) -> Iterator[datetime]:
    while True:
        day = last - timedelta(chance.number(days))
        if chance.happens(WEEKDAYS[day.weekday()] / max(WEEKDAYS)):
            yield at_hour(day, chance.weighted(HOURS)) + chance.minutes(0, 60)


def at_hour(day: date, hour: int) -> datetime:
    """A full hour of a day."""
    return datetime.combine(day, time(hour), ZONE)


def next_open(at: datetime) -> datetime:
    """The instant itself while the company works, else the next morning."""
    local = at.astimezone(ZONE)
    if local.hour >= CLOSE:
        return at_hour(local.date() + timedelta(1), OPEN) + (at - at.replace(minute=0, second=0))
    return at_hour(local.date(), OPEN) + (at - at.replace(minute=0, second=0)) if local.hour < OPEN else at


def slot(at: datetime, told_at: datetime, language: str) -> str:
    """When somebody comes, as told to a customer: 明天 14:00–16:00."""
    local, told = at.astimezone(ZONE), told_at.astimezone(ZONE)
    hours = f"{local.hour}:00–{local.hour + 2}:00"
    ahead = (local.date() - told.date()).days
    if language == "en":
        day = ("today", "tomorrow")[ahead] if ahead in (0, 1) else f"{local:%A}"
        return f"{day} {hours}"
    weekday = "周" + "一二三四五六日"[local.weekday()]
    return f"{('今天', '明天', '后天')[ahead] if ahead in (0, 1, 2) else weekday} {hours}"


def clock_time(at: datetime) -> str:
    """14:20."""
    return f"{at.astimezone(ZONE):%H:%M}"
