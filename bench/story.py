"""What is measured: a Chinese office calendar, four commitments on it, and a case told in ten events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from wuxing.core.clock.event import Event

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2027))
WEEK = 7 * DAY
WEEKS = (LAST - FIRST) // WEEK - 2
WORKDAY = 7 * HOUR + 30 * MINUTE
LEAST, MOST = 3 * MINUTE, 3 * WORKDAY
"""Targets: from three minutes to three working days of seven and a half hours."""

HUMAN = ["message.agent", "call.answered", "case.resolved"]
STEPS = [{"at": "due", "to": "shift-leader"}, {"after": "30 min", "to": "supervisor"}]
STANDARD: dict[str, Any] = {
    "calendars": {
        "round-the-clock": {"timezone": "Asia/Shanghai", "week": "always"},
        "office": {
            "timezone": "Asia/Shanghai",
            "week": {"mon-fri": ["09:00-12:00", "13:30-18:00"]},
            "closed": ["cn-statutory-holidays"],
            "opened": {"cn-makeup-days": "mon"},
        },
    },
    "commitments": {
        "first-response": {
            "starts": "case.opened",
            "stops": HUMAN,
            "calendar": "round-the-clock",
            "within": [{"limit": "30 min"}, {"when": {"urgency": "urgent"}, "limit": "10 min"}],
            "warn": ["50%", "80%"],
            "escalate": STEPS,
        },
        "next-reply": {
            "starts": "message.customer",
            "stops": HUMAN,
            "recurs": "each_start",
            "calendar": "office",
            "within": [{"limit": "2 h"}],
            "warn": ["80%"],
            "escalate": STEPS,
        },
        "solution": {
            "starts": "case.opened",
            "stops": "case.resolved",
            "calendar": "office",
            "pauses": {"waiting-customer": "4 h", "testing": {}},
            "reopen": "resume_excluding",
            "within": [{"limit": "12 h"}, {"when": {"urgency": "urgent"}, "limit": "6 h"}],
            "warn": ["50%", "80%"],
            "escalate": STEPS,
        },
        "result": {
            "starts": "case.opened",
            "stops": "result.reported",
            "calendar": "office",
            "pauses": {"testing": {"cap": "10 working days", "legal_stop": True}},
            "within": [{"limit": "3 working days"}],
            "warn": ["80%"],
            "escalate": [{"at": "due", "to": "supervisor"}],
        },
    },
}
TOLD: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (0, "case.opened", "customer", {"class": {"business": "complaint", "urgency": "normal"}}),
    (20 * MINUTE, "message.agent", "agent", {}),
    (40 * MINUTE, "case.classified", "agent", {"class": {"urgency": "urgent"}}),
    (2 * HOUR, "wait.started", "agent", {"reason": "waiting-customer"}),
    (30 * HOUR, "message.customer", "customer", {}),
    (30 * HOUR, "wait.ended", "agent", {"reason": "waiting-customer"}),
    (31 * HOUR, "message.agent", "agent", {}),
    (50 * HOUR, "wait.started", "engineer", {"reason": "testing"}),
    (72 * HOUR, "wait.ended", "engineer", {"reason": "testing"}),
    (90 * HOUR, "message.customer", "customer", {}),
)
ASKED = 5 * DAY
"""When the case is looked at, after its opening: still unsolved, so everything is at stake."""


def stamps(count: int, chance: Random) -> Iterator[tuple[int, int]]:
    """Instants of 2024 to 2026 at any hour, each with a target in working seconds."""
    return ((chance.randrange(FIRST, LAST), chance.randint(LEAST, MOST)) for _ in range(count))


def stories(moments: Sequence[int], chance: Random) -> list[tuple[list[Event], int]]:
    """The case told from each of these moments of a week on, in any week: other dates each time, the same work."""
    return [told(FIRST + chance.randrange(WEEKS) * WEEK + moment) for moment in moments]


def told(opened: int) -> tuple[list[Event], int]:
    """The case opened at an instant."""
    events = [
        Event(seq, kind, opened + after, opened + after, f"{speaker}-7", speaker, payload)
        for seq, (after, kind, speaker, payload) in enumerate(TOLD, start=1)
    ]
    return events, opened + ASKED
