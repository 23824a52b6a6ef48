"""Moving a case from stage to stage, in the order that its process asks for; what is passed over, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act, acting
from wuxing.cases.events import STAGE_ENTERED
from wuxing.cases.messages import Words, write_down
from wuxing.cases.models import Case, Message
from wuxing.cases.process import enter, process_of, stages_passed
from wuxing.core.standard.document import Stage
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused


class StageSkipped(Refused):
    code = "stage-skipped"
    says = _(
        "“%(stage)s” cannot follow “%(now)s”: %(missing)s comes first. "
        "Enter it, or give a reason to skip it. (%(standard)s, process)"
    )


class StageOwed(Refused):
    code = "stage-owed"
    says = _(
        "“%(stage)s” cannot follow “%(now)s”: %(missing)s is never skipped. Enter it first. (%(standard)s, process)"
    )


class NoStage(Refused):
    code = "no-stage"
    says = _("The process of this case has no stage “%(stage)s”. Its stages are: %(stages)s.")


def enter_stage(*, ref: str, stage: str, by: Actor, at: datetime, reason: str = "") -> Case:
    """Move a case to another stage; a stage with a route goes to the team that its rule chooses.

    In a linear process the order holds (S0-10, S4-41): what is passed over on the way needs a reason, which stays on
    record beside the stages that were skipped (S2-9). Going back is always possible.
    Raises NoStage, StageSkipped, StageOwed, CaseEnded.
    """
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        _require_known(act, stage)
        if stage == act.facts.stage:
            return act.case
        skipped = stages_passed(act.facts, stage)
        _require_skippable(act, skipped, stage)
        if skipped and not reason.strip():
            raise StageSkipped(**_words(act, skipped[0], stage))
        _enter(act, stage, skipped, reason)
    return act.case


def walk_to_the_end(act: Act) -> None:
    """Enter what lies between a case's stage and the last one, one after the other: its resolution passes them.

    Raises StageOwed where one of them is never passed over.
    """
    process = process_of(standard_of(act.facts.standard), act.facts.case_class)
    stages = [stage.id for stage in process.stages] if process else []
    if not stages:
        return
    _require_skippable(act, stages_passed(act.facts, stages[-1]), stages[-1])
    for stage in stages[stages.index(act.facts.stage) + 1 :] if act.facts.stage in stages else stages[-1:]:
        act.tell(STAGE_ENTERED, {"stage": stage})


def _enter(act: Act, stage: str, skipped: Sequence[Stage], reason: str) -> None:
    """The reason becomes an internal note; the event keeps its digest, and which stages it is for."""
    if not reason.strip():
        enter(act, stage)
        return
    words = Words.of(reason)
    told = {"skipped": [each.id for each in skipped]} if skipped else {}
    seq = enter(act, stage, {**told, **words.told()})
    write_down(act, seq, Message.Kind.NOTE, words, ())


def _require_known(act: Act, wanted: str) -> None:
    process = process_of(standard_of(act.facts.standard), act.facts.case_class)
    stages = process.stages if process else ()
    if wanted not in {stage.id for stage in stages}:
        raise NoStage(stage=wanted, stages=", ".join(_title(stage) for stage in stages) or "—")


def _require_skippable(act: Act, skipped: Sequence[Stage], wanted: str) -> None:
    for each in skipped:
        if each.skip == "never":
            raise StageOwed(**_words(act, each, wanted))


def _words(act: Act, missing: Stage, wanted: str) -> dict[str, str]:
    """What a refusal says: where the case is, where it should go, and what lies between."""
    standard = standard_of(act.facts.standard)
    process = process_of(standard, act.facts.case_class)
    titles = {stage.id: _title(stage) for stage in (process.stages if process else ())}
    return {
        "stage": titles[wanted],
        "now": titles.get(act.facts.stage, act.facts.stage),
        "missing": _title(missing),
        "standard": standard.ref,
    }


def _title(stage: Stage) -> str:
    return stage.title.in_language((get_language() or "zh")[:2])
