"""Working time, point by point: an instant is open iff its local wall clock lies in a shift of the date the shift began.

Instants are UTC seconds. Nothing is precomputed: every question walks over ticks and asks each whether it is open. A tick
is as long as the calendar allows (the greatest common divisor of all its edges, at most a quarter of an hour, because every
zone of our time is offset by whole quarters), so it is always wholly open or wholly closed.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import gcd
from typing import Any
from zoneinfo import ZoneInfo

from referee.openness import DAY, QUARTER, Openness

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def instant(text: str) -> int:
    """Turn an ISO 8601 instant with its offset into UTC seconds."""
    return int(datetime.fromisoformat(text).timestamp())


def calendar(spec: Mapping[str, Any], data_sets: Mapping[str, Any] | None = None) -> "Calendar":
    """Give the calendar of a JSON object; the same object gives the same calendar, which remembers asked points."""
    return _calendar(json.dumps(spec, sort_keys=True), json.dumps(data_sets or {}, sort_keys=True))


@lru_cache(maxsize=256)
def _calendar(spec: str, data_sets: str) -> "Calendar":
    return Calendar(json.loads(spec), json.loads(data_sets))


class Calendar(Openness):
    """One calendar object of the standard's section 1, read literally."""

    def __init__(self, spec: Mapping[str, Any], data_sets: Mapping[str, Any]) -> None:
        super().__init__()
        self.zone = ZoneInfo(spec["timezone"])
        self.week = _week(spec["week"])
        self.closed = _closed(spec.get("closed", ()), data_sets)
        self.opened = _opened(spec.get("opened", {}), data_sets)
        self.dates = {date.fromisoformat(str(day)): _spans(texts) for day, texts in spec.get("dates", {}).items()}
        self.closures = [(instant(cut["from"]), instant(cut["to"])) for cut in spec.get("closures", ())]
        self.step = gcd(QUARTER, *self._edges())
        self._asked: dict[int, date | None] = {}

    def hours(self, day: date) -> list[tuple[int, int]]:
        """Give a date's shifts in seconds from its midnight: explicit hours > holiday > make-up day > week."""
        if day in self.dates:
            return self.dates[day]
        if day.isoformat() in self.closed or f"{day:%m-%d}" in self.closed:
            return []
        return self.week[self.opened.get(day, day.weekday())]

    def shift_date(self, at: int) -> date | None:
        if at not in self._asked:
            self._asked[at] = self._shift_date(at)
        return self._asked[at]

    def local_date(self, at: int) -> date:
        return datetime.fromtimestamp(at, self.zone).date()

    def _shift_date(self, at: int) -> date | None:
        if any(start <= at < end for start, end in self.closures):
            return None
        wall = datetime.fromtimestamp(at, self.zone)
        since_midnight = wall.hour * 3600 + wall.minute * 60 + wall.second
        today = wall.date()
        for day, clock in ((today, since_midnight), (today - timedelta(days=1), since_midnight + DAY)):
            if any(start <= clock < end for start, end in self.hours(day)):
                return day
        return None

    def _edges(self) -> list[int]:
        shifts = [span for spans in [*self.week, *self.dates.values()] for span in spans]
        return [edge for pair in [*shifts, *self.closures] for edge in pair]


class Timeline(Openness):
    """Several calendars one after another: before a change the old one rules, from the change on the new one."""

    def __init__(self, pieces: Sequence[tuple[int, Calendar]]) -> None:
        """Take (from, calendar) pairs in order; the first rules everything before the second as well."""
        super().__init__()
        self.pieces = list(pieces)
        self.step = gcd(*(piece.step for _, piece in pieces), *(start for start, _ in pieces[1:]), QUARTER)

    def shift_date(self, at: int) -> date | None:
        return self._ruling(at).shift_date(at)

    def local_date(self, at: int) -> date:
        return self._ruling(at).local_date(at)

    def _ruling(self, at: int) -> Calendar:
        ruling = self.pieces[0][1]
        for start, piece in self.pieces[1:]:
            if at >= start:
                ruling = piece
        return ruling


def _week(week: str | Mapping[str, Sequence[str]]) -> list[list[tuple[int, int]]]:
    if week == "always":
        return [[(0, DAY)] for _ in DAYS]
    hours: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    assert not isinstance(week, str), week
    for days, texts in week.items():
        first, _, last = days.partition("-")
        at, end = DAYS.index(first), DAYS.index(last or first)
        hours[at] = _spans(texts)
        while at != end:
            at = (at + 1) % 7
            hours[at] = _spans(texts)
    return hours


def _spans(texts: Sequence[str]) -> list[tuple[int, int]]:
    spans = []
    for text in texts:
        start, end = (int(hour) * 3600 + int(minute) * 60 for hour, minute in re.findall(r"(\d+):(\d+)", text))
        spans.append((start, end if end > start else end + DAY))
    return spans


def _closed(names: Iterable[Any], data_sets: Mapping[str, Any]) -> set[str]:
    dates: set[str] = set()
    for name in names:
        dates.update(map(str, data_sets[name]) if name in data_sets else [str(name)])
    return dates


def _opened(opened: Mapping[Any, str], data_sets: Mapping[str, Any]) -> dict[date, int]:
    days: dict[date, int] = {}
    for name, weekday in opened.items():
        for day in data_sets.get(name, [name]):
            days[date.fromisoformat(str(day))] = DAYS.index(weekday)
    return days
