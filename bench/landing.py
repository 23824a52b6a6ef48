"""A log brought in and imported as the product does it: the job's own work, from the file to cases in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.utils import timezone

import ready  # noqa: F401 - before any model
from wuxing.accounts.actors import SYSTEM
from wuxing.cases import landing
from wuxing.cases.models import Case
from wuxing.history import bringing
from wuxing.history.models import Log
from wuxing.jobs.performing import perform
from wuxing.jobs.running import claim
from wuxing.ledger.landing import Chain


def landed(log: str) -> dict[str, Any]:
    """Seconds on the wall and of this process's processor, and how long others wait for one batch."""
    call_command("migrate", verbosity=0)
    with Path(log).open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        brought = bringing.upload(name=Path(log).name, chunks=chunks, by=SYSTEM, at=timezone.now())
    bringing.start_import(log=brought, by=SYSTEM, at=timezone.now())
    waits = _watch()
    job = claim(timezone.now())
    assert job is not None
    begun, used = perf_counter(), process_time()
    perform(job.pk, job.attempts, now=timezone.now)
    seconds, used = perf_counter() - begun, process_time() - used
    told = Log.objects.get(pk=brought.pk).summary
    waits.sort()
    return {
        "seconds": seconds,
        "processor_seconds": used,
        "events": told["events"],
        "cases": told["cases"],
        "p50": waits[len(waits) // 2],
        "p99": waits[int(len(waits) * 0.99)],
    }


def _watch() -> list[float]:
    """How long each write transaction of the landing was, from then on."""
    waits: list[float] = []
    write = landing.write_down

    def timed(chains: Sequence[Chain], rows: Sequence[Case]) -> None:
        begun = perf_counter()
        write(chains, rows)
        waits.append(perf_counter() - begun)

    landing.write_down = timed
    return waits
