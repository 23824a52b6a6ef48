"""Which notices leave in one mail, and when: quiet hours, many at once, and the mark that a try has begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max

from wuxing.accounts.models import User
from wuxing.ledger.writing import writing
from wuxing.notices.models import Notice, Preference
from wuxing.notices.quiet import quiet_until

MANY = 3
TOGETHER = timedelta(minutes=2)
"""Three within two minutes are many: the third and what follows wait until two minutes have passed since the last mail."""

MOST_IN_ONE = 50
LEASE = timedelta(minutes=2)
"""Longer than a mail server may keep us waiting (EMAIL_TIMEOUT, 20 s for each of its answers)."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Notices of one person that leave in one mail; marked as being sent, by this attempt."""

    user: User
    notices: Sequence[Notice]
    attempt: int
    is_in_doubt: bool

    @property
    def ids(self) -> list[int]:
        return [each.pk for each in self.notices]

    @property
    def made_at(self) -> datetime:
        return min(each.made_at for each in self.notices)


def take(user_id: int, at: datetime) -> Parcel | None:
    """Mark the next mail of a person as being sent and return it; None where nothing is to leave now."""
    with writing():
        user = User.objects.filter(pk=user_id).select_related("notice_preference").get()
        due = _due(user, at)
        chosen = _chosen(user, due, at)
        if not chosen:
            return None
        parcel = Parcel(user, chosen, max(each.attempts for each in chosen) + 1, any(each.in_doubt for each in chosen))
        # From here on a death leaves the mark, and the mark says that the mail may have left.
        Notice.objects.filter(pk__in=parcel.ids).update(
            mail=Notice.Mail.SENDING, attempts=parcel.attempt, in_doubt=True, not_before=at + LEASE
        )
    return parcel


def preference_of(user: User) -> Preference:
    """What the person chose, or what holds without a choice."""
    return getattr(user, "notice_preference", None) or Preference(user=user)


def _due(user: User, at: datetime) -> list[Notice]:
    """Locked until the end of the transaction; another worker's are passed over."""
    rows = Notice.objects.to_mail(at).filter(user=user).order_by("id")
    return list(rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked))


def _chosen(user: User, due: list[Notice], at: datetime) -> list[Notice]:
    """What of the due leaves now; what is not wanted, or not yet, is marked so."""
    preference = preference_of(user)
    wanted = [each for each in due if _is_wanted(each, user, preference)]
    Notice.objects.filter(pk__in={each.pk for each in due} - {each.pk for each in wanted}).update(
        mail=Notice.Mail.NEVER
    )
    if until := quiet_until(at, preference.quiet_from, preference.quiet_to, ZoneInfo(settings.TIME_ZONE)):
        return _hold(wanted, until)
    if begun := [each for each in wanted if each.in_doubt]:  # finished as it was begun, apart from anything new
        return [each for each in begun if each.attempts == begun[0].attempts][:MOST_IN_ONE]
    if preference.mail != Preference.Mail.DIGEST:
        return wanted[:1]
    recent = Notice.objects.filter(user=user, mail=Notice.Mail.SENT, mailed_at__gt=at - TOGETHER)
    told = recent.aggregate(count=Count("id"), last=Max("mailed_at"))
    if told["count"] and told["count"] + len(wanted) >= MANY:
        return _hold(wanted, told["last"] + TOGETHER)
    return wanted[: MOST_IN_ONE if len(wanted) >= MANY else 1]


def _is_wanted(notice: Notice, user: User, preference: Preference) -> bool:
    """Who has read it needs no mail, except where one may be half on its way."""
    can_be_mailed = bool(user.email) and user.is_active and preference.mail != Preference.Mail.NEVER
    return can_be_mailed and (notice.read_at is None or notice.in_doubt)


def _hold(notices: list[Notice], until: datetime) -> list[Notice]:
    Notice.objects.filter(pk__in=[each.pk for each in notices]).update(not_before=until)
    return []
