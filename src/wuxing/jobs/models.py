"""Jobs: what was asked for, how far it is, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        """Waiting or running."""
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def to_take_up(self, at: datetime) -> Self:
        """What nobody works on: never begun, or left by a process that died."""
        return self.filter(Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lt=at))


class Job(models.Model):
    """One piece of long work. Who claims it counts `attempts` up: the number is the token of that claim."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not finished")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    title = models.JSONField(help_text="zh and en: what it does")
    by = models.CharField(max_length=64, help_text="the actor who started it")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stop_asked = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True, help_text="when it was taken up last")
    finished_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0, help_text="0: not known")
    says = models.JSONField(default=dict, help_text="zh and en: what it is at")
    result = models.JSONField(default=dict)
    error = models.JSONField(default=dict, help_text="zh and en: why it was not finished")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(state__in=["waiting", "running"]), name="job_unfinished")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)
