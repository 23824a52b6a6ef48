"""Looking ahead: which open clocks would move if a version took open cases over. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from time import monotonic
from typing import Any

from django.urls import reverse

from wuxing.accounts.actors import Actor
from wuxing.cases.models import Case
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.core.standard.document import Standard
from wuxing.ledger import streams
from wuxing.packs.finding import calendars
from wuxing.standards.finding import standards_for
from wuxing.standards.handover import Move, Preview, Question

PIECE = 200
SECONDS = 1.5
"""A piece ends with whichever comes first: so many cases, or so long."""

Place = tuple[str, int]


def look_ahead(asked: Question, by: Actor, after: int) -> Preview:
    """The next piece of open cases after number `after`, and which of their clocks would move."""
    begun, last, seen = monotonic(), after, 0
    moves: list[Move] = []
    going_over = replace(asked.standard, applies_to="open_cases")
    cases = Case.objects.visible_to(by).open().filter(standard__in=asked.refs, pk__gt=after).order_by("pk")
    for case in islice(cases[:PIECE].iterator(), PIECE):
        moves += _moves(case, going_over, asked.at)
        last, seen = case.pk, seen + 1
        if monotonic() - begun > SECONDS:
            break
    return Preview(tuple(moves), seen, last if cases.filter(pk__gt=last).exists() else 0)


def _moves(case: Case, standard: Standard, at: datetime) -> Iterator[Move]:
    events = streams.read(case.stream_id)
    known = standards_for(case.standard)
    before, after = _open_clocks(known, events, at), _open_clocks((*known, standard), events, at)
    titles = {each.id: each.title for held in (*known, standard) for each in held.commitments.values()}
    for place in sorted(before.keys() | after.keys()):
        was, will = before.get(place), after.get(place)
        if _due(was) == _due(will) and bool(was) == bool(will):
            continue
        said: Any = will or was
        path = reverse("cases:why", args=[case.ref, *place]) if was else reverse("cases:page", args=[case.ref])
        yield Move(case.ref, case.subject, path, *place, titles[place[0]], said.clause, _due(was), _due(will))


def _open_clocks(standards: Sequence[Standard], events: Sequence[Event], at: datetime) -> dict[Place, Reading]:
    readings = evaluate(standards, calendars(), events, int(at.timestamp())).readings
    return {
        (each.commitment, each.cycle): each
        for each in readings
        if each.started_at is not None and each.stopped_at is None and each.state != "cancelled"
    }


def _due(reading: Reading | None) -> datetime | None:
    return datetime.fromtimestamp(reading.due_at, UTC) if reading and reading.due_at is not None else None
