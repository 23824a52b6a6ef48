"""Event files: the events of many cases in one Parquet or JSONL file, written once.

The rows stand in ascending order of case (by code point) and seq, so that a reader needs one case at a time in memory
and the file can be cut into parts that never split a case. The header says which log and mapping the events come from
and which kinds of events that source can supply. The same events give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from wuxing.core.clock.event import Event
from wuxing.core.source import Problem, Problems, Text
from wuxing.history.landing import landing

VERSION = 1
GROUP = 8_192  # events written at once: a row group, so that a part of a replay reads little more than its own rows
HEAVIEST_GROUP = 8_000_000  # what the payloads of a group may weigh, in characters
HEADER_KEY = b"wuxing"
INSTANT = pa.timestamp("s", "UTC")  # Parquet itself keeps milliseconds
SCHEMA = pa.schema(
    [
        ("case", pa.string()),
        ("seq", pa.int64()),
        ("kind", pa.string()),
        ("at", INSTANT),
        ("recorded_at", INSTANT),
        ("by", pa.string()),
        ("speaker", pa.string()),
        ("payload", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the events come from and what their source can say.

    `supplies` are the kinds of events that the source is able to tell of; `classes` the labels (zh, en) of the class
    values by dimension; `timezone` how its local times were read; `assumes` what a reader of results has to know.
    """

    mapping: str
    supplies: tuple[str, ...]
    timezone: str
    mapping_sha256: str = ""
    source: str = ""
    source_sha256: str = ""
    classes: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    assumes: tuple[Mapping[str, str], ...] = ()

    def as_json(self) -> str:
        return canonical_json({"event_file": VERSION, **asdict(self)})


class EventWriter:
    """Takes the cases of an event file in ascending order."""

    def __init__(self, file: _RowFile) -> None:
        self._file = file
        self._last = ""
        self._rows: list[tuple[Any, ...]] = []
        self._weight = 0

    def add(self, case: str, events: Sequence[Event]) -> None:
        """Append one case with its events in order of seq. Raises ValueError where cases are out of order."""
        if case <= self._last:
            raise ValueError(f"cases are written in ascending order, each once: {case!r} came after {self._last!r}")
        self._last = case
        for event in events:
            payload = canonical_json(event.payload) if event.payload else "{}"
            row = (case, event.seq, event.kind, event.at, event.recorded_at, event.by, event.speaker, payload)
            self._rows.append(row)
            self._weight += len(payload)
            if len(self._rows) >= GROUP or self._weight >= HEAVIEST_GROUP:
                self.flush()

    def flush(self) -> None:
        """Write what has been taken so far."""
        if self._rows:
            self._file.write(self._rows)
            self._rows, self._weight = [], 0


@contextmanager
def writing_events(*, path: Path, header: Header) -> Iterator[EventWriter]:
    """A writer for a new event file, which takes its name (.parquet or .jsonl) only when it is complete.

    Raises Problems when the name has neither ending.
    """
    require_event_file_name(path)
    with landing(path) as part:
        file: AbstractContextManager[_RowFile] = (
            _JsonFile(part, header) if is_jsonl(path) else _ParquetFile(part, header)
        )
        with file as rows:
            writer = EventWriter(rows)
            yield writer
            writer.flush()


def require_event_file_name(path: Path) -> None:
    """Refuse a name that says neither Parquet nor JSONL."""
    if path.suffix.lower() not in (".parquet", ".jsonl"):
        zh = "事件文件的名字要以 .parquet 或 .jsonl 结尾，例如 events.parquet。"
        en = "The name of an event file ends in .parquet or .jsonl, for example events.parquet."
        raise Problems([Problem("not-an-event-file-name", Text(zh, en), path.name)])


def is_jsonl(path: Path) -> bool:
    """Whether the name says JSONL."""
    return path.suffix.lower() == ".jsonl"


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def instant_text(seconds: int) -> str:
    """An instant as a JSONL event file shows it: `2016-02-29T01:16:00Z`."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


class _RowFile(Protocol):
    def write(self, rows: Sequence[tuple[Any, ...]]) -> None: ...


class _ParquetFile(AbstractContextManager[_RowFile]):
    def __init__(self, path: Path, header: Header) -> None:
        schema = SCHEMA.with_metadata({HEADER_KEY: header.as_json().encode()})
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        arrays = [pa.array(column, form.type) for column, form in zip(zip(*rows, strict=True), SCHEMA, strict=True)]
        self._writer.write_table(pa.table(arrays, schema=self._writer.schema))

    def __exit__(self, *_: object) -> None:
        self._writer.close()


class _JsonFile(AbstractContextManager[_RowFile]):
    def __init__(self, path: Path, header: Header) -> None:
        self._text_of = lru_cache(GROUP)(instant_text)
        self._file = path.open("w", encoding="utf-8", newline="\n")
        self._file.write(header.as_json() + "\n")

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        for case, seq, kind, at, recorded_at, by, speaker, payload in rows:
            instants = {"at": self._text_of(at), "recorded_at": self._text_of(recorded_at)}
            texts = {"case": case, "kind": kind, "by": by, "speaker": speaker}
            shown = {name: canonical_json(value) for name, value in (instants | texts | {"seq": seq}).items()}
            shown["payload"] = payload  # is JSON already
            self._file.write("{" + ",".join(f'"{name}":{shown[name]}' for name in sorted(shown)) + "}\n")

    def __exit__(self, *_: object) -> None:
        self._file.close()
