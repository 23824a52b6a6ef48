"""The export of the live ledger as a job, and where it stands for those who read the page of history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wuxing.accounts.actors import SYSTEM, Actor
from wuxing.accounts.permissions import Act
from wuxing.cases.models import Case
from wuxing.core.source import Text
from wuxing.history.exporting import export, is_due
from wuxing.history.live_files import read_manifest
from wuxing.jobs.kinds import Kind, Params, Task
from wuxing.jobs.models import Job
from wuxing.jobs.showing import JobView, job_view
from wuxing.jobs.starting import start

KIND = "history.export"


@dataclass(frozen=True, slots=True)
class LiveView:
    """What is exported of the company's own cases; `job` while an export is under way, `has_cases` whether there is
    anything to export."""

    exported_at: datetime | None
    months: int
    cases: int
    events: int
    job: JobView | None
    has_cases: bool


def live_view(at: datetime) -> LiveView:
    """Where the export stands."""
    manifest = read_manifest()
    months = manifest.months.values()
    job = Job.objects.unfinished().filter(kind=KIND).first()
    return LiveView(
        exported_at=manifest.at,
        months=len(months),
        cases=sum(each.cases for each in months),
        events=sum(each.events for each in months),
        job=job_view(job, at) if job else None,
        has_cases=Case.objects.live().exists(),
    )


def start_export(*, by: Actor, at: datetime) -> Job:
    """Start an export, or hand out the one that is under way. Raises NotAllowed."""
    return Job.objects.unfinished().filter(kind=KIND).first() or start(KIND, {}, by=by, at=at)


def start_nightly(at: datetime) -> int:
    """Start the export of the night once it is due; how many were started."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if not is_due(at) or Job.objects.filter(kind=KIND, created_at__gte=midnight).exists():
        return 0
    start(KIND, {}, by=SYSTEM, at=at)
    return 1


def _run(task: Task) -> Mapping[str, Any]:
    done = export(at=timezone.now(), progress=task.progress)
    return {"months": done.months, "written": list(done.written), "cases": done.cases, "events": done.events}


def _title(_: Params) -> Text:
    return Text("导出本公司工单", "Export our own cases")


def _address(_: Params) -> str:
    return reverse("history:home")


JOB = Kind(runner=_run, title=_title, address=_address, act=Act.WORK_WITH_HISTORY)
