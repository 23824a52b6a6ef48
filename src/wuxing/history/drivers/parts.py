"""One case's time from its opening to its solution, cut into stages, or into answering, working and waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from wuxing.core.clock.event import Event
from wuxing.core.clock.story import RESOLVING, Story
from wuxing.history.comparing.facts import ANSWERING, covered

STAGES, PHASES = "stages", "phases"
NO_STAGE = ""
"""Before a case entered its first stage."""
ANSWER, WORK, WAIT = "answer", "work", "wait:"


class Share(NamedTuple):
    """How much of a case's time lies in one part, and how much of that the case waited. Seconds of day and night."""

    part: str
    seconds: int
    waited: int


Cut = Callable[[Story, int, int], Iterator[Share]]


def solved_at(story: Story) -> int | None:
    """The instant of the first solution; None where there is none."""
    return next((max(each.at, story.events[0].at) for each in story.events if each.kind in RESOLVING), None)


def by_stage(story: Story, opened: int, ended: int) -> Iterator[Share]:
    """Each stay in a stage. What lies before the first stage has no name."""
    entered = [(opened, NO_STAGE), *_entries(story.events, ended), (ended, NO_STAGE)]
    for (start, stage), (end, _next) in pairwise(entered):
        if start < end:
            yield Share(stage, end - start, _waited(story, start, end))


def by_phase(story: Story, opened: int, ended: int) -> Iterator[Share]:
    """Until the first answer; after it each reason of waiting by itself, and the rest as work."""
    answers = (max(each.at, opened) for each in story.events if each.kind in ANSWERING)
    answered = min(next(answers, ended), ended)
    if opened < answered:
        yield Share(ANSWER, answered - opened, _waited(story, opened, answered))
    rest = ended - answered
    for reason, seconds in _waits(story, answered, ended):
        rest -= seconds
        yield Share(WAIT + reason, seconds, seconds)
    if rest > 0:
        yield Share(WORK, rest, 0)


CUTS: dict[str, Cut] = {STAGES: by_stage, PHASES: by_phase}


def _entries(events: Sequence[Event], ended: int) -> Iterator[tuple[int, str]]:
    for event in events:
        if event.kind in ("case.opened", "stage.entered") and event.payload.get("stage") and event.at <= ended:
            yield event.at, str(event.payload["stage"])


def _waited(story: Story, first: int, last: int) -> int:
    return covered(((each.start, each.end) for each in story.waits), first, last)


def _waits(story: Story, first: int, last: int) -> Iterator[tuple[str, int]]:
    """Waits in [first, last) by reason; of two at once the earlier one counts."""
    reached = first
    for wait in story.waits:
        since, until = max(wait.start, reached), last if wait.end is None else min(wait.end, last)
        if since < until:
            yield wait.reason, until - since
            reached = until
