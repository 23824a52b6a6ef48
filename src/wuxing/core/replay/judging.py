"""One case under one standard: where its clocks stand at the end of a history, and what that says of each promise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from wuxing.core.calendar.calendar import Calendars
from wuxing.core.clock.evaluate import evaluate_story
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.clock.story import Story, read_story
from wuxing.core.replay.cell import cell_name, cell_of
from wuxing.core.replay.observing import is_observable
from wuxing.core.standard.document import MAIN_DIMENSIONS, Class, Commitment, Standard
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

    It evaluates what live operation would, less the clocks that the source cannot show.
    """

    def __init__(self, standard: Standard, calendars: Calendars, supplies: Collection[str], at: int) -> None:
        self.standard = standard
        every = standard.commitments
        seen = {name: each for name, each in every.items() if is_observable(each, supplies)}
        self.seen = replace(standard, commitments=seen)
        self._unseen = [each for name, each in every.items() if name not in seen]
        asked = {name for each in self._unseen for row in each.within for name in row.when}
        self._dimensions = sorted(asked.union(MAIN_DIMENSIONS))
        self._calendars = calendars
        self._at = at
        self._promised: dict[tuple[tuple[str | None, ...], ...], list[tuple[Any, ...]]] = {}

    def judge(self, case: str, story: Story) -> list[Judged]:
        """The rows of one case, its story read up to the same instant (`story_of`). None before its first event."""
        if not story.events:
            return []
        readings = evaluate_story((self.seen,), self._calendars, story, self._at).readings
        rows = [judged(case, reading) for reading in readings if reading.state != "none"]
        if self._unseen:
            every = (story.opening_class, *story.classes.values())
            rows += [Judged._make((case, *rest)) for rest in self.not_observed(every)]
        return rows

    def not_observed(self, every: Sequence[Class]) -> list[tuple[Any, ...]]:
        """The rows, all but the case, of what was promised unseen to a case that had these classes in turn; remembered."""
        classes = tuple([each for each in every if each]) or tuple(every)
        key = tuple([tuple([each.get(name) for name in self._dimensions]) for each in classes])
        known = self._promised.get(key)
        if known is None:
            known = self._promised[key] = [rest for each in self._unseen for rest in self._rest_of_row(each, classes)]
        return known

    def _rest_of_row(self, commitment: Commitment, classes: Sequence[Class]) -> Iterator[tuple[Any, ...]]:
        """The row of a promise under the first class that has it; none where no class does."""
        rows = ((each, row_for(commitment, each)) for each in classes)
        first = next((cell_of(each) for each, row in rows if row and row.limit), None)
        if first:
            ref, name, clause = self.standard.ref, commitment.id, commitment.clause
            yield Judged("", ref, name, clause, 1, cell_name(first), *first, None, "not_observable")[1:]


def story_of(events: Sequence[Event], at: int) -> Story:
    """What a history tells of one case up to an instant."""
    return read_story(events, at, None, NO_CLASS)


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
