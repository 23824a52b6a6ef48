"""Random histories that contain every rule of section 3: the engine reads each as an independent referee does."""

from collections import Counter
from typing import Any

import pytest

from referee import clock
from referee.histories import history
from referee.labels import RULES
from telling import Tell
from wuxing.core.clock.telling import answer
from wuxing.packs.finding import calendars

HISTORIES = 400
FIELDS = (
    "state started_at due_at projected_due_at stopped_at target_seconds elapsed_seconds remaining_seconds paused_seconds "
    "overdue_working_seconds overdue_wall_seconds ever_breached_at warnings escalations excused"
).split()

# Histories that the referee reads otherwise in one point, and why the engine's reading stands.
ELSEWHERE = {
    21: "a cycle that had ended before its class got a limit sets off no warning afterwards (rule 11: only while open)",
    22: "as 21",
    215: "as 21",
    347: "a start moved by a merged case: a warning is dated no earlier than the merge, though due stayed the same",
}

Readings = dict[tuple[int, str, int], dict[str, Any]]


def by_cycle(readings: list[dict[str, Any]]) -> Readings:
    for reading in readings:
        for steps in ("warnings", "escalations"):
            reading[steps] = sorted(map(str, reading[steps]))
    return {(each["at"], each["commitment"], each["cycle"]): {key: each[key] for key in FIELDS} for each in readings}


def read_by_engine(line: dict[str, Any]) -> Readings:
    readings = answer(line, calendars())["readings"]
    return by_cycle([clock.in_integers(reading) for reading in readings if reading["state"] != "none"])


def test_engine_and_referee_agree_and_every_rule_occurs(told_at_the_end: Tell) -> None:
    seen: Counter[str] = Counter()
    apart = {}
    for seed in range(HISTORIES):
        told = history(seed)
        seen.update(told.labels)
        if read_by_engine(told.line) != by_cycle(told.readings):
            apart[seed] = told.line

    told_at_the_end(f"rules in {HISTORIES} histories: " + ", ".join(f"{rule} {seen[rule]}" for rule in sorted(RULES)))
    assert sorted(apart) == sorted(ELSEWHERE)
    assert [rule for rule in RULES if not seen[rule]] == []


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_explain_sums_to_elapsed_and_leaves_no_gap(seed: int) -> None:
    for reading in answer(history(seed).line, calendars())["readings"]:
        segments = reading["explain"]

        assert sum(each["seconds"] for each in segments if each["kind"] == "open") == reading["elapsed_seconds"]
        assert [each["to"] for each in segments[:-1]] == [each["from"] for each in segments[1:]]
