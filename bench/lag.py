"""From a promise that breaks to the notice about it: the worker's own loops, beside as many running clocks as there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from time import process_time, sleep
from typing import Any

from django.db.models import F
from django.utils import timezone

import ready  # noqa: F401 - before any model
from company import make_customers, open_urgent
from wuxing.accounts.models import Team
from wuxing.cases.models import Clock
from wuxing.ledger.models import Delivery, Signal
from wuxing.ledger.writing import writing
from wuxing.notices.models import Notice
from wuxing.site.loops import LOOPS, Worker, stop_all

FIRST_RESPONSE = timedelta(minutes=5)
LONG = 20  # seconds during which all fall due
TRIED = 10  # cases opened to see how long it takes
REST = timedelta(seconds=1)
"""What happens in the second of the due is in time; a promise is broken the second after."""


def lagged(cases: int) -> dict[str, Any]:
    """Let so many cases fall due at moments of their own; seconds from each break to each notice, sorted."""
    running = _hold_the_others()
    workers = [Worker(group) for group in LOOPS]
    for worker in workers:  # as in service: what a start and the opening of cases set off is done before any falls due
        worker.start()
    while Delivery.objects.filter(state=Delivery.State.WAITING).exists():
        sleep(0.5)
    first = _open(cases)
    since = timezone.now()
    used = process_time()
    sleep((first + timedelta(seconds=LONG + 4) - since).total_seconds())
    used = process_time() - used
    stop_all(workers, within=5.0)
    lags = sorted(_lags(since))
    seconds = (timezone.now() - since).total_seconds()
    return {"lags": lags, "running": running, "broken": _broken(since), "busy": used / seconds}


def _hold_the_others() -> int:
    """Let nothing else fall due meanwhile; the clocks that run."""
    with writing():
        Clock.objects.filter(next_at__isnull=False).update(next_at=F("next_at") + timedelta(days=1))
    return Clock.objects.running().count()


def _open(cases: int) -> datetime:
    """Cases whose first response is due soon, but not before all of them are open; the first of these instants."""
    chance, teams = Random(7), list(Team.objects.order_by("pk"))
    (customer,) = make_customers(1, timezone.now())
    begun = timezone.now()
    for number in range(TRIED):
        open_urgent(f"tried {number}", customer, teams[0], begun)
    first = begun + (timezone.now() - begun) / TRIED * cases * 3 + timedelta(seconds=5)
    for number in range(cases):
        due = first + timedelta(seconds=chance.randrange(LONG))
        open_urgent(f"due {number}", customer, teams[number % len(teams)], due - FIRST_RESPONSE)
    assert timezone.now() < first
    return first


def _broken(since: datetime) -> int:
    return Signal.objects.filter(kind=Signal.Kind.BREACHED, at__gte=since).count()


def _lags(since: datetime) -> list[float]:
    """Of the notices about what broke meanwhile: breaches, and steps at the due."""
    signals = Signal.objects.filter(at__gte=since, step="due").in_bulk()
    notices = Notice.objects.filter(source__startswith="signal:").values_list("source", "made_at")
    made = [(int(source.split(":")[1]), at) for source, at in notices]
    return [(at - signals[key].at - REST).total_seconds() for key, at in made if key in signals]
