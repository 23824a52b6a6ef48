"""The job that imports a log: into an event file first, then case by case into the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.urls import reverse

from wuxing.accounts.permissions import Act
from wuxing.cases.landing import land_cases
from wuxing.cases.models import Case
from wuxing.core.clock.event import Event
from wuxing.core.source import Text
from wuxing.history.events.stream import cases_of, read_header
from wuxing.history.logs.importing import Progress, Summary, import_log
from wuxing.history.logs.mapping_file import read_mapping
from wuxing.history.models import Log
from wuxing.jobs.kinds import Kind, Params, Task
from wuxing.ledger.writing import writing

KIND = "history.import"
BATCH = 300
"""Events in one transaction: about 30 ms in which others wait."""
WHOLE = 1_000
READING = 200
"""How much of the whole is reading the log: measured on the incident log, a fifth."""


def run(task: Task) -> Mapping[str, Any]:
    """Read the log into its event file, then land its cases. After a kill it goes on behind the last case that landed."""
    log = Log.objects.get(pk=task.params["log"])
    if not log.events_path.exists():  # it appears whole or not at all
        _read(log, task)
    landed = _Landing(log, task)
    landed.run()
    _keep(log, landed, task.at)
    return {"cases": landed.cases, "events": landed.events}


def _read(log: Log, task: Task) -> None:
    log.events_path.parent.mkdir(parents=True, exist_ok=True)

    def show(progress: Progress) -> None:
        says = Text(f"读取日志：{progress.rows:,} 行", f"reading the log: {progress.rows:,} rows")
        task.progress(round(READING * progress.share), WHOLE, says)

    import_log(log=log.source_path, mapping=mapping_of(log), out=log.events_path, progress=show)


def mapping_of(log: Log) -> Any:
    """The mapping that a log is read by. Raises Problems."""
    digest = hashlib.sha256(log.mapping.encode()).hexdigest()
    return read_mapping(text=log.mapping, file=f"{log.name}.mapping.yaml", sha256=digest)


@dataclass(slots=True)
class _Landing:
    """The way of the cases of an event file into the ledger."""

    log: Log
    task: Task
    cases: int = 0
    events: int = 0
    total: int = 0
    first: int | None = None
    last: int | None = None
    begun: float = 0.0
    begun_at: int = 0

    def run(self) -> None:
        """Land what has not landed yet: a batch is one transaction, and cases come in the order of the file."""
        self.total = summary_of(self.log).events
        there = Case.objects.filter(history=self.log.key).count()
        self.begun = monotonic()
        for batch in self._batches(there):
            land_cases(history=self.log.key, cases=batch)
            self._show()

    def _batches(self, there: int) -> Iterator[Sequence[tuple[str, Sequence[Event]]]]:
        batch: list[tuple[str, Sequence[Event]]] = []
        held = 0
        for name, events in cases_of(source=self.log.events_path):
            self._count(events)
            if self.cases <= there:
                self.begun_at = self.events
                continue
            batch.append((name, events))
            held += len(events)
            if held >= BATCH:
                yield batch
                batch, held = [], 0
        if batch:
            yield batch

    def _count(self, events: Sequence[Event]) -> None:
        self.cases += 1
        self.events += len(events)
        instants = [event.at for event in events]
        self.first = min(instants) if self.first is None else min(self.first, *instants)
        self.last = max(instants) if self.last is None else max(self.last, *instants)

    def _show(self) -> None:
        rate = (self.events - self.begun_at) / max(monotonic() - self.begun, 0.001)
        so_far = f"{self.events:,} / {self.total:,}"
        says = Text(
            f"写入账本：{so_far} 个事件，每秒 {rate:,.0f} 个", f"into the ledger: {so_far} events, {rate:,.0f} a second"
        )
        done = READING + (WHOLE - READING) * self.events // max(self.total, 1)
        self.task.progress(min(done, WHOLE), WHOLE, says)


def summary_of(log: Log) -> Summary:
    """What the import put beside the event file."""
    told = log.events_path.with_name(f"{log.events_path.name}.import.json").read_text(encoding="utf-8")
    return Summary(**json.loads(told))


def _keep(log: Log, landed: _Landing, at: datetime) -> None:
    with log.events_path.open("rb") as file:
        log.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    log.summary, log.header = asdict(summary_of(log)), asdict(read_header(log.events_path))
    log.first_at, log.last_at, log.imported_at = _instant(landed.first), _instant(landed.last), at
    with writing():
        log.save(update_fields=["sha256", "summary", "header", "first_at", "last_at", "imported_at"])


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _title(params: Params) -> Text:
    log = Log.objects.get(pk=params["log"])
    return Text(f"导入 {log.name}", f"Import {log.name}")


def _address(params: Params) -> str:
    return reverse("history:log", args=[params["log"]])


JOB = Kind(runner=run, title=_title, address=_address, act=Act.WORK_WITH_HISTORY)
