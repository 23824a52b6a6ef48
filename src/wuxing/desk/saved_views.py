"""The saved views of one person: his own, his teams', everybody's; and how many cases each holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from wuxing.accounts.actors import Actor
from wuxing.accounts.sharing import Scope, Shared, may_change
from wuxing.cases.counting import bounded
from wuxing.cases.filters import Filters, Mark, View, cases_in
from wuxing.desk.models import SavedView
from wuxing.ledger.writing import seen_once

OWN_MARKS = {Mark.FOLLOWED, Mark.DRAFT, Mark.SNOOZED}
ORDER = {Scope.PERSONAL: 0, Scope.TEAM: 1, Scope.COMPANY: 2}


@dataclass(frozen=True, slots=True)
class ViewGroup:
    """Views under one heading, as the page that keeps them shows them."""

    title: str
    views: tuple[SavedView, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class _Finding:
    """One look for somebody's views: pane and list of a page ask for the same."""

    by: Actor

    def __call__(self) -> list[SavedView]:
        found = SavedView.objects.seen_by(self.by).filter(deleted_at=None).select_related("team", "owner")
        return sorted(found, key=lambda view: (ORDER[Scope(view.scope)], str(view.team or ""), view.position, view.pk))


def views_for(by: Actor) -> list[SavedView]:
    """What somebody finds in his views pane, his own first."""
    return seen_once(_Finding(by))


def view_groups(by: Actor) -> Iterator[ViewGroup]:
    """The same under headings: mine, each team's, everybody's."""
    named: dict[str, list[SavedView]] = {}
    for view in views_for(by):
        named.setdefault(heading(view), []).append(view)
    for title, views in named.items():
        yield ViewGroup(title, tuple(views), may_change(views[0], by))


def heading(kept: Shared) -> str:
    """Whose it is: Mine; Team · 家电组; Whole company."""
    if kept.scope == Scope.TEAM:
        return gettext("Team · %(name)s") % {"name": kept.team}
    return gettext("Mine") if kept.scope == Scope.PERSONAL else gettext("Whole company")


def view_like(filters: Filters, by: Actor) -> SavedView | None:
    """The view that a list stands for, if it is one."""
    return next((view for view in views_for(by) if view.query == filters.query), None)


def view_to_change(pk: int, by: Actor) -> SavedView | None:
    """A view that somebody may change."""
    found: SavedView | None = SavedView.objects.seen_by(by).filter(pk=pk, deleted_at=None).first()
    return found if found and may_change(found, by) else None


def filters_of(view: SavedView) -> Filters:
    """What a view asks for."""
    return Filters.of(QueryDict(view.query))


def address(view: SavedView) -> str:
    """Its list."""
    return f"{reverse('cases:list')}?{view.query}"


def counts_of(views: Sequence[SavedView], by: Actor, at: datetime) -> Mapping[int, int]:
    """How many cases each view holds, as far as lists are counted, in one query.

    What looks through all cases, also those that ended, is not counted: at worst that would read them all.
    """
    asked = {str(view.pk): filters_of(view) for view in views}
    questions = {pk: cases_in(each, by, at) for pk, each in asked.items() if _is_countable(each)}
    return {int(pk): count for pk, count in bounded(questions).at(at).items()} if questions else {}


def _is_countable(filters: Filters) -> bool:
    """Open cases are few; of all cases, those of a customer, of the day, and those that somebody himself marked."""
    few = filters.customer, filters.today, OWN_MARKS & set(filters.has)
    return filters.view != View.ALL or any(few)
