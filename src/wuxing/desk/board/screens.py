"""Screens on walls: a key of their own in the address, good for figures without a name, until it is withdrawn."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Team
from wuxing.accounts.permissions import Act, require_may
from wuxing.accounts.sharing import teams_of
from wuxing.desk.board.scope import Scope
from wuxing.desk.models import Screen
from wuxing.ledger.writing import writing
from wuxing.live.bus import publish
from wuxing.live.change import ACCESS
from wuxing.ui.refusal import Refused

SEEN_AGAIN = timedelta(minutes=5)


class ScreenOfOthers(Refused):
    code = "screen-of-others"
    status = 403
    says = _("You lead no team of that name. A screen shows a team of yours; the whole company is for a supervisor.")


class NoScreen(Refused):
    code = "no-screen"
    status = 404
    says = _("There is no such screen, or its key was withdrawn already.")


def make_screen(*, name: str, team: Team | None, language: str, by: Actor, at: datetime) -> tuple[Screen, str]:
    """A screen and its key, which is returned here and never again. Raises NotAllowed, ScreenOfOthers."""
    require_may(by, Act.INTERVENE)
    is_mine = COMPANY in by.keys or (team is not None and team.pk in teams_of(by))
    if not is_mine or by.user is None:
        raise ScreenOfOthers
    key = secrets.token_urlsafe(24)
    with writing():
        screen = Screen.objects.create(
            name=name.strip()[:40], team=team, hash=_hash(key), language=language, made_by=by.user, made_at=at
        )
        audit("screen.made", f"screen:{screen.pk}", by=by, at=at, detail={"name": screen.name})
    return screen, key


def withdraw_screen(*, pk: int, by: Actor, at: datetime) -> Screen:
    """Make a key worthless. Raises NotAllowed, NoScreen."""
    require_may(by, Act.INTERVENE)
    with writing():
        screen = screens_of(by).select_for_update().filter(pk=pk).first()
        if screen is None:
            raise NoScreen
        screen.withdrawn_at = at
        screen.save(update_fields=["withdrawn_at"])
        audit("screen.withdrawn", f"screen:{screen.pk}", by=by, at=at, detail={"name": screen.name})
        transaction.on_commit(lambda: publish("", [screen.listener], 0, ACCESS))
    return screen


def screens_of(by: Actor) -> QuerySet[Screen]:
    """The screens that somebody may withdraw: of his teams, or all of the company."""
    screens = Screen.objects.filter(withdrawn_at=None)
    return screens if COMPANY in by.keys else screens.filter(team__in=teams_of(by))


def screen_of(key: str, at: datetime) -> Screen | None:
    """Whose key it is; none where it is wrong or withdrawn."""
    screen = Screen.objects.filter(hash=_hash(key), withdrawn_at=None).first() if len(key) < 100 else None
    if screen is not None and (screen.seen_at is None or at - screen.seen_at > SEEN_AGAIN):
        with writing():
            stale = Q(seen_at=None) | Q(seen_at__lt=at - SEEN_AGAIN)
            Screen.objects.filter(stale, pk=screen.pk).update(seen_at=at)
    return screen


def scope_of_screen(screen: Screen) -> Scope:
    """What it shows."""
    key = COMPANY if screen.team_id is None else f"team:{screen.team_id}"
    return Scope(frozenset({key}), screen.team_id)


def _hash(key: str) -> str:
    # A random key of 192 bits needs no slow hash: there is nothing to guess.
    return hashlib.sha256(key.encode()).hexdigest()
