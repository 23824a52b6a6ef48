"""Marking notices as read, and saying how one wants to be told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import User
from wuxing.ledger.writing import writing
from wuxing.notices.models import Notice, NoticeQuerySet, Preference, Ring


def read_one(*, pk: int, by: User, at: datetime) -> Notice:
    """Mark one's own notice as read and return it. Raises Notice.DoesNotExist for anybody else's."""
    notice = Notice.objects.get(pk=pk, user=by)
    if notice.read_at is None:
        _mark(Notice.objects.filter(pk=pk), at)
    return notice


def read_all(*, by: User, at: datetime, up_to: int) -> int:
    """Mark what the page showed as read; what came since the page was made stays."""
    return _mark(Notice.objects.filter(user=by, pk__lte=up_to), at)


def read_about(*, case_ref: str, by: User, at: datetime) -> int:
    """Mark everything about a case as read: the person has it open."""
    mine = Notice.objects.filter(user=by, case_ref=case_ref)
    return _mark(mine, at) if mine.unread().exists() else 0


def prefer(*, mail: Preference.Mail, quiet: tuple[time, time] | None, by: Actor, at: datetime) -> Preference:
    """Choose how mail comes, and the hours in which it waits; holds for mails that wait already."""
    if by.user is None:
        raise TypeError("only people have preferences")
    start, end = quiet or (None, None)
    with writing():
        chosen = {"mail": mail, "quiet_from": start, "quiet_to": end}
        preference, _made = Preference.objects.update_or_create(user=by.user, defaults=chosen)
        Notice.objects.filter(user=by.user, mail=Notice.Mail.WAITING).update(not_before=at)
        detail = {key: str(value) if value is not None else "" for key, value in chosen.items()}
        audit("notices.preferred", by.id, by=by, at=at, detail=detail)
    return preference


def ring_for(*, sound: Iterable[Ring], browser: Iterable[Ring], by: Actor, at: datetime) -> Preference:
    """Choose what makes a sound, and what the browser shows over other windows."""
    if by.user is None:
        raise TypeError("only people have preferences")
    with writing():
        chosen = {"sound": [each.value for each in sound], "browser": [each.value for each in browser]}
        preference, _made = Preference.objects.update_or_create(user=by.user, defaults=chosen)
        audit("notices.preferred", by.id, by=by, at=at, detail=chosen)
    return preference


def _mark(notices: NoticeQuerySet, at: datetime) -> int:
    with writing():
        return notices.unread().update(read_at=at)
