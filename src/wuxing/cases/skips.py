"""Stages of a case that were passed over, each with the reason that was given for it."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.cases.events import STAGE_ENTERED
from wuxing.cases.models import Case, Message
from wuxing.cases.process import process_of
from wuxing.core.standard.document import Standard
from wuxing.ledger.models import Event


def skips_of(case: Case, standard: Standard) -> Mapping[str, str]:
    """Stage → reason, of those that were passed over and not entered since; only a line has any (S2-9)."""
    process = process_of(standard, case.case_class)
    if process is None or process.mode != "linear" or case.stage in [each.id for each in process.stages[:2]]:
        return {}  # before the third stage there is nothing to pass over
    entered = Event.objects.filter(stream_id=case.stream_id, kind=STAGE_ENTERED).order_by("seq")
    skipped: dict[str, int] = {}
    for seq, told in entered.values_list("seq", "payload"):
        skipped.pop(told["stage"], None)
        skipped |= dict.fromkeys(told.get("skipped", ()), seq)
    notes = Message.objects.filter(case=case, seq__in=skipped.values()) if skipped else ()
    reasons = {note.seq: note.body for note in notes}
    return {stage: reasons.get(seq, "") for stage, seq in skipped.items()}
