"""Saved views: kept, changed, put in order, deleted and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Team
from wuxing.accounts.sharing import Scope, require_may_change, require_may_share
from wuxing.cases.filters import Filters
from wuxing.desk.models import SavedView
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

MOST = 40
"""Views that one scope keeps: what is not on one screen is not found."""
STEPS = {"up": -1, "down": 1}


class NoView(Refused):
    code = "no-view"
    status = 404
    says = _("There is no such view, or it is not yours to see.")


class TooManyViews(Refused):
    code = "too-many-views"
    status = 409
    says = _("There are %(most)s views already. Delete one that nobody opens any more.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a view is called, what it asks for, and whose it is."""

    name: str
    icon: str
    query: str
    scope: str = Scope.PERSONAL
    team: Team | None = None


def save_view(wanted: Wanted, *, by: Actor, at: datetime) -> SavedView:
    """Keep a list under a name, behind those that are there. Raises NotYoursToShare, TooManyViews."""
    with writing():
        return _store(_placed(SavedView(), wanted, by), wanted, "view.saved", by=by, at=at)


def change_view(pk: int, wanted: Wanted, *, by: Actor, at: datetime) -> SavedView:
    """Change a view's name, filters or for whom it is.

    Raises NoView, NotYoursToChange, NotYoursToShare, TooManyViews.
    """
    with writing():
        view = _hold(pk, by)
        if (wanted.scope, wanted.team) != (view.scope, view.team):
            _placed(view, wanted, by)
        return _store(view, wanted, "view.changed", by=by, at=at)


def move_view(pk: int, step: str, *, by: Actor, at: datetime) -> SavedView:
    """Let a view and its neighbour change places: `step` is up or down. Raises NoView, NotYoursToChange."""
    with writing():
        view = _hold(pk, by)
        row = list(_beside(view).order_by("position", "pk"))
        here = row.index(view)
        there = min(max(here + STEPS.get(step, 0), 0), len(row) - 1)
        row[here], row[there] = row[there], row[here]
        for place, each in enumerate(row):
            SavedView.objects.filter(pk=each.pk).update(position=place)
    return view


def delete_view(pk: int, *, by: Actor, at: datetime) -> SavedView:
    """Take a view away; `restore_view` brings it back. Raises NoView, NotYoursToChange."""
    with writing():
        view = _hold(pk, by)
        view.deleted_at = at
        view.save(update_fields=["deleted_at"])
        _note(view, "view.deleted", by=by, at=at)
    return view


def restore_view(pk: int, *, by: Actor, at: datetime) -> SavedView:
    """Bring back a view that was deleted. Raises NoView, NotYoursToChange."""
    with writing():
        view = _hold(pk, by, is_deleted=True)
        view.deleted_at = None
        view.save(update_fields=["deleted_at"])
        _note(view, "view.restored", by=by, at=at)
    return view


def canonical(query: str) -> str:
    """The filters of an address as they are kept and compared."""
    return Filters.of(QueryDict(query.removeprefix("?"))).query


def _hold(pk: int, by: Actor, *, is_deleted: bool = False) -> SavedView:
    view: SavedView | None = (
        SavedView.objects.seen_by(by).filter(pk=pk, deleted_at__isnull=not is_deleted).select_related("team").first()
    )
    if view is None:
        raise NoView
    require_may_change(view, by=by)
    return view


def _beside(view: SavedView) -> QuerySet[SavedView]:
    """The views that stand in one row with it."""
    found: QuerySet[SavedView] = SavedView.objects.filter(scope=view.scope, team=view.team, deleted_at=None)
    return found.filter(owner=view.owner) if view.scope == Scope.PERSONAL else found


def _placed(view: SavedView, wanted: Wanted, by: Actor) -> SavedView:
    """A view last in the row where it is wanted, of whoever puts it there. Raises NotYoursToShare, TooManyViews."""
    view.owner = require_may_share(wanted.scope, wanted.team, by=by)
    view.scope, view.team = wanted.scope, wanted.team
    beside = _beside(view)
    if beside.count() >= MOST:
        raise TooManyViews(most=MOST)
    last = beside.aggregate(last=Max("position"))["last"]
    view.position = 0 if last is None else last + 1
    return view


def _store(view: SavedView, wanted: Wanted, act: str, *, by: Actor, at: datetime) -> SavedView:
    view.name, view.icon, view.query, view.saved_at = wanted.name.strip(), wanted.icon, canonical(wanted.query), at
    view.save()
    _note(view, act, by=by, at=at)
    return view


def _note(view: SavedView, act: str, *, by: Actor, at: datetime) -> None:
    """What is kept for others leaves an audit row; one's own does not concern anybody."""
    if view.scope != Scope.PERSONAL:
        detail = {"name": view.name, "query": view.query, "scope": view.scope, "team": view.team_id}
        audit(act, f"view:{view.pk}", by=by, at=at, detail=detail)
