"""Making the people of the demo company, and finding them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wuxing.accounts.actors import SYSTEM, Actor, of_user
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Outlet, Role, Team, User
from wuxing.accounts.passwords import set_random
from wuxing.channels.models import Door
from wuxing.demo.texts import company


@dataclass(frozen=True, slots=True)
class Staff:
    """The people and teams of the demo, by staff number and by key."""

    actors: Mapping[str, Actor]
    teams: Mapping[str, Team]


def make_people(at: datetime) -> None:
    """Outlets, teams and people; nobody can sign in yet. Call it inside a write transaction."""
    outlets = {key: Outlet.objects.create(**said) for key, said in company()["outlets"].items()}
    teams = {
        key: Team.objects.create(name=said["name"], outlet=outlets.get(said.get("outlet", "")))
        for key, said in company()["teams"].items()
    }
    Door.objects.bulk_create(Door(channel=channel, team=teams["home"]) for channel in ("form", "api"))
    for said in company()["people"]:
        person = User.objects.create_user(
            said["number"],
            f"{said['number'].lower()}@chenghe.example",
            name=said["name"],
            role=Role(said["role"]),
            outlet=outlets.get(said.get("outlet", "")),
            language=said.get("language", "zh-hans"),
            on_duty=said.get("on_duty", False),
        )
        person.teams.set([teams[key] for key in said["teams"]])
        audit("user.joined", f"user:{person.pk}", by=SYSTEM, at=at, detail={"role": person.role})


def staff() -> Staff:
    """The people of the demo as actors."""
    people = User.objects.filter(username__in=[said["number"] for said in company()["people"]])
    names = {said["name"]: key for key, said in company()["teams"].items()}
    teams = {names[team.name]: team for team in Team.objects.filter(name__in=names)}
    return Staff({person.username: of_user(person) for person in people}, teams)


def give_passwords(at: datetime) -> list[Password]:
    """A new random password for the first person of each role."""
    first: dict[str, str] = {}
    for said in company()["people"]:
        first.setdefault(said["role"], said["number"])
    return [Password(number, _name(number), Role(role), set_random(number, at=at)) for role, number in first.items()]


@dataclass(frozen=True, slots=True)
class Password:
    """How somebody of a role signs in: shown once, kept nowhere."""

    username: str
    name: str
    role: Role
    password: str


def _name(number: str) -> str:
    return next(str(said["name"]) for said in company()["people"] if said["number"] == number)
