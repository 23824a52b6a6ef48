"""What changes under a running clock: its limit, its calendar, its start; and what is granted to it (rules 6, 10, 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wuxing.core.calendar.calendar import Calendar
from wuxing.core.clock.cycle import Cycle, Era
from wuxing.core.clock.due import standing_of
from wuxing.core.clock.event import Event
from wuxing.core.clock.story import Anomaly, whole_number
from wuxing.core.clock.timeline import BEGINNING, Timeline
from wuxing.core.instant import UnreadableInstant, parse_instant
from wuxing.core.source import Text
from wuxing.core.standard.limit import Limit, parse_limit

if TYPE_CHECKING:
    from wuxing.core.clock.machine import Machine


def apply_limit(machine: Machine, cycle: Cycle, at: int, policy: str) -> None:
    """Bring the machine's limit to bear on its current cycle, by policy retro, from_change or restart.

    A cycle that has stopped keeps what it was judged by; a latent one comes on record, also when already stopped.
    """
    if machine.limit is None:
        _withdraw(machine, cycle, at)
    elif cycle.is_latent:
        _come_on_record(machine, cycle, at, policy)
    elif cycle.is_open:
        _retarget(machine, cycle, at, policy)


def _withdraw(machine: Machine, cycle: Cycle, at: int) -> None:
    """No row matches any more: the cycle is cancelled; a latent one waits in its place for a limit to come back."""
    if cycle.is_latent or not cycle.is_open:
        return
    machine.finish(cycle, at, cycle.seq, cancelled=Text("不再有适用的时限", "no row matches any more"))
    machine.current = Cycle(machine.plan, cycle.start, cycle.seq, machine.case_class, gaps=cycle.gaps)


def _come_on_record(machine: Machine, cycle: Cycle, at: int, policy: str) -> None:
    """A limit applies only now: from the start event (retro, all that was missed), or from the change."""
    if policy == "retro":
        for missed in machine.missed:
            put_on_record(machine, missed, at)
    elif not cycle.is_open:
        return
    else:
        cycle.start, cycle.gaps = at, ()
    put_on_record(machine, cycle, at)
    if cycle.is_open:
        _leave_at_least(machine, cycle, at)


def put_on_record(machine: Machine, cycle: Cycle, at: int) -> None:
    """Give a latent cycle the limit in force, counted from its start, and its number."""
    assert machine.limit
    _set(cycle, machine, machine.limit, since=at, base=cycle.start)
    machine.enlist(cycle)
    machine.missed = ()


def _retarget(machine: Machine, cycle: Cycle, at: int, policy: str) -> None:
    limit = machine.limit
    assert limit
    keep_breach(machine, cycle, at)
    if policy == "restart":
        machine.finish(cycle, at, cycle.seq, cancelled=Text("重新计时", "restarted"))
        machine.open(at, cycle.seq)
        if machine.current and machine.current.eras:
            _leave_at_least(machine, machine.current, at)
        return
    if policy == "from_change":
        cycle.extensions = ()
        used = standing_of(cycle, cycle.era._replace(limit=limit, base=at), machine.story.waits, at).elapsed
        counted = limit if limit.is_days else Limit("seconds", used + limit.amount)
        _set(cycle, machine, limit, since=at, base=at, counted=counted)
    elif limit != cycle.agreed:
        _set(cycle, machine, limit, since=at, base=cycle.start)
    _leave_at_least(machine, cycle, at)


def _set(cycle: Cycle, machine: Machine, limit: Limit, *, since: int, base: int, counted: Limit | None = None) -> None:
    total = counted or limit
    for more in cycle.extensions:
        total = total.plus(more) or total
    cycle.agreed, cycle.row, cycle.case_class = limit, machine.row, machine.case_class
    cycle.eras = (*cycle.eras, Era(since, cycle.start, machine.timeline, total, base))


def _leave_at_least(machine: Machine, cycle: Cycle, at: int) -> None:
    """`min_left`: after a change at least that much working time is left."""
    owed, era = machine.plan.commitment.min_left, cycle.era
    if not owed:
        return
    if era.limit.is_days:
        changed = era._replace(since=at, floor=era.timeline.working_time.add(at, owed))
    else:
        elapsed = standing_of(cycle, era, machine.story.waits, at).elapsed
        if era.limit.amount - elapsed >= owed:
            return
        changed = era._replace(since=at, limit=Limit("seconds", elapsed + owed))
    cycle.eras = (*(cycle.eras[:-1] if era.since == at else cycle.eras), changed)


def keep_breach(machine: Machine, cycle: Cycle, at: int) -> None:
    """Put on record that the target in force until now had passed: no later change takes that back."""
    if cycle.is_latent:
        return
    standing = standing_of(cycle, cycle.era, machine.story.waits, at)
    if standing.is_breached and standing.due is not None:
        cycle.ever_breached_at = min(standing.due, cycle.ever_breached_at or standing.due)


def calendar_changed(machine: Machine, at: int, calendar: Calendar, *, piecewise: bool) -> None:
    """Another calendar from a change on (piecewise), or as if it had always been so (retro)."""
    cycle = machine.current
    if cycle and cycle.is_open:
        keep_breach(machine, cycle, at)
    machine.timeline = machine.timeline.then(at, calendar) if piecewise else Timeline([(BEGINNING, calendar)])
    if cycle and cycle.is_open and cycle.eras:
        cycle.eras = (*cycle.eras, cycle.era._replace(since=at, timeline=machine.timeline))


def extend(machine: Machine, at: int, event: Event) -> None:
    """`deadline.extended`: an approved amount of the same unit is added to the target, also after the due."""
    if event.payload.get("commitment") != machine.plan.commitment.id:
        return
    cycle = machine.current
    if cycle is None or not cycle.is_open or cycle.is_latent:
        _note(machine, event, Text("没有正在运行的时钟", "no clock is running"))
        return
    more = parse_limit(str(event.payload.get("amount") or ""))
    total = cycle.era.limit.plus(more) if more else None
    if not event.payload.get("approved_by"):
        _note(machine, event, Text("没有批准人，延期无效", "nobody approved it, so it has no effect"))
    elif more is None or total is None:
        _note(machine, event, Text("延期的单位与时限不同，无效", "its unit is not the limit's, so it has no effect"))
    else:
        keep_breach(machine, cycle, at)
        cycle.extensions = (*cycle.extensions, more)
        cycle.eras = (*cycle.eras, cycle.era._replace(since=at, limit=total))


def excuse(machine: Machine, at: int, event: Event) -> None:
    """`clock.excused`: a mark on a cycle; the breach stays visible."""
    if event.payload.get("commitment") != machine.plan.commitment.id:
        return
    number = whole_number(event.payload.get("cycle"))
    chosen = [cycle for cycle in machine.cycles if number in (None, cycle.number)]
    if not chosen:
        _note(machine, event, Text("没有这一轮时钟", "there is no such cycle"))
    elif not event.payload.get("approved_by"):
        _note(machine, event, Text("没有批准人，免责无效", "nobody approved it, so it has no effect"))
    else:
        chosen[-1].excused = True


def move_start(machine: Machine, at: int, event: Event) -> None:
    """`case.merged_in`: the earliest promise survives; a reply clock counts from the oldest unanswered message."""
    plan, cycle = machine.plan, machine.current
    said = event.payload.get("unanswered_since" if plan.is_reply else "opened_at")
    if said is None:
        return
    try:
        earlier = said if isinstance(said, int) else parse_instant(str(said))
    except UnreadableInstant:
        _note(machine, event, Text("时刻无法读取", "its instant cannot be read"))
        return
    if cycle is None or cycle.is_latent or not cycle.is_open or earlier >= cycle.start:
        return
    keep_breach(machine, cycle, at)
    base = earlier if cycle.era.base == cycle.start else cycle.era.base
    cycle.eras = (*cycle.eras, cycle.era._replace(since=at, start=earlier, base=base))
    cycle.start = earlier


def _note(machine: Machine, event: Event, why: Text) -> None:
    if machine.current:
        machine.current.anomalies = (*machine.current.anomalies, Anomaly(event.seq, event.kind, why))
    else:
        machine.note_early(event, why)
