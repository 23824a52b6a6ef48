"""Many plain clocks judged at once: the same readings as `evaluate`, as arrays.

Plain is a clock that starts once and whose promise nothing changes on the way: no later class, no reopening, no extension,
no other calendar. Waits pause it, one at a time, with caps in working time. Everything else goes to `evaluate`, case by case.
Source: standard.md section 3, rules 1, 2, 5 and 12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from wuxing.core.clock.plan import Plan
from wuxing.core.clock.story import RESOLVED, RESOLVING
from wuxing.core.replay.columns import Columns, Mask, Numbers
from wuxing.core.replay.courses import FAR, Courses, Waits
from wuxing.core.replay.cycles import Chain, Cycles, cycles_of
from wuxing.core.replay.working_times import NONE, working_times
from wuxing.core.standard.document import Class, Pause
from wuxing.core.standard.limit import Limit

OPENED, CLASSIFIED = "case.opened", "case.classified"
STRANGE = (
    CLASSIFIED,
    "case.reopened",
    "case.merged_in",
    "deadline.extended",
    "clock.excused",
    "event.voided",
    "targets.changed",
    "calendar.changed",
)
"""Kinds that change a promise on its way: cases with one of them are not plain."""

EPOCH = 0
STATES = ("met", "met_late", "breached", "paused_breached", "running", "paused", "cancelled")
MET, MET_LATE, BREACHED, PAUSED_BREACHED, RUNNING, PAUSED, CANCELLED = range(len(STATES))


@dataclass(frozen=True)
class Plain:
    """The plain cases of some columns at a horizon, and what their clocks have in common. `far` stands for no place."""

    columns: Columns
    at: int

    @property
    def far(self) -> int:
        """A place behind the last event."""
        return len(self.columns.case)

    @cached_property
    def is_plain(self) -> Mask:
        """Which cases are plain: told in order, opened once and first, nothing strange, one wait at a time."""
        columns = self.columns
        backwards = (np.diff(columns.at, prepend=EPOCH) < 0) & ~columns.is_first
        opened = columns.of_kinds([OPENED])
        strange = backwards | columns.of_kinds(STRANGE) | (opened != columns.is_first)
        return ~columns.holds(strange | self._waits.is_strange | (columns.at < EPOCH) | (columns.at > self.at))

    @cached_property
    def opening(self) -> Numbers:
        """The place of each case's opening among the payloads."""
        return self.columns.payload[self.columns.first]

    @cached_property
    def pauses(self) -> Pauses:
        """Every stretch in which a case waits, the wait for a reopening after its resolution included."""
        return self._waits.pauses

    @cached_property
    def _waits(self) -> _Waits:
        return _Waits(self.columns)


@dataclass(frozen=True)
class Pauses:
    """Stretches in which cases wait, in order of case and time; `reason` is a place in `reasons`, NONE ends an open one."""

    case: Numbers
    start: Numbers
    end: Numbers
    reason: Numbers
    reasons: Sequence[str]


class _Waits:
    """The waits of cases that wait for one thing at a time; anything else is strange and left to `evaluate`."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        begins, ends = columns.of_kinds(["wait.started"]), columns.of_kinds(["wait.ended"])
        resolves = columns.of_kinds(RESOLVING)
        self._places = np.flatnonzero(begins | ends | resolves)
        self._begins, self._ends = begins[self._places], ends[self._places]
        self._case = columns.case[self._places]
        same = np.append(self._case[1:] == self._case[:-1], False) if len(self._case) else np.zeros(0, bool)
        self._next = same  # whether the next of these events belongs to the same case
        self._said = self._reasons()
        self.is_strange = np.zeros(len(columns.case), bool)
        self.is_strange[self._places] = self._strange()

    @property
    def pauses(self) -> Pauses:
        """Every wait, and the first resolution of each case as the begin of a wait for its reopening."""
        columns, far = self._columns, len(self._columns.case)
        begun = np.flatnonzero(self._begins)
        at = columns.at[self._places]
        until = np.full(len(begun), NONE)
        closed = self._next[begun]
        until[closed] = at[begun[closed] + 1]
        resolved = columns.first_of(columns.of_kinds(RESOLVING))
        done = np.flatnonzero(resolved < far)
        case = np.concatenate([self._case[begun], done])
        start = np.concatenate([at[begun], columns.at[resolved[done]]])
        end = np.concatenate([until, np.full(len(done), NONE)])
        reason = np.concatenate([self._said[begun], np.full(len(done), self.reasons.index(RESOLVED))])
        order = np.lexsort((start, case))
        return Pauses(case[order], start[order], end[order], reason[order], self.reasons)

    def _reasons(self) -> Numbers:
        """The reason that each event names, as a place in `reasons`; the first of them is none at all."""
        known: dict[str, int] = {"": 0, RESOLVED: 1}
        payloads, place = np.unique(self._columns.payload[self._places], return_inverse=True)
        names = [str(self._columns.payloads[each].get("reason") or "") for each in payloads]
        said = np.array([known.setdefault(name, len(known)) for name in names], np.int64)[place]
        self.reasons = list(known)
        return said

    def _strange(self) -> Mask:
        """A wait begun in another or after the resolution, ended without one, or ended under another name."""
        before = np.append(False, self._next[:-1]) if len(self._next) else self._next
        follows_begin = before & np.append(False, self._begins[:-1]) if len(self._next) else before
        matches = (self._said == 0) | (self._said == np.append(0, self._said[:-1])) if len(self._next) else before
        resolves = ~self._begins & ~self._ends
        after_resolution = before & np.append(False, resolves[:-1]) if len(self._next) else before
        wrong_begin = self._begins & (follows_begin | after_resolution | (self._said <= 1))
        wrong_end = self._ends & (~follows_begin | ~matches)
        found: Mask = wrong_begin | wrong_end
        return found


@dataclass
class Clocks:
    """Cycles of one commitment in some cases. Instants are UTC seconds or NONE, durations working seconds."""

    case: Numbers
    cycle: Numbers
    state: Numbers
    started_at: Numbers
    due_at: Numbers
    stopped_at: Numbers
    ever_breached_at: Numbers
    target: Numbers
    elapsed: Numbers
    overdue_working: Numbers
    overdue_wall: Numbers
    provisional: Mask
    hour: Numbers
    is_sure: Mask = field(repr=False)
    """False where the second counts: a wait that begins on the very due, a budget beyond the tables. Ask `evaluate`."""


def is_plain_commitment(plan: Plan) -> bool:
    """Whether a commitment's clocks can be plain at all."""
    commitment = plan.commitment
    return commitment.while_running == "keep" and OPENED not in (*commitment.stops, *commitment.cancels)


def judge_plain(plan: Plan, plain: Plain, classes: Mapping[int, Class]) -> Clocks:
    """The clocks of one plain commitment in the plain cases whose class has a limit. `classes`: opening → class."""
    columns = plain.columns
    known: list[Limit] = []
    limit_of = np.full(len(columns.payloads), -1)
    for opening, case_class in classes.items():
        row = plan.row_for(case_class)
        if row and row.limit:
            limit_of[opening] = len(known)
            known.append(row.limit)
    cases = plain.is_plain & (limit_of[plain.opening] >= 0)

    def judged(cycles: Cycles) -> Clocks:
        return _Held(plan, plain, cycles).clocks(known, limit_of[plain.opening[cycles.case]])

    if plan.commitment.recurs != "chained":
        return judged(cycles_of(plan.commitment, columns, cases))
    chain = Chain(plan.commitment, columns, cases)
    cycles = chain.first()
    turns = [judged(cycles)]
    while len(cycles.case):
        cycles = chain.next(cycles, turns[-1].due_at, turns[-1].is_sure, plain.at)
        turns.append(judged(cycles))
    return _one_after_another(turns)


def _one_after_another(turns: Sequence[Clocks]) -> Clocks:
    """Clocks of several turns in order of case and cycle."""
    told = {name: np.concatenate([getattr(each, name) for each in turns]) for name in Clocks.__dataclass_fields__}
    order = np.lexsort((told["cycle"], told["case"]))
    return Clocks(**{name: values[order] for name, values in told.items()})


class _Held:
    """The clocks of one commitment, each run from the begin of its cycle to the end of it, or to the horizon."""

    def __init__(self, plan: Plan, plain: Plain, cycles: Cycles) -> None:
        self._plan, self._plain, self._cycles, self._case = plan, plain, cycles, cycles.case
        at = np.append(plain.columns.at, plain.at)
        self._begin, self._until = cycles.begin, at[cycles.end]
        self._times = working_times(plan.calendar, self._begin, self._until)
        count = len(cycles.case)
        self._target, self._elapsed = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self._due, self._projected = np.full(count, NONE), np.full(count, NONE)
        self._rests, self._is_sure = np.zeros(count, bool), cycles.is_sure.copy()

    def clocks(self, limits: Sequence[Limit], own: Numbers) -> Clocks:
        """What the clocks show; `own` is the place of each one's limit."""
        amounts = np.zeros(len(limits) + 1, np.int64)
        for number, limit in enumerate(limits):
            if not limit.is_days:
                amounts[number] = limit.amount
            elif (mine := np.flatnonzero(own == number)).size:
                self._run_days(limit, mine)
        self._run_seconds(amounts[own])
        stops = np.append(self._plain.columns.of_kinds(self._plan.commitment.stops), False)[self._cycles.end]
        return self._read(stops, ~stops & (self._cycles.end < self._plain.far))

    def _run_days(self, limit: Limit, mine: Numbers) -> None:
        """A limit in whole dates: only legal stops move it, which `evaluate` knows (section 2, rule 6)."""
        begin = self._begin[mine]
        due = self._times.end_of(limit, begin)
        self._due[mine] = due
        self._target[mine] = self._times.between(begin, due)
        self._elapsed[mine] = self._times.between(begin, self._until[mine])
        self._is_sure[mine] &= (due != NONE) & ~self._rested(mine, self._plan.legal_reasons)

    def _run_seconds(self, amounts: Numbers) -> None:
        mine = np.flatnonzero(amounts)
        course = Courses(self._times, self._begin[mine], self._until[mine], amounts[mine])
        course.run(*self._waits(mine, self._plan.pauses))
        self._target[mine], self._elapsed[mine], self._rests[mine] = amounts[mine], course.elapsed, course.rests
        self._due[mine], self._projected[mine] = course.due, course.projected
        capped = {reason: pause for reason, pause in self._plan.pauses.items() if pause.cap and pause.cap.is_days}
        self._is_sure[mine] &= course.is_sure & ~self._rested(mine, capped)

    def _rested(self, mine: Numbers, reasons: Mapping[str, Pause]) -> Mask:
        """Which of some clocks waited for one of these reasons."""
        found = np.zeros(len(mine), bool)
        if reasons:
            found[self._waits(mine, reasons)[0].clock] = True
        return found

    def _waits(self, mine: Numbers, reasons: Mapping[str, Pause]) -> tuple[Waits, Mapping[int, Pause]]:
        """The waits of some clocks for these reasons, and what each does to them, by its place."""
        pauses = self._plain.pauses
        does = {place: reasons[name] for place, name in enumerate(pauses.reasons) if name in reasons}
        chosen = np.flatnonzero(np.isin(pauses.reason, list(does)))
        case = pauses.case[chosen]
        first = np.searchsorted(case, self._case[mine], "left")
        counts = np.searchsorted(case, self._case[mine], "right") - first
        clock = np.repeat(np.arange(len(mine)), counts)
        place = chosen[np.arange(len(clock)) + np.repeat(first - np.cumsum(counts) + counts, counts)]
        end = np.where(pauses.end[place] == NONE, FAR, pauses.end[place])
        # What begins at the very end of a cycle takes nothing from it: so every resolution would.
        last = self._until[mine] - (self._cycles.end[mine] < self._plain.far)
        kept = (pauses.start[place] <= last[clock]) & (end > self._begin[mine][clock])
        return Waits(clock, pauses.start[place], end, pauses.reason[place]).where(kept), does

    def _read(self, stopped: Mask, cancelled: Mask) -> Clocks:
        until, is_due = self._until, self._due != NONE
        last_word = np.where(is_due, self._due, self._projected)
        is_past = is_due & (self._due < until)
        state = np.where(self._rests, np.where(is_due, PAUSED_BREACHED, PAUSED), np.where(is_past, BREACHED, RUNNING))
        state = np.where(stopped, np.where(until > last_word, MET_LATE, MET), state)
        state = np.where(cancelled, CANCELLED, state)
        late = np.isin(state, (MET_LATE, BREACHED, PAUSED_BREACHED))
        return Clocks(
            case=self._case,
            cycle=self._cycles.number,
            state=state,
            started_at=self._begin,
            due_at=np.where((state == CANCELLED) | (state == PAUSED), NONE, last_word),
            stopped_at=np.where(stopped | cancelled, until, NONE),
            ever_breached_at=np.where(late | is_past, last_word, NONE),
            target=self._target,
            elapsed=self._elapsed,
            overdue_working=np.where(late, np.maximum(self._elapsed - self._target, 0), 0),
            overdue_wall=np.where(late, until - last_word, 0),
            provisional=self._provisional(last_word),
            hour=self._times.hours(self._begin),
            is_sure=self._is_sure,
        )

    def _provisional(self, last_word: Numbers) -> Mask:
        if not self._plan.calendar.data_sets:
            return np.zeros(len(self._case), bool)
        return self._times.is_provisional(self._begin, np.maximum(self._until, last_word))
