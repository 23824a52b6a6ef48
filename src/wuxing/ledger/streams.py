"""Writing and reading the history of a case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from wuxing.core.clock import event as core
from wuxing.ledger.deliveries import file_deliveries
from wuxing.ledger.models import Event, Stream

NOTHING: Mapping[str, Any] = MappingProxyType({})
PLAIN = frozenset((int, bool, type(None)))
_as_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Fact(NamedTuple):
    """Something to append. `payload` holds texts, whole numbers, truth values, lists and objects of these; no floats.

    `speaker` is empty where the actor's own is meant, `at` where it happened at the instant of the act.
    """

    kind: str
    payload: Mapping[str, Any] = NOTHING
    speaker: str = ""
    at: datetime | None = None


def open_stream() -> Stream:
    """A new, empty stream."""
    return Stream.objects.create()


def lock(stream_id: int) -> Stream:
    """The stream, held until the end of the transaction: whoever appends to it next waits."""
    return Stream.objects.select_for_update().get(pk=stream_id)


def append(
    stream: Stream, facts: Iterable[Fact], *, by: str, speaker: str, at: datetime, recorded_at: datetime
) -> list[Event]:
    """Append the events of one act to a locked stream, and file the work that follows in the same transaction."""
    events = [
        _next(stream, fact, by=by, speaker=fact.speaker or speaker, at=fact.at or at, recorded_at=recorded_at)
        for fact in facts
    ]
    Event.objects.bulk_create(events)
    stream.save(update_fields=["seq", "head"])
    file_deliveries(events)
    return events


def read(stream_id: int) -> list[core.Event]:
    """All events of a stream as the core takes them."""
    return [as_core(event) for event in Event.objects.filter(stream_id=stream_id).order_by("seq")]


def as_core(event: Event) -> core.Event:
    """A stored event as a value of the core."""
    return core.Event(
        event.seq,
        event.kind,
        int(event.at.timestamp()),
        int(event.recorded_at.timestamp()),
        event.by,
        event.speaker,
        event.payload,
    )


class Chained(Protocol):
    """What a hash is over: a stored event, or one that is about to be."""

    @property
    def stream_id(self) -> int: ...
    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def by(self) -> str: ...
    @property
    def speaker(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...
    @property
    def schema(self) -> int: ...


def hash_of(event: Chained, previous: str) -> str:
    """SHA-256 over the previous hash and the event's canonical JSON: sorted keys, no spaces, no floats."""
    told = {
        "stream": event.stream_id,
        "seq": event.seq,
        "kind": event.kind,
        "at": _instant(event.at),
        "recorded_at": _instant(event.recorded_at),
        "by": event.by,
        "speaker": event.speaker,
        "payload": event.payload,
        "schema": event.schema,
    }
    return hashlib.sha256(f"{previous}\n{canonical(told)}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """The one JSON text of a value, the same before and after any database.

    Raises ValueError for what has no such text: a float (it depends on who writes it), a key that is no text (JSON makes
    it one, in another place of the order), a text with NUL or half a surrogate pair (PostgreSQL refuses it).
    """
    _require_canonical(value)
    text = _as_json(value)
    text.encode()  # half a surrogate pair raises UnicodeEncodeError, which is a ValueError
    return text


def _next(stream: Stream, fact: Fact, *, by: str, speaker: str, at: datetime, recorded_at: datetime) -> Event:
    stream.seq += 1
    event = Event(
        stream=stream,
        seq=stream.seq,
        kind=fact.kind,
        at=at.replace(microsecond=0),
        recorded_at=recorded_at.replace(microsecond=0),
        by=by,
        speaker=speaker,
        payload=dict(fact.payload),
    )
    event.hash = stream.head = hash_of(event, stream.head)
    return event


@lru_cache(maxsize=4_096)  # the events of an act share theirs
def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _require_canonical(value: Any) -> None:
    if type(value) in PLAIN:  # most are: asking what a mapping is takes ten times as long
        return
    if isinstance(value, float):
        raise ValueError("an event holds no floats: use whole seconds or text")
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a text of an event holds no NUL")
    elif isinstance(value, dict | Mapping):
        for key, each in value.items():
            if not isinstance(key, str) or "\0" in key:
                raise ValueError(f"a key of an event is text without NUL, not {key!r}")
            _require_canonical(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _require_canonical(each)
