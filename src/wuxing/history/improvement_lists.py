"""The read side of improvements: which there are, where each stands."""

from __future__ import annotations

from django.db.models import QuerySet

from wuxing.history.models import Improvement

PAGE = 50


def improvements(before: int = 0) -> list[Improvement]:
    """A page of them, the newest first; those that began before a number."""
    found = _whole(Improvement.objects.order_by("-id"))
    return list((found.filter(pk__lt=before) if before else found)[:PAGE])


def improvement(pk: int) -> Improvement | None:
    """One of them, with everything that was done."""
    return _whole(Improvement.objects.filter(pk=pk)).first()


def state_of(improvement: Improvement) -> Improvement.State:
    """Where it stands: what has to be done next."""
    state = Improvement.State
    if improvement.decision:
        return state.DECIDED
    actions = improvement.actions.all()
    if not actions:
        return state.PLAN
    if any(each.done_on is None for each in actions):
        return state.DO
    return state.ACT if improvement.checks.all() else state.CHECK


def _whole(rows: QuerySet[Improvement]) -> QuerySet[Improvement]:
    found = rows.select_related("owner", "follows")
    return found.prefetch_related("actions__owner", "actions__draft__publication", "checks", "next_round")
