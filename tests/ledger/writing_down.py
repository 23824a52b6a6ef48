"""Words of the ledger's tests: streams with a few events, handlers that keep what they saw."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

from django.db import connection

from wuxing.ledger import deliveries, streams
from wuxing.ledger.models import Event, Stream
from wuxing.ledger.streams import Fact
from wuxing.ledger.writing import writing
from wuxing.site.reactions import REACTIONS

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def at(seconds: int) -> datetime:
    return MONDAY + timedelta(seconds=seconds)


def tell(stream_id: int, *kinds: str, seconds: int = 0, payload: Mapping[str, Any] = streams.NOTHING) -> list[Event]:
    """Append one event of each kind, as one act."""
    with writing():
        facts = [Fact(kind, payload) for kind in kinds]
        locked = streams.lock(stream_id)
        return streams.append(locked, facts, by="user:7", speaker="agent", at=at(seconds), recorded_at=at(seconds))


def told(*kinds: str) -> Stream:
    """A new stream with these events."""
    with writing():
        stream = streams.open_stream()
    if kinds:
        tell(stream.pk, *kinds)
    stream.refresh_from_db()
    return stream


@contextmanager
def reacting(reactions: Mapping[str, Sequence[deliveries.Handler]]) -> Iterator[None]:
    """Another table of reactions for a while."""
    deliveries.subscribe(reactions)
    try:
        yield
    finally:
        deliveries.subscribe(REACTIONS)


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """Run acts at the same time, each in a thread with a connection of its own; what they raised."""
    raised: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@contextmanager
def forced(table: str) -> Iterator[Any]:
    """A cursor for somebody who owns the database and takes its guards away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'")
            triggers = cursor.fetchall()
            cursor.execute("PRAGMA foreign_keys = OFF")
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            for _, sql in triggers:
                cursor.execute(sql)
            cursor.execute("PRAGMA foreign_keys = ON")
