"""What is worked out over a history under a standard: while somebody waits where that is quick, else by a job; once,
then kept in a file until the history, the standard or the question is another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from wuxing import __version__
from wuxing.accounts.actors import Actor
from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.history.choices import History
from wuxing.history.landing import keep_newest
from wuxing.jobs.kinds import Params, Task
from wuxing.jobs.models import Job
from wuxing.jobs.showing import job_view
from wuxing.jobs.starting import start
from wuxing.ledger.writing import writing

AT_ONCE = 120_000
"""Events that are worked through while somebody waits for the page: about a second and a half."""
MOST_KEPT = 200
"""Results of a kind that are kept for the next look."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Study:
    """One history under one standard. A kind of study says what else it is asked, and how it is worked out."""

    KIND: ClassVar[str]  # of its jobs
    PAGE: ClassVar[str]  # the address by name
    FOLDER: ClassVar[str]
    ENDING: ClassVar[str]
    COUNTS: ClassVar[str]  # what `work_out` counts
    FORMAT: ClassVar[int] = 1  # of the result; another one is worked out anew

    history: History
    standard_key: str
    standard: Standard

    @property
    def asked(self) -> Mapping[str, str]:
        """What sets it apart from others of this history and standard, as it stands in the address."""
        raise NotImplementedError

    def work_out(self, tell: Tell) -> int:
        """Put the result at `path`; how much was looked at. Raises Problems where an event file cannot be read."""
        raise NotImplementedError

    @cached_property
    def path(self) -> Path:
        """Where the result is kept."""
        said = [
            __version__,
            self.FORMAT,
            self.history.key,
            self.history.fingerprint,
            self.standard.sha256,
            dict(self.asked),
        ]
        name = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]
        return Path(settings.HISTORY) / self.FOLDER / f"{name}{self.ENDING}"

    @property
    def is_there(self) -> bool:
        """Whether it can be answered while somebody waits."""
        return self.path.exists() or self.history.events <= AT_ONCE

    @property
    def params(self) -> Params:
        """What a job has to know: the question as it stands in the address, and the file that answers it."""
        return {"history": self.history.key, "standard": self.standard_key, **self.asked, "path": self.path.name}

    @property
    def address(self) -> str:
        """The page that asks for it."""
        return address_of(self.PAGE, self.params)

    def kept(self) -> Path:
        """The result, worked out now where it is not there yet. Raises Problems."""
        if not self.path.exists():
            self.renew()
        return self.path

    def renew(self, tell: Tell = lambda done, total: None) -> int:
        """Work it out; of older results some give way. Returns how much was looked at."""
        counted = self.work_out(tell)
        keep_newest(self.path.parent, self.ENDING, MOST_KEPT)
        return counted

    def start(self, *, by: Actor, at: datetime) -> None:
        """Have it worked out by a job, unless it is there or under way."""
        job = self._job()
        if self.is_there or (job and not job.is_finished):
            return
        with writing():
            start(self.KIND, self.params, by=by, at=at)

    def waiting(self, at: datetime) -> Mapping[str, Any]:
        """For its page, while it is not there."""
        job = self._job()
        return {
            "is_waiting": True,
            "events": f"{self.history.events:,}",
            "job": job_view(job, at) if job else None,
            "is_under_way": job is not None and not job.is_finished,
        }

    def _job(self) -> Job | None:
        return Job.objects.filter(kind=self.KIND, params__path=self.path.name).order_by("-id").first()


def carry_out(study: Study, task: Task) -> Mapping[str, Any]:
    """Work a study out in a job; its page finds the result when it is opened again."""

    def tell(done: int, total: int) -> None:
        task.progress(done, total, Text(f"{done:,} / {total:,} 个事件", f"{done:,} of {total:,} events"))

    return {study.COUNTS: study.renew(tell)}


def address_of(page: str, params: Params) -> str:
    """The page that asked what a job was started for."""
    asked = {name: value for name, value in params.items() if name != "path" and value}
    return f"{reverse(page)}?{urlencode(asked)}"
