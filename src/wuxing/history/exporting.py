"""The live ledger as event files, one for each month in which cases were opened: what replays read.

A month is written again only when one of its cases got new events, which the last hashes of its streams show. The files
hold what events hold, references and digests: no words, no names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from wuxing.cases.models import Case
from wuxing.history.events.file import writing_events
from wuxing.history.live_files import (
    Heads,
    Manifest,
    Month,
    folder,
    histories_of,
    live_header,
    one_at_a_time,
    path_of,
    read_manifest,
    sha256_of,
    write_manifest,
)

NIGHT = range(2, 6)
"""Hours in which the nightly export begins: after the day is sealed, before people come."""


Progress = Callable[[int, int], None]


class Exported(NamedTuple):
    """What an export did: months there are, months written now, cases and events in all."""

    months: int
    written: Sequence[str]
    cases: int
    events: int


def export(*, at: datetime, progress: Progress = lambda done, total: None) -> Exported:
    """Bring the event files of the live ledger up to now; writers go on meanwhile.

    Args:
        progress: hears how many events are written, of how many that have to be.
    """
    with one_at_a_time():
        before = read_manifest()
        there = {month: _heads(month) for month in _months()}
        changed = [month for month, heads in there.items() if not _is_written(month, heads, before)]
        total, done = sum(there[month].events for month in changed), 0
        months = {month: each for month, each in before.months.items() if month in there}
        for month in changed:
            months[month] = _write(month, at, partial(_further, progress, done, total))
            done += months[month].events
            write_manifest(Manifest(settings.TIME_ZONE, before.exported_at, months))
        for stale in folder().glob("*.parquet"):
            if stale.stem not in months:
                stale.unlink()
        write_manifest(Manifest(settings.TIME_ZONE, at.isoformat(), months))
    cases, events = (sum(getattr(each, name) for each in months.values()) for name in ("cases", "events"))
    return Exported(len(months), changed, cases, events)


def is_due(at: datetime) -> bool:
    """Whether the export of the night should begin: within NIGHT, and not yet done today."""
    here = timezone.localtime(at)
    last = read_manifest().at
    return here.hour in NIGHT and not (last and timezone.localtime(last).date() == here.date())


def _months() -> Iterator[str]:
    """The months from the first live case to the last: 2026-10."""
    span = Case.objects.live().aggregate(first=Min("opened_at"), last=Max("opened_at"))
    month = _beginning(span["first"]) if span["first"] else None
    while month and month <= span["last"]:
        if _opened_in(month).exists():
            yield f"{month:%Y-%m}"
        month = _after(month)


def _heads(month: str) -> Heads:
    """The fingerprint of a month as the ledger has it now; no event is read for it."""
    heads = Heads()
    for ref, seq, head in sorted(_named(month).values_list("ref", "stream__seq", "stream__head")):
        heads.add(ref, seq, head)
    return heads


def _is_written(month: str, heads: Heads, manifest: Manifest) -> bool:
    told = manifest.months.get(month)
    return told is not None and told.heads == heads.sha256 and path_of(month).exists()


def _further(progress: Progress, done: int, total: int, more: int) -> None:
    progress(done + more, total)


def _write(month: str, at: datetime, progress: Callable[[int], None]) -> Month:
    heads = Heads()
    with writing_events(path=path_of(month), header=live_header()) as writer:
        for ref, events, hashes in histories_of(_cases(month)):
            if events:
                writer.add(ref, events)
                heads.add(ref, len(events), hashes[-1])
                progress(heads.events)
    return Month(heads.cases, heads.events, sha256_of(path_of(month)), heads.sha256, at.isoformat())


def _cases(month: str) -> list[tuple[str, int]]:
    """Number and stream of its cases, in the order of an event file, which no database is sure to sort by."""
    return sorted(_named(month).values_list("ref", "stream_id"))


def _named(month: str) -> QuerySet[Case]:
    return _opened_in(datetime.strptime(month, "%Y-%m").replace(tzinfo=_zone()))


def _opened_in(begins: datetime) -> QuerySet[Case]:
    return Case.objects.live().filter(opened_at__gte=begins, opened_at__lt=_after(begins))


def _beginning(at: datetime) -> datetime:
    return at.astimezone(_zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _after(begins: datetime) -> datetime:
    """The beginning of the next month, by the wall clock of the zone."""
    year, month = divmod(begins.year * 12 + begins.month, 12)
    return begins.replace(year=year, month=month + 1)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
