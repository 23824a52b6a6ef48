"""What somebody keeps for himself, for his team or for everybody: views, texts, macros. Who sees it and who may change it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import COMPANY_WIDE, Role, Team, User
from wuxing.ui.refusal import Refused

TEAM_LEADERS = COMPANY_WIDE | {Role.SHIFT_LEADER}
"""Who may keep things for a team: its shift leader, and whoever sees the whole company."""


class Scope(models.TextChoices):
    """Whose it is."""

    PERSONAL = "personal", _("Only me")
    TEAM = "team", _("My team")
    COMPANY = "company", _("Everybody")


class NotYoursToShare(Refused):
    code = "not-yours-to-share"
    status = 403
    says = _("Only a leader may keep something for others. Keep it for yourself, or ask your shift leader.")


class NotYoursToChange(Refused):
    code = "not-yours-to-change"
    status = 403
    says = _("%(name)s is not yours to change. Make a copy of your own, or ask your shift leader.")


class SharedQuerySet(models.QuerySet[Any]):
    def seen_by(self, by: Actor) -> Self:
        """What somebody finds: his own, his teams', everybody's."""
        mine = Q(scope=Scope.PERSONAL, owner=by.user) if by.user else Q(pk=None)
        return self.filter(mine | Q(scope=Scope.TEAM, team__in=teams_of(by)) | Q(scope=Scope.COMPANY))


class Shared(models.Model):
    """Kept by its owner for a scope; of a team where the scope is one."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.PERSONAL)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")

    objects: Any = SharedQuerySet.as_manager()

    class Meta:
        abstract = True


def teams_of(by: Actor) -> list[int]:
    """The teams of an actor, from the keys that it holds."""
    return sorted(int(key.removeprefix("team:")) for key in by.keys if key.startswith("team:"))


def scopes_for(by: Actor) -> list[Scope]:
    """For whom somebody may keep things."""
    if by.user is None:
        return []
    leads = by.user.role in TEAM_LEADERS
    return [
        Scope.PERSONAL,
        *([Scope.TEAM] if leads else []),
        *([Scope.COMPANY] if by.user.role in COMPANY_WIDE else []),
    ]


def teams_to_share_with(by: Actor) -> models.QuerySet[Team]:
    """The teams that somebody may keep things for: all of them for who sees the company, else his own."""
    if by.user is None or by.user.role not in TEAM_LEADERS:
        return Team.objects.none()
    return Team.objects.all() if by.user.role in COMPANY_WIDE else Team.objects.filter(pk__in=teams_of(by))


def require_may_share(scope: str, team: Team | None, *, by: Actor) -> User:
    """Who keeps something for that scope. Raises NotYoursToShare."""
    is_his = scope in scopes_for(by) and (scope == Scope.TEAM) == (team is not None)
    if by.user is None or not is_his or (team and not teams_to_share_with(by).filter(pk=team.pk).exists()):
        raise NotYoursToShare
    return by.user


def may_change(kept: Shared, by: Actor) -> bool:
    """His own, or what is kept for those he leads."""
    if by.user is None:
        return False
    if kept.scope == Scope.PERSONAL:
        return kept.owner_id == by.user.pk
    is_his_scope = kept.scope in scopes_for(by)
    return is_his_scope and (kept.team_id is None or teams_to_share_with(by).filter(pk=kept.team_id).exists())


def require_may_change(kept: Shared, *, by: Actor) -> None:
    """Raises NotYoursToChange."""
    if not may_change(kept, by):
        raise NotYoursToChange(name=str(kept))
