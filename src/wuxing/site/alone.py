"""One serving process for each SQLite file: a lock that the system lets go when the process dies, however it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from wuxing.core.source import Refusal


@contextmanager
def alone() -> Iterator[None]:
    """Be the only one who serves or replaces this data folder. Raises Refusal. Several may serve one PostgreSQL."""
    if not settings.IS_SQLITE:
        yield
        return
    with (settings.HOME / "serving").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                "in-use",
                f"另一个进程正在使用 {settings.HOME}。先停止它，或换一个 WUXING_HOME。",
                f"Another process uses {settings.HOME}. Stop it first, or choose another WUXING_HOME.",
            ) from None
        yield
