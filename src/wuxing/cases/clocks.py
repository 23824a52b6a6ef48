"""The clocks of a case: computed by the core, stored as an index that lists and the sweeper can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from wuxing.cases.models import Case, Clock
from wuxing.core.clock.evaluate import Evaluation, evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.standard.document import Commitment, Standard
from wuxing.ledger import streams
from wuxing.ledger.models import Signal
from wuxing.ledger.signals import Fired, record
from wuxing.packs.finding import calendars
from wuxing.standards.finding import standards_for

PAUSED = ("paused", "paused_breached")


def evaluate_case(case: Case, events: Sequence[Event], at: datetime) -> Evaluation:
    """Where each clock of a case stands at an instant, under the version it was opened under and those for open cases.

    History carries no promise.
    """
    if case.history:
        return Evaluation(int(at.timestamp()), (), ())
    return evaluate(standards_for(case.standard), calendars(), events, int(at.timestamp()))


def readings(case: Case, at: datetime) -> Evaluation:
    """The same from the ledger."""
    return evaluate_case(case, streams.read(case.stream_id), at)


def store_readings(case: Case, at: datetime, events: Sequence[Event] | None = None) -> list[Signal]:
    """Bring the stored clocks of a case up to an instant and record what they set off since.

    Call it with the case's stream locked. Sets `case.next_due_at` without saving it.
    """
    look = look_at(case, streams.read(case.stream_id) if events is None else events, at)
    case.next_due_at = look.next_due_at
    return keep(look, case, at)


class Look(NamedTuple):
    """What the clocks of a case show at an instant: their rows, and everything they set off so far."""

    rows: Sequence[Clock]
    fired: Sequence[Fired]

    @property
    def next_due_at(self) -> datetime | None:
        """The earliest due of a clock that runs."""
        return min((row.due_at for row in self.rows if row.due_at and _is_running(row)), default=None)


def look_at(case: Case, events: Sequence[Event], at: datetime) -> Look:
    """The clocks of a case as its events have them, nothing stored."""
    standards = standards_for(case.standard)
    evaluation = evaluate(standards, calendars(), events, int(at.timestamp()))
    return Look(_rows(case, evaluation, standards), list(fired(case, evaluation, events)))


def keep(look: Look, case: Case, at: datetime, *, is_new: bool = False) -> list[Signal]:
    """Store what was seen: of a new case there is nothing yet to compare with."""
    if is_new:
        Clock.objects.bulk_create(look.rows)
    else:
        _write(case, look.rows)
    return record(case.stream_id, look.fired, at) if look.fired else []


def clock_rows(case: Case, evaluation: Evaluation) -> list[Clock]:
    """The rows that an evaluation stands for; a clock that has not started has none yet."""
    return [] if case.history else _rows(case, evaluation, standards_for(case.standard))


def _rows(case: Case, evaluation: Evaluation, standards_of_case: Sequence[Standard]) -> list[Clock]:
    standards = {each.ref: each for each in standards_of_case}
    started = [reading for reading in evaluation.readings if reading.started_at is not None]
    rows = [
        clock_row(case, each, standards[each.standard].commitments[each.commitment], evaluation.at) for each in started
    ]
    later = min((instant for instant in evaluation.scheduled if instant > evaluation.at), default=None)
    is_over = bool(case.ending) and not any(_is_open(row) for row in rows)
    if rows and later is not None and not is_over:  # more than one cycle changes then: any row may call the sweeper
        rows[0].next_at = min(filter(None, (rows[0].next_at, _instant(later))))
    return rows


def clock_row(case: Case | None, reading: Reading, commitment: Commitment, at: int) -> Clock:
    """The row that one reading stands for, not stored; of no case where a standard is only tried."""
    is_open = reading.stopped_at is None and reading.state != "cancelled"
    is_paused = reading.state in PAUSED
    wakes = [instant for instant in reading.because.wakes() if instant > at] if is_open else []
    return Clock(
        case=case,
        commitment=reading.commitment,
        cycle=reading.cycle,
        clause=reading.clause,
        standard=reading.standard,
        calendar=reading.calendar,
        audience=commitment.audience,
        owner=commitment.owner,
        limit=reading.row.limit.text.en if reading.row and reading.row.limit else "",
        started_at=_instant(reading.started_at),
        due_at=_instant(reading.due_at),
        risk_at=_instant(_risk(reading)) if is_open else None,
        next_at=_instant(min(wakes, default=None)),
        stopped_at=_instant(reading.stopped_at),
        paused=is_paused,
        pause_reason=reading.because.resting or "" if is_paused else "",
        cancelled=reading.state == "cancelled",
        excused=reading.excused,
        target_seconds=reading.target_seconds,
        left_seconds=reading.remaining_seconds if is_paused else None,
        elapsed_seconds=reading.elapsed_seconds if not is_open else None,
        overdue_seconds=reading.overdue_working_seconds if not is_open else None,
    )


def _risk(reading: Reading) -> int | None:
    """The instant of the first warning, behind or ahead; steps come after the due only."""
    if reading.warnings:
        return reading.warnings[0].at
    return min(reading.because.signals.upcoming, default=None) if reading.state == "running" else None


def next_due(rows: Sequence[Clock]) -> datetime | None:
    """The earliest due of those that run: what the case list is ordered by."""
    return min((row.due_at for row in rows if row.due_at and _is_running(row)), default=None)


def _is_running(row: Clock) -> bool:
    return _is_open(row) and not row.paused


def _is_open(row: Clock) -> bool:
    return row.stopped_at is None and not row.cancelled


def _write(case: Case, rows: Sequence[Clock]) -> None:
    stored = {(row.commitment, row.cycle): row for row in Clock.objects.filter(case=case)}
    new = [row for row in rows if (row.commitment, row.cycle) not in stored]
    for row in rows:
        before = stored.pop((row.commitment, row.cycle), None)
        if before is not None and (changed := _differences(before, row)):
            Clock.objects.filter(pk=before.pk).update(**changed)
    Clock.objects.bulk_create(new)
    if stored:  # a void took back the start of a cycle: the row was only an index
        Clock.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()


def _differences(before: Clock, after: Clock) -> Mapping[str, Any]:
    return {name: value for name in STORED if (value := getattr(after, name)) != getattr(before, name)}


STORED = tuple(field.attname for field in Clock._meta.concrete_fields if field.name not in ("id", "case"))


def fired(case: Case, evaluation: Evaluation, events: Sequence[Event]) -> Iterator[Fired]:
    """What the clocks set off so far; `due_at` is the deadline as it stood at that instant."""
    for reading in evaluation.readings:
        place = (reading.commitment, reading.cycle)
        for broken in {reading.ever_breached_at, _breach(reading)} - {None}:
            yield Fired(Signal.Kind.BREACHED, *place, "due", _instant(broken), "", _instant(broken))
        for step in reading.escalations:
            yield Fired(Signal.Kind.STEP, *place, step.step, _instant(step.due), step.to, _instant(step.at))
        for warning in reading.warnings:
            yield Fired(Signal.Kind.WARNED, *place, warning.step, _instant(warning.due), "", _instant(warning.at))
        for cap in reading.cap_ended:
            yield Fired(Signal.Kind.CAP_ENDED, *place, cap.reason, _instant(cap.at), "", _instant(cap.at))


def _breach(reading: Reading) -> int | None:
    return reading.due_at if reading.state in ("breached", "paused_breached", "met_late") else None


def _instant(seconds: int | None) -> Any:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
