"""Where a zone's wall clock jumps: the way between local time and instants, point by point."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from wuxing.core.instant import DAY

Stretch = tuple[int, int]
STEP = DAY // 2  # no zone has changed its offset twice within half a day


@lru_cache(maxsize=4096)
def offsets(timezone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """Stretches [from, to) of one UTC offset each (all in seconds) that together cover a year and two days around it."""
    zone = ZoneInfo(timezone)
    start = int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) - 2 * DAY
    end = int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp()) + 2 * DAY
    found, begin, offset = [], start, _offset(zone, start)
    for at in range(start + STEP, end + 1, STEP):
        now = _offset(zone, at)
        if now != offset:
            change = _change(zone, at - STEP, at, offset)
            found.append((begin, change, offset))
            begin, offset = change, now
    found.append((begin, end, offset))
    return tuple(found)


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after


def instants_of(timezone: str, year: int, start: int, end: int) -> list[Stretch]:
    """The instants whose wall clock reads [start, end) (local seconds since 1970-01-01) in a year.

    A skipped hour gives nothing, a repeated one gives two stretches (standard.md section 2, rule 5).
    """
    found = []
    for begin, until, offset in offsets(timezone, year):
        first, last = max(start - offset, begin), min(end - offset, until)
        if first < last:
            found.append((first, last))
    return found


def first_instant_of(timezone: str, year: int, local: int) -> int:
    """The first instant at which the wall clock has reached a local time; in a skipped hour, the jump itself."""
    for begin, until, offset in offsets(timezone, year):
        if local - offset < until:
            return max(local - offset, begin)
    raise ValueError(local)


def steady_offset(timezone: str, first: int, last: int) -> int | None:
    """The one offset that a zone has in all these years, None where its clock jumps."""
    found = {offset for year in range(first, last + 1) for _, _, offset in offsets(timezone, year)}
    return found.pop() if len(found) == 1 else None


def local_day(timezone: str, at: int) -> int:
    """The local date of an instant, in days since 1970-01-01."""
    return (at + offset_at(timezone, at)) // DAY


def offset_at(timezone: str, at: int) -> int:
    """The UTC offset of a zone at an instant, in seconds."""
    for begin, until, offset in offsets(timezone, datetime.fromtimestamp(at, UTC).year):
        if begin <= at < until:
            return offset
    raise ValueError(at)
