"""Replays of an event file, as the command line does them, less the page for readers; and the kernel alone."""

from __future__ import annotations

import resource
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from wuxing.history.events.columns import columns_in
from wuxing.history.events.extent import extent_of
from wuxing.history.events.stream import Part, parts_of, read_header
from wuxing.history.logs.importing import import_log
from wuxing.history.replays.plain_readings import PlainReadings
from wuxing.history.replays.readings import Judging
from wuxing.history.replays.replaying import PART, Work, replay
from wuxing.history.replays.team import in_order
from wuxing.packs.finding import load_standard


class _NotHere(MetaPathFinder):
    """Hides pandas, which is here for its rival alone: where it is, pyarrow loads it, in half a second."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, _NotHere())


def imported(*, log: str, mapping: str, out: str) -> dict[str, Any]:
    """Import a log; what its summary counts."""
    done = import_log(log=Path(log), mapping=mapping, out=Path(out))
    return {"rows": done.rows, "rejected": done.rejected, "events": done.events, "seconds": done.seconds}


def replayed(*, events: str, standard: str, against: str | None, processes: int) -> dict[str, Any]:
    """Replay an event file under one shipped standard or two; what its summary counts."""
    sides = load_standard(standard), load_standard(against) if against else None
    before = process_time()
    with TemporaryDirectory(dir=Path(events).parent) as out:
        done = replay(
            standard=sides[0], against=sides[1], events=Path(events), out=Path(out), work=Work(processes=processes)
        )
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    wanted = ("cases", "events", "clocks", "together", "readings", "failed", "judging_seconds", "seconds")
    return {name: getattr(done, name) for name in wanted} | {
        "processor_seconds": sum(each.ru_utime + each.ru_stime for each in spent) - before
    }


def judged_together(*, events: str, standard: str, against: str, processes: int) -> dict[str, Any]:
    """The kernel alone: clocks of columns that were read before, by the processor's time of each process."""
    path = Path(events)
    extent = extent_of(path)
    job = Judging(load_standard(standard), load_standard(against), read_header(path).supplies, extent.last_at or 0)
    parts = parts_of(path=path, count=extent.events // PART)
    halves = [parts[number::processes] for number in range(processes)]
    found = list(in_order(_Kernel(job), halves, processes=processes))
    return {"clocks": sum(clocks for clocks, _ in found), "rate": sum(clocks / seconds for clocks, seconds in found)}


class _Kernel:
    """What each process does: read its parts, then judge them."""

    def __init__(self, job: Judging) -> None:
        self._job = job

    def __call__(self, parts: list[Part]) -> tuple[int, float]:
        told = [history for part in parts if (history := columns_in(part))]
        PlainReadings(told.pop().columns, self._job.sides, self._job.at)  # tables of the years, standards made ready
        begun = process_time()
        clocks = sum(PlainReadings(each.columns, self._job.sides, self._job.at).clocks for each in told)
        return clocks, process_time() - begun
