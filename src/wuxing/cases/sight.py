"""From which side a list is asked for: the few cases that somebody sees, or all cases, each looked at whether he sees it.

Both give the same; at a million cases the wrong one reads hundreds of thousands of rows for one page.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.cases.models import Audience, Case, CaseQuerySet

FEW, FEW_FOR_A_SEARCH = 5_000, 20_000
"""Who sees no more cases is asked for those. A list that is narrowed has to look further for as many rows."""


def in_sight(by: Actor, at: datetime, *, is_narrowed: bool) -> CaseQuerySet:
    """The cases that an actor may see, in no order: `visible_to`, asked from the quicker side."""
    return from_side(by, is_few=sees_few(by, at, is_narrowed=is_narrowed))


def from_side(by: Actor, *, is_few: bool) -> CaseQuerySet:
    """The same, asked from the side that is said."""
    if is_few:
        return Case.objects.filter(pk__in=Audience.objects.filter(key__in=by.keys).values("case"))
    return Case.objects.visible_to(by)


def sees_few(by: Actor, at: datetime, *, is_narrowed: bool) -> bool:
    """Whether an actor's own cases are the quicker side."""
    most = FEW_FOR_A_SEARCH if is_narrowed else FEW
    return COMPANY not in by.keys and _seen(frozenset(by.keys), int(at.timestamp()) // 60) <= most


@lru_cache(maxsize=2_048)
def _seen(keys: frozenset[str], _minute: int) -> int:
    """About how many cases these keys open; it only chooses the way, so a minute's age does not matter."""
    return Audience.objects.filter(key__in=keys)[: FEW_FOR_A_SEARCH + 1].count()
