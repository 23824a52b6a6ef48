"""A job as pages show it: how far, how quick, how long still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from wuxing.core.source import Text
from wuxing.jobs.kinds import kind_called
from wuxing.jobs.models import Job
from wuxing.ui import times
from wuxing.ui.language import language, said

TOO_EARLY = 2.0
"""Seconds before which a rate says nothing."""


@dataclass(frozen=True, slots=True)
class JobView:
    """`share` is in percent, None where the end is not known; `says` are the runner's words, else it is counted here."""

    pk: int
    title: str
    state: str
    word: str
    share: int | None
    counted: str
    pace: str
    says: str
    error: tuple[str, ...]
    is_finished: bool
    is_stopping: bool
    href: str


def job_view(job: Job, at: datetime) -> JobView:
    """How a job stands at an instant."""
    is_running = job.state == Job.State.RUNNING
    error = str(job.error.get(language(), ""))
    return JobView(
        pk=job.pk,
        title=str(job.title[language()]),
        state=job.state,
        word=_word(job),
        share=min(100, 100 * job.done // job.total) if job.total else None,
        counted=_counted(job) if is_running and not job.says else "",
        pace=_pace(job, at) if is_running else "",
        says=str(job.says.get(language(), "")) if is_running else "",
        error=tuple(error.splitlines()),
        is_finished=job.is_finished,
        is_stopping=job.stop_asked and not job.is_finished,
        href=kind_called(job.kind).address(job.params),
    )


def _word(job: Job) -> str:
    if job.stop_asked and not job.is_finished:
        return gettext("Being stopped")
    return str(job.get_state_display())


def _counted(job: Job) -> str:
    return f"{job.done:,} / {job.total:,}" if job.total else f"{job.done:,}" if job.done else ""


def _pace(job: Job, at: datetime) -> str:
    """每秒 24,000 · 约 12 秒."""
    begun = job.started_at
    seconds = (at - begun).total_seconds() if begun else 0.0
    if seconds < TOO_EARLY or not job.done:
        return ""
    rate = job.done / seconds
    words = [gettext("%(rate)s a second") % {"rate": f"{rate:,.0f}"}] if rate >= 1 and not job.says else []
    if job.total > job.done:
        left = times.duration(max(1, round((job.total - job.done) / rate)))
        words.append(said(Text(f"约 {left.zh}", f"about {left.en} left")))
    return " · ".join(words)
