"""A company to measure the product on, and as many cases as are wanted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model
from django.utils import timezone

import ready  # noqa: F401 - before any model
from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.models import Role, Team, User
from wuxing.cases.models import Audience, Case, Clock, Message
from wuxing.cases.opening import Request, open_case
from wuxing.customers.finding import find_or_make
from wuxing.customers.models import Customer
from wuxing.ledger.models import Event, Stream
from wuxing.ledger.writing import writing
from wuxing.standards.publishing import publish
from wuxing.standards.texts import pack_text

TEAMS, PEOPLE = 10, 40
STANDARD = "reference@2026.1"
URGENT = {"business": "after-sales", "customer": "individual", "urgency": "urgent"}
"""Four clocks under the reference standard: first response, diagnosis, on site, solved."""


def make_company() -> dict[str, int]:
    """Tables, the reference standard, teams with people on duty."""
    call_command("migrate", verbosity=0)
    publish(text=pack_text(STANDARD), by=SYSTEM, at=timezone.now())
    teams = [Team.objects.create(name=f"team {number}") for number in range(TEAMS)]
    for number in range(PEOPLE):
        role = Role.SUPERVISOR if number < TEAMS else Role.AGENT
        person = User(username=f"person-{number}", name=f"Person {number}", role=role, on_duty=True)
        person.set_unusable_password()
        person.save()
        person.teams.add(teams[number % TEAMS])
    return {"teams": TEAMS, "people": PEOPLE}


def copy_cases(times: int) -> dict[str, int]:
    """So many times the cases there are."""
    _copy(times)
    settle()
    return {"cases": Case.objects.count(), "clocks": Clock.objects.running().count()}


def make_customers(count: int, now: datetime) -> list[Customer]:
    """People with a phone."""
    phones = (f"138{number:08}" for number in range(count))
    return [find_or_make(name=f"林{phone[-3:]}", kind="individual", phone=phone, by=SYSTEM, at=now) for phone in phones]


def open_urgent(subject: str, customer: Customer, team: Team, at: datetime) -> Case:
    """A case with four clocks."""
    asked = Request(
        subject=subject,
        body=f"{subject}：洗衣机门封漏水，厨房地板湿了。",
        channel="form",
        case_class=URGENT,
        customer=customer,
        team=team,
    )
    return open_case(asked, by=SYSTEM, at=at)


MOVED: Mapping[type[Model], tuple[str, ...]] = {
    Stream: ("id",),
    Event: ("id", "stream_id"),
    Case: ("id", "stream_id"),
    Audience: ("id", "case_id"),
    Clock: ("id", "case_id"),
    Message: ("id", "case_id"),
}
"""What a copy of a case consists of, and the ids in it that are moved on."""


def _copy(times: int) -> None:
    """Rows copied by the database itself. The hashes of copies do not fit their streams; nothing here asks."""
    spans = {model: model._default_manager.aggregate(most=Max("pk"))["most"] for model in MOVED}
    for time in range(1, times):
        by = {"stream_id": time * spans[Stream], "case_id": time * spans[Case]}
        with writing(), connection.cursor() as cursor:
            for model, moved in MOVED.items():
                columns = {f'"{field.column}"': f'"{field.column}"' for field in model._meta.concrete_fields}
                columns |= {f'"{name}"': f'"{name}" + {by.get(name, time * spans[model])}' for name in moved}
                if model is Case:
                    columns['"ref"'] = f"'C-' || (20000 + stream_id + {by['stream_id']})"
                table = model._meta.db_table
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(columns)}) "
                    f"SELECT {', '.join(columns.values())} FROM {table} WHERE id <= {spans[model]}"
                )


def settle() -> None:
    """What a database does by itself in time: sequences moved on, statistics taken."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(MOVED)):
            cursor.execute(sql)
        cursor.execute("ANALYZE")
