"""What a mapping says: how the rows of a foreign log become events, and which kinds of events its source can supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from wuxing.core.source import Text
from wuxing.history.logs.sources import Layout

SPEAKERS = ("customer", "agent", "specialist", "engineer", "bot", "system")
OPENED, CLASSIFIED = "case.opened", "case.classified"
CLASS = "class"

# Where a value comes from: a text in the mapping, a column (or field) of the row, of the row before it, an instant, a
# whole number, or the number (seq) of the event that another row became.
CONSTANT, FROM, BEFORE, TIME, NUMBER, SEQ_OF = "constant", "from", "before", "time", "number", "seq_of"
SOURCES = (FROM, BEFORE, TIME, NUMBER, SEQ_OF)

TESTS = ("first", "has", "begins", "ends", "rises", "changes")
"""Conditions of a rule. `first`: the row is the first of its case. The others speak of a column or field of the row:
`has` it holds a value; `begins` it holds one that the row before did not; `ends` the row before held another;
`rises` its number is greater than before; `changes` it holds another value than the row before."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One value: `how` is CONSTANT or one of SOURCES, `name` the text, column or field; `values` translates.

    `values` is None where nothing is translated. What it does not list becomes `otherwise`; what it lists as None is
    known and means nothing.
    """

    how: str
    name: str
    values: Mapping[str, str | None] | None = None
    otherwise: str | None = None

    def outcomes(self) -> set[str] | None:
        """Every text that can come out, or None when that depends on the log."""
        if self.how == CONSTANT:
            return {self.name}
        if self.values is None:
            return None
        return {each for each in (*self.values.values(), self.otherwise) if each is not None}


def translate(pick: Pick, text: str | None) -> str | None:
    """What a text of the log becomes."""
    if pick.values is None:
        return pick.otherwise if text is None else text
    return pick.values.get(text, pick.otherwise) if text is not None else pick.otherwise


@dataclass(frozen=True, slots=True)
class Condition:
    """A test (one of TESTS) of a column, a field, or the class."""

    test: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which event a row becomes: the kind, when it happened (a column), who says it and what it carries.

    `payload_from` is a column with a JSON object whose entries are added. All conditions must hold.
    """

    event: Pick
    at: str
    recorded_at: str | None = None
    by: Pick | None = None
    speaker: Pick | None = None
    payload: Mapping[str, Pick] = field(default_factory=dict)
    payload_from: str | None = None
    when: tuple[Condition, ...] = ()

    def picks(self) -> list[Pick]:
        """Every value that the rule reads."""
        return [pick for pick in (self.event, self.by, self.speaker, *self.payload.values()) if pick]


@dataclass(frozen=True, slots=True)
class LogMapping:
    """A mapping that was read and checked.

    Names of columns unless said otherwise: `case`, `at` (the row's own time, needed in every row), `order` (of the rows
    of one case: times or whole numbers; then the place in the log), `row_id` (what SEQ_OF refers to). `supplies` is
    None when the source is taken to supply what its log holds.
    """

    name: str
    title: Text
    layout: Layout
    time_formats: tuple[str, ...]
    zone: ZoneInfo
    case: str
    at: str
    rules: tuple[Rule, ...]
    supplies: tuple[str, ...] | None
    order: tuple[str, ...] = ()
    row_id: str | None = None
    kinds: frozenset[str] = frozenset()
    classes: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    class_: Mapping[str, Pick] = field(default_factory=dict)
    fields: Mapping[str, Pick] = field(default_factory=dict)
    assumes: tuple[Text, ...] = ()
    missing: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    recognised_by: tuple[str, ...] = ()
    sha256: str = ""
