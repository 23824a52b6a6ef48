"""Stretches of days as an address writes them: from a day to a day, or by a word that moves with today."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.ui import times
from wuxing.ui.language import said

WORDS = {
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "week": _("this week"),
    "month": _("this month"),
    "7d": _("the last 7 days"),
    "30d": _("the last 30 days"),
}
BETWEEN = re.compile(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?")


def written(given: str) -> str:
    """A stretch as it is kept; empty where it cannot be understood. One day alone is a stretch of one."""
    if given in WORDS:
        return given
    if _day(given):
        return f"{given}..{given}"
    found = BETWEEN.fullmatch(given)
    readable = found and any(found.groups()) and all(_day(each) for each in found.groups() if each)
    return given if readable else ""


def within(column: str, stretch: str, at: datetime) -> Q:
    """That a column lies in the stretch; both its days count whole, in the zone of the product."""
    first, last = _days(stretch, timezone.localdate(at))
    found = Q()
    if first:
        found &= Q(**{f"{column}__gte": _midnight(first)})
    if last:
        found &= Q(**{f"{column}__lt": _midnight(last + timedelta(days=1))})
    return found


def in_words(stretch: str, at: datetime) -> str:
    """本周; 10月1日–10月9日; from 1 Oct."""
    if stretch in WORDS:
        return str(WORDS[stretch])
    today = timezone.localdate(at)
    first, last = (said(times.short_day(each, today=today)) if each else "" for each in _days(stretch, today))
    return first if first == last else f"{first}–{last}"


def _days(stretch: str, today: date) -> tuple[date | None, date | None]:
    monday = today - timedelta(days=today.weekday())
    turn = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    named = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=1)),
        "week": (monday, monday + timedelta(days=6)),
        "month": (today.replace(day=1), turn - timedelta(days=1)),
        "7d": (today - timedelta(days=6), today),
        "30d": (today - timedelta(days=29), today),
    }
    if stretch in named:
        return named[stretch]
    first, _dots, last = stretch.partition("..")
    return _day(first), _day(last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
