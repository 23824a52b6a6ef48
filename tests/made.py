"""People, teams and cases for tests, made through the verbs where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from wuxing.accounts.actors import SYSTEM, Actor, of_customer, of_user
from wuxing.accounts.models import Outlet, Role, Team, User
from wuxing.cases.models import Case
from wuxing.cases.opening import Request, open_case
from wuxing.customers.finding import find_or_make
from wuxing.customers.models import Customer
from wuxing.standards.models import Publication
from wuxing.standards.publishing import publish

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
"""Wednesday, 4 March 2026, 12:00 in Shanghai: an ordinary working day."""

TEST_STANDARD = Path(__file__).parent / "product_standard.yaml"
CONSULTATION = {"business": "consultation", "customer": "individual", "urgency": "normal"}
_number = count(1)


def standard(path: Path = TEST_STANDARD, *, at: datetime = NOON) -> Publication:
    """The standard of the tests, in force from the beginning of 2026."""
    return publish(path.read_bytes(), by=SYSTEM, at=at.replace(month=1, day=1))


def team(name: str = "", outlet: str = "") -> Team:
    """A team, at an outlet where one is named."""
    place = Outlet.objects.get_or_create(name=outlet)[0] if outlet else None
    return Team.objects.create(name=name or f"班组{next(_number)}", outlet=place)


def user(*teams: Team, role: str = Role.AGENT, **more: Any) -> User:
    """Somebody who works here, on duty, with the password `pass word 1`."""
    number = next(_number)
    more = {"username": f"u{number}", "email": f"u{number}@example.com", "name": f"员工{number}", **more}
    made = User(role=role, on_duty=more.pop("on_duty", more.get("is_active", True)), **more)
    made.set_password("pass word 1")
    made.save()
    made.teams.set(teams)
    return made


def actor(*teams: Team, role: str = Role.AGENT, **more: Any) -> Actor:
    """The same as an actor."""
    return of_user(user(*teams, role=role, **more))


def customer(
    name: str = "林女士", *, phone: str = "", email: str = "", kind: str = "individual", at: datetime = NOON
) -> Customer:
    """A customer who can be reached, at least by a phone of her own."""
    phone = phone or f"138{next(_number):08}"
    return find_or_make(name=name, kind=kind, phone=phone, email=email, by=SYSTEM, at=at)


def case(
    at: datetime = NOON,
    *,
    by: Actor = SYSTEM,
    of: Customer | None = None,
    case_class: Mapping[str, str] = CONSULTATION,
    **more: Any,
) -> Case:
    """A case of a customer about a leaking washing machine; `team`, `assignee`, `files` … as in Request."""
    asked = {"subject": "洗衣机漏水", "body": "洗衣机门封漏水，厨房地板湿了。", "channel": "form", **more}
    return open_case(Request(case_class=case_class, customer=of or customer(at=at), **asked), by=by, at=at)


def customer_of(made: Case) -> Actor:
    """The customer of a case, behind the signed link."""
    assert made.customer_id is not None
    return of_customer(made.customer_id)
