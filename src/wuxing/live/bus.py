"""Telling who listens that something changed: in this process, and on PostgreSQL to every other process.

Called after commit. It is a convenience of open pages: what must happen is a delivery of the ledger, never this.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.db import DatabaseError, connection

from wuxing.live.change import Change

CHANNEL = "wuxing_live"
LONGEST = 7_900
"""Bytes that PostgreSQL carries in one notification, less a little."""

log = logging.getLogger(__name__)
_listeners: list[Callable[[Change], None]] = []


def publish(case_ref: str, keys: Iterable[str], event_id: int, kind: str) -> None:
    """Tell that a case changed, or with an empty ref that something of the users in `keys` did."""
    change = Change(event_id, case_ref, frozenset(keys), kind)
    for listener in list(_listeners):
        listener(change)
    if connection.vendor == "postgresql":
        _notify(change)


def listen(listener: Callable[[Change], None]) -> Callable[[], None]:
    """Call a function, from whatever thread publishes, with each change of this process; returns how to stop it."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


def _notify(change: Change) -> None:
    payload = change.as_json()
    if len(payload) > LONGEST:
        log.warning("change of %s not told: its audience is too long", change.ref)
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
    except DatabaseError:  # the act is committed; a page that misses it finds it at its next look
        log.exception("change of %s not told", change.ref)
