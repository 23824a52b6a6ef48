"""Bringing changes to the hub: those of this process, or on PostgreSQL those of every process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
from django.db import connection

from wuxing.live import bus, presence
from wuxing.live.change import Change
from wuxing.live.hub import Hub
from wuxing.live.stream import now

AGAIN = 2.0
"""Seconds until a lost connection to PostgreSQL is tried again."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def feeding(hub: Hub) -> AsyncIterator[None]:
    """Feed a hub as long as the block runs, which begins when changes are heard or cannot be for now."""
    if connection.vendor == "postgresql":
        tried = asyncio.Event()
        task = asyncio.ensure_future(_from_postgresql(hub, tried))
        task.add_done_callback(lambda _: tried.set())
        try:
            await tried.wait()
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        return
    loop = asyncio.get_running_loop()

    def pass_on(change: Change) -> None:
        loop.call_soon_threadsafe(_arrived, hub, change)

    stop = bus.listen(pass_on)
    try:
        yield
    finally:
        stop()


async def _from_postgresql(hub: Hub, tried: asyncio.Event) -> None:
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True) as listening:
                await listening.execute(f"LISTEN {bus.CHANNEL}")
                hub.everybody_missed_something()
                tried.set()
                async for notification in listening.notifies():
                    _arrived(hub, Change.from_json(notification.payload))
        except psycopg.OperationalError as error:
            log.warning("changes of other processes are not heard, trying again: %s", error)
            tried.set()
            await asyncio.sleep(AGAIN)


def _arrived(hub: Hub, change: Change) -> None:
    """Pass a change on; of who is there, only what pages would show differently."""
    if not change.is_presence or presence.heard(change):
        hub.arrived(change, now())


def _parameters() -> dict[str, Any]:
    return {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in ("context", "cursor_factory")
    }
