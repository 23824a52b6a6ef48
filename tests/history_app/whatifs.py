"""What-ifs in tests: a small history as an imported log, a standard that is tried on it, and a reader of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import reverse

import made
from history.replayed import EVERYTHING, MARCH, TRIAL, case, event_file
from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.models import Role
from wuxing.core.clock.event import Event
from wuxing.history.models import Log
from wuxing.standards.publishing import publish

ANSWERED = (2, 4, 6, 8, 9, 10, 11, 14, 20, 30)
"""Minutes until the first answer of ten consultations, an hour apart; under 10 minutes six of them are in time."""


def trial_text(version: str = "1", response: str = "10 min") -> str:
    return TRIAL.format(version=version, response=response, solution="4 h")


def published(response: str = "10 min", version: str = "1") -> str:
    """The trial standard, in force; its reference."""
    text = trial_text(version, response)
    return publish(text.encode(), by=SYSTEM, at=datetime(2026, 1, 1, tzinfo=UTC)).ref


def answered(minutes: Sequence[int | None] = ANSWERED, kind: str = "message.agent") -> dict[str, list[Event]]:
    """Cases by name; None: nobody has answered yet."""
    return {
        f"C{number:03}": case(*([] if wait is None else [(wait, kind)]), at=MARCH + number * 3600)
        for number, wait in enumerate(minutes)
    }


def a_log(cases: Mapping[str, Sequence[Event]] | None = None, supplies: Sequence[str] = EVERYTHING) -> Log:
    """A log whose events are imported."""
    at = datetime(2026, 3, 5, tzinfo=UTC)
    log = Log.objects.create(name="三月.csv", source="x", size=1, by="system", added_at=at, imported_at=at)
    log.folder.mkdir(parents=True)
    event_file(log.events_path, answered() if cases is None else dict(cases), supplies)
    return log


class Reader:
    """Somebody who asks the page."""

    def __init__(self, role: str = Role.QUALITY) -> None:
        self.client = Client()
        self.client.force_login(made.user(role=role, language="en"))

    def asks(self, *, status: int = 200, headers: Mapping[str, str] | None = None, **asked: Any) -> str:
        answer = self.client.get(reverse("history:what-if"), asked, headers=headers or {})
        assert answer.status_code == status
        return str(answer.content.decode())

    def tries(self, limit: str, *, was: str = "10", of: str = "trial@1/first-response/0", **more: Any) -> str:
        return self.asks(limit=limit, slide=was, was=was, of=of, **more)
