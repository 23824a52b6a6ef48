"""The events of many cases side by side, as arrays: what a replay reads from a history in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wuxing.core.clock.event import Event
from wuxing.core.clock.story import SPEAKING

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Events in the order of case, then seq. `case`, `kind` and `payload` are places in `cases`, `kinds` and `payloads`.

    Instants are UTC seconds; a message of a bot or a machine has the kind that it counts as (section 3, rule 3).
    """

    cases: Sequence[str]
    kinds: Sequence[str]
    payloads: Sequence[Mapping[str, Any]]
    case: Numbers
    kind: Numbers
    payload: Numbers
    at: Numbers
    recorded_at: Numbers

    @cached_property
    def first(self) -> Numbers:
        """The place of the first event of each case."""
        return np.searchsorted(self.case, np.arange(len(self.cases)))

    @cached_property
    def is_first(self) -> Mask:
        """Whether an event is the first of its case."""
        found: Mask = np.diff(self.case, prepend=-1) != 0
        return found

    def of_kinds(self, kinds: Iterable[str]) -> Mask:
        """Which events are of these kinds."""
        wanted = frozenset(kinds)
        if wanted not in self._of_kinds:
            self._of_kinds[wanted] = np.array([kind in wanted for kind in self.kinds], bool)[self.kind]
        return self._of_kinds[wanted]

    @cached_property
    def _of_kinds(self) -> dict[frozenset[str], Mask]:
        """Commitments share most of what starts and stops them."""
        return {}

    def holds(self, events: Mask) -> Mask:
        """Which cases hold one of the marked events."""
        return np.bincount(self.case[events], minlength=len(self.cases)) > 0

    def first_of(self, events: Mask, after: Numbers | None = None) -> Numbers:
        """For each case the place of its first marked event after a place; the number of all events where there is none."""
        marked = events if after is None else events & (np.arange(len(self.case)) > after[self.case])
        places = np.flatnonzero(marked)
        found = np.full(len(self.cases), len(self.case))
        found[self.case[places[::-1]]] = places[::-1]
        return found


def columns_of(stories: Iterable[tuple[str, Sequence[Event]]]) -> Columns:
    """The columns of cases told as lists of events."""
    cases: list[str] = []
    kinds: dict[str, int] = {}
    payloads: list[Mapping[str, Any]] = []
    rows: list[tuple[int, int, int, int, int]] = []
    for name, events in stories:
        for event in events:
            kind = kinds.setdefault(spoken(event.kind, event.speaker), len(kinds))
            rows.append((len(cases), kind, len(payloads), event.at, event.recorded_at))
            payloads.append(event.payload)
        cases.append(name)
    table = np.array(rows, np.int64).reshape(-1, 5).T
    return Columns(cases, list(kinds), payloads, *table)


def spoken(kind: str, speaker: str) -> str:
    """The kind that an event counts as: what a bot or a machine says is no reply of a person."""
    return SPEAKING.get(speaker, kind) if kind == "message.agent" else kind
