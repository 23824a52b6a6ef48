"""Saying what kind of case it is: which clauses apply follows from that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import acting
from wuxing.cases.leading import give_lead
from wuxing.cases.models import Case
from wuxing.cases.opening import require_known
from wuxing.cases.process import enter, stage_within
from wuxing.standards.finding import standard_of


def classify(*, ref: str, case_class: Mapping[str, str], by: Actor, at: datetime) -> Case:
    """Change dimensions of a case's class; those not named stay. Clocks follow as each commitment's `reclassify` says.

    Raises UnknownClass, CaseEnded.
    """
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        standard = standard_of(act.facts.standard)
        changed = {name: value for name, value in case_class.items() if act.facts.case_class.get(name, "") != value}
        require_known({name: value for name, value in changed.items() if value}, standard)
        if changed:
            act.tell("case.classified", {"class": changed})
            stage = stage_within(standard, act.facts.case_class, act.facts.stage)
            if stage != act.facts.stage:
                enter(act, stage)
            give_lead(act)
    return act.case
