"""Starting a job."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wuxing.accounts.actors import Actor
from wuxing.accounts.permissions import require_may
from wuxing.jobs.kinds import Params, kind_called
from wuxing.jobs.models import Job
from wuxing.ledger.writing import writing
from wuxing.live import bus


def start(kind: str, params: Params, *, by: Actor, at: datetime) -> Job:
    """Write down what is to be done; a worker takes it up. Raises NotAllowed.

    Call it in the transaction that writes what the job is about: both are there, or neither.
    """
    asked = kind_called(kind)
    if asked.act:
        require_may(by, asked.act)
    title = asked.title(params)
    with writing():
        job = Job.objects.create(
            kind=kind, params=dict(params), title={"zh": title.zh, "en": title.en}, by=by.id, created_at=at
        )
        transaction.on_commit(lambda: bus.publish("", [by.id], 0, "job"))  # wakes the loop that takes it up
    return job
