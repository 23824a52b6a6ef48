"""How many events a file holds and until when, found without reading them out."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuxing.core.instant import parse_instant
from wuxing.history.events.file import is_jsonl
from wuxing.history.events.stream import PER_SECOND

WRITTEN = re.compile(rb'\{"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)",')  # how an import begins its lines


@dataclass(frozen=True, slots=True)
class Extent:
    """The number of events and the instant of the last one, UTC seconds; None where there is no event."""

    events: int
    last_at: int | None


def extent_of(path: Path) -> Extent:
    """The extent of an event file whose header was already read.

    Damage is passed over: whoever reads the events will refuse it and say where it is.
    """
    return _of_jsonl(path) if is_jsonl(path) else _of_parquet(path)


def _of_parquet(path: Path) -> Extent:
    file = pq.ParquetFile(path)
    found: list[int] = []
    with suppress(pa.ArrowException, OSError):
        for batch in file.iter_batches(1 << 20, columns=["at"]):
            column = batch.column(0)
            ticks = pc.max(column.cast(pa.int64())).as_py()
            found += [] if ticks is None else [ticks // PER_SECOND[column.type.unit]]
    return Extent(file.metadata.num_rows, max(found, default=None))


def _of_jsonl(path: Path) -> Extent:
    count, last_text = 0, b""
    found: list[int] = []
    with path.open("rb") as file:
        file.readline()
        for line in file:
            count += 1
            if written := WRITTEN.match(line):
                last_text = max(last_text, written[1])  # texts of one form and zone are in the order of time
                continue
            with suppress(ValueError, KeyError, TypeError, RecursionError):
                found = [max([*found, parse_instant(json.loads(line)["at"])])]
    with suppress(ValueError):
        found.append(parse_instant(last_text.decode()))
    return Extent(count, max(found, default=None))
