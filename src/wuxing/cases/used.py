"""The events of a case that one clock went by, and what each did to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.cases.events import OWN_KINDS
from wuxing.cases.showing import waiting_for
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.clock.story import ENDING, RESOLVED, RESOLVING, whole_number
from wuxing.core.standard.document import EVENT_KINDS, Commitment, Standard
from wuxing.core.standard.wording import role_in_words
from wuxing.ui.language import said

BACKDATED = 60
"""Seconds after which an event counts as learned later."""


@dataclass(frozen=True, slots=True)
class Used:
    """One line: when, what, and its effect. `seq` is None for what the clock did by itself."""

    at: datetime
    icon: str
    name: str
    effect: str
    seq: int | None = None
    learned_at: datetime | None = None


EFFECTS: Mapping[str, tuple[str, str | Promise]] = {
    "start": ("flag", _("starts the clock")),
    "stop": ("check", _("stops the clock")),
    "cancel": ("close", _("cancels the clock")),
    "pause": ("pause", _("pauses")),
    "resume": ("right", _("resumes")),
    "class": ("list", _("class changed")),
    "extend": ("calendar", _("moves the deadline")),
    "excuse": ("shield", _("excuses it")),
    "void": ("close", _("takes a record back")),
}


def used_events(reading: Reading, commitment: Commitment, standard: Standard, events: Sequence[Event]) -> list[Used]:
    """Everything that mattered to a cycle, oldest first."""
    if reading.started_at is None:
        return []
    until = reading.at if reading.stopped_at is None else reading.stopped_at
    story = [event for event in events if event.at <= until or event.kind == "event.voided"]
    found = [_used(event, effect, standard) for event in story if (effect := _effect(event, reading, commitment))]
    return sorted([*found, *_by_itself(reading, standard)], key=lambda each: each.at)


def _effect(event: Event, reading: Reading, commitment: Commitment) -> str:
    """What an event did to the cycle; empty where it did nothing."""
    if event.at == reading.started_at and event.kind in commitment.starts:
        return "start"
    if reading.state == "cancelled" and event.at == reading.stopped_at:
        return "cancel" if event.kind in (*commitment.cancels, *ENDING, *commitment.starts, "case.classified") else ""
    if event.at == reading.stopped_at and event.kind in commitment.stops:
        return "stop"
    if reading.started_at is None or event.at < reading.started_at:
        return _carried_over(event, reading, commitment)
    return _on_the_way(event, commitment)


def _carried_over(event: Event, reading: Reading, commitment: Commitment) -> str:
    """A wait that was open when the cycle started pauses it from the start."""
    is_wait = event.kind == "wait.started" and event.payload.get("reason") in reading.paused_seconds
    return "pause" if is_wait and event.payload.get("reason") in commitment.pauses else ""


def _on_the_way(event: Event, commitment: Commitment) -> str:
    reason = event.payload.get("reason")
    does_pause = reason in commitment.pauses if reason else bool(commitment.pauses)
    if event.kind in ("wait.started", "wait.ended"):
        return ("pause" if event.kind == "wait.started" else "resume") if does_pause else ""
    if event.kind in (*RESOLVING, "case.reopened") and _rests(commitment):
        return "resume" if event.kind == "case.reopened" else "pause"
    if event.kind in ("deadline.extended", "clock.excused"):
        is_mine = event.payload.get("commitment") == commitment.id
        return {"deadline.extended": "extend", "clock.excused": "excuse"}[event.kind] if is_mine else ""
    return {"case.classified": "class", "event.voided": "void"}.get(event.kind, "")


def _rests(commitment: Commitment) -> bool:
    return commitment.reopen == "resume_excluding" or RESOLVED in commitment.pauses


def _used(event: Event, effect: str, standard: Standard) -> Used:
    icon, words = EFFECTS[effect]
    learned = _instant(event.recorded_at) if event.recorded_at - event.at > BACKDATED else None
    return Used(_instant(event.at), icon, _name(event, standard), str(words), event.seq, learned)


def _name(event: Event, standard: Standard) -> str:
    if event.kind == "wait.started" and (reason := event.payload.get("reason")):
        return gettext("Starts waiting %(reason)s") % {"reason": waiting_for(str(reason))}
    if event.kind == "event.voided":
        return gettext("Record #%(seq)s voided") % {"seq": whole_number(event.payload.get("seq"))}
    if event.kind in OWN_KINDS:
        return str(OWN_KINDS[event.kind])
    known = {**EVENT_KINDS, **standard.events}.get(event.kind)
    return said(known) if known else event.kind


def _by_itself(reading: Reading, standard: Standard) -> Iterator[Used]:
    """Warnings, the breach, steps and caps: what the clock set off."""
    for each in reading.warnings:
        says = gettext("%(share)s of the time used") % {"share": each.step.replace("%", " %")}
        yield Used(_instant(each.at), "alert", says, gettext("warning"))
    if reading.ever_breached_at is not None:
        yield Used(_instant(reading.ever_breached_at), "alert", gettext("Time is up"), gettext("overdue"))
    for each in reading.escalations:
        role = said(role_in_words(each.to, standard))
        yield Used(_instant(each.at), "users", gettext("%(role)s informed") % {"role": role}, gettext("escalated"))
    for cap in reading.cap_ended:
        says = gettext("The pause %(reason)s reached its cap") % {"reason": waiting_for(cap.reason)}
        yield Used(_instant(cap.at), "right", says, gettext("resumes"))


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
