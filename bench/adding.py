"""The rate of adding working time, beside two libraries that do the same on the same stamps."""

from __future__ import annotations

from random import Random
from time import process_time
from typing import Any

from best import best_of
from rivals import compared
from story import STANDARD, stamps
from wuxing.core.calendar.calendar import Calendar
from wuxing.core.clock.telling import read_story_standard
from wuxing.packs.finding import calendars

STAMPS, REPEATS = 20_000, 50


def added() -> dict[str, Any]:
    """Additions a second, the seconds of the first of all (it builds the tables), and how the rivals fare."""
    chance = Random(20_260_302)
    definition = read_story_standard(STANDARD, calendars()).calendars["office"]
    calendar = calendars()[definition]
    pairs = list(stamps(STAMPS, chance))
    begun = process_time()
    calendar.add(*pairs[0])
    first = process_time() - begun
    _add_all(calendar, pairs)  # years at the edge of the tables are built now
    seconds = best_of(REPEATS, lambda: _add_all(calendar, pairs))
    return {"rate": STAMPS / seconds, "first": first, "rivals": compared(calendar, chance)}


def _add_all(calendar: Calendar, pairs: list[tuple[int, int]]) -> None:
    add = calendar.add
    for start, seconds in pairs:
        add(start, seconds)
