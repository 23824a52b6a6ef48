"""Doing one claimed job, in the process that does nothing else: its runner, its progress, its end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from wuxing.accounts.actors import SYSTEM, Actor, of_user
from wuxing.accounts.models import User
from wuxing.core.source import Problems, Refusal, Text, shortened
from wuxing.jobs.kinds import Cancelled, Kind, Task, kind_called
from wuxing.jobs.models import Job
from wuxing.ledger.writing import writing
from wuxing.notices.telling import News, tell
from wuxing.ui.refusal import Refused

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
"""How long a job is left to its process without a sign of life; one comes every second."""
EVERY = 0.5
"""Seconds between two times that progress is written down."""
LONGEST_ERROR = 2_000

Now = Callable[[], datetime]


def perform(job_id: int, attempt: int, *, now: Now) -> None:
    """Run a job that was claimed, and write down how it ended. Does nothing where somebody else has it by now."""
    job = _mine(job_id, attempt).first()
    if job is None:
        return
    task = Task(job.pk, job.params, _actor(job.by), now(), _Teller(job_id, attempt, now))
    try:
        result = kind_called(job.kind).runner(task)
    except _NotMine:
        log.warning("job %s was taken over by another process", job_id)
    except Cancelled:
        finish(job_id, attempt, Job.State.CANCELLED, at=now())
    except Exception as error:  # the job ends; the worker goes on
        log.warning("job %s failed", job_id, exc_info=not isinstance(error, Refused | Refusal | Problems))
        finish(job_id, attempt, Job.State.FAILED, at=now(), error=_why(error))
    else:
        finish(job_id, attempt, Job.State.DONE, at=now(), result=result)


def renew(job_id: int, attempt: int, *, at: datetime, **told: Any) -> Job | None:
    """Hold the lease for longer and write down what is told; None where the job is no longer this claim's."""
    with writing():
        is_mine = _mine(job_id, attempt).update(lease_until=at + LEASE, **told)
    return Job.objects.get(pk=job_id) if is_mine else None


def finish(
    job_id: int,
    attempt: int,
    state: Job.State,
    *,
    at: datetime,
    result: Mapping[str, Any] | None = None,
    error: Text | None = None,
) -> None:
    """Write down the end of a job, and tell who started it, unless it was cancelled."""
    with writing():
        job = _mine(job_id, attempt).select_for_update().first()
        if job is None:
            return
        job.state, job.finished_at, job.lease_until = state, at, None
        job.result = dict(result or {})
        job.error = {"zh": error.zh, "en": error.en} if error else {}
        if state == Job.State.DONE:
            job.done = job.total
        job.save()
        kind = kind_called(job.kind)
        if kind.ended:
            kind.ended(job.pk, job.params, job.state)
        if state != Job.State.CANCELLED:
            _tell_starter(job, kind, at)


class _NotMine(Exception):
    """The lease ran out and another process took the job up."""


class _Teller:
    """The `progress` of a running job."""

    def __init__(self, job_id: int, attempt: int, now: Now) -> None:
        self._job_id, self._attempt, self._now = job_id, attempt, now
        self._next = 0.0

    def __call__(self, done: int, total: int, says: Text | None = None) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + EVERY
        told: dict[str, Any] = {"says": {"zh": says.zh, "en": says.en}} if says else {}
        job = renew(self._job_id, self._attempt, at=self._now(), done=done, total=total, **told)
        if job is None:
            raise _NotMine
        if job.stop_asked:
            raise Cancelled


def _mine(job_id: int, attempt: int) -> Any:
    return Job.objects.filter(pk=job_id, state=Job.State.RUNNING, attempts=attempt)


def _actor(by: str) -> Actor:
    """Who started it, with what he may see today."""
    kind, _, number = by.partition(":")
    return of_user(User.objects.get(pk=int(number))) if kind == "user" else SYSTEM


def _tell_starter(job: Job, kind: Kind, at: datetime) -> None:
    starter = _actor(job.by).user
    if starter is None:
        return
    what, why = job.title, job.error
    text = Text(f"已完成：{what['zh']}", f"Done: {what['en']}")
    if job.state == Job.State.FAILED:
        text = Text(f"未完成：{what['zh']}", f"Not finished: {what['en']}")
    because = Text(shortened(why["zh"], 300), shortened(why["en"], 300)) if why else None
    tell([starter], News("job", text, kind.address(job.params), because), source=f"job:{job.pk}", at=at)


def _why(error: Exception) -> Text:
    """What is told of an error, in both languages."""
    if isinstance(error, Problems):
        zh, en = error.in_language("zh"), error.in_language("en")
    elif isinstance(error, Refusal):
        zh, en = error.says.zh, error.says.en
    elif isinstance(error, Refused):
        zh, en = error.text.zh, error.text.en
    else:
        what = type(error).__name__
        zh = f"程序内部出错（{what}），详情在服务器日志里。可以再试一次；仍然不行，就告诉管理员。"
        en = f"The program failed ({what}); the server's log has the details. Try again; if it fails again, tell the administrator."
    return Text(shortened(zh, LONGEST_ERROR), shortened(en, LONGEST_ERROR))
