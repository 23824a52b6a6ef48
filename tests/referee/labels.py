"""The names of the rules: those a suite of random histories must have seen, and those one can read off a line."""

from datetime import datetime
from zoneinfo import ZoneInfo

from referee.calendar import calendar, instant
from referee.scenes import Json

HOUR = 3600
_RULES = """
after_stop, bot, calendar days, calendar piecewise, calendar retro, cancels, cap days, cap seconds, chained early,
chained late, clock change, closure, due at a closing, each_start, end of next working day, ended while paused, escalation,
excused, explicit hours, extended, extended after due, extension in another unit, from_change, holiday, keep, known_at,
late by 0 working seconds, legal_stop, make-up day, matches again, matches now from_change, matches now restart,
matches now retro, matches only now, matches when already stopped, merged, merged_in, merged_in reply, message.auto,
min_left, new_cycle, night shift, no start after the end, note.added, nothing left when paused, overlapping pauses, pause,
rearm, refused without approval, registered out of order, reopen ignore, resolution opens no next cycle, resolved pause,
restart, resume_excluding, retro, roll, same second stop after start, several events in one minute, spam, state breached,
state cancelled, state met, state met_late, state paused, state paused_breached, state running, step dated at the change,
step fired again, unmatched, voided, wait ended by resolution, wait ended named, wait ended without reason,
wait open at start, warning, withdrawn, working days
"""
RULES = tuple(" ".join(name.split()) for name in _RULES.split(","))


def labels_of_line(line: Json) -> set[str]:
    """Name what can be seen on the line itself."""
    events = line["events"]
    labels = {"several events in one minute"} if len({event["at"] for event in events}) < len(events) else set()
    if any(event.get("speaker") == "bot" for event in events):
        labels.add("bot")
    labels |= {kind for kind in ("message.auto", "note.added") if kind in [event["kind"] for event in events]}
    seconds = [instant(event["at"]) for event in events]
    if seconds != sorted(seconds):
        labels.add("registered out of order")
    zone = ZoneInfo(line["calendars"]["office"]["timezone"])
    offsets = {datetime.fromtimestamp(at, zone).utcoffset() for at in seconds}
    return labels | ({"clock change"} if len(offsets) > 1 else set())


def labels_of_reading(reading: Json, line: Json) -> set[str]:
    """Name what working time went through, by the calendar the commitment began with."""
    its_calendar = calendar(line["calendars"][line["commitments"][reading["commitment"]]["calendar"]])
    start, end, due = reading["started_at"], reading["stopped_at"] or reading["at"], reading["due_at"]
    labels = (
        {"late by 0 working seconds"}
        if reading["overdue_wall_seconds"] and not reading["overdue_working_seconds"]
        else set()
    )
    labels |= (
        {"due at a closing"} if due and its_calendar.prev_close(due) == due and not its_calendar.is_open(due) else set()
    )
    labels |= {"closure"} if any(start < to and since < end for since, to in its_calendar.closures) else set()
    for day in {its_calendar.local_date(at) for at in range(start, end, 6 * HOUR)}:
        labels |= {"explicit hours"} if day in its_calendar.dates else set()
        labels |= {"make-up day"} if day in its_calendar.opened else set()
        labels |= {"holiday"} if day.isoformat() in its_calendar.closed else set()
    if its_calendar.shift_date(end) not in (None, its_calendar.local_date(end)):
        labels.add("night shift")
    return labels
