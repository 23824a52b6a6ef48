"""Four people before a page: whose case it is, a team mate, a stranger, and somebody who is not signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

import made
from wuxing.accounts.actors import Actor, of_user
from wuxing.accounts.models import Team, User
from wuxing.cases.models import Case


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with its people, and what it takes to ask for pages as each of them."""

    team: Team
    owner: User
    mate: User
    stranger: User

    def client(self, name: str, language: str = "zh-hans") -> Client:
        """A browser of one of them; `anonymous` for nobody."""
        client = Client()
        if name != "anonymous":
            user: User = getattr(self, name)
            User.objects.filter(pk=user.pk).update(language=language)
            client.force_login(User.objects.get(pk=user.pk))
        return client

    def actor(self, name: str = "owner") -> Actor:
        """One of them, to act through a verb."""
        return of_user(getattr(self, name))

    def case(self, **more: object) -> Case:
        """A case of the team, opened now, that its owner has."""
        return made.case(timezone.now(), team=self.team, **{"assignee": self.owner, **more})  # type: ignore[arg-type]


def crew() -> Crew:
    """People under the standard of the tests."""
    made.standard()
    team = made.team("洗衣机组")
    return Crew(team, made.user(team, name="周宁"), made.user(team, name="沈越"), made.user(made.team(), name="外人"))
