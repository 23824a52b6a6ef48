"""How long one commitment took in a history: its readings, less what no limit changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wuxing.core.calendar.definition import Definition
from wuxing.core.standard.document import Commitment, Standard
from wuxing.history.events.extent import extent_of
from wuxing.history.events.stream import parts_of, read_header
from wuxing.history.landing import landing
from wuxing.history.replays.reading_rows import SCHEMA
from wuxing.history.replays.readings import Judging

COLUMNS = (
    *("business", "customer", "urgency", "outcome"),
    *("started_at", "stopped_at", "due_at", "target_seconds", "elapsed_seconds"),
)
MEASURED = pa.schema([SCHEMA.field(name) for name in COLUMNS])
KEPT = ("met", "late", "open", "excused")
"""Outcomes that a limit may change. What was cancelled or cannot be observed stays what it is."""
PART = 50_000


def measure(
    standard: Standard,
    commitment: Commitment,
    events: Sequence[Path],
    at: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Any:
    """The readings of one commitment over event files, as an Arrow table of COLUMNS.

    Args:
        commitment: of the standard, its calendar changed or not.
        at: the horizon, UTC seconds.
        progress: hears how many events are judged, of how many.
    Raises Problems where a file cannot be read.
    """
    only = replace(standard, commitments={commitment.id: commitment})
    sizes = [extent_of(path).events for path in events]
    tables, done = [MEASURED.empty_table()], 0
    for path, size in zip(events, sizes, strict=True):
        for table, share in _readings(only, path, size, at):
            tables.append(table)
            progress(done + round(size * share), sum(sizes))
        done += size
    return pa.concat_tables(tables)


def _readings(standard: Standard, path: Path, size: int, at: int) -> Iterator[tuple[Any, float]]:
    job = Judging(standard, None, read_header(path).supplies, at)
    parts = parts_of(path=path, count=max(1, size // PART))
    for number, part in enumerate(parts, 1):
        found = job(part).table
        counts = pa.compute.is_in(found["outcome"], value_set=pa.array(KEPT))
        yield found.filter(counts).select(COLUMNS), number / len(parts)


def with_calendar(commitment: Commitment, calendar: Definition | None) -> Commitment:
    """The same promise on another calendar; None for its own."""
    return replace(commitment, calendar=calendar) if calendar else commitment


def keep(table: Any, path: Path) -> None:
    """Write what was measured, whole or not at all."""
    with landing(path) as part:
        pq.write_table(table, part, compression="zstd")


def kept(path: Path) -> Any:
    """What was measured before."""
    return pq.read_table(path).cast(MEASURED)
