"""The table of readings: every promise of a history judged, part by part, written in the order of the event file."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from wuxing.core.clock.event import Event
from wuxing.core.replay.flips import compared
from wuxing.core.replay.judging import Judge, Judged, story_of
from wuxing.core.standard.document import Standard
from wuxing.history.event_stream import Part, cases_of
from wuxing.packs.finding import calendars

TRIED, AGAINST = "standard", "against"
FAILED = "failed"
GROUP = 65_536  # rows written at once
INSTANT = pa.timestamp("s", "UTC")  # Parquet itself keeps milliseconds
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("case", "standard", "commitment", "clause")),
        ("cycle", pa.int64()),
        *((name, pa.string()) for name in ("cell", "business", "customer", "urgency", "state", "outcome")),
        *((name, INSTANT) for name in ("started_at", "due_at", "stopped_at", "ever_breached_at")),
        *((f"{name}_seconds", pa.int64()) for name in ("target", "elapsed", "overdue_working", "overdue_wall")),
        ("provisional", pa.bool_()),
        ("hour", pa.int64()),
        ("side", pa.string()),
        ("compared", pa.string()),
        ("failure", pa.string()),
    ]
)
"""The columns of `Judged`, and three more: `side`, under which of the two standards (`standard` is the one tried);
`compared`, for a promise judged under both: same, to_late or to_met; and `failure`, why a case could not be judged at
all (its one row then has the outcome `failed` and nothing else)."""

STATE = SCHEMA.names.index("state")

Row = tuple[Any, ...]
Found = TypeVar("Found")


class Share(NamedTuple):
    """The readings of one part of a history; `clocks` are the cycles judged, instants UTC seconds."""

    table: Any
    cases: int
    events: int
    clocks: int
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
        rows: list[Row] = []
        cases = count = 0
        instants: list[int] = []
        for case, events in cases_of(source=part):
            cases, count = cases + 1, count + len(events)
            own = [event.at for event in events]
            instants += (min(own), max(own))
            rows += self.rows(case, events)
        clocks = sum(1 for row in rows if row[STATE])
        first, last = min(instants, default=None), max(instants, default=None)
        return Share(table_of(rows), cases, count, clocks, first, last)

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


def table_of(rows: Sequence[Row]) -> Any:
    """Rows as an Arrow table."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in SCHEMA)
    return pa.table([pa.array(values, form.type) for values, form in zip(columns, SCHEMA, strict=True)], SCHEMA)


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
