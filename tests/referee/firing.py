"""Breaches, warnings and escalation steps that a cycle has seen, and the reading that shows it."""

from typing import Any

from referee.cycle import Cycle, Walk, walk


def settle(cycle: Cycle, upto: int, *, is_last: bool = False) -> Walk:
    """Put on record what happened up to `upto` under the present target; called before every change and at the end."""
    until = upto + 1 if is_last and cycle.state == "open" else upto  # what is dated at a change or a stop came too late
    found = walk(cycle, upto)
    assert found.due is not None
    is_running = cycle.state == "stopped" or not found.paused_now
    is_late = found.passed or (is_running and upto > found.due)
    if is_late:
        cycle.ever_breached_at = min(found.due, cycle.ever_breached_at or found.due)
    for share in cycle.ground.commitment.warn:
        if share in found.reached:
            _fire(cycle, cycle.warnings, {"step": f"{share}%", "at": found.reached[share]}, until)
    if is_late:
        _escalate(cycle, found.due, until)
    return found


def reading(cycle: Cycle, at: int) -> dict[str, Any]:
    """Give the fields of rule 13 that the referee answers for; instants are UTC seconds."""
    end = at if cycle.end is None else cycle.end
    found = walk(cycle, end) if cycle.state == "cancelled" else settle(cycle, end, is_last=True)
    assert found.due is not None
    state = _state(cycle, found, end)
    has_due = state not in ("cancelled", "paused")
    overdue = has_due and end > found.due
    cycle.ground.seen.add(f"state {state}")
    return {
        "at": at,
        "commitment": cycle.ground.commitment.name,
        "cycle": cycle.number,
        "state": state,
        "started_at": cycle.start,
        "due_at": found.due if has_due else None,
        "projected_due_at": found.due if state == "paused" else None,
        "stopped_at": cycle.end,
        "target_seconds": found.target_seconds,
        "elapsed_seconds": found.elapsed,
        "remaining_seconds": found.target_seconds - found.elapsed,
        "paused_seconds": {reason: seconds for reason, seconds in sorted(found.paused.items()) if seconds},
        "overdue_working_seconds": max(0, found.elapsed - found.target_seconds) if overdue else 0,
        "overdue_wall_seconds": end - found.due if overdue else 0,
        "ever_breached_at": cycle.ever_breached_at,
        "warnings": sorted(cycle.warnings, key=lambda fired: (fired["at"], int(fired["step"].rstrip("%")))),
        "escalations": sorted(cycle.escalations, key=lambda fired: (fired["at"], fired["step"])),
        "excused": cycle.excused,
    }


def _state(cycle: Cycle, found: Walk, end: int) -> str:
    assert found.due is not None
    if cycle.state == "cancelled":
        return "cancelled"
    if cycle.state == "stopped":
        return "met" if end <= found.due else "met_late"
    if found.paused_now:
        return "paused_breached" if found.passed else "paused"
    return "breached" if end > found.due else "running"


def _escalate(cycle: Cycle, due: int, until: int) -> None:
    for step in cycle.ground.commitment.escalate:
        its_calendar = cycle.ground.step_calendars[step.calendar] if step.calendar else cycle.timeline
        fired = {"step": step.label, "to": step.to, "at": its_calendar.add(due, step.after)}
        _fire(cycle, cycle.escalations, fired, until)


def _fire(cycle: Cycle, record: list[dict[str, Any]], step: dict[str, Any], until: int) -> None:
    """Record a step once per due, dated at its true instant, or at the change or reopening that brought it about."""
    name = f"{step['step']} {step.get('to')}"
    at = max(step["at"], cycle.not_before)
    if name in cycle.fired or at >= until:
        return
    seen = cycle.ground.seen
    seen.add("escalation" if "to" in step else "warning")
    seen.update(["step dated at the change"] if at > step["at"] else [])
    seen.update(["step fired again"] if any(old["step"] == step["step"] for old in record) else [])
    cycle.fired.add(name)
    record.append({**step, "at": at})
