"""Taking jobs up: claimed with a lease, each in a process of its own, so that pages stay quick and a kill loses nothing.

A claim counts `attempts` up, which is its token. A process that dies leaves the lease: whoever looks next takes the job
up again, from its beginning, and gives it up after a few.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from wuxing.core.source import Text
from wuxing.jobs.models import Job
from wuxing.jobs.performing import finish
from wuxing.ledger.writing import writing

log = logging.getLogger(__name__)

BEGIN = timedelta(seconds=60)
"""How long a claimed job is left to a process that has yet to start: on a busy machine that takes a while."""
ATTEMPTS = 5
AT_ONCE = 2
"""Jobs that one worker runs side by side: a short one does not wait behind a long one."""
DIED = Text(
    "处理它的进程几次中途退出（可能内存不足）。换小一些的数据再试，或告诉管理员。",
    "The process that ran it ended several times (perhaps for want of memory). Try less data, or tell the administrator.",
)

CHILD = "import django; django.setup(); from wuxing.jobs.child import main; main({}, {}, {})"

_children: dict[int, tuple[subprocess.Popen[bytes], int]] = {}
_one_turn = threading.Lock()


def run_due(at: datetime) -> int:
    """Look after the jobs under way and take up what waits; how many began or ended. `at` is now."""
    with _one_turn:
        changed = _reap(at)
        while len(_children) < AT_ONCE and (job := claim(at)):
            _children[job.pk] = (_process(job), job.attempts)
            changed += 1
        return changed


def claim(at: datetime) -> Job | None:
    """Take the oldest job that nobody works on; None where there is none."""
    waiting = Job.objects.to_take_up(at).exclude(pk__in=list(_children)).order_by("id")
    while waiting.exists():  # looked at without a write transaction: mostly there is nothing
        with writing():
            can_skip = connection.features.has_select_for_update_skip_locked
            job = waiting.select_for_update(skip_locked=can_skip).first()
            if job is None:
                return None
            _take(job, at)
            if not (job.stop_asked or job.attempts > ATTEMPTS):
                return job
            if job.stop_asked:
                finish(job.pk, job.attempts, Job.State.CANCELLED, at=at)
            else:
                finish(job.pk, job.attempts, Job.State.FAILED, at=at, error=DIED)
    return None


def _take(job: Job, at: datetime) -> None:
    job.state, job.started_at, job.lease_until = Job.State.RUNNING, at, at + BEGIN
    job.attempts += 1
    job.done, job.says = 0, {}
    job.save(update_fields=["state", "started_at", "lease_until", "attempts", "done", "says"])


def _process(job: Job) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CHILD.format(job.pk, job.attempts, os.getpid())]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def _reap(at: datetime) -> int:
    """Forget the processes that ended; what they left unfinished is free at once."""
    ended = [(pk, *held) for pk, held in _children.items() if held[0].poll() is not None]
    for pk, process, attempt in ended:
        del _children[pk]
        left = Job.objects.filter(Q(pk=pk, state=Job.State.RUNNING, attempts=attempt))
        if process.returncode and left.exists():
            log.error("the process of job %s ended with %s", pk, process.returncode)
            with writing():
                left.update(state=Job.State.WAITING, lease_until=None)
    return len(ended)
