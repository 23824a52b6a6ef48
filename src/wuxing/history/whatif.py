"""What if: measuring one promise over a history, once; a long history in a job."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from wuxing import __version__
from wuxing.accounts.permissions import Act
from wuxing.core.calendar.calendar import Calendar
from wuxing.core.source import Text
from wuxing.core.standard.document import Commitment, Standard
from wuxing.history.landing import keep_newest
from wuxing.history.whatif_choices import History, histories, standard_called
from wuxing.history.whatifs import measuring
from wuxing.history.whatifs.limits import Times, times_by_row
from wuxing.jobs.kinds import Kind, Params, Task
from wuxing.jobs.models import Job
from wuxing.packs.finding import calendars

KIND = "history.measure"
AT_ONCE = 120_000
"""Events that are judged while somebody waits for the page: about a second and a half."""
MOST_KEPT = 200
"""Measurements kept for the next look; each is a few bytes for each promise."""
MOST_REMEMBERED = 4


@dataclass(frozen=True)
class Measuring:
    """One promise over one history, on its own calendar or on another of its standard."""

    history: History
    standard_key: str
    standard: Standard
    commitment: Commitment
    calendar: str = ""

    @cached_property
    def measured(self) -> Commitment:
        """The commitment on the calendar that it is measured on."""
        return measuring.with_calendar(self.commitment, self.standard.calendars.get(self.calendar))

    @property
    def working(self) -> Calendar:
        """That calendar, opened."""
        return calendars()[self.measured.calendar]

    @cached_property
    def path(self) -> Path:
        """Where the result is kept: the same history, standard and calendar are measured once."""
        said = [__version__, self.history.fingerprint, self.standard.sha256, self.commitment.id, self.calendar]
        name = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]
        return Path(settings.HISTORY) / "what-if" / f"{name}.parquet"

    @property
    def is_there(self) -> bool:
        """Whether it can be answered while somebody waits."""
        return self.path.exists() or self.history.events <= AT_ONCE

    @property
    def params(self) -> Params:
        """What a job has to know."""
        return {
            "history": self.history.key,
            "standard": self.standard_key,
            "commitment": self.commitment.id,
            "calendar": self.calendar,
            "path": self.path.name,
        }

    @property
    def job(self) -> Job | None:
        """The last job that was started for it."""
        return Job.objects.filter(kind=KIND, params__path=self.path.name).order_by("-id").first()

    def times(self) -> Mapping[int, Times]:
        """What was measured, by row. Raises Problems where an event file cannot be read."""
        found = _known.get(self.path)
        if found is None:
            if not self.path.exists():
                self.measure()
            table = measuring.kept(self.path)
            found = times_by_row(table, self.measured, self.working, self.history.last_at)
            _remember(self.path, found)
        return found

    def measure(self, progress: Any = lambda done, total: None) -> int:
        """Judge the history and keep the result. Returns the number of promises."""
        history = self.history
        table = measuring.measure(self.standard, self.measured, history.files, history.last_at, progress)
        measuring.keep(table, self.path)
        keep_newest(self.path.parent, ".parquet", MOST_KEPT)
        return int(table.num_rows)


_known: dict[Path, Mapping[int, Times]] = {}
"""What was asked about last: a slider asks for the same times again and again."""


def _remember(path: Path, times: Mapping[int, Times]) -> None:
    while len(_known) >= MOST_REMEMBERED:
        _known.pop(next(iter(_known)), None)
    _known[path] = times


def run(task: Task) -> Mapping[str, Any]:
    """Measure what a page asked for; it finds the result when it is opened again."""
    params = task.params
    standard = standard_called(params["standard"])
    commitment = standard.commitments[params["commitment"]]
    wanted = Measuring(
        histories()[params["history"]], params["standard"], standard, commitment, params.get("calendar", "")
    )

    def show(done: int, total: int) -> None:
        says = Text(f"{done:,} / {total:,} 个事件", f"{done:,} of {total:,} events")
        task.progress(done, total, says)

    return {"promises": wanted.measure(show)}


def _title(params: Params) -> Text:
    commitment = params["commitment"]
    return Text(f"试算：量出 {commitment} 的用时", f"What if: measure how long {commitment} took")


def address_of(params: Params) -> str:
    """The page that asked."""
    asked = {name: params[name] for name in ("history", "standard", "commitment", "calendar") if params.get(name)}
    return f"{reverse('history:what-if')}?{urlencode(asked)}"


JOB = Kind(runner=run, title=_title, address=address_of, act=Act.WORK_WITH_HISTORY)
