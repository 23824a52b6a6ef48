"""What every page shows round its own content: where one can go, what waits there, and how many notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.models import User
from wuxing.accounts.permissions import Act, may
from wuxing.cases.composing import held_by
from wuxing.cases.filters import Filters
from wuxing.cases.filters import View as CaseView
from wuxing.cases.lists import view_counts
from wuxing.desk.models import SavedView
from wuxing.desk.saved_views import address, counts_of, views_for
from wuxing.notices.lists import unread_count
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.shapes import Group, Navigation, View

ICONS = {
    CaseView.MINE: "inbox",
    CaseView.FIRST: "flag",
    CaseView.LED: "star",
    CaseView.OFFERED: "right",
    CaseView.UNASSIGNED: "user",
    CaseView.TEAM: "users",
    CaseView.SOON: "clock",
    CaseView.PAUSED: "pause",
    CaseView.LATER: "calendar",
    CaseView.RESOLVED: "check",
    CaseView.ALL: "list",
}
OWN = (CaseView.MINE, CaseView.FIRST, CaseView.LED, CaseView.LATER)
SELDOM = (CaseView.OFFERED, CaseView.LED, CaseView.LATER)
"""Of interest only to whom they hold anything for."""
SHARED = tuple(view for view in ICONS if view not in OWN)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of the base page. Nothing is counted until a template asks: parts of pages do not."""
    user = getattr(request, "user", None)
    if not isinstance(user, User | SimpleLazyObject) or not user.is_authenticated:
        return {"nav": Navigation()}
    return {
        "nav": SimpleLazyObject(lambda: navigation_of(request, request.actor)),  # type: ignore[attr-defined]
        "unread": SimpleLazyObject(lambda: unread_count(request.user)),  # type: ignore[arg-type]
        "held": SimpleLazyObject(lambda: held_by(request.actor, timezone.now())),  # type: ignore[attr-defined]
    }


def navigation_of(request: HttpRequest, by: Actor) -> Navigation:
    """The views pane of one person."""
    counts = view_counts(by, timezone.now())
    shown, saved = _list_shown(request), views_for(by)
    is_saved = shown is not None and shown.query in {view.query for view in saved}
    current = "" if shown is None or is_saved else shown.view
    return Navigation(
        head=(
            _entry(request, _("New case"), "cases:new", "plus"),
            _entry(request, _("Search"), "desk:search", "search"),
        ),
        groups=(
            Group(_("Mine"), tuple(_case_views(OWN, counts, current))),
            Group(_ours(by), tuple(_case_views(SHARED, counts, current))),
            *_saved(request, shown, saved, by),
        ),
        foot=tuple(_foot(request, by)),
        bell="notices/_bell.html",
        counts=reverse("views"),
        tools=("desk/_palette_button.html",),
        parts=("desk/_palette.html", "notices/_ringing.html", "cases/_held.html"),
        style="desk.css",
        script="desk.js",
    )


def _list_shown(request: HttpRequest) -> Filters | None:
    """The list that stands beside this page."""
    cases = reverse("cases:list")
    is_there = request.path == cases or (request.path.startswith(cases) and "view" in request.GET)
    return Filters.of(request.GET) if is_there else None


def _saved(request: HttpRequest, shown: Filters | None, views: Sequence[SavedView], by: Actor) -> Iterable[Group]:
    """The views that somebody keeps, or others for him, with their counts."""
    if not views:
        return
    counts = counts_of(views, by, timezone.now())
    entries = (
        View(
            view.name,
            address(view),
            view.icon,
            counts.get(view.pk),
            is_current=shown is not None and shown.query == view.query,
        )
        for view in views
    )
    manage = View(_("Arrange views"), reverse("desk:views"), "more", is_current=request.path.startswith("/desk/views/"))
    yield Group(_("Saved"), (*entries, manage))


def _ours(by: Actor) -> str:
    """Whose cases the shared views hold."""
    if COMPANY in by.keys or by.user is None:
        return _("Whole company")
    teams = list(by.user.teams.all())
    return _("Team · %(name)s") % {"name": teams[0].name} if len(teams) == 1 else _("Teams")


def _case_views(views: Iterable[CaseView], counts: Mapping[str, int], current: str) -> Iterable[View]:
    for view in views:
        if view in SELDOM and not counts[view] and view != current:
            continue
        late = counts["late"] if view == CaseView.MINE else 0
        address = f"{reverse('cases:list')}?view={view.value}"
        yield View(str(view.label), address, ICONS[view], counts.get(view), late, is_current=view == current)


def _foot(request: HttpRequest, by: Actor) -> Iterable[View]:
    if may(by, Act.WATCH_BOARD):
        yield _entry(request, _("Board"), "desk:board", "board")
    yield _entry(request, _("Standards"), "standards:list", "doc", _version_in_force())
    if may(by, Act.WORK_WITH_HISTORY):
        yield _entry(request, _("History"), "history:home", "replay")
    if may(by, Act.MANAGE_API_KEYS):
        yield _entry(request, _("API keys"), "channels:keys", "key")


def _entry(request: HttpRequest, text: str, name: str, icon: str, note: str = "") -> View:
    address = reverse(name)
    return View(text, address, icon, note=note, is_current=request.path.startswith(address))


def _version_in_force() -> str:
    try:
        return in_force(timezone.now()).version
    except NoStandard:
        return ""
