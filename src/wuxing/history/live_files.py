"""The event files of the live ledger and their manifest: where they lie, what they hold, until when."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from wuxing.core.clock.event import Event
from wuxing.core.standard.document import EVENT_KINDS
from wuxing.history.events.file import Header
from wuxing.history.landing import landing
from wuxing.ledger import models as ledger
from wuxing.standards.finding import shelf

VERSION = 1
STREAMS = 300
"""Cases read at once."""
COLUMNS = ("stream_id", "hash", "seq", "kind", "at", "recorded_at", "by", "speaker", "payload")


@dataclass(frozen=True, slots=True)
class Month:
    """One file: how much it holds, its fingerprint, and one over the number, length and last hash of each case."""

    cases: int
    events: int
    sha256: str
    heads: str
    written_at: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was exported: by month of opening, in the zone whose months these are."""

    zone: str
    exported_at: str = ""
    months: Mapping[str, Month] = field(default_factory=dict)

    @property
    def at(self) -> datetime | None:
        """When the ledger was read last."""
        return datetime.fromisoformat(self.exported_at) if self.exported_at else None


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.HISTORY) / "live"


def path_of(month: str) -> Path:
    """The event file of a month, 2026-10."""
    return folder() / f"{month}.parquet"


def read_manifest() -> Manifest:
    """What was written; an empty one where nothing was, or where the months are those of another zone."""
    path = folder() / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if told.get("export") != VERSION or told["zone"] != settings.TIME_ZONE:
        return Manifest(settings.TIME_ZONE)
    months = {name: Month(**month) for name, month in sorted(told["months"].items())}
    return Manifest(told["zone"], told["exported_at"], months)


def write_manifest(manifest: Manifest) -> None:
    """Write it, whole or not at all."""
    with landing(folder() / "manifest.json") as part:
        text = json.dumps({"export": VERSION, **asdict(manifest)}, ensure_ascii=False, indent=1, sort_keys=True)
        part.write_text(text + "\n", encoding="utf-8")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Of two exports into one folder, the second waits."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the process dies, however it dies
        yield


def live_header() -> Header:
    """The ledger can tell of everything that the product knows or a published standard declares."""
    known = shelf()
    declared = {kind for issue in known.issues for kind in known.standard_of(issue.ref).events}
    return Header(mapping="wuxing", supplies=tuple(sorted({*EVENT_KINDS, *declared})), timezone=settings.TIME_ZONE)


def histories_of(cases: Iterable[tuple[str, int]]) -> Iterator[tuple[str, list[Event], list[str]]]:
    """Each (ref, stream) with its events and their hashes, in the order given; some hundred cases in memory."""
    for chunk in _chunks(cases):
        found: dict[int, tuple[list[Event], list[str]]] = {stream: ([], []) for _, stream in chunk}
        rows = ledger.Event.objects.filter(stream__in=list(found)).order_by("stream_id", "seq").values_list(*COLUMNS)
        for stream, head, seq, kind, at, recorded_at, *rest in rows:
            events, hashes = found[stream]
            events.append(Event(seq, kind, int(at.timestamp()), int(recorded_at.timestamp()), *rest))
            hashes.append(head)
        yield from ((ref, *found[stream]) for ref, stream in chunk)


class Heads:
    """The fingerprint of a month that the ledger can be asked for: number, length and last hash of each case."""

    def __init__(self) -> None:
        self.cases = self.events = 0
        self._hash = hashlib.sha256()

    def add(self, ref: str, events: int, head: str) -> None:
        """The next case in the order of the file."""
        self.cases += 1
        self.events += events
        self._hash.update(f"{ref} {events} {head}\n".encode())

    @property
    def sha256(self) -> str:
        """What it comes to."""
        return self._hash.hexdigest()


def sha256_of(path: Path) -> str:
    """The fingerprint of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(cases: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    chunk: list[tuple[str, int]] = []
    for case in cases:
        chunk.append(case)
        if len(chunk) == STREAMS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
