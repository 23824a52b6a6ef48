"""The read side: how many notices wait, and the newest ones in bands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import User
from wuxing.notices.models import Notice

MOST_COUNTED = 100
PER_PAGE = 50


def unread_count(user: User) -> int:
    """How many notices wait, counted up to 100: the bell says 99+ beyond that."""
    return Notice.objects.filter(user=user).unread().values("pk")[:MOST_COUNTED].count()


def recent(user: User, before: int | None = None) -> list[Notice]:
    """The newest notices, unread ones first on the first page; `before` continues below a notice that was read."""
    mine = Notice.objects.filter(user=user)
    read = mine.exclude(read_at=None).order_by("-at", "-id")
    if last := mine.filter(pk=before).first() if before else None:
        return list(read.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))[:PER_PAGE])
    unread = list(mine.unread().order_by("-at", "-id")[:MOST_COUNTED])
    return unread + list(read[: max(0, PER_PAGE - len(unread))])


@dataclass(frozen=True, slots=True)
class Band:
    """Notices under one heading."""

    title: str
    notices: list[Notice]


UNREAD, TODAY, EARLIER = _("Unread"), _("Read today"), _("Read earlier")


def bands(notices: Iterable[Notice], at: datetime) -> list[Band]:
    """Notices in the order they have, cut where the heading changes."""
    today = timezone.localtime(at).date()

    def title(notice: Notice) -> str:
        if notice.read_at is None:
            return str(UNREAD)
        return str(TODAY if timezone.localtime(notice.at).date() == today else EARLIER)

    return [Band(name, list(each)) for name, each in groupby(notices, key=title)]


def refused_mail(user: User) -> Notice | None:
    """The newest mail that the person's mail server refused for good, if nothing was taken since."""
    last = Notice.objects.filter(user=user, mail__in=[Notice.Mail.SENT, Notice.Mail.FAILED]).order_by("-id").first()
    return last if last and last.mail == Notice.Mail.FAILED else None
