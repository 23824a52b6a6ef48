"""When a cycle was paused, for what reason: overlapping waits pause once, caps end them (section 3, rules 1, 3 and 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wuxing.core.calendar.calendar import NoWorkingTime
from wuxing.core.clock.cycle import Cycle, Era
from wuxing.core.clock.story import RESOLVED, Wait
from wuxing.core.clock.timeline import Timeline, WorkingTime
from wuxing.core.standard.document import Pause

NEVER = 1 << 62

Order = tuple[int, int]
"""When a wait started, and its place in the sequence: of overlapping waits the first is charged."""

Paused = tuple[int, int, str]
"""A stretch [start, end) charged to a reason; the end is NEVER while nothing has ended it."""


class CapEnd(NamedTuple):
    """The instant at which the cap of a reason ended a pause for this commitment."""

    reason: str
    at: int


class Course(NamedTuple):
    """How a cycle went until an instant: its pauses, the stretches in which it ran, and the caps that end pauses.

    `running` has None as its last end while the clock runs at `until`, and `worked` the working seconds of each of its
    stretches; `resting` is the reason it is paused for then.
    """

    start: int
    until: int
    pauses: tuple[Paused, ...]
    running: tuple[tuple[int, int | None], ...]
    worked: tuple[int, ...]
    resting: str | None
    caps: tuple[CapEnd, ...]


def course_of(cycle: Cycle, era: Era, waits: Sequence[Wait], until: int) -> Course:
    """The course of a cycle in an era. A limit in days knows legal stops only (section 2, rule 6)."""
    legal_only = era.limit.is_days
    reasons = cycle.plan.legal_reasons if legal_only else cycle.plan.pauses
    begin = era.start
    time = era.timeline.working_time
    if not cycle.gaps and not (waits and reasons):
        return Course(begin, until, (), ((begin, None),), (time.between(begin, until),), None, ())
    found: list[tuple[int, int, Order, str]] = []
    caps: list[CapEnd] = []
    capped: dict[str, list[tuple[int, int, Order]]] = {}
    for reason, start, end, seq in waits:
        pause = reasons.get(reason)
        if pause is None or start > until or (end is not None and end <= begin):
            continue
        own = (max(start, begin), NEVER if end is None else end, (start, seq))
        if pause.cap:
            capped.setdefault(reason, []).append(own)
        else:
            found.append((*own, reason))
    for reason, every in capped.items():
        kept, ended = _capped(every, reasons[reason], era.timeline)
        caps += [CapEnd(reason, at) for at in ended]
        found += [(*own, reason) for own in kept]
    if not legal_only or RESOLVED in reasons:
        found += [(start, end, (start, 0), RESOLVED) for start, end in cycle.gaps]
    if not found:
        return Course(begin, until, (), ((begin, None),), (time.between(begin, until),), None, ())
    pauses = _charged(found, until)
    running, resting = _running(begin, until, pauses)
    worked = tuple([time.between(start, until if end is None else end) for start, end in running])
    return Course(begin, until, pauses, running, worked, resting, tuple(caps))


def _capped(
    waits: list[tuple[int, int, Order]], pause: Pause, timeline: Timeline
) -> tuple[list[tuple[int, int, Order]], list[int]]:
    """The waits of one reason shortened to its cap, and where the cap ended one."""
    assert pause.cap
    kept, ended = [], []
    left = pause.cap.amount
    last = NEVER
    if pause.cap.is_days:
        last = end_of_days(timeline, waits[0][0], pause.cap.unit, pause.cap.amount, frozenset(), roll=False)
    for start, end, order in waits:
        stop = last if pause.cap.is_days else _used_up(timeline.working_time, start, end, left)
        if stop < end:
            ended.append(max(stop, start))
        if stop > start:
            kept.append((start, min(end, stop), order))
            left -= 0 if pause.cap.is_days or end == NEVER else timeline.between(start, min(end, stop))
    return kept, ended[:1]


def _used_up(time: WorkingTime, start: int, end: int, left: int) -> int:
    """Where a wait has used what is left of its cap; NEVER when it ends before that."""
    if left <= 0:
        return start
    if end != NEVER and time.between(start, end) <= left:
        return NEVER
    try:
        return time.add(start, left)
    except NoWorkingTime:
        return NEVER


def end_of_days(timeline: Timeline, start: int, unit: str, amount: int, touched: frozenset[int], *, roll: bool) -> int:
    """The end of a limit in whole dates."""
    if unit == "calendar_days":
        return timeline.calendar_days_end(start, amount, touched, roll=roll)
    return timeline.working_days_end(start, amount, touched)


def _charged(found: list[tuple[int, int, Order, str]], until: int) -> tuple[Paused, ...]:
    """Disjoint pauses in order; where reasons overlap, the one that started first is charged."""
    charged: list[Paused] = []
    reached = -NEVER
    for start, end, _, reason in sorted(found, key=lambda each: (each[0], each[2])):
        begin = max(start, reached)
        if begin < end and begin <= until:
            charged.append((begin, end, reason))
            reached = end
    return tuple(charged)


def _running(start: int, until: int, pauses: Sequence[Paused]) -> tuple[tuple[tuple[int, int | None], ...], str | None]:
    pieces: list[tuple[int, int | None]] = []
    at = start
    for begin, end, reason in pauses:
        if begin > at:
            pieces.append((at, begin))
        if end > until:
            return tuple(pieces), reason
        at = end
    return (*pieces, (at, None)), None


def paused_seconds(course: Course, time: WorkingTime) -> Mapping[str, int]:
    """Working seconds that each reason took from the clock; reasons that took none are not named."""
    taken: dict[str, int] = {}
    for start, end, reason in course.pauses:
        lost = time.between(start, min(end, course.until))
        if lost:
            taken[reason] = taken.get(reason, 0) + lost
    return taken
