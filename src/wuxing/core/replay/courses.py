"""How many clocks ran at once: pauses cut out, budgets used up, as arrays (section 3, rules 1, 2 and 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from wuxing.core.replay.columns import Mask, Numbers
from wuxing.core.replay.working_times import NONE, WorkingTimes
from wuxing.core.standard.document import Pause

FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Waits:
    """Stretches in which clocks may pause, one after the other: `clock` is the place of the clock, `end` FAR while open."""

    clock: Numbers
    start: Numbers
    end: Numbers
    reason: Numbers

    def in_turn(self) -> Iterator[Waits]:
        """The first wait of every clock, then the second of those that have one, and so on."""
        first = np.searchsorted(self.clock, self.clock)
        turn = np.arange(len(self.clock)) - first
        for number in range(int(turn.max(initial=-1)) + 1):
            yield self.where(turn == number)

    def where(self, kept: Mask) -> Waits:
        """The marked ones."""
        return Waits(self.clock[kept], self.start[kept], self.end[kept], self.reason[kept])


class Courses:
    """Clocks with a budget of working seconds, run from `begin` to `until` with their pauses.

    Afterwards `due` is the instant at which the budget is used up, NONE where it is not before `until`; `projected` that
    of a clock that rests with some of it left; `elapsed` what was used; `is_sure` is False where the very second counts.
    """

    def __init__(self, times: WorkingTimes, begin: Numbers, until: Numbers, budget: Numbers) -> None:
        self._times, self._begin, self._until, self._budget = times, begin, until, budget
        self._at = begin.copy()
        self.due = np.full(len(begin), NONE)
        self.projected = np.full(len(begin), NONE)
        self.elapsed = np.zeros(len(begin), np.int64)
        self.rests = np.zeros(len(begin), bool)
        self.is_sure = np.ones(len(begin), bool)

    def run(self, waits: Waits, pauses: Mapping[int, Pause]) -> None:
        """Let the clocks run. `waits` are those within their courses; `pauses` says what each reason does to them."""
        left = {reason: np.full(len(self._begin), cap) for reason, cap in _caps(pauses).items()}
        for turn in self._own(waits).in_turn():
            self._pause(self._capped(turn, left))
        self._finish()

    def _own(self, waits: Waits) -> Waits:
        """The waits cut at the beginning of their clocks."""
        start = np.maximum(waits.start, self._begin[waits.clock])
        cut = Waits(waits.clock, start, waits.end, waits.reason)
        self.is_sure[cut.clock[cut.start == self._until[cut.clock]]] = False
        return cut.where(cut.start < cut.end)

    def _capped(self, waits: Waits, left: Mapping[int, Numbers]) -> Waits:
        """The same, ended where the cap of their reason is used up; all waits of a reason count together."""
        end, kept = waits.end.copy(), np.ones(len(waits.clock), bool)
        for reason, rest in left.items():
            mine = np.flatnonzero(waits.reason == reason)
            clock, start, stop = waits.clock[mine], waits.start[mine], waits.end[mine]
            used_up = self._times.add(start, rest[clock])
            self.is_sure[clock[used_up == NONE]] = False
            fits = (stop < FAR) & (self._times.between(start, stop) <= rest[clock]) & (rest[clock] > 0)
            stop = np.where(fits, stop, np.minimum(stop, np.where(rest[clock] > 0, used_up, start)))
            end[mine], kept[mine] = stop, stop > start
            rest[clock] -= np.where(stop > start, self._times.between(start, stop), 0)
        return Waits(waits.clock, waits.start, end, waits.reason).where(kept)

    def _pause(self, waits: Waits) -> None:
        clock, start = waits.clock, waits.start
        at, left = self._at[clock], self._budget[clock] - self.elapsed[clock]
        here = self._times.between(at, start)
        reaches = (self.due[clock] == NONE) & (here >= left)
        due = self._times.add(at[reaches], left[reaches])
        self.due[clock[reaches]] = due
        self.is_sure[clock[reaches]] &= (due != NONE) & (due < start[reaches])
        self.elapsed[clock] += here
        self._at[clock] = waits.end
        self.rests[clock] = waits.end > self._until[clock]

    def _finish(self) -> None:
        runs = ~self.rests
        self.elapsed[runs] += self._times.between(self._at[runs], self._until[runs])
        owed = self.due == NONE
        left = self._budget - self.elapsed
        # A running clock's budget lasts from where it stands now; where it is overdrawn, from where it last resumed.
        used_before = np.where(runs, self._times.between(self._at, np.maximum(self._until, self._at)), 0)
        since = np.where(runs, self._at, self._until)
        end = self._times.add(since, left + used_before)
        self.is_sure &= ~(owed & (end == NONE))
        self.due = np.where(owed & runs, end, self.due)
        self.projected = np.where(owed & self.rests, end, self.projected)


def _caps(pauses: Mapping[int, Pause]) -> Mapping[int, int]:
    """How many working seconds of each reason pause a clock; a cap in days is for `evaluate`."""
    return {reason: each.cap.amount for reason, each in pauses.items() if each.cap and not each.cap.is_days}
