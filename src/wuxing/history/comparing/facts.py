"""What the events of cases say beside their promises: how long, how many steps, how often back, how much waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from wuxing.core.clock.event import Event
from wuxing.core.clock.rating import RATED, score_of
from wuxing.core.clock.story import RESOLVING, Story
from wuxing.core.standard.document import Class

ANSWERING = ("message.agent", "call.answered", "customer.contacted")
PEOPLE = ("agent", "specialist", "engineer")
COMPLAINT = "complaint"


@dataclass(slots=True)
class Facts:
    """Of the cases of one window; times in seconds of day and night, one entry a case that has one."""

    cases: int = 0
    classed: int = 0
    complaints: int = 0
    answers: list[int] = field(default_factory=list)
    solutions: list[int] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    stages: list[int] = field(default_factory=list)
    acts: list[int] = field(default_factory=list)
    assigned: int = 0
    back_to_stage: int = 0
    back_to_person: int = 0
    scores: list[int] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)

    def add(self, story: Story) -> None:
        """Take in one case, read up to the horizon of its window."""
        events = story.events
        opened = events[0].at
        self.cases += 1
        self.kinds |= story.kinds
        business = story.last_class.get("business")
        self.classed += business is not None
        self.complaints += business == COMPLAINT
        self.answers += _after(events, ANSWERING, opened)
        self.acts.append(sum(map(_is_by_people, events)))
        self.scores += _last_score(events)
        self._add_solution(story, opened)
        self._add_loops(events)

    def _add_solution(self, story: Story, opened: int) -> None:
        for took in _after(story.events, RESOLVING, opened):
            self.solutions.append(took)
            spans = ((each.start, each.end) for each in story.waits)
            self.waits.append(covered(spans, opened, opened + took))

    def _add_loops(self, events: Iterable[Event]) -> None:
        told = list(events)
        stages = _turns(told, "stage.entered", "stage")
        people = _turns(told, "case.assigned", "assignee")
        if stages:
            self.stages.append(len(stages))
            self.back_to_stage += len(set(stages)) < len(stages)
        if people:
            self.assigned += 1
            self.back_to_person += len(set(people)) < len(people)


def is_of_class(known: Class, where: Class) -> bool:
    """Whether a class has every value that is asked for."""
    return all(known.get(name) == value for name, value in where.items())


def covered(spans: Iterable[tuple[int, int | None]], first: int, last: int) -> int:
    """How much of [first, last) these spans cover together; an end None is open. Seconds."""
    total, reached = 0, first
    for start, end in sorted(spans, key=lambda span: span[0]):
        since, until = max(start, reached), last if end is None else min(end, last)
        if since < until:
            total, reached = total + until - since, until
    return total


def _after(events: Iterable[Event], kinds: tuple[str, ...], opened: int) -> list[int]:
    """How long after the opening the first of these came; nothing where none did."""
    return next(([max(0, each.at - opened)] for each in events if each.kind in kinds), [])


def _last_score(events: Iterable[Event]) -> list[int]:
    """The score of the last rating of a case, 1 to 5; nothing where there is none, or none that makes sense."""
    told = [score_of(each.payload) for each in events if each.kind == RATED]
    return [score for score in told if score is not None][-1:]


def _is_by_people(event: Event) -> bool:
    if event.kind == "case.opened":
        return False
    return event.speaker in PEOPLE or (not event.speaker and event.by not in ("", "system"))


def _turns(events: Iterable[Event], kind: str, name: str) -> list[Any]:
    """The values that a case went through, each said once while it stays."""
    return list(_changes(e.payload.get(name) for e in events if e.kind in (kind, "case.opened", "transfer.accepted")))


def _changes(values: Iterable[Any]) -> Iterator[Any]:
    now = None
    for value in values:
        if value is not None and value != now:
            yield value
            now = value
