"""Cases by the thousand: what the verbs would leave of each, worked out together and written down at once.

Nothing follows from them: no notice, no mail, nobody is told. Their promises run on from where they stand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from wuxing.cases.acting import columns
from wuxing.cases.clocks import look_at
from wuxing.cases.folding import Facts, audience_of, fold
from wuxing.cases.models import Audience, Case, Clock, Message
from wuxing.cases.opening import FIRST_NUMBER
from wuxing.core.clock.event import Event
from wuxing.ledger import bulk
from wuxing.ledger.landing import COLUMNS, linked
from wuxing.ledger.models import Event as Recorded
from wuxing.ledger.models import Signal, Stream
from wuxing.ledger.signals import Fired
from wuxing.ledger.writing import writing

CLOCK = tuple(field.attname for field in Clock._meta.concrete_fields if field.name not in ("id", "case"))
INSTANTS = frozenset(name for name in CLOCK if name.endswith("_at"))
FIRED = tuple(name for name in Fired._fields)
MESSAGE = ("seq", "kind", "author", "author_name", "body", "salt", "at")


class Course(NamedTuple):
    """Where the clocks stand of all cases that went the same way at the same instants, whoever had them."""

    clocks: Sequence[tuple[Any, ...]]
    fired: Sequence[tuple[Any, ...]]
    next_due_at: datetime | None


class Words(NamedTuple):
    """A message: its event's seq, who said what with which salt."""

    seq: int
    kind: str
    author: str
    author_name: str
    body: str
    salt: str
    at: int


class Whole(NamedTuple):
    """A case from its opening on. Its events are in order, numbered from 1."""

    subject: str
    events: Sequence[Event]
    words: Sequence[Words]
    course: Course


def course_of(events: Sequence[Event], at: datetime) -> Course:
    """Work out where the clocks of a case stand at an instant, as the verbs do."""
    facts = fold(events)
    look = look_at(Case(standard=facts.standard, ending=facts.ending), events, at)
    every = {each.identity: each for each in look.fired}
    return Course(
        clocks=[tuple(_kept(row, name) for name in CLOCK) for row in look.rows],
        fired=[tuple(_kept(each, name) for name in FIRED) for each in every.values()],
        next_due_at=look.next_due_at,
    )


def _kept(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return bulk.kept(value) if name in INSTANTS or name == "at" else value


def take_in(cases: Sequence[Whole], outlets: Mapping[int, int | None], at: datetime) -> None:
    """Write cases down whole, all or none; `at` is the instant of their courses, `outlets` gives each team's.

    Keep a call small (two hundred cases): others wait while they are written.
    """
    with writing():
        streams, ids = bulk.reserve(Stream, len(cases)), bulk.reserve(Case, len(cases))
    rows = _Rows(at)
    for stream, pk, case in zip(streams, ids, cases, strict=True):
        rows.add(stream, pk, case, outlets)
    with writing():
        rows.pour()


class _Rows:
    """The rows of many cases, by table."""

    def __init__(self, at: datetime) -> None:
        self._recorded_at = bulk.kept(at.replace(microsecond=0))
        self._streams: list[Sequence[Any]] = []
        self._events: list[Sequence[Any]] = []
        self._cases: list[Sequence[Any]] = []
        self._audience: list[Sequence[Any]] = []
        self._clocks: list[Sequence[Any]] = []
        self._words: list[Sequence[Any]] = []
        self._signals: list[Sequence[Any]] = []

    def add(self, stream: int, pk: int, case: Whole, outlets: Mapping[int, int | None]) -> None:
        events, head = linked(stream, case.events)
        facts, seq = fold(case.events), len(case.events)
        self._streams.append((stream, seq, head))
        self._events += events
        self._cases.append((pk, stream, f"C-{FIRST_NUMBER + stream}", case.subject, *_row(facts, case.course)))
        self._audience += [(pk, key) for key in sorted(audience_of(facts, outlets))]
        self._clocks += [(pk, *row) for row in case.course.clocks]
        self._words += [(pk, *words[:-1], bulk.instant(words.at)) for words in case.words]
        self._signals += [(stream, *fired, seq, self._recorded_at) for fired in case.course.fired]

    def pour(self) -> None:
        """What points at a row comes after it."""
        bulk.pour(Stream, ("id", "seq", "head"), self._streams)
        bulk.pour(Recorded, COLUMNS, self._events)
        bulk.pour(Case, ("id", "stream_id", "ref", "subject", *FOLDED, "next_due_at"), self._cases)
        bulk.pour(Audience, ("case_id", "key"), self._audience)
        bulk.pour(Clock, ("case_id", *CLOCK), self._clocks)
        bulk.pour(Message, ("case_id", *MESSAGE), self._words)
        bulk.pour(Signal, ("stream_id", *FIRED, "seq", "recorded_at"), self._signals)


def _row(facts: Facts, course: Course) -> Iterator[Any]:
    for value in columns(facts).values():
        yield (
            bulk.kept(value) if isinstance(value, datetime) else json.dumps(value) if isinstance(value, dict) else value
        )
    yield bulk.kept(course.next_due_at)


FOLDED = tuple(columns(Facts()))
"""What the events tell of a row, in the order in which `columns` tells it."""
