"""Import of a foreign log: its rows become an event file, what cannot be read is set aside with its reason."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from wuxing.core.clock.event import Event
from wuxing.core.source import Problem, Problems, Text
from wuxing.history.events.file import Header, require_event_file_name, writing_events
from wuxing.history.landing import landing
from wuxing.history.logs.deriving import Deriver
from wuxing.history.logs.fitting import no_events, nothing_readable, require_columns
from wuxing.history.logs.intake import Intake, UnusableRow
from wuxing.history.logs.mapping import OPENED, LogMapping
from wuxing.history.logs.mapping_file import load_mapping
from wuxing.history.logs.rejected import rejecting
from wuxing.history.logs.sources import Log
from wuxing.history.logs.spool import Line, Spool

EVERY = 2_000  # rows between two calls of `progress`
READING = 0.6  # the share of reading in the whole work, measured on the incident log


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows taken in, bytes of the log read, and the share of the whole work that is done."""

    rows: int
    bytes_done: int
    bytes_total: int
    share: float


ProgressReport = Callable[[Progress], None]


@dataclass(slots=True)
class Summary:
    """What an import did; `made_at` and `seconds` are the import's own time.

    `rows` are those of the log, `rejected` of them stand in `rejected_file`. `without_opening` counts cases that have no
    case.opened, `before_opening` those with an event dated before it.
    """

    log: str
    mapping: str
    events_file: str
    rows: int = 0
    rejected: int = 0
    rejected_file: str | None = None
    first_rejected: dict[str, Any] | None = None
    cases: int = 0
    events: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    without_opening: int = 0
    before_opening: int = 0
    seconds: float = 0.0
    made_at: str = ""


def import_log(
    *, log: Path, mapping: str | Path | LogMapping, out: Path, progress: ProgressReport | None = None
) -> Summary:
    """Turn a log into an event file, and say what came of it.

    `mapping` is the name of a shipped mapping, a YAML file, or one already read. Rows that cannot be read go to
    `<log>.rejected.csv`, the summary to `<out>.import.json`, both beside `out`. The event file depends on the log and
    the mapping alone and appears only when it is complete. Memory does not grow with the log.

    Raises Problems where the mapping is wrong or does not fit the log, or no row can be read.
    """
    rules = mapping if isinstance(mapping, LogMapping) else load_mapping(mapping)
    source = Log(log, rules.layout)
    job = _Import(source, rules, out, progress or (lambda _: None))
    job.require_fit()
    try:
        job.run()
    except OSError as error:  # of writing: those of reading the log are Problems already
        zh = f"无法写入 {out.parent}（{error.strerror}）。请检查磁盘空间与权限，或换一个位置。"
        en = f"Nothing can be written to {out.parent} ({error.strerror}). Check space and permissions, or choose another place."
        raise Problems([Problem("not-written", Text(zh, en), out.name)]) from None
    return job.summary


class _Import:
    """One import under way."""

    def __init__(self, source: Log, mapping: LogMapping, out: Path, report: ProgressReport) -> None:
        self.source = source
        self.mapping = mapping
        self.out = out
        self.report = report
        self.intake = Intake(mapping)
        self.summary = Summary(source.path.name, mapping.name, out.name)

    def require_fit(self) -> None:
        """Refuse before anything is written: a wrong name, a column that is not there."""
        require_event_file_name(self.out)
        if self.out.exists() and self.out.samefile(self.source.path):
            zh, en = (
                "事件文件会覆盖日志本身，请换一个名字。",
                "The event file would overwrite the log itself; give it another name.",
            )
            raise Problems([Problem("same-file", Text(zh, en), self.out.name)])
        require_columns(self.source, self.mapping, self.intake.columns.wanted)

    def run(self) -> None:
        """Read, sort, write, and note down what came of it."""
        begun = time.monotonic()
        self.out.parent.mkdir(parents=True, exist_ok=True)
        with closing(Spool(self.out.parent)) as spool:
            self.take_in(spool)
            self.write_events(spool)
        self.summary.seconds = round(time.monotonic() - begun, 3)
        self.summary.made_at = datetime.now(UTC).isoformat(timespec="seconds")
        with landing(self.out.with_name(f"{self.out.name}.import.json")) as part:
            part.write_text(json.dumps(asdict(self.summary), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def take_in(self, spool: Spool) -> None:
        """Read the log once: good rows into the spool, the others aside."""
        path = self.out.with_name(f"{self.source.path.name}.rejected.csv")
        summary = self.summary
        with rejecting(path) as rejected:
            for row in self.source.rows(self.intake.columns.wanted):
                summary.rows += 1
                try:
                    found = self.intake(row)
                except UnusableRow as unusable:
                    rejected.add(row, unusable.why)
                else:
                    spool.add(found, sum(map(len, filter(None, found[self.intake.columns.first_text :]))))
                if summary.rows % EVERY == 0:
                    self._report_share(READING * self.source.position / max(self.source.size, 1))
        if rejected.first:
            line, why = rejected.first
            summary.rejected, summary.rejected_file = rejected.count, path.name
            summary.first_rejected = {"line": line, "zh": why.zh, "en": why.en}
        if summary.rows == summary.rejected:
            raise nothing_readable(self.source, self.mapping, rejected)

    def write_events(self, spool: Spool) -> None:
        """Turn the rows, case by case, into the event file."""
        deriver = Deriver(self.mapping, self.intake.columns)
        kinds: Counter[str] = Counter()
        with writing_events(path=self.out, header=self._header()) as writer:
            for case, rows in groupby(self._followed(spool.sorted_rows()), key=itemgetter(0)):
                events = deriver.events_of(rows)
                if events:
                    writer.add(case, events)
                    kinds.update(event.kind for event in events)
                    self._count(events)
            if not kinds:
                raise no_events(self.source, self.mapping)
        self.summary.kinds = dict(sorted(kinds.items()))
        self.summary.events = kinds.total()

    def _followed(self, rows: Iterator[Line]) -> Iterator[Line]:
        good = self.summary.rows - self.summary.rejected
        for done, row in enumerate(rows, 1):
            yield row
            if done % EVERY == 0 or done == good:
                self._report_share(READING + (1 - READING) * done / good)

    def _report_share(self, share: float) -> None:
        size = self.source.size
        self.report(Progress(self.summary.rows, round(size * min(1, share / READING)), size, share))

    def _count(self, events: list[Event]) -> None:
        opened = next((event.at for event in events if event.kind == OPENED), None)
        self.summary.cases += 1
        self.summary.without_opening += opened is None
        self.summary.before_opening += opened is not None and events[0].at < opened

    def _header(self) -> Header:
        mapping = self.mapping
        with self.source.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Header(
            mapping=mapping.name,
            mapping_sha256=mapping.sha256,
            source=self.source.path.name,
            source_sha256=digest,
            supplies=mapping.supplies if mapping.supplies is not None else self.intake.kinds_seen(),
            timezone=mapping.zone.key,
            classes={
                dimension: {value: {"zh": label.zh, "en": label.en} for value, label in values.items()}
                for dimension, values in mapping.classes.items()
            },
            assumes=tuple({"zh": text.zh, "en": text.en} for text in mapping.assumes),
        )
