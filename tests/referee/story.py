"""One commitment's story up to an instant: every event's part in it, in the order of the rules, one second at a time."""

from bisect import insort
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from referee.calendar import Calendar, Timeline, calendar
from referee.changes import CHANGES, new_limit
from referee.cycle import Cycle, Ground, Stretch, Target, walk
from referee.document import RESOLUTIONS, Commitment, Event, Limit, matching
from referee.firing import settle
from referee.openness import Openness
from referee.parts import CHANGE, START, Part, parts_of
from referee.waits import follow


class Story:
    """Plain state, moved forward by the parts of the visible events."""

    def __init__(
        self,
        commitment: Commitment,
        calendars: Mapping[str, Calendar],
        case_class: Mapping[str, str],
        events: Sequence[Event],
        *,
        tick: int,
        seen: set[str],
    ) -> None:
        self.commitment, self.calendars, self.case_class = commitment, calendars, dict(case_class)
        self.events, self.seen = events, seen
        self.ground = Ground(commitment, tick, [], seen, dict(calendars))
        self.pieces = [(0, calendars[commitment.calendar])]
        self.timeline: Openness = self.pieces[0][1]
        self.override: list[Limit | None] = []  # what targets.changed put in place of the rows
        self.limit = matching(commitment.rows, case_class)
        self.cycles: list[Cycle] = []
        self.has_had_its_cycle = False
        self.is_over = False  # merged, withdrawn or spam
        self.next_start: tuple[int, int] | None = None  # of after_stop and chained: (instant, seq of the stop)
        self.missed: list[Part] = []  # what would have mattered while no row matched
        self.missed_gaps: list[Stretch] = []  # of the cycle that was cancelled when its row went
        self.missed_next: tuple[int, int] | None = None
        self.queue: list[Part] = []

    # --- the order of things ---------------------------------------------------------------------------------------

    def told_until(self, at: int) -> list[Cycle]:
        """Tell the story and give its cycles."""
        parts = sorted(part for event in self.events for part in parts_of(event, self.commitment))
        for second, group in groupby(parts, key=lambda part: part.at):
            self.one_second(second, list(group))
        self.begin_what_is_due(at + 1)
        return self.cycles

    def one_second(self, second: int, parts: Sequence[Part]) -> None:
        """Do all parts of one second in their order; a part may put another one behind itself in the queue."""
        self.begin_what_is_due(second)
        outer, self.queue = self.queue, sorted(parts)
        if self.next_start and self.next_start[0] == second:
            insort(self.queue, Part(second, START, 0, 0, "next"))
        while self.queue:
            self.do(self.queue.pop(0))
        self.queue = outer

    def do(self, part: Part) -> None:
        """Do one part; while no row matches, keep it in mind for the day when one does."""
        if self.limit is None and part.rank != CHANGE and part.role != "waits":
            self.missed.append(part)
            return
        getattr(self, f"_{part.role}")(part)

    def begin_what_is_due(self, before: int) -> None:
        """Begin a chained cycle whose start has come."""
        if self.next_start and self.next_start[0] < before:
            at, seq = self.next_start
            self.begin(at, seq)

    # --- stops, cancels, the end ------------------------------------------------------------------------------------

    @property
    def open(self) -> Cycle | None:
        """Give the cycle that runs or is paused."""
        return self.cycles[-1] if self.cycles and self.cycles[-1].state == "open" else None

    def _stop(self, part: Part) -> None:
        cycle, one = self.open, self.commitment
        if cycle is None:
            self._wait_for_the_start(part)
            return
        self.end(cycle, "stopped", part.at, part.seq)
        if one.recurs not in ("after_stop", "chained"):
            return
        if part.cause.kind in RESOLUTIONS:
            self.seen.add("resolution opens no next cycle")
            return
        due = walk(cycle, part.at).due
        assert due is not None
        self.seen.add(one.recurs if one.recurs == "after_stop" else f"chained {'late' if due < part.at else 'early'}")
        self.next_start = (part.at if one.recurs == "after_stop" else due, part.seq)
        if self.next_start[0] <= part.at:
            insort(self.queue, Part(part.at, START, part.seq, 9, "next"))

    def _cancel(self, part: Part) -> None:
        if self.open is None:
            self._wait_for_the_start(part)
            return
        self.seen.add("cancels")
        self.end(self.open, "cancelled", part.at, part.seq)

    def _finish(self, part: Part) -> None:
        if self.open is None and self._wait_for_the_start(part):
            return
        self.is_over, self.next_start = True, None
        if self.open is not None:
            self.seen.add(part.cause.kind.removeprefix("case."))
            self.end(self.open, "cancelled", part.at, part.seq)

    def _no_next(self, part: Part) -> None:
        """A resolution that stops this clock takes away a chained cycle that has not begun."""
        if self.next_start and self.next_start[0] >= part.at and not self._begins_by_an_event_before(part):
            self.next_start = None
            self.seen.add("resolution opens no next cycle")

    def _begins_by_an_event_before(self, part: Part) -> bool:
        """Say whether the stop that opens the next cycle now is an earlier event of this very second."""
        if self.next_start is None or self.next_start[0] > part.at:
            return False
        return any(event.seq == self.next_start[1] < part.seq and event.at == part.at for event in self.events)

    def end(self, cycle: Cycle, state: str, at: int, seq: int) -> None:
        if state == "cancelled":
            settle(cycle, at)
        self.seen.update(["ended while paused"] if walk(cycle, at).paused_now else [])
        cycle.state, cycle.end, cycle.ended_by = state, at, seq

    def _wait_for_the_start(self, part: Part) -> bool:
        """Put a stop that found nothing open behind a start of the same second, if it follows one in sequence."""
        if part.rank == START:
            return False
        starts = {*self.commitment.starts, *(["case.reopened"] if self.commitment.reopen != "ignore" else [])}
        earlier = [event for event in self.events if event.at == part.at and event.seq < part.seq]
        if not self._begins_by_an_event_before(part) and not any(event.kind in starts for event in earlier):
            return False
        self.seen.add("same second stop after start")
        insort(self.queue, Part(part.at, START, part.seq, part.order, part.role, part.event))
        return True

    # --- starts and reopenings --------------------------------------------------------------------------------------

    def _start(self, part: Part) -> None:
        cycle, one = self.open, self.commitment
        if self.is_over:
            self.seen.add("no start after the end")
            return
        if cycle is not None:
            if one.rearms and cycle.opened_by != part.seq:
                self.seen.add("rearm")
                self.end(cycle, "cancelled", part.at, part.seq)
                self.begin(part.at, part.seq)
            self.seen.update(["keep"] if not one.rearms else [])
            return
        if one.recurs == "each_start" or not self.has_had_its_cycle:
            self.seen.update(["each_start"] if one.recurs == "each_start" and self.cycles else [])
            self.begin(part.at, part.seq)

    def _start_again(self, part: Part) -> None:
        """The start of a cycle that was cancelled when its row went: it counts again."""
        self.begin(part.at, part.seq)
        if self.open is not None:
            self.open.gaps = list(self.missed_gaps)

    def _next(self, part: Part) -> None:
        if self.next_start is not None:
            self.begin(*self.next_start)

    def _resume(self, part: Part) -> None:
        cycle = self._reopened(part)
        if cycle is None:
            return
        assert cycle.end is not None
        self.seen.add("resume_excluding")
        settle(cycle, cycle.end)
        cycle.gaps.append(Stretch("resolved", cycle.end, cycle.ended_by, part.at))
        cycle.not_before = max(cycle.not_before, part.at)
        cycle.state, cycle.end, cycle.timeline = "open", None, self.timeline

    def _stay(self, part: Part) -> None:
        self.seen.update(["reopen ignore"] if self._reopened(part) is not None else [])

    def _begin_again(self, part: Part) -> None:
        if self._reopened(part) is not None:
            self.seen.add("new_cycle")
            self.begin(part.at, part.seq)

    def _reopened(self, part: Part) -> Cycle | None:
        """Give the stopped cycle that a reopening speaks of, if there is one."""
        last = self.cycles[-1] if self.cycles else None
        if last is None or last.state != "stopped" or self.is_over or self.next_start is not None:
            return None
        assert last.end is not None
        return last if (last.end, last.ended_by) < (part.at, part.seq) else None

    def begin(self, at: int, seq: int) -> None:
        self.next_start = None
        if self.is_over or self.limit is None:
            return
        self.has_had_its_cycle = True
        target = Target(self.limit)
        self.cycles.append(Cycle(self.ground, len(self.cycles) + 1, at, seq, target, self.timeline))

    # --- changes ----------------------------------------------------------------------------------------------------

    def _waits(self, part: Part) -> None:
        follow(self.ground.stretches, part.cause, self.seen)

    def _change(self, part: Part) -> None:
        event = part.cause
        if "class" in event.payload:
            self.case_class.update(event.payload["class"])
            if not self.override:
                new_limit(self, part, matching(self.commitment.rows, self.case_class), self.commitment.reclassify)
        if event.kind in CHANGES:
            CHANGES[event.kind](self, part, event.payload)

    def set_calendar(self, at: int, value: Any, policy: str) -> None:
        """Put another calendar in force: from `at` on, or (retro) as if it had always been."""
        new = self.calendars[value] if isinstance(value, str) else calendar(value)
        self.pieces = [(0, new)] if policy == "retro" else [*self.pieces, (at, new)]
        self.timeline = Timeline(self.pieces) if len(self.pieces) > 1 else new
