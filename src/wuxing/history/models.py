"""Histories kept beside the live ledger: logs from elsewhere, and what was tried on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import User
from wuxing.jobs.models import Job
from wuxing.standards.models import Draft


class LogQuerySet(models.QuerySet["Log"]):
    def shown(self) -> Self:
        """Not hidden."""
        return self.filter(hidden_at=None)

    def ready(self) -> Self:
        """Imported whole: these can be replayed."""
        return self.filter(imported_at__isnull=False)


class Log(models.Model):
    """Somebody else's file, how it is read, and what came of it. Its cases carry `key` as their `history`."""

    class State(models.TextChoices):
        NEW = "new", _("to be mapped")
        IMPORTING = "importing", _("being imported")
        STOPPED = "stopped", _("import not finished")
        READY = "ready", _("imported")

    name = models.CharField(max_length=160, help_text="of the file, as its owner calls it")
    source = models.CharField(max_length=300, help_text="where it lies, below the data folder")
    size = models.BigIntegerField()
    mapping = models.TextField(blank=True, help_text="YAML")
    mapping_name = models.CharField(max_length=80, blank=True, help_text="of the shipped mapping that was recognised")
    by = models.CharField(max_length=64, help_text="the actor who brought it")
    added_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", help_text="its last import")
    imported_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    summary = models.JSONField(default=dict, help_text="of the import: rows, rejected, cases, events, kinds")
    header = models.JSONField(default=dict, help_text="of the event file: supplies, classes, assumes")
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the event file")
    first_at = models.DateTimeField(null=True, help_text="of its events")
    last_at = models.DateTimeField(null=True)

    objects = LogQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    @property
    def key(self) -> str:
        """H3: what its cases are marked with, and how their numbers begin."""
        return f"H{self.pk}"

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.imported_at is not None:
            return self.State.READY
        if self.job is None:
            return self.State.NEW
        return self.State.STOPPED if self.job.is_finished else self.State.IMPORTING

    @property
    def counted_cases(self) -> str:
        """20,769, or — while nobody has counted."""
        return self._counted("cases")

    @property
    def counted_events(self) -> str:
        """How many events the import made."""
        return self._counted("events")

    @property
    def counted_rows(self) -> str:
        """How many rows the log has."""
        return self._counted("rows")

    @property
    def source_path(self) -> Path:
        """The file that was given."""
        return Path(settings.HOME) / self.source

    @property
    def folder(self) -> Path:
        """Where everything of it lies."""
        return Path(settings.HISTORY) / "logs" / str(self.pk)

    @property
    def events_path(self) -> Path:
        """The event file: what replays read."""
        return self.folder / "events.parquet"

    @property
    def rejected_path(self) -> Path | None:
        """The rows that could not be read; None where there are none."""
        name: Any = self.summary.get("rejected_file")
        return self.folder / str(name) if name else None

    def _counted(self, name: str) -> str:
        return f"{self.summary[name]:,}" if name in self.summary else "—"


class ReplayQuerySet(models.QuerySet["Replay"]):
    def done(self) -> Self:
        """Those with figures."""
        return self.filter(done_at__isnull=False)


class Replay(models.Model):
    """A stretch of history judged under a standard, and under another to compare with. It is kept as it was found.

    A standard is named by its key: `name@version`, or `draft:3` with the text that the draft had then.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("being replayed")
        STOPPED = "stopped", _("not finished")
        DONE = "done", _("replayed")

    standard = models.CharField(max_length=120, help_text="key of the standard tried")
    standard_ref = models.CharField(max_length=120, help_text="name@version")
    standard_text = models.TextField(blank=True, help_text="of a draft")
    against = models.CharField(
        max_length=120, blank=True, help_text="key of the other; empty where nothing is compared"
    )
    against_ref = models.CharField(max_length=120, blank=True)
    against_text = models.TextField(blank=True)
    meanings = models.JSONField(help_text="SHA-256 of each standard's text with what it extends")
    stretch = models.JSONField(help_text="log, first, last, where")
    horizon = models.BigIntegerField(help_text="the instant that is judged at, UTC seconds")
    again = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", help_text="the one that it repeats")
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=64, help_text="the actor who started it")
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    events_sha256 = models.CharField(max_length=64, blank=True, help_text="of the event file that was judged")
    inputs = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the meanings, the events, the horizon")
    results = models.CharField(max_length=64, blank=True, help_text="SHA-256 over every figure of the report")
    figures = models.JSONField(default=dict, help_text="for lists: headline, cases, events, clocks, rates, flips")

    objects = ReplayQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["inputs"], name="replay_by_inputs")]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """R12: what it is called."""
        return f"R{self.pk}"

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.done_at is not None:
            return self.State.DONE
        return self.State.STOPPED if self.job is None or self.job.is_finished else self.State.RUNNING

    @property
    def folder(self) -> Path:
        """Where its results lie, all of them or none."""
        return Path(settings.HISTORY) / "replays" / self.key

    @property
    def events_path(self) -> Path:
        """The event file that was judged."""
        return self.folder / "events.parquet"

    @property
    def report_path(self) -> Path:
        """The report in figures."""
        return self.folder / "report.json"


class Improvement(models.Model):
    """One loop of improving: what is wrong and by how much, what is done, whether it helped, what is decided.

    Where it stands follows from its actions, checks and decision. The baseline is kept as it was counted then.
    """

    class State(models.TextChoices):
        """Plan, do, check, act."""

        PLAN = "plan", _("Plan")
        DO = "do", _("Do")
        CHECK = "check", _("Check")
        ACT = "act", _("Decide")
        DECIDED = "decided", _("Decided")

    class Decision(models.TextChoices):
        STANDARDISE = "standardise", _("Write it into the standard")
        KEEP = "keep", _("Keep it as it is now")
        AGAIN = "again", _("Another round")
        STOP = "stop", _("Stop")

    title = models.CharField(max_length=120)
    theme = models.CharField(max_length=200, blank=True, help_text="what customers complain of")
    finding = models.TextField(help_text="what the figures say, and the cause that is assumed")
    history = models.CharField(max_length=40, help_text="key of the history that is counted")
    standard = models.CharField(max_length=120, help_text="key of the standard that judges")
    where = models.CharField(max_length=120, blank=True, help_text="the class it keeps to: topic=logistics")
    measure = models.CharField(max_length=120, help_text="key of the measure")
    unit = models.CharField(max_length=12, help_text="of the measure: share, seconds, number …")
    names = models.JSONField(help_text="zh and en of measure, where and history, as they were called then")
    baseline = models.JSONField(help_text="value, low, high, n, count, first, last")
    goal = models.FloatField(null=True, help_text="wanted change relative to the baseline: −0.4")
    driver = models.CharField(max_length=400, blank=True, help_text="the driver analysis it began from, as a query")
    check_on = models.DateField(null=True, help_text="when to look whether it helped")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="next_round")
    by = models.CharField(max_length=64, help_text="the actor who began it")
    at = models.DateTimeField()
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    reason = models.TextField(blank=True, help_text="of the decision")
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at=None)
                | (~models.Q(decision="") & models.Q(decided_at__isnull=False)),
                name="improvement_decided_when",
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """I3: what it is called."""
        return f"I{self.pk}"


class ImprovementAction(models.Model):
    """Something that is done so that a figure moves."""

    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="actions")
    text = models.CharField(max_length=400)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, related_name="+", help_text="what it changes")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    done_on = models.DateField(null=True, help_text="from which day on it had its effect")
    done_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]


class ImprovementCheck(models.Model):
    """The same measure before and after a day, as it was counted then."""

    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="checks")
    on = models.DateField(help_text="first day of after")
    days = models.PositiveSmallIntegerField(help_text="on each side")
    before = models.JSONField(help_text="value, low, high, n, count, first, last")
    after = models.JSONField()
    change = models.JSONField(help_text="size, low, high, relative; null where one side has no data", null=True)
    better = models.SmallIntegerField(help_text="1: more is better; −1: less is")
    as_of = models.DateTimeField(null=True, help_text="until when our own cases were exported")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
