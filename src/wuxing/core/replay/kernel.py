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
from wuxing.core.clock.story import ENDING, RESOLVED, RESOLVING
from wuxing.core.replay.columns import Columns, Mask, Numbers
from wuxing.core.replay.courses import FAR, Courses, Waits
from wuxing.core.replay.working_times import NONE, WorkingTimes
from wuxing.core.standard.document import Class, Pause, Row
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
    def over(self) -> Numbers:
        """The place of the event that ends each case without a promise kept or broken."""
        return self.columns.first_of(self.columns.of_kinds(ENDING))

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
    """One cycle of one commitment for each of some cases. Instants are UTC seconds or NONE, durations working seconds."""

    case: Numbers
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
    caps = [pause.cap for pause in commitment.pauses.values() if pause.cap]
    return (
        commitment.recurs == "never"
        and commitment.while_running == "keep"
        and not plan.legal_reasons
        and not any(cap.is_days for cap in caps)
        and OPENED not in (*commitment.stops, *commitment.cancels)
    )


def judge_plain(plan: Plan, plain: Plain, classes: Mapping[int, Class]) -> Clocks:
    """The clocks of one plain commitment in the plain cases whose class has a limit. `classes`: opening → class."""
    columns, commitment = plain.columns, plan.commitment
    limits = {opening: _limit(plan.row_for(each)) for opening, each in classes.items()}
    limited = np.zeros(len(columns.payloads), bool)
    limited[[opening for opening, limit in limits.items() if limit]] = True
    start = columns.first_of(columns.of_kinds(commitment.starts))
    case = np.flatnonzero(plain.is_plain & limited[plain.opening] & (start < np.minimum(plain.far, plain.over)))
    stop = columns.first_of(columns.of_kinds(commitment.stops), start)[case]
    cancels = {*commitment.cancels, *ENDING}.difference(commitment.stops)
    cancel = columns.first_of(columns.of_kinds(cancels), start)[case]
    at = np.append(columns.at, plain.at)
    held = _Held(plan, plain, case, at[start[case]], at[np.minimum(stop, cancel)])
    return held.clocks([limits[each] for each in plain.opening[case].tolist()], stop < cancel, cancel < stop)


def _limit(row: Row | None) -> Limit | None:
    return row.limit if row else None


class _Held:
    """The clocks of one commitment in some cases, each run from `begin` to `until`: its end, or the horizon."""

    def __init__(self, plan: Plan, plain: Plain, case: Numbers, begin: Numbers, until: Numbers) -> None:
        self._plan, self._plain, self._case, self._begin, self._until = plan, plain, case, begin, until
        span = (int(begin.min()), int(until.max())) if len(begin) else (EPOCH, EPOCH)
        self._times = WorkingTimes(plan.calendar, *span)
        count = len(case)
        self._target, self._elapsed = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self._due, self._projected = np.full(count, NONE), np.full(count, NONE)
        self._rests, self._is_sure = np.zeros(count, bool), np.ones(count, bool)

    def clocks(self, limits: Sequence[Limit | None], stopped: Mask, cancelled: Mask) -> Clocks:
        """What the clocks show. `stopped` and `cancelled` say which ended, and how."""
        known = list(dict.fromkeys(limits))
        place = np.array([known.index(each) for each in limits], np.int64)
        for number, limit in enumerate(known):
            if limit is not None and limit.is_days:
                self._run_days(limit, np.flatnonzero(place == number))
        amounts = np.array([0 if each is None or each.is_days else each.amount for each in known], np.int64)
        self._run_seconds(amounts[place] if len(place) else amounts)
        return self._read(stopped, cancelled)

    def _run_days(self, limit: Limit, mine: Numbers) -> None:
        """A limit in whole dates: no wait of a plain clock moves it (section 2, rule 6)."""
        begin = self._begin[mine]
        due = self._times.end_of(limit, begin)
        self._due[mine] = due
        self._target[mine] = self._times.between(begin, due)
        self._elapsed[mine] = self._times.between(begin, self._until[mine])
        self._is_sure[mine] &= due != NONE

    def _run_seconds(self, amounts: Numbers) -> None:
        mine = np.flatnonzero(amounts)
        course = Courses(self._times, self._begin[mine], self._until[mine], amounts[mine])
        course.run(*self._waits(mine))
        self._target[mine], self._elapsed[mine], self._rests[mine] = amounts[mine], course.elapsed, course.rests
        self._due[mine], self._projected[mine] = course.due, course.projected
        self._is_sure[mine] &= course.is_sure

    def _waits(self, mine: Numbers) -> tuple[Waits, Mapping[int, Pause]]:
        """The waits of some clocks' cases, and what each reason does to the commitment."""
        pauses = self._plain.pauses
        does = {
            place: self._plan.pauses[name] for place, name in enumerate(pauses.reasons) if name in self._plan.pauses
        }
        clock = np.full(len(self._plain.columns.cases), -1)
        clock[self._case[mine]] = np.arange(len(mine))
        every = Waits(clock[pauses.case], pauses.start, np.where(pauses.end == NONE, FAR, pauses.end), pauses.reason)
        return every.where((every.clock >= 0) & np.isin(pauses.reason, list(does))), does

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
