"""Streams, events, signals, deliveries and checkpoints.

Events, signals and checkpoints are written once: the classes here refuse to change or delete them, and so do triggers
in the database (migration 0002), whoever asks.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models import Q


class WrittenOnce(Exception):
    """Somebody tried to change or delete what is never changed: a correction is a new event."""


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise WrittenOnce("events, signals and checkpoints are never changed or deleted; append an event that corrects")


Row = TypeVar("Row", bound=models.Model)


class Records(models.QuerySet[Row]):
    """Rows that can be read and added, nothing else."""

    update = delete = bulk_update = update_or_create = _refuse


class Record(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    delete = _refuse


class Stream(models.Model):
    """The history of one case. The lock on its row gives order, chain and optimistic concurrency."""

    seq = models.PositiveIntegerField(default=0, help_text="of the last event")
    head = models.CharField(max_length=64, default="", blank=True, help_text="hash of the last event")


class Event(Record):
    """One dated fact. `at` is when it happened, `recorded_at` when we learned it; whole seconds."""

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=64, help_text="an opaque actor, such as user:7")
    speaker = models.CharField(
        max_length=16, blank=True, help_text="customer, agent, specialist, engineer, bot, system"
    )
    payload = models.JSONField(default=dict)
    schema = models.PositiveSmallIntegerField(default=1, help_text="number of the payload's shape")
    hash = models.CharField(max_length=64)

    objects = Records["Event"].as_manager()

    class Meta:
        ordering = ["stream", "seq"]
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_seq_once")]


class Signal(Record):
    """What a clock did, by itself: warned, breached, an escalation step due, a cap ended. Output, never input."""

    class Kind(models.TextChoices):
        WARNED = "signal.warned"
        BREACHED = "signal.breached"
        STEP = "signal.step"
        CAP_ENDED = "signal.cap_ended"

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    commitment = models.CharField(max_length=64)
    cycle = models.PositiveIntegerField()
    step = models.CharField(max_length=64, help_text="80%, due, 30 min, or the reason of a capped pause")
    due_at = models.DateTimeField(help_text="the deadline it belongs to")
    to = models.CharField(max_length=32, blank=True, help_text="role of an escalation step")
    at = models.DateTimeField(help_text="its true instant, whatever the time of the sweep")
    recorded_at = models.DateTimeField()
    seq = models.PositiveIntegerField(help_text="of the last event that was known then")

    objects = Records["Signal"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "commitment", "cycle", "kind", "step", "to", "due_at"], name="signal_once"
            )
        ]


class Delivery(models.Model):
    """One handler's turn at one event or signal: at least once, in a transaction with what the handler writes."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        PARKED = "parked"

    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="deliveries")
    signal = models.ForeignKey(Signal, models.PROTECT, null=True, related_name="deliveries")
    handler = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(event__isnull=False) ^ Q(signal__isnull=False), name="delivery_of_one"),
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_of_event_once"),
            models.UniqueConstraint(fields=["signal", "handler"], name="delivery_of_signal_once"),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["id"], condition=Q(state="parked"), name="delivery_parked"),
        ]


class Checkpoint(Record):
    """A day's hash over the heads of the streams that grew since the day before, chained to that day's hash.

    Through the chain it stands for all heads: it shows a cut tail, a stream that is missing, one that was written anew.
    """

    on = models.DateField(unique=True)
    upto = models.BigIntegerField(help_text="id of the last event before it; later ones belong to the next")
    streams = models.PositiveIntegerField(help_text="that grew since the day before")
    events = models.PositiveIntegerField(help_text="appended since the day before")
    hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = Records["Checkpoint"].as_manager()

    class Meta:
        ordering = ["upto", "on"]
