"""The sweeper: whatever time alone changes is noticed, once, and dated at its true instant."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q

from wuxing.cases.clocks import store_readings
from wuxing.cases.models import Audience, Case, Clock
from wuxing.ledger.models import Stream
from wuxing.ledger.writing import writing
from wuxing.live import bus

log = logging.getLogger(__name__)

ASIDE = timedelta(minutes=5)
"""How long a case whose clocks cannot be computed is left alone."""


def sweep(at: datetime, limit: int = 100) -> int:
    """Bring cases up to `at` (now) whose clocks change by themselves, from up to so many rows; returns how many cases.

    Several sweepers may work at once: each takes what is free. Missed sweeps delay notices and never change results. A
    case that raises steps aside, is reported, and holds up no other.
    """
    done = 0
    for case_id, stream_id in _due(at, limit):
        try:
            done += _sweep_case(case_id, stream_id, at)
        except Exception:
            log.exception("the clocks of case %s cannot be computed; it is left alone until %s", case_id, at + ASIDE)
            done += _step_aside(case_id, at)
    return done


def look_again(at: datetime) -> int:
    """Have the sweeper look at every open case, because a standard was published that takes them over; how many cases."""
    with writing():
        going_on = Clock.objects.filter(Q(case__ending="") | Q(stopped_at=None, cancelled=False))
        first = going_on.values("case").annotate(first=Min("pk")).values("first")
        return Clock.objects.filter(pk__in=first).update(next_at=at)


def _due(at: datetime, limit: int) -> dict[tuple[int, int], None]:
    """The cases of the rows that are due, the longest overdue first, each once."""
    rows = Clock.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return dict.fromkeys(rows.values_list("case_id", "case__stream_id")[:limit])


def _sweep_case(case_id: int, stream_id: int, at: datetime) -> bool:
    with writing():
        # Whoever holds the stream is acting on the case or sweeping it, and stores its readings by himself.
        if Stream.objects.select_for_update(skip_locked=True).filter(pk=stream_id).first() is None:
            return False
        if not _is_due(case_id, at):
            return False  # done between our look and our lock
        case = Case.objects.get(pk=case_id)
        store_readings(case, at)
        Case.objects.filter(pk=case_id).update(next_due_at=case.next_due_at)
        _publish(case)
        if _is_due(case_id, at):
            raise RuntimeError("its clocks want to be looked at again at an instant that is past")
    return True


def _publish(case: Case) -> None:
    """Tell open pages after commit that the clocks of a case moved by themselves."""
    keys = list(Audience.objects.filter(case=case).values_list("key", flat=True))
    transaction.on_commit(lambda: bus.publish(case_ref=case.ref, keys=keys, event_id=0, kind="clock"))


def _is_due(case_id: int, at: datetime) -> bool:
    return Clock.objects.filter(case_id=case_id, next_at__lte=at).exists()


def _step_aside(case_id: int, at: datetime) -> bool:
    with writing():
        return bool(Clock.objects.filter(case_id=case_id, next_at__lte=at).update(next_at=at + ASIDE))
