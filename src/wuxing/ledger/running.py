"""Running deliveries: claimed with a lease, at least once, each handler in one transaction with its done-mark."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from traceback import format_exception_only

from django.db.models import QuerySet

from wuxing.ledger.deliveries import handler_called
from wuxing.ledger.models import Delivery
from wuxing.ledger.writing import writing

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=10)
"""How long a claimed delivery is left to its claimer. While a handler runs its row is locked, however long that takes."""
ATTEMPTS = 8
LONGEST_WAIT = timedelta(hours=1)


def run_due(at: datetime, limit: int = 50) -> int:
    """Run up to so many deliveries that are due at `at` (now); returns how many were tried.

    A handler's writes and its done-mark are one transaction: what it does to the database happens exactly once. What it
    does to the outside world may happen twice, so it does nothing there but write what is to be sent.
    """
    begun = monotonic()
    lease_until = at + LEASE
    claimed = _claim(at, limit, lease_until)
    for place, delivery_id in enumerate(claimed):
        now = at + timedelta(seconds=monotonic() - begun)
        if lease_until - now < LEASE / 2:
            lease_until = _renew(claimed[place:], lease_until, now)
        _run(delivery_id, lease_until, now)
    return len(claimed)


def parked() -> QuerySet[Delivery]:
    """What was given up after so many attempts and waits for a person, oldest first."""
    return Delivery.objects.filter(state=Delivery.State.PARKED).select_related("event", "signal").order_by("id")


def retry(delivery_id: int, by: str, at: datetime) -> bool:
    """Give a parked delivery all its attempts again; False when it is not parked any more."""
    with writing():
        found = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.PARKED)
        is_found = bool(found.update(state=Delivery.State.WAITING, attempts=0, not_before=at, lease_until=None))
    if is_found:
        log.info("delivery %s is tried again, asked by %s", delivery_id, by)
    return is_found


def _claim(at: datetime, limit: int, lease_until: datetime) -> list[int]:
    """Take what is free, and at most one that somebody else claimed and did not finish.

    A handler that kills its process would take its whole batch with it time and again: so a left one runs last and no
    other left one beside it, and its lost run counts as an attempt.
    """
    with writing():
        due = Delivery.objects.filter(state=Delivery.State.WAITING, not_before__lte=at).order_by("not_before", "id")
        rows = list(due.select_for_update(skip_locked=True)[:limit])
        free, left = [row for row in rows if not row.lease_until], [row for row in rows if row.lease_until][:1]
        if left and left[0].attempts + 1 >= ATTEMPTS:
            _put_off(left.pop(), "the process that ran it ended", at)
        elif left:
            Delivery.objects.filter(pk=left[0].pk).update(attempts=left[0].attempts + 1)
        claimed = [row.pk for row in (*free, *left)]
        # Not before its lease ends: so the index on `not_before` leaves out what is being worked on.
        Delivery.objects.filter(pk__in=claimed).update(lease_until=lease_until, not_before=lease_until)
    return claimed


def _renew(delivery_ids: Sequence[int], lease_until: datetime, now: datetime) -> datetime:
    """Hold the rest of a batch for longer: earlier ones took their time."""
    longer = now + LEASE
    with writing():
        mine = Delivery.objects.filter(pk__in=delivery_ids, lease_until=lease_until, state=Delivery.State.WAITING)
        mine.update(lease_until=longer, not_before=longer)
    return longer


def _run(delivery_id: int, lease_until: datetime, at: datetime) -> None:
    # The lease is the token of the claim: once it ran out and somebody else took the row, it is no longer this one.
    mine = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.WAITING, lease_until=lease_until)
    try:
        with writing():
            row = _held(mine)
            if row is None:
                return
            occurrence = row.event or row.signal
            assert occurrence is not None  # delivery_of_one
            handler_called(row.handler)(occurrence, at=at)
            mine.update(state=Delivery.State.DONE, lease_until=None, error="")
    except Exception as error:  # a handler that fails steps aside and never stops the others
        log.warning("delivery %s failed", delivery_id, exc_info=True)
        with writing():
            for row in mine.select_for_update(skip_locked=True):
                _put_off(row, " ".join(format_exception_only(error)[-1].split()), at)


def _held(mine: QuerySet[Delivery]) -> Delivery | None:
    """One's own delivery, locked; None where somebody else has it by now.

    One that is looking for work may hold its row for a moment, because it saw it free: that is waited for. Somebody who
    took it over, and whose handler may run for long, is not.
    """
    whole = mine.select_related("event", "signal")
    found = whole.select_for_update(skip_locked=True, of=("self",)).first()
    if found is None and mine.exists():
        found = whole.select_for_update(of=("self",)).first()
    return found


def _put_off(row: Delivery, error: str, at: datetime) -> None:
    """Wait 2, 4, 8 … seconds before the next attempt, or park it after the last."""
    attempts = row.attempts + 1
    state = Delivery.State.PARKED if attempts >= ATTEMPTS else Delivery.State.WAITING
    wait = min(timedelta(seconds=2**attempts), LONGEST_WAIT)
    Delivery.objects.filter(pk=row.pk).update(
        attempts=attempts, state=state, not_before=at + wait, lease_until=None, error=error[:500]
    )
    level = logging.ERROR if state == Delivery.State.PARKED else logging.WARNING
    log.log(level, "delivery %s of %s failed (%s of %s): %s", row.pk, row.handler, attempts, ATTEMPTS, error)
