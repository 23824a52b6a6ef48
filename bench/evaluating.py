"""The time of one `evaluate`: ten events, four commitments, with everything that its readings can tell and without."""

from __future__ import annotations

from random import Random
from time import process_time

from best import best_of, best_over
from story import STANDARD, WEEK, stories
from wuxing.core.clock.evaluate import Evaluation, evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.telling import read_story_standard
from wuxing.packs.finding import calendars

STORIES, REPEATS = 50, 120
ADDITIONS = 1_000
Told = list[tuple[list[Event], int]]


def evaluated() -> dict[str, float]:
    """Seconds of one evaluation, the first of all apart, of the loop it is compared with, and what the readings held.

    Every repeat tells the case from other dates, so nothing is remembered but the tables of the calendars and the rows
    of the standard, which a running program has at hand too.
    """
    standards, opened = (read_story_standard(STANDARD, calendars()),), calendars()

    def bare(told: Told) -> list[Evaluation]:
        return [evaluate(standards, opened, events, at) for events, at in told]

    def explained(told: Told) -> int:
        return sum(
            len(each.explain) for events, at in told for each in evaluate(standards, opened, events, at).readings
        )

    def whole(told: Told) -> int:
        return sum(_told_by(evaluate(standards, opened, events, at)) for events, at in told)

    chance = Random(20_260_302)
    moments = [chance.randrange(WEEK) for _ in range(STORIES)]
    begun = process_time()
    whole(stories(moments[:1], chance))
    first = process_time() - begun
    sample = [reading for each in bare(stories(moments, chance)) for reading in each.readings]
    return {
        "first": first,
        "explained": best_over((stories(moments, chance) for _ in range(REPEATS)), explained) / STORIES,
        "whole": best_over((stories(moments, chance) for _ in range(REPEATS)), whole) / STORIES,
        "bare": best_over((stories(moments, chance) for _ in range(REPEATS)), bare) / STORIES,
        "loop": best_of(1_000, _additions),
        "readings": len(sample) / STORIES,
        "segments": sum(len(reading.explain) for reading in sample) / STORIES,
    }


def _told_by(evaluation: Evaluation) -> int:
    """Ask for all that is worked out only when asked for: explanations, warnings, escalation, the next wake."""
    count = evaluation.next_wake or 0
    for reading in evaluation.readings:
        count += len(reading.explain) + len(reading.warnings) + len(reading.escalations)
    return count


def _additions() -> int:
    total = 0
    for number in range(ADDITIONS):
        total += number
    return total
