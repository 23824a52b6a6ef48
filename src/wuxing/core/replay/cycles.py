"""From when until when clocks run: the cycles that events start and stop, as arrays (section 3, rules 8 and 10).

Events of one second stand in the order of section 3: stops and cancels first, then starts, then sequence. Where that and
the order of the sequence alone tell different stories, either both are told here or the case is left to `evaluate`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wuxing.core.clock.story import ENDING, RESOLVING
from wuxing.core.replay.columns import Columns, Mask, Numbers
from wuxing.core.standard.document import Commitment


@dataclass(frozen=True)
class Cycles:
    """Cycles in order of case and number, each begun at an instant. `end` is the place of the event that ended it, or
    that behind the last event while it is open. `is_sure` is False where only `evaluate` can tell."""

    case: Numbers
    number: Numbers
    begin: Numbers
    end: Numbers
    is_sure: Mask

    def where(self, kept: Mask) -> Cycles:
        """The marked ones."""
        return Cycles(self.case[kept], self.number[kept], self.begin[kept], self.end[kept], self.is_sure[kept])


class Marks:
    """Which events of some columns start, stop and cancel the clocks of a commitment."""

    def __init__(self, columns: Columns, commitment: Commitment) -> None:
        self.columns = columns
        self.starts = columns.of_kinds(commitment.starts)
        self.stops = columns.of_kinds(commitment.stops)
        self.ends = columns.of_kinds({*commitment.stops, *commitment.cancels, *ENDING})
        self.closes = (self.stops & columns.of_kinds(RESOLVING)) | columns.of_kinds(ENDING)
        self.over = columns.first_of(columns.of_kinds(ENDING))

    def first_starts(self, cases: Mask) -> tuple[Numbers, Numbers]:
        """The place of the first start of each chosen case (behind the last event: none), and the cases that have one."""
        start = self.columns.first_of(self.starts)
        return start, np.flatnonzero(cases & (start < np.minimum(len(self.starts), self.over)))


def cycles_of(commitment: Commitment, columns: Columns, cases: Mask) -> Cycles:
    """The cycles of a commitment that recurs never, at each start or after each stop, in plain cases with a limit."""
    marks = Marks(columns, commitment)
    if commitment.recurs == "each_start":
        return _each_start(marks, cases)
    return _after_stop(marks, cases) if commitment.recurs == "after_stop" else _once(marks, cases)


def _once(marks: Marks, cases: Mask) -> Cycles:
    start, case = marks.first_starts(cases)
    end = marks.columns.first_of(marks.ends, start)[case]
    begin = marks.columns.at[start[case]]
    return Cycles(case, np.ones(len(case), np.int64), begin, end, np.ones(len(case), bool))


def _each_start(marks: Marks, cases: Mask) -> Cycles:
    """A start opens a cycle when none is open, the next stop ends it: what repeats the one before has no effect."""
    columns = marks.columns
    mine = cases[columns.case]
    starts = np.flatnonzero(mine & marks.starts)
    starts = starts[starts < marks.over[columns.case[starts]]]
    order = np.concatenate([2 * np.flatnonzero(mine & marks.ends), 2 * starts + 1])
    order.sort()  # an event that does both ends one cycle and starts another
    place, is_start = order // 2, order % 2 == 1
    case = columns.case[place]
    follows = np.concatenate([[False], is_start[:-1] & (case[1:] == case[:-1])]) if len(case) else is_start
    counts = is_start != follows
    cycles = _between(columns, place[counts], is_start[counts])
    repeated = is_start & follows
    cycles.is_sure[_cases_with(columns, place[repeated], place[~is_start])[cycles.case]] = False
    return cycles


def _between(columns: Columns, place: Numbers, is_start: Mask) -> Cycles:
    """Cycles from places at which one starts and, in turn, one ends."""
    behind = len(columns.case)
    begins = np.flatnonzero(is_start)
    has_end = np.append(~is_start[1:], False)[begins] if len(begins) else np.zeros(0, bool)
    end = np.where(has_end, np.append(place, behind)[begins + 1], behind)
    case = columns.case[place[begins]]
    return Cycles(case, _numbers(case), columns.at[place[begins]], end, np.ones(len(case), bool))


def _cases_with(columns: Columns, starts: Numbers, ends: Numbers) -> Mask:
    """Which cases have one of these starts in the very second of one of these ends: the ends go first then."""
    found = np.zeros(len(columns.cases), bool)
    if len(starts) and len(ends):
        near = np.stack([np.searchsorted(ends, starts) - 1, np.searchsorted(ends, starts)]).clip(0, len(ends) - 1)
        same = (columns.case[ends[near]] == columns.case[starts]) & (columns.at[ends[near]] == columns.at[starts])
        found[columns.case[starts[same.any(axis=0)]]] = True
    return found


def _after_stop(marks: Marks, cases: Mask) -> Cycles:
    """Every stop opens the next cycle, until a resolution stops the last, or something cancels it."""
    columns, behind = marks.columns, len(marks.starts)
    start, case = marks.first_starts(cases)
    begun = np.full(len(columns.cases), behind)
    begun[case] = start[case]
    last = columns.first_of(marks.closes | (marks.ends & ~marks.stops), begun)
    ends = np.flatnonzero(marks.ends)
    own = columns.case[ends]
    ends = ends[(ends > begun[own]) & (ends <= last[own])]
    place = np.sort(np.concatenate([start[case], ends]))
    own = columns.case[place]
    opens = place != last[own]
    next_place = np.append(place[1:], behind)
    is_same = np.append(own[1:] == own[:-1], False) if len(own) else opens
    end = np.where(is_same, next_place, behind)
    cycles = Cycles(own, _numbers(own), columns.at[place], end, np.ones(len(own), bool))
    return cycles.where(opens & ~_called_off(marks, place, begun[own], last[own]))


def _called_off(marks: Marks, start: Numbers, begun: Numbers, last: Numbers) -> Mask:
    """Cycles that a stop would open in the very second in which the case is resolved or ends: they never begin."""
    at = np.append(marks.columns.at, 0)
    closes = np.append(marks.closes, False)[last]
    found: Mask = closes & (at[start] == at[last]) & (at[begun] < at[last]) & (start != begun)
    return found


class Chain:
    """The cycles of a chained commitment, turn by turn: where the next begins is known once the last is judged."""

    def __init__(self, commitment: Commitment, columns: Columns, cases: Mask) -> None:
        self._marks, self._cases = Marks(columns, commitment), cases
        mine = cases[columns.case]
        self._ends, self._closes = np.flatnonzero(mine & self._marks.ends), np.flatnonzero(mine & self._marks.closes)
        self._base = int(columns.at[self._ends].min(initial=0))
        self._span = int(columns.at[self._ends].max(initial=0)) - self._base + 2
        self._keys = columns.case[self._ends] * self._span + columns.at[self._ends] - self._base

    def first(self) -> Cycles:
        """The first cycle of every case that has one."""
        return _once(self._marks, self._cases)

    def next(self, cycles: Cycles, due: Numbers, is_sure: Mask, horizon: int) -> Cycles:
        """The cycles after these, each begun at the due of the one before: a late stop buys no time (rule 8)."""
        marks, columns = self._marks, self._marks.columns
        stops = np.append(marks.stops & ~marks.closes, False)[cycles.end]
        kept = stops & is_sure & (due <= horizon)
        before, due = cycles.where(kept), due[kept]
        place = before.end
        until = np.maximum(due, columns.at[place])
        closing = np.append(self._closes, -1)[np.searchsorted(self._closes, place, side="right")]
        in_time = (columns.case[closing] == before.case) & (columns.at[closing] <= until) & (closing >= 0)
        at_once = in_time & (columns.at[closing] == before.begin)  # opened, stopped and resolved in one second
        end = self._end(before.case, place, due)
        found = Cycles(before.case, before.number + 1, due, end, ~at_once)
        return found.where(~in_time | at_once)

    def _end(self, case: Numbers, after: Numbers, since: Numbers) -> Numbers:
        """The first event after a place, and not before an instant, that ends a cycle."""
        columns = self._marks.columns
        wanted = case * self._span + np.clip(since - self._base, 0, self._span - 1)
        at = np.maximum(np.searchsorted(self._keys, wanted), np.searchsorted(self._ends, after, side="right"))
        found = np.append(self._ends, -1)[at]
        end: Numbers = np.where((found >= 0) & (columns.case[found] == case), found, len(columns.case))
        return end


def _numbers(case: Numbers) -> Numbers:
    """1, 2, 3 … within each run of equal cases."""
    return np.arange(len(case)) - np.searchsorted(case, case) + 1
