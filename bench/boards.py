"""From an event to the boards of those who lead: 200 open, each of which has to show the new number."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from math import inf
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.db.models import F
from django.utils import timezone

import ready  # noqa: F401 - before any model
from company import make_customers, open_urgent
from listing import signed_in
from streaming import serving
from wuxing.accounts.models import Role, Team, User
from wuxing.cases.models import Case, Clock
from wuxing.ledger.writing import writing

EVENTS, PAUSE = 20, 1.5
VIEWER = Path(__file__).with_name("viewing.py")


def followed(viewers: int) -> dict[str, Any]:
    """Open cases one after the other; seconds from each to each board that counts it, sorted, and answers for each board."""
    _hold()
    teams = list(Team.objects.order_by("pk"))
    watched = list(_watched(viewers, teams))
    (customer,) = make_customers(1, timezone.now())
    with serving() as port, _viewers(port, watched) as viewer:
        told: list[tuple[int, float]] = []
        for number in range(EVENTS):
            team = teams[number % len(teams)]
            open_urgent(f"shown {number}", customer, team, timezone.now())
            told.append((team.pk, monotonic()))
            sleep(PAUSE)
        sleep(5)
        viewer.stdin.write("\n")
        viewer.stdin.flush()
        found = json.loads(viewer.stdout.readline())
    waits = sorted(_waits(watched, found["shown"], told))
    return {"waits": waits, "answers": found["answers"] / viewers / EVENTS, "open": Case.objects.open().live().count()}


def _hold() -> None:
    """Let nothing fall due meanwhile: all of these cases came in within one minute."""
    later = {name: F(name) + timedelta(days=1) for name in ("due_at", "risk_at", "next_at")}
    with writing():
        Clock.objects.running().update(**later)
        Case.objects.filter(next_due_at__isnull=False).update(next_due_at=F("next_due_at") + timedelta(days=1))


def _watched(viewers: int, teams: list[Team]) -> Iterator[tuple[str, int]]:
    """Cookies, and the team whose board it is: half watch their own, half the whole company (0)."""
    for number in range(viewers // 2):
        team = teams[number % len(teams)]
        leader = User.objects.create_user(f"leader-{number}", name=f"Leader {number}", role=Role.SHIFT_LEADER)
        leader.teams.add(team)
        yield signed_in(leader), team.pk
        yield signed_in(User.objects.create_user(f"head-{number}", name=f"Head {number}", role=Role.SUPERVISOR)), 0


@contextmanager
def _viewers(port: int, watched: list[tuple[str, int]]) -> Iterator[Any]:
    command = [sys.executable, str(VIEWER), str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as viewer:
        assert viewer.stdin is not None and viewer.stdout is not None
        viewer.stdin.write(json.dumps([cookie for cookie, _team in watched]) + "\n")
        viewer.stdin.flush()
        assert viewer.stdout.readline() == "open\n"
        yield viewer


def _waits(
    watched: list[tuple[str, int]], shown: list[Mapping[str, float]], told: list[tuple[int, float]]
) -> Iterator[float]:
    """For each board and each case that it counts: until it first showed as many; infinite for a board that never did."""
    for (_cookie, team), seen in zip(watched, shown, strict=True):
        numbers = {int(number): instant for number, instant in seen.items()}
        begun = min(numbers)
        for place, instant in enumerate((at for of, at in told if team in (0, of)), start=1):
            yield min((when for number, when in numbers.items() if number >= begun + place), default=inf) - instant
