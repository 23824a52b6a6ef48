"""The questions of working time, answered by walking from tick to tick and asking each whether it is open."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

DAY = 24 * 3600
QUARTER = 900
PATIENCE = 800 * DAY  # nobody waits longer for an office to open


class NeverOpensError(Exception):
    """The calendar has no open time within the referee's patience."""


class Openness:
    """The questions of rule section 2, for anything that can say which date's shift covers an instant."""

    step = QUARTER

    def __init__(self) -> None:
        self._working: dict[date, bool] = {}
        self._closes: dict[date, int] = {}

    def shift_date(self, at: int) -> date | None:
        """Say which date's own shift is open in the second that starts at `at`; None when closed."""
        raise NotImplementedError

    def local_date(self, at: int) -> date:
        """Say what the wall calendar shows at `at`."""
        raise NotImplementedError

    def is_open(self, at: int) -> bool:
        return self.shift_date(at) is not None

    def add(self, start: int, seconds: int) -> int:
        """Give the earliest instant at which `seconds` of open time since `start` have passed."""
        at, left = start, seconds
        while left > 0:
            end = self._line_after(at)
            if self.is_open(at):
                end = min(end, at + left)
                left -= end - at
            at = end
            _not_for_ever(at - start, seconds - left)
        return at

    def sub(self, start: int, seconds: int) -> int:
        """Give the latest instant since which `seconds` of open time have passed until `start`."""
        at, left = start, seconds
        while left > 0:
            end = self._line_before(at)
            if self.is_open(end):
                end = max(end, at - left)
                left -= at - end
            at = end
            _not_for_ever(start - at, seconds - left)
        return at

    def between(self, start: int, end: int) -> int:
        """Count the open seconds of [start, end); 0 when reversed."""
        at, seconds = start, 0
        while at < end:
            line = min(end, self._line_after(at))
            seconds += line - at if self.is_open(at) else 0
            at = line
        return seconds

    def next_open(self, start: int) -> int:
        """Give `start` itself when open, else the next opening."""
        at = start
        while not self.is_open(at):
            at = self._line_after(at)
            _not_for_ever(at - start, 0)
        return at

    def prev_close(self, start: int) -> int:
        """Give the latest instant, not after `start`, up to which it was open."""
        at = start
        while not self.is_open(self._line_before(at)):
            at = self._line_before(at)
            _not_for_ever(start - at, 0)
        return at

    def intervals(self, start: int, count: int) -> list[tuple[int, int]]:
        """Give the next open stretches, the first cut at `start`, touching ones merged."""
        at = start
        found: list[tuple[int, int]] = []
        while len(found) < count:
            opening = at = self.next_open(at)
            while self.is_open(at):
                at = self._line_after(at)
                _not_for_ever(at - opening, 0)
            found.append((opening, at))
        return found

    def is_workday(self, day: date) -> bool:
        """Say whether a date has open time of its own shifts, closures cut out."""
        if day not in self._working:
            self._working[day] = any(self.shift_date(at) == day for at in self._points_near(day))
        return self._working[day]

    def count_workdays(self, start: date, end: date) -> int:
        """Count the working dates after `start` up to and with `end`."""
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def close_of(self, day: date) -> int:
        """Give the instant at which the last open stretch of a date's own shifts ends."""
        if day not in self._closes:
            self._closes[day] = max(at + self.step for at in self._points_near(day) if self.shift_date(at) == day)
        return self._closes[day]

    def end_of(self, day: date) -> int:
        """Give 24:00 of a date: the first instant at which the wall calendar shows a later one."""
        return next(at for at in self._points_near(day) if self.local_date(at) > day)

    def add_days(self, start: int, days: int, kind: str, *, roll: bool = False, without: Iterable[date] = ()) -> int:
        """Give the end of the Nth working or calendar date after the start date; dates in `without` do not count."""
        skipped = set(without)
        day, first, left = self.local_date(start), self.local_date(start), days
        while left > 0:
            day += timedelta(days=1)
            counts = day not in skipped and (kind == "calendar" or self.is_workday(day))
            left -= 1 if counts else 0
            _not_for_ever((day - first).days * DAY, days - left)
        if kind == "working":
            return self.close_of(day)
        while roll and (day in skipped or not self.is_workday(day)):
            day += timedelta(days=1)
            _not_for_ever((day - first).days * DAY, 0)
        return self.end_of(day)

    def _points_near(self, day: date) -> range:
        """Give all ticks that can belong to a date's shifts or midnight, in whatever zone of the world."""
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        return range(midnight - 15 * 3600, midnight + 2 * DAY + 15 * 3600, self.step)

    def _line_after(self, at: int) -> int:
        return at - at % self.step + self.step

    def _line_before(self, at: int) -> int:
        return (at - 1) - (at - 1) % self.step


def _not_for_ever(waited: int, found: int) -> None:
    if waited > PATIENCE and not found:
        raise NeverOpensError(f"no open time within {PATIENCE // DAY} days")
