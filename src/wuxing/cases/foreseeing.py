"""Looking ahead: an act tried on a case without being written, and what its clocks would show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act, NoCase
from wuxing.cases.clocks import look_at
from wuxing.cases.folding import fold
from wuxing.cases.models import Case, Clock
from wuxing.cases.showing import ClockView, clock_chip
from wuxing.ledger import streams
from wuxing.standards.finding import standard_of


@dataclass(frozen=True, slots=True)
class Effect:
    """A clock that an act would change: as it is, and as it would be; None where there is none."""

    ref: str
    name: str
    before: ClockView | None
    after: ClockView | None


def tried(ref: str, by: Actor, at: datetime) -> Act:
    """An act on a case that nobody is going to write. Raises NoCase."""
    case = Case.objects.visible_to(by).live().select_related("stream", "customer").filter(ref=ref).first()
    if case is None:
        raise NoCase(ref=ref)
    events = streams.read(case.stream_id)
    return Act(case, case.stream, by, at, events, fold(events))


def effects(act: Act, at: datetime) -> tuple[Effect, ...]:
    """Every open clock that would be another one."""
    stored = list(act.case.clocks.all()) if act.case.pk else []
    act.case.ending = act.facts.ending
    after = look_at(act.case, act.events, at).rows
    was, will = _by_place(stored), _by_place(after)
    found = (_effect(act.case.ref, was.get(place), will.get(place), at) for place in dict.fromkeys([*was, *will]))
    return tuple(each for each in found if each is not None)


def _by_place(rows: Sequence[Clock]) -> dict[tuple[str, int], Clock]:
    return {(row.commitment, row.cycle): row for row in rows}


def _effect(ref: str, was: Clock | None, will: Clock | None, at: datetime) -> Effect | None:
    if not any(row and row.stopped_at is None and not row.cancelled for row in (was, will)):
        return None
    before, after = (_chip(row, at) if row else None for row in (was, will))
    if before and after and (before.state, before.at) == (after.state, after.at):
        return None
    shown = after or before
    return Effect(ref, shown.name, before, after) if shown else None


def _chip(row: Clock, at: datetime) -> ClockView:
    return clock_chip(row, standard_of(row.standard), at, href="")
