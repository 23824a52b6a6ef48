"""More of the demo company than Hangzhou: branches with teams and people like its own, for the sizes of a large firm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wuxing.accounts.models import Outlet, Role, Team, User
from wuxing.demo.chance import Chance
from wuxing.demo.clients import name_drawn
from wuxing.demo.texts import company
from wuxing.ledger.writing import writing

CITIES = ("宁波", "温州", "绍兴", "嘉兴", "金华", "台州", "湖州", "苏州", "无锡", "南京", "上海", "合肥", "芜湖", "南昌",
          "福州", "厦门", "青岛", "济南", "武汉", "长沙", "广州", "深圳", "佛山", "成都", "重庆", "西安", "郑州", "天津")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Branch:
    """Who stands in for whom: teams by the id of Hangzhou's, people by the id of theirs, with their names."""

    teams: Mapping[int, int]
    people: Mapping[int, tuple[int, str]]


def make_branches(count: int, at: datetime) -> None:
    """Branches up to a number, as far as they are not there yet. Nobody there can sign in."""
    for number, city in enumerate(CITIES[:count], 1):
        with writing():
            if not Team.objects.filter(name=_team_name("home", city)).exists():
                _make(number, city, at)


def branches() -> Sequence[Branch]:
    """Hangzhou itself, then those that were made."""
    teams = dict(Team.objects.values_list("name", "pk"))
    people = {username: (pk, name) for username, pk, name in User.objects.values_list("username", "pk", "name")}
    found = [_branch(teams, people, "", 0)]
    for number, city in enumerate(CITIES, 1):
        if _team_name("home", city) in teams:
            found.append(_branch(teams, people, city, number))
    return found


def _make(number: int, city: str, at: datetime) -> None:
    outlets = {key: Outlet.objects.create(name=f"{city}{said['name']}") for key, said in company()["outlets"].items()}
    teams = {
        key: Team.objects.create(name=_team_name(key, city), outlet=outlets.get(said.get("outlet", "")))
        for key, said in company()["teams"].items()
    }
    for said in _staff():
        username = _username(said["number"], number)
        person = User.objects.create_user(
            username,
            f"{username.lower()}@chenghe.example",
            name=name_drawn(Chance(f"branch/{username}")),
            role=Role(said["role"]),
            outlet=outlets.get(said.get("outlet", "")),
            on_duty=said.get("on_duty", False),
        )
        person.teams.set([teams[key] for key in said["teams"]])


def _branch(teams: Mapping[str, int], people: Mapping[str, tuple[int, str]], city: str, number: int) -> Branch:
    keys, staff = company()["teams"], _staff()
    return Branch(
        teams={teams[_team_name(key, "")]: teams[_team_name(key, city)] for key in keys},
        people={people[said["number"]][0]: people[_username(said["number"], number)] for said in staff},
    )


def _staff() -> Sequence[Mapping[str, str]]:
    """Who works in a team: those of the whole company are there once."""
    return [said for said in company()["people"] if said["teams"]]


def _team_name(key: str, city: str) -> str:
    return f"{city}{company()['teams'][key]['name']}"


def _username(number: str, branch: int) -> str:
    return f"{number}-{branch:02}" if branch else number
