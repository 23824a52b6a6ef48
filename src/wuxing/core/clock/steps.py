"""Warnings and escalation steps: what a cycle has set off so far, each dated at its true instant (section 3, rule 11)."""

from __future__ import annotations

from typing import NamedTuple

from wuxing.core.clock.cycle import Cycle, Era
from wuxing.core.clock.due import Standing, instant_of_share, standing_of
from wuxing.core.clock.pausing import end_of_days
from wuxing.core.clock.story import Wait
from wuxing.core.clock.timeline import Timeline
from wuxing.core.standard.document import Step


class Fired(NamedTuple):
    """A step that a cycle set off: `50%` of the target, `due`, or `30 min` after it; `to` is empty for a warning.

    `due` is the deadline as it stood then: what happens later does not give a step that fired another identity.
    """

    step: str
    at: int
    due: int
    to: str = ""


class Signals(NamedTuple):
    """What a cycle has set off until an instant, and when it would next, left alone."""

    warnings: tuple[Fired, ...]
    escalations: tuple[Fired, ...]
    upcoming: tuple[int, ...]


NOTHING = Signals((), (), ())


def signals_of(cycle: Cycle, standing: Standing, waits: list[Wait]) -> Signals:
    """Every warning and step of a cycle, era by era; `standing` is that of its last era."""
    commitment = cycle.plan.commitment
    if not commitment.warn and not commitment.escalate:
        return NOTHING
    past: list[Fired] = []
    upcoming: list[int] = []
    fired: set[tuple[str, str]] = set()
    before: int | None = None
    last = len(cycle.eras) - 1
    for place, era in enumerate(cycle.eras):
        if place and standing_of(cycle, era, waits, era.since).last_word != before:
            fired.clear()  # a change gave the cycle another due instant: every step may fire again, once per due
        here = standing if place == last else standing_of(cycle, era, waits, cycle.eras[place + 1].since)
        before = here.last_word
        until, goes_on = here.course.until, place == last and cycle.is_open
        for each in _steps(cycle, era, here, goes_on=goes_on):
            name = each.step, each.to
            if name in fired:
                continue
            if each.at < until or (each.at == until and goes_on):  # on its last instant only while it is still open
                fired.add(name)
                past.append(each)
            elif goes_on:
                upcoming.append(each.at)
    past.sort(key=_when)
    warnings, escalations = [each for each in past if not each.to], [each for each in past if each.to]
    return Signals(tuple(warnings), tuple(escalations), tuple(upcoming))


def _when(fired: Fired) -> int:
    return fired.at


def _steps(cycle: Cycle, era: Era, standing: Standing, *, goes_on: bool) -> list[Fired]:
    """The warnings and steps of an era, past ones and, where the cycle goes on, those to come."""
    found: list[Fired] = []
    course, time = standing.course, era.timeline.working_time
    for percent in cycle.plan.commitment.warn:
        for target, until in standing.targets:
            share = -(-target * percent // 100)
            if share > standing.elapsed and not goes_on:
                continue
            at = instant_of_share(course, time, share)
            if at is not None and at <= until:
                found.append(Fired(f"{percent}%", _while_open(cycle, max(at, era.since)), time.add(at, target - share)))
                break
    if standing.is_breached and standing.due is not None:
        for step, own in zip(cycle.plan.commitment.escalate, cycle.plan.ladder, strict=True):
            timeline = Timeline([(0, own)]) if own else era.timeline
            at = max(_instant(step, timeline, standing.due), era.since)
            found.append(Fired(step.label, _while_open(cycle, at), standing.due, step.to))
    return found


def _instant(step: Step, timeline: Timeline, due: int) -> int:
    if step.after is None:
        return due
    if step.after.is_days:
        return end_of_days(timeline, due, step.after.unit, step.after.amount, frozenset(), roll=False)
    return timeline.add(due, step.after.amount)


def _while_open(cycle: Cycle, at: int) -> int:
    """A step that falls between a stop and the reopening fires at the reopening."""
    for stopped, reopened in cycle.gaps:
        if stopped <= at < reopened:
            at = reopened
    return at
