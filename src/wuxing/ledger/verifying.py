"""Whether the ledger still is what was written: every chain, every head and every checkpoint, computed again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import QuerySet

from wuxing.core.source import Text
from wuxing.ledger.checkpoints import Seal
from wuxing.ledger.models import Checkpoint, Event, Stream
from wuxing.ledger.streams import hash_of

BATCH = 500


class Difference(NamedTuple):
    """Something that is not as it was written: where, and what."""

    place: str
    says: Text


@dataclass(slots=True)
class Seen:
    """How much was looked at, and the last checkpoint: its hash is worth keeping somewhere else."""

    streams: int = 0
    events: int = 0
    checkpoints: int = 0
    last: Checkpoint | None = None


def verify(seen: Seen) -> Iterator[Difference]:
    """Every difference, as it is found; counts into `seen`. Writers go on meanwhile, memory does not grow."""
    checkpoints = list(Checkpoint.objects.order_by("upto", "on"))
    seals = _Seals(checkpoints)
    after = 0
    while True:
        # The streams before their events: what is appended in between is known by a seq beyond its stream's.
        streams = {each.pk: each for each in Stream.objects.filter(pk__gt=after).order_by("pk")[:BATCH]}
        upto = max(streams, default=None)
        events = Event.objects.filter(stream_id__gt=after)
        yield from _verify_batch(streams, events if upto is None else events.filter(stream_id__lte=upto), seals, seen)
        if upto is None:
            break
        after = upto
    seen.checkpoints, seen.last = len(checkpoints), checkpoints[-1] if checkpoints else None
    yield from seals.differences()


def verify_some(ids: Sequence[int], seen: Seen) -> Iterator[Difference]:
    """The same of some streams, a batch of them: checkpoints stand for all heads, so they are not looked at."""
    streams = Stream.objects.in_bulk(ids)
    yield from _verify_batch(streams, Event.objects.filter(stream_id__in=list(streams)), _Seals(()), seen)


def _verify_batch(
    streams: dict[int, Stream], found: QuerySet[Event], seals: _Seals, seen: Seen
) -> Iterator[Difference]:
    ordered = found.order_by("stream_id", "seq").iterator(chunk_size=2000)
    for stream_id, events in groupby(ordered, key=attrgetter("stream_id")):
        if stream_id not in streams:
            if Stream.objects.filter(pk=stream_id).exists():
                continue  # opened while we read
            yield _missing(stream_id)
        yield from _verify_stream(streams.pop(stream_id, None), events, seals, seen)
    yield from (_cut(stream, 0) for stream in streams.values() if stream.seq)
    seen.streams += len(streams)


def _verify_stream(stream: Stream | None, events: Iterator[Event], seals: _Seals, seen: Seen) -> Iterator[Difference]:
    seen.streams += stream is not None
    last, head = 0, ""
    for event in events:
        if stream and event.seq > stream.seq and _is_news(event, stream):
            break
        seen.events += 1
        yield from _verify_event(event, last, head)
        last, head = event.seq, event.hash
        seals.add(event)
    seals.end_stream()
    if stream is None:
        return
    if last < stream.seq:
        yield _cut(stream, last)
    elif head != stream.head or last > stream.seq:
        yield Difference(
            f"stream {stream.pk}",
            Text("流的头与它最后一个事件不符。", "The head of the stream is not that of its last event."),
        )


def _verify_event(event: Event, last: int, head: str) -> Iterator[Difference]:
    place = f"stream {event.stream_id}, event {event.seq}"
    if event.seq != last + 1:
        yield Difference(
            place,
            Text(
                f"前一个事件是 {last}，中间缺了。", f"The event before it is {last}: what was between them is missing."
            ),
        )
    elif not _is_own_hash(event, head):
        yield Difference(
            place,
            Text(
                "内容与哈希不符：事件或它前面的链被改过。",
                "Its content does not give its hash: the event, or the chain before it, was changed.",
            ),
        )


def _is_own_hash(event: Event, previous: str) -> bool:
    try:
        return hash_of(event, previous) == event.hash
    except ValueError:  # a float or such: never written by us
        return False


def _is_news(event: Event, stream: Stream) -> bool:
    """Whether it was appended while we read, rather than slipped in beside the stream."""
    return Stream.objects.filter(pk=stream.pk, seq__gte=event.seq).exists()


def _missing(stream_id: int) -> Difference:
    return Difference(
        f"stream {stream_id}", Text("有事件，却没有这条流。", "There are events of it, but the stream is missing.")
    )


def _cut(stream: Stream, last: int) -> Difference:
    return Difference(
        f"stream {stream.pk}",
        Text(
            f"记有 {stream.seq} 个事件，只找到 {last} 个：尾部被截。",
            f"It recorded {stream.seq} events and {last} are found: its tail was cut.",
        ),
    )


class _Seals:
    """All checkpoints computed again in one pass over the streams: each gets the heads that were its day's."""

    def __init__(self, checkpoints: Sequence[Checkpoint]) -> None:
        self._checkpoints = checkpoints
        self._bounds = [each.upto for each in checkpoints]
        hashes = ["", *(each.hash for each in checkpoints)]
        # Each on the recorded hash of the day before, so that one change shows on its day and not on all that follow.
        self._seals = [Seal(*row) for row in zip(hashes, (each.on for each in checkpoints), self._bounds, strict=False)]
        self._open: dict[int, tuple[int, Event]] = {}

    def add(self, event: Event) -> None:
        place = bisect_left(self._bounds, event.pk)
        if place < len(self._bounds):
            count, _ = self._open.get(place, (0, event))
            self._open[place] = (count + 1, event)

    def end_stream(self) -> None:
        for place, (count, head) in self._open.items():
            self._seals[place].add(head.stream_id, head.seq, head.hash, count)
        self._open.clear()

    def differences(self) -> Iterator[Difference]:
        for checkpoint, seal in zip(self._checkpoints, self._seals, strict=True):
            if seal.hash != checkpoint.hash:
                yield _broken_seal(checkpoint, seal)


def _broken_seal(checkpoint: Checkpoint, seal: Seal) -> Difference:
    then, now = (checkpoint.streams, checkpoint.events), (seal.streams, seal.events)
    counted = Text("数目相同，内容不同。", "The counts are the same, the content is not.")
    if then != now:
        counted = Text(
            f"当时有 {then[0]} 条流的 {then[1]} 个事件，现在是 {now[0]} 条流的 {now[1]} 个。",
            f"It sealed {then[1]} events of {then[0]} streams, now there are {now[1]} of {now[0]}.",
        )
    return Difference(
        f"checkpoint {checkpoint.on.isoformat()}",
        Text(f"封存的哈希不符。{counted.zh}", f"Its hash is not what the ledger gives. {counted.en}"),
    )
