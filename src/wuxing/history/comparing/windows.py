"""Two stretches of equal length before and after an instant, and until when each of them is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """The cases opened in [first, last); nothing after `horizon` is known of them. UTC seconds."""

    first: int
    last: int
    horizon: int


@dataclass(frozen=True, slots=True)
class Windows:
    """`days` days before the beginning of the day `on`, and so many from it.

    Both are looked at equally long after their own end, `further` seconds: who came later has had no less time.
    """

    on: date
    days: int
    zone: ZoneInfo
    further: int = 0

    @property
    def before(self) -> Window:
        return self._window(self.on - timedelta(days=self.days), self.on)

    @property
    def after(self) -> Window:
        return self._window(self.on, self.on + timedelta(days=self.days))

    def _window(self, first: date, end: date) -> Window:
        last = instant(end, self.zone)
        return Window(instant(first, self.zone), last, last + self.further)


@dataclass(frozen=True, slots=True)
class Held:
    """What a history holds: when its first and last cases were opened, and its last event, UTC seconds."""

    first_opened: int
    last_opened: int
    last_at: int

    def days(self, zone: ZoneInfo) -> tuple[date, date]:
        """The first and the last day on which cases were opened."""
        return _day(self.first_opened, zone), _day(self.last_opened, zone)

    def middle(self, zone: ZoneInfo) -> date:
        """The day in the middle of those."""
        return _day((self.first_opened + self.last_opened) // 2, zone)


def windows(on: date, days: int, held: Held, zone: ZoneInfo) -> Windows | None:
    """Windows as long as asked, or as long as both sides of the day have history; None where one side has no day."""
    first, last = held.days(zone)
    fitting = min(days, (on - first).days, (last - on).days + 1)
    if fitting < 1:
        return None
    end = instant(on + timedelta(days=fitting), zone)
    return Windows(on, fitting, zone, max(0, held.last_at - end))


def instant(on: date, zone: ZoneInfo) -> int:
    """The beginning of a day, UTC seconds."""
    return int(datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC).timestamp())


def _day(seconds: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(seconds, zone).date()
