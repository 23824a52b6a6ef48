"""Where a case stands in its process, as its page shows it: the line of stages, the present one, and what is whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wuxing.cases.leading import is_leads
from wuxing.cases.models import Case
from wuxing.cases.process import process_of, stage_of
from wuxing.cases.showing import ClockView
from wuxing.core.standard.document import Standard
from wuxing.core.standard.stages import ROUTES, SKIPS, explain_mode
from wuxing.core.standard.wording import role_in_words
from wuxing.ui.language import said


@dataclass(frozen=True, slots=True)
class StageView:
    """One stroke of the stage line. `why`: of a stage that was skipped, the reason."""

    title: str
    is_done: bool
    is_current: bool
    is_skipped: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class StageNow:
    """The stage that a case is in: who does it, what goes in and comes out, and what is checked."""

    title: str
    mode: str
    owner: str
    input: str
    output: str
    control: str
    rule: str


def stage_line(case: Case, standard: Standard, skips: Mapping[str, str]) -> tuple[StageView, ...]:
    """The stages of the case's process, done or skipped, present and to come."""
    process = process_of(standard, case.case_class)
    stages = process.stages if process else ()
    places = [stage.id for stage in stages]
    now = len(places) if case.ending == "closed" else places.index(case.stage) if case.stage in places else -1
    return tuple(
        StageView(
            title=said(stage.title),
            is_done=place < now and stage.id not in skips,
            is_current=place == now and not case.ending,
            is_skipped=place < now and stage.id in skips,
            why=skips.get(stage.id, ""),
        )
        for place, stage in enumerate(stages)
    )


def stage_now(case: Case, standard: Standard) -> StageNow | None:
    """The present stage with its control point; None where the standard sets out no process."""
    process = process_of(standard, case.case_class)
    stage = stage_of(standard, case.case_class, case.stage)
    if process is None or stage is None or case.ending:
        return None
    rule = ROUTES[stage.route] if stage.route else SKIPS["never"] if stage.skip == "never" else None
    return StageNow(
        title=said(stage.title),
        mode=said(explain_mode(standard, process)),
        owner=said(role_in_words(stage.owner, standard)),
        input=said(stage.input),
        output=said(stage.output),
        control=said(stage.control),
        rule=said(rule) if rule else "",
    )


def led_clauses(case: Case, standard: Standard, clocks: Iterable[ClockView]) -> tuple[tuple[str, str], ...]:
    """The clauses of these clocks that the project lead answers for: standard and number, once each."""
    if case.lead is None:
        return ()
    owners = {name: each.owner for name, each in standard.commitments.items()}
    his = (each for each in clocks if is_leads(standard, case.case_class, owners.get(each.commitment, "")))
    return tuple(dict.fromkeys((each.standard, each.clause) for each in his))
