"""Where every clock of a case stands at an instant: one pure function of standard, calendars and events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from wuxing.core.calendar.calendar import Calendars
from wuxing.core.clock.cycle import Cycle
from wuxing.core.clock.due import Standing, standing_of
from wuxing.core.clock.event import Event
from wuxing.core.clock.explaining import segments_of
from wuxing.core.clock.machine import Machine, run
from wuxing.core.clock.pausing import paused_seconds
from wuxing.core.clock.plan import Plan, regime_of
from wuxing.core.clock.reading import BROKEN, Reading, Segment
from wuxing.core.clock.steps import Signals, signals_of
from wuxing.core.clock.story import ENDING, Anomaly, Story, Wait, read_story
from wuxing.core.standard.document import Class, Row, Standard
from wuxing.core.standard.limit import Limit

NOTHING: Class = {}
PLACE = attrgetter("seq")
NOTHING_PAUSED: Mapping[str, int] = {}


class Evaluation(NamedTuple):
    """The readings of all cycles at an instant; `scheduled` are instants at which more than a cycle changes."""

    at: int
    readings: tuple[Reading, ...]
    scheduled: tuple[int, ...]

    @property
    def next_wake(self) -> int | None:
        """The earliest later instant at which a reading changes without new input; None when none ever does."""
        every = chain(self.scheduled, *(reading.because.wakes() for reading in self.readings))
        return min((instant for instant in every if instant > self.at), default=None)


def evaluate(
    standards: Sequence[Standard],
    calendars: Calendars,
    events: Sequence[Event],
    at: int,
    known_at: int | None = None,
    *,
    case_class: Class = NOTHING,
) -> Evaluation:
    """Say where each clock of one case stands at an instant.

    Args:
        standards: the version the case was opened under, then later ones; those published for open cases take it over
            from their effective date on.
        events: of one case. Later ones than `at` do not matter.
        at, known_at: UTC seconds; `known_at` leaves out what was recorded later.
        case_class: the class before the first event says one.
    Same input, same readings. Source: standard.md section 3.
    """
    return evaluate_story(standards, calendars, read_story(events, at, known_at, case_class), at)


def evaluate_story(standards: Sequence[Standard], calendars: Calendars, story: Story, at: int) -> Evaluation:
    """The same for a story that was read up to `at`: several standards can judge one reading of it."""
    if not story.events:
        return Evaluation(at, (), ())
    regime = regime_of(tuple(standards), calendars)
    readings: list[Reading] = []
    scheduled = [since for since, _ in regime.later]
    for name in regime.applying(story):
        plan = regime.plans.get(name)
        if plan and not regime.later and story.kinds.isdisjoint(plan.commitment.starts):
            readings += _never_started(plan, story, at)
            continue
        machine = run(name, regime, story, at)
        anomalies = _anomalies(machine, story)
        readings += [_read(cycle, story, at, anomalies.get(cycle.number, ())) for cycle in machine.cycles]
        if machine.scheduled:
            scheduled.append(machine.scheduled[0])
        if not machine.cycles and machine.limit is not None and not machine.over:
            readings.append(_not_started(machine.plan, machine.limit, machine.row, machine.case_class, at))
    return Evaluation(at, tuple(readings), tuple(scheduled))


class Grounds:
    """What stands behind the reading of one cycle."""

    __slots__ = ("_cycle", "_signals", "_standing", "_waits")

    def __init__(self, cycle: Cycle, standing: Standing, waits: list[Wait]) -> None:
        self._cycle, self._standing, self._waits = cycle, standing, waits
        self._signals: Signals | None = None

    @property
    def signals(self) -> Signals:
        """Warnings and steps, worked out the first time they are asked for."""
        if self._signals is None:
            self._signals = signals_of(self._cycle, self._standing, self._waits)
        return self._signals

    @property
    def resting(self) -> str | None:
        """The reason the cycle is paused for."""
        return self._standing.course.resting if self._cycle.is_open else None

    def segments(self) -> tuple[Segment, ...]:
        """The segments of the cycle's course."""
        return segments_of(self._standing.course, self._cycle.era.timeline)

    def wakes(self) -> Iterator[int]:
        """Instants at which an open cycle changes by itself: just past its due, at a step, at the end of a cap."""
        if self._cycle.is_open:
            yield from self.signals.upcoming
            yield from (cap.at for cap in self._standing.course.caps)
            if self._standing.due is not None and not self._standing.is_breached:
                yield self._standing.due + 1


class NoGrounds:
    """What stands behind the reading of a clock that has not started: nothing."""

    signals = Signals((), (), ())
    resting = None

    def segments(self) -> tuple[Segment, ...]:
        """None."""
        return ()

    def wakes(self) -> tuple[int, ...]:
        """None."""
        return ()


NO_GROUNDS = NoGrounds()


def _read(cycle: Cycle, story: Story, at: int, anomalies: Sequence[Anomaly]) -> Reading:
    era, plan = cycle.era, cycle.plan
    until = at if cycle.end is None else cycle.end
    standing = standing_of(cycle, era, story.waits, until)
    time = era.timeline.working_time
    calendar = era.timeline.at(until)
    state = _state(cycle, standing)
    due = standing.last_word
    is_late = state in BROKEN
    breached, ever = due if is_late or standing.is_breached else None, cycle.ever_breached_at
    return Reading(
        at=at,
        commitment=plan.commitment.id,
        cycle=cycle.number,
        clause=plan.commitment.clause,
        standard=plan.ref,
        calendar=calendar.name,
        state=state,
        started_at=cycle.start,
        due_at=None if state in ("cancelled", "paused") else due,
        projected_due_at=due if state == "paused" else None,
        stopped_at=cycle.end,
        target_seconds=standing.target,
        elapsed_seconds=standing.elapsed,
        remaining_seconds=standing.target - standing.elapsed,
        paused_seconds=paused_seconds(standing.course, time) if standing.course.pauses else NOTHING_PAUSED,
        overdue_working_seconds=max(0, standing.elapsed - standing.target) if is_late else 0,
        overdue_wall_seconds=until - due if is_late and due is not None else 0,
        ever_breached_at=breached if ever is None else ever if breached is None else min(ever, breached),
        anomalies=tuple(sorted((*cycle.anomalies, *anomalies), key=PLACE)) if cycle.anomalies or anomalies else (),
        excused=cycle.excused,
        cancelled_because=cycle.cancelled,
        cap_ended=tuple(cap for cap in standing.course.caps if cap.at <= until) if standing.course.caps else (),
        provisional=bool(calendar.data_sets) and calendar.is_provisional(cycle.start, max(until, due or until)),
        data_sets=calendar.data_set_names,
        row=cycle.row,
        case_class=cycle.case_class,
        zone=calendar.zone,
        because=Grounds(cycle, standing, story.waits),
    )


def _state(cycle: Cycle, standing: Standing) -> str:
    if cycle.cancelled is not None:
        return "cancelled"
    if cycle.end is not None:
        return "met_late" if standing.last_word is not None and cycle.end > standing.last_word else "met"
    if standing.course.resting is not None:
        return "paused" if standing.due is None else "paused_breached"
    return "breached" if standing.is_breached else "running"


def _never_started(plan: Plan, story: Story, at: int) -> list[Reading]:
    """What a promise shows whose start has not happened: that it would begin, unless the case is over."""
    row = plan.row_for(story.last_class)
    if row is None or row.limit is None or not story.kinds.isdisjoint(ENDING):
        return []
    return [_not_started(plan, row.limit, row, story.last_class, at)]


def _not_started(plan: Plan, limit: Limit, row: Row | None, case_class: Class, at: int) -> Reading:
    calendar = plan.calendar
    target = None if limit.is_days else limit.amount
    return Reading(
        at=at,
        commitment=plan.commitment.id,
        cycle=1,
        clause=plan.commitment.clause,
        standard=plan.ref,
        calendar=calendar.name,
        state="none",
        started_at=None,
        due_at=None,
        projected_due_at=None,
        stopped_at=None,
        target_seconds=target,
        elapsed_seconds=0,
        remaining_seconds=target,
        paused_seconds={},
        overdue_working_seconds=0,
        overdue_wall_seconds=0,
        ever_breached_at=None,
        anomalies=(),
        excused=False,
        cancelled_because=None,
        cap_ended=(),
        provisional=False,
        data_sets=calendar.data_set_names,
        row=row,
        case_class=case_class,
        zone=calendar.zone,
        because=NO_GROUNDS,
    )


def _anomalies(machine: Machine, story: Story) -> dict[int, list[Anomaly]]:
    """Events without effect, by the cycle that was open or last then; those before any cycle stand with the first."""
    found: dict[int, list[Anomaly]] = {}
    if not machine.early and not story.odd and not story.wait_anomalies:
        return found
    before_start = machine.early if machine.current else ()
    for each in (*before_start, *story.odd):
        found.setdefault(min(1, len(machine.cycles)), []).append(each)
    for event, reason, why in story.wait_anomalies:
        if reason in machine.plan.pauses or (not reason and machine.plan.pauses):
            numbers = [cycle.number for cycle in machine.cycles if cycle.start <= event.at]
            number = numbers[-1] if numbers else min(1, len(machine.cycles))
            found.setdefault(number, []).append(Anomaly(event.seq, event.kind, why))
    return found
