"""The table of readings: every promise of a history judged, part by part, written in the order of the event file."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from wuxing.history.events.stream import Case, Part, cases_in, cases_of
from wuxing.history.replays.plain_readings import PlainReadings, Side, sides_of
from wuxing.history.replays.reading_rows import SCHEMA, WORD, Blocks, Row, table_of, tidied
from wuxing.packs.finding import calendars

TRIED, AGAINST = "standard", "against"
FAILED = "failed"
GROUP = 65_536  # rows written at once
WORDS = [form.name for form in SCHEMA if form.type == WORD]
NUMBERS = [form.name for form in SCHEMA if form.type != WORD and not pa.types.is_boolean(form.type)]
WRITING: Mapping[str, Any] = {
    "compression": "zstd",
    "use_dictionary": WORDS,
    "column_encoding": dict.fromkeys(NUMBERS, "DELTA_BINARY_PACKED"),
    "write_statistics": ["case"],  # by which a case is found; the others cost a third of the time of writing
}
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
            history = None if is_jsonl(part.path) else columns_in(part)
            return self._one_by_one(cases_of(source=part)) if history is None else self._together(history)

    def judge(self, events: Any) -> Share:
        """The readings of a table of whole cases in order. Raises Problems where it is not in order."""
        history = PartOfHistory.of_table(events)
        with _no_garbage():
            if history.is_in_order:
                return self._together(history)
            return self._one_by_one(cases_in(history.table.to_batches()))

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
        first, last = min(instants, default=None), max(instants, default=None)
        return Share(table_of(rows), count, number, _clocks(rows), 0, first, last)

    def _together(self, history: PartOfHistory) -> Share:
        """Plain cases by the kernel, the others by `evaluate`, their rows in the order of the file."""
        columns, blocks = history.columns, Blocks(history.columns.cases)
        plain = PlainReadings(columns, self.sides, self.at)
        plain.add_to(blocks)
        odd = [list(self.rows(case, events)) for case, events in history.cases(~plain.is_taken)]
        place = np.repeat(np.flatnonzero(~plain.is_taken), [len(each) for each in odd])
        rows = [row for each in odd for row in each]
        blocks.add_rows(place, rows)
        span = (int(columns.at.min()), int(columns.at.max())) if len(columns.at) else (None, None)
        clocks = plain.clocks + _clocks(rows)
        return Share(blocks.table(), len(columns.cases), len(columns.at), clocks, plain.clocks, *span)

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


def _clocks(rows: Iterable[Row]) -> int:
    return sum(1 for row in rows if row[STATE])


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
    with pq.ParquetWriter(path, SCHEMA, **WRITING) as writer:
        for table in tables:
            count += table.num_rows
            waiting = pa.concat_tables([waiting, table])
            while waiting.num_rows >= GROUP:
                writer.write_table(tidied(waiting.slice(0, GROUP)))
                waiting = waiting.slice(GROUP)
        writer.write_table(tidied(waiting))
    return count
