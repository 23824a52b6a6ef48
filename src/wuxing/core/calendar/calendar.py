"""Working time: how much there is between two instants, when a budget is used up, and which dates count.

Instants are UTC seconds, stretches are half-open. The tables are sorted integers with prefix sums, built year by year
as they are asked for; one look-up is two bisections (standard.md section 2, rule 9).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from wuxing.core.calendar.data_set import DataSet
from wuxing.core.calendar.definition import WEEKDAYS, Definition, Hours
from wuxing.core.calendar.local_time import Stretch, first_instant_of, instants_of, local_day, steady_offset
from wuxing.core.instant import EPOCH_ORDINAL, LAST, date_of
from wuxing.core.source import Text

HORIZON_YEARS = 200
MOST_DAYS = 36_600
FAR = 1 << 60


class NoWorkingTime(ValueError):
    """A budget that the calendar can never use up: it does not open again, or not within two centuries."""


@dataclass(frozen=True, slots=True)
class Day:
    """The hours of one date and the rule that gave them: dates > closed > opened > week (section 2, rule 4)."""

    hours: tuple[Hours, ...]
    rule: str
    why: Text


class Calendar:
    """A calendar definition with its data sets, and the arithmetic of working time on it."""

    def __init__(self, definition: Definition, data_sets: Mapping[str, DataSet]) -> None:
        self.definition = definition
        self.name = definition.name
        self.timezone = definition.timezone
        self.zone = ZoneInfo(definition.timezone)
        used = [*definition.closed_sets, *(name for name, _ in definition.opened_sets)]
        self.data_sets = {name: data_sets[name] for name in used}
        self.data_set_names = tuple(sorted(f"{each.name}@{each.version}" for each in self.data_sets.values()))
        self.known_from = max((self._new_year(each.first_year) for each in self.data_sets.values()), default=-FAR)
        self.known_until = min((self._new_year(each.last_year + 1) for each in self.data_sets.values()), default=FAR)
        every = [*definition.week, *(hours for _, hours in definition.dates)]
        self.has_night_shifts = any(end > 86_400 for hours in every for _, end in hours)
        self.is_never_closed = definition == Definition(definition.name, definition.timezone, (((0, 86_400),),) * 7)
        self.is_always_open = all(hours == ((0, 86_400),) for hours in definition.week)
        self.closures = definition.closures
        self._dates = dict(definition.dates)
        self._opened = dict(definition.opened_dates)
        self._days: dict[int, Day] = {}
        self._nth: dict[tuple[int, int], int] = {}
        self._own: dict[int, tuple[Stretch, ...]] = {}
        self._years: dict[int, list[Stretch]] = {}
        self._first = self._last = 0
        self._clear()

    # -- amounts of working time ---------------------------------------------------------------------------------

    def between(self, start: int, end: int) -> int:
        """Working seconds from start to end; 0 when the span is reversed."""
        if end <= start:
            return 0
        if self.is_never_closed:
            return end - start
        if not (self._begin <= start and end < self._end):
            self._cover(start, end)
        # `_position` of both ends, written out: this is asked for more often than anything else.
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end) - 1
        if last < 0:
            return 0
        until, sums = self._ends[last], self._sums
        position = sums[last] + (end if end < until else until) - self._starts[last]
        if first < 0:
            return position
        until = self._ends[first]
        return position - sums[first] - (start if start < until else until) + self._starts[first]

    def add(self, start: int, seconds: int) -> int:
        """The earliest instant at which so many working seconds have passed; the start itself for 0.

        Raises NoWorkingTime when the calendar never offers that much.
        """
        if seconds <= 0:
            return start
        if self.is_never_closed:
            return self._reached(start + seconds)
        wanted = self._position(start) + seconds
        at = bisect_left(self._sums, wanted) - 1
        if at < 0 or wanted > self._total:
            return self._add_further(start, seconds)
        return self._starts[at] + wanted - self._sums[at]

    def _reached(self, at: int) -> int:
        if at > LAST:
            raise NoWorkingTime(self.name)
        return at

    def sub(self, start: int, seconds: int) -> int:
        """The latest instant from which so many working seconds lead to start; the start itself for 0."""
        if seconds <= 0:
            return start
        wanted = self._position(start) - seconds
        while wanted < 0:
            self._extend(start, backwards=True)
            wanted = self._position(start) - seconds
        at = bisect_right(self._sums, wanted) - 1
        return self._starts[at] + wanted - self._sums[at]

    def _position(self, at: int) -> int:
        """Working seconds before an instant, counted from the beginning of the tables."""
        if not self._begin <= at < self._end:
            self._cover(at, at)
        here = bisect_right(self._starts, at) - 1
        if here < 0:
            return 0
        until = self._ends[here]
        return self._sums[here] + (at if at < until else until) - self._starts[here]

    def _add_further(self, start: int, seconds: int) -> int:
        while self._position(start) + seconds > self._total:
            self._extend(start, backwards=False)
        return self.add(start, seconds)

    # -- when it is open -----------------------------------------------------------------------------------------

    def is_open(self, at: int) -> bool:
        """Whether an instant is working time; a closing instant is not."""
        self._position(at)
        here = bisect_right(self._starts, at) - 1
        return here >= 0 and at < self._ends[here]

    def next_open(self, start: int) -> int:
        """The first open instant at or after start. Raises NoWorkingTime when there is none."""
        return start if self.is_open(start) else self.add(start, 1) - 1

    def prev_close(self, start: int) -> int:
        """The latest instant not after start up to which it was open: start itself when it was open just before."""
        return self.sub(start, 1) + 1

    def open_stretches(self, start: int, end: int) -> list[Stretch]:
        """The open stretches within [start, end), touching ones merged, cut at both ends."""
        if end <= start:
            return []
        if not (self._begin <= start and end < self._end):
            self._cover(start, end)
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end)
        found = [(self._starts[at], self._ends[at]) for at in range(first, last)]
        if found:
            found[0] = (max(found[0][0], start), found[0][1])
            found[-1] = (found[-1][0], min(found[-1][1], end))
        return found

    def intervals(self, start: int, count: int) -> list[tuple[int, int | None]]:
        """The next open stretches from an instant on, touching ones merged, the first cut at start.

        A stretch without an end (None) is the last one.
        """
        found: list[tuple[int, int | None]] = []
        at: int | None = start
        while len(found) < count and at is not None:
            begin = self.next_open(at)
            at = self._end_of_stretch(begin)
            found.append((begin, at))
        return found

    def _end_of_stretch(self, at: int) -> int | None:
        for _ in range(4):  # the last stretch of the tables may go on in a year not yet built
            end = self._ends[bisect_right(self._starts, at) - 1]
            if end < self._ends[-1] or not any(self.definition.week):
                return end
            self._build(self._first, self._last + 1)
        return None

    # -- whole dates (section 2, rule 6) -------------------------------------------------------------------------

    def day_of(self, at: int) -> int:
        """The date of an instant in the calendar's zone, in days since 1970-01-01."""
        if self._begin <= at < self._end and self._steady is not None:
            return (at + self._steady) // 86_400
        return local_day(self.timezone, at)

    def is_workday(self, day: int) -> bool:
        """Whether a date has open time of its own shifts."""
        return bool(self.own_stretches(day))

    def count_workdays(self, start: int, end: int) -> int:
        """Working dates after one date up to and with another."""
        if end - start > MOST_DAYS:
            raise NoWorkingTime(f"more than {MOST_DAYS} days")
        return sum(1 for day in range(start + 1, end + 1) if self.is_workday(day))

    def working_days(self, after: int) -> Iterator[int]:
        """The working dates after a date, in order. Raises NoWorkingTime when none comes for three years."""
        last = day = after
        while day - last < 1100:
            day += 1
            if self.is_workday(day):
                last = day
                yield day
        raise NoWorkingTime(self.name)

    def nth_working_day(self, after: int, count: int) -> int:
        """The Nth working date after a date, remembered. Raises NoWorkingTime."""
        known = self._nth.get((after, count))
        if known is None:
            known = self._nth[after, count] = next(islice(self.working_days(after), count - 1, None))
        return known

    def close_of(self, day: int) -> int:
        """When a date closes: the end of its last own shift (after midnight for a night shift), else its midnight."""
        own = self.own_stretches(day)
        return own[-1][1] if own else self.midnight_after(day)

    def midnight_after(self, day: int) -> int:
        """24:00 of a date in the calendar's zone."""
        return first_instant_of(self.timezone, date_of(day).year, (day + 1) * 86_400)

    def add_days(self, start: int, days: int, kind: str, roll: str = "") -> int:
        """The end of a limit in `working` or `calendar` days; the start date never counts.

        Working days end at the close of the last one; calendar days at 24:00, and with roll `working_day` a last day
        off moves to 24:00 of the next working date (Civil Code art. 201-203). Raises NoWorkingTime.
        """
        if days > MOST_DAYS:
            raise NoWorkingTime(f"more than {MOST_DAYS} days")
        first = self.day_of(start)
        if days <= 0:
            return start
        if kind == "working":
            return self.close_of(self.nth_working_day(first, days))
        last = first + days
        return self.midnight_after(self.rolled(last) if roll else last)

    def rolled(self, day: int) -> int:
        """The date itself when it is a working date, else the next one."""
        return day if self.is_workday(day) else next(self.working_days(day))

    def own_stretches(self, day: int) -> tuple[Stretch, ...]:
        """The open stretches of the shifts that start on a date, closures cut out."""
        own = self._own.get(day)
        if own is None:
            year = date_of(day).year
            whole = [
                stretch
                for start, end in self.day(day).hours
                for stretch in instants_of(self.timezone, year, day * 86_400 + start, day * 86_400 + end)
            ]
            own = self._own[day] = tuple(self._without_closures(sorted(whole)))
        return own

    def tables(self, first: int, last: int) -> tuple[list[int], list[int], list[int]]:
        """Starts and ends of the open stretches that reach over a span of instants, and the working seconds before each."""
        if not (self._begin <= first and last < self._end):
            self._cover(first, last)
        return self._starts, self._ends, self._sums

    # -- why -----------------------------------------------------------------------------------------------------

    def day(self, day: int) -> Day:
        """The hours of a date and the rule that gave them."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._decided(day)
        return known

    def is_provisional(self, start: int, end: int) -> bool:
        """Whether a span reaches into years that a data set of this calendar does not cover."""
        return min(start, end) < self.known_from or max(start, end) >= self.known_until

    def _new_year(self, year: int) -> int:
        return first_instant_of(self.timezone, year, _days_of(year)[0] * 86_400)

    def _decided(self, day: int) -> Day:
        week = self.definition.week
        if day in self._dates:
            return Day(self._dates[day], "date", Text("当日另定工作时间", "hours set for this date"))
        for name in self.definition.closed_sets:
            if label := self.data_sets[name].days.get(day):
                return Day((), "closed", Text(f"{label.zh}放假", f"{label.en}, closed"))
        on = date_of(day)
        if day in self.definition.closed_dates or (on.month, on.day) in self.definition.closed_yearly:
            return Day((), "closed", Text("休息日", "closed date"))
        for name, weekday in self.definition.opened_sets:
            if label := self.data_sets[name].days.get(day):
                return Day(week[weekday], "opened", _made_up(on, weekday, label))
        if day in self._opened:
            return Day(week[self._opened[day]], "opened", _made_up(on, self._opened[day], None))
        hours = week[on.weekday()]
        return Day(
            hours,
            "week",
            _weekly(on) if hours else Text(f"{_ZH[on.weekday()]}不上班", f"{_EN[on.weekday()]}, not a working day"),
        )

    # -- the tables ----------------------------------------------------------------------------------------------

    def _clear(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._sums: list[int] = []
        self._total = 0
        self._begin, self._end = 0, 0
        self._steady: int | None = None

    def _cover(self, start: int, end: int) -> None:
        """Let the tables reach over a span. Raises NoWorkingTime when it is longer than the horizon."""
        first, last = date_of(start // 86_400).year - 1, date_of(end // 86_400).year + 1
        if last - first > HORIZON_YEARS:
            raise NoWorkingTime(self.name)
        if self._years and max(last, self._last) - min(first, self._first) <= 2 * HORIZON_YEARS:
            first, last = min(first, self._first), max(last, self._last)
        self._build(first, last)

    def _extend(self, start: int, *, backwards: bool) -> None:
        """Double the years in one direction. Raises NoWorkingTime where no more is to be had."""
        width, total = self._last - self._first + 1, self._total
        asked = date_of(start // 86_400).year
        reached = asked - self._first if backwards else self._last - asked
        if reached > HORIZON_YEARS or (not any(self.definition.week) and self._is_past_all_dates(backwards)):
            raise NoWorkingTime(self.name)
        self._build(self._first - width * backwards, self._last + width * (not backwards))
        if self._total == total and any(self.definition.week) and width > 28:
            raise NoWorkingTime(self.name)

    def _is_past_all_dates(self, backwards: bool) -> bool:
        years = [date_of(day).year for day in self._dates]
        return self._first < min(years) if backwards else self._last > max(years)

    def _build(self, first: int, last: int) -> None:
        for year in range(first, last + 1):
            if year not in self._years:
                self._years[year] = [stretch for day in _days_of(year) for stretch in self.own_stretches(day)]
        self._first, self._last = first, last
        self._clear()
        for start, end in sorted(stretch for year in range(first, last + 1) for stretch in self._years[year]):
            if self._ends and start <= self._ends[-1]:
                self._total += max(0, end - self._ends[-1])
                self._ends[-1] = max(end, self._ends[-1])
                continue
            self._starts.append(start)
            self._ends.append(end)
            self._sums.append(self._total)
            self._total += end - start
        self._steady = steady_offset(self.timezone, first, last)
        self._begin, self._end = (_days_of(first)[0] + 3) * 86_400, (_days_of(last)[-1] - 2) * 86_400

    def _without_closures(self, stretches: list[Stretch]) -> Iterator[Stretch]:
        for start, end in stretches:
            begin = start
            for closure in self.definition.closures:
                if closure.end > begin and closure.start < end:
                    if closure.start > begin:
                        yield begin, closure.start
                    begin = closure.end
            if begin < end:
                yield begin, end


class Calendars:
    """The calendars of any standard, opened with one state of the data sets; equal definitions share their tables."""

    def __init__(self, data_sets: Mapping[str, DataSet]) -> None:
        self.data_sets = data_sets
        self._opened: dict[Definition, Calendar] = {}

    def __getitem__(self, definition: Definition) -> Calendar:
        known = self._opened.get(definition)
        if known is None:
            known = self._opened[definition] = Calendar(definition, self.data_sets)
        return known


_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
assert len(_ZH) == len(_EN) == len(WEEKDAYS)


def _weekly(on: date) -> Text:
    return Text(f"{_ZH[on.weekday()]}工作时间", f"{_EN[on.weekday()]} hours")


def _made_up(on: date, weekday: int, label: Text | None) -> Text:
    zh = f"{label.zh}调休上班" if label else "调休上班"
    return Text(
        f"{_ZH[on.weekday()]}{zh}，按{_ZH[weekday]}工作时间",
        f"make-up {_EN[on.weekday()]}{f' ({label.en})' if label else ''}, hours of {_EN[weekday]}",
    )


def _days_of(year: int) -> range:
    return range(date(year, 1, 1).toordinal() - EPOCH_ORDINAL, date(year + 1, 1, 1).toordinal() - EPOCH_ORDINAL)
