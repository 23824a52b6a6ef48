"""What a board looks at: the cases of a leader's teams, or of the whole company; of one of them where it is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.models import Team, User
from wuxing.accounts.sharing import teams_of
from wuxing.cases.filters import Filters, View, cases_in
from wuxing.cases.models import Case


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases. `keys` are those of an audience; without a person's, so that everybody who watches the same shares it."""

    keys: frozenset[str]
    team: int | None = None

    @property
    def watcher(self) -> Actor:
        """Who sees just that much."""
        return Actor("board", "system", self.keys)

    @property
    def filters(self) -> Filters:
        """The list that holds the same open cases."""
        return Filters(view=View.TEAM, team=str(self.team or ""))

    def open_cases(self, at: datetime) -> QuerySet[Case]:
        """Every open case of the scope."""
        return cases_in(self.filters, self.watcher, at)

    @property
    def team_ids(self) -> frozenset[int] | None:
        """Of which teams the cases are; None for the whole company, cases without a team included."""
        if self.team is not None:
            return frozenset({self.team})
        return None if COMPANY in self.keys else frozenset(teams_of(self.watcher))

    def address(self, **more: object) -> str:
        """The list of cases behind a number."""
        return f"/cases/?{replace(self.filters, **more).query}"  # type: ignore[arg-type]

    def teams(self) -> QuerySet[Team]:
        """Its teams."""
        if self.team is not None:
            return Team.objects.filter(pk=self.team)
        return Team.objects.all() if COMPANY in self.keys else Team.objects.filter(pk__in=teams_of(self.watcher))

    def people(self) -> QuerySet[User]:
        """Who works in it."""
        people = User.objects.active()
        if self.team is None and COMPANY in self.keys:
            return people
        members = User.teams.through.objects.filter(team__in=self.teams()).values("user")
        return people.filter(pk__in=members)


def scope_of(by: Actor, team: int | None = None) -> Scope:
    """What somebody's board looks at; a team that is none of his is not chosen.

    Who is in no team, as the leader of an outlet, shares his board with nobody: it holds all that his list holds.
    """
    keys = by.keys
    if COMPANY in keys or teams_of(by):
        keys = frozenset(key for key in keys if not key.startswith("user:"))
    is_his = team is not None and (COMPANY in keys or f"team:{team}" in keys)
    return Scope(keys, team if is_his else None)
