"""Histories kept beside the live ledger: logs from elsewhere, and what was tried on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wuxing.jobs.models import Job


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
