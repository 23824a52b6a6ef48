"""The stages that the standard's process sets out for a case, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import acting
from wuxing.cases.events import STAGE_ENTERED
from wuxing.cases.folding import Facts
from wuxing.cases.models import Case
from wuxing.core.standard.document import Class, Process, Stage, Standard
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused


class StageSkipped(Refused):
    code = "stage-skipped"
    says = _("“%(stage)s” cannot follow “%(now)s”: %(missing)s comes first. (%(standard)s, process)")


class NoStage(Refused):
    code = "no-stage"
    says = _("The process of this case has no stage “%(stage)s”. Its stages are: %(stages)s.")


def enter_stage(*, ref: str, stage: str, by: Actor, at: datetime) -> Case:
    """Move a case to the next stage, or back to an earlier one. Raises NoStage, StageSkipped (S0-10: none is skipped)."""
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        standard = standard_of(act.facts.standard)
        process = process_of(standard, act.facts.case_class)
        require_next(standard, process, act.facts.stage, stage)
        if stage != act.facts.stage:
            act.tell(STAGE_ENTERED, {"stage": stage})
    return act.case


def process_of(standard: Standard, case_class: Class) -> Process | None:
    """The process with the most conditions that the class meets; None where the standard sets none out."""
    met = [each for each in standard.process if all(case_class.get(name) == value for name, value in each.when.items())]
    return max(met, key=lambda each: len(each.when), default=None)


def first_stage(standard: Standard, case_class: Class) -> str:
    """Where a case of a class begins."""
    process = process_of(standard, case_class)
    return process.stages[0].id if process else ""


def stage_after(facts: Facts, *, first_only: bool = False) -> str:
    """The stage after the present one; empty at the end. `first_only`: only out of the first stage."""
    process = process_of(standard_of(facts.standard), facts.case_class)
    stages = [stage.id for stage in process.stages] if process else []
    place = stages.index(facts.stage) if facts.stage in stages else -1
    if place < 0 or place + 1 >= len(stages) or (first_only and place):
        return ""
    return stages[place + 1]


def stage_within(standard: Standard, case_class: Class, stage: str) -> str:
    """The same stage in the process of another class, else that process's first."""
    process = process_of(standard, case_class)
    stages = [each.id for each in process.stages] if process else []
    return stage if stage in stages else first_stage(standard, case_class)


def require_next(standard: Standard, process: Process | None, now: str, wanted: str) -> None:
    """Refuse a stage that is unknown, or that would skip one; a network or matrix may be walked in any order."""
    stages: Sequence[Stage] = process.stages if process else ()
    places = {stage.id: place for place, stage in enumerate(stages)}
    if wanted not in places:
        raise NoStage(stage=wanted, stages=", ".join(str(_title(stage)) for stage in stages) or "—")
    if process and process.mode == "linear" and now in places and places[wanted] > places[now] + 1:
        missing = stages[places[now] + 1]
        raise StageSkipped(
            stage=_title(stages[places[wanted]]),
            now=_title(stages[places[now]]),
            missing=_title(missing),
            standard=standard.ref,
        )


def _title(stage: Stage) -> str:
    return stage.title.in_language((get_language() or "zh")[:2])
