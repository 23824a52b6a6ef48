"""The process that a case follows: its stages one after the other, and the team that each is routed to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wuxing.cases import routing
from wuxing.cases.acting import Act
from wuxing.cases.events import STAGE_ENTERED
from wuxing.cases.folding import Facts
from wuxing.core.standard.document import Class, Process, Stage, Standard
from wuxing.standards.finding import standard_of


def process_of(standard: Standard, case_class: Class) -> Process | None:
    """The process with the most conditions that the class meets; None where the standard sets none out."""
    met = [each for each in standard.process if all(case_class.get(name) == value for name, value in each.when.items())]
    return max(met, key=lambda each: len(each.when), default=None)


def stage_of(standard: Standard, case_class: Class, stage: str) -> Stage | None:
    """A stage of the process of a class by its id."""
    process = process_of(standard, case_class)
    return next((each for each in (process.stages if process else ()) if each.id == stage), None)


def first_stage(standard: Standard, case_class: Class) -> str:
    """Where a case of a class begins."""
    process = process_of(standard, case_class)
    return process.stages[0].id if process else ""


def stage_within(standard: Standard, case_class: Class, stage: str) -> str:
    """The same stage in the process of another class, else that process's first."""
    return stage if stage_of(standard, case_class, stage) else first_stage(standard, case_class)


def leave_intake(act: Act) -> None:
    """Enter the second stage, of itself, because somebody began to work on the case.

    Not where that stage is routed: whoever just took the case would lose it to another team.
    """
    process = process_of(standard_of(act.facts.standard), act.facts.case_class)
    stages = process.stages if process else ()
    if len(stages) > 1 and act.facts.stage == stages[0].id and not stages[1].route:
        enter(act, stages[1].id)


def enter(act: Act, stage: str, told: Mapping[str, Any] | None = None) -> int:
    """Put a case into a stage, and with the team that the stage is routed to; the seq of the event."""
    found = stage_of(standard_of(act.facts.standard), act.facts.case_class, stage)
    choice = routing.route(found, act.case.customer, act.facts.team) if found else None
    seq = act.tell(STAGE_ENTERED, {"stage": stage, **(told or {}), **routing.told(choice)})
    if choice and choice.team != act.facts.team:
        act.tell("case.assigned", {"team": choice.team, "assignee": None, "rule": choice.rule})
    return seq


def stages_to_enter(process: Process, here: str) -> list[Stage]:
    """The stages that may be entered from one of them: of a line, no further than the next that is never skipped."""
    places = {stage.id: place for place, stage in enumerate(process.stages)}
    owed = [place for place, each in enumerate(process.stages) if place > places.get(here, -1) and each.skip == "never"]
    return list(process.stages[: owed[0] + 1] if process.mode == "linear" and owed else process.stages)


def stages_passed(facts: Facts, to: str) -> list[Stage]:
    """The stages between the present one and a later one, in order, of a process that has an order."""
    process = process_of(standard_of(facts.standard), facts.case_class)
    if process is None or process.mode != "linear":
        return []
    places = {stage.id: place for place, stage in enumerate(process.stages)}
    here, there = places.get(facts.stage), places.get(to)
    return list(process.stages[here + 1 : there]) if here is not None and there is not None else []
