"""A thousand cases as a company has them: most are closed, the others answered, waiting, resolved, offered or new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from company import make_customers, open_urgent, settle
from wuxing.accounts.actors import Actor, of_user
from wuxing.accounts.models import Role, Team, User
from wuxing.cases import assigning, closing, messages, waiting
from wuxing.cases.models import Case, Clock

CASES, CUSTOMERS = 1_000, 200
DAYS = 20  # the closed ones came in so long ago at most
MINUTE = timedelta(minutes=1)


def make_cases() -> dict[str, int]:
    """Cases through the verbs. What runs came in during the last minute, so nothing falls due while we measure."""
    now, chance = timezone.now(), Random(20_260_302)
    customers, teams = make_customers(CUSTOMERS, now), list(Team.objects.order_by("pk"))
    agents = {team.pk: of_user(User.objects.filter(teams=team, role=Role.AGENT)[0]) for team in teams}
    for number in range(CASES):
        team, course = teams[number % len(teams)], COURSES[chance.choice(SHARES)]
        ago = timedelta(seconds=chance.randrange(60))
        if course is _closed:
            ago = timedelta(minutes=60 + chance.randrange(DAYS * 1440))
        case = open_urgent(f"case {number}", customers[number % CUSTOMERS], team, now - ago)
        course(case, agents[team.pk], now - ago)
    settle()
    return {"cases": Case.objects.count(), "clocks": Clock.objects.running().count()}


def _new(case: Case, agent: Actor, at: datetime) -> None:
    """Nobody has it yet."""


def _answered(case: Case, agent: Actor, at: datetime) -> None:
    messages.reply(ref=case.ref, body="师傅今天上门，请留意电话。", by=agent, at=at)


def _waiting(case: Case, agent: Actor, at: datetime) -> None:
    _answered(case, agent, at)
    waiting.wait(ref=case.ref, reason="waiting-customer", evidence="等客户确认时间", by=agent, at=at)


def _resolved(case: Case, agent: Actor, at: datetime) -> None:
    _answered(case, agent, at)
    closing.resolve(ref=case.ref, resolution="已更换门封，试机不漏。", by=agent, at=at + MINUTE / 2)


def _closed(case: Case, agent: Actor, at: datetime) -> None:
    _resolved(case, agent, at)
    closing.close(ref=case.ref, by=agent, at=at + MINUTE)


def _offered(case: Case, agent: Actor, at: datetime) -> None:
    other = Team.objects.exclude(cases=case).order_by("pk")[0]
    assigning.request_transfer(ref=case.ref, to=other, note="需要专家判断主板故障。", by=agent, at=at)


COURSES: Mapping[str, Callable[[Case, Actor, datetime], None]] = {
    "closed": _closed,
    "answered": _answered,
    "waiting": _waiting,
    "resolved": _resolved,
    "offered": _offered,
    "new": _new,
}
SHARES = ["closed"] * 60 + ["answered"] * 25 + ["waiting"] * 5 + ["resolved"] * 3 + ["offered"] * 1 + ["new"] * 6
