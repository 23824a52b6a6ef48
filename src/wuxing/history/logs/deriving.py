"""Events from rows: the rules of a mapping, followed over the rows of one case in their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from wuxing.core.clock.event import Event
from wuxing.core.instant import format_instant
from wuxing.history.logs.intake import Columns
from wuxing.history.logs.mapping import (
    BEFORE,
    CLASS,
    CLASSIFIED,
    CONSTANT,
    NUMBER,
    OPENED,
    SEQ_OF,
    TIME,
    Condition,
    LogMapping,
    Pick,
    Rule,
    translate,
)

SPEAKS = {
    "message.customer": "customer",
    "message.agent": "agent",
    "call.answered": "agent",
    "message.bot": "bot",
    "visit.arrived": "engineer",
    "visit.finished": "engineer",
}
"""Who is taken to speak where neither mapping nor log says; everything else is the system's."""

Cells = list[Any]
Value = Callable[[Cells, Cells | None], Any]
"""A value of a row; the second argument is the row before, None at the first."""


class _Draft(NamedTuple):
    """An event that has no number yet; `refers` names the rows whose numbers its payload is waiting for."""

    kind: str
    at: int
    recorded_at: int
    by: str
    speaker: str
    payload: dict[str, Any]
    refers: dict[str, str]
    row_id: str | None


class _Maker(NamedTuple):
    """A rule, ready to be asked: every value and condition a function of the row and the row before."""

    kind: Value
    at: int
    recorded_at: int | None
    by: Value
    speaker: Value
    payload: list[tuple[str, Value]]
    refers: list[tuple[str, Value]]
    payload_from: int | None
    fires: Value


class Deriver:
    """Makes the events of one case after the other."""

    def __init__(self, mapping: LogMapping, columns: Columns) -> None:
        self.mapping = mapping
        self.columns = columns
        self._fields = [self._value(pick) for pick in mapping.fields.values()]
        self._class = [(dimension, self._value(pick)) for dimension, pick in mapping.class_.items()]
        self._makers = [self._maker(rule) for rule in mapping.rules]
        self._kept = self._kept_cells()
        self._row_id = columns.text(mapping.row_id) if mapping.row_id else None

    def events_of(self, rows: Iterable[Sequence[Any]]) -> list[Event]:
        """The events of one case, whose rows come in order: by instant, then as the rows and rules stand."""
        drafts: list[_Draft] = []
        before: Cells | None = None
        for row in rows:
            now = self._complete(row, before)
            for maker in self._makers:
                if now[maker.at] is not None and maker.fires(now, before):
                    self._draft(maker, now, before, drafts)
            before = now
        drafts.sort(key=lambda draft: draft.at)
        return _numbered(drafts)

    def _complete(self, row: Sequence[Any], before: Cells | None) -> Cells:
        """The cells of a row, then its fields, then its class.

        An empty cell says nothing: where the change of a column matters, the value before it still stands.
        """
        now = list(row)
        if before is not None:
            for place in self._kept:
                if now[place] is None:
                    now[place] = before[place]
        now.extend([value(now, before) for value in self._fields])
        found = ((dimension, value(now, before)) for dimension, value in self._class)
        now.append({dimension: value for dimension, value in found if value is not None})
        return now

    def _draft(self, maker: _Maker, now: Cells, before: Cells | None, drafts: list[_Draft]) -> None:
        kind, at = maker.kind(now, before), now[maker.at]
        if kind is None:
            return
        payload = {} if maker.payload_from is None else json.loads(now[maker.payload_from] or "{}")
        payload |= {key: found for key, value in maker.payload if (found := value(now, before)) is not None}
        if kind in (OPENED, CLASSIFIED) and now[-1]:
            payload[CLASS] = now[-1]
        refers = {key: found for key, value in maker.refers if (found := value(now, before)) is not None}
        recorded_at = None if maker.recorded_at is None else now[maker.recorded_at]
        speaker = maker.speaker(now, before) or SPEAKS.get(kind, "system")
        row_id = None if self._row_id is None else now[self._row_id]
        by = maker.by(now, before) or ""
        recorded_at = at if recorded_at is None else recorded_at
        drafts.append(_Draft(kind, at, recorded_at, by, speaker, payload, refers, row_id))

    # Mapping into functions

    def _maker(self, rule: Rule) -> _Maker:
        payload = [(key, self._value(pick), pick.how) for key, pick in rule.payload.items()]
        return _Maker(
            kind=self._value(rule.event),
            at=self.columns.time(rule.at),
            recorded_at=self.columns.time(rule.recorded_at) if rule.recorded_at else None,
            by=self._value(rule.by),
            speaker=self._value(rule.speaker),
            payload=[(key, value) for key, value, how in payload if how != SEQ_OF],
            refers=[(key, value) for key, value, how in payload if how == SEQ_OF],
            payload_from=self.columns.text(rule.payload_from) if rule.payload_from else None,
            fires=_all([self._condition(each) for each in rule.when]),
        )

    def _value(self, pick: Pick | None) -> Value:
        if pick is None:
            return lambda now, before: None
        if pick.how == CONSTANT:
            return lambda now, before: pick.name
        if pick.how == TIME:
            place, zone = self.columns.time(pick.name), self.mapping.zone
            return lambda now, before: None if now[place] is None else format_instant(now[place], zone)
        if pick.how == NUMBER:
            place = self.columns.number(pick.name)
            return lambda now, before: now[place]
        return _translated(pick, self.columns.text(pick.name))

    def _condition(self, condition: Condition) -> Value:
        if condition.test == "first":
            return lambda now, before: before is None
        place = self._place(condition)
        tests: dict[str, Value] = {
            "has": lambda now, before: now[place] is not None,
            "begins": lambda now, before: now[place] is not None and (before is None or before[place] != now[place]),
            "ends": lambda now, before: before is not None and before[place] not in (None, now[place]),
            "rises": lambda now, before: before is not None and (now[place] or 0) > (before[place] or 0),
            "changes": lambda now, before: before is not None and before[place] != now[place],
        }
        return tests[condition.test]

    def _place(self, condition: Condition) -> int:
        """Where in the completed row the thing stands of which a condition speaks."""
        if condition.name == CLASS:
            return self.columns.width + len(self._fields)
        if condition.name in self.mapping.fields:
            return self.columns.width + list(self.mapping.fields).index(condition.name)
        if condition.test == "rises":
            return self.columns.number(condition.name)
        return (
            self.columns.time(condition.name)
            if condition.name in self.columns.times
            else self.columns.text(condition.name)
        )

    def _kept_cells(self) -> list[int]:
        """The cells on whose change a rule depends, directly, through a field or through the class."""
        tested = [each for rule in self.mapping.rules for each in rule.when if each.test not in ("first", "has")]
        kept = {self._place(each) for each in tested if each.name != CLASS and each.name not in self.mapping.fields}
        picks = [self.mapping.fields[each.name] for each in tested if each.name in self.mapping.fields]
        if any(each.name == CLASS for each in tested):
            picks += self.mapping.class_.values()
        return sorted(kept | {self.columns.text(pick.name) for pick in picks if pick.how != CONSTANT})


def _all(conditions: list[Value]) -> Value:
    if len(conditions) == 1:
        return conditions[0]
    return lambda now, before: all(condition(now, before) for condition in conditions)


def _translated(pick: Pick, place: int) -> Value:
    """A text of the row or of the row before, as it stands or as `values` and `else` turn it."""
    if pick.how == BEFORE:
        return lambda now, before: None if before is None else translate(pick, before[place])
    if pick.values is None and pick.otherwise is None:  # the usual one, without a call
        return lambda now, before: now[place]
    return lambda now, before: translate(pick, now[place])


def _numbered(drafts: list[_Draft]) -> list[Event]:
    """The events in their order, numbered from 1; what names another row gets the number of that row's first event."""
    numbers: dict[str, int] = {}
    for seq, draft in enumerate(drafts, 1):
        if draft.row_id is not None:
            numbers.setdefault(draft.row_id, seq)
    return [_event(seq, draft, numbers) for seq, draft in enumerate(drafts, 1)]


def _event(seq: int, draft: _Draft, numbers: dict[str, int]) -> Event:
    kind, at, recorded_at, by, speaker, payload, refers, _ = draft
    payload |= {key: numbers[row] for key, row in refers.items() if row in numbers}
    return Event(seq, kind, at, recorded_at, by, speaker, payload)
