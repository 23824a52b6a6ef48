"""Jobs of tests: kinds that do little, and a worker that runs in the test's own process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from wuxing.accounts.permissions import Act
from wuxing.core.source import Text
from wuxing.jobs import kinds
from wuxing.jobs.kinds import Kind, Runner, Task
from wuxing.jobs.performing import perform
from wuxing.jobs.running import claim


def work_off() -> int:
    """Do every job that waits, here; how many."""
    done = 0
    while job := claim(timezone.now()):
        perform(job.pk, job.attempts, now=timezone.now)
        done += 1
    return done


def counting(task: Task) -> Mapping[str, Any]:
    """Counts to what it was given."""
    for number in range(task.params["to"]):
        task.progress(number, task.params["to"], Text(f"数到 {number}", f"at {number}"))
    return {"counted": task.params["to"]}


@contextmanager
def a_kind(runner: Runner = counting, name: str = "count") -> Iterator[str]:
    """A kind of job for the block."""
    before = dict(kinds._kinds)
    kind = Kind(runner, lambda params: Text(f"数到 {params['to']}", f"Count to {params['to']}"), _page, Act.READ_AUDIT)
    kinds.register({**before, name: lambda: kind})
    try:
        yield name
    finally:
        kinds.register(before)


def _page(_: Mapping[str, Any]) -> str:
    return "/notices/"
