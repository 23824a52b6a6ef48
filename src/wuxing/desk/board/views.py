"""Pages of the board: for those who lead, and for a screen on a wall, which comes with a key instead of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from wuxing.accounts.actors import COMPANY
from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.permissions import Act, may, require_may
from wuxing.desk.board.figures import board_of
from wuxing.desk.board.listening import stream_of
from wuxing.desk.board.memory import Memory
from wuxing.desk.board.scope import Scope, scope_of
from wuxing.desk.board.screens import scope_of_screen, screen_of
from wuxing.desk.board.table import By
from wuxing.desk.board.urgent import alerts_of

WALL = "desk/_wall.html"
MOST = 200
"""Alerts of one page."""
memory: Memory[str] = Memory()
"""Boards as they were shown last, in every language and by everything they were asked by."""


@require_safe
@staff
def board(request: AgentRequest) -> HttpResponse:
    """The board of somebody who leads."""
    require_may(request.actor, Act.WATCH_BOARD)
    scope, by = _asked(request)
    every = scope_of(request.actor)
    context = {
        "part": _part(scope, by, "desk/_board.html")[0],
        "scope": scope,
        "teams": every.teams(),
        "is_whole": COMPANY in every.keys,
        "by": by,
        "may_screen": may(request.actor, Act.INTERVENE),
        "now": timezone.now(),
    }
    return render(request, "desk/board.html", context)


@require_safe
@staff
def figures(request: AgentRequest) -> HttpResponse:
    """The part of the board that changes: worked out once for everybody who watches the same."""
    require_may(request.actor, Act.WATCH_BOARD)
    scope, by = _asked(request)
    return _watched(request, partial(_figures, scope=scope, by=by, template="desk/_board.html"))


@require_safe
@staff
def alerts(request: AgentRequest) -> HttpResponse:
    """Every live alert of a board, those of which nobody took note first, each with what can be done at once."""
    require_may(request.actor, Act.WATCH_BOARD)
    (scope, _by), at = _asked(request), timezone.now()
    context = {
        "alerts": alerts_of(scope, at, MOST),
        "scope": scope,
        "may": may(request.actor, Act.INTERVENE),
        "now": at,
    }
    return render(request, "desk/alerts.html", context)


@require_safe
@staff
def wall(request: AgentRequest) -> HttpResponse:
    """The board for a big screen, by whoever watches it anyway."""
    require_may(request.actor, Act.WATCH_BOARD)
    scope, _by = _asked(request)
    return _wall(request, scope, f"{reverse('desk:wall-figures')}?{request.GET.urlencode()}")


@require_safe
@staff
def wall_figures(request: AgentRequest) -> HttpResponse:
    """What changes on it."""
    require_may(request.actor, Act.WATCH_BOARD)
    return _watched(request, partial(_figures, scope=_asked(request)[0], by=By.TEAM, template=WALL))


@require_safe
def screen(request: HttpRequest, key: str) -> HttpResponse:
    """The board for a screen that has a key: figures without a name."""
    found = screen_of(key, timezone.now())
    if found is None:
        raise Http404
    with translation.override(found.language):
        return _wall(request, scope_of_screen(found), reverse("desk:screen-figures", args=[key]), stream_of(key))


@require_safe
def screen_figures(request: HttpRequest, key: str) -> HttpResponse:
    """What changes on it."""
    found = screen_of(key, timezone.now())
    if found is None:
        raise Http404
    with translation.override(found.language):
        return _figures(request, scope_of_screen(found), By.TEAM, WALL)


def _watched(request: AgentRequest, answer: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """The answer for who may see it; it is given again without looking him up, see `watching`."""
    request.watched = answer  # type: ignore[attr-defined]
    return answer(request)


def _asked(request: AgentRequest) -> tuple[Scope, By]:
    team, by = request.GET.get("team", ""), request.GET.get("by", "")
    scope = scope_of(request.actor, int(team) if team.isdecimal() and len(team) < 10 else None)
    return scope, By(by) if by in By.values else By.TEAM


def _wall(request: HttpRequest, scope: Scope, figures_at: str, stream_at: str = "") -> HttpResponse:
    context = {
        "part": _part(scope, By.TEAM, WALL)[0],
        "figures_at": figures_at,
        "stream_at": stream_at,
        "is_team": scope.team is not None,
        "team": scope.teams().first() if scope.team is not None else None,
        "now": timezone.now(),
    }
    response = render(request, "desk/wall.html", context)
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def _figures(request: HttpRequest, scope: Scope, by: By, template: str) -> HttpResponse:
    """Nothing where nothing has changed; and when to ask again, because what is shown is behind."""
    html, again = _part(scope, by, template)
    tag = f'"{hash(html):x}"'
    is_known = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if is_known else HttpResponse(html)
    response["ETag"], response["X-Ask-Again"] = tag, str(ceil(1000 * again))
    return response


def _part(scope: Scope, by: By, template: str) -> tuple[str, float]:
    asked = (scope, by, template, translation.get_language())
    html, again = memory.recall(asked, partial(_shown, scope, by, template), timezone.now())
    return mark_safe(html), again


def _shown(scope: Scope, by: By, template: str, at: datetime) -> str:
    context: dict[str, Any] = {"board": board_of(scope, by, at), "now": at}
    return render_to_string(template, context)
