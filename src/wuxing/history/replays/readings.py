"""The table of readings: every promise of a history judged, part by part, written in the order of the event file."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wuxing.core.clock.event import Event
from wuxing.core.replay.flips import compared
from wuxing.core.replay.judging import Judge, Judged, story_of
from wuxing.core.standard.document import Standard
from wuxing.history.events.columns import PartOfHistory, columns_in
from wuxing.history.events.file import is_jsonl
from wuxing.history.events.stream import Case, Part, cases_of
from wuxing.history.replays.plain_readings import PlainReadings, Side, sides_of
from wuxing.history.replays.reading_rows import SCHEMA, Row, table_of
from wuxing.packs.finding import calendars

TRIED, AGAINST = "standard", "against"
FAILED = "failed"
GROUP = 65_536  # rows written at once
STATE = SCHEMA.names.index("state")

Found = TypeVar("Found")


class Share(NamedTuple):
    """The readings of one part of a history; `clocks` are the cycles judged, `together` those by the kernel.

    Instants are UTC seconds.
    """

    table: Any
    cases: int
    events: int
    clocks: int
    together: int
    first_at: int | None
    last_at: int | None


@dataclass(frozen=True)
class Judging:
    """What each process of a replay does: judge the cases of one part under one standard or two."""

    standard: Standard
    against: Standard | None
    supplies: tuple[str, ...]
    at: int

    def __call__(self, part: Part) -> Share:
        with _no_garbage():
            return self._share(part)

    def _share(self, part: Part) -> Share:
        columns = None if is_jsonl(part.path) else columns_in(part)
        return self._one_by_one(cases_of(source=part)) if columns is None else self._together(columns)

    def _one_by_one(self, cases: Iterable[Case]) -> Share:
        """Every case by `evaluate`."""
        rows: list[Row] = []
        count = number = 0
        instants: list[int] = []
        for case, events in cases:
            count, number = count + 1, number + len(events)
            own = [event.at for event in events]
            instants += (min(own), max(own))
            rows += self.rows(case, events)
        clocks = sum(1 for row in rows if row[STATE])
        first, last = min(instants, default=None), max(instants, default=None)
        return Share(table_of(rows), count, number, clocks, 0, first, last)

    def _together(self, history: PartOfHistory) -> Share:
        """Plain cases by the kernel, the others by `evaluate`, their rows in the order of the file."""
        columns = history.columns
        plain = PlainReadings(columns, self.sides, self.at)
        odd = self._one_by_one(history.cases(~plain.is_taken))
        together, place = plain.table()
        names = {case: number for number, case in enumerate(columns.cases)}
        own = np.array([names[case] for case in odd.table["case"].to_pylist()], np.int64)
        order = np.argsort(np.concatenate([place, own]), kind="stable")
        table = pa.concat_tables([together, odd.table]).take(pa.array(order))
        span = (int(columns.at.min()), int(columns.at.max())) if len(columns.at) else (None, None)
        return Share(table, len(columns.cases), len(columns.at), plain.clocks + odd.clocks, plain.clocks, *span)

    def rows(self, case: str, events: Sequence[Event]) -> Iterator[Row]:
        """The rows of one case, those of the standard tried first."""
        story, failure = _attempted(partial(story_of, events, self.at))
        found: dict[str, list[Judged]] = {}
        for side, judge in self.judges.items():
            rows, wrong = _attempted(partial(judge.judge, case, story)) if story else ([], failure)
            found[side] = rows or []
            if wrong:
                yield _failed(case, judge.standard.ref, side, wrong)
        turns = compared(found[TRIED], found[AGAINST]) if self.against else {}
        for side, rows in found.items():
            for row in rows:
                yield (*row, side, turns.get((row.commitment, row.cycle)) if turns else None, None)

    @cached_property
    def sides(self) -> list[Side]:
        """The same judges with what the kernel takes of them."""
        return sides_of(self.judges)

    @cached_property
    def judges(self) -> dict[str, Judge]:
        """A judge for each side, made once in each process."""
        sides = {TRIED: self.standard, AGAINST: self.against}
        return {side: Judge(each, calendars(), self.supplies, self.at) for side, each in sides.items() if each}


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Clocks leave no cycles of references; looking for some all the time costs a tenth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _attempted(act: Callable[[], Found]) -> tuple[Found | None, str]:
    try:
        return act(), ""
    except Exception as error:  # one odd case among millions steps aside, and is reported
        return None, f"{type(error).__name__}: {error}"


def _failed(case: str, standard: str, side: str, failure: str) -> Row:
    known = {"case": case, "standard": standard, "outcome": FAILED, "side": side, "failure": failure}
    return tuple(known.get(name) for name in SCHEMA.names)


def write_tables(path: Path, tables: Iterable[Any]) -> int:
    """Write tables one after another as one Parquet file; the bytes depend on the rows alone. Returns their number."""
    count, waiting = 0, SCHEMA.empty_table()
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for table in tables:
            count += table.num_rows
            waiting = pa.concat_tables([waiting, table])
            while waiting.num_rows >= GROUP:
                writer.write_table(waiting.slice(0, GROUP).combine_chunks())
                waiting = waiting.slice(GROUP)
        writer.write_table(waiting.combine_chunks())
    return count
