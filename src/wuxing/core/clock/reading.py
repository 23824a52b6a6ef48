"""What a clock shows at an instant, and why (section 3, rule 13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from wuxing.core.clock.pausing import CapEnd
from wuxing.core.clock.steps import Fired, Signals
from wuxing.core.clock.story import Anomaly
from wuxing.core.instant import format_instant
from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Row

BROKEN = ("breached", "paused_breached", "met_late")


class Segment(NamedTuple):
    """A stretch of a cycle: `kind` open, closed, paused or resolved; `seconds` of working time."""

    start: int
    end: int
    kind: str
    seconds: int
    why: Text


class Because(Protocol):
    """What stands behind a reading, worked out when it is asked for: a replay asks for none of it."""

    @property
    def signals(self) -> Signals:
        """What the cycle set off so far, and would set off next."""
        ...

    @property
    def resting(self) -> str | None:
        """The reason it is paused for; None while it runs or has ended."""
        ...

    def segments(self) -> tuple[Segment, ...]:
        """The stretches from start to stop, or now."""
        ...

    def wakes(self) -> Iterable[int]:
        """Instants at which the cycle changes by itself."""
        ...


class Reading(NamedTuple):
    """Where one cycle stands. Instants are UTC seconds, durations whole seconds, of working time unless named wall.

    What it set off and why it stands so come from `because`.
    """

    at: int
    commitment: str
    cycle: int
    clause: str
    standard: str
    calendar: str
    state: str
    started_at: int | None
    due_at: int | None
    projected_due_at: int | None
    stopped_at: int | None
    target_seconds: int | None
    elapsed_seconds: int
    remaining_seconds: int | None
    paused_seconds: Mapping[str, int]
    overdue_working_seconds: int
    overdue_wall_seconds: int
    ever_breached_at: int | None
    anomalies: tuple[Anomaly, ...]
    excused: bool
    cancelled_because: Text | None
    cap_ended: tuple[CapEnd, ...]
    provisional: bool
    data_sets: tuple[str, ...]
    row: Row | None
    case_class: Class
    zone: ZoneInfo
    because: Because

    @property
    def warnings(self) -> tuple[Fired, ...]:
        """The shares of the target that were used up so far."""
        return self.because.signals.warnings

    @property
    def escalations(self) -> tuple[Fired, ...]:
        """The escalation steps that fired so far."""
        return self.because.signals.escalations

    @property
    def explain(self) -> tuple[Segment, ...]:
        """The segments from start to stop (or now); the seconds of the open ones sum to `elapsed_seconds`."""
        return self.because.segments()


def as_json(reading: Reading) -> dict[str, Any]:
    """A reading with the names of rule 13, instants in its calendar's zone."""
    zone = reading.zone

    def when(instant: int | None) -> str | None:
        return None if instant is None else format_instant(instant, zone)

    return {
        "at": when(reading.at),
        "commitment": reading.commitment,
        "cycle": reading.cycle,
        "clause": reading.clause,
        "standard": reading.standard,
        "calendar": reading.calendar,
        "data_sets": list(reading.data_sets),
        "provisional": reading.provisional,
        "state": reading.state,
        "started_at": when(reading.started_at),
        "due_at": when(reading.due_at),
        "projected_due_at": when(reading.projected_due_at),
        "stopped_at": when(reading.stopped_at),
        "target_seconds": reading.target_seconds,
        "elapsed_seconds": reading.elapsed_seconds,
        "remaining_seconds": reading.remaining_seconds,
        "paused_seconds": dict(reading.paused_seconds),
        "overdue_working_seconds": reading.overdue_working_seconds,
        "overdue_wall_seconds": reading.overdue_wall_seconds,
        "ever_breached_at": when(reading.ever_breached_at),
        "warnings": [{"step": each.step, "at": when(each.at)} for each in reading.warnings],
        "escalations": [{"step": each.step, "to": each.to, "at": when(each.at)} for each in reading.escalations],
        "anomalies": [{"seq": each.seq, "kind": each.kind, "why": _both(each.why)} for each in reading.anomalies],
        "excused": reading.excused,
        "cancelled_because": _both(reading.cancelled_because) if reading.cancelled_because else None,
        "cap_ended": [{"reason": each.reason, "at": when(each.at)} for each in reading.cap_ended],
        "explain": [
            {
                "from": when(each.start),
                "to": when(each.end),
                "kind": each.kind,
                "seconds": each.seconds,
                "why": _both(each.why),
            }
            for each in reading.explain
        ],
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
