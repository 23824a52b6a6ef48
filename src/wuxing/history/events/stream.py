"""Event files read as a stream of cases, whole or in parts that several processes read side by side."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuxing.core.clock.event import Event
from wuxing.core.instant import parse_instant
from wuxing.core.source import Problem, Problems, Text
from wuxing.history.events.file import HEADER_KEY, SCHEMA, VERSION, Header, is_jsonl, require_event_file_name

BATCH = 8_192  # events held in memory at once, besides those of one case
REMEMBERED = 8_192
LARGEST = 1 << 20  # bytes of a header
PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}

Case = tuple[str, list[Event]]
_Cells = tuple[str, int, str, int, int, str, str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch [start, end) of an event file between two cases: rows of a Parquet file, bytes of a JSONL file."""

    path: Path
    start: int
    end: int


def read_header(path: Path) -> Header:
    """The header of an event file. Raises Problems where there is no such file, or it is none."""
    require_event_file_name(path)
    try:
        found = json.loads(_first_line(path) if is_jsonl(path) else _metadata(path))
    except OSError as error:
        raise _refusal(
            path, f"无法读取（{error.strerror or error}）。", f"It cannot be read ({error.strerror or error})."
        ) from None
    except (ValueError, KeyError, RecursionError, pa.ArrowException):
        found = None
    if not isinstance(found, dict) or found.get("event_file") != VERSION:
        zh = "这不是事件文件。请先用 wuxing import 由日志生成；自己的事件可用映射 generic。"
        en = "This is no event file. Make one from a log with wuxing import; for events of your own there is the mapping generic."
        raise _refusal(path, zh, en)
    known = {name: found[name] for name in Header.__dataclass_fields__ if name in found}
    return Header(**known | {name: tuple(known[name]) for name in ("supplies", "assumes") if name in known})


def cases_of(*, source: Path | Part) -> Iterator[Case]:
    """Each case with its events in order of seq, one at a time; the payloads are shared, so never changed.

    Memory: one batch of events and the events of one case. Raises Problems where the file is no event file, breaks off,
    or its rows are not in order.
    """
    part = source if isinstance(source, Part) else parts_of(path=source, count=1)[0]
    rows = _json_cells(part) if is_jsonl(part.path) else _parquet_cells(part)
    yield from _grouped(rows, part.path)


def cases_in(batches: Iterable[Any]) -> Iterator[Case]:
    """The cases of batches of rows that are known to be in order."""
    payload_of = lru_cache(REMEMBERED)(json.loads)
    rows = chain.from_iterable(_batch_cells(batch, payload_of) for batch in batches)
    return _grouped(rows, Path())


def events_of(*, path: Path, case: str) -> list[Event]:
    """The events of one case of a Parquet event file, found by what each group of rows holds; none where it has none."""
    with _refusing_damage(path):
        rows = pq.read_table(path, columns=SCHEMA.names, filters=[("case", "=", case)])
    return next((events for _, events in cases_in(rows.to_batches())), [])


def _grouped(rows: Iterator[_Cells], path: Path) -> Iterator[Case]:
    current: str | None = None
    events: list[Event] = []
    for case, seq, kind, at, recorded_at, by, speaker, payload in rows:
        if case != current:
            if current is not None:
                yield current, events
                _require_order(path, case, current < case)
            current, events = case, []
        else:
            _require_order(path, case, events[-1].seq < seq)
        events.append(Event(seq, kind, at, recorded_at, by, speaker, payload))
    if current is not None:
        yield current, events


def parts_of(*, path: Path, count: int) -> list[Part]:
    """At most `count` parts of about the same size that together hold every case once."""
    read_header(path)
    ends = _json_cuts(path, count) if is_jsonl(path) else _parquet_cuts(path, count)
    return [Part(path, start, end) for start, end in pairwise(ends) if start < end]


# Parquet


def _parquet_cells(part: Part) -> Iterator[_Cells]:
    table, first = pq.ParquetFile(part.path), 0
    with _refusing_damage(part.path):
        for group in range(table.num_row_groups):
            begin, end = part.start - first, part.end - first
            first += table.metadata.row_group(group).num_rows
            if end > 0 and part.start < first:
                yield from _group_cells(table, group, max(begin, 0), end)


def _group_cells(table: Any, group: int, begin: int, end: int) -> Iterator[_Cells]:
    payload_of = lru_cache(REMEMBERED)(json.loads)
    for batch in table.iter_batches(BATCH, row_groups=[group], columns=SCHEMA.names):
        rows = batch.slice(begin, max(end - begin, 0))
        begin, end = max(begin - batch.num_rows, 0), end - batch.num_rows
        yield from _batch_cells(rows, payload_of)


def _batch_cells(rows: Any, payload_of: Callable[[str], Mapping[str, Any]]) -> Iterator[_Cells]:
    case, seq, kind, at, recorded_at, by, speaker, payload = (rows.column(name) for name in SCHEMA.names)
    yield from zip(
        case.to_pylist(),
        seq.to_pylist(),
        kind.to_pylist(),
        _seconds(at),
        _seconds(recorded_at),
        by.fill_null("").to_pylist(),
        speaker.fill_null("").to_pylist(),
        map(payload_of, payload.fill_null("{}").to_pylist()),
        strict=True,
    )


def _seconds(column: Any) -> list[int]:
    unit = PER_SECOND[column.type.unit]
    return [ticks // unit for ticks in column.cast(pa.int64()).to_pylist()]


def _parquet_cuts(path: Path, count: int) -> list[int]:
    table = pq.ParquetFile(path)
    total = table.metadata.num_rows
    inner = [_first_new_case(table, total * index // count) for index in range(1, count)]
    return [0, *inner, total]


def _first_new_case(table: Any, row: int) -> int:
    """The first row at or after this one whose case is another than that of the row before."""
    groups, first = list(range(table.num_row_groups)), 0
    while groups and first + table.metadata.row_group(groups[0]).num_rows < row:
        first += table.metadata.row_group(groups.pop(0)).num_rows
    before: str | None = None
    for batch in table.iter_batches(BATCH, row_groups=groups, columns=["case"]):
        skipped, own = max(row - first, 0), batch.column(0)
        if skipped < len(own):
            if skipped:
                before = own[skipped - 1].as_py()
            others = pc.index(pc.fill_null(pc.not_equal(own[skipped:], before or ""), True), True).as_py()
            if before is None or others >= 0:
                return first + skipped + (0 if before is None else others)
        before, first = own[-1].as_py() if len(own) else before, first + len(own)
    return first


def _metadata(path: Path) -> bytes:
    found: bytes = pq.read_schema(path).metadata[HEADER_KEY]
    return found


# JSONL


def _json_cells(part: Part) -> Iterator[_Cells]:
    seconds_of = lru_cache(REMEMBERED)(parse_instant)
    with part.path.open("rb") as file, _refusing_damage(part.path):
        file.seek(part.start)
        while file.tell() < part.end:
            row = json.loads(file.readline())
            at, recorded_at = seconds_of(row["at"]), seconds_of(row["recorded_at"])
            yield row["case"], row["seq"], row["kind"], at, recorded_at, row["by"], row["speaker"], row["payload"]


def _json_cuts(path: Path, count: int) -> list[int]:
    with path.open("rb") as file, _refusing_damage(path):
        first = len(file.readline())
        size = file.seek(0, io.SEEK_END)
        inner = [_next_case(file, first + (size - first) * index // count) for index in range(1, count)]
    return [first, *inner, size]


def _next_case(file: BinaryIO, near: int) -> int:
    """Where, after this byte, the first line of a case begins."""
    file.seek(near)
    file.readline()
    begins, before = file.tell(), None
    while line := file.readline():
        case = json.loads(line)["case"]
        if before not in (None, case):
            break
        begins, before = file.tell(), case
    return begins


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(LARGEST)


# Refusals


@contextmanager
def _refusing_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, Problems):
            raise
        said = f"{type(error).__name__}: {error}"
        zh, en = (
            f"文件已损坏或不完整（{said}）。请重新导入日志。",
            f"The file is damaged or incomplete ({said}). Import the log again.",
        )
        raise _refusal(path, zh, en) from None


def _require_order(path: Path, case: str, in_order: bool) -> None:
    if not in_order:
        zh = f"工单 {case} 的行不在应有的位置：各行须先按工单、再按 seq 升序排列。请用 wuxing import 重新生成。"
        en = f"The rows of case {case} are out of place: they stand in ascending order of case, then seq. Make the file with wuxing import."
        raise _refusal(path, zh, en)


def _refusal(path: Path, zh: str, en: str) -> Problems:
    return Problems([Problem("event-file", Text(zh, en), path.name)])
