"""Stretches of history: the cases opened between two instants, of a class, from the live ledger or an imported log."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from wuxing.core.clock.event import Event
from wuxing.core.clock.story import class_after
from wuxing.core.source import Text
from wuxing.history.events.extent import extent_of
from wuxing.history.events.file import Header, writing_events
from wuxing.history.events.stream import Case, cases_of, read_header
from wuxing.history.exporting import export
from wuxing.history.live_files import live_header, one_at_a_time, path_of, read_manifest
from wuxing.history.models import Log
from wuxing.jobs.kinds import Progress

CLASSIFYING = ("case.opened", "case.classified")
SOME = 500
"""Cases between two words about progress."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which history. `log` is the key of a log, empty for the live ledger; `first` and `last` are UTC seconds between
    which a case was opened, half-open, None for no bound; `where` the class that a case has in the end."""

    log: str = ""
    first: int | None = None
    last: int | None = None
    where: Mapping[str, str] = field(default_factory=dict)

    def holds(self, events: Sequence[Event]) -> bool:
        """Whether a case belongs to it."""
        opened = events[0].at
        if (self.first is not None and opened < self.first) or (self.last is not None and opened >= self.last):
            return False
        known: Mapping[str, str] = {}
        for event in events if self.where else ():
            if event.kind in CLASSIFYING:
                known = class_after(known, event.payload)
        return all(known.get(name) == value for name, value in self.where.items())


@dataclass(frozen=True, slots=True)
class Cut:
    """An event file that holds a stretch, with its checksum, and how much it holds."""

    events: Path
    sha256: str
    cases: int
    events_count: int


def cut(stretch: Stretch, to: Path, progress: Progress) -> Cut:
    """Write the event file of a stretch; the live ledger is exported first, as far as it is not yet.

    The same history gives the same bytes. Raises Log.DoesNotExist, Problems.
    """
    if stretch.log:
        return _cut(stretch, [log_called(stretch.log).events_path], to, progress)
    export(at=timezone.now(), progress=progress)
    with one_at_a_time():  # no month is written anew under our hands
        return _cut(stretch, _live_files(stretch), to, progress)


def log_called(key: str) -> Log:
    """An imported log by its key: H3. Raises Log.DoesNotExist."""
    number = key.removeprefix("H")
    if not number.isdecimal() or len(number) > 15:
        raise Log.DoesNotExist(key)
    return Log.objects.ready().get(pk=int(number))


def _cut(stretch: Stretch, sources: Sequence[Path], to: Path, progress: Progress) -> Cut:
    cases = events_count = looked_at = read = 0
    total = sum(extent_of(each).events for each in sources)
    with writing_events(path=to, header=_header(sources)) as writer:
        for name, events in heapq.merge(*(cases_of(source=each) for each in sources), key=_name):
            looked_at, read = looked_at + 1, read + len(events)
            if stretch.holds(events):
                writer.add(name, events)
                cases, events_count = cases + 1, events_count + len(events)
            if not looked_at % SOME:
                progress(read, total, Text(f"取出 {cases:,} 件工单", f"{cases:,} cases taken"))
    with to.open("rb") as file:
        return Cut(to, hashlib.file_digest(file, "sha256").hexdigest(), cases, events_count)


def _live_files(stretch: Stretch) -> list[Path]:
    """The months that a stretch touches."""
    first, last = (None if each is None else _month(each) for each in (stretch.first, stretch.last))
    months = read_manifest().months
    return [path_of(each) for each in months if (first is None or each >= first) and (last is None or each <= last)]


def _month(instant: int) -> str:
    return f"{timezone.localtime(datetime.fromtimestamp(instant, UTC)):%Y-%m}"


def _header(sources: Sequence[Path]) -> Header:
    """That of the newest source: it knows the most. Only of the live ledger there may be nothing yet."""
    return read_header(sources[-1]) if sources else live_header()


def _name(case: Case) -> str:
    return case[0]
