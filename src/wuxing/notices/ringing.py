"""What an open page makes heard and shows over other windows: the newest notices, by their person's rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from wuxing.accounts.models import User
from wuxing.notices.models import RINGS, Notice, Preference, Ring
from wuxing.notices.parcels import preference_of
from wuxing.notices.quiet import quiet_until

NEWS = timedelta(minutes=10)
"""What was told longer ago is no news to somebody who comes back: the bell counts it."""

MOST = 20
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Ringing:
    """What a page does now. `last` is where it asks on from; `is_wanted`: whether anything ever rings for this person."""

    last: int
    is_heard: bool
    shown: tuple[Notice, ...]
    is_wanted: bool


def ringing(user: User, after: int | None, at: datetime) -> Ringing:
    """What came after a notice; a page that asks for the first time only learns where it is."""
    mine = Notice.objects.filter(user=user)
    newest = list(mine.filter(pk__gt=after or 0).order_by("-at", "-pk")[: MOST if after is not None else 1])
    rules = preference_of(user)
    last = max((each.pk for each in newest), default=after or 0)
    fresh = [each for each in newest if each.read_at is None and each.made_at > at - NEWS]
    if after is None or not _is_awake(rules, at):
        fresh = []
    heard = any(_ring(each) in rules.sound for each in fresh)
    shown = tuple(each for each in fresh if _ring(each) in rules.browser)[:SHOWN]
    return Ringing(last, heard, shown, bool(rules.sound or rules.browser))


def _ring(notice: Notice) -> str:
    return RINGS.get(notice.kind, Ring.WORK).value


def _is_awake(rules: Preference, at: datetime) -> bool:
    return quiet_until(at, rules.quiet_from, rules.quiet_to, ZoneInfo(settings.TIME_ZONE)) is None
