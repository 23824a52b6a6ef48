"""One write transaction at a time on SQLite, ordinary transactions on PostgreSQL.

SQLite lets concurrent writers fall into back-off (p99 of 400 to 700 ms); queueing in front of it gives a tenth of that
at the same throughput. Threads queue on a lock, processes on a file beside the database.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection, transaction

_one_writer = threading.RLock()
_mine = threading.local()

T = TypeVar("T")


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that may write; inside another one it joins it. Keep it under 50 ms: everybody waits.

    What fails inside fails the whole: a joined one has no savepoint to go back to (four queries of a case's thirty).
    """
    if getattr(_mine, "is_writing", False) and connection.in_atomic_block:
        with transaction.atomic(savepoint=False):
            yield
        return
    with _turn(), looking_anew():
        _mine.is_writing = True
        try:
            with transaction.atomic():
                yield
        finally:
            _mine.is_writing = False


@contextmanager
def looking_anew() -> Iterator[None]:
    """Within it `seen_once` asks each thing once: an act is judged, a page is made by one state of the world."""
    was_looking = getattr(_mine, "seen", None) is not None
    _mine.seen = {}
    try:
        yield
    finally:
        _mine.seen = {} if was_looking else None  # what was seen before an act may be another thing after it


def seen_once(look: Callable[[], T]) -> T:
    """What `look` finds, asked once in a transaction or in the making of a page; elsewhere it looks every time."""
    seen: dict[Any, Any] | None = getattr(_mine, "seen", None)
    if seen is None:
        return look()
    if look not in seen:
        seen[look] = look()
    found: T = seen[look]
    return found


def look_again(look: Callable[[], Any]) -> None:
    """This transaction has changed what `look` finds."""
    _mine.seen.pop(look, None)


@contextmanager
def _turn() -> Iterator[None]:
    if connection.in_atomic_block or connection.vendor != "sqlite":
        yield
        return
    with _one_writer, _alone_on_the_file(str(connection.settings_dict["NAME"])):
        yield


@contextmanager
def _alone_on_the_file(name: str) -> Iterator[None]:
    if ":memory:" in name or "mode=memory" in name:
        yield
        return
    with Path(f"{name}.writer").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the process dies, however it dies
        yield
