"""Warnings and escalation steps: what a cycle has set off so far, each dated at its true instant (section 3, rule 11)."""

from __future__ import annotations

from collections.abc import Iterator
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


def signals_of(cycle: Cycle, standing: Standing, waits: list[Wait]) -> Signals:
    """Every warning and step of a cycle, era by era; `standing` is that of its last era."""
    commitment = cycle.plan.commitment
    if not commitment.warn and not commitment.escalate:
        return Signals((), (), ())
    warnings: list[Fired] = []
    escalations: list[Fired] = []
    upcoming: list[int] = []
    fired: set[str] = set()
    before: int | None = None
    for place, era in enumerate(cycle.eras):
        is_last = place + 1 == len(cycle.eras)
        if place and standing_of(cycle, era, waits, era.since).last_word != before:
            fired.clear()  # a change gave the cycle another due instant: every step may fire again, once per due
        here = standing if is_last else standing_of(cycle, era, waits, cycle.eras[place + 1].since)
        before = here.last_word
        for found, record in ((_warnings(cycle, era, here), warnings), (_ladder(cycle, era, here), escalations)):
            for each in found:
                name = f"{each.step} {each.to}"
                if name in fired:
                    continue
                if _is_past(cycle, here, each.at, is_last=is_last):
                    fired.add(name)
                    record.append(each)
                elif is_last and cycle.is_open and each.at > here.course.until:
                    upcoming.append(each.at)
    warnings.sort(key=_when)
    escalations.sort(key=_when)
    return Signals(tuple(warnings), tuple(escalations), tuple(upcoming))


def _when(fired: Fired) -> int:
    return fired.at


def _is_past(cycle: Cycle, standing: Standing, at: int, *, is_last: bool) -> bool:
    """Whether a step fell into the era: on its last instant only while the cycle is still open then."""
    until = standing.course.until
    return at < until or (at == until and is_last and cycle.is_open)


def _warnings(cycle: Cycle, era: Era, standing: Standing) -> Iterator[Fired]:
    for percent in cycle.plan.commitment.warn:
        for target, until in standing.targets:
            share = -(-target * percent // 100)
            time = era.timeline.working_time
            at = instant_of_share(standing.course, time, share)
            if at is not None and at <= until:
                yield Fired(f"{percent}%", _while_open(cycle, max(at, era.since)), time.add(at, target - share))
                break


def _ladder(cycle: Cycle, era: Era, standing: Standing) -> Iterator[Fired]:
    if not standing.is_breached or standing.due is None:
        return
    for step, own in zip(cycle.plan.commitment.escalate, cycle.plan.ladder, strict=True):
        timeline = Timeline([(0, own)]) if own else era.timeline
        at = max(_instant(step, timeline, standing.due), era.since)
        yield Fired(step.label, _while_open(cycle, at), standing.due, step.to)


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
