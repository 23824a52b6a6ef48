"""The process of one job, started by `running`.

A thread shows that it lives, every second, whatever the runner is at; it also ends the process when the one that
started it is gone, when somebody else has the job, or when a cancelled runner does not look up.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import suppress
from time import monotonic

from django.db import DatabaseError
from django.utils import timezone

from wuxing.jobs.models import Job
from wuxing.jobs.performing import finish, perform, renew

log = logging.getLogger(__name__)

BEAT = 1.0
PATIENCE = 10.0
"""Seconds that a runner has to look up after it was cancelled."""
POLITE = 2
"""Niceness: pages come first."""


def main(job_id: int, attempt: int, parent: int) -> None:
    """Do one job for the process `parent`, with Django ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the server; when it goes, this goes
    with suppress(OSError):
        os.nice(POLITE)
    ended = threading.Event()
    threading.Thread(target=_beat, args=(job_id, attempt, parent, ended), daemon=True).start()
    try:
        perform(job_id, attempt, now=timezone.now)
    finally:
        ended.set()


def _beat(job_id: int, attempt: int, parent: int, ended: threading.Event) -> None:
    asked_at = 0.0
    while not ended.wait(BEAT):
        is_orphan = os.getppid() != parent
        at = timezone.now()
        try:
            job = renew(job_id, attempt, at=at, **({"state": Job.State.WAITING} if is_orphan else {}))
        except DatabaseError:
            log.warning("job %s: no sign of life could be given", job_id, exc_info=True)
            continue
        if ended.is_set():
            return
        if job is None or is_orphan:
            os._exit(3)
        asked_at = asked_at or (monotonic() if job.stop_asked else 0.0)
        if asked_at and monotonic() - asked_at > PATIENCE:
            finish(job_id, attempt, Job.State.CANCELLED, at=at)
            os._exit(4)
