"""One case under one standard: where its clocks stand at the end of a history, and what that says of each promise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from wuxing.core.calendar.calendar import Calendars
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.clock.story import read_story
from wuxing.core.replay.cell import cell_name, cell_of
from wuxing.core.replay.observing import is_observable
from wuxing.core.standard.document import Class, Commitment, Standard
from wuxing.core.standard.matching import row_for

OUTCOMES = {
    "met": "met",
    "met_late": "late",
    "breached": "late",
    "paused_breached": "late",
    "running": "open",
    "paused": "open",
    "cancelled": "cancelled",
}
"""State of a cycle → what it says of the promise. A clock past its due is late, whether or not it was stopped since."""

CLASSIFYING = ("case.opened", "case.classified", "event.voided")
NO_CLASS: Class = {}


class Judged(NamedTuple):
    """One cycle of one clock of a case, judged. Instants are UTC seconds, durations working seconds unless named wall.

    `outcome` is met, late, open, cancelled, excused (late, but not counted) or not_observable; the last stands once for
    a case and has no state. The class is that of the case at the end of the cycle; `hour` (0 to 23) is that of the
    start in the calendar's zone.
    """

    case: str
    standard: str
    commitment: str
    clause: str
    cycle: int
    cell: str
    business: str
    customer: str
    urgency: str
    state: str | None
    outcome: str
    started_at: int | None = None
    due_at: int | None = None
    stopped_at: int | None = None
    ever_breached_at: int | None = None
    target_seconds: int | None = None
    elapsed_seconds: int | None = None
    overdue_working_seconds: int | None = None
    overdue_wall_seconds: int | None = None
    provisional: bool = False
    hour: int | None = None


class Judge:
    """A standard made ready to judge the cases of one source at an instant.

    It evaluates what live operation would, less what shows in no row (warnings, escalation) and the clocks that the
    source cannot show.
    """

    def __init__(self, standard: Standard, calendars: Calendars, supplies: Collection[str], at: int) -> None:
        self.standard = standard
        every = standard.commitments
        seen = {
            name: replace(each, warn=(), escalate=()) for name, each in every.items() if is_observable(each, supplies)
        }
        self._seen = replace(standard, commitments=seen)
        self._unseen = [each for name, each in every.items() if name not in seen]
        self._dimensions = sorted({name for each in self._unseen for row in each.within for name in row.when})
        self._calendars = calendars
        self._at = at
        self._promised: dict[tuple[tuple[str | None, ...], ...], list[tuple[Commitment, int]]] = {}

    def judge(self, case: str, events: Sequence[Event], classes: Sequence[Class]) -> list[Judged]:
        """The rows of one case; `classes` are those it had (`classes_of`). None before its first event."""
        if not any(event.at <= self._at for event in events):
            return []
        readings = evaluate((self._seen,), self._calendars, events, self._at).readings
        rows = [judged(case, reading) for reading in readings if reading.state != "none"]
        return rows + [self._not_observed(case, each, classes[place]) for each, place in self._promises(classes)]

    def _promises(self, classes: Sequence[Class]) -> list[tuple[Commitment, int]]:
        """What was promised unseen, and under which of the classes first; remembered by what the rows ask about."""
        key = tuple(tuple(each.get(name) for name in self._dimensions) for each in classes)
        known = self._promised.get(key)
        if known is None:
            places = ((each, _first_promised(each, classes)) for each in self._unseen)
            known = self._promised[key] = [(each, place) for each, place in places if place is not None]
        return known

    def _not_observed(self, case: str, commitment: Commitment, case_class: Class) -> Judged:
        cell = cell_of(case_class)
        ref, promise, clause = self.standard.ref, commitment.id, commitment.clause
        return Judged(case, ref, promise, clause, 1, cell_name(cell), *cell, None, "not_observable")


def classes_of(events: Sequence[Event], at: int) -> tuple[Class, ...]:
    """The classes that a case had until an instant, in turn; one without values where no event says any."""
    story = read_story([event for event in events if event.kind in CLASSIFYING], at, None, NO_CLASS)
    return tuple(story.classes.values()) or (NO_CLASS,)


def judged(case: str, reading: Reading) -> Judged:
    """The row of one reading that has started."""
    outcome = OUTCOMES[reading.state]
    started = reading.started_at
    business, customer, urgency = cell = cell_of(reading.case_class)
    return Judged(
        case,
        reading.standard,
        reading.commitment,
        reading.clause,
        reading.cycle,
        cell_name(cell),
        business,
        customer,
        urgency,
        reading.state,
        "excused" if outcome == "late" and reading.excused else outcome,
        started,
        reading.due_at,
        reading.stopped_at,
        reading.ever_breached_at,
        reading.target_seconds,
        reading.elapsed_seconds,
        reading.overdue_working_seconds,
        reading.overdue_wall_seconds,
        reading.provisional,
        None if started is None else datetime.fromtimestamp(started, reading.zone).hour,
    )


def _first_promised(commitment: Commitment, classes: Sequence[Class]) -> int | None:
    rows = (row_for(commitment, each) for each in classes)
    return next((place for place, row in enumerate(rows) if row and row.limit), None)
