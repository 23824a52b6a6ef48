"""Looks into the database of a product that is being killed: one JSON question a line, one answer a line."""

import json
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import close_old_connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from wuxing.accounts.actors import SYSTEM, of_user  # noqa: E402
from wuxing.accounts.models import Role, Team, User  # noqa: E402
from wuxing.cases.models import Case, Message  # noqa: E402
from wuxing.cases.verifying import Seen, verify  # noqa: E402
from wuxing.channels import keys  # noqa: E402
from wuxing.ledger.models import Delivery, Signal  # noqa: E402
from wuxing.ledger.running import LEASE  # noqa: E402
from wuxing.notices import mailing  # noqa: E402
from wuxing.notices.models import Notice, Preference  # noqa: E402
from wuxing.standards.publishing import publish  # noqa: E402

STANDARD = Path(__file__).with_name("standard.yaml")


def prepare() -> dict[str, Any]:
    """A company with promises of seconds: a team, an agent, and a shift leader who wants each mail at once; an API key."""
    publish(STANDARD.read_bytes(), by=SYSTEM, at=timezone.now())
    team = Team.objects.create(name="hotline")
    for name, role in (("agent", Role.AGENT), ("leader", Role.SHIFT_LEADER)):
        person = User(username=name, name=name, email=f"{name}@example.com", role=role, on_duty=True)
        person.set_unusable_password()
        person.save()
        person.teams.add(team)
    leader = User.objects.get(username="leader")
    Preference.objects.create(user=leader, mail=Preference.Mail.AT_ONCE)
    admin = User.objects.create_user("admin", name="admin", role=Role.ADMIN)
    wanted = keys.Wanted("kill", ["cases:read", "cases:write", "customers:write"], team=team, per_minute=1_000_000)
    return {"key": keys.make(wanted, by=of_user(admin), at=timezone.now())[1]}


def verified() -> dict[str, Any]:
    """What `wuxing ledger verify` finds."""
    seen = Seen()
    differences = [f"{each.place}: {each.says.en}" for each in verify(timezone.now(), seen)]
    return {"differences": differences[:20], "cases": seen.cases, "events": seen.ledger.events, "behind": seen.behind}


def claimed(since: float) -> int:
    """Deliveries that were claimed since then and are not done."""
    earliest = datetime.fromtimestamp(since, UTC) + LEASE
    return Delivery.objects.filter(state="waiting", lease_until__gte=earliest).count()


def undone() -> dict[str, int]:
    """What the worker still has to do."""
    states = Delivery.objects.exclude(state="done").values_list("state", flat=True)
    return {"waiting": sum(each == "waiting" for each in states), "parked": sum(each == "parked" for each in states)}


def notices() -> list[list[Any]]:
    """Every notice: its id, its person, what it tells about, in which words."""
    columns = ("id", "user__username", "source", "text__zh")
    return [list(each) for each in Notice.objects.order_by("id").values_list(*columns)]


def steps() -> list[int]:
    """Signals that somebody has to be told of."""
    return list(Signal.objects.filter(kind=Signal.Kind.STEP).values_list("pk", flat=True))


def cases() -> list[list[str]]:
    """Every case: number and subject."""
    return [list(each) for each in Case.objects.values_list("ref", "subject")]


def messages() -> list[list[str]]:
    """Every message: number of its case and words."""
    return [list(each) for each in Message.objects.values_list("case__ref", "body")]


def send_what_is_left() -> int:
    """Send what a dead process left half sent, and what waited to be sent together."""
    sent, later = 0, timezone.now() + timedelta(minutes=10)
    while done := mailing.send_due(later):
        sent, later = sent + done, later + timedelta(minutes=3)
    return sent


def unsent() -> int:
    """Notices whose mail has not left."""
    return Notice.objects.filter(mail__in=["waiting", "sending", "failed"]).count()


def main() -> None:
    for line in sys.stdin:
        question, values = json.loads(line)
        close_old_connections()
        try:
            answer = {"found": globals()[question](**values)}
        except Exception:  # told to the test, which fails
            answer = {"failed": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
