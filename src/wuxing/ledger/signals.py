"""What clocks did by themselves: recorded once, whoever notices it and however often."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from wuxing.ledger.deliveries import file_deliveries
from wuxing.ledger.models import Signal, Stream


class Fired(NamedTuple):
    """Something a clock did at `at`, under the deadline `due_at`; `to` is the role of an escalation step, else empty."""

    kind: str
    commitment: str
    cycle: int
    step: str
    due_at: datetime
    to: str
    at: datetime

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes it the same one when it is seen again: everything but its instant."""
        return self[:-1]


def record(stream_id: int, fired: Iterable[Fired], recorded_at: datetime) -> list[Signal]:
    """Record those that are new, and file the work that follows in the same transaction; returns the new ones.

    Hold the stream's lock, so that `seq` is what they were computed from. Without it the database still lets only one of
    two racing writers record the same signal.
    """
    every = {each.identity: each for each in fired}
    if not every:
        return []
    known = {Fired(*row).identity for row in Signal.objects.filter(stream_id=stream_id).values_list(*Fired._fields)}
    new = [each for identity, each in every.items() if identity not in known]
    if not new:
        return []
    seq = Stream.objects.values_list("seq", flat=True).get(pk=stream_id)
    rows = (
        Signal(stream_id=stream_id, **each._asdict(), seq=seq, recorded_at=recorded_at.replace(microsecond=0))
        for each in new
    )
    recorded = [row for row in rows if _is_first(row)]
    file_deliveries(recorded)
    return recorded


def _is_first(row: Signal) -> bool:
    try:
        with transaction.atomic():  # a savepoint: PostgreSQL gives up the whole transaction on a refused row
            row.save()
    except IntegrityError:
        if not Signal.objects.filter(stream_id=row.stream_id, step=row.step, due_at=row.due_at).exists():
            raise
        return False
    return True
