"""One cycle of a commitment's clock, walked tick by tick from its start; nothing is remembered between two walks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from referee.document import Commitment, Limit
from referee.openness import Openness


@dataclass
class Stretch:
    """A wait of the case, or the time in which it was resolved: [start, end), still going on without an end."""

    reason: str
    start: int
    seq: int
    end: int | None = None

    def covers(self, tick: int) -> bool:
        return self.start <= tick and (self.end is None or tick < self.end)


@dataclass
class Ground:
    """What all cycles of one commitment stand on. `seen` collects the names of the rules that really came to act."""

    commitment: Commitment
    tick: int
    stretches: list[Stretch]
    seen: set[str]
    step_calendars: dict[str, Openness]


@dataclass(frozen=True)
class Target:
    """The limit a cycle runs under; days count from `base` (the cycle's start when None), never before `floor`."""

    limit: Limit
    base: int | None = None
    floor: int = 0


@dataclass
class Walk:
    """What a walk up to an instant found; `due` is what was reached, else what follows if nothing pauses any more."""

    elapsed: int = 0
    paused: Counter[str] = field(default_factory=Counter)
    due: int | None = None
    passed: bool = False  # the clock ran at an instant after due
    paused_now: bool = False
    target_seconds: int = 0
    reached: dict[int, int] = field(default_factory=dict)  # share of the target in percent -> instant


@dataclass
class Cycle:
    """Plain state of one cycle. `end` is where it stopped or was cancelled."""

    ground: Ground
    number: int
    start: int
    opened_by: int
    target: Target
    timeline: Openness
    state: str = "open"  # open | stopped | cancelled
    end: int | None = None
    ended_by: int = 0
    gaps: list[Stretch] = field(default_factory=list)
    extension: int = 0
    ever_breached_at: int | None = None
    warnings: list[dict[str, Any]] = field(default_factory=list)
    escalations: list[dict[str, Any]] = field(default_factory=list)
    fired: set[str] = field(default_factory=set)
    not_before: int = 0
    excused: bool = False

    def copy(self) -> "Cycle":
        return replace(
            self,
            gaps=list(self.gaps),
            warnings=list(self.warnings),
            escalations=list(self.escalations),
            fired=set(self.fired),
        )


def walk(cycle: Cycle, upto: int) -> Walk:
    """Walk from the cycle's start to `upto` under its present target, start, calendar and pauses."""
    limit = cycle.target.limit
    reasons = list(_reasons(cycle, upto, in_days=limit.in_days))
    found = _walk_days(cycle, upto, reasons) if limit.in_days else _walk_time(cycle, upto, reasons)
    found.paused_now = reasons[-1] is not None
    return found


def used(cycle: Cycle, upto: int) -> int:
    """Count the working seconds used by then, as a limit in time counts them."""
    reasons = _reasons(cycle, upto, in_days=False)
    ticks = range(cycle.start, upto, cycle.ground.tick)
    return sum(
        cycle.ground.tick
        for tick, reason in zip(ticks, reasons, strict=False)
        if not reason and cycle.timeline.is_open(tick)
    )


def _walk_time(cycle: Cycle, upto: int, reasons: list[str | None]) -> Walk:
    found, target, step = Walk(), cycle.target.limit.amount, cycle.ground.tick
    found.target_seconds = target
    moves = False  # nothing was left when the pause began, and working time has been paused since
    for tick, reason in zip(range(cycle.start, upto, step), reasons, strict=False):
        is_open = cycle.timeline.is_open(tick)
        if found.due is None and found.elapsed >= target:
            found.due = tick
        if reason is None:
            if found.due is not None:
                found.due, moves, found.passed = tick if moves else found.due, False, True
            if is_open:
                _reach_shares(cycle, found, tick, target)
                found.elapsed += step
        elif is_open:
            found.paused[reason] += step
            moves = moves or (found.due is not None and not found.passed)
    if moves or (found.due is None and found.elapsed >= target):
        cycle.ground.seen.update(["nothing left when paused"] if moves else [])
        found.due = upto
    if found.due is None:
        found.due = cycle.timeline.add(upto, target - found.elapsed)
    return found


def _walk_days(cycle: Cycle, upto: int, reasons: list[str | None]) -> Walk:
    found, step = Walk(), cycle.ground.tick
    touched: set[Any] = set()
    due, moves, share_of = _day_due(cycle, touched), False, None
    ticks = range(cycle.start, upto, step)
    for tick, reason in zip(ticks, reasons, strict=False):
        is_open = cycle.timeline.is_open(tick)
        if reason is None:
            due, moves = tick if moves else due, False
            found.passed = found.passed or tick >= due
            if is_open:
                share_of = found.elapsed + cycle.timeline.between(tick, due) if share_of is None else share_of
                _reach_shares(cycle, found, tick, share_of)
                found.elapsed += step
            continue
        found.paused[reason] += step if is_open else 0
        share_of = None  # the target of a day limit shrinks and grows with a legal stop
        if not found.passed:
            day = cycle.timeline.local_date(tick)
            if tick <= due and day not in touched:
                touched.add(day)
                due = _day_due(cycle, touched)
                cycle.ground.seen.add("legal_stop")
            moves = moves or (is_open and tick >= due)
    found.due = upto if moves else due
    running = (tick for tick, reason in zip(ticks, reasons, strict=False) if reason is None and tick < found.due)
    found.target_seconds = sum(step for tick in running if cycle.timeline.is_open(tick))
    found.target_seconds += cycle.timeline.between(upto, found.due)
    return found


def _day_due(cycle: Cycle, touched: set[Any]) -> int:
    target, limit = cycle.target, cycle.target.limit
    base = cycle.start if target.base is None else target.base
    kind = "calendar" if limit.kind == "calendar" else "working"
    due = cycle.timeline.add_days(base, limit.amount, kind, roll=limit.roll, without=touched)
    cycle.ground.seen.add({"next": "end of next working day"}.get(limit.kind, f"{limit.kind} days"))
    if limit.roll and due != cycle.timeline.add_days(base, limit.amount, kind, without=touched):
        cycle.ground.seen.add("roll")
    return max(due, target.floor)


def _reach_shares(cycle: Cycle, found: Walk, tick: int, target: int) -> None:
    for share in cycle.ground.commitment.warn:
        need = -(-share * target // 100)
        if share not in found.reached and found.elapsed + cycle.ground.tick >= need:
            found.reached[share] = tick + max(0, need - found.elapsed)


def _reasons(cycle: Cycle, upto: int, *, in_days: bool) -> Iterator[str | None]:
    """Say for each tick up to and with `upto` which reason pauses: of those at work, the one that began first."""
    pauses = {
        reason: pause for reason, pause in cycle.ground.commitment.pauses.items() if pause.legal_stop or not in_days
    }
    stretches = sorted((*cycle.ground.stretches, *cycle.gaps), key=lambda stretch: (stretch.start, stretch.seq))
    stretches = [each for each in stretches if each.reason in pauses]
    cap_used: Counter[str] = Counter()
    cap_ends: dict[str, int] = {}
    for tick in range(cycle.start, upto + 1, cycle.ground.tick):
        active = dict.fromkeys(each.reason for each in stretches if each.covers(tick))
        at_work = [reason for reason in active if not _cap_is_used_up(cycle, reason, tick, cap_used, cap_ends)]
        _see(cycle, tick, list(active), at_work)
        yield at_work[0] if at_work else None


def _cap_is_used_up(cycle: Cycle, reason: str, tick: int, cap_used: Counter[str], cap_ends: dict[str, int]) -> bool:
    cap = cycle.ground.commitment.pauses[reason].cap
    if cap is None:
        return False
    if cap.in_days:
        kind = "calendar" if cap.kind == "calendar" else "working"
        if reason not in cap_ends:
            cap_ends[reason] = cycle.timeline.add_days(tick, cap.amount, kind)
        return tick >= cap_ends[reason]
    if cap_used[reason] >= cap.amount:
        return True
    cap_used[reason] += cycle.ground.tick if cycle.timeline.is_open(tick) else 0
    return False


def _see(cycle: Cycle, tick: int, active: list[str], at_work: list[str]) -> None:
    if not active:
        return
    seen, pauses = cycle.ground.seen, cycle.ground.commitment.pauses
    if cycle.timeline.is_open(tick):
        seen.update(["pause"] if at_work else [])
        seen.update(["overlapping pauses"] if len(at_work) > 1 else [])
        seen.update(["resolved pause"] if at_work[:1] == ["resolved"] else [])
        if tick == cycle.start:
            seen.add("wait open at start")
        for reason in set(active) - set(at_work):
            cap = pauses[reason].cap
            seen.add("cap days" if cap and cap.in_days else "cap seconds")
