"""Cancelling a job."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.permissions import require_may
from wuxing.jobs.kinds import kind_called
from wuxing.jobs.models import Job
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused


class NotYours(Refused):
    code = "job-not-yours"
    status = 403
    says = _("Only who started this may stop it.")


class AlreadyEnded(Refused):
    """There is nothing left to stop."""

    code = "job-ended"
    status = 409
    says = _("This has ended already: %(state)s. Nothing was stopped.")


def cancel(job_id: int, *, by: Actor, at: datetime) -> Job:
    """Stop a job: at once where it waits, else as soon as it next tells how far it is. Raises NotAllowed, AlreadyEnded."""
    with writing():
        job = Job.objects.select_for_update().get(pk=job_id)
        kind = kind_called(job.kind)
        if kind.act:
            require_may(by, kind.act)
        elif by.id != job.by:
            raise NotYours
        if job.is_finished:
            raise AlreadyEnded(state=job.get_state_display())
        job.stop_asked = True
        if job.state == Job.State.WAITING:
            job.state, job.finished_at = Job.State.CANCELLED, at
            if kind.ended:
                kind.ended(job.pk, job.params, job.state)
        job.save(update_fields=["stop_asked", "state", "finished_at"])
    return job
