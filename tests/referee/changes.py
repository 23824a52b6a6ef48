"""What changes a clock that runs: another limit, another calendar, an extension, an older case merged in."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from referee.calendar import instant
from referee.cycle import Cycle, Target, used, walk
from referee.document import Limit, limit
from referee.firing import settle
from referee.parts import Part

if TYPE_CHECKING:
    from referee.story import Story


def new_limit(story: "Story", part: Part, new: Limit | None, policy: str, *, even_if_same: bool = False) -> None:
    """Put another limit in force and let a cycle that is open follow by the policy (rule 6)."""
    old, story.limit = story.limit, new
    if old is None:
        if new is not None:
            _match_now(story, part, policy)
    elif new is None:
        _unmatch(story, part)
    elif story.open is not None and (even_if_same or new != old):
        _apply(story, story.open, part, new, policy)


def targets_changed(story: "Story", part: Part, payload: Mapping[str, Any]) -> None:
    """Put a target in place of the rows, for this commitment and from now on."""
    name = story.commitment.name
    if name in payload["targets"]:
        story.override = [limit(payload["targets"][name])]
        policy = payload.get("policy", story.commitment.reclassify)
        new_limit(story, part, story.override[0], policy, even_if_same=True)


def excuse(story: "Story", part: Part, payload: Mapping[str, Any]) -> None:
    """Mark a cycle that exists by now: the one named, else the newest."""
    if payload["commitment"] != story.commitment.name:
        return
    if not payload.get("approved_by"):
        story.seen.add("refused without approval")
        return
    for cycle in [each for each in story.cycles if payload.get("cycle") in (None, each.number)][-1:]:
        cycle.excused = True
        story.seen.add("excused")


def new_calendar(story: "Story", part: Part, payload: Mapping[str, Any]) -> None:
    """Put another calendar in force for the open cycle and all later ones."""
    policy = payload.get("policy", "piecewise")
    if story.open is None:
        story.set_calendar(part.at, payload["calendar"], policy)
        return
    due = _before_change(story.open, part.at)
    story.set_calendar(part.at, payload["calendar"], policy)
    story.open.timeline = story.timeline
    story.seen.add(f"calendar {policy}")
    _after_change(story.open, part.at, due)


def extend(story: "Story", part: Part, payload: Mapping[str, Any]) -> None:
    """Add an approved amount of the limit's own unit to the open cycle's target, also after the due."""
    if payload["commitment"] != story.commitment.name:
        return
    amount, cycle = limit(payload["amount"]), story.open
    if not payload.get("approved_by"):
        story.seen.add("refused without approval")
    elif cycle is not None and amount is not None:
        running = cycle.target.limit
        if amount.kind != running.kind or running.kind == "next":
            story.seen.add("extension in another unit")
            return
        due = _before_change(cycle, part.at)
        story.seen.add("extended after due" if due < part.at else "extended")
        cycle.extension += amount.amount
        longer = replace(running, amount=running.amount + amount.amount)
        cycle.target = replace(cycle.target, limit=longer)
        _after_change(cycle, part.at, due)


def merge_in(story: "Story", part: Part, payload: Mapping[str, Any]) -> None:
    """Move the start of the open cycle back to where the merged case's own promise began."""
    name = "unanswered_since" if story.commitment.is_reply_clock else "opened_at"
    cycle, older = story.open, payload.get(name)
    if cycle is None or older is None or instant(older) >= cycle.start:
        return
    due = _before_change(cycle, part.at)
    cycle.start = instant(older)
    story.seen.add("merged_in reply" if story.commitment.is_reply_clock else "merged_in")
    _after_change(cycle, part.at, due)


CHANGES = {
    "targets.changed": targets_changed,
    "clock.excused": excuse,
    "calendar.changed": new_calendar,
    "deadline.extended": extend,
    "case.merged_in": merge_in,
}


def _apply(story: "Story", cycle: Cycle, part: Part, new: Limit, policy: str) -> None:
    due = _before_change(cycle, part.at)
    story.seen.add(policy)
    if policy == "restart":
        story.end(cycle, "cancelled", part.at, part.seq)
        story.begin(part.at, part.seq)
        if story.open is not None:
            _leave_enough(story, story.open, part.at)
        return
    if policy == "from_change":
        cycle.extension = 0
        budget = new if new.in_days else replace(new, amount=new.amount + used(cycle, part.at))
        cycle.target = Target(budget, base=part.at)
    else:
        cycle.extension = cycle.extension if new.kind == cycle.target.limit.kind else 0
        cycle.target = Target(replace(new, amount=new.amount + cycle.extension))
    _leave_enough(story, cycle, part.at)
    _after_change(cycle, part.at, due)


def _leave_enough(story: "Story", cycle: Cycle, at: int) -> None:
    """After a change at least `min_left` of working time is left (for a day limit: its end is no earlier than that)."""
    floor, target = story.commitment.min_left, cycle.target
    if not floor:
        return
    if target.limit.in_days:
        raised = replace(target, floor=cycle.timeline.add(at, floor))
        story.seen.update(["min_left of days"] if walk(cycle, at).due != _due_under(cycle, raised, at) else [])
    else:
        least = used(cycle, at) + floor
        story.seen.update(["min_left"] if least > target.limit.amount else [])
        raised = replace(target, limit=replace(target.limit, amount=max(target.limit.amount, least)))
    cycle.target = raised


def _due_under(cycle: Cycle, target: Target, at: int) -> int | None:
    other = cycle.copy()
    other.target = target
    return walk(other, at).due


def _unmatch(story: "Story", part: Part) -> None:
    """Cancel what is open, and remember its start: when a row matches again, that is where the promise began."""
    cycle = story.open
    story.missed, story.missed_next, story.next_start = [], story.next_start, None
    if cycle is not None:
        story.missed_gaps = cycle.gaps
        story.end(cycle, "cancelled", part.at, part.seq)
        story.seen.add("unmatched")
        story.missed = [replace(part, at=cycle.start, rank=3, seq=cycle.opened_by, role="start_again", event=None)]


def _match_now(story: "Story", part: Part, policy: str) -> None:
    """Count from the start event, as if the row had matched all the time (retro), or from the change."""
    before = [cycle.copy() for cycle in story.cycles]
    missed, story.missed = story.missed, []
    _tell_again(story, missed, part.at)
    would_be_open = story.open is not None
    if len(story.cycles) > len(before):
        story.seen.add("matches again" if any(each.role == "start_again" for each in missed) else "matches only now")
    if policy != "retro":
        story.cycles = before
        if would_be_open:
            story.seen.add(f"matches now {policy}")
            story.begin(part.at, part.seq)
    for cycle in story.cycles[len(before) :]:
        cycle.not_before = part.at
    if story.open is not None:
        story.seen.update(["matches now retro"] if policy == "retro" else [])
        _leave_enough(story, story.open, part.at)
    elif policy == "retro" and len(story.cycles) > len(before):
        story.seen.add("matches when already stopped")


def _tell_again(story: "Story", missed: list[Part], now: int) -> None:
    story.next_start, story.missed_next = story.missed_next, None
    for second in sorted({part.at for part in missed}):
        parts = [part for part in missed if part.at == second]
        if second < now:
            story.one_second(second, parts)
        else:
            story.begin_what_is_due(second)
            for part in sorted(parts):
                story.do(part)
    story.begin_what_is_due(now + 1)


def _before_change(cycle: Cycle, at: int) -> int:
    due = settle(cycle, at).due
    assert due is not None
    return due


def _after_change(cycle: Cycle, at: int, due: int) -> None:
    """Let the steps fire anew when the change moved the due: they belong to another one, and never before the change."""
    if walk(cycle, at).due != due:
        cycle.fired.clear()
        cycle.not_before = at
