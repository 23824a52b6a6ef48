"""A history with a known driver: complaints about deliveries wait for their first answer, until something is done."""

from __future__ import annotations

from datetime import UTC, datetime

from history.replayed import EVERYTHING, MARCH, case
from history_app.steps import DAY, DAYS
from wuxing.core.clock.event import Event
from wuxing.history.events.file import Header, writing_events
from wuxing.history.models import Log

TOPICS = {"delivery": {"zh": "送货", "en": "Delivery"}, "technical": {"zh": "技术", "en": "Technical"}}
A_DAY = 10
SUPPLIES = (*EVERYTHING, "stage.entered")


def waited(*, is_improved: bool = True) -> dict[str, list[Event]]:
    """Thirty days on each side, ten complaints a day, six of them about deliveries. Those hear from us after 100 minutes
    on average, from the step on after 60 (−40 %); the others after 20. An hour after the answer all are solved."""
    return {
        f"C{day:02}-{number}": _complaint(day, number, is_after=is_improved and day >= DAYS)
        for day in range(2 * DAYS)
        for number in range(A_DAY)
    }


def a_waiting_log(*, is_improved: bool = True) -> Log:
    """A log with these events, imported."""
    at = datetime(2026, 6, 5, tzinfo=UTC)
    log = Log.objects.create(name="送货.csv", source="x", size=1, by="system", added_at=at, imported_at=at)
    log.folder.mkdir(parents=True)
    header = Header("test", SUPPLIES, "Asia/Shanghai", classes={"topic": TOPICS})
    with writing_events(path=log.events_path, header=header) as writer:
        for name, events in waited(is_improved=is_improved).items():
            writer.add(name, events)
    return log


def _complaint(day: int, number: int, *, is_after: bool) -> list[Event]:
    is_delivery = number < 6
    spread = 10 * ((day + number) % 5 - 2) if is_delivery else 0
    answer = 20 if not is_delivery else 60 + spread * 6 // 10 if is_after else 100 + spread
    told: list[tuple[int, str, dict[str, str]]] = [
        (0, "stage.entered", {"stage": "accept"}),
        (answer, "message.agent", {}),
        (answer, "stage.entered", {"stage": "handle"}),
        (answer + 10, "wait.started", {"reason": "waiting-customer"}),
        (answer + 40, "wait.ended", {}),
        (answer + 60, "case.resolved", {}),
    ]
    topic = "delivery" if is_delivery else "technical"
    return case(*told, business="complaint", topic=topic, at=MARCH + day * DAY + number * 600)
