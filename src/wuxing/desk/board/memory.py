"""Boards are worked out once for each change, whoever watches: two hundred viewers cost one look.

What has changed is told by the newest rows of four tables, asked by primary key, so that every process sees it. What took
long to work out is kept for longer, so that counting never takes more than a part of the machine.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from django.db import connection

from wuxing.accounts.models import AuditRow
from wuxing.desk.models import AlertStep
from wuxing.ledger.models import Event, Signal

OLDEST = 20.0
"""Seconds after which it is worked out again, change or none: lengths of time are told to the minute."""
REST = 4
"""For how many times as long as it took to work out, it stands: a fifth of a processor at most."""
LONGEST_REST = 3.0
MOST = 200

NEWEST = "SELECT " + ", ".join(
    f'(SELECT MAX(id) FROM "{model._meta.db_table}")' for model in (Event, Signal, AlertStep, AuditRow)
)
"""One question, put together once: two hundred viewers ask it after every change."""

Stamp = tuple[int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Something that was worked out, at which state of the world, when, and how long that took."""

    value: T
    stamp: Stamp
    made: float
    took: float

    @property
    def rest(self) -> float:
        """Seconds for which it stands still, whatever has happened since."""
        return self.made + min(REST * self.took, LONGEST_REST) - monotonic()


class Memory(Generic[T]):
    """What was worked out lately, by what was asked for. One thread works it out; the others wait for it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Kept[T]] = OrderedDict()
        self._locks: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def recall(self, asked: Hashable, work_out: Callable[[datetime], T], at: datetime) -> tuple[T, float]:
        """What is asked for, and after how many seconds to ask again because it is behind; 0 where it is not."""
        stamp = newest()
        if found := self._found(asked, stamp):
            return found
        with self._lock_of(asked):
            if found := self._found(asked, stamp):  # another has worked it out meanwhile
                return found
            begun = monotonic()
            value = work_out(at)
            self._keep(asked, Kept(value, stamp, monotonic(), monotonic() - begun))
            return value, 0.0

    def _found(self, asked: Hashable, stamp: Stamp) -> tuple[T, float] | None:
        kept = self._kept.get(asked)
        if kept is None or monotonic() - kept.made >= OLDEST:
            return None
        if all(known >= asked_for for known, asked_for in zip(kept.stamp, stamp, strict=True)):
            return kept.value, 0.0
        return (kept.value, kept.rest) if kept.rest > 0 else None

    def forget(self) -> None:
        """Nothing was worked out yet: in tests, where the world begins anew."""
        self._kept.clear()

    def _lock_of(self, asked: Hashable) -> Lock:
        with self._lock:
            return self._locks.setdefault(asked, Lock())

    def _keep(self, asked: Hashable, kept: Kept[T]) -> None:
        with self._lock:
            self._kept[asked] = kept
            self._kept.move_to_end(asked)
            while len(self._kept) > MOST:
                gone, _ = self._kept.popitem(last=False)
                self._locks.pop(gone, None)


def newest() -> Stamp:
    """Which state of the world this is: the newest event, signal, step of an alert, and change of a person."""
    with connection.cursor() as asked:
        asked.execute(NEWEST)
        return tuple(last or 0 for last in asked.fetchone())
