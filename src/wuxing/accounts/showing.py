"""What the pages about people show, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator

from wuxing.accounts import inviting, lists
from wuxing.accounts.actors import Actor
from wuxing.accounts.forms import PlaceForm, RoleForm
from wuxing.accounts.models import Role, User
from wuxing.accounts.permissions import Act, may


@dataclass(frozen=True, slots=True)
class TeamView:
    """One team of the list beside the people."""

    pk: int
    name: str
    outlet: str
    people: int
    present: int
    is_chosen: bool


def team_views(filters: lists.PeopleFilters) -> list[TeamView]:
    """All teams with their counts."""
    return [
        TeamView(
            team.pk,
            team.name,
            str(team.outlet or ""),
            team.people,  # type: ignore[attr-defined]
            team.present,  # type: ignore[attr-defined]
            team.pk == filters.team,
        )
        for team in lists.teams()
    ]


def person_page(person: User, by: Actor, at: datetime) -> dict[str, Any]:
    """A colleague and what `by` may do: the same questions that the verbs ask."""
    may_change = may(by, Act.MANAGE_PEOPLE) and (
        person.role != Role.ADMIN or by.user is None or by.user.role == Role.ADMIN
    )
    invitation = lists.open_invitation(person)
    is_open = invitation is not None and lists.is_open(invitation, at)
    return {
        "person": person,
        "is_me": person == by.user,
        "may_change": may_change,
        "may_set_duty": person.is_active and (person == by.user or may(by, Act.SET_DUTY)),
        "invitation": invitation,
        "invitation_is_open": is_open,
        "link": inviting.link_of(invitation) if invitation and is_open and may_change else "",
        "has_second_step": may_change and Authenticator.objects.filter(user=person).exists(),
        "role_form": RoleForm(by=by, initial={"role": person.role}),
        "place_form": PlaceForm(initial={"teams": person.teams.all(), "outlet": person.outlet}),
    }
