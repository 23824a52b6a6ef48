"""Where somebody goes from a case: the neighbours of its view, and the way on when it has left his hands."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from wuxing.accounts.actors import Actor
from wuxing.cases.choices import Choice
from wuxing.cases.filters import Filters
from wuxing.cases.models import AfterAct, Case, DeskPreference
from wuxing.cases.ordering import neighbour
from wuxing.ledger.writing import writing

PASSES_ON = frozenset(
    {
        "messages",
        "solution",
        "progress",
        "result",
        "release",
        "assignee",
        "transfer",
        "refusal",
        "waits",
        "snooze",
        "resolution",
        "closure",
        "withdrawal",
        "spam",
    }
)
"""Acts after which it is somebody else's turn. After a note, or taking a case, one stays with it."""


def preferred(by: Actor) -> AfterAct:
    """Where somebody wants to be after such an act."""
    chosen = (
        DeskPreference.objects.filter(user=by.user).values_list("after_act", flat=True).first() if by.user else None
    )
    return AfterAct(chosen or AfterAct.STAY)


def prefer(*, after_act: AfterAct, by: Actor) -> None:
    """Choose it."""
    with writing():
        DeskPreference.objects.update_or_create(user=by.user, defaults={"after_act": after_act})


def after_act_choices(by: Actor) -> list[Choice]:
    """The choices, with the one that holds."""
    chosen = preferred(by)
    return [Choice(each.value, str(each.label), each == chosen) for each in AfterAct]


def way_on(name: str, case: Case, filters: Filters, by: Actor, at: datetime) -> str:
    """The address that follows an act, asked before it is done: the act may take the case out of its view. Empty: stay."""
    choice = preferred(by) if name in PASSES_ON else AfterAct.STAY
    if choice == AfterAct.STAY:
        return ""
    after = neighbour(by, filters, at, case) if choice == AfterAct.NEXT else None
    return page_in(filters, after) if after else list_of(filters)


def page_in(filters: Filters, ref: str, rows: int = 0) -> str:
    """The address of a case beside its list, of so many rows where it was gone on with."""
    length = f"{'&' if _asked(filters) else '?'}rows={rows}" if rows else ""
    return reverse("cases:page", args=[ref]) + _asked(filters) + length


def list_of(filters: Filters) -> str:
    """The address of the list."""
    return reverse("cases:list") + _asked(filters)


def _asked(filters: Filters) -> str:
    """What an address says of its list; of the first view nothing."""
    return f"?{filters.query}" if filters != Filters() else ""
