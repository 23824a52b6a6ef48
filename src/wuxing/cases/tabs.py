"""The cases that stand open at somebody's desk: kept on the server, so that they are there on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from wuxing.accounts.actors import Actor
from wuxing.cases.models import Case, Draft, Tab
from wuxing.cases.seeing import has_unread, see
from wuxing.ledger.writing import writing

MOST = 12
"""So many stand open; the one that was used least recently makes room, unless something is written on it."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One tab. `is_new`: it holds words that its owner has not read."""

    ref: str
    subject: str
    href: str
    is_new: bool
    has_draft: bool
    has_ended: bool
    is_current: bool


def tabs_of(by: Actor, *, current: str = "", query: str = "") -> list[OpenCase]:
    """Somebody's tabs, the one used last first; those that he may no longer see are left out. One query."""
    if by.user is None:
        return []
    seen = Case.objects.visible_to(by).filter(pk=OuterRef("case"))
    tabs = Tab.objects.filter(Exists(seen), user=by.user).annotate(is_new=has_unread(by), has_draft=_draft())
    return [_open_case(tab, current, query) for tab in tabs.select_related("case").order_by("-used_at", "-pk")[:MOST]]


def open_tab(*, case: Case, up_to: int, by: Actor, at: datetime) -> None:
    """Put a case on somebody's desk; with it he has read it up to an event."""
    if by.user is None:
        return
    see(case=case, up_to=up_to, by=by)
    mine = Tab.objects.filter(user=by.user)
    if mine.order_by("-used_at", "-pk").values_list("case", flat=True).first() == case.pk:
        return  # looked at again: nothing to write
    with writing():
        if not mine.filter(case=case).update(used_at=at):
            Tab.objects.create(user=by.user, case=case, opened_at=at, used_at=at)
        for tab in mine.filter(~_draft()).order_by("-used_at", "-pk")[MOST:]:
            tab.delete()


def close_tab(*, case: Case, by: Actor) -> None:
    """Take a case off somebody's desk; its draft stays with the case."""
    with writing():
        Tab.objects.filter(user=by.user, case=case).delete()


def _draft() -> Exists:
    """Something is written on it that was not sent yet."""
    begun = Draft.objects.filter(user=OuterRef("user"), case=OuterRef("case"), leaves_at=None)
    return Exists(begun.exclude(body=""))


def _open_case(tab: Any, current: str, query: str) -> OpenCase:
    case = tab.case
    return OpenCase(
        ref=case.ref,
        subject=case.subject,
        href=f"{reverse('cases:page', args=[case.ref])}{f'?{query}' if query else ''}",
        is_new=tab.is_new and case.ref != current,
        has_draft=tab.has_draft,
        has_ended=bool(case.ending),
        is_current=case.ref == current,
    )
