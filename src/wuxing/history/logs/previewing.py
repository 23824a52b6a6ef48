"""What a mapping would make of a log: its first events, and the rows that it cannot read, without importing anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from wuxing.core.clock.event import Event
from wuxing.core.source import Text
from wuxing.history.logs.deriving import Deriver
from wuxing.history.logs.fitting import require_columns
from wuxing.history.logs.intake import Intake, UnusableRow
from wuxing.history.logs.mapping import LogMapping
from wuxing.history.logs.rows import raw_text
from wuxing.history.logs.sources import Log

ROWS = 4_000
"""Rows that are looked at: a tenth of a second."""
EVENTS = 200
REJECTED = 20
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not be read, why, and how it begins."""

    line: int
    why: Text
    raw: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` were looked at, `refused` of them cannot be read; `events` are the first ones of the `cases` that came of them.

    `supplies` are the kinds that the source can tell of, `kinds` how often each occurred.
    """

    rows: int
    is_all: bool
    refused: int
    rejected: tuple[Rejected, ...]
    cases: int
    total: int
    kinds: dict[str, int]
    events: tuple[tuple[str, Event], ...]
    supplies: tuple[str, ...]


def preview(log: Path, mapping: LogMapping) -> Preview:
    """The beginning of an import. Raises Problems where the mapping does not fit the log, or the log cannot be read."""
    source = Log(log, mapping.layout)
    intake = Intake(mapping)
    require_columns(source, mapping, intake.columns.wanted)
    good, rejected, count = [], [], 0
    reader = source.rows(intake.columns.wanted)
    for row in islice(reader, ROWS):
        count += 1
        try:
            good.append(intake(row))
        except UnusableRow as unusable:
            rejected.append(Rejected(row.line, unusable.why, raw_text(row)[:SHOWN]))
    is_all = next(reader, None) is None
    events = _events(good, Deriver(mapping, intake.columns))
    kinds = Counter(event.kind for _, event in events)
    return Preview(
        rows=count,
        is_all=is_all,
        refused=len(rejected),
        rejected=tuple(rejected[:REJECTED]),
        cases=len({case for case, _ in events}),
        total=len(events),
        kinds=dict(kinds.most_common()),
        events=tuple(events[:EVENTS]),
        supplies=mapping.supplies if mapping.supplies is not None else intake.kinds_seen(),
    )


def _events(rows: list[tuple[Any, ...]], deriver: Deriver) -> list[tuple[str, Event]]:
    """The events of the rows, in the order of the log's cases as they first appear."""
    places = {row[0]: place for place, row in reversed(list(enumerate(rows)))}
    rows = sorted(rows, key=lambda row: (places[row[0]], row))
    cases = groupby(rows, key=itemgetter(0))
    return list(chain.from_iterable(((case, event) for event in deriver.events_of(each)) for case, each in cases))
