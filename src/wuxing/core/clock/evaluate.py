"""Where every clock of a case stands at an instant: one pure function of standard, calendars and events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from wuxing.core.calendar.calendar import Calendars
from wuxing.core.clock.cycle import Cycle
from wuxing.core.clock.due import Standing, standing_of
from wuxing.core.clock.event import Event
from wuxing.core.clock.explaining import segments_of
from wuxing.core.clock.machine import Machine, run
from wuxing.core.clock.pausing import paused_seconds
from wuxing.core.clock.plan import regime_of
from wuxing.core.clock.reading import BROKEN, Reading
from wuxing.core.clock.steps import Signals, signals_of
from wuxing.core.clock.story import Anomaly, Story, read_story
from wuxing.core.standard.document import Class, Standard

NOTHING: Class = {}
NO_SIGNALS = Signals((), (), ())
PLACE = attrgetter("seq")
NOTHING_PAUSED: Mapping[str, int] = {}


class Evaluation(NamedTuple):
    """The readings of all cycles, and when to look again."""

    readings: tuple[Reading, ...]
    wake: Callable[[], int | None]

    @property
    def next_wake(self) -> int | None:
        """The earliest later instant at which a reading changes without new input; None when none ever does."""
        return self.wake()


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
        return Evaluation((), lambda: None)
    regime = regime_of(tuple(standards), calendars)
    readings: list[Reading] = []
    wakes: list[Callable[[], Iterable[int]]] = []
    scheduled = [since for since, _ in regime.later]
    for name in regime.applying(story):
        machine = run(name, regime, story, at)
        anomalies = _anomalies(machine, story)
        for cycle in machine.cycles:
            reading, wake = _read(cycle, story, at, anomalies.get(cycle.number, ()))
            readings.append(reading)
            if cycle.is_open:
                wakes.append(wake)
        if machine.scheduled:
            scheduled.append(machine.scheduled[0])
        if not machine.cycles and machine.limit is not None and not machine.over:
            readings.append(_not_started(machine, at, anomalies.get(0, ())))

    def next_wake() -> int | None:
        every = [*scheduled, *(instant for wake in wakes for instant in wake())]
        return min((instant for instant in every if instant > at), default=None)

    return Evaluation(tuple(readings), next_wake)


class Once:
    """Signals that are worked out the first time they are asked for."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Signals]) -> None:
        self._make = make
        self._made: Signals | None = None

    def __call__(self) -> Signals:
        """The signals."""
        if self._made is None:
            self._made = self._make()
        return self._made


def _read(
    cycle: Cycle, story: Story, at: int, anomalies: Sequence[Anomaly]
) -> tuple[Reading, Callable[[], Iterable[int]]]:
    era, plan = cycle.era, cycle.plan
    until = at if cycle.end is None else cycle.end
    standing = standing_of(cycle, era, story.waits, until)
    signals = Once(lambda: signals_of(cycle, standing, story.waits))
    time = era.timeline.working_time
    calendar = era.timeline.at(until)
    state = _state(cycle, standing)
    due = standing.last_word
    is_late = state in BROKEN
    breached, ever = due if is_late or standing.is_breached else None, cycle.ever_breached_at
    reading = Reading(
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
        signals=signals,
        reasons=lambda: segments_of(standing.course, era.timeline),
    )
    return reading, lambda: _wakes(standing, signals())


def _state(cycle: Cycle, standing: Standing) -> str:
    if cycle.cancelled is not None:
        return "cancelled"
    if cycle.end is not None:
        return "met_late" if standing.last_word is not None and cycle.end > standing.last_word else "met"
    if standing.course.resting is not None:
        return "paused" if standing.due is None else "paused_breached"
    return "breached" if standing.is_breached else "running"


def _wakes(standing: Standing, signals: Signals) -> Iterator[int]:
    """Instants at which an open cycle changes by itself: just past its due, at a step, at the end of a cap."""
    yield from signals.upcoming
    yield from (cap.at for cap in standing.course.caps)
    if standing.due is not None and not standing.is_breached:
        yield standing.due + 1


def _not_started(machine: Machine, at: int, anomalies: Sequence[Anomaly]) -> Reading:
    plan = machine.plan
    calendar = machine.timeline.at(at)
    limit = machine.limit
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
        target_seconds=limit.amount if limit and not limit.is_days else None,
        elapsed_seconds=0,
        remaining_seconds=limit.amount if limit and not limit.is_days else None,
        paused_seconds={},
        overdue_working_seconds=0,
        overdue_wall_seconds=0,
        ever_breached_at=None,
        anomalies=tuple(anomalies),
        excused=False,
        cancelled_because=None,
        cap_ended=(),
        provisional=False,
        data_sets=calendar.data_set_names,
        row=machine.row,
        case_class=machine.case_class,
        zone=calendar.zone,
        signals=lambda: NO_SIGNALS,
        reasons=lambda: (),
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
