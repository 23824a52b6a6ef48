"""Rows checked on their way in: each becomes a tuple of its instants, numbers and texts, or is refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wuxing.core.source import Text, listing, nearest
from wuxing.history.events.file import canonical_json
from wuxing.history.logs.mapping import (
    BEFORE,
    CLASS,
    CONSTANT,
    FROM,
    NUMBER,
    SEQ_OF,
    SPEAKERS,
    TIME,
    LogMapping,
    Pick,
    translate,
)
from wuxing.history.logs.rows import Cell, Row
from wuxing.history.logs.times import UnreadableTime, time_reader

LARGEST_NUMBER = 2**63 - 1
BEFORE_ALL = -LARGEST_NUMBER  # where a row without an order number stands
DEEPEST = 100  # objects and lists inside one another in a payload


class UnusableRow(ValueError):
    """A row that cannot become events, and why not."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.why = Text(zh, en)


class Columns:
    """What has to be read of each row, and where it stands in the tuple that the row becomes:

    (case, what orders the rows of a case, line, then each column read as an instant, as a number, as text)
    """

    def __init__(self, mapping: LogMapping) -> None:
        rules = mapping.rules
        picks = [*mapping.class_.values(), *mapping.fields.values(), *(pick for rule in rules for pick in rule.picks())]
        tests = [(each.test, each.name) for rule in rules for each in rule.when]
        own = [mapping.at, *(rule.at for rule in rules), *(rule.recorded_at or "" for rule in rules)]
        self.times = _once(own, (pick.name for pick in picks if pick.how == TIME))
        counted = [name for name in mapping.order if name not in self.times]
        numbers = (pick.name for pick in picks if pick.how == NUMBER)
        self.numbers = _once(counted, numbers, (name for test, name in tests if test == "rises"))
        named = {*self.times, *mapping.fields, CLASS}
        tested = [name for test, name in tests if test != "rises" and name not in named]
        texts = (pick.name for pick in picks if pick.how in (FROM, BEFORE, SEQ_OF))
        self.texts = _once(texts, tested, (rule.payload_from or "" for rule in rules), [mapping.row_id or ""])
        self.wanted = _once([mapping.case], self.times, self.numbers, self.texts)
        self.line = 1 + len(mapping.order)
        self._first = {"time": self.line + 1}
        self._first["number"] = self._first["time"] + len(self.times)
        self._first["text"] = self._first["number"] + len(self.numbers)
        self.first_text = self._first["text"]
        self.width = self.first_text + len(self.texts)

    def time(self, name: str) -> int:
        """Where the instant stands that this column holds."""
        return self._first["time"] + self.times.index(name)

    def number(self, name: str) -> int:
        """Where the number stands that this column holds."""
        return self._first["number"] + self.numbers.index(name)

    def text(self, name: str) -> int:
        """Where the text of this column stands."""
        return self._first["text"] + self.texts.index(name)


def _once(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some if name))


@dataclass(frozen=True, slots=True)
class _Known:
    """A column in which only these texts may stand; None among them allows an empty cell."""

    place: int
    texts: frozenset[str | None]
    column: str
    what: Text


class Intake:
    """Checks rows; `seen` collects what stood in the columns that name the event."""

    def __init__(self, mapping: LogMapping) -> None:
        self.mapping = mapping
        self.columns = columns = Columns(mapping)
        self.seen: dict[str, set[str]] = {rule.event.name: set() for rule in mapping.rules if rule.event.how == FROM}
        self._missing = mapping.missing | {""}
        self._read_time = time_reader(mapping.time_formats, mapping.zone)
        self._at = columns.times.index(mapping.at)
        places = {name: place for place, name in enumerate(columns.wanted)}
        self._times = [(places[name], name) for name in columns.times]
        self._numbers = [(places[name], name) for name in columns.numbers]
        self._texts = [places[name] for name in columns.texts]
        self._order = [_place_in(columns, name) for name in mapping.order]
        self._known = [known for known in _known_texts(mapping, places) if known]
        self._events = [(places[name], seen) for name, seen in self.seen.items()]
        self._objects = [places[rule.payload_from] for rule in mapping.rules if rule.payload_from]

    def __call__(self, row: Row) -> tuple[Any, ...]:
        """The tuple of a row, as `Columns` describes it. Raises UnusableRow."""
        if row.wrong is not None:
            raise UnusableRow(row.wrong.zh, row.wrong.en)
        cells = self._cleaned(row.cells)
        if cells[0] is None:
            raise UnusableRow(f"“{self.mapping.case}”列没有工单号", f"no case in the column “{self.mapping.case}”")
        times = [None if cells[place] is None else self._instant(cells[place], name) for place, name in self._times]
        if times[self._at] is None:
            raise UnusableRow(f"“{self.mapping.at}”列没有时间", f"no time in the column “{self.mapping.at}”")
        numbers = [None if cells[place] is None else _whole(cells[place], name) for place, name in self._numbers]
        self._require_known(cells)
        for place in self._objects:
            _require_object(cells[place])
        for place, seen in self._events:
            seen.add(str(cells[place]))
        found = (*times, *numbers, *(None if cells[place] is None else str(cells[place]) for place in self._texts))
        order = (BEFORE_ALL if found[place] is None else found[place] for place in self._order)
        return (str(cells[0]), *order, row.line, *found)

    def kinds_seen(self) -> tuple[str, ...]:
        """The kinds of events that the log names, and those that rules make whatever it says."""
        events = [rule.event for rule in self.mapping.rules]
        found = {event.name for event in events if event.how == CONSTANT}
        for event in (event for event in events if event.how == FROM):
            found |= {str(translate(event, text)) for text in self.seen[event.name]}
        return tuple(sorted(found & self.mapping.kinds))

    def _cleaned(self, cells: Sequence[Cell]) -> list[Cell]:
        missing = self._missing
        try:  # texts only, as in every CSV file: half the time
            return [None if (text := cell.strip()) in missing else text for cell in cells]  # type: ignore[union-attr]
        except AttributeError:
            texts = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
            return [None if text in missing else text for text in texts]

    def _instant(self, cell: Cell, column: str) -> int:
        try:
            return self._read_time(cell)  # type: ignore[arg-type]
        except UnreadableTime:
            form = listing(self.mapping.time_formats)
            zh = f"“{column}”列的“{_short(cell)}”不是 {form} 格式的时间"
            raise UnusableRow(
                zh, f"“{_short(cell)}” in the column “{column}” is no time of the format {form}"
            ) from None

    def _require_known(self, cells: Sequence[Cell]) -> None:
        for known in self._known:
            cell = cells[known.place]
            if cell in known.texts:
                continue
            raise _unknown(known, cell)


def _place_in(columns: Columns, name: str) -> int:
    """Where an ordering column stands among the instants, numbers and texts."""
    return (columns.time(name) if name in columns.times else columns.number(name)) - columns.line - 1


def _known_texts(mapping: LogMapping, places: dict[str, int]) -> list[_Known | None]:
    found = [
        _known(pick, mapping.classes[name], places, Text("分类值", "class value"))
        for name, pick in mapping.class_.items()
    ]
    for rule in mapping.rules:
        event = _known(rule.event, mapping.kinds, places, Text("事件", "event"))
        found.append(event and _Known(event.place, event.texts - {None}, event.column, event.what))
        found.append(_known(rule.speaker, SPEAKERS, places, Text("发言方", "speaker")) if rule.speaker else None)
    return found


def _known(pick: Pick, allowed: Iterable[str], places: dict[str, int], what: Text) -> _Known | None:
    """None where every text will do: a constant, or a translation with `else`."""
    if pick.how not in (FROM, BEFORE) or pick.otherwise is not None:
        return None
    texts: Iterable[str] = allowed if pick.values is None else pick.values
    return _Known(places[pick.name], frozenset([*texts, None]), pick.name, what)


def _unknown(known: _Known, cell: Cell) -> UnusableRow:
    what, column = known.what, known.column
    if cell is None:
        return UnusableRow(f"“{column}”列没有{what.zh}", f"no {what.en} in the column “{column}”")
    words = sorted(text for text in known.texts if text)
    shown, near = _short(cell), nearest(str(cell), words)
    zh = f"“{column}”列的“{shown}”不是已知的{what.zh}，是否为 {near}？可用：{listing(words)}"
    en = f"“{shown}” in the column “{column}” is no known {what.en}; did you mean {near}? Known: {listing(words)}"
    return UnusableRow(zh, en)


def _whole(cell: Cell, column: str) -> int:
    try:
        number = int(str(cell))
    except ValueError:
        number = LARGEST_NUMBER + 1
    if abs(number) > LARGEST_NUMBER:
        raise UnusableRow(
            f"“{column}”列的“{_short(cell)}”不是整数", f"“{_short(cell)}” in the column “{column}” is no whole number"
        )
    return number


def _require_object(cell: Cell) -> None:
    """Refuse what cannot be written again as JSON: no object, an endless number, half a character, too deep."""
    try:
        if cell is None:
            return
        found = json.loads(str(cell))
        if isinstance(found, dict) and canonical_json(found).encode() and _depth(str(cell)) <= DEEPEST:
            return
    except (ValueError, RecursionError):
        pass
    raise UnusableRow(f"“{_short(cell)}”不是可用的 JSON 对象", f"“{_short(cell)}” is no JSON object that can be kept")


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text if text.count("[") + text.count("{") > DEEPEST else "":
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    return deepest


def _short(cell: Cell) -> str:
    text = str(cell)
    return text if len(text) <= 40 else text[:39] + "…"
