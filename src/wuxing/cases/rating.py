"""What the customer thinks of how a case was handled."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import acting
from wuxing.cases.models import Case, Ending
from wuxing.core.clock.rating import RATED, SCORES, score_of
from wuxing.ui.refusal import Refused


class NotYetSolved(Refused):
    """Nothing is done yet that could be rated, or the case was none."""

    code = "not-yet-solved"
    status = 409
    says = _("Request %(ref)s is rated once it is solved. Until then, write to us what is missing.")


class NoSuchScore(Refused):
    """The score is none of the five."""

    code = "no-such-score"
    says = _("Choose one of the five: from 1, very dissatisfied, to 5, very satisfied.")


def rate(*, ref: str, score: int, by: Actor, at: datetime) -> Case:
    """Put on record how satisfied the customer is, 1 to 5; of several ratings the last one counts.

    The same score again is no new rating. Raises NoCase, NoSuchScore, NotYetSolved.
    """
    if score not in SCORES:
        raise NoSuchScore
    with acting(ref=ref, by=by, at=at) as act:
        if act.facts.ending not in ("", Ending.CLOSED) or act.facts.resolved_at is None:
            raise NotYetSolved(ref=ref)
        given = [score_of(each.payload) for each in act.events if each.kind == RATED]
        if given[-1:] != [score]:
            act.tell(RATED, {"score": score})
    return act.case
