"""How the events of a case move the cycles of one commitment (standard.md section 3, rules 5 to 10).

Nothing here asks what time it is or how much time was used, except where a rule makes a later event depend on it (a
budget counted from a change, a chained start): a cycle is the record of what happened, read by `evaluate`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wuxing.core.clock.changing import apply_limit, calendar_changed, excuse, extend, move_start, put_on_record
from wuxing.core.clock.cycle import Cycle
from wuxing.core.clock.due import standing_of
from wuxing.core.clock.event import Event
from wuxing.core.clock.plan import (
    CANCEL,
    CHANGE,
    END,
    EXCUSE,
    EXTEND,
    MOVE,
    RANK,
    RECALENDAR,
    REOPEN,
    RESUME,
    RETARGET,
    START,
    STOP,
    Plan,
    Regime,
)
from wuxing.core.clock.story import RESOLVING, Anomaly, Story, whole_number
from wuxing.core.clock.timeline import BEGINNING, Timeline
from wuxing.core.source import Text
from wuxing.core.standard.document import Class, Row
from wuxing.core.standard.limit import Limit

HANDOVER = len(RANK)

Entry = tuple[int, int, int, int, Event | None]
"""(at, rank, seq, role, event): what one event does to one commitment, in the order of section 3."""


@dataclass(slots=True)
class Machine:
    """The cycles of one commitment, moved event by event.

    `row` and `limit` are in force now; `is_decreed` says that `targets.changed` put the limit there. `current` is the
    last cycle, latent or on record in `cycles`; `missed` are latent ones before it. `scheduled` (at, seq) starts the next
    cycle, `resumed` is the seq of a reopening. `pending` are stops and cancels (role, seq, event) of the present second
    that found nothing open. `over` (at, seq): since then nothing starts. `is_known`: the version in force has the
    commitment.
    """

    plan: Plan
    story: Story
    case_class: Class
    timeline: Timeline
    row: Row | None = None
    limit: Limit | None = None
    cycles: list[Cycle] = field(default_factory=list)
    current: Cycle | None = None
    scheduled: tuple[int, int] | None = None
    pending: list[tuple[int, int, Event]] = field(default_factory=list)
    early: tuple[Anomaly, ...] = ()
    now: int = BEGINNING
    resumed: int | None = None
    missed: tuple[Cycle, ...] = ()
    over: tuple[int, int] | None = None
    is_known: bool = True
    is_decreed: bool = False

    # -- opening and ending cycles -------------------------------------------------------------------------------

    def open(self, at: int, seq: int) -> None:
        """A new cycle from an instant on; latent where no limit applies."""
        self.scheduled = None
        if self.over and (at, seq) > self.over:
            return
        if self.current and self.current.is_latent:
            self.missed = (*self.missed, self.current)
        self.current = Cycle(self.plan, at, seq, self.case_class)
        if self.limit is not None:
            put_on_record(self, self.current, at)

    def enlist(self, cycle: Cycle) -> None:
        """Give a cycle its number: from now on it is on record."""
        if not cycle.number:
            cycle.number = len(self.cycles) + 1
            self.cycles.append(cycle)

    def finish(self, cycle: Cycle, at: int, seq: int, *, cancelled: Text | None = None) -> None:
        """End an open cycle by the event of a seq; a cancelled one never leaves that state."""
        cycle.end, cycle.ended_by, cycle.cancelled = at, seq, cancelled

    def settle(self, at: int, seq: int) -> None:
        """Let stops of this second that came, in sequence, after the start end what it opened (rule of order)."""
        while self.current and self.current.is_open:
            later = next((each for each in self.pending if each[1] > seq), None)
            if later is None:
                return
            self.pending.remove(later)
            role, seq, event = later
            self._end(at, role, event)

    # -- what the roles do ---------------------------------------------------------------------------------------

    def start(self, at: int, event: Event) -> None:
        """A start event opens a cycle, re-arms the running one, or changes nothing (rule 8)."""
        current = self.current
        if current is None or (not current.is_open and self.plan.commitment.recurs == "each_start"):
            self.open(at, event.seq)
        elif current.is_open and self.plan.commitment.while_running == "rearm":
            self.finish(current, at, event.seq, cancelled=Text("重新起算", "re-armed"))
            self.open(at, event.seq)
        else:
            return
        self.settle(at, event.seq)

    def stop(self, at: int, event: Event) -> None:
        """A stop ends the open cycle, met or late; a resolution also calls a scheduled one off."""
        if event.kind in RESOLVING:
            self.scheduled = None
        self._end_or_await(at, STOP, event)

    def cancel(self, at: int, event: Event) -> None:
        """A cancel takes the open cycle off the record of promises to keep."""
        self._end_or_await(at, CANCEL, event)

    def _end_or_await(self, at: int, role: int, event: Event) -> None:
        """End what is open; without that, wait for a start of the same second that came earlier in sequence."""
        if self.current is not None and self.current.is_open:
            self._end(at, role, event)
        else:
            self.pending.append((role, event.seq, event))

    def _end(self, at: int, role: int, event: Event) -> None:
        cycle = self.current
        assert cycle
        if role != STOP:
            self.finish(cycle, at, event.seq, cancelled=Text(f"因“{event.kind}”取消", f"cancelled by {event.kind}"))
            return
        self.finish(cycle, at, event.seq)
        recurs = self.plan.commitment.recurs
        if event.kind in RESOLVING or recurs not in ("after_stop", "chained"):
            return
        self.scheduled = (self._last_word(cycle, at) if recurs == "chained" else at, event.seq)

    def _last_word(self, cycle: Cycle, at: int) -> int:
        """The due instant from which a chained cycle goes on; the stop itself where there was no limit."""
        if cycle.is_latent:
            return at
        said = standing_of(cycle, cycle.era, self.story.waits, at).last_word
        return at if said is None else said

    def end_all(self, at: int, event: Event) -> None:
        """Merged away, withdrawn or spam: what is open is cancelled and nothing starts any more (rule 10)."""
        found_open = self.current is not None and self.current.is_open
        self._end_or_await(at, END, event)
        self.over, self.scheduled = self.over or (at, -1 if found_open else event.seq), None

    def reopen(self, at: int, event: Event) -> None:
        """`new_cycle`: the reopened case begins one where the last was stopped (rule 7)."""
        if self._stopped_before(event) and not self.scheduled:
            self.open(at, event.seq)
            self.settle(at, event.seq)
        elif "case.reopened" in self.plan.commitment.starts:
            self.start(at, event)

    def resume(self, at: int, event: Event) -> None:
        """`resume_excluding`: the stopped cycle goes on with its target, the time since its stop left out."""
        cycle = self._stopped_before(event)
        if cycle is None or self.over:
            return
        if self.limit is None and not cycle.is_latent:
            return
        assert cycle.end is not None
        cycle.gaps = (*cycle.gaps, (cycle.end, at))
        cycle.end = None
        if cycle.eras and cycle.era.timeline is not self.timeline:
            cycle.eras = (*cycle.eras, cycle.era._replace(since=at, timeline=self.timeline))
        if cycle.is_latent and self.limit is not None:
            apply_limit(self, cycle, at, self.plan.commitment.reclassify)
        self.resumed = event.seq

    def _stopped_before(self, reopening: Event) -> Cycle | None:
        """The last cycle, when it was stopped by an event that came before a reopening in sequence."""
        cycle = self.current
        if cycle is None or cycle.end is None or cycle.cancelled is not None:
            return None
        return cycle if (cycle.end, cycle.ended_by) < (reopening.at, reopening.seq) else None

    def reclassify(self, at: int, event: Event) -> None:
        """The class changes: a row that leaves the same limit in force changes nothing (rule 6)."""
        if event.seq in self.story.classes:
            self.case_class = self.story.classes[event.seq]
            if self.is_known and not self.is_decreed:
                self._follow_row(at, self.plan.row_for(self.case_class))

    def _follow_row(self, at: int, row: Row | None) -> None:
        if row is self.row:
            return
        before, self.row = self.limit, row
        self.limit = row.limit if row else None
        if self.limit != before:
            self._follow_limit(at, self.plan.commitment.reclassify)

    def retarget(self, at: int, event: Event) -> None:
        """`targets.changed`: another limit for every class, its policy applied even to an unchanged one."""
        targets = event.payload.get("targets")
        name = self.plan.commitment.id
        if not self.is_known or not isinstance(targets, Mapping) or name not in targets:
            return
        seconds = whole_number(targets[name])
        if targets[name] is not None and (not seconds or seconds < 0):
            self.note_early(event, Text("目标不是正整数秒", "the target is no positive number of seconds"))
            return
        self.is_decreed = True
        self.limit = None if seconds is None else Limit("seconds", seconds)
        self._follow_limit(at, str(event.payload.get("policy") or self.plan.commitment.reclassify))

    def _follow_limit(self, at: int, policy: str) -> None:
        if self.current is None:
            return
        self.current.case_class = self.case_class if self.current.is_open else self.current.case_class
        apply_limit(self, self.current, at, policy)

    def hand_over(self, at: int, plan: Plan | None) -> None:
        """Another version of the standard takes the open case over from an instant on."""
        self.is_known = plan is not None
        if plan is None:
            self._follow_row(at, None)
            return
        self.plan = plan
        if self.timeline.at(at) is not plan.calendar:
            calendar_changed(self, at, plan.calendar, piecewise=True)
        if self.current and self.current.is_open:
            self.current.plan = plan
        self._follow_row(at, plan.row_for(self.case_class))

    # -- time passing --------------------------------------------------------------------------------------------

    @property
    def has_unfinished(self) -> bool:
        """Whether something waits for the present second to end."""
        return bool(self.pending or self.scheduled or self.resumed is not None)

    def turn(self, at: int) -> None:
        """Leave the present second: what is scheduled up to the next one starts, after all changes of its second."""
        if self.resumed is not None:
            self.settle(self.now, self.resumed)
            self.resumed = None
        while self.scheduled and self.scheduled[0] <= self.now:
            begin, seq = self.scheduled
            self.open(begin, seq)
            self.settle(self.now, seq)
        for role, _, event in self.pending:
            if role == STOP and self.current is None and not self.over:
                self.note_early(event, Text("时钟尚未开始", "the clock had not started"))
        self.pending.clear()
        if self.scheduled and self.scheduled[0] < at:
            self.open(*self.scheduled)

    def note_early(self, event: Event, why: Text) -> None:
        """Put an event without effect on record where no cycle is there to carry it."""
        self.early = (*self.early, Anomaly(event.seq, event.kind, why))


def run(name: str, regime: Regime, story: Story, at: int) -> Machine:
    """The machine of one commitment after all events of a story, at an instant."""
    known = regime.plans.get(name)
    plan = known or next(plans[name] for _, plans in regime.later if name in plans)
    machine = Machine(plan, story, story.opening_class, plan.timeline, is_known=known is not None)
    if known:
        machine.row = plan.row_for(story.opening_class)
        machine.limit = machine.row.limit if machine.row else None
    entries = _entries_in_turn(plan, regime, story, at) if regime.later else _entries(plan, story)
    for instant, _, _, role, event in entries:
        if instant != machine.now:
            if machine.has_unfinished:
                machine.turn(instant)
            machine.now = instant
        if event is None:
            machine.hand_over(instant, regime.at(instant).get(name))
        else:
            HANDLERS[role](machine, instant, event)
    if machine.has_unfinished:
        machine.turn(at + 1)
    return machine


def _entries(plan: Plan, story: Story) -> list[Entry]:
    """What the events do to one commitment, in the order of section 3."""
    roles = plan.roles
    entries: list[Entry] = [
        (event.at, rank, event.seq, role, event)
        for event in story.events
        if event.kind in roles
        for rank, role in roles[event.kind]
    ]
    entries.sort()
    return entries


def _entries_in_turn(plan: Plan, regime: Regime, story: Story, at: int) -> list[Entry]:
    """The same while several versions are in force in turn: each event does what the version of its time says.

    Until a version that knows the commitment takes over, its events only move latent cycles.
    """
    opened = story.events[0].at
    taken = [since for since, _ in regime.later if opened < since <= at]
    entries: list[Entry] = [(since, RANK[CHANGE], 0, HANDOVER, None) for since in taken]
    for event in story.events:
        own = regime.at(event.at).get(plan.commitment.id) if event.at > opened else regime.plans.get(plan.commitment.id)
        for rank, role in (own or plan).roles.get(event.kind, ()):
            entries.append((event.at, rank, event.seq, role, event))
    entries.sort()
    return entries


def _recalendar(machine: Machine, at: int, event: Event) -> None:
    calendar = machine.plan.calendars.get(str(event.payload.get("calendar")))
    if calendar is None:
        machine.note_early(event, Text("没有这个工作日历", "there is no such calendar"))
        return
    calendar_changed(machine, at, calendar, piecewise=event.payload.get("policy") != "retro")


HANDLERS: Mapping[int, Callable[[Machine, int, Event], None]] = {
    STOP: Machine.stop,
    CANCEL: Machine.cancel,
    END: Machine.end_all,
    CHANGE: Machine.reclassify,
    EXTEND: extend,
    EXCUSE: excuse,
    RECALENDAR: _recalendar,
    RETARGET: Machine.retarget,
    MOVE: move_start,
    START: Machine.start,
    REOPEN: Machine.reopen,
    RESUME: Machine.resume,
}
