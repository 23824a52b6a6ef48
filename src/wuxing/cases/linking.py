"""Linking: two cases that have to do with one another, said once and seen from both."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act
from wuxing.cases.events import CASE_LINKED, CASE_UNLINKED
from wuxing.cases.models import Case, Relation
from wuxing.cases.pairs import acting_on_both
from wuxing.cases.ties import INVERSE
from wuxing.ui.refusal import Refused

FREE = (Relation.RELATED, Relation.ORIGINAL, Relation.DUPLICATE, Relation.CAUSE, Relation.EFFECT)
"""What people may say; the other ties come from what was done: merged, split, given as a task."""


class LinkedAlready(Refused):
    code = "linked-already"
    status = 409
    says = _("%(ref)s is linked already. Take that link away first, if it is wrong.")


class NotLinked(Refused):
    code = "not-linked"
    status = 409
    says = _("%(ref)s is not linked like that; reload the page.")


def link(*, ref: str, to: str, relation: Relation, by: Actor, at: datetime) -> Case:
    """Say what another case is to this one; cases that have ended can be linked too.

    Raises NoCase, SameCase, LinkedAlready.
    """
    with acting_on_both(ref=ref, other=to, by=by, at=at) as (act, other):
        if any((to, each) in act.facts.ties for each in FREE):
            raise LinkedAlready(ref=to)
        tie_both(act, other, relation)
    return act.case


def unlink(*, ref: str, to: str, by: Actor, at: datetime) -> Case:
    """Take the link of two cases away. Raises NoCase, NotLinked."""
    with acting_on_both(ref=ref, other=to, by=by, at=at) as (act, other):
        relation = next((each for each in FREE if (to, each) in act.facts.ties), None)
        if relation is None:
            raise NotLinked(ref=to)
        act.tell(CASE_UNLINKED, {"to": to, "relation": relation})
        other.tell(CASE_UNLINKED, {"to": ref, "relation": INVERSE[relation]})
    return act.case


def tie_both(act: Act, other: Act, relation: Relation) -> None:
    """Tell both what the other is to them."""
    act.tell(CASE_LINKED, {"to": other.case.ref, "relation": relation})
    other.tell(CASE_LINKED, {"to": act.case.ref, "relation": INVERSE[relation]})
