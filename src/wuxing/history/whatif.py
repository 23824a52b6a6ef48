"""What if: how long one promise took over a history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from wuxing.accounts.permissions import Act
from wuxing.core.calendar.calendar import Calendar
from wuxing.core.source import Text
from wuxing.core.standard.document import Commitment
from wuxing.history.choices import histories, standard_called
from wuxing.history.study import Study, Tell, address_of, carry_out
from wuxing.history.whatifs import measuring
from wuxing.history.whatifs.limits import Times, times_by_row
from wuxing.jobs.kinds import Kind, Params, Task
from wuxing.packs.finding import calendars

MOST_REMEMBERED = 4


@dataclass(frozen=True)
class Measuring(Study):
    """One promise over one history, on its own calendar or on another of its standard."""

    KIND, PAGE, FOLDER = "history.measure", "history:what-if", "what-if"
    ENDING, COUNTS = ".parquet", "promises"

    commitment: Commitment
    calendar: str = ""

    @property
    def asked(self) -> Mapping[str, str]:
        """The promise, and the calendar where it is another."""
        return {"commitment": self.commitment.id, "calendar": self.calendar}

    @cached_property
    def measured(self) -> Commitment:
        """The commitment on the calendar that it is measured on."""
        return measuring.with_calendar(self.commitment, self.standard.calendars.get(self.calendar))

    @property
    def working(self) -> Calendar:
        """That calendar, opened."""
        return calendars()[self.measured.calendar]

    def times(self) -> Mapping[int, Times]:
        """What was measured, by row. Raises Problems where an event file cannot be read."""
        found = _known.get(self.path)
        if found is None:
            table = measuring.kept(self.kept())
            found = times_by_row(table, self.measured, self.working, self.history.last_at)
            _remember(self.path, found)
        return found

    def work_out(self, tell: Tell) -> int:
        """Judge the history and keep the times. Returns the number of promises."""
        history = self.history
        table = measuring.measure(self.standard, self.measured, history.files, history.last_at, tell)
        measuring.keep(table, self.path)
        return int(table.num_rows)


_known: dict[Path, Mapping[int, Times]] = {}
"""What was asked about last: a slider asks for the same times again and again."""


def _remember(path: Path, times: Mapping[int, Times]) -> None:
    while len(_known) >= MOST_REMEMBERED:
        _known.pop(next(iter(_known)), None)
    _known[path] = times


def run(task: Task) -> Mapping[str, Any]:
    """Measure what a page asked for."""
    asked = task.params
    standard = standard_called(asked["standard"])
    promise = standard.commitments[asked["commitment"]]
    history = histories()[asked["history"]]
    return carry_out(Measuring(history, asked["standard"], standard, promise, asked.get("calendar", "")), task)


def _title(params: Params) -> Text:
    commitment = params["commitment"]
    return Text(f"试算：量出 {commitment} 的用时", f"What if: measure how long {commitment} took")


def _address(params: Params) -> str:
    return address_of(Measuring.PAGE, params)


JOB = Kind(runner=run, title=_title, address=_address, act=Act.WORK_WITH_HISTORY)
