"""The promise that a customer sees: the next one of those made to him, as a time and a sentence, without alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import timezone

from wuxing.cases.clocks import readings
from wuxing.cases.models import Case
from wuxing.core.clock.reading import Reading
from wuxing.core.source import Text
from wuxing.core.standard.document import Commitment, Standard
from wuxing.standards.finding import standards_for
from wuxing.ui.shapes import Span, TimeBar

RUNNING = ("running", "breached")
NOBODY = Text("", "")


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised until when. `helper`: the role that is told when the time passes; empty where nobody is."""

    title: Text
    due_at: datetime
    started_at: datetime
    is_past: bool
    is_today: bool
    bar: TimeBar
    helper: Text


def next_promise(case: Case, at: datetime) -> Promise | None:
    """The promise to the customer that falls due next; one that is past only where none lies ahead."""
    versions = {each.ref: each for each in standards_for(case.standard)}
    open_ones = [
        (reading, versions[reading.standard].commitments[reading.commitment])
        for reading in readings(case, at).readings
        if reading.state in RUNNING and reading.due_at is not None
    ]
    to_customer = [(reading, commitment) for reading, commitment in open_ones if commitment.audience == "customer"]
    if not to_customer:
        return None
    reading, commitment = min(to_customer, key=_place)
    return _promise(reading, commitment, versions[reading.standard])


def _place(each: tuple[Reading, Commitment]) -> tuple[bool, int]:
    reading = each[0]
    return reading.state == "breached", reading.due_at or 0


def _promise(reading: Reading, commitment: Commitment, standard: Standard) -> Promise:
    assert reading.due_at is not None
    assert reading.started_at is not None
    return Promise(
        title=commitment.title,
        due_at=datetime.fromtimestamp(reading.due_at, UTC),
        started_at=datetime.fromtimestamp(reading.started_at, UTC),
        is_past=reading.state == "breached",
        is_today=_day(reading.due_at) == _day(reading.at),
        bar=TimeBar((Span("used", 0, _used(reading)),), is_thin=True),
        helper=_helper(commitment, standard.roles),
    )


def _day(instant: int) -> date:
    return timezone.localdate(datetime.fromtimestamp(instant, UTC))


def _used(reading: Reading) -> float:
    """The share of the time promised that is used, in percent."""
    return min(100, round(100 * reading.elapsed_seconds / (reading.target_seconds or 1)))


def _helper(commitment: Commitment, roles: Mapping[str, Text]) -> Text:
    steps = [step.to for step in commitment.escalate if step.after is None]
    return roles.get(steps[0], NOBODY) if steps else NOBODY
