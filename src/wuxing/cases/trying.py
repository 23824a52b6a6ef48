"""Trying an act on a case: the verbs do what they do, what the clocks make of it is read, and all of it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import NoCase
from wuxing.cases.models import Case, Clock
from wuxing.ledger.writing import writing
from wuxing.standards.finding import standard_of
from wuxing.ui.language import said
from wuxing.ui.refusal import Refused


class Change(models.TextChoices):
    """What an act does to a clock."""

    STARTS = "starts", _("Starts")
    PAUSES = "pauses", _("Pauses")
    GOES_ON = "goes-on", _("Goes on")
    KEPT = "kept", _("Is kept")
    LATE = "late", _("Ends overdue")
    CANCELLED = "cancelled", _("Is cancelled")
    EARLIER = "earlier", _("Is due earlier")
    LATER = "later", _("Is due later")


@dataclass(frozen=True, slots=True)
class Effect:
    """One clock that an act changes."""

    change: str
    name: str
    clause: str
    standard: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What an act would do to a case: the case as it would stand, its clocks that change; or why it is refused."""

    ref: str
    case: Case | None
    effects: tuple[Effect, ...] = ()
    refused: Refused | None = None


def try_out(do: Callable[[], object], *, ref: str, by: Actor, at: datetime) -> Trial:
    """What acts on one case would do. Nothing of it stays: no event, no message, no notice."""
    try:
        with writing(), transaction.atomic():
            trial = _tried(do, ref, by)
            transaction.set_rollback(True)
    except Refused as refused:
        return Trial(ref, None, refused=refused)
    return trial


def _tried(do: Callable[[], object], ref: str, by: Actor) -> Trial:
    case = Case.objects.visible_to(by).filter(ref=ref).first()
    if case is None:
        raise NoCase(ref=ref)
    before = _clocks(case)
    do()
    after = _clocks(case)
    case.refresh_from_db()
    return Trial(ref, case, tuple(_effects(before, after)))


def _clocks(case: Case) -> dict[tuple[str, int], Clock]:
    return {(clock.commitment, clock.cycle): clock for clock in Clock.objects.filter(case=case).order_by("pk")}


def _effects(before: Mapping[tuple[str, int], Clock], after: Mapping[tuple[str, int], Clock]) -> Iterator[Effect]:
    for place, clock in after.items():
        change = _change(before.get(place), clock)
        if change:
            commitment = standard_of(clock.standard).commitments[clock.commitment]
            yield Effect(change, said(commitment.title), clock.clause, clock.standard, clock.due_at)


def _change(before: Clock | None, after: Clock) -> Change | None:
    """The one word for what happened between two states of a clock; none where nothing did."""
    if after.stopped_at is not None:
        is_new = before is None or before.stopped_at is None
        return _ended(after) if is_new else None
    if after.cancelled:
        return None if before is None or before.cancelled else Change.CANCELLED
    if before is None or before.stopped_at is not None or before.cancelled:
        return Change.STARTS
    if before.paused != after.paused:
        return Change.PAUSES if after.paused else Change.GOES_ON
    if before.due_at == after.due_at or after.due_at is None or before.due_at is None:
        return None
    return Change.EARLIER if after.due_at < before.due_at else Change.LATER


def _ended(clock: Clock) -> Change:
    is_late = clock.due_at is not None and clock.stopped_at is not None and clock.stopped_at > clock.due_at
    return Change.LATE if is_late else Change.KEPT
