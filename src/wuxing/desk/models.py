"""What people keep for working across cases: views, macros, and what was done to many cases at once."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team
from wuxing.accounts.sharing import Shared
from wuxing.cases.models import AfterAct, Audience, Case, Clock
from wuxing.jobs.models import Job


class SavedView(Shared):
    """A list that is asked for again and again: filters as they stand in an address, and a name."""

    name = models.CharField(max_length=40)
    icon = models.CharField(max_length=16)
    query = models.CharField(max_length=1000, help_text="as Filters.query writes it")
    position = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, help_text="kept for a while, so that deleting can be undone")

    class Meta:
        indexes = [
            models.Index(fields=["scope", "position"], condition=Q(deleted_at=None), name="saved_view_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Macro(Shared):
    """Acts that are done together on one case, in this order, all or none."""

    name = models.CharField(max_length=40)
    steps = models.JSONField(help_text="[{act, …what its form was given}]")
    roles = models.JSONField(default=list, help_text="who is offered it; empty: everybody who sees it")
    asks_first = models.BooleanField(default=False, help_text="shows what would happen before it does it")
    then = models.CharField(max_length=4, choices=AfterAct.choices, blank=True, help_text="empty: as its user chose")
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["scope", "name"], condition=Q(deleted_at=None), name="macro_names")]

    def __str__(self) -> str:
        return self.name


class ManyRun(models.Model):
    """One act on many cases, chosen at one instant; or the undoing of such a run."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    act = models.CharField(max_length=32)
    given = models.JSONField(help_text="what its form was given")
    started_at = models.DateTimeField()
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    total = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class ManyItem(models.Model):
    """One case of a run: not yet done, done, or refused and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not yet")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Not done")

    run = models.ForeignKey(ManyRun, models.CASCADE, related_name="items")
    ref = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    why_not = models.JSONField(default=dict, help_text="zh and en: why it was refused")
    before = models.JSONField(default=dict, help_text="where the case stood, for undoing")
    seq = models.PositiveIntegerField(null=True, help_text="of the last event of the case after the act")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "ref"], name="many_item_once")]
        indexes = [models.Index(fields=["run", "state"], name="many_item_state")]

    def __str__(self) -> str:
        return self.ref


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, by: Actor) -> Self:
        """Those of cases that the actor may see."""
        return self.filter(Exists(Audience.objects.filter(case=OuterRef("case_id"), key__in=by.keys)))

    def live(self) -> Self:
        """Whose clock is still open: a promise that was kept, late or in time, needs nobody any more."""
        clock = Clock.objects.filter(
            case=OuterRef("case_id"),
            commitment=OuterRef("commitment"),
            cycle=OuterRef("cycle"),
            stopped_at=None,
            cancelled=False,
        )
        return self.filter(Exists(clock), ended_at=None)

    def unacknowledged(self) -> Self:
        """Nobody has taken note yet."""
        return self.filter(acknowledged_at=None)


class Alert(models.Model):
    """A promise in danger that is somebody's to act on: one for each clock, until the clock stops."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="alerts")
    commitment = models.CharField(max_length=64)
    cycle = models.PositiveIntegerField()
    clause = models.CharField(max_length=160, help_text="that it was raised by, name@version#7.4")
    to = models.CharField(max_length=32, help_text="role that was called last")
    level = models.PositiveSmallIntegerField(default=0, help_text="how often the next role was called")
    raised_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, help_text="when the next role is called, unless somebody takes note")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "commitment", "cycle"], name="alert_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="alert_next"),
            models.Index(fields=["raised_at"], condition=Q(ended_at=None), name="alert_live"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} {self.cycle}"


class AlertStep(models.Model):
    """What became of an alert, one line each: the record that somebody was told, took note and acted."""

    class Kind(models.TextChoices):
        RAISED = "raised", _("Alert raised")
        CALLED = "called", _("Next level called")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        TAKEN_OVER = "taken-over", _("Taken over")
        REASSIGNED = "reassigned", _("Reassigned")
        WHISPERED = "whispered", _("Note to the handler")
        ENDED = "ended", _("Over")

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=64, help_text="an actor")
    to = models.CharField(max_length=32, blank=True, help_text="a role")
    told = models.JSONField(default=list, help_text="ids of the people who were told")

    class Meta:
        ordering = ["pk"]


class Screen(models.Model):
    """A big screen on a wall, which opens the board with a key of its own. Only the key's hash is kept."""

    name = models.CharField(_("name"), max_length=40)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", help_text="none: the whole company")
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key")
    language = models.CharField(max_length=8, default="zh-hans")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, help_text="to some minutes")
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def listener(self) -> str:
        """Who it is to the event stream."""
        return f"screen:{self.pk}"
