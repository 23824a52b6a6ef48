"""What came of the promises of a day: kept or broken, once each is decided; and the cases that they are of."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.cases.models import Clock


class Outcome(models.TextChoices):
    """What a case had today. It may have had several promises, so there can be fewer cases than promises."""

    DECIDED = "decided", _("A promise decided today")
    KEPT = "kept", _("A promise kept today")
    BROKEN = "broken", _("A promise broken today")


def has_today(outcome: str, at: datetime) -> Q:
    """The cases with such a promise, ended ones too. A day has few: the cases are looked up by them."""
    stopped = Clock.objects.stopped_in(midnight(at), at)
    overdue = Clock.objects.fallen_due_in(midnight(at), at).values("case")
    kept, broken = stopped.filter(stopped_at__lte=F("due_at")), stopped.filter(stopped_at__gt=F("due_at"))
    found = {
        Outcome.DECIDED: stopped.values("case").union(overdue),
        Outcome.KEPT: kept.values("case"),
        Outcome.BROKEN: broken.values("case").union(overdue),
    }
    return Q(pk__in=found[Outcome(outcome)])


def midnight(at: datetime) -> datetime:
    """When the day of an instant began, in the zone of the product."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
