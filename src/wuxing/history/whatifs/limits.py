"""What another limit would have made of the same times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuxing.core.calendar.calendar import Calendar
from wuxing.core.replay.cell import UNKNOWN
from wuxing.core.replay.rate import rate, wilson
from wuxing.core.replay.working_times import NONE, WorkingTimes, working_times
from wuxing.core.standard.document import MAIN_DIMENSIONS, Commitment, Row
from wuxing.core.standard.limit import Limit

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

POINTS = 60
"""So many points draw the curve of a row."""
FAR = 1 << 60
FEWEST_DAYS, MOST_DAYS = 10, 40
"""How far limits in days are tried: four times the limit of the row, but within these."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of a row's promises a limit makes met, late and open still."""

    met: int
    late: int
    open: int

    @property
    def n(self) -> int:
        """Those judged."""
        return self.met + self.late

    @property
    def rate(self) -> float | None:
        """Met ÷ (met + late), as everywhere; None where nothing is judged."""
        return rate(self.met, self.late)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the rate."""
        return wilson(self.met, self.n)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The rate if every open one turned out late, and if every one were kept. None without any."""
        every = self.n + self.open
        return (self.met / every, (self.met + self.open) / every) if every else None


@dataclass(frozen=True)
class Times:
    """The times of the promises of one row: what they used, whether they ended, whether a miss is excused.

    `used` is the shortest limit that would have held, in the unit of the row's: working seconds, or days. Of what has not
    ended it is what was used so far. A longer limit than `reach` was not tried; what needs one uses FAR.
    """

    used: Numbers
    ended: Mask
    excused: Mask
    started_at: Numbers
    reach: int = FAR

    def at(self, limit: int) -> Kept:
        """What a limit makes of them."""
        within = self.used <= limit
        return Kept(
            met=int((within & self.ended).sum()),
            late=int((~within & ~self.excused).sum()),
            open=int((within & ~self.ended).sum()),
        )

    def curve(self, limits: Sequence[int]) -> list[tuple[float, float]]:
        """Points (limit, rate), ascending: at the times that occurred, evenly by rank, and at these limits."""
        if not len(self.used):
            return []
        ranks = np.linspace(0, len(self.used) - 1, POINTS).round().astype(np.int64)
        asked = {*self._sorted[ranks].tolist(), *limits}
        rates = ((limit, self.at(limit).rate) for limit in sorted(asked) if limit <= self.reach)
        return [(float(limit), rate) for limit, rate in rates if rate is not None]

    def limit_for(self, share: float) -> int | None:
        """The shortest limit with which at least this share is kept; None where none does."""
        low, high = 0, min(int(self._sorted[-1]), self.reach) if len(self.used) else -1
        if high < 0 or (self.at(high).rate or 0.0) < share:
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if (self.at(middle).rate or 0.0) >= share else (middle + 1, high)
        return low

    def between(self, first: int, last: int) -> Times:
        """Those that started from `first` until before `last`."""
        return self.where((self.started_at >= first) & (self.started_at < last))

    def where(self, chosen: Mask) -> Times:
        """The marked ones."""
        return Times(self.used[chosen], self.ended[chosen], self.excused[chosen], self.started_at[chosen], self.reach)

    @cached_property
    def _sorted(self) -> Numbers:
        return np.sort(self.used)


@dataclass(frozen=True)
class _Readings:
    """The columns of what was measured as arrays; -1 stands for nothing."""

    table: Any
    at: int

    @cached_property
    def outcome(self) -> Any:
        return self.table["outcome"].to_numpy(zero_copy_only=False)

    def of(self, name: str) -> Numbers:
        found: Numbers = self.table[name].cast("int64").fill_null(-1).to_numpy()
        return found

    @property
    def end(self) -> Numbers:
        """When each stopped, or was looked at last."""
        stopped = self.of("stopped_at")
        return np.where(stopped >= 0, stopped, self.at)


def times_by_row(table: Any, commitment: Commitment, calendar: Calendar, at: int) -> dict[int, Times]:
    """What was measured, by the row (its place in `within`) that speaks for it, in the unit of its limit."""
    if not len(table):
        return {}
    rows = _rows(table, commitment)
    started = table["started_at"].cast("int64").to_numpy()
    times = working_times(calendar, started, np.maximum(started, at))
    places = np.unique(rows[rows >= 0]).tolist()
    return {place: _times(table.filter(rows == place), commitment.within[place], times, at) for place in places}


def _times(table: Any, row: Row, times: WorkingTimes, at: int) -> Times:
    assert row.limit
    readings = _Readings(table, at)
    reach = _most_days(row.limit) if row.limit.is_days else FAR
    used = _days_used(readings, row.limit, times) if row.limit.is_days else _seconds_used(readings, row.limit, times)
    outcome, limit = readings.outcome, row.limit.amount
    # What was judged stands: under the limit of the row the figures are those of every replay.
    used = np.where(outcome == "met", np.minimum(used, limit), used)
    used = np.where((outcome == "late") | (outcome == "excused"), np.maximum(used, limit + 1), used)
    return Times(used, readings.of("stopped_at") >= 0, outcome == "excused", readings.of("started_at"), reach)


def _seconds_used(readings: _Readings, limit: Limit, times: WorkingTimes) -> Numbers:
    target = readings.of("target_seconds")
    more = np.where(target >= 0, target - limit.amount, 0)  # a deadline that was extended stays extended
    used: Numbers = readings.of("elapsed_seconds") + (times.between(readings.end - 1, readings.end) == 0) - more
    return used


def _days_used(readings: _Readings, limit: Limit, times: WorkingTimes) -> Numbers:
    """The fewest days with which it would have been in time; days that a pause added to its deadline stay added."""
    started, due, end = readings.of("started_at"), readings.of("due_at"), readings.end
    most = _most_days(limit)
    used, had = np.ones(len(end), np.int64), np.zeros(len(end), np.int64)
    for days in range(1, most + 1):
        over = times.end_of(replace(limit, amount=days), started)
        used += (over != NONE) & (over < end)
        had += (over != NONE) & (over <= due)
    used[used > most] = FAR
    return used - np.where(due >= 0, np.maximum(had - limit.amount, 0), 0)


def _most_days(limit: Limit) -> int:
    return min(MOST_DAYS, max(FEWEST_DAYS, 4 * limit.amount))


def _rows(table: Any, commitment: Commitment) -> Numbers:
    """The place of each reading's row, -1 where none fits."""
    columns = [table[name].to_pylist() for name in (*MAIN_DIMENSIONS, "target_seconds")]
    cells = list(zip(*columns, strict=True))
    known: dict[Any, int] = {cell: _row_of(commitment.within, cell) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], np.int64)


def _row_of(rows: Sequence[Row], cell: Sequence[Any]) -> int:
    """The row that a class had whose further values (a topic) are not on record: the target tells the rows apart."""
    *values, target = cell
    case_class = {name: value for name, value in zip(MAIN_DIMENSIONS, values, strict=True) if value != UNKNOWN}
    fitting = [place for place, row in enumerate(rows) if row.limit and _fits(row, case_class)]
    return min(fitting, key=lambda place: (_target(rows[place]) != target, -_told(rows[place])), default=-1)


def _target(row: Row) -> int | None:
    return row.limit.amount if row.limit and not row.limit.is_days else None


def _fits(row: Row, case_class: Mapping[str, str]) -> bool:
    return all(case_class.get(name) == value for name, value in row.when.items() if name in MAIN_DIMENSIONS)


def _told(row: Row) -> int:
    """How many conditions of a row the class on record meets; of two rows alike, the one without a further one counts."""
    known = sum(name in MAIN_DIMENSIONS for name in row.when)
    return 2 * known - (len(row.when) - known)
