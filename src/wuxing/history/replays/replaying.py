"""Replay: a history judged under one standard or two, into a table of readings and a report in figures."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wuxing.core.source import Problem, Problems, Text
from wuxing.core.standard.document import Standard
from wuxing.history.events.extent import extent_of
from wuxing.history.events.file import canonical_json
from wuxing.history.events.stream import parts_of, read_header
from wuxing.history.landing import landing
from wuxing.history.replays.readings import Judging, Share, write_tables
from wuxing.history.replays.tallying import Replayed, report_of
from wuxing.history.replays.team import in_order

READINGS, REPORT = "readings.parquet", "report.json"
PART = 50_000  # events of one task: enough for the kernel, few because results wait in memory for their turn
FEWEST = 4  # tasks, so that a small history too is shared out evenly


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay is: events judged, events in all, and the share of them."""

    events: int
    events_total: int
    share: float


Engine = Callable[[Judging, Path, int, int], Generator[Share, None, None]]
"""What carries a replay out: the shares of an event file of so many events, by so many processes, in the file's order."""


def shares_by_processes(job: Judging, path: Path, events: int, processes: int) -> Generator[Share, None, None]:
    """The engine of one machine: parts of the file go to processes as they become free."""
    return in_order(job, parts_of(path=path, count=max(FEWEST, events // PART)), processes=processes)


@dataclass(frozen=True, slots=True)
class Work:
    """How a replay is carried out: by how many processes, who hears of its progress, and by which engine."""

    processes: int = 2
    progress: Callable[[Progress], None] = lambda _: None
    engine: Engine = shares_by_processes


@dataclass(frozen=True, slots=True)
class Summary:
    """What a replay did. `clocks` are the cycles judged, `together` those of plain shape that the kernel judged at once,
    `readings` all rows, those that cannot be observed included.

    `failed` counts the cases that could not be judged; each has its row among the readings, with the reason.
    """

    standard: str
    against: str | None
    headline: Mapping[str, str]
    readings_file: Path
    report_file: Path
    cases: int
    events: int
    clocks: int
    together: int
    readings: int
    failed: int
    judging_seconds: float
    seconds: float


def replay(
    *,
    standard: Standard,
    events: Path,
    out: Path,
    against: Standard | None = None,
    at: int | None = None,
    work: Work = Work(),
) -> Summary:
    """Judge every case of an event file under a standard, and under another to compare with.

    Writes readings.parquet and report.json into the folder `out`, both or none. The same events and standards give the
    same bytes, however many processes work, in memory that does not grow with the file.

    Args:
        at: the horizon, UTC seconds; by default the last instant in the file.
    Raises Problems where the file cannot be read or a process is lost.
    """
    begun = time.monotonic()
    with _folder(out), landing(out / REPORT) as report, landing(out / READINGS) as readings:
        run = _Run(standard, against, events, at, work)
        with closing(run.tables()) as tables:
            rows = write_tables(readings, tables)
        judged = time.monotonic()
        with TemporaryDirectory(dir=out, prefix=".tally-") as scratch:
            found = report_of(run.replayed(), readings, Path(scratch))
        _require_judged(found, events.name)
        report.write_text(canonical_json(found) + "\n", encoding="utf-8")
    return Summary(
        standard=standard.ref,
        against=against.ref if against else None,
        headline=found["headline"],
        readings_file=out / READINGS,
        report_file=out / REPORT,
        cases=run.cases,
        events=run.events,
        clocks=run.clocks,
        together=run.together,
        readings=rows,
        failed=found["failed"]["cases"],
        judging_seconds=round(judged - begun, 3),
        seconds=round(time.monotonic() - begun, 3),
    )


class _Run:
    """One replay under way, and what it met."""

    def __init__(self, standard: Standard, against: Standard | None, events: Path, at: int | None, work: Work) -> None:
        self.header = read_header(events)
        self.extent = extent_of(events)
        self.at = self.extent.last_at if at is None else at
        self.path = events
        self.sides = (standard, against)
        self.work = work
        self.cases = self.events = self.clocks = self.together = 0
        self.instants: list[int] = []

    def tables(self) -> Generator[Any, None, None]:
        """The readings, part by part, in the order of the file."""
        job = Judging(*self.sides, self.header.supplies, self.at or 0)
        with closing(self.work.engine(job, self.path, self.extent.events, self.work.processes)) as shares:
            for share in shares:
                self._note(share)
                yield share.table

    def _note(self, share: Share) -> None:
        self.cases += share.cases
        self.events += share.events
        self.clocks += share.clocks
        self.together += share.together
        own = [each for each in (*self.instants, share.first_at, share.last_at) if each is not None]
        self.instants = [min(own), max(own)] if own else []
        total = max(self.extent.events, self.events)
        self.work.progress(Progress(self.events, total, self.events / total if total else 1.0))

    def replayed(self) -> Replayed:
        """What was replayed, for the report."""
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Replayed(
            standard=self.sides[0],
            against=self.sides[1],
            header=self.header,
            events_file=self.path.name,
            events_sha256=digest,
            cases=self.cases,
            events=self.events,
            clocks=self.clocks,
            together=self.together,
            span=(self.instants[0], self.instants[1]) if self.instants else None,
            at=self.at,
        )


def _require_judged(report: Mapping[str, Any], file: str) -> None:
    """Refuse a report in which every single case failed: that is no history of odd cases but something broken."""
    failed = report["failed"]
    if failed["cases"] and failed["cases"] == report["events"]["cases"]:
        first = failed["examples"][0]
        zh = f"没有一件工单能够判定。第一件是 {first['case']}：{first['why']}。请检查事件的内容。"
        en = f"Not one case could be judged. The first is {first['case']}: {first['why']}. Check what its events carry."
        raise Problems([Problem("nothing-judged", Text(zh, en), file)])


@contextmanager
def _folder(path: Path) -> Iterator[None]:
    """A folder that is made when it is not there, and taken away again when nothing came of it."""
    was_there = path.is_dir()
    path.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if not was_there:
            with suppress(OSError):
                path.rmdir()
        raise
