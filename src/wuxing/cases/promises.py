"""What a case would promise, were it opened now: shown before it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Standard
from wuxing.packs.finding import calendars


@dataclass(frozen=True, slots=True)
class Promised:
    """One clock that would run."""

    title: Text
    clause: str
    limit: Text
    due_at: datetime


def promises_of(standard: Standard, case_class: Class, at: datetime) -> list[Promised]:
    """The clocks of a case of a class that a customer opened at an instant, next due first."""
    now = int(at.timestamp())
    opened = Event(1, "case.opened", now, now, speaker="customer", payload={"class": dict(case_class)})
    found = [
        Promised(
            standard.commitments[reading.commitment].title,
            reading.clause,
            reading.row.limit.text,
            datetime.fromtimestamp(reading.due_at, UTC),
        )
        for reading in evaluate((standard,), calendars(), (opened,), now).readings
        if reading.due_at is not None and reading.row is not None and reading.row.limit is not None
    ]
    return sorted(found, key=lambda each: each.due_at)
