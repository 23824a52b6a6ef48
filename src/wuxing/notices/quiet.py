"""Quiet hours: when somebody's mails wait. Plain functions on local times."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(at: datetime, start: time | None, end: time | None, zone: ZoneInfo) -> datetime | None:
    """The end of the quiet hours that `at` falls into, or None outside of them. They may span midnight.

    An end that a change of the clocks skips comes at the instant that the clocks jump to.
    """
    if start is None or end is None or start == end:
        return None
    here = at.astimezone(zone)
    clock = here.time()
    over_midnight = start > end
    is_quiet = (clock >= start or clock < end) if over_midnight else (start <= clock < end)
    if not is_quiet:
        return None
    day = here.date() + timedelta(days=1 if over_midnight and clock >= start else 0)
    return datetime.combine(day, end, zone)
