"""What staff were told, and how they want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        """Not yet opened or marked."""
        return self.filter(read_at=None)

    def to_mail(self, at: datetime) -> Self:
        """What a mail has to go out for now: never tried, tried in vain, or begun by a process that died."""
        return self.filter(mail__in=[Notice.Mail.WAITING, Notice.Mail.SENDING], not_before__lte=at)


class Notice(models.Model):
    """One thing one person was told. `source` makes it unique: a handler that runs twice tells once."""

    class Mail(models.TextChoices):
        """What became of its mail. FAILED: the server of the address refused it for good; `error` says how."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        NEVER = "never", _("none")
        FAILED = "failed", _("refused")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=32, help_text="warned, escalated, assigned, transfer, message, reopened, duty")
    text = models.JSONField(help_text="zh and en: one sentence each")
    why = models.JSONField(default=dict, help_text="zh and en: the clause and the reason it reached this person")
    path = models.CharField(max_length=200, help_text="of the page it is about")
    case_ref = models.CharField(max_length=16, blank=True)
    source = models.CharField(max_length=120, help_text="such as signal:91")
    at = models.DateTimeField(help_text="the true instant of what it tells")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.WAITING)
    not_before = models.DateTimeField(help_text="mail: held until then, or leased until then by who sends it")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="of sending its mail")
    in_doubt = models.BooleanField(default=False, help_text="a try ended without an answer: the mail may have left")
    mailed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True, help_text="what the mail server said last")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "source"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_bell"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(fields=["not_before"], condition=Q(mail__in=["waiting", "sending"]), name="notice_to_mail"),
            models.Index(fields=["user", "mailed_at"], condition=Q(mail="sent"), name="notice_mailed"),
        ]

    def __str__(self) -> str:
        return self.source


class Ring(models.TextChoices):
    """What a sound or a browser notice can be about; RINGS says which notices are which, the rest is WORK."""

    RISK = "risk", _("Promises near their end or broken")
    MESSAGE = "message", _("What customers and colleagues write")
    WORK = "work", _("Work that comes to me, and everything else")


RINGS = {
    **dict.fromkeys(("warned", "breached", "escalated", "alert", "called", "whisper"), Ring.RISK),
    **dict.fromkeys(("message", "reopened", "mention"), Ring.MESSAGE),
}


def at_risk() -> list[str]:
    """What rings for somebody who never chose."""
    return [Ring.RISK.value]


class Preference(models.Model):
    """How one person wants to be told: mail at once, together or never; what makes a sound; when to be left alone."""

    class Mail(models.TextChoices):
        DIGEST = "digest", _("Bundled")
        AT_ONCE = "at_once", _("One by one")
        NEVER = "never", _("No mail")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    mail = models.CharField(_("mail"), max_length=8, choices=Mail.choices, default=Mail.DIGEST)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet to"), null=True, blank=True)
    sound = models.JSONField(_("sound"), default=at_risk, help_text="what a quiet sound is played for: see Ring")
    browser = models.JSONField(
        _("browser notices"), default=list, help_text="what the browser shows over other windows"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="preference_quiet_hours_have_two_ends",
            )
        ]
