"""Histories from elsewhere, taken into the ledger: whole streams at once, chained like any, and nothing follows.

In two steps, because a hash takes the number of its stream: the streams are opened, then everything is computed while
nobody waits, then it is written down. Measured with its cases: by the ORM 317 µs an event, this way 141 µs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection

from wuxing.core.clock import event as core
from wuxing.ledger import bulk
from wuxing.ledger.models import Stream
from wuxing.ledger.streams import hash_of

FOREIGN = "log:"
"""How the actor of an event that another system told of begins: no actor of ours does."""
LONGEST_ACTOR, LONGEST_KIND = 64, 64
SCHEMA = 1
COLUMNS = ("stream_id", "seq", "kind", "at", "recorded_at", "by", "speaker", "payload", "schema", "hash")
INSERT = (
    """INSERT INTO ledger_event (stream_id, seq, kind, at, recorded_at, "by", speaker, payload, schema, hash) VALUES """
)
ONE_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
UPDATE = "UPDATE ledger_stream SET seq = %s, head = %s WHERE id = %s"
UPDATE_ALL = "UPDATE ledger_stream SET seq = told.seq, head = told.head FROM (VALUES {}) AS told (seq, head, id) WHERE ledger_stream.id = told.id"
ONE_HEAD = "(%s, %s, %s)"


class Row(NamedTuple):
    """One event to be written: what its hash is over."""

    stream_id: int
    seq: int
    kind: str
    at: datetime
    recorded_at: datetime
    by: str
    speaker: str
    payload: Mapping[str, Any]
    schema: int = SCHEMA


class Chain(NamedTuple):
    """One history, chained: its stream and the parameters of its rows."""

    stream: Stream
    rows: Sequence[tuple[Any, ...]]


def open_streams(count: int) -> list[Stream]:
    """So many empty streams, in the caller's transaction."""
    return Stream.objects.bulk_create([Stream() for _ in range(count)])


def chained(stream: Stream, events: Sequence[core.Event]) -> Chain:
    """The events of one history as rows of an opened stream, which is still empty; needs no transaction.

    What a payload cannot hold (a float, NUL) is kept as text, or left out.
    """
    adapt = connection.ops.adapt_datetimefield_value
    written = []
    for seq, event in enumerate(events, 1):
        at, recorded_at = (datetime.fromtimestamp(each, UTC) for each in (event.at, event.recorded_at))
        payload = _kept(event.payload)
        row = Row(stream.pk, seq, event.kind[:LONGEST_KIND], at, recorded_at, _actor(event.by), event.speaker, payload)
        stream.seq, stream.head = seq, hash_of(row, stream.head)
        text = json.dumps(payload) if payload else "{}"
        written.append((*row[:3], adapt(at), adapt(recorded_at), *row[5:7], text, row.schema, stream.head))
    return Chain(stream, written)


def linked(stream_id: int, events: Sequence[core.Event]) -> tuple[list[tuple[Any, ...]], str]:
    """The events of one case of ours as rows of COLUMNS, chained, and the last hash; needs no transaction."""
    rows, head = [], ""
    for seq, event in enumerate(events, 1):
        at, recorded_at = (datetime.fromtimestamp(each, UTC) for each in (event.at, event.recorded_at))
        row = Row(stream_id, seq, event.kind, at, recorded_at, event.by, event.speaker, event.payload)
        head = hash_of(row, head)
        kept_at, kept_recorded = bulk.instant(event.at), bulk.instant(event.recorded_at)
        rows.append((*row[:3], kept_at, kept_recorded, *row[5:7], json.dumps(event.payload), row.schema, head))
    return rows, head


def land(chains: Sequence[Chain]) -> None:
    """Write chained histories down, in the caller's transaction; no reaction is filed, nobody is told."""
    rows = [row for each in chains for row in each.rows]
    heads: list[tuple[Any, ...]] = [(each.stream.seq, each.stream.head, each.stream.pk) for each in chains]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(INSERT + ONE_ROW, rows)
            cursor.executemany(UPDATE, heads)
        elif rows:  # elsewhere each row of `executemany` would be a journey of its own
            cursor.execute(INSERT + ", ".join([ONE_ROW] * len(rows)), [*chain.from_iterable(rows)])
            cursor.execute(UPDATE_ALL.format(", ".join([ONE_HEAD] * len(heads))), [*chain.from_iterable(heads)])


def _actor(by: str) -> str:
    return f"{FOREIGN}{_clean(by)}"[:LONGEST_ACTOR] if by else ""


def _kept(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {_clean(str(key)): _kept(each) for key, each in value.items()}
    return [_kept(each) for each in value] if isinstance(value, list | tuple) else value


def _clean(text: str) -> str:
    """Without what no database takes: NUL, and halves of surrogate pairs."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode(errors="replace").decode()
