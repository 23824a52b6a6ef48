"""What every page shows round its own content: where one can go, what waits there, and how many notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.models import User
from wuxing.accounts.permissions import Act, may
from wuxing.cases.filters import View as CaseView
from wuxing.cases.lists import view_counts
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
    CaseView.RESOLVED: "check",
    CaseView.ALL: "list",
}
OWN = (CaseView.MINE, CaseView.FIRST, CaseView.LED)
SELDOM = (CaseView.OFFERED, CaseView.LED)
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
    }


def navigation_of(request: HttpRequest, by: Actor) -> Navigation:
    """The views pane of one person."""
    counts = view_counts(by, timezone.now())
    here = CaseView.MINE if request.path == reverse("cases:list") else ""
    current = request.GET.get("view", here) if request.path.startswith(reverse("cases:list")) else ""
    return Navigation(
        head=(_entry(request, _("New case"), "cases:new", "plus"),),
        groups=(
            Group(_("Mine"), tuple(_case_views(OWN, counts, current))),
            Group(_ours(by), tuple(_case_views(SHARED, counts, current))),
        ),
        foot=tuple(_foot(request, by)),
        bell="notices/_bell.html",
    )


def _ours(by: Actor) -> str:
    """Whose cases the shared views hold."""
    if COMPANY in by.keys or by.user is None:
        return _("Whole company")
    teams = list(by.user.teams.values_list("name", flat=True)[:2])
    return _("Team · %(name)s") % {"name": teams[0]} if len(teams) == 1 else _("Teams")


def _case_views(views: Iterable[CaseView], counts: Mapping[str, int], current: str) -> Iterable[View]:
    for view in views:
        if view in SELDOM and not counts[view] and view != current:
            continue
        late = counts["late"] if view == CaseView.MINE else 0
        address = f"{reverse('cases:list')}?view={view.value}"
        yield View(str(view.label), address, ICONS[view], counts.get(view), late, is_current=view == current)


def _foot(request: HttpRequest, by: Actor) -> Iterable[View]:
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
