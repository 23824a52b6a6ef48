"""What somebody asked lately, and which questions he keeps."""

from __future__ import annotations

from datetime import datetime

from wuxing.accounts.models import User
from wuxing.ledger.writing import writing
from wuxing.search.asking import as_asked
from wuxing.search.models import Recent

MOST = 12
"""Questions that are remembered beside those that are kept."""


def remember(text: str, *, user: User, at: datetime) -> None:
    """Remember a question; the oldest gives way."""
    asked = as_asked(text)
    if not asked:
        return
    with writing():
        Recent.objects.update_or_create(user=user, text=asked, defaults={"at": at})
        passing = Recent.objects.filter(user=user, is_kept=False).order_by("-at", "-pk")
        Recent.objects.filter(pk__in=list(passing.values_list("pk", flat=True)[MOST:])).delete()


def keep(text: str, *, is_kept: bool, user: User, at: datetime) -> None:
    """Keep a question, or let it pass like others."""
    remember(text, user=user, at=at)
    with writing():
        Recent.objects.filter(user=user, text=as_asked(text)).update(is_kept=is_kept)


def forget_recent(*, user: User) -> None:
    """Forget what was asked; what is kept stays."""
    with writing():
        Recent.objects.filter(user=user, is_kept=False).delete()


def recent_of(user: User) -> list[Recent]:
    """What somebody asked: what is kept first, then the latest."""
    return list(Recent.objects.filter(user=user).order_by("-is_kept", "-at", "-pk")[: MOST + 50])
