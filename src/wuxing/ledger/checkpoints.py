"""A day's hash over all heads, chained to the day before: what an event chain alone cannot show, a cut tail, shows here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from django.db import IntegrityError, connection
from django.db.models import Max

from wuxing.ledger.models import Checkpoint, Event
from wuxing.ledger.writing import writing


class Seal:
    """The hash of one checkpoint while it grows: streams in order of their ids, each with its head."""

    def __init__(self, previous: str, on: date, upto: int) -> None:
        self.streams = self.events = 0
        self._hash = hashlib.sha256(f"{previous}\n{on.isoformat()} {upto}\n".encode())

    def add(self, stream_id: int, seq: int, head: str, events: int) -> None:
        """A stream that grew, its last event, and how many it grew by."""
        self.streams += 1
        self.events += events
        self._hash.update(f"{stream_id} {seq} {head} {events}\n".encode())

    @property
    def hash(self) -> str:
        """What it comes to."""
        return self._hash.hexdigest()


def make(on: date, at: datetime) -> Checkpoint:
    """Seal what was appended since the last checkpoint; a day that is sealed stays so. Memory does not grow with the day.

    Keep the hash of the last one outside too (`wuxing ledger verify` prints it): who can write the database can also
    compute new checkpoints, but not change what somebody else wrote down.
    """
    before = Checkpoint.objects.order_by("-on").first()
    if before and before.on >= on:
        return before
    upto = _last_event_id()
    seal = Seal(before.hash if before else "", on, upto)
    for stream_id, seq, head, events in _grown(before.upto if before else 0, upto):
        seal.add(stream_id, seq, head, events)
    made = Checkpoint(on=on, upto=upto, streams=seal.streams, events=seal.events, hash=seal.hash, made_at=at)
    try:
        with writing():
            made.save()
    except IntegrityError:  # another process was quicker
        return Checkpoint.objects.get(on=on)
    return made


def _last_event_id() -> int:
    """The id below which no event will ever appear any more.

    PostgreSQL gives out ids before they are committed, so whoever is in the middle of appending is waited for. It takes
    as long as the longest write, which is short; after ten seconds this gives up, and the loop tries again later.
    """
    with writing():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '10s'")
                cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE MODE")
        return Event.objects.aggregate(last=Max("id"))["last"] or 0


def _grown(after: int, upto: int) -> Iterator[tuple[int, int, str, int]]:
    events = Event.objects.filter(id__gt=after, id__lte=upto).order_by("stream_id", "seq")
    rows = events.values_list("stream_id", "seq", "hash").iterator(chunk_size=2000)
    for stream_id, group in groupby(rows, key=itemgetter(0)):
        count, seq, head = 0, 0, ""
        for _, seq, head in group:  # noqa: B007 - the last one is the head
            count += 1
        yield stream_id, seq, head, count
